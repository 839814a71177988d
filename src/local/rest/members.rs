//! Members of guilds.

use twilight_model::guild::Permissions;

use super::{Answered, Caller, Request, guilds, nothing, ok};
use crate::local::errors::{ApiError, Problems};
use crate::local::ids::*;
use crate::local::limits::length;
use crate::local::wire;
use crate::local::world::World;

pub(super) fn get(world: &World, me: Caller, guild: GuildId, user: UserId) -> Answered {
    if super::guild(world, me, guild)?.members.contains_key(&user) {
        return ok(wire::member(world, guild, user));
    }
    Err(if world.users.contains_key(&user) { ApiError::unknown_member() } else { ApiError::unknown_user() })
}

/// The list of all members needs the privileged intent.
pub(super) fn list(world: &World, request: &Request, me: Caller, guild: GuildId) -> Answered {
    let known = super::guild(world, me, guild)?;
    if !world.applications.get(&me.app).is_some_and(|a| a.members_intent) {
        return Err(ApiError::missing_access());
    }
    let limit = request.number("limit", 1, (1, 1000))?;
    let after: u64 = request.query("after").and_then(|id| id.parse().ok()).unwrap_or(0);
    let page = known.members.keys().filter(|id| id.get() > after).take(limit);
    ok(page.map(|id| wire::member(world, guild, *id)).collect())
}

pub(super) fn search(world: &World, request: &Request, me: Caller, guild: GuildId) -> Answered {
    let known = super::guild(world, me, guild)?;
    let limit = request.number("limit", 1, (1, 1000))?;
    let Some(start) = request.query("query").filter(|q| !q.is_empty()).map(str::to_lowercase) else {
        return Err(Problems::one("query", "BASE_TYPE_REQUIRED", "This field is required"));
    };
    let fits = |id: &&UserId| {
        let handle = world.users.get(id).is_some_and(|u| u.name.starts_with(&start));
        handle || world.shown_name(Some(guild), **id).to_lowercase().starts_with(&start)
    };
    ok(known.members.keys().filter(fits).take(limit).map(|id| wire::member(world, guild, *id)).collect())
}

/// Sets a nickname; nothing else of a member can be changed here.
pub(super) fn rename(world: &mut World, request: &Request, me: Caller, guild: GuildId, user: UserId) -> Answered {
    if !super::guild(world, me, guild)?.members.contains_key(&user) {
        return Err(ApiError::unknown_member());
    }
    let needed = if user == me.bot { Permissions::CHANGE_NICKNAME } else { Permissions::MANAGE_NICKNAMES };
    if request.body.get("nick").is_some() {
        if !world.permissions_in_guild(guild, me.bot).contains(needed) {
            return Err(ApiError::missing_permissions());
        }
        let nick = request.body["nick"].as_str().filter(|n| !n.is_empty());
        if nick.is_some_and(|n| length(n) > 32) {
            return Err(Problems::one("nick", "BASE_TYPE_MAX_LENGTH", "Must be 32 or fewer in length."));
        }
        world.set_nick(guild, user, nick);
    }
    ok(wire::member(world, guild, user))
}

pub(super) fn set_role(
    world: &mut World,
    me: Caller,
    guild: GuildId,
    (user, role): (UserId, RoleId),
    give: bool,
) -> Answered {
    guilds::manageable(world, me, guild, role)?;
    if !super::guild(world, me, guild)?.members.contains_key(&user) {
        return Err(ApiError::unknown_member());
    }
    if give {
        world.give_role(guild, user, role);
    } else {
        world.take_role(guild, user, role);
    }
    nothing()
}
