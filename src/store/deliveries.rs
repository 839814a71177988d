//! Messages that must exist exactly once: claimed before they are sent, recorded once they were.

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Utc};

use super::Store;
use super::columns::{bits, ms, snowflake, time};
use super::db::{on, row, rows, run};
use crate::domain::ids::ChannelId;

/// One message, or thread, that must exist exactly once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// What it is, such as `round:<id>:question`. Unique.
    pub step: String,
    /// The channel that it was claimed for.
    pub channel: ChannelId,
    /// When it was claimed.
    pub claimed_at: DateTime<Utc>,
    /// The message's id, or the thread's, once it is there.
    pub message: Option<u64>,
    /// Why it was given up.
    pub failed: Option<String>,
    /// True if this call claimed it: nobody can have sent it yet. Otherwise, without a message, it may have been sent.
    pub fresh: bool,
}

impl Store {
    /// Claims a step, or finds it as somebody claimed it before: then its channel and time are those of the first claim.
    pub async fn claim_delivery(&self, step: &str, channel: ChannelId, now: DateTime<Utc>) -> Result<Delivery> {
        let claimed = run!(
            self.db,
            "INSERT INTO deliveries (step, channel_id, claimed_at) VALUES ($1, $2, $3) ON CONFLICT (step) DO NOTHING",
            step,
            bits(channel.0),
            ms(now),
        )
        .context("claiming a delivery")?;
        let delivery = self.delivery(step).await?.context("a delivery that was just claimed is gone")?;
        Ok(Delivery { fresh: claimed == 1, ..delivery })
    }

    /// Records that the step's message, or thread, is there. Refuses a step that nobody claimed.
    pub async fn record_delivery(&self, step: &str, message: u64) -> Result<()> {
        let recorded =
            run!(self.db, "UPDATE deliveries SET message_id = $2, failed = NULL WHERE step = $1", step, bits(message))
                .context("recording a delivery")?;
        ensure!(recorded == 1, "nobody claimed the delivery {step}");
        Ok(())
    }

    /// Records that the step was given up, and why. A step whose message is there stays as it is.
    pub async fn fail_delivery(&self, step: &str, why: &str) -> Result<()> {
        run!(self.db, "UPDATE deliveries SET failed = $2 WHERE step = $1 AND message_id IS NULL", step, why)
            .context("giving up a delivery")?;
        Ok(())
    }

    /// The step, if somebody claimed it; never `fresh`.
    pub async fn delivery(&self, step: &str) -> Result<Option<Delivery>> {
        let found: Option<DeliveryRow> =
            row!(self.db, "SELECT * FROM deliveries WHERE step = $1", step).context("reading a delivery")?;
        found.map(Delivery::try_from).transpose()
    }

    /// The claimed steps that begin with `prefix`, such as `round:<id>:`, by step; none is `fresh`.
    pub async fn deliveries_of(&self, prefix: &str) -> Result<Vec<Delivery>> {
        // Not LIKE, which ignores case on SQLite only.
        let found: Vec<DeliveryRow> =
            rows!(self.db, "SELECT * FROM deliveries WHERE substr(step, 1, length($1)) = $1", prefix)
                .context("reading deliveries")?;
        let mut deliveries = found.into_iter().map(Delivery::try_from).collect::<Result<Vec<_>>>()?;
        deliveries.sort_by(|a, b| a.step.cmp(&b.step));
        Ok(deliveries)
    }
}

#[derive(sqlx::FromRow)]
struct DeliveryRow {
    step: String,
    channel_id: i64,
    claimed_at: i64,
    message_id: Option<i64>,
    failed: Option<String>,
}

impl TryFrom<DeliveryRow> for Delivery {
    type Error = anyhow::Error;

    fn try_from(row: DeliveryRow) -> Result<Delivery> {
        Ok(Delivery {
            step: row.step,
            channel: ChannelId(snowflake(row.channel_id)),
            claimed_at: time(row.claimed_at)?,
            message: row.message_id.map(snowflake),
            failed: row.failed,
            fresh: false,
        })
    }
}
