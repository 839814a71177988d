//! What is known of a guild.

use anyhow::{Context, Result};

use super::Store;
use super::columns::{bits, snowflake};
use super::db::{on, row, run};
use crate::domain::ids::{GuildId, RoleId};

impl Store {
    /// The role whose members are organizers; `None` where it was never set, or was taken back.
    pub async fn organizer_role(&self, guild: GuildId) -> Result<Option<RoleId>> {
        let found: Option<(Option<i64>,)> =
            row!(self.db, "SELECT organizer_role FROM guilds WHERE id = $1", bits(guild.0))
                .context("reading the organizers' role")?;
        Ok(found.and_then(|(role,)| role).map(|role| RoleId(snowflake(role))))
    }

    /// Sets, or takes back, the role whose members are organizers.
    pub async fn set_organizer_role(&self, guild: GuildId, role: Option<RoleId>) -> Result<()> {
        run!(
            self.db,
            "INSERT INTO guilds (id, organizer_role) VALUES ($1, $2)
             ON CONFLICT (id) DO UPDATE SET organizer_role = excluded.organizer_role",
            bits(guild.0),
            role.map(|role| bits(role.0)),
        )
        .context("setting the organizers' role")?;
        Ok(())
    }
}
