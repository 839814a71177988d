//! The ledger of points. Every board is a sum of it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Utc};

use super::Store;
use super::columns::{bits, ms, snowflake, time, variant, word};
use super::db::{Tx, on, rows, run};
use crate::domain::ids::{GuildId, TrackId, UserId};
use crate::domain::points::Entry;

impl Store {
    /// Makes these rows all that `source` (`round:<id>` or `quiz:<id>:<number>`) earned: inserts, updates and deletes the difference, in one
    /// transaction. Refuses rows of another source, and two rows of one user and reason.
    pub async fn rewrite_entries(&self, source: &str, entries: &[Entry]) -> Result<()> {
        self.try_rewrite(source, entries).await.context("writing points")
    }

    async fn try_rewrite(&self, source: &str, entries: &[Entry]) -> Result<()> {
        let mut wanted = BTreeMap::new();
        for entry in entries {
            ensure!(entry.source == source, "points from {} are not from {source}", entry.source);
            let key = (entry.user, word(&entry.reason)?);
            ensure!(wanted.insert(key, entry).is_none(), "{source} gives {} {:?} twice", entry.user, entry.reason);
        }
        let mut tx = self.db.writing(source).await?;
        let found: Vec<EntryRow> = rows!(tx, "SELECT * FROM ledger WHERE source = $1", source)?;
        for row in found {
            let key = (UserId(snowflake(row.user_id)), row.reason.clone());
            match wanted.get(&key) {
                None => delete(&mut tx, &row).await?,
                Some(entry) if Entry::try_from(row)? == **entry => drop(wanted.remove(&key)),
                Some(_) => {}
            }
        }
        for entry in wanted.into_values() {
            write(&mut tx, entry).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// What the source earned, by user and reason.
    pub async fn entries_of(&self, source: &str) -> Result<Vec<Entry>> {
        entries(rows!(self.db, "SELECT * FROM ledger WHERE source = $1", source))
    }

    /// Every source in the ledger, sorted.
    pub async fn sources(&self) -> Result<Vec<String>> {
        let found: Vec<(String,)> =
            rows!(self.db, "SELECT DISTINCT source FROM ledger").context("reading what gave points")?;
        let mut sources: Vec<_> = found.into_iter().map(|(source,)| source).collect();
        sources.sort_unstable();
        Ok(sources)
    }

    /// The member's rows in the guild, oldest first.
    pub async fn points_of(&self, guild: GuildId, user: UserId) -> Result<Vec<Entry>> {
        entries(rows!(
            self.db,
            "SELECT * FROM ledger WHERE guild_id = $1 AND user_id = $2",
            bits(guild.0),
            bits(user.0)
        ))
    }

    /// Everybody's rows in the guild, or on one track, that count for a time from `from` until before `to`, oldest first.
    pub async fn entries_between(
        &self,
        guild: GuildId,
        track: Option<&TrackId>,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<Vec<Entry>> {
        entries(rows!(
            self.db,
            "SELECT * FROM ledger WHERE guild_id = $1 AND ($2 IS NULL OR track_id = $2) AND at >= $3 AND at < $4",
            bits(guild.0),
            track.map(|track| &track.0),
            ms(from),
            ms(to),
        ))
    }

    /// Everybody's points in the guild, or on one track, from `from` until before `to`, as (user, points, how many rounds and quizzes
    /// they came from); most points first, then by user.
    pub async fn board(
        &self,
        guild: GuildId,
        track: Option<&TrackId>,
        from: Option<DateTime<Utc>>,
        to: Option<DateTime<Utc>>,
    ) -> Result<Vec<(UserId, i64, i64)>> {
        let found: Vec<(i64, i64, i64)> = rows!(
            self.db,
            // All questions of a quiz are one; the ids of rounds and quizzes have the same length.
            "SELECT user_id, cast(sum(points) AS BIGINT), count(DISTINCT CASE WHEN substr(source, 1, 5) = 'quiz:'
                 THEN substr(source, 1, 31) ELSE source END) FROM ledger
             WHERE guild_id = $1 AND ($2 IS NULL OR track_id = $2) AND ($3 IS NULL OR at >= $3) AND ($4 IS NULL OR at < $4)
             GROUP BY user_id",
            bits(guild.0),
            track.map(|track| &track.0),
            from.map(ms),
            to.map(ms),
        )
        .context("adding up a board")?;
        let mut board: Vec<_> =
            found.into_iter().map(|(user, points, sources)| (UserId(snowflake(user)), points, sources)).collect();
        board.sort_unstable_by_key(|(user, points, _)| (Reverse(*points), *user));
        Ok(board)
    }

    /// The member's points in the guild by topic, most points first, then by topic.
    pub async fn points_by_topic(&self, guild: GuildId, user: UserId) -> Result<Vec<(String, i64)>> {
        let mut topics: Vec<(String, i64)> = rows!(
            self.db,
            "SELECT topic, cast(sum(points) AS BIGINT) FROM ledger WHERE guild_id = $1 AND user_id = $2 GROUP BY topic",
            bits(guild.0),
            bits(user.0),
        )
        .context("adding up points by topic")?;
        topics.sort_unstable_by(|(a, most), (b, points)| points.cmp(most).then_with(|| a.cmp(b)));
        Ok(topics)
    }
}

async fn write(tx: &mut Tx, entry: &Entry) -> Result<()> {
    run!(
        tx,
        "INSERT INTO ledger (guild_id, track_id, user_id, points, reason, source, topic, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (source, user_id, reason) DO UPDATE SET guild_id = excluded.guild_id, track_id = excluded.track_id,
             points = excluded.points, topic = excluded.topic, at = excluded.at",
        bits(entry.guild.0),
        entry.track.as_ref().map(|track| &track.0),
        bits(entry.user.0),
        i64::from(entry.points),
        word(&entry.reason)?,
        &entry.source,
        &entry.topic,
        ms(entry.at),
    )?;
    Ok(())
}

async fn delete(tx: &mut Tx, row: &EntryRow) -> Result<()> {
    run!(
        tx,
        "DELETE FROM ledger WHERE source = $1 AND user_id = $2 AND reason = $3",
        &row.source,
        row.user_id,
        &row.reason
    )?;
    Ok(())
}

fn entries(found: sqlx::Result<Vec<EntryRow>>) -> Result<Vec<Entry>> {
    let rows = found.context("reading points")?;
    let mut entries = rows.into_iter().map(Entry::try_from).collect::<Result<Vec<_>>>()?;
    entries.sort_by(|a, b| (a.at, &a.source, a.user, a.reason).cmp(&(b.at, &b.source, b.user, b.reason)));
    Ok(entries)
}

#[derive(sqlx::FromRow)]
struct EntryRow {
    guild_id: i64,
    track_id: Option<String>,
    user_id: i64,
    points: i64,
    reason: String,
    source: String,
    topic: String,
    at: i64,
}

impl TryFrom<EntryRow> for Entry {
    type Error = anyhow::Error;

    fn try_from(row: EntryRow) -> Result<Entry> {
        Ok(Entry {
            guild: GuildId(snowflake(row.guild_id)),
            track: row.track_id.map(TrackId),
            user: UserId(snowflake(row.user_id)),
            points: row.points.try_into()?,
            reason: variant(&row.reason)?,
            source: row.source,
            topic: row.topic,
            at: time(row.at)?,
        })
    }
}
