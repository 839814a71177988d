//! Threads.

use chrono::DateTime;
use serde_json::{Value, json};
use twilight_model::channel::ChannelType;
use twilight_model::guild::Permissions;

use super::{Answered, Caller, Request, awake, channel, created, message, need, nothing, ok};
use crate::local::errors::{ApiError, Problems};
use crate::local::ids::*;
use crate::local::limits::length;
use crate::local::wire;
use crate::local::world::threads::NewThread;
use crate::local::world::{Channel, Thread, World};

/// Reads what both ways to open a thread have in common.
fn read(world: &World, request: &Request, me: Caller, at: ChannelId, kind: ChannelType) -> Result<NewThread, ApiError> {
    let body = &request.body;
    let mut problems = Problems::new();
    let name = body["name"].as_str().unwrap_or_default().trim();
    if body["name"].is_null() {
        problems.add("name", "BASE_TYPE_REQUIRED", "This field is required");
    } else if !(1..=100).contains(&length(name)) {
        problems.add("name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.");
    }
    let default = world.channels.get(&at).and_then(|c| c.default_auto_archive).unwrap_or(1440);
    let minutes = body["auto_archive_duration"].as_u64().unwrap_or(u64::from(default));
    if !matches!(minutes, 60 | 1440 | 4320 | 10_080) {
        problems.add("auto_archive_duration", "BASE_TYPE_CHOICES", "Value must be one of (60, 1440, 4320, 10080).");
    }
    let slowmode = body["rate_limit_per_user"].as_u64();
    if slowmode.is_some_and(|s| s > 21_600) {
        problems.add("rate_limit_per_user", "NUMBER_TYPE_MAX", "int value should be less than or equal to 21600.");
    }
    problems.check()?;
    if slowmode.is_some() {
        need(world, me, at, Permissions::MANAGE_THREADS)?; // even for 0
    }
    Ok(NewThread {
        name: name.into(),
        kind,
        auto_archive_minutes: minutes as u16,
        slowmode: slowmode.unwrap_or(0) as u16,
        invitable: body["invitable"].as_bool(),
        from: None,
    })
}

fn can_have_threads(channel: &Channel) -> Result<(), ApiError> {
    match channel.kind {
        ChannelType::GuildText | ChannelType::GuildAnnouncement => Ok(()),
        _ => Err(ApiError::wrong_channel_type()),
    }
}

pub(super) fn create_from(world: &mut World, request: &Request, me: Caller, at: ChannelId, id: MessageId) -> Answered {
    can_have_threads(channel(world, me, at)?)?;
    message(world, me, at, id)?;
    let from: ChannelId = id.cast();
    if world.channels.contains_key(&from) {
        return Err(ApiError::thread_exists());
    }
    need(world, me, at, Permissions::CREATE_PUBLIC_THREADS)?;
    need(world, me, at, Permissions::READ_MESSAGE_HISTORY)?;
    let kind = match channel(world, me, at)?.kind {
        ChannelType::GuildAnnouncement => ChannelType::AnnouncementThread,
        _ => ChannelType::PublicThread,
    };
    let mut new = read(world, request, me, at, kind)?;
    new.from = Some(id);
    let thread = world.open_thread(at, me.bot, new);
    created(wire::channel_json(world, thread, Some(me.bot)))
}

pub(super) fn create(world: &mut World, request: &Request, me: Caller, at: ChannelId) -> Answered {
    can_have_threads(channel(world, me, at)?)?;
    // Without a type it is private.
    let kind = match request.body["type"].as_u64() {
        None | Some(12) => ChannelType::PrivateThread,
        Some(11) => ChannelType::PublicThread,
        Some(10) => ChannelType::AnnouncementThread,
        Some(_) => return Err(Problems::one("type", "BASE_TYPE_CHOICES", "Value must be one of (10, 11, 12).")),
    };
    let private = kind == ChannelType::PrivateThread;
    need(
        world,
        me,
        at,
        if private { Permissions::CREATE_PRIVATE_THREADS } else { Permissions::CREATE_PUBLIC_THREADS },
    )?;
    let new = read(world, request, me, at, kind)?;
    let thread = world.open_thread(at, me.bot, new);
    created(wire::channel_json(world, thread, Some(me.bot)))
}

/// The thread, if the bot can see it.
fn thread(world: &World, me: Caller, id: ChannelId) -> Result<&Thread, ApiError> {
    channel(world, me, id)?.thread.as_ref().ok_or_else(ApiError::wrong_channel_type)
}

