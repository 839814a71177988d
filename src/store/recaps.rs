//! The weeks' records: frozen once, then posted.

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};

use super::Store;
use super::columns::{ms, time};
use super::db::{on, row, rows, run};
use crate::domain::ids::TrackId;

/// A week's record that was frozen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrozenRecap {
    /// The track.
    pub track: TrackId,
    /// When it was due.
    pub due: DateTime<Utc>,
    /// What was recorded, as JSON.
    pub frozen: String,
}

impl Store {
    /// Freezes the week's record, once: true if this call did it. In the same transaction, a `next_recap` of the track that is not
    /// later than `due` becomes the one that is given; one that an organizer moved meanwhile stays.
    pub async fn freeze_recap(
        &self,
        track: &TrackId,
        due: DateTime<Utc>,
        frozen: &str,
        next_recap: Option<DateTime<Utc>>,
    ) -> Result<bool> {
        self.try_freeze(track, due, frozen, next_recap).await.context("freezing a recap")
    }

    async fn try_freeze(
        &self,
        track: &TrackId,
        due: DateTime<Utc>,
        frozen: &str,
        next_recap: Option<DateTime<Utc>>,
    ) -> Result<bool> {
        let mut tx = self.db.writing(&track.0).await?;
        let froze = run!(
            tx,
            "INSERT INTO recaps (track_id, due_at, frozen) VALUES ($1, $2, $3) ON CONFLICT (track_id, due_at) DO NOTHING",
            &track.0,
            ms(due),
            frozen,
        )?;
        run!(
            tx,
            "UPDATE tracks SET next_recap = $3 WHERE id = $1 AND next_recap <= $2",
            &track.0,
            ms(due),
            next_recap.map(ms),
        )?;
        tx.commit().await?;
        Ok(froze == 1)
    }

    /// The record of the recap that was due then, as JSON.
    pub async fn recap(&self, track: &TrackId, due: DateTime<Utc>) -> Result<Option<String>> {
        let found: Option<(String,)> =
            row!(self.db, "SELECT frozen FROM recaps WHERE track_id = $1 AND due_at = $2", &track.0, ms(due))
                .context("reading a recap")?;
        Ok(found.map(|(frozen,)| frozen))
    }

    /// Notes that the recap is posted; the first time stays.
    pub async fn mark_recap_posted(&self, track: &TrackId, due: DateTime<Utc>, at: DateTime<Utc>) -> Result<()> {
        run!(
            self.db,
            "UPDATE recaps SET posted_at = $3 WHERE track_id = $1 AND due_at = $2 AND posted_at IS NULL",
            &track.0,
            ms(due),
            ms(at),
        )
        .context("noting that a recap is posted")?;
        Ok(())
    }

    /// The recaps that are frozen and not posted, oldest first, without those of deleted tracks.
    pub async fn unposted_recaps(&self) -> Result<Vec<FrozenRecap>> {
        let found: Vec<(String, i64, String)> = rows!(
            self.db,
            "SELECT recaps.track_id, recaps.due_at, recaps.frozen
             FROM recaps JOIN tracks ON tracks.id = recaps.track_id
             WHERE recaps.posted_at IS NULL AND tracks.deleted_at IS NULL
             ORDER BY recaps.due_at, recaps.track_id",
        )
        .context("reading the recaps to post")?;
        found
            .into_iter()
            .map(|(track, due, frozen)| Ok(FrozenRecap { track: TrackId(track), due: time(due)?, frozen }))
            .collect()
    }
}
