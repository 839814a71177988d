//! Sessions, intents, replay; and the socket that carries them.

use std::time::Duration;

use super::world::{Dispatch, World};

/// The sessions.
pub(crate) struct Gateway {
    pub heartbeat: Duration,
}

/// What a connection is told to do.
#[derive(Clone, Debug)]
pub(crate) enum Frame {
    Drop,
    Reconnect,
    Quiet,
}

impl Default for Gateway {
    fn default() -> Self {
        Gateway { heartbeat: Duration::from_millis(41_250) }
    }
}

impl Gateway {
    pub fn dispatch(&mut self, _world: &World, _dispatch: &Dispatch) -> bool {
        todo!()
    }
    pub fn all(&mut self, _frame: Frame) {
        todo!()
    }
    pub fn invalidate(&mut self, _resumable: bool) {
        todo!()
    }
    pub fn connected(&self) -> usize {
        todo!()
    }
}
