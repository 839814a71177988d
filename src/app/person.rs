//! Who asks for something, and whether they may.

use crate::domain::ids::{GuildId, RoleId, UserId};
use crate::{refuse, store::Store};

/// Somebody in a guild, as Discord described them when they acted.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// The guild.
    pub guild: GuildId,
    /// Who.
    pub user: UserId,
    /// Their roles.
    pub roles: Vec<RoleId>,
    /// Whether they have Manage Server, or are administrators.
    pub manages: bool,
}

impl Person {
    /// Whether they organize: they manage the server, or have the role that was set for it.
    pub async fn is_organizer(&self, store: &Store) -> anyhow::Result<bool> {
        if self.manages {
            return Ok(true);
        }
        Ok(store.organizer_role(self.guild).await?.is_some_and(|role| self.roles.contains(&role)))
    }

    /// Refuses who doesn't organize.
    pub async fn must_organize(&self, store: &Store) -> anyhow::Result<()> {
        if self.is_organizer(store).await? {
            return Ok(());
        }
        match store.organizer_role(self.guild).await? {
            Some(role) => {
                refuse!("Only organizers may do that: members with Manage Server, or with the role <@&{role}>.")
            }
            None => refuse!(
                "Only members with Manage Server may do that. They can name a role that may, too: `/organizers`."
            ),
        }
    }
}
