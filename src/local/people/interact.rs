//! Pressing buttons, choosing from menus, sending forms.

use crate::local::handle::Local;
use crate::local::ids::*;
use crate::local::people::Refused;

impl Local {
    /// Presses the button with this id. Refused if it is not there or disabled, or if the message is somebody else's.
    pub fn click(
        &self,
        _who: UserId,
        _channel: ChannelId,
        _message: MessageId,
        _custom_id: &str,
    ) -> Result<InteractionId, Refused> {
        todo!()
    }

    /// Chooses from the menu with this id.
    pub fn select(
        &self,
        _who: UserId,
        _channel: ChannelId,
        _message: MessageId,
        _custom_id: &str,
        _values: &[String],
    ) -> Result<InteractionId, Refused> {
        todo!()
    }

    /// Sends the form that `interaction` opened.
    pub fn submit(
        &self,
        _who: UserId,
        _interaction: InteractionId,
        _fields: &[(String, String)],
    ) -> Result<InteractionId, Refused> {
        todo!()
    }
}
