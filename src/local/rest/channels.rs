//! Channels; and threads, as far as they are channels.

use serde_json::Value;
use twilight_model::channel::ChannelType;
use twilight_model::channel::permission_overwrite::PermissionOverwrite;
use twilight_model::guild::Permissions;
use twilight_validate::channel as validate;

use super::{Answered, Caller, Request, channel, created, need, nothing, ok};
use crate::local::errors::{ApiError, Problems};
use crate::local::ids::*;
use crate::local::limits::length;
use crate::local::wire;
use crate::local::world::{Channel, World};

pub(super) fn get(world: &World, me: Caller, at: ChannelId) -> Answered {
    channel(world, me, at)?;
    ok(wire::channel_json(world, at, Some(me.bot)))
}

pub(super) fn typing(world: &mut World, me: Caller, at: ChannelId) -> Answered {
    channel(world, me, at)?;
    if !world.can_write(me.bot, at) {
        return Err(ApiError::missing_permissions());
    }
    world.typing(at, me.bot);
    nothing()
}

/// What a channel is made or changed with, checked.
#[derive(Default)]
struct Form {
    name: Option<String>,
    topic: Option<Option<String>>,
    position: Option<i32>,
    parent: Option<Option<ChannelId>>,
    nsfw: Option<bool>,
    slowmode: Option<u16>,
    auto_archive: Option<u16>,
    overwrites: Option<Vec<PermissionOverwrite>>,
}

fn read(body: &Value) -> Result<Form, ApiError> {
    let mut problems = Problems::new();
    let name = body["name"].as_str().map(|n| n.trim().to_owned());
    if name.as_ref().is_some_and(|n| validate::name(n).is_err()) {
        problems.add("name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.");
    }
    let topic = body.get("topic").map(|t| t.as_str().map(str::to_owned));
    if topic.iter().flatten().any(|t| length(t) > validate::CHANNEL_TOPIC_LENGTH_MAX) {
        problems.add("topic", "BASE_TYPE_MAX_LENGTH", "Must be 1024 or fewer in length.");
    }
    let slowmode = body["rate_limit_per_user"].as_u64();
    if slowmode.is_some_and(|s| u16::try_from(s).map_or(true, |s| validate::rate_limit_per_user(s).is_err())) {
        problems.add("rate_limit_per_user", "NUMBER_TYPE_MAX", "int value should be less than or equal to 21600.");
    }
    let archive = |name: &str, problems: &mut Problems| {
        let minutes = body[name].as_u64()?;
        if !matches!(minutes, 60 | 1440 | 4320 | 10_080) {
            problems.add(name, "BASE_TYPE_CHOICES", "Value must be one of (60, 1440, 4320, 10080).");
        }
        Some(minutes as u16)
    };
    let auto_archive = archive("auto_archive_duration", &mut problems)
        .or_else(|| archive("default_auto_archive_duration", &mut problems));
    let overwrites = match body.get("permission_overwrites") {
        None | Some(Value::Null) => None,
        Some(list) => match serde_json::from_value(completed(list)) {
            Ok(list) => Some(list),
            Err(error) => {
                problems.add("permission_overwrites", "LIST_TYPE_CONVERT", error.to_string());
                None
            }
        },
    };
    problems.check()?;
    Ok(Form {
        name,
        topic,
        position: body["position"].as_i64().map(|p| p as i32),
        parent: body.get("parent_id").map(|p| p.as_str().and_then(|p| p.parse().ok())),
        nsfw: body["nsfw"].as_bool(),
        slowmode: slowmode.map(|s| s as u16),
        auto_archive,
        overwrites,
    })
}

/// Overwrites may leave out what they neither allow nor deny.
fn completed(list: &Value) -> Value {
    let complete = |o: &Value| {
        let mut o = o.clone();
        if !o.is_object() {
            return o;
        }
        for side in ["allow", "deny"] {
            if o[side].is_null() {
                o[side] = Value::from("0");
            }
        }
        o
    };
    list.as_array().map_or_else(|| list.clone(), |items| items.iter().map(complete).collect())
}

impl Form {
    fn fill(self, channel: &mut Channel) {
        if let Some(name) = self.name {
            // Text channels have names without capitals and spaces.
            let plain = channel.thread.is_none()
                && matches!(channel.kind, ChannelType::GuildText | ChannelType::GuildAnnouncement);
            channel.name = if plain { name.to_lowercase().replace(' ', "-") } else { name };
        }
        channel.topic = self.topic.unwrap_or_else(|| channel.topic.clone());
        channel.position = self.position.unwrap_or(channel.position);
        channel.parent_id =
            if channel.thread.is_some() { channel.parent_id } else { self.parent.unwrap_or(channel.parent_id) };
        channel.nsfw = self.nsfw.unwrap_or(channel.nsfw);
        channel.slowmode = self.slowmode.unwrap_or(channel.slowmode);
        channel.overwrites = self.overwrites.unwrap_or_else(|| channel.overwrites.clone());
        match &mut channel.thread {
            Some(thread) => thread.auto_archive_minutes = self.auto_archive.unwrap_or(thread.auto_archive_minutes),
            None => channel.default_auto_archive = self.auto_archive.or(channel.default_auto_archive),
        }
    }
}

