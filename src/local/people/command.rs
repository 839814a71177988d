//! Using commands.

use crate::local::handle::Local;
use crate::local::ids::*;
use crate::local::people::Refused;

impl Local {
    /// Uses a command: `/track create channel:#general time:09:30 zone:Europe/Berlin`.
    pub fn command(&self, _who: UserId, _channel: ChannelId, _line: &str) -> Result<InteractionId, Refused> {
        todo!()
    }

    /// Asks for completions of the last option of the line.
    pub fn autocomplete(&self, _who: UserId, _channel: ChannelId, _line: &str) -> Result<InteractionId, Refused> {
        todo!()
    }

    /// Uses a user's or a message's context menu. `target` is the id of either.
    pub fn menu(&self, _who: UserId, _channel: ChannelId, _name: &str, _target: u64) -> Result<InteractionId, Refused> {
        todo!()
    }
}
