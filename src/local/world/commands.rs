//! Registered commands.

use serde::{Deserialize, Serialize};
use twilight_model::application::command::CommandType;

use super::World;
use crate::local::ids::*;

/// A registered command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Command {
    /// Its id.
    pub id: CommandId,
    /// Whose it is.
    pub application_id: ApplicationId,
    /// The only guild in which it can be used; none if it can be used everywhere.
    pub guild_id: Option<GuildId>,
    /// All else, as Discord's documents describe it.
    pub body: twilight_model::application::command::Command,
}

impl World {
    /// The commands of one application that can be used in a guild, or in direct conversations if there is none.
    pub fn commands_in(&self, application: ApplicationId, guild: Option<GuildId>) -> Vec<&Command> {
        self.commands
            .values()
            .filter(|c| c.application_id == application && (c.guild_id.is_none() || c.guild_id == guild))
            .collect()
    }

    /// The command of this name and kind that a person in this guild means: a guild's own comes first.
    pub fn command_named(&self, guild: Option<GuildId>, kind: CommandType, name: &str) -> Option<&Command> {
        let fits = |c: &&Command| c.body.kind == kind && c.body.name == name;
        let reaches = |c: &&Command| match guild {
            Some(guild) => self
                .applications
                .get(&c.application_id)
                .is_some_and(|a| self.guilds.get(&guild).is_some_and(|g| g.members.contains_key(&a.bot))),
            None => true,
        };
        let mut found: Vec<&Command> = self.commands.values().filter(fits).filter(reaches).collect();
        found.retain(|c| c.guild_id.is_none() || c.guild_id == guild);
        found.sort_by_key(|c| c.guild_id.is_none());
        found.first().copied()
    }
}
