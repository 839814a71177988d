//! `viva local`.

use std::path::PathBuf;

/// Serves a world with one demo guild until ctrl-c.
pub async fn serve(_port: u16, _record: Option<PathBuf>) -> anyhow::Result<()> {
    todo!()
}
