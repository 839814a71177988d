//! Using commands.

use twilight_model::application::command::{Command, CommandType};
use twilight_model::application::interaction::application_command::CommandData;
use twilight_model::application::interaction::{InteractionContextType, InteractionData, InteractionType};
use twilight_model::guild::Permissions;

use super::begin::Begin;
use super::line::{self, Named, Place};
use super::{Refused, may, refuse, seen};
use crate::local::handle::Local;
use crate::local::ids::*;
use crate::local::world::{Command as Registered, Source, World};

impl Local {
    /// Uses a command: `/track create channel:#general time:09:30 zone:Europe/Berlin`. Values may be quoted; members, roles
    /// and channels are given by name or id. Refused, in words, if the line is not understood.
    pub fn command(&self, who: UserId, channel: ChannelId, line: &str) -> Result<InteractionId, Refused> {
        self.with(|world| typed(world, who, channel, line, false))
    }

    /// Asks for completions of the last option of the line.
    pub fn autocomplete(&self, who: UserId, channel: ChannelId, line: &str) -> Result<InteractionId, Refused> {
        self.with(|world| typed(world, who, channel, line, true))
    }

    /// Uses a command of a user's or a message's menu. `target` is the id of either.
    pub fn menu(&self, who: UserId, channel: ChannelId, name: &str, target: u64) -> Result<InteractionId, Refused> {
        self.with(|world| {
            let guild = may_use(world, who, channel)?;
            let user = UserId::new_checked(target).filter(|id| world.users.contains_key(id));
            let kind = if user.is_some() { CommandType::User } else { CommandType::Message };
            let Some(command) = world.command_named(guild, kind, name).cloned() else {
                return refuse(format!("there is no such command: {name}"));
            };
            permitted(world, who, channel, &command)?;
            let message = match user {
                Some(_) => None,
                None => {
                    let id =
                        MessageId::new_checked(target).ok_or_else(|| Refused("there is no such message".into()))?;
                    Some(seen(world, who, id)?.id)
                }
            };
            let named = Named { users: user.into_iter().collect(), ..Named::default() };
            let data = CommandData {
                guild_id: command.guild_id,
                id: command.id,
                kind,
                name: name.into(),
                options: Vec::new(),
                resolved: world.resolved(channel, &named, message),
                target_id: Some(twilight_model::id::Id::new(target.max(1))),
            };
            let source = Source::Command { name: name.into(), target_user: user, target_message: message };
            Ok(world.begin(Begin {
                who,
                channel,
                application: command.application_id,
                kind: InteractionType::ApplicationCommand,
                source,
                data: InteractionData::ApplicationCommand(Box::new(data)),
            }))
        })
    }

    /// The commands that this person can use here, as `/name` and what it is for; subcommands one by one.
    pub fn commands(&self, who: UserId, channel: ChannelId) -> Vec<Command> {
        self.with(|world| {
            let Ok(guild) = may_use(world, who, channel) else { return Vec::new() };
            let all: Vec<Registered> = world.commands.values().cloned().collect();
            let reaches = |c: &&Registered| {
                let same = world.command_named(guild, c.body.kind, &c.body.name);
                same.is_some_and(|found| found.id == c.id) && permitted(world, who, channel, c).is_ok()
            };
            all.iter().filter(reaches).map(|c| c.body.clone()).collect()
        })
    }
}

fn typed(
    world: &mut World,
    who: UserId,
    channel: ChannelId,
    line: &str,
    completing: bool,
) -> Result<InteractionId, Refused> {
    let guild = may_use(world, who, channel)?;
    let (name, rest) = line::split(line)?;
    let Some(command) = world.command_named(guild, CommandType::ChatInput, name).cloned() else {
        return refuse(format!("there is no command /{name}"));
    };
    permitted(world, who, channel, &command)?;
    let parsed = line::parse(&Place { world, guild }, &command.body, rest, completing)?;
    let data = CommandData {
        guild_id: command.guild_id,
        id: command.id,
        kind: CommandType::ChatInput,
        name: name.into(),
        options: parsed.options,
        resolved: world.resolved(channel, &parsed.named, None),
        target_id: None,
    };
    let kind =
        if completing { InteractionType::ApplicationCommandAutocomplete } else { InteractionType::ApplicationCommand };
    Ok(world.begin(Begin {
        who,
        channel,
        application: command.application_id,
        kind,
        source: Source::Command { name: parsed.name, target_user: None, target_message: None },
        data: InteractionData::ApplicationCommand(Box::new(data)),
    }))
}

/// Whether the person may use commands here at all; the guild, if there is one.
fn may_use(world: &World, who: UserId, channel: ChannelId) -> Result<Option<GuildId>, Refused> {
    may(world, who, channel, Permissions::VIEW_CHANNEL, "see this channel")?;
    may(world, who, channel, Permissions::USE_SLASH_COMMANDS, "use commands here")?;
    Ok(world.channels.get(&channel).and_then(|c| c.guild_id))
}

/// Whether Discord shows this command to this person here.
fn permitted(world: &World, who: UserId, channel: ChannelId, command: &Registered) -> Result<(), Refused> {
    let body = &command.body;
    let guild = world.channels.get(&channel).and_then(|c| c.guild_id);
    #[allow(deprecated)] // bots still send it
    let in_direct = match &body.contexts {
        Some(contexts) => contexts.contains(&InteractionContextType::BotDm),
        None => body.dm_permission != Some(false),
    };
    let in_guild = body.contexts.as_ref().is_none_or(|c| c.contains(&InteractionContextType::Guild));
    match guild {
        None if !in_direct => return refuse(format!("/{} cannot be used in direct messages", body.name)),
        Some(_) if !in_guild => return refuse(format!("/{} cannot be used in servers", body.name)),
        None => {
            let here = world.channels.get(&channel).map(|c| c.recipients.as_slice()).unwrap_or_default();
            let bot = world.applications.get(&command.application_id).map(|a| a.bot);
            if !bot.is_some_and(|bot| here.contains(&bot)) {
                return refuse(format!("there is no command /{}", body.name));
            }
        }
        Some(_) => {}
    }
    if let (Some(_), Some(needed)) = (guild, body.default_member_permissions) {
        let has = world.permissions_in(who, channel);
        // A command that needs nothing in particular by default, written as 0, is for administrators only.
        let enough = if needed.is_empty() { has.contains(Permissions::ADMINISTRATOR) } else { has.contains(needed) };
        if !enough {
            return refuse(format!("/{} is not for everyone: it needs more permissions", body.name));
        }
    }
    Ok(())
}
