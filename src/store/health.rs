//! How the database is doing, and what waits in it.

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};

use super::Store;
use super::columns::{ms, time, variant};
use super::db::{on, row, rows, run};
use crate::domain::round::RoundState;

/// What waits in the database, and since when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overview {
    /// How many rounds are in each state; states without any are left out.
    pub rounds: Vec<(RoundState, i64)>,
    /// How many tracks ask, paused ones not counted.
    pub tracks: i64,
    /// Since when the longest overdue thing is due: a question, a reveal, a settling or a recap. `None` if nothing is.
    pub overdue_since: Option<DateTime<Utc>>,
}

impl Store {
    /// Fails unless a row can be written. Nothing is left of it.
    pub async fn probe_writing(&self) -> Result<()> {
        let mut tx = self.db.writing("probe").await.context("beginning to write")?;
        // Undone, since it is never committed.
        run!(tx, "INSERT INTO drafts (track_id, body, at) VALUES ($1, $2, $3)", "probe", "{}", 0_i64)
            .context("writing a row")?;
        Ok(())
    }

    /// Fails unless the database answers.
    pub async fn ping(&self) -> Result<()> {
        let _: Option<(i64,)> = row!(self.db, "SELECT cast(1 AS BIGINT)").context("asking the database")?;
        Ok(())
    }

    /// What waits.
    pub async fn overview(&self, now: DateTime<Utc>) -> Result<Overview> {
        let states: Vec<(String, i64)> =
            rows!(self.db, "SELECT state, count(*) FROM rounds GROUP BY state").context("counting rounds by state")?;
        let mut rounds = states
            .into_iter()
            .map(|(state, count)| Ok((variant::<RoundState>(&state)?, count)))
            .collect::<Result<Vec<_>>>()?;
        rounds.sort_by_key(|(state, _)| *state as u8);
        let tracks: Option<(i64,)> =
            row!(self.db, "SELECT count(*) FROM tracks WHERE deleted_at IS NULL AND paused = 0")
                .context("counting tracks")?;
        let due: Option<(Option<i64>,)> = row!(
            self.db,
            "SELECT min(due) FROM (
                 SELECT next_due AS due FROM tracks WHERE paused = 0 AND deleted_at IS NULL
                 UNION ALL SELECT next_recap FROM tracks WHERE paused = 0 AND deleted_at IS NULL
                 UNION ALL SELECT claimed_at FROM rounds WHERE state = 'claimed'
                 UNION ALL SELECT reveal_at FROM rounds WHERE state = 'asked'
                 UNION ALL SELECT settle_at FROM rounds WHERE state = 'revealed'
                 UNION ALL SELECT recaps.due_at FROM recaps JOIN tracks ON tracks.id = recaps.track_id
                     WHERE recaps.posted_at IS NULL AND tracks.deleted_at IS NULL
             ) AS dues WHERE due <= $1",
            ms(now),
        )
        .context("reading what is overdue")?;
        Ok(Overview {
            rounds,
            tracks: tracks.map_or(0, |(count,)| count),
            overdue_since: due.and_then(|(due,)| due).map(time).transpose()?,
        })
    }
}
