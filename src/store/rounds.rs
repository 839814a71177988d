//! Rounds: claimed once, then moved on state by state.

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Utc};

use super::Store;
use super::columns::{bits, ms, snowflake, time, variant, word};
use super::db::{on, row, rows, run};
use crate::domain::ids::{ChannelId, GuildId, MessageId, RoundId, TrackId, UserId};
use crate::domain::round::{Round, RoundState};

impl Store {
    /// Claims the round of a track and due time, which only one caller ever does, and in the same transaction gives it the track's
    /// next number (0 for a skipped round, whatever `round.number` says) and moves the track's `next_due` on; never back.
    ///
    /// Returns the round as it was stored. `None` if there is a round of that time already (`next_due` is moved on all the same), or
    /// if the track is gone.
    pub async fn claim_round(&self, round: &Round, next_due: DateTime<Utc>) -> Result<Option<Round>> {
        self.try_claim(round, next_due).await.context("claiming a round")
    }

    async fn try_claim(&self, round: &Round, next_due: DateTime<Utc>) -> Result<Option<Round>> {
        let mut tx = self.db.writing(&round.track.0).await?;
        let moved = run!(
            tx,
            "UPDATE tracks SET next_due = CASE WHEN next_due < $2 THEN $2 ELSE next_due END
             WHERE id = $1 AND deleted_at IS NULL",
            &round.track.0,
            ms(next_due),
        )?;
        if moved == 0 {
            return Ok(None);
        }
        let greatest: Option<(i64,)> =
            row!(tx, "SELECT coalesce(max(number), 0) FROM rounds WHERE track_id = $1", &round.track.0)?;
        let number = match round.state {
            RoundState::Skipped => 0,
            _ => 1 + greatest.map_or(0, |(number,)| number),
        };
        let claimed = run!(
            tx,
            "INSERT INTO rounds (id, track_id, guild_id, channel_id, number, due_at, question, why, mode, state, claimed_at,
                 asked_at, reveal_at, closed_at, settle_at, message_id, thread_id, best)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
             ON CONFLICT (track_id, due_at) DO NOTHING",
            &round.id.0,
            &round.track.0,
            bits(round.guild.0),
            bits(round.channel.0),
            number,
            ms(round.due),
            &round.question,
            &round.why,
            word(&round.mode)?,
            word(&round.state)?,
            ms(round.claimed_at),
            round.asked_at.map(ms),
            round.reveal_at.map(ms),
            round.closed_at.map(ms),
            round.settle_at.map(ms),
            round.message.map(|id| bits(id.0)),
            round.thread.map(|id| bits(id.0)),
            round.best.map(|id| bits(id.0)),
        )?;
        let stored: Option<RoundRow> = match claimed {
            0 => None,
            _ => row!(tx, "SELECT * FROM rounds WHERE id = $1", &round.id.0)?,
        };
        tx.commit().await?;
        stored.map(Round::try_from).transpose()
    }

    /// The round.
    pub async fn round(&self, id: &RoundId) -> Result<Option<Round>> {
        one(row!(self.db, "SELECT * FROM rounds WHERE id = $1", &id.0))
    }

    /// The round of that thread.
    pub async fn round_of_thread(&self, thread: ChannelId) -> Result<Option<Round>> {
        one(row!(self.db, "SELECT * FROM rounds WHERE thread_id = $1 ORDER BY due_at DESC LIMIT 1", bits(thread.0)))
    }

    /// The track's round of that due time.
    pub async fn round_due(&self, track: &TrackId, due: DateTime<Utc>) -> Result<Option<Round>> {
        one(row!(self.db, "SELECT * FROM rounds WHERE track_id = $1 AND due_at = $2", &track.0, ms(due)))
    }

    /// Saves all that changes in a round's life: question, why, state, times, ids. What others may have written meanwhile is not
    /// undone: `closed_at` stays once it is set, and the best answer is [`Store::set_best`]'s. Refuses a round that is not there.
    pub async fn save_round(&self, round: &Round) -> Result<()> {
        let saved = run!(
            self.db,
            "UPDATE rounds SET channel_id = $2, question = $3, why = $4, state = $5, asked_at = $6, reveal_at = $7,
                 closed_at = coalesce(closed_at, $8), settle_at = $9, message_id = $10, thread_id = $11
             WHERE id = $1",
            &round.id.0,
            bits(round.channel.0),
            &round.question,
            &round.why,
            word(&round.state)?,
            round.asked_at.map(ms),
            round.reveal_at.map(ms),
            round.closed_at.map(ms),
            round.settle_at.map(ms),
            round.message.map(|id| bits(id.0)),
            round.thread.map(|id| bits(id.0)),
        )
        .context("saving a round")?;
        ensure!(saved == 1, "there is no round {}", round.id);
        Ok(())
    }

    /// Marks, or unmarks, the best answer.
    pub async fn set_best(&self, id: &RoundId, best: Option<UserId>) -> Result<()> {
        run!(self.db, "UPDATE rounds SET best = $2 WHERE id = $1", &id.0, best.map(|user| bits(user.0)))
            .context("marking the best answer")?;
        Ok(())
    }

    /// Closes the answers, the first step of the reveal. True if this call did it; the first time stays.
    pub async fn close_round(&self, id: &RoundId, at: DateTime<Utc>) -> Result<bool> {
        let closed =
            run!(self.db, "UPDATE rounds SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL", &id.0, ms(at))
                .context("closing a round")?;
        Ok(closed == 1)
    }

    /// The rounds that were left in the middle of a step, oldest first: claimed and not asked, or closed and not revealed.
    pub async fn unfinished_rounds(&self) -> Result<Vec<Round>> {
        many(rows!(
            self.db,
            "SELECT * FROM rounds WHERE state = 'claimed' OR (state = 'asked' AND closed_at IS NOT NULL)
             ORDER BY due_at, id",
        ))
    }

    /// The asked rounds whose reveal is due, whether or not it was begun, oldest first.
    pub async fn rounds_to_reveal(&self, now: DateTime<Utc>) -> Result<Vec<Round>> {
        many(rows!(
            self.db,
            "SELECT * FROM rounds WHERE state = 'asked' AND reveal_at <= $1 ORDER BY due_at, id",
            ms(now)
        ))
    }

    /// The revealed rounds that are due to be settled, oldest first.
    pub async fn rounds_to_settle(&self, now: DateTime<Utc>) -> Result<Vec<Round>> {
        many(rows!(
            self.db,
            "SELECT * FROM rounds WHERE state = 'revealed' AND settle_at <= $1 ORDER BY due_at, id",
            ms(now)
        ))
    }

    /// The asked rounds, oldest first: those whose threads are caught up with. One whose reveal is under way is among them, with
    /// `closed_at` set.
    pub async fn open_rounds(&self) -> Result<Vec<Round>> {
        many(rows!(self.db, "SELECT * FROM rounds WHERE state = 'asked' ORDER BY due_at, id"))
    }

    /// At most `limit` of the track's rounds in any state, newest first, due before `before` if that is given.
    pub async fn rounds_of_track(
        &self,
        track: &TrackId,
        limit: u32,
        before: Option<DateTime<Utc>>,
    ) -> Result<Vec<Round>> {
        many(rows!(
            self.db,
            "SELECT * FROM rounds WHERE track_id = $1 AND ($3 IS NULL OR due_at < $3) ORDER BY due_at DESC LIMIT $2",
            &track.0,
            i64::from(limit),
            before.map(ms),
        ))
    }

    /// The track's newest round that was asked, whatever became of it.
    pub async fn last_round(&self, track: &TrackId) -> Result<Option<Round>> {
        one(row!(
            self.db,
            "SELECT * FROM rounds WHERE track_id = $1 AND state IN ('asked', 'revealed', 'settled')
             ORDER BY due_at DESC LIMIT 1",
            &track.0,
        ))
    }

    /// What the track asked, as slugs with their due times, oldest first; claimed rounds too, skipped ones not.
    pub async fn asked_history(&self, track: &TrackId) -> Result<Vec<(String, DateTime<Utc>)>> {
        let found: Vec<(String, i64)> = rows!(
            self.db,
            "SELECT question, due_at FROM rounds WHERE track_id = $1 AND state <> 'skipped' ORDER BY due_at",
            &track.0,
        )
        .context("reading what a track asked")?;
        found.into_iter().map(|(question, due)| Ok((question, time(due)?))).collect()
    }

    /// Every round that was asked, in any guild, whatever became of it, oldest first: those that may have points.
    pub async fn asked_rounds(&self) -> Result<Vec<Round>> {
        many(rows!(self.db, "SELECT * FROM rounds WHERE state IN ('asked', 'revealed', 'settled') ORDER BY due_at, id"))
    }

    /// The guild's rounds, or one track's, in any state, due from `from` until before `to`, oldest first.
    pub async fn rounds_between(
        &self,
        guild: GuildId,
        track: Option<&TrackId>,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<Vec<Round>> {
        many(rows!(
            self.db,
            "SELECT * FROM rounds
             WHERE guild_id = $1 AND ($2 IS NULL OR track_id = $2) AND due_at >= $3 AND due_at < $4
             ORDER BY due_at, id",
            bits(guild.0),
            track.map(|track| &track.0),
            ms(from),
            ms(to),
        ))
    }
}

