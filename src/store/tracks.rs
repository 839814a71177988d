//! Tracks, and when the next thing is due.

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Utc, Weekday};

use super::Store;
use super::columns::{bits, json, list, ms, snowflake, time, variant, word};
use super::db::{on, row, rows, run};
use crate::domain::ids::{ChannelId, GuildId, RoleId, TrackId, UserId};
use crate::domain::track::{Track, TrackState};

impl Store {
    /// Adds a track. Refuses an id that is taken.
    pub async fn add_track(&self, track: &Track) -> Result<()> {
        let (paused, paused_until) = pause(track);
        run!(
            self.db,
            "INSERT INTO tracks (id, guild_id, channel_id, name, schedule, zone, topics, levels, mode, reveal_after, catch_up,
                 ping_role, days_off, recap_day, paused, paused_until, next_due, next_recap, seed, created_by, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)",
            &track.id.0,
            bits(track.guild.0),
            bits(track.channel.0),
            &track.name,
            &track.schedule,
            track.zone.name(),
            json(&track.topics)?,
            json(&track.levels)?,
            word(&track.mode)?,
            i64::from(track.reveal_after),
            i64::from(track.catch_up),
            track.ping.map(|role| bits(role.0)),
            json(&track.days_off)?,
            recap_day(track),
            paused,
            paused_until,
            ms(track.next_due),
            track.next_recap.map(ms),
            track.seed,
            bits(track.created_by.0),
            ms(track.created_at),
        )
        .context("adding a track")?;
        Ok(())
    }

    /// Saves all that can be edited: everything but id, guild, seed, and who made it when. Refuses a track that is not there, or was
    /// deleted.
    pub async fn save_track(&self, track: &Track) -> Result<()> {
        let (paused, paused_until) = pause(track);
        let saved = run!(
            self.db,
            "UPDATE tracks SET channel_id = $2, name = $3, schedule = $4, zone = $5, topics = $6, levels = $7, mode = $8,
                 reveal_after = $9, catch_up = $10, ping_role = $11, days_off = $12, recap_day = $13, paused = $14,
                 paused_until = $15, next_due = $16, next_recap = $17
             WHERE id = $1 AND deleted_at IS NULL",
            &track.id.0,
            bits(track.channel.0),
            &track.name,
            &track.schedule,
            track.zone.name(),
            json(&track.topics)?,
            json(&track.levels)?,
            word(&track.mode)?,
            i64::from(track.reveal_after),
            i64::from(track.catch_up),
            track.ping.map(|role| bits(role.0)),
            json(&track.days_off)?,
            recap_day(track),
            paused,
            paused_until,
            ms(track.next_due),
            track.next_recap.map(ms),
        )
        .context("saving a track")?;
        ensure!(saved == 1, "there is no track {}", track.id);
        Ok(())
    }

    /// The track, unless it was deleted.
    pub async fn track(&self, id: &TrackId) -> Result<Option<Track>> {
        let found: Option<TrackRow> = row!(self.db, "SELECT * FROM tracks WHERE id = $1 AND deleted_at IS NULL", &id.0)
            .context("reading a track")?;
        found.map(Track::try_from).transpose()
    }

    /// The track, even if it was deleted: what its rounds and points refer to.
    pub async fn track_even_deleted(&self, id: &TrackId) -> Result<Option<Track>> {
        let found: Option<TrackRow> =
            row!(self.db, "SELECT * FROM tracks WHERE id = $1", &id.0).context("reading a track")?;
        found.map(Track::try_from).transpose()
    }

    /// The guild's tracks by name, without deleted ones.
    pub async fn tracks_of(&self, guild: GuildId) -> Result<Vec<Track>> {
        let found: Vec<TrackRow> =
            rows!(self.db, "SELECT * FROM tracks WHERE guild_id = $1 AND deleted_at IS NULL", bits(guild.0))
                .context("reading a guild's tracks")?;
        let mut tracks = tracks(found)?;
        tracks.sort_by_cached_key(|track| (track.name.to_lowercase(), track.id.clone()));
        Ok(tracks)
    }

    /// The guild's track of that name, whatever the case of its letters.
    pub async fn track_named(&self, guild: GuildId, name: &str) -> Result<Option<Track>> {
        // Not in SQL: SQLite knows the case of ASCII letters only.
        let name = name.trim().to_lowercase();
        Ok(self.tracks_of(guild).await?.into_iter().find(|track| track.name.to_lowercase() == name))
    }

    /// Deletes the track; its rounds and points stay. True if this call did it.
    pub async fn delete_track(&self, id: &TrackId, now: DateTime<Utc>) -> Result<bool> {
        let deleted =
            run!(self.db, "UPDATE tracks SET deleted_at = $2 WHERE id = $1 AND deleted_at IS NULL", &id.0, ms(now))
                .context("deleting a track")?;
        Ok(deleted == 1)
    }

    /// The tracks with something to do, longest overdue first: a question or a recap is due, or their pause is over.
    pub async fn tracks_due(&self, now: DateTime<Utc>) -> Result<Vec<Track>> {
        let found: Vec<TrackRow> = rows!(
            self.db,
            "SELECT * FROM tracks
             WHERE deleted_at IS NULL
                 AND ((paused = 0 AND (next_due <= $1 OR next_recap <= $1)) OR (paused = 1 AND paused_until <= $1))
             ORDER BY next_due, id",
            ms(now),
        )
        .context("reading the tracks that are due")?;
        tracks(found)
    }

    /// When, later than `after`, the next thing is due: a question or a recap of an active track, the end of a pause, a reveal, a
    /// settling, or a quiz's next step. `None` if nothing will be.
    pub async fn next_wake(&self, after: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
        let found: Option<(Option<i64>,)> = row!(
            self.db,
            "SELECT min(due) FROM (
                 SELECT next_due AS due FROM tracks WHERE paused = 0 AND deleted_at IS NULL
                 UNION ALL SELECT next_recap FROM tracks WHERE paused = 0 AND deleted_at IS NULL
                 UNION ALL SELECT paused_until FROM tracks WHERE paused = 1 AND deleted_at IS NULL
                 UNION ALL SELECT reveal_at FROM rounds WHERE state = 'asked'
                 UNION ALL SELECT settle_at FROM rounds WHERE state = 'revealed'
                 UNION ALL SELECT next_at FROM quizzes WHERE ended_at IS NULL AND offered = 0
                 UNION ALL SELECT next_due FROM reminders
             ) AS dues WHERE due > $1",
            ms(after),
        )
        .context("reading what is due next")?;
        found.and_then(|(due,)| due).map(time).transpose()
    }

    /// Sets when the track's next question is due, earlier or later. Does nothing for a track that is not there.
    pub async fn set_next_due(&self, id: &TrackId, due: DateTime<Utc>) -> Result<()> {
        run!(self.db, "UPDATE tracks SET next_due = $2 WHERE id = $1", &id.0, ms(due))
            .context("setting a track's next question")?;
        Ok(())
    }

    /// Sets when the track's next recap is due, if ever. Does nothing for a track that is not there.
    pub async fn set_next_recap(&self, id: &TrackId, due: Option<DateTime<Utc>>) -> Result<()> {
        run!(self.db, "UPDATE tracks SET next_recap = $2 WHERE id = $1", &id.0, due.map(ms))
            .context("setting a track's next recap")?;
        Ok(())
    }

    /// The guilds that have a track, without deleted ones, by id.
    pub async fn guilds_with_tracks(&self) -> Result<Vec<GuildId>> {
        let found: Vec<(i64,)> = rows!(self.db, "SELECT DISTINCT guild_id FROM tracks WHERE deleted_at IS NULL")
            .context("reading the guilds that have tracks")?;
        let mut guilds: Vec<_> = found.into_iter().map(|(id,)| GuildId(snowflake(id))).collect();
        guilds.sort_unstable();
        Ok(guilds)
    }
}

