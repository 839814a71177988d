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

use std::fmt;

use chrono::{DateTime, Datelike, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Tz;

use self::crontab::Fields;

pub use self::words::{parse_time, parse_weekdays};
pub use self::zones::{parse_zone, zones_matching};

/// When questions are due, on the clock on the wall. The zone comes in where instants are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    fields: Fields,
    /// Whatever any of these matches. Two where either the day of the month or the weekday may match: `cron` wants both.
    matchers: Vec<cron::Schedule>,
}

impl Schedule {
    /// Five crontab fields with crontab's meaning, or `@hourly`, `@daily`, `@weekly`.
    ///
    /// # Errors
    /// Where a field cannot be read, where it asks more often than hourly, or on no day at all.
    pub fn parse(expression: &str) -> Result<Schedule, ScheduleError> {
        Ok(Schedule::of(Fields::parse(expression)?))
    }

    /// At that time (its seconds are dropped) on those weekdays; no weekday at all means every day.
    pub fn daily(time: NaiveTime, weekdays: &[Weekday]) -> Schedule {
        Schedule::of(Fields::daily(time, weekdays))
    }

    /// The first due time later than `after` on a local date that is not a day off; `None` if there is none up to 2100.
    ///
    /// A time in the spring gap is due at the first instant after it, one in the hour that autumn repeats at its first
    /// pass only. A date that its zone left out altogether (Samoa's 30 December 2011) has no due times.
    pub fn next(&self, after: DateTime<Utc>, zone: Tz, days_off: &[NaiveDate]) -> Option<DateTime<Utc>> {
        // Outside of these, `cron` knows no years, and local times may not be representable.
        if !(1970..=2100).contains(&after.year()) {
            return None;
        }
        // A wall-clock time at or before `after`'s own has its instant, which is the first pass, at or before `after`.
        let mut wall = after.with_timezone(&zone).naive_local();
        loop {
            wall = self.next_wall(wall)?;
            let date = wall.date();
            if days_off.contains(&date) || !exists(date, zone) {
                // The next match strictly after this is on another date.
                wall = date.and_hms_opt(23, 59, 59)?;
                continue;
            }
            let due = instant(wall, zone);
            if due > after {
                return Some(due);
            }
        }
    }

    /// The next `n` due times, or fewer if there are no more.
    pub fn upcoming(&self, after: DateTime<Utc>, zone: Tz, days_off: &[NaiveDate], n: usize) -> Vec<DateTime<Utc>> {
        std::iter::successors(self.next(after, zone, days_off), |due| self.next(*due, zone, days_off)).take(n).collect()
    }

    /// In plain English where it is a usual one ("at 09:30, Monday to Friday"), else the expression itself.
    pub fn describe(&self) -> String {
        words::describe(&self.fields).unwrap_or_else(|| self.to_string())
    }

    fn of(fields: Fields) -> Schedule {
        let matchers = fields
            .for_cron()
            .iter()
            .map(|expression| expression.parse().expect("the fields hold numbers in range, at least one each"))
            .collect();
        Schedule { fields, matchers }
    }

    fn next_wall(&self, wall: NaiveDateTime) -> Option<NaiveDateTime> {
        let dressed = wall.and_utc();
        self.matchers.iter().filter_map(|matcher| matcher.after(&dressed).next()).min().map(|next| next.naive_utc())
    }
}

/// The five fields, in numbers, which [`Schedule::parse`] reads back as the same schedule.
impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fields.fmt(f)
    }
}

/// The instant at which the clock on the wall shows that time: the first one where it shows it twice, and the first valid
/// one after it where the zone leaves it out.
pub fn instant(wall: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    // No zone has left out more than a day since 1970, and all have changed on whole minutes.
    for minutes in 0..=2 * 24 * 60 {
        match zone.from_local_datetime(&(wall + TimeDelta::minutes(minutes))) {
            LocalResult::Single(instant) => return instant.to_utc(),
            LocalResult::Ambiguous(one, other) => return one.min(other).to_utc(),
            LocalResult::None => {}
        }
    }
    wall.and_utc()
}

/// Why what an organizer wrote about times cannot be used. The words are for them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    /// Not five fields.
    #[error(
        "A schedule has five fields (minute, hour, day of the month, month, weekday), but this has {given}.{} {EXAMPLE}",
        if *given == 6 { " If the first one is for seconds, leave it out." } else { "" }
    )]
    Fields {
        /// How many there were.
        given: usize,
    },
    /// An `@word` that is not known.
    #[error("{} is not known; there are `@hourly`, `@daily` and `@weekly`. {EXAMPLE}", words::quoted(.given))]
    Shorthand {
        /// What was written.
        given: String,
    },
    /// A field that cannot be read.
    #[error("The {field} field, {}, cannot be read: {reason}. {EXAMPLE}", words::quoted(.given))]
    Field {
        /// The field's name.
        field: &'static str,
        /// What was written there.
        given: String,
        /// What is wrong with it.
        reason: String,
    },
    /// More often than hourly.
    #[error(
        "The minute field, {}, asks more than once an hour, and every N minutes would flood the channel. Give it one \
         minute. {EXAMPLE}",
        words::quoted(.given)
    )]
    TooOften {
        /// What was written in the minute field.
        given: String,
    },
    /// No such day, such as 31 February.
    #[error("No month that this names has such a day, so nothing would ever be asked. {EXAMPLE}")]
    Never,
    /// Not a time of day.
    #[error("{} is not a time of day: {reason}. For example, `09:30` or `2:15 pm`.", words::quoted(.given))]
    Time {
        /// What was written.
        given: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Not a weekday.
    #[error(
        "{} is not a weekday. For example, `mon-fri`, `Mo, We, Fr`, `daily`, `weekdays` or `weekends`.",
        words::quoted(.given)
    )]
    Weekdays {
        /// The word that is not one.
        given: String,
    },
    /// Not a zone.
    #[error("{} is not a time zone that I know. {}", words::quoted(.given), zones::suggestion(.nearest))]
    Zone {
        /// What was written.
        given: String,
        /// The nearest names, the nearest first; may be empty.
        nearest: Vec<Tz>,
    },
}

const EXAMPLE: &str = "For example, `30 9 * * 1-5` asks at 09:30 from Monday to Friday.";

/// False for a date that the zone left out when it moved across the date line.
fn exists(date: NaiveDate, zone: Tz) -> bool {
    instant(date.and_time(NaiveTime::MIN), zone).with_timezone(&zone).date_naive() == date
}
