//! The second opinions that were asked for today, to hold them against the caps.

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};

use super::Store;
use super::columns::{bits, ms};
use super::db::{on, row, run};
use crate::domain::ids::{GuildId, OpinionId, UserId};

/// Who asks for a second opinion, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking {
    /// Its id, by which it can be given back.
    pub id: OpinionId,
    /// Where.
    pub guild: GuildId,
    /// Who.
    pub user: UserId,
    /// When.
    pub at: DateTime<Utc>,
    /// When the day began: what was asked for before is not counted any more.
    pub since: DateTime<Utc>,
}

/// What a day allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caps {
    /// How many a member may ask for in one guild.
    pub member: u32,
    /// How many all members of one guild may ask for.
    pub guild: u32,
}

/// What came of asking for an allowance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowance {
    /// It is counted, and the member may ask for that many more.
    Granted(u32),
    /// The member has had their day's worth.
    MemberSpent,
    /// The guild has had its day's worth.
    GuildSpent,
}

impl Store {
    /// Counts one more second opinion, unless the member or the guild has had the day's worth. What is counted stays counted whatever
    /// becomes of the request, also over a restart. Forgets the guild's rows of earlier days.
    pub async fn allow_opinion(&self, asking: &Asking, caps: Caps) -> Result<Allowance> {
        self.try_allow(asking, caps).await.context("counting a second opinion")
    }

    async fn try_allow(&self, asking: &Asking, caps: Caps) -> Result<Allowance> {
        let (guild, user) = (bits(asking.guild.0), bits(asking.user.0));
        let mut tx = self.db.writing(&format!("opinions:{}", asking.guild)).await?;
        run!(tx, "DELETE FROM opinions WHERE guild_id = $1 AND at < $2", guild, ms(asking.since))?;
        let counted: Option<(i64, i64)> = row!(
            tx,
            "SELECT count(*), cast(coalesce(sum(CASE WHEN user_id = $2 THEN 1 ELSE 0 END), 0) AS BIGINT)
             FROM opinions WHERE guild_id = $1",
            guild,
            user,
        )?;
        let (all, own) = counted.unwrap_or_default();
        let left = i64::from(caps.member) - own;
        if left <= 0 {
            return Ok(Allowance::MemberSpent);
        }
        if all >= i64::from(caps.guild) {
            return Ok(Allowance::GuildSpent);
        }
        run!(
            tx,
            "INSERT INTO opinions (id, guild_id, user_id, at) VALUES ($1, $2, $3, $4)",
            &asking.id.0,
            guild,
            user,
            ms(asking.at),
        )?;
        tx.commit().await?;
        Ok(Allowance::Granted(u32::try_from(left - 1).unwrap_or(0)))
    }

    /// Takes a count back, for a request that never reached anybody.
    pub async fn give_back_opinion(&self, id: &OpinionId) -> Result<()> {
        run!(self.db, "DELETE FROM opinions WHERE id = $1", &id.0).context("giving a second opinion back")?;
        Ok(())
    }
}