pub(super) fn join(world: &mut World, me: Caller, id: ChannelId, user: UserId) -> Answered {
    thread(world, me, id)?;
    awake(world, id)?;
    if user != me.bot {
        if !world.can_write(me.bot, id) {
            return Err(ApiError::missing_permissions());
        }
        let parent = world.deciding_channel(id).map(|c| c.id).ok_or_else(ApiError::unknown_channel)?;
        if !world.users.contains_key(&user) {
            return Err(ApiError::unknown_user());
        }
        if !world.can_view(user, parent) {
            return Err(ApiError::missing_access());
        }
    }
    world.join_thread(id, user);
    nothing()
}

pub(super) fn leave(world: &mut World, me: Caller, id: ChannelId, user: UserId) -> Answered {
    let known = thread(world, me, id)?;
    awake(world, id)?;
    if user != me.bot && known.owner != me.bot {
        need(world, me, id, Permissions::MANAGE_THREADS)?;
    }
    if !world.leave_thread(id, user) {
        return Err(ApiError::unknown_member());
    }
    nothing()
}

fn member_json(world: &World, request: &Request, id: ChannelId, user: UserId) -> Value {
    let mut value = wire::thread_member(world, id, user);
    if request.flag("with_member")
        && let Some(guild) = world.channels.get(&id).and_then(|c| c.guild_id)
    {
        value["member"] = wire::member(world, guild, user);
    }
    value
}

pub(super) fn member(world: &World, request: &Request, me: Caller, id: ChannelId, user: UserId) -> Answered {
    if !thread(world, me, id)?.members.contains_key(&user) {
        return Err(ApiError::unknown_member());
    }
    ok(member_json(world, request, id, user))
}

pub(super) fn members(world: &World, request: &Request, me: Caller, id: ChannelId) -> Answered {
    let known = thread(world, me, id)?;
    if !world.applications.get(&me.app).is_some_and(|a| a.members_intent) {
        return Err(ApiError::missing_access());
    }
    ok(known.members.keys().map(|user| member_json(world, request, id, *user)).collect())
}

fn listing(world: &World, me: Caller, threads: &[ChannelId]) -> Value {
    let joined = threads.iter().filter(|id| {
        world.channels.get(id).and_then(|c| c.thread.as_ref()).is_some_and(|t| t.members.contains_key(&me.bot))
    });
    json!({
        "threads": threads.iter().map(|id| wire::channel_json(world, *id, Some(me.bot))).collect::<Vec<_>>(),
        "members": joined.map(|id| wire::thread_member(world, *id, me.bot)).collect::<Vec<_>>(),
        "has_more": false,
    })
}

pub(super) fn active(world: &World, me: Caller, guild: GuildId) -> Answered {
    super::guild(world, me, guild)?;
    let awake = |c: &&Channel| c.guild_id == Some(guild) && c.thread.as_ref().is_some_and(|t| !t.archived);
    let mut threads: Vec<ChannelId> =
        world.channels.values().filter(awake).map(|c| c.id).filter(|id| world.can_view(me.bot, *id)).collect();
    threads.reverse();
    ok(listing(world, me, &threads))
}

/// Which threads that are asleep.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Archive {
    Public,
    Private,
    Joined,
}

pub(super) fn archived(world: &World, request: &Request, me: Caller, at: ChannelId, which: Archive) -> Answered {
    can_have_threads(channel(world, me, at)?)?;
    need(world, me, at, Permissions::READ_MESSAGE_HISTORY)?;
    if which == Archive::Private {
        need(world, me, at, Permissions::MANAGE_THREADS)?;
    }
    let limit = request.number("limit", 50, (2, 100))?;
    let before = request.query("before").and_then(|b| DateTime::parse_from_rfc3339(b).ok()).map(|b| b.to_utc());
    let mut found: Vec<(&Channel, &Thread)> = world
        .channels
        .values()
        .filter(|c| c.parent_id == Some(at))
        .filter_map(|c| Some((c, c.thread.as_ref()?)))
        .filter(|(c, t)| {
            let private = c.kind == ChannelType::PrivateThread;
            let fits = match which {
                Archive::Public => !private,
                Archive::Private => private,
                Archive::Joined => private && t.members.contains_key(&me.bot),
            };
            t.archived && fits && before.is_none_or(|b| t.archived_at < b)
        })
        .collect();
    found.sort_by_key(|(_, t)| std::cmp::Reverse(t.archived_at));
    let more = found.len() > limit;
    let ids: Vec<ChannelId> = found.into_iter().take(limit).map(|(c, _)| c.id).collect();
    let mut listing = listing(world, me, &ids);
    listing["has_more"] = json!(more);
    ok(listing)
}
