//! When a track asks: five crontab fields, read in the track's zone.
//!
//! An organizer writes `30 9 * * 1-5`, or a time and weekdays; [`Schedule`] is either. The `cron` crate does the calendar's
//! arithmetic behind [`Schedule::next`] and nowhere else: it never sees a zone, only wall-clock times dressed as UTC,
//! because in a zone it skips a day whose time falls into the spring gap and repeats the hour that autumn repeats.

mod crontab;
mod words;
mod zones;

#[cfg(test)]
mod tests;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc, Weekday};
use chrono_tz::Tz;

pub use words::{parse_time, parse_weekdays};
pub use zones::{parse_zone, zones_matching};

/// When questions are due, on the clock on the wall. The zone comes in where instants are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    fields: crontab::Fields,
}

impl Schedule {
    /// Five crontab fields with crontab's meaning, or `@hourly`, `@daily`, `@weekly`.
    pub fn parse(_expression: &str) -> Result<Schedule, ScheduleError> {
        todo!()
    }

    /// At that time (its seconds are dropped) on those weekdays; no weekday at all means every day.
    pub fn daily(_time: NaiveTime, _weekdays: &[Weekday]) -> Schedule {
        todo!()
    }

    /// The first due time later than `after` on a local date that is not a day off; `None` if there is none before 2100.
    pub fn next(&self, _after: DateTime<Utc>, _zone: Tz, _days_off: &[NaiveDate]) -> Option<DateTime<Utc>> {
        todo!()
    }

    /// The next `n` due times, or fewer if there are no more.
    pub fn upcoming(&self, _after: DateTime<Utc>, _zone: Tz, _days_off: &[NaiveDate], _n: usize) -> Vec<DateTime<Utc>> {
        todo!()
    }

    /// In plain English where it is a usual one ("at 09:30, Monday to Friday"), else the expression itself.
    pub fn describe(&self) -> String {
        todo!()
    }
}

impl std::fmt::Display for Schedule {
    fn fmt(&self, _f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        todo!()
    }
}

/// The instant at which the clock on the wall shows that time: the first one where it shows it twice, the first valid one
/// after it where the zone leaves it out.
pub fn instant(_wall: NaiveDateTime, _zone: Tz) -> DateTime<Utc> {
    todo!()
}

/// Why something an organizer wrote about times is no schedule. What it says is written for them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    /// Wait for it.
    #[error("…")]
    Todo,
}
