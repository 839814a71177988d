//! The bot itself, other users, its application.

use serde_json::{Value, json};

use super::{Answered, Caller, Request, nothing, ok};
use crate::local::errors::{ApiError, Problems};
use crate::local::ids::*;
use crate::local::wire;
use crate::local::world::World;

pub(super) fn gateway_bot(request: &Request) -> Answered {
    let starts = json!({ "total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 1 });
    ok(json!({ "url": request.gateway, "shards": 1, "session_start_limit": starts }))
}

pub(super) fn me(world: &World, me: Caller) -> Answered {
    ok(wire::current_user(world, me.bot))
}

pub(super) fn get(world: &World, user: UserId) -> Answered {
    if world.users.contains_key(&user) { ok(wire::user(world, user)) } else { Err(ApiError::unknown_user()) }
}

pub(super) fn application(world: &World, me: Caller) -> Answered {
    ok(wire::application(world, me.app))
}

pub(super) fn my_guilds(world: &World, me: Caller) -> Answered {
    let mine = world.guilds.values().filter(|g| g.members.contains_key(&me.bot));
    ok(mine
        .map(|g| {
            json!({
                "id": g.id, "name": g.name, "icon": null, "banner": null, "owner": g.owner == me.bot,
                "permissions": world.permissions_in_guild(g.id, me.bot), "features": [],
            })
        })
        .collect())
}

pub(super) fn leave_guild(world: &mut World, me: Caller, guild: GuildId) -> Answered {
    if !world.guilds.get(&guild).is_some_and(|g| g.members.contains_key(&me.bot)) {
        return Err(ApiError::unknown_guild());
    }
    world.leave(guild, me.bot);
    nothing()
}

pub(super) fn open_direct(world: &mut World, request: &Request, me: Caller) -> Answered {
    let given = &request.body["recipient_id"];
    let id = given.as_str().and_then(|id| id.parse::<UserId>().ok()).or_else(|| UserId::new_checked(given.as_u64()?));
    let Some(user) = id else {
        return Err(match given {
            Value::Null => Problems::one("recipient_id", "BASE_TYPE_REQUIRED", "This field is required"),
            other => Problems::one("recipient_id", "NUMBER_TYPE_COERCE", format!("Value {other} is not snowflake.")),
        });
    };
    let Some(known) = world.users.get(&user) else { return Err(ApiError::unknown_user()) };
    if user == me.bot {
        return Err(ApiError::invalid_recipient());
    }
    if known.bot {
        return Err(ApiError::cannot_message_user());
    }
    let channel = world.direct_channel(me.bot, user);
    ok(wire::channel_json(world, channel, Some(me.bot)))
}
