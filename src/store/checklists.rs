//! Which key points an answer covers, and who stars whose answer.

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Utc};

use super::Store;
use super::columns::{bits, ms, snowflake, variant, word};
use super::db::{Tx, on, rows, run};
use crate::domain::checklist::{Tick, Ticker};
use crate::domain::ids::{RoundId, UserId};

impl Store {
    /// Writes ticks, all or none. A tick replaces the one that the same ticker set on the same key point of the same answer.
    pub async fn set_ticks(&self, round: &RoundId, ticks: &[Tick], at: DateTime<Utc>) -> Result<()> {
        self.write_ticks(round, None, ticks, at).await.context("writing a checklist")
    }

    /// Replaces all that the machine ticked on the member's answer by these. Refuses ticks of another member or ticker.
    pub async fn replace_machine_ticks(
        &self,
        round: &RoundId,
        user: UserId,
        ticks: &[Tick],
        at: DateTime<Utc>,
    ) -> Result<()> {
        ensure!(
            ticks.iter().all(|tick| tick.user == user && tick.by == Ticker::Machine),
            "only the machine's ticks on the answer of {user} can replace them"
        );
        self.write_ticks(round, Some(user), ticks, at).await.context("replacing the machine's ticks")
    }

    /// Writes ticks in one transaction, after clearing the machine's on the answer of `cleared`, if any.
    async fn write_ticks(
        &self,
        round: &RoundId,
        cleared: Option<UserId>,
        ticks: &[Tick],
        at: DateTime<Utc>,
    ) -> Result<()> {
        let mut tx = self.db.writing(&round.0).await?;
        if let Some(user) = cleared {
            run!(
                tx,
                "DELETE FROM ticks WHERE round_id = $1 AND user_id = $2 AND ticker = 'machine'",
                &round.0,
                bits(user.0),
            )?;
        }
        for tick in ticks {
            write_tick(&mut tx, round, tick, at).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// The round's ticks, by user, key point and ticker.
    pub async fn ticks(&self, round: &RoundId) -> Result<Vec<Tick>> {
        let found: Vec<(i64, String, String, i16, String)> = rows!(
            self.db,
            "SELECT user_id, key_point, ticker, covered, words FROM ticks WHERE round_id = $1",
            &round.0,
        )
        .context("reading a round's checklists")?;
        let mut ticks = found
            .into_iter()
            .map(|(user, key_point, by, covered, words)| {
                let (user, by) = (UserId(snowflake(user)), variant(&by)?);
                Ok(Tick { user, key_point, by, covered: covered != 0, words })
            })
            .collect::<Result<Vec<_>>>()?;
        ticks.sort_by(|a, b| (a.user, &a.key_point, a.by).cmp(&(b.user, &b.key_point, b.by)));
        Ok(ticks)
    }

    /// Sets the voter's star on the author's answer, or takes it back. True if it is there now.
    pub async fn vote(&self, round: &RoundId, voter: UserId, author: UserId, at: DateTime<Utc>) -> Result<bool> {
        self.try_vote(round, voter, author, at).await.context("starring an answer")
    }

    async fn try_vote(&self, round: &RoundId, voter: UserId, author: UserId, at: DateTime<Utc>) -> Result<bool> {
        let mut tx = self.db.writing(&round.0).await?;
        let taken_back = run!(
            tx,
            "DELETE FROM votes WHERE round_id = $1 AND voter_id = $2 AND author_id = $3",
            &round.0,
            bits(voter.0),
            bits(author.0),
        )?;
        if taken_back == 0 {
            run!(
                tx,
                "INSERT INTO votes (round_id, voter_id, author_id, at) VALUES ($1, $2, $3, $4)",
                &round.0,
                bits(voter.0),
                bits(author.0),
                ms(at),
            )?;
        }
        tx.commit().await?;
        Ok(taken_back == 0)
    }

    /// The round's stars as (voter, author), sorted.
    pub async fn votes(&self, round: &RoundId) -> Result<Vec<(UserId, UserId)>> {
        let found: Vec<(i64, i64)> =
            rows!(self.db, "SELECT voter_id, author_id FROM votes WHERE round_id = $1", &round.0)
                .context("reading a round's stars")?;
        let mut votes: Vec<_> =
            found.into_iter().map(|(voter, author)| (UserId(snowflake(voter)), UserId(snowflake(author)))).collect();
        votes.sort_unstable();
        Ok(votes)
    }
}

async fn write_tick(tx: &mut Tx, round: &RoundId, tick: &Tick, at: DateTime<Utc>) -> Result<()> {
    run!(
        tx,
        "INSERT INTO ticks (round_id, user_id, key_point, ticker, covered, words, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (round_id, user_id, key_point, ticker)
         DO UPDATE SET covered = excluded.covered, words = excluded.words, at = excluded.at",
        &round.0,
        bits(tick.user.0),
        &tick.key_point,
        word(&tick.by)?,
        i16::from(tick.covered),
        &tick.words,
        ms(at),
    )?;
    Ok(())
}
