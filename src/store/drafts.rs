//! Tracks that an organizer previewed and has not confirmed yet. They outlive a restart, so that the button works after it.

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};

use super::Store;
use super::columns::ms;
use super::db::{on, row, run};
use crate::domain::ids::TrackId;
use crate::domain::track::Track;

impl Store {
    /// Keeps a draft under its track's id, in the place of an earlier one.
    pub async fn keep_draft(&self, track: &Track, at: DateTime<Utc>) -> Result<()> {
        let body = serde_json::to_string(track).context("writing a draft down")?;
        run!(
            self.db,
            "INSERT INTO drafts (track_id, body, at) VALUES ($1, $2, $3)
             ON CONFLICT (track_id) DO UPDATE SET body = excluded.body, at = excluded.at",
            track.id.0.as_str(),
            body.as_str(),
            ms(at),
        )
        .context("keeping a draft")?;
        Ok(())
    }

    /// Takes a draft out; `None` when it was taken already, or never kept.
    pub async fn take_draft(&self, id: &TrackId) -> Result<Option<Track>> {
        let taken: Option<(String,)> =
            row!(self.db, "DELETE FROM drafts WHERE track_id = $1 RETURNING body", id.0.as_str())
                .context("taking a draft")?;
        taken.map(|(body,)| serde_json::from_str(&body).context("reading a draft")).transpose()
    }

    /// Forgets the drafts that are older than that.
    pub async fn forget_drafts(&self, before: DateTime<Utc>) -> Result<()> {
        run!(self.db, "DELETE FROM drafts WHERE at < $1", ms(before)).context("forgetting old drafts")?;
        Ok(())
    }
}
