//! The names of the ids. They are `twilight-model`'s: `Copy`, ordered by age, printed and serialized as Discord prints them.

use twilight_model::id::{Id, marker};

/// A user or a bot's user.
pub type UserId = Id<marker::UserMarker>;
/// A guild.
pub type GuildId = Id<marker::GuildMarker>;
/// A channel, a thread or a direct conversation.
pub type ChannelId = Id<marker::ChannelMarker>;
/// A message.
pub type MessageId = Id<marker::MessageMarker>;
/// A role. The role of everyone has the id of its guild.
pub type RoleId = Id<marker::RoleMarker>;
/// An application: what a bot is registered as.
pub type ApplicationId = Id<marker::ApplicationMarker>;
/// A registered command.
pub type CommandId = Id<marker::CommandMarker>;
/// One press of a button, one command, one form.
pub type InteractionId = Id<marker::InteractionMarker>;
/// A file attached to a message.
pub type AttachmentId = Id<marker::AttachmentMarker>;
