//! Registered commands, global ones and those of one guild.

use serde_json::{Value, json};
use twilight_model::application::command::CommandType;

use super::{Answered, Caller, Request, created, id, nothing, ok};
use crate::local::errors::{ApiError, Problems};
use crate::local::ids::*;
use crate::local::limits;
use crate::local::view::Happening;
use crate::local::wire;
use crate::local::world::{Command, World};

/// Whose commands, and where.
#[derive(Clone, Copy)]
pub(super) struct Scope {
    pub app: ApplicationId,
    pub guild: Option<GuildId>,
}

impl Scope {
    fn holds(self, command: &Command) -> bool {
        command.application_id == self.app && command.guild_id == self.guild
    }
}

pub(super) fn handle(world: &mut World, r: &Request, me: Caller, scope: Scope, rest: &[&str]) -> Answered {
    if scope.app != me.app {
        return Err(ApiError::missing_access());
    }
    if let Some(guild) = scope.guild {
        super::guild(world, me, guild)?;
    }
    let one = |text: &str| -> Result<CommandId, ApiError> {
        let command = id(text)?;
        let known = world.commands.get(&command).filter(|c| scope.holds(c));
        known.map(|c| c.id).ok_or_else(ApiError::unknown_command)
    };
    match (r.method.as_str(), rest) {
        ("GET", []) => {
            let all = world.commands.values().filter(|c| scope.holds(c));
            ok(all.map(|c| wire::command(c, r.flag("with_localizations"))).collect())
        }
        ("POST", []) => create(world, r, scope),
        ("PUT", []) => replace_all(world, r, scope),
        ("GET", ["permissions"]) if scope.guild.is_some() => ok(json!([])),
        ("GET", [command, "permissions"]) if scope.guild.is_some() => {
            let command = one(command)?;
            ok(json!({ "id": command, "application_id": scope.app, "guild_id": scope.guild, "permissions": [] }))
        }
        ("GET", [command]) => {
            let command = one(command)?;
            ok(world.commands.get(&command).map(|c| wire::command(c, true)).unwrap_or_default())
        }
        ("PATCH", [command]) => {
            let command = one(command)?;
            edit(world, r, scope, command)
        }
        ("DELETE", [command]) => {
            let command = one(command)?;
            world.commands.remove(&command);
            world.happened(Happening::CommandsChanged { application: scope.app });
            nothing()
        }
        _ => Err(ApiError::not_found()),
    }
}

fn limit(kind: CommandType) -> usize {
    if kind == CommandType::ChatInput { 100 } else { 15 }
}

/// Registers a command in place of the one of the same name and kind, whose id it keeps.
fn store(world: &mut World, scope: Scope, body: twilight_model::application::command::Command) -> (CommandId, bool) {
    let same = |c: &&Command| scope.holds(c) && c.body.kind == body.kind && c.body.name == body.name;
    let earlier = world.commands.values().find(same).map(|c| c.id);
    let id = earlier.unwrap_or_else(|| world.next_id());
    put(world, scope, id, body);
    (id, earlier.is_none())
}

fn put(world: &mut World, scope: Scope, id: CommandId, mut body: twilight_model::application::command::Command) {
    body.id = Some(id);
    body.application_id = Some(scope.app);
    body.guild_id = scope.guild;
    body.version = world.next_id();
    world.commands.insert(id, Command { id, application_id: scope.app, guild_id: scope.guild, body });
    world.happened(Happening::CommandsChanged { application: scope.app });
}

fn create(world: &mut World, request: &Request, scope: Scope) -> Answered {
    let body = limits::command(&request.body)?;
    let same_kind = world.commands.values().filter(|c| scope.holds(c) && c.body.kind == body.kind);
    let (others, known): (Vec<_>, Vec<_>) = same_kind.partition(|c| c.body.name != body.name);
    if known.is_empty() && others.len() >= limit(body.kind) {
        return Err(ApiError::too_many_commands());
    }
    let (id, new) = store(world, scope, body);
    let value = world.commands.get(&id).map(|c| wire::command(c, true)).unwrap_or_default();
    if new { created(value) } else { ok(value) }
}

fn replace_all(world: &mut World, request: &Request, scope: Scope) -> Answered {
    let Some(items) = request.body.as_array() else {
        return Err(Problems::one("", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType"));
    };
    let mut bodies: Vec<twilight_model::application::command::Command> = Vec::new();
    for (i, item) in items.iter().enumerate() {
        let body = limits::command(item).map_err(|error| Problems::nested(error, &i.to_string()))?;
        if bodies.iter().any(|b| b.kind == body.kind && b.name == body.name) {
            let says = "Application command names must be unique";
            return Err(Problems::one(&format!("{i}.name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", says));
        }
        if bodies.iter().filter(|b| b.kind == body.kind).count() >= limit(body.kind) {
            return Err(ApiError::too_many_commands());
        }
        bodies.push(body);
    }
    let mut ids = Vec::new();
    for body in bodies {
        ids.push(store(world, scope, body).0);
    }
    world.commands.retain(|id, c| !scope.holds(c) || ids.contains(id));
    world.happened(Happening::CommandsChanged { application: scope.app });
    ok(ids.iter().filter_map(|id| world.commands.get(id)).map(|c| wire::command(c, true)).collect())
}

fn edit(world: &mut World, request: &Request, scope: Scope, command: CommandId) -> Answered {
    let Some(known) = world.commands.get(&command) else { return Err(ApiError::unknown_command()) };
    let mut whole = wire::to_json(&known.body);
    if let Some(changes) = request.body.as_object() {
        for (name, value) in changes.iter().filter(|(name, _)| *name != "type") {
            whole[name.as_str()] = value.clone();
        }
    }
    if known.body.kind != CommandType::ChatInput {
        whole["options"] = Value::Null;
    }
    let body = limits::command(&whole)?;
    put(world, scope, command, body);
    ok(world.commands.get(&command).map(|c| wire::command(c, true)).unwrap_or_default())
}