fn one(found: sqlx::Result<Option<RoundRow>>) -> Result<Option<Round>> {
    found.context("reading a round")?.map(Round::try_from).transpose()
}

fn many(found: sqlx::Result<Vec<RoundRow>>) -> Result<Vec<Round>> {
    found.context("reading rounds")?.into_iter().map(Round::try_from).collect()
}

#[derive(sqlx::FromRow)]
struct RoundRow {
    id: String,
    track_id: String,
    guild_id: i64,
    channel_id: i64,
    number: i64,
    due_at: i64,
    question: String,
    why: String,
    mode: String,
    state: String,
    claimed_at: i64,
    asked_at: Option<i64>,
    reveal_at: Option<i64>,
    closed_at: Option<i64>,
    settle_at: Option<i64>,
    message_id: Option<i64>,
    thread_id: Option<i64>,
    best: Option<i64>,
}

impl TryFrom<RoundRow> for Round {
    type Error = anyhow::Error;

    fn try_from(row: RoundRow) -> Result<Round> {
        let id = row.id.clone();
        from_row(row).with_context(|| format!("reading the round {id}"))
    }
}

fn from_row(row: RoundRow) -> Result<Round> {
    Ok(Round {
        id: RoundId(row.id),
        track: TrackId(row.track_id),
        guild: GuildId(snowflake(row.guild_id)),
        channel: ChannelId(snowflake(row.channel_id)),
        number: row.number.try_into()?,
        due: time(row.due_at)?,
        question: row.question,
        why: row.why,
        mode: variant(&row.mode)?,
        state: variant(&row.state)?,
        claimed_at: time(row.claimed_at)?,
        asked_at: row.asked_at.map(time).transpose()?,
        reveal_at: row.reveal_at.map(time).transpose()?,
        closed_at: row.closed_at.map(time).transpose()?,
        settle_at: row.settle_at.map(time).transpose()?,
        message: row.message_id.map(|id| MessageId(snowflake(id))),
        thread: row.thread_id.map(|id| ChannelId(snowflake(id))),
        best: row.best.map(|id| UserId(snowflake(id))),
    })
}
