//! What an organizer was told already.

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};

use super::Store;
use super::columns::{bits, ms};
use super::db::{on, run};
use crate::domain::ids::GuildId;

impl Store {
    /// True the first time that the guild is to be told of `subject`, until [`Store::clear_notice`].
    pub async fn notice_once(&self, guild: GuildId, subject: &str, at: DateTime<Utc>) -> Result<bool> {
        let noted = run!(
            self.db,
            "INSERT INTO notices (guild_id, subject, at) VALUES ($1, $2, $3) ON CONFLICT (guild_id, subject) DO NOTHING",
            bits(guild.0),
            subject,
            ms(at),
        )
        .context("noting what an organizer is told")?;
        Ok(noted == 1)
    }

    /// Forgets that the guild was told: the trouble is over, and the next one is news.
    pub async fn clear_notice(&self, guild: GuildId, subject: &str) -> Result<()> {
        run!(self.db, "DELETE FROM notices WHERE guild_id = $1 AND subject = $2", bits(guild.0), subject)
            .context("clearing a notice")?;
        Ok(())
    }
}
