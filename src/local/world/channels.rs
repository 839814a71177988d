//! Channels, and direct conversations.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use twilight_model::channel::ChannelType;
use twilight_model::channel::permission_overwrite::{PermissionOverwrite, PermissionOverwriteType};
use twilight_model::gateway::Intents;
use twilight_model::guild::Permissions;
use twilight_model::id::Id;
use twilight_model::id::marker::GenericMarker;

use super::World;
use crate::local::ids::*;
use crate::local::view::Happening;
use crate::local::wire;

/// A channel, a thread or a direct conversation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Channel {
    /// Its id.
    pub id: ChannelId,
    /// What kind it is.
    pub kind: ChannelType,
    /// Its guild; none for a direct conversation.
    pub guild_id: Option<GuildId>,
    /// Its name; empty for a direct conversation.
    pub name: String,
    /// What it is about.
    pub topic: Option<String>,
    /// Its place in the list.
    pub position: i32,
    /// The category of a channel, the channel of a thread.
    pub parent_id: Option<ChannelId>,
    /// Exceptions from what roles and members may. A thread has those of its parent.
    pub overwrites: Vec<PermissionOverwrite>,
    /// Seconds between two messages of one person.
    pub slowmode: u16,
    /// Whether it is for adults.
    pub nsfw: bool,
    /// Its newest message, which may have been deleted since.
    pub last_message_id: Option<MessageId>,
    /// Minutes of silence after which its new threads fall asleep.
    pub default_auto_archive: Option<u16>,
    /// What is special about a thread.
    pub thread: Option<Thread>,
    /// The two of a direct conversation.
    pub recipients: Vec<UserId>,
}

/// What is special about a thread.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Thread {
    /// Who opened it.
    pub owner: UserId,
    /// Whether it is asleep.
    pub archived: bool,
    /// Whether only moderators may wake it.
    pub locked: bool,
    /// Whether its members may add others; private threads only.
    pub invitable: Option<bool>,
    /// Minutes of silence after which it falls asleep.
    pub auto_archive_minutes: u16,
    /// When it last fell asleep or woke up.
    pub archived_at: DateTime<Utc>,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
    /// When something last happened in it.
    pub active_at: DateTime<Utc>,
    /// Its members, and since when.
    pub members: BTreeMap<UserId, DateTime<Utc>>,
    /// How many messages it holds, without the one it was opened from.
    pub message_count: u32,
    /// How many messages were ever written in it.
    pub total_sent: u32,
}

impl Channel {
    pub(super) fn new(id: ChannelId, kind: ChannelType, name: &str) -> Self {
        Channel {
            id,
            kind,
            guild_id: None,
            name: name.into(),
            topic: None,
            position: 0,
            parent_id: None,
            overwrites: Vec::new(),
            slowmode: 0,
            nsfw: false,
            last_message_id: None,
            default_auto_archive: None,
            thread: None,
            recipients: Vec::new(),
        }
    }

    /// Whether messages can be written in this kind of channel.
    pub fn holds_messages(&self) -> bool {
        !matches!(self.kind, ChannelType::GuildCategory | ChannelType::GuildForum | ChannelType::GuildDirectory)
    }
}

impl World {
    /// A new text channel at the end of the list.
    pub fn add_text_channel(&mut self, guild: GuildId, name: &str) -> ChannelId {
        self.add_channel(guild, ChannelType::GuildText, name, |_| {})
    }

    /// A new channel of any kind; `finish` fills in the rest before anybody is told.
    pub fn add_channel(
        &mut self,
        guild: GuildId,
        kind: ChannelType,
        name: &str,
        finish: impl FnOnce(&mut Channel),
    ) -> ChannelId {
        let id: ChannelId = self.next_id();
        let mut channel = Channel::new(id, kind, name);
        channel.guild_id = Some(guild);
        channel.position =
            self.channels.values().filter(|c| c.guild_id == Some(guild) && c.thread.is_none()).count() as i32;
        finish(&mut channel);
        self.channels.insert(id, channel);
        let event = wire::channel_json(self, id, None);
        self.tell_guild(guild, "CHANNEL_CREATE", event, Intents::GUILDS);
        self.happened(Happening::ChannelCreated { channel: id });
        id
    }

