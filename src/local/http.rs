//! The sockets.

use std::sync::Arc;

use super::handle::Shared;

pub(crate) fn router(_shared: Arc<Shared>) -> axum::Router {
    axum::Router::new()
}
