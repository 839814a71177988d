//! Reminders: one for each member who asked for it.

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};

use super::Store;
use super::columns::{bits, ms, snowflake, time};
use super::db::{on, row, rows, run};
use crate::domain::ids::{GuildId, UserId};
use crate::domain::reminder::Reminder;

impl Store {
    /// Sets the member's reminder, in the place of an earlier one.
    pub async fn set_reminder(&self, reminder: &Reminder) -> Result<()> {
        run!(
            self.db,
            "INSERT INTO reminders (user_id, guild_id, schedule, zone, set_at, next_due, closed_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (user_id) DO UPDATE SET guild_id = excluded.guild_id, schedule = excluded.schedule,
                 zone = excluded.zone, set_at = excluded.set_at, next_due = excluded.next_due,
                 closed_at = excluded.closed_at",
            bits(reminder.user.0),
            bits(reminder.guild.0),
            &reminder.schedule,
            reminder.zone.name(),
            ms(reminder.set_at),
            reminder.next_due.map(ms),
            reminder.closed_at.map(ms),
        )
        .context("setting a reminder")?;
        Ok(())
    }

    /// The member's reminder.
    pub async fn reminder(&self, user: UserId) -> Result<Option<Reminder>> {
        let found: Option<ReminderRow> =
            row!(self.db, "SELECT * FROM reminders WHERE user_id = $1", bits(user.0)).context("reading a reminder")?;
        found.map(Reminder::try_from).transpose()
    }

    /// The reminders that are due, the longest due first.
    pub async fn reminders_due(&self, now: DateTime<Utc>) -> Result<Vec<Reminder>> {
        let found: Vec<ReminderRow> =
            rows!(self.db, "SELECT * FROM reminders WHERE next_due <= $1 ORDER BY next_due, user_id", ms(now))
                .context("reading the reminders that are due")?;
        found.into_iter().map(Reminder::try_from).collect()
    }

    /// Moves a reminder that was due at `due` on to `next`, unless the member changed it meanwhile.
    pub async fn move_reminder(&self, user: UserId, due: DateTime<Utc>, next: Option<DateTime<Utc>>) -> Result<()> {
        run!(
            self.db,
            "UPDATE reminders SET next_due = $3 WHERE user_id = $1 AND next_due = $2",
            bits(user.0),
            ms(due),
            next.map(ms),
        )
        .context("moving a reminder on")?;
        Ok(())
    }

    /// Switches off a reminder that was due at `due` and cannot be sent, unless the member changed it meanwhile.
    pub async fn close_reminder(&self, user: UserId, due: DateTime<Utc>, now: DateTime<Utc>) -> Result<()> {
        run!(
            self.db,
            "UPDATE reminders SET next_due = NULL, closed_at = $3 WHERE user_id = $1 AND next_due = $2",
            bits(user.0),
            ms(due),
            ms(now),
        )
        .context("switching a reminder off")?;
        Ok(())
    }

    /// Deletes the member's reminder; false where there was none.
    pub async fn delete_reminder(&self, user: UserId) -> Result<bool> {
        let deleted =
            run!(self.db, "DELETE FROM reminders WHERE user_id = $1", bits(user.0)).context("deleting a reminder")?;
        Ok(deleted == 1)
    }

    /// Deletes the member's reminder if it was switched off; one that was set anew stays.
    pub async fn delete_closed_reminder(&self, user: UserId) -> Result<()> {
        run!(self.db, "DELETE FROM reminders WHERE user_id = $1 AND closed_at IS NOT NULL", bits(user.0))
            .context("deleting a reminder that was switched off")?;
        Ok(())
    }
}

#[derive(sqlx::FromRow)]
struct ReminderRow {
    user_id: i64,
    guild_id: i64,
    schedule: String,
    zone: String,
    set_at: i64,
    next_due: Option<i64>,
    closed_at: Option<i64>,
}

impl TryFrom<ReminderRow> for Reminder {
    type Error = anyhow::Error;

    fn try_from(row: ReminderRow) -> Result<Reminder> {
        Ok(Reminder {
            user: UserId(snowflake(row.user_id)),
            guild: GuildId(snowflake(row.guild_id)),
            zone: row.zone.parse().map_err(|_| anyhow::anyhow!("there is no time zone {:?}", row.zone))?,
            schedule: row.schedule,
            set_at: time(row.set_at)?,
            next_due: row.next_due.map(time).transpose()?,
            closed_at: row.closed_at.map(time).transpose()?,
        })
    }
}
