//! Threads: opened, joined, fallen asleep, woken.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use serde_json::json;
use twilight_model::channel::ChannelType;
use twilight_model::channel::message::{MessageFlags, MessageType};
use twilight_model::gateway::Intents;

use super::World;
use super::channels::{Channel, Thread};
use super::messages::{Draft, Reply};
use crate::local::ids::*;
use crate::local::view::Happening;
use crate::local::wire;

/// How a thread is opened.
#[derive(Clone, Debug)]
pub(crate) struct NewThread {
    pub name: String,
    pub kind: ChannelType,
    pub auto_archive_minutes: u16,
    pub slowmode: u16,
    pub invitable: Option<bool>,
    /// The message from which it is opened.
    pub from: Option<MessageId>,
}

impl World {
    /// Opens a thread in `parent`. A thread that is opened from a message has that message's id.
    pub(crate) fn open_thread(&mut self, parent: ChannelId, owner: UserId, new: NewThread) -> ChannelId {
        let id: ChannelId = match new.from {
            Some(message) => message.cast(),
            None => self.next_id(),
        };
        let mut channel = Channel::new(id, new.kind, &new.name);
        channel.guild_id = self.channels.get(&parent).and_then(|c| c.guild_id);
        channel.parent_id = Some(parent);
        channel.slowmode = new.slowmode;
        let private = new.kind == ChannelType::PrivateThread;
        channel.thread = Some(Thread {
            owner,
            archived: false,
            locked: false,
            invitable: private.then_some(new.invitable.unwrap_or(true)),
            auto_archive_minutes: new.auto_archive_minutes,
            archived_at: self.now,
            created_at: self.now,
            active_at: self.now,
            members: BTreeMap::from([(owner, self.now)]),
            message_count: 0,
            total_sent: 0,
        });
        self.channels.insert(id, channel);
        self.tell_thread_created(id);
        self.happened(Happening::ThreadCreated { parent, thread: id, from: new.from });
        if let Some(message) = new.from {
            self.change_message(parent, message, false, |m| m.flags |= MessageFlags::HAS_THREAD);
            let reply_to = Some(Reply { channel: parent, message: Some(message) });
            let starter = Draft { kind: Some(MessageType::ThreadStarterMessage), reply_to, ..Draft::default() };
            self.post(id, owner, starter);
        } else if !private {
            let reply_to = Some(Reply { channel: id, message: None });
            let note =
                Draft { content: new.name, kind: Some(MessageType::ThreadCreated), reply_to, ..Draft::default() };
            self.post(parent, owner, note);
        }
        id
    }

    fn tell_thread_created(&mut self, thread: ChannelId) {
        for app in self.applications.keys().copied().collect::<Vec<_>>() {
            let Some(bot) = self.applications.get(&app).map(|a| a.bot) else { continue };
            if !self.can_view(bot, thread) {
                continue;
            }
            let mut event = wire::channel_json(self, thread, Some(bot));
            event["newly_created"] = json!(true);
            self.tell_app(app, "THREAD_CREATE", event, Intents::GUILDS);
        }
    }

    /// Makes `user` a member of a thread, if it is one and they are not.
    pub fn join_thread(&mut self, thread: ChannelId, user: UserId) {
        let now = self.now;
        let could_see = self.application_of(user).is_none_or(|_| self.can_view(user, thread));
        let Some(channel) = self.channels.get_mut(&thread) else { return };
        let Some(guild) = channel.guild_id else { return };
        if !self.guilds.get(&guild).is_some_and(|g| g.members.contains_key(&user)) {
            return;
        }
        let Some(known) = channel.thread.as_mut() else { return };
        if known.members.contains_key(&user) {
            return;
        }
        known.members.insert(user, now);
        let count = known.members.len();
        if !could_see && let Some(app) = self.application_of(user).map(|a| a.id) {
            let event = wire::channel_json(self, thread, Some(user)); // a private thread that was hidden so far
            self.tell_app(app, "THREAD_CREATE", event, Intents::GUILDS);
        }
        let mut added = wire::thread_member(self, thread, user);
        added["member"] = wire::member(self, guild, user);
        let event = json!({ "id": thread, "guild_id": guild, "member_count": count.min(50),
            "added_members": [added], "removed_member_ids": [] });
        self.tell_thread_members(thread, user, event);
    }

    /// Takes `user` out of a thread; true if they were in it.
    pub(crate) fn leave_thread(&mut self, thread: ChannelId, user: UserId) -> bool {
        let Some(channel) = self.channels.get_mut(&thread) else { return false };
        let guild = channel.guild_id;
        let Some(known) = channel.thread.as_mut() else { return false };
        if known.members.remove(&user).is_none() {
            return false;
        }
        let event = json!({ "id": thread, "guild_id": guild, "member_count": known.members.len().min(50),
            "added_members": [], "removed_member_ids": [user] });
        self.tell_thread_members(thread, user, event);
        true
    }

    /// A bot without the Server Members intent hears of itself only.
    fn tell_thread_members(&mut self, thread: ChannelId, user: UserId, event: serde_json::Value) {
        let own = self.application_of(user).map(|a| a.id);
        for app in self.applications.keys().copied().collect::<Vec<_>>() {
            let Some(bot) = self.applications.get(&app).map(|a| a.bot) else { continue };
            if own == Some(app) {
                self.tell_app(app, "THREAD_MEMBERS_UPDATE", event.clone(), Intents::GUILDS);
            } else if self.can_view(bot, thread) {
                self.tell_app(app, "THREAD_MEMBERS_UPDATE", event.clone(), Intents::GUILD_MEMBERS);
            }
        }
        self.happened(Happening::ThreadMembersChanged { thread });
    }

    /// Whoever writes in a sleeping thread wakes it.
    pub(crate) fn wake_thread(&mut self, thread: ChannelId) {
        let now = self.now;
        let asleep = |c: &Channel| c.thread.as_ref().is_some_and(|t| t.archived);
        if self.channels.get(&thread).is_some_and(asleep) {
            self.change_channel(thread, |channel| {
                if let Some(thread) = &mut channel.thread {
                    thread.archived = false;
                    thread.archived_at = now;
                    thread.active_at = now;
                }
            });
        }
    }

    /// Threads in which nothing happened for their time fall asleep.
    pub(super) fn archive_quiet_threads(&mut self) {
        let now = self.now;
        let quiet =
            |t: &Thread| !t.archived && now - t.active_at >= TimeDelta::minutes(i64::from(t.auto_archive_minutes));
        let asleep: Vec<ChannelId> =
            self.channels.values().filter(|c| c.thread.as_ref().is_some_and(quiet)).map(|c| c.id).collect();
        for thread in asleep {
            self.change_channel(thread, |channel| {
                if let Some(thread) = &mut channel.thread {
                    thread.archived = true;
                    thread.archived_at = now;
                }
            });
        }
    }
}
