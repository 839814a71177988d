//! What people do. Each act is refused if the person may not do it, else it changes the world and bots are told.

mod begin;
mod command;
mod interact;
mod line;
mod look;

use serde::{Deserialize, Serialize};
use twilight_model::channel::ChannelType;
use twilight_model::channel::message::MessageFlags;
use twilight_model::guild::Permissions;

use super::handle::Local;
use super::ids::*;
use super::view::Happening;
use super::wire;
use super::world::threads::NewThread;
use super::world::{Draft, Message, Reply, Upload, World, parse_emoji};

/// Why a person cannot do something, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{0}")]
pub struct Refused(pub String);

pub(crate) fn refuse<T>(why: impl Into<String>) -> Result<T, Refused> {
    Err(Refused(why.into()))
}

impl Local {
    /// Writes a message.
    pub fn say(&self, who: UserId, channel: ChannelId, text: &str) -> Result<MessageId, Refused> {
        self.say_with(who, channel, text, None, Vec::new())
    }

    /// Writes a reply.
    pub fn reply(&self, who: UserId, channel: ChannelId, to: MessageId, text: &str) -> Result<MessageId, Refused> {
        self.say_with(who, channel, text, Some(to), Vec::new())
    }

    /// Writes a message with files, perhaps as a reply.
    pub fn say_with(
        &self,
        who: UserId,
        channel: ChannelId,
        text: &str,
        reply_to: Option<MessageId>,
        uploads: Vec<Upload>,
    ) -> Result<MessageId, Refused> {
        self.with(|world| {
            may(world, who, channel, Permissions::VIEW_CHANNEL, "see this channel")?;
            if !world.can_write(who, channel) {
                return refuse("may not write here");
            }
            let thread = world.channels.get(&channel).and_then(|c| c.thread.as_ref());
            if thread.is_some_and(|t| t.locked) {
                may(world, who, channel, Permissions::MANAGE_THREADS, "write in a locked thread")?;
            }
            if !world.channels.get(&channel).is_some_and(|c| c.holds_messages()) {
                return refuse("this channel holds no messages");
            }
            if !uploads.is_empty() {
                may(world, who, channel, Permissions::ATTACH_FILES, "attach files here")?;
            }
            if text.trim().is_empty() && uploads.is_empty() {
                return refuse("a message must say something");
            }
            if text.chars().count() > 2000 {
                return refuse("a message has at most 2000 characters");
            }
            if reply_to.is_some_and(|id| world.message(channel, id).is_none()) {
                return refuse("there is no such message to reply to");
            }
            let reply_to = reply_to.map(|message| Reply { channel, message: Some(message) });
            let draft = Draft { content: text.trim().into(), uploads, reply_to, ..Draft::default() };
            Ok(world.post(channel, who, draft))
        })
    }

    /// Changes what a message of one's own says.
    pub fn edit(&self, who: UserId, message: MessageId, text: &str) -> Result<(), Refused> {
        self.with(|world| {
            let known = seen(world, who, message)?;
            if known.author != who {
                return refuse("one can only edit one's own messages");
            }
            if text.trim().is_empty() || text.chars().count() > 2000 {
                return refuse("a message has 1 to 2000 characters");
            }
            let (channel, reply_to) = (known.channel_id, known.reply_to.clone());
            let draft = Draft { content: text.trim().into(), reply_to, ..Draft::default() };
            let pings = super::mentions::pings(world, channel, who, &draft);
            world.wake_thread(channel);
            world.change_message(channel, message, true, |m| {
                m.content = draft.content;
                m.pings = pings;
            });
            Ok(())
        })
    }

    /// Deletes a message: one's own, or any if one may manage messages. An ephemeral one is dismissed.
    pub fn delete(&self, who: UserId, message: MessageId) -> Result<(), Refused> {
        self.with(|world| {
            let known = seen(world, who, message)?;
            let (channel, author, ephemeral) = (known.channel_id, known.author, known.is_ephemeral());
            if author != who && !ephemeral {
                may(world, who, channel, Permissions::MANAGE_MESSAGES, "delete others' messages")?;
            }
            world.remove_messages(channel, &[message]);
            Ok(())
        })
    }

    /// Reacts to a message.
    pub fn react(&self, who: UserId, message: MessageId, emoji: &str) -> Result<(), Refused> {
        self.with(|world| {
            let known = seen(world, who, message)?;
            if known.is_ephemeral() {
                return refuse("one cannot react to an ephemeral message");
            }
            let channel = known.channel_id;
            let Some(emoji) = parse_emoji(emoji) else { return refuse(format!("{emoji:?} is no emoji")) };
            if !known.reactions.iter().any(|r| r.emoji == emoji) {
                may(world, who, channel, Permissions::ADD_REACTIONS, "add reactions here")?;
            }
            world.add_reaction(channel, message, who, &emoji);
            Ok(())
        })
    }