    /// The channel or thread of that name in a guild.
    pub fn channel_named(&self, guild: GuildId, name: &str) -> Option<ChannelId> {
        self.channels.values().find(|c| c.guild_id == Some(guild) && c.name == name).map(|c| c.id)
    }

    /// Changes a channel or thread, and tells who can see it.
    pub fn change_channel(&mut self, channel: ChannelId, change: impl FnOnce(&mut Channel)) {
        let Some(known) = self.channels.get_mut(&channel) else { return };
        change(known);
        let (guild, thread) = (known.guild_id, known.thread.is_some());
        let event = wire::channel_json(self, channel, None);
        match guild {
            Some(_) if thread => self.tell_channel(channel, "THREAD_UPDATE", event, Intents::GUILDS),
            Some(guild) => self.tell_guild(guild, "CHANNEL_UPDATE", event, Intents::GUILDS),
            None => {}
        }
        self.happened(Happening::ChannelUpdated { channel });
    }

    /// Sets what a role or a member may in one channel, on top of what it may in the guild.
    pub fn set_overwrite(
        &mut self,
        channel: ChannelId,
        of: impl Into<Overwritten>,
        allow: Permissions,
        deny: Permissions,
    ) {
        let Overwritten { id, kind } = of.into();
        self.change_channel(channel, |channel| {
            channel.overwrites.retain(|o| o.id != id);
            channel.overwrites.push(PermissionOverwrite { allow, deny, id, kind });
        });
    }

    /// Takes an exception back.
    pub fn clear_overwrite(&mut self, channel: ChannelId, of: impl Into<Overwritten>) {
        let id = of.into().id;
        self.change_channel(channel, |channel| channel.overwrites.retain(|o| o.id != id));
    }

    /// Deletes a channel with its threads and messages, or a thread.
    pub fn remove_channel(&mut self, channel: ChannelId) {
        let Some(known) = self.channels.get(&channel) else { return };
        let (guild, kind, parent, thread) = (known.guild_id, known.kind, known.parent_id, known.thread.is_some());
        if !thread {
            let threads: Vec<ChannelId> = self
                .channels
                .values()
                .filter(|c| c.thread.is_some() && c.parent_id == Some(channel))
                .map(|c| c.id)
                .collect();
            for thread in threads {
                self.channels.remove(&thread);
                self.messages.remove(&thread);
            }
        }
        let event = wire::channel_json(self, channel, None);
        match guild {
            Some(guild) if thread => {
                let event = json!({ "id": channel, "guild_id": guild, "parent_id": parent, "type": u8::from(kind) });
                self.tell_channel(channel, "THREAD_DELETE", event, Intents::GUILDS);
            }
            Some(guild) => self.tell_guild(guild, "CHANNEL_DELETE", event, Intents::GUILDS),
            None => {}
        }
        self.channels.remove(&channel);
        self.messages.remove(&channel);
        self.happened(Happening::ChannelDeleted { channel });
    }

    /// The direct conversation of two, made if there is none yet.
    pub fn direct_channel(&mut self, one: UserId, other: UserId) -> ChannelId {
        let pair = |c: &&Channel| {
            c.kind == ChannelType::Private && c.recipients.contains(&one) && c.recipients.contains(&other)
        };
        if let Some(known) = self.channels.values().find(pair) {
            return known.id;
        }
        let id: ChannelId = self.next_id();
        let mut channel = Channel::new(id, ChannelType::Private, "");
        channel.recipients = vec![one, other];
        self.channels.insert(id, channel);
        self.happened(Happening::ChannelCreated { channel: id });
        id
    }

    /// The channel whose overwrites decide: the parent of a thread, else the channel itself.
    pub(crate) fn deciding_channel(&self, channel: ChannelId) -> Option<&Channel> {
        let known = self.channels.get(&channel)?;
        if known.thread.is_some() { self.channels.get(&known.parent_id?) } else { Some(known) }
    }
}

/// Whose permissions an overwrite changes: made from a [`RoleId`] or a [`UserId`].
pub struct Overwritten {
    id: Id<GenericMarker>,
    kind: PermissionOverwriteType,
}

impl From<RoleId> for Overwritten {
    fn from(role: RoleId) -> Self {
        Overwritten { id: role.cast(), kind: PermissionOverwriteType::Role }
    }
}

impl From<UserId> for Overwritten {
    fn from(user: UserId) -> Self {
        Overwritten { id: user.cast(), kind: PermissionOverwriteType::Member }
    }
}