/// The columns `paused` and `paused_until`.
fn pause(track: &Track) -> (i16, Option<i64>) {
    match track.state {
        TrackState::Active => (0, None),
        TrackState::Paused { until } => (1, until.map(ms)),
    }
}

/// The column `recap_day`: 0 is Monday.
#[expect(clippy::cast_possible_truncation, reason = "a week has seven days")]
fn recap_day(track: &Track) -> Option<i16> {
    track.recap_day.map(|day| day.num_days_from_monday() as i16)
}

fn tracks(rows: Vec<TrackRow>) -> Result<Vec<Track>> {
    rows.into_iter().map(Track::try_from).collect()
}

#[derive(sqlx::FromRow)]
struct TrackRow {
    id: String,
    guild_id: i64,
    channel_id: i64,
    name: String,
    schedule: String,
    zone: String,
    topics: String,
    levels: String,
    mode: String,
    reveal_after: i64,
    catch_up: i64,
    ping_role: Option<i64>,
    days_off: String,
    recap_day: Option<i16>,
    paused: i16,
    paused_until: Option<i64>,
    next_due: i64,
    next_recap: Option<i64>,
    seed: i64,
    created_by: i64,
    created_at: i64,
}

impl TryFrom<TrackRow> for Track {
    type Error = anyhow::Error;

    fn try_from(row: TrackRow) -> Result<Track> {
        let id = row.id.clone();
        from_row(row).with_context(|| format!("reading the track {id}"))
    }
}

fn from_row(row: TrackRow) -> Result<Track> {
    Ok(Track {
        id: TrackId(row.id),
        guild: GuildId(snowflake(row.guild_id)),
        channel: ChannelId(snowflake(row.channel_id)),
        name: row.name,
        schedule: row.schedule,
        zone: row.zone.parse()?,
        topics: list(&row.topics)?,
        levels: list(&row.levels)?,
        mode: variant(&row.mode)?,
        reveal_after: row.reveal_after.try_into()?,
        catch_up: row.catch_up.try_into()?,
        ping: row.ping_role.map(|role| RoleId(snowflake(role))),
        days_off: list(&row.days_off)?,
        recap_day: row
            .recap_day
            .map(|day| Weekday::try_from(u8::try_from(day)?).context("no such weekday"))
            .transpose()?,
        state: match row.paused {
            0 => TrackState::Active,
            _ => TrackState::Paused { until: row.paused_until.map(time).transpose()? },
        },
        next_due: time(row.next_due)?,
        next_recap: row.next_recap.map(time).transpose()?,
        seed: row.seed,
        created_by: UserId(snowflake(row.created_by)),
        created_at: time(row.created_at)?,
    })
}