    /// Takes one's reaction away.
    pub fn unreact(&self, who: UserId, message: MessageId, emoji: &str) -> Result<(), Refused> {
        self.with(|world| {
            let channel = seen(world, who, message)?.channel_id;
            let Some(emoji) = parse_emoji(emoji) else { return refuse(format!("{emoji:?} is no emoji")) };
            if world.remove_reaction(channel, message, who, &emoji) {
                Ok(())
            } else {
                refuse("there is no such reaction")
            }
        })
    }

    /// Opens a thread, from a message or without one.
    pub fn open_thread(
        &self,
        who: UserId,
        channel: ChannelId,
        from: Option<MessageId>,
        name: &str,
    ) -> Result<ChannelId, Refused> {
        self.with(|world| {
            may(world, who, channel, Permissions::CREATE_PUBLIC_THREADS, "open threads here")?;
            let kind = world.channels.get(&channel).map(|c| c.kind);
            if kind != Some(ChannelType::GuildText) || !(1..=100).contains(&name.trim().chars().count()) {
                return refuse("a thread is opened in a text channel, and its name has 1 to 100 characters");
            }
            if let Some(message) = from {
                let known = seen(world, who, message)?;
                let has_one = world.channels.contains_key(&message.cast());
                if known.channel_id != channel || known.is_ephemeral() || has_one {
                    return refuse("no thread can be opened from this message");
                }
            }
            let new = NewThread {
                name: name.trim().into(),
                kind: ChannelType::PublicThread,
                auto_archive_minutes: 1440,
                slowmode: 0,
                invitable: None,
                from,
            };
            Ok(world.open_thread(channel, who, new))
        })
    }

    /// Starts to type.
    pub fn typing(&self, who: UserId, channel: ChannelId) -> Result<(), Refused> {
        self.with(|world| {
            may(world, who, channel, Permissions::VIEW_CHANNEL, "see this channel")?;
            world.typing(channel, who);
            Ok(())
        })
    }

    /// Opens the direct conversation with somebody.
    pub fn direct(&self, who: UserId, with: UserId) -> Result<ChannelId, Refused> {
        self.with(|world| {
            if who == with || !world.users.contains_key(&with) {
                return refuse("there is nobody to talk to");
            }
            Ok(world.direct_channel(who, with))
        })
    }
}

impl World {
    /// Tells bots that somebody types.
    pub(crate) fn typing(&mut self, channel: ChannelId, user: UserId) {
        use twilight_model::gateway::Intents;
        let guild = self.channels.get(&channel).and_then(|c| c.guild_id);
        let mut event = serde_json::json!({
            "channel_id": channel, "user_id": user, "timestamp": self.now.timestamp(),
        });
        let mut intents = Intents::DIRECT_MESSAGE_TYPING;
        if let Some(guild) = guild {
            event["member"] = wire::member(self, guild, user);
            event = wire::with_guild(event, guild);
            intents = Intents::GUILD_MESSAGE_TYPING;
        }
        self.tell_channel(channel, "TYPING_START", event, intents);
        self.happened(Happening::Typing { channel, user });
    }
}

pub(crate) fn may(
    world: &World,
    who: UserId,
    channel: ChannelId,
    what: Permissions,
    words: &str,
) -> Result<(), Refused> {
    if world.permissions_in(who, channel).contains(what) {
        return Ok(());
    }
    let name = world.users.get(&who).map_or("nobody", |u| u.display_name.as_str());
    refuse(format!("{name} may not {words}"))
}

/// The message, if this person can see it.
pub(crate) fn seen(world: &World, who: UserId, message: MessageId) -> Result<&Message, Refused> {
    let Some(known) = world.find_message(message) else { return refuse("there is no such message") };
    if known.visible_to.is_some_and(|only| only != who) {
        return refuse("this message is somebody else's");
    }
    may(world, who, known.channel_id, Permissions::VIEW_CHANNEL, "see this channel")?;
    Ok(known)
}

/// Flags that a sender may set.
pub(crate) const SENDER_FLAGS: MessageFlags =
    MessageFlags::SUPPRESS_EMBEDS.union(MessageFlags::SUPPRESS_NOTIFICATIONS).union(MessageFlags::IS_COMPONENTS_V2);
