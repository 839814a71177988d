//! A reminder of what is due: when it comes, and when it stays silent.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use super::ids::{GuildId, UserId};
use super::schedule::Schedule;

/// How late a reminder may come, where the bot was away: later than that, it comes on the next day.
pub const LATEST: TimeDelta = TimeDelta::hours(2);

/// What a member asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// Who is reminded.
    pub user: UserId,
    /// Where it was set: the guild whose days off count.
    pub guild: GuildId,
    /// When it comes: five crontab fields, read in `zone`, at most once a day.
    pub schedule: String,
    /// The IANA zone.
    pub zone: Tz,
    /// When it was set.
    pub set_at: DateTime<Utc>,
    /// When it comes next; `None` once it was switched off because it could not be sent.
    pub next_due: Option<DateTime<Utc>>,
    /// When that happened, until the member is told.
    pub closed_at: Option<DateTime<Utc>>,
}

impl Reminder {
    /// When it comes next after `after`; `None` where it never does.
    pub fn next(&self, after: DateTime<Utc>, days_off: &[NaiveDate]) -> Option<DateTime<Utc>> {
        Schedule::parse(&self.schedule).ok()?.next(after, self.zone, days_off)
    }

    /// The local day of an instant.
    pub fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.zone).date_naive()
    }

    /// True where it comes at `now`, being due at `due`: not too late, and not on a day off.
    pub fn speaks(&self, due: DateTime<Utc>, now: DateTime<Utc>, days_off: &[NaiveDate]) -> bool {
        now - due <= LATEST && !days_off.contains(&self.day(due)) && self.day(now) == self.day(due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_speaks_on_time_and_on_no_day_off() {
        let due: DateTime<Utc> = "2026-03-02T07:30:00Z".parse().unwrap();
        let reminder = Reminder {
            user: UserId(1),
            guild: GuildId(2),
            schedule: "30 8 * * 1-5".into(),
            zone: Tz::Europe__Berlin,
            set_at: due - TimeDelta::days(1),
            next_due: Some(due),
            closed_at: None,
        };
        let off = [NaiveDate::from_ymd_opt(2026, 3, 2).unwrap()];
        assert!(reminder.speaks(due, due + LATEST, &[]));
        assert!(!reminder.speaks(due, due + LATEST + TimeDelta::seconds(1), &[]));
        assert!(!reminder.speaks(due, due, &off));
        assert_eq!(reminder.next(due, &[]), Some(due + TimeDelta::days(1)));
        let friday = due + TimeDelta::days(4);
        assert_eq!(reminder.next(friday, &[]), Some(due + TimeDelta::days(7)), "after the weekend");
        let late = Reminder { schedule: "30 23 * * *".into(), ..reminder };
        let night: DateTime<Utc> = "2026-03-02T22:30:00Z".parse().unwrap();
        assert!(!late.speaks(night, night + TimeDelta::minutes(31), &[]), "that is tomorrow already");
    }
}
