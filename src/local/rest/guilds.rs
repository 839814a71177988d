//! Guilds and roles.

use serde_json::{Value, json};
use twilight_model::guild::Permissions;

use super::{Answered, Caller, Request, nothing, ok};
use crate::local::errors::{ApiError, Problems};
use crate::local::ids::*;
use crate::local::limits::length;
use crate::local::wire;
use crate::local::world::World;

pub(super) fn get(world: &World, request: &Request, me: Caller, guild: GuildId) -> Answered {
    super::guild(world, me, guild)?;
    ok(wire::guild(world, guild, request.flag("with_counts")))
}

pub(super) fn channels(world: &World, me: Caller, guild: GuildId) -> Answered {
    super::guild(world, me, guild)?;
    let all = world.channels.values().filter(|c| c.guild_id == Some(guild) && c.thread.is_none());
    ok(all.map(|c| wire::channel_json(world, c.id, None)).collect())
}

pub(super) fn roles(world: &World, me: Caller, guild: GuildId) -> Answered {
    super::guild(world, me, guild)?;
    ok(wire::roles(world, guild))
}

pub(super) fn role(world: &World, me: Caller, guild: GuildId, role: RoleId) -> Answered {
    if !super::guild(world, me, guild)?.roles.contains_key(&role) {
        return Err(ApiError::unknown_role());
    }
    ok(wire::role(world, guild, role))
}

/// Lists that are always empty here.
pub(super) fn nothing_yet(world: &World, me: Caller, guild: GuildId) -> Answered {
    super::guild(world, me, guild)?;
    ok(json!([]))
}

pub(super) fn create_role(world: &mut World, request: &Request, me: Caller, guild: GuildId) -> Answered {
    may_manage_roles(world, me, guild)?;
    let (name, permissions) = checked(&request.body)?;
    let permissions = permissions.unwrap_or_else(|| {
        let everyone = world.guilds.get(&guild).and_then(|g| g.roles.get(&guild.cast()));
        everyone.map_or(Permissions::empty(), |r| r.permissions)
    });
    let role = world.add_role(guild, name.as_deref().unwrap_or("new role"), permissions);
    let mentionable = request.body["mentionable"] == true;
    if mentionable {
        world.change_role(guild, role, |role| role.mentionable = true);
    }
    ok(wire::role(world, guild, role))
}

pub(super) fn edit_role(world: &mut World, request: &Request, me: Caller, guild: GuildId, role: RoleId) -> Answered {
    manageable(world, me, guild, role)?;
    let (name, permissions) = checked(&request.body)?;
    world.change_role(guild, role, |role| {
        role.name = name.unwrap_or_else(|| role.name.clone());
        role.permissions = permissions.unwrap_or(role.permissions);
        role.mentionable = request.body["mentionable"].as_bool().unwrap_or(role.mentionable);
    });
    ok(wire::role(world, guild, role))
}

pub(super) fn delete_role(world: &mut World, me: Caller, guild: GuildId, role: RoleId) -> Answered {
    manageable(world, me, guild, role)?;
    if role == guild.cast() {
        return Err(ApiError::unknown_role());
    }
    world.remove_role(guild, role);
    nothing()
}

fn checked(body: &Value) -> Result<(Option<String>, Option<Permissions>), ApiError> {
    let name = body["name"].as_str().map(str::to_owned);
    if name.as_ref().is_some_and(|n| length(n) > 100) {
        return Err(Problems::one("name", "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer in length."));
    }
    let permissions = body["permissions"].as_str().and_then(|p| p.parse().ok()).or(body["permissions"].as_u64());
    Ok((name, permissions.map(Permissions::from_bits_truncate)))
}

fn may_manage_roles(world: &World, me: Caller, guild: GuildId) -> Result<(), ApiError> {
    super::guild(world, me, guild)?;
    let may = world.permissions_in_guild(guild, me.bot);
    if may.contains(Permissions::MANAGE_ROLES) { Ok(()) } else { Err(ApiError::missing_permissions()) }
}

/// Refuses unless the bot may manage roles and stands above this one.
pub(super) fn manageable(world: &World, me: Caller, guild: GuildId, role: RoleId) -> Result<(), ApiError> {
    may_manage_roles(world, me, guild)?;
    let known = super::guild(world, me, guild)?;
    let position = known.roles.get(&role).map(|r| r.position).ok_or_else(ApiError::unknown_role)?;
    let own = known.members.get(&me.bot).into_iter().flat_map(|m| &m.roles);
    let highest = own.filter_map(|r| known.roles.get(r)).map(|r| r.position).max().unwrap_or(0);
    if known.owner == me.bot || highest > position { Ok(()) } else { Err(ApiError::missing_permissions()) }
}