pub(super) fn create(world: &mut World, request: &Request, me: Caller, guild: GuildId) -> Answered {
    super::guild(world, me, guild)?;
    if !world.permissions_in_guild(guild, me.bot).contains(Permissions::MANAGE_CHANNELS) {
        return Err(ApiError::missing_permissions());
    }
    let form = read(&request.body)?;
    if form.name.is_none() {
        return Err(Problems::one("name", "BASE_TYPE_REQUIRED", "This field is required"));
    }
    let kind = ChannelType::from(request.body["type"].as_u64().unwrap_or(0) as u8);
    if kind.is_thread() || matches!(kind, ChannelType::Private | ChannelType::Group | ChannelType::Unknown(_)) {
        return Err(Problems::one("type", "BASE_TYPE_CHOICES", "Value must be one of (0, 2, 4, 5, 13, 14, 15, 16)."));
    }
    let id = world.add_channel(guild, kind, "", |channel| form.fill(channel));
    created(wire::channel_json(world, id, Some(me.bot)))
}

pub(super) fn edit(world: &mut World, request: &Request, me: Caller, at: ChannelId) -> Answered {
    let known = channel(world, me, at)?;
    if known.guild_id.is_none() {
        return Err(ApiError::wrong_channel_type());
    }
    let form = read(&request.body)?;
    if known.thread.is_some() {
        edit_thread(world, request, me, at, form)?;
    } else {
        need(world, me, at, Permissions::MANAGE_CHANNELS)?;
        if form.overwrites.is_some() {
            need(world, me, at, Permissions::MANAGE_ROLES)?;
        }
        world.change_channel(at, |channel| form.fill(channel));
    }
    ok(wire::channel_json(world, at, Some(me.bot)))
}

/// Whoever opened a thread may rename it and put it to sleep; whoever may write in it may wake it; the rest is for those who
/// may manage threads.
fn edit_thread(world: &mut World, request: &Request, me: Caller, at: ChannelId, form: Form) -> Result<(), ApiError> {
    let Some(thread) = world.channels.get(&at).and_then(|c| c.thread.as_ref()) else { return Ok(()) };
    let body = &request.body;
    let archived = body["archived"].as_bool();
    let locked = body["locked"].as_bool();
    let manages = world.permissions_in(me.bot, at).contains(Permissions::MANAGE_THREADS);
    let only_wakes = archived == Some(false) && body.as_object().is_some_and(|fields| fields.len() == 1);
    let allowed = manages
        || (thread.owner == me.bot && locked.is_none() && form.slowmode.is_none() && !thread.locked)
        || (only_wakes && !thread.locked && world.can_write(me.bot, at));
    if !allowed {
        return Err(ApiError::missing_permissions());
    }
    if thread.archived && archived != Some(false) {
        return Err(ApiError::thread_archived());
    }
    let now = world.now;
    let invitable = body["invitable"].as_bool();
    world.change_channel(at, |channel| {
        form.fill(channel);
        if let Some(thread) = &mut channel.thread {
            if archived.is_some_and(|a| a != thread.archived) {
                thread.archived_at = now;
                thread.active_at = now;
            }
            thread.archived = archived.unwrap_or(thread.archived);
            thread.locked = locked.unwrap_or(thread.locked);
            thread.invitable = thread.invitable.map(|i| invitable.unwrap_or(i));
        }
    });
    Ok(())
}

pub(super) fn delete(world: &mut World, me: Caller, at: ChannelId) -> Answered {
    let known = channel(world, me, at)?;
    if known.guild_id.is_some() {
        let thread = known.thread.is_some();
        need(world, me, at, if thread { Permissions::MANAGE_THREADS } else { Permissions::MANAGE_CHANNELS })?;
    }
    let gone = wire::channel_json(world, at, Some(me.bot));
    if world.channels.get(&at).is_some_and(|c| c.guild_id.is_some()) {
        world.remove_channel(at); // a direct conversation is closed only, and stays
    }
    ok(gone)
}

fn overwritten(world: &World, me: Caller, at: ChannelId) -> Result<(), ApiError> {
    let known = channel(world, me, at)?;
    if known.guild_id.is_none() || known.thread.is_some() {
        return Err(ApiError::wrong_channel_type());
    }
    need(world, me, at, Permissions::MANAGE_ROLES)
}

pub(super) fn set_overwrite(world: &mut World, request: &Request, me: Caller, at: ChannelId, of: &str) -> Answered {
    overwritten(world, me, at)?;
    let side = |name: &str| {
        let value = &request.body[name];
        let bits = value.as_str().and_then(|v| v.parse().ok()).or(value.as_u64()).unwrap_or(0);
        Permissions::from_bits_truncate(bits)
    };
    let (allow, deny) = (side("allow"), side("deny"));
    match request.body["type"].as_u64() {
        Some(1) => world.set_overwrite(at, super::id::<twilight_model::id::marker::UserMarker>(of)?, allow, deny),
        Some(0) => world.set_overwrite(at, super::id::<twilight_model::id::marker::RoleMarker>(of)?, allow, deny),
        _ => return Err(Problems::one("type", "BASE_TYPE_CHOICES", "Value must be one of (0, 1).")),
    }
    nothing()
}

pub(super) fn clear_overwrite(world: &mut World, me: Caller, at: ChannelId, of: &str) -> Answered {
    overwritten(world, me, at)?;
    let id = super::id::<twilight_model::id::marker::RoleMarker>(of)?;
    if !world.channels.get(&at).is_some_and(|c| c.overwrites.iter().any(|o| o.id == id.cast())) {
        return Err(ApiError::unknown_overwrite());
    }
    world.clear_overwrite(at, id);
    nothing()
}
