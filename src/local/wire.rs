//! The world's data as Discord's JSON: built with `twilight-model`'s types, completed by hand where those leave out what
//! Discord sends.

mod guild;
mod message;

use serde::Serialize;
use serde_json::{Value, json};
use twilight_model::channel::message::EmojiReactionType;
use twilight_model::channel::thread::{AutoArchiveDuration, ThreadMember, ThreadMetadata};
use twilight_model::channel::{Channel as WireChannel, ChannelFlags, ChannelType};
use twilight_model::user::{User as WireUser, UserFlags};
use twilight_model::util::Timestamp;

use super::ids::*;
use super::world::World;

pub(crate) use guild::{
    application, application_flags, current_user, guild, guild_create, member, role, role_model, roles,
};
pub(crate) use message::{command, emoji, message, message_model, owners, withhold};

/// JSON of what can always be written as JSON.
pub(crate) fn to_json(what: impl Serialize) -> Value {
    serde_json::to_value(what).unwrap_or(Value::Null)
}

/// Adds what is missing.
pub(crate) fn complete(mut value: Value, missing: Value) -> Value {
    if let (Some(object), Value::Object(missing)) = (value.as_object_mut(), missing) {
        for (key, default) in missing {
            object.entry(key).or_insert(default);
        }
    }
    value
}

/// Adds the guild that an event is about.
pub(crate) fn with_guild(mut value: Value, guild: GuildId) -> Value {
    value["guild_id"] = json!(guild);
    value
}

/// A time as the wire has it.
pub(crate) fn time(at: chrono::DateTime<chrono::Utc>) -> Timestamp {
    // Out of range only for years beyond 9999.
    Timestamp::from_micros(at.timestamp_micros())
        .unwrap_or_else(|_| Timestamp::from_secs(0).expect("the epoch is a time"))
}

/// A user.
pub(crate) fn user_model(world: &World, id: UserId) -> WireUser {
    let known = world.users.get(&id);
    WireUser {
        accent_color: None,
        avatar: None,
        avatar_decoration: None,
        avatar_decoration_data: None,
        banner: None,
        bot: known.is_some_and(|u| u.bot),
        discriminator: if known.is_some_and(|u| u.bot) { (id.get() % 9000 + 1000) as u16 } else { 0 },
        email: None,
        flags: Some(UserFlags::empty()),
        global_name: known.filter(|u| !u.bot).map(|u| u.display_name.clone()),
        id,
        locale: None,
        mfa_enabled: None,
        name: known
            .map_or_else(|| "deleted_user".into(), |u| if u.bot { u.display_name.clone() } else { u.name.clone() }),
        premium_type: None,
        primary_guild: None,
        public_flags: Some(UserFlags::empty()),
        system: None,
        verified: None,
    }
}

/// A user.
pub(crate) fn user(world: &World, id: UserId) -> Value {
    complete(to_json(user_model(world, id)), json!({ "global_name": null, "primary_guild": null }))
}

/// A channel or thread. `member` is whose membership of a thread is told with it.
pub(crate) fn channel_model(world: &World, id: ChannelId, member: Option<UserId>) -> Option<WireChannel> {
    let known = world.channels.get(&id)?;
    let thread = known.thread.as_ref();
    let text = thread.is_none() && known.guild_id.is_some();
    Some(WireChannel {
        application_id: None,
        applied_tags: None,
        available_tags: None,
        bitrate: None,
        default_auto_archive_duration: known.default_auto_archive.map(AutoArchiveDuration::from),
        default_forum_layout: None,
        default_reaction_emoji: None,
        default_sort_order: None,
        default_thread_rate_limit_per_user: None,
        flags: Some(ChannelFlags::empty()),
        guild_id: known.guild_id,
        icon: None,
        id,
        invitable: None,
        kind: known.kind,
        last_message_id: known.last_message_id.map(|id| id.cast()),
        last_pin_timestamp: None,
        managed: None,
        member: member.and_then(|m| Some((m, *thread?.members.get(&m)?))).map(|(user, since)| ThreadMember {
            flags: 0,
            id: Some(id),
            join_timestamp: time(since),
            member: None,
            presence: None,
            user_id: Some(user),
        }),
        member_count: thread.map(|t| t.members.len().min(50) as i8),
        message_count: thread.map(|t| t.message_count),
        name: known.guild_id.map(|_| known.name.clone()),
        newly_created: None,
        nsfw: text.then_some(known.nsfw),
        owner_id: thread.map(|t| t.owner),
        parent_id: known.parent_id,
        permission_overwrites: text.then(|| known.overwrites.clone()),
        position: text.then_some(known.position),
        rate_limit_per_user: known.guild_id.map(|_| known.slowmode),
        recipients: None,
        rtc_region: None,
        thread_metadata: thread.map(|t| ThreadMetadata {
            archived: t.archived,
            auto_archive_duration: t.auto_archive_minutes.into(),
            archive_timestamp: time(t.archived_at),
            create_timestamp: Some(time(t.created_at)),
            invitable: t.invitable,
            locked: t.locked,
        }),
        topic: known.topic.clone(),
        total_message_sent: thread.map(|t| t.total_sent),
        user_limit: None,
        video_quality_mode: None,
    })
}

/// A channel or thread, as `viewer` is shown it; null if there is none.
pub(crate) fn channel_json(world: &World, id: ChannelId, viewer: Option<UserId>) -> Value {
    let Some(model) = channel_model(world, id, viewer) else { return Value::Null };
    let mut value = complete(to_json(&model), json!({ "last_message_id": null }));
    if model.guild_id.is_some() {
        value = complete(value, json!({ "parent_id": null, "last_pin_timestamp": null }));
        if model.thread_metadata.is_none() {
            value = complete(value, json!({ "topic": null }));
        }
    }
    if model.kind == ChannelType::Private
        && let Some(known) = world.channels.get(&id)
    {
        let others = known.recipients.iter().filter(|r| Some(**r) != viewer);
        value["recipients"] = Value::Array(others.map(|r| user(world, *r)).collect());
    }
    value
}

/// A member of a thread.
pub(crate) fn thread_member(world: &World, thread: ChannelId, user: UserId) -> Value {
    let since = world.channels.get(&thread).and_then(|c| c.thread.as_ref()?.members.get(&user).copied());
    to_json(ThreadMember {
        flags: 0,
        id: Some(thread),
        join_timestamp: time(since.unwrap_or(world.now)),
        member: None,
        presence: None,
        user_id: Some(user),
    })
}

/// Whether a person's emoji is one of the guild's own.
pub(crate) fn is_custom(emoji: &EmojiReactionType) -> bool {
    matches!(emoji, EmojiReactionType::Custom { .. })
}
