//! Boards: who has how many points, over which time.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::ids::UserId;
use super::schedule::instant;

/// Ranks the sums of the ledger (user, points, rounds): the most points first, ties by the user's id.
pub fn rank(mut rows: Vec<(UserId, i64, i64)>) -> Vec<Standing> {
    rows.sort_by_key(|&(user, points, _)| (std::cmp::Reverse(points), user));
    let mut standings: Vec<Standing> = Vec::with_capacity(rows.len());
    for (place, (user, points, rounds)) in (1..).zip(rows) {
        let rank = match standings.last_mut() {
            Some(above) if above.points == points => {
                above.tied = true;
                above.rank
            }
            _ => place,
        };
        standings.push(Standing { rank, user, points, rounds, tied: rank != place });
    }
    standings
}

/// Page `number` (from 1; one beyond the last is the last) of `size` rows, and the row of `own` wherever it is.
pub fn page(standings: &[Standing], number: usize, size: usize, own: Option<UserId>) -> Page<'_> {
    let size = size.max(1);
    let pages = standings.len().div_ceil(size).max(1);
    let number = number.clamp(1, pages);
    let first = (number - 1) * size;
    let rows = &standings[first.min(standings.len())..standings.len().min(first + size)];
    Page { number, pages, rows, own: own.and_then(|own| standings.iter().find(|row| row.user == own)) }
}

/// A member's place on a board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// From 1. Those with the same points share one, and the next rank is left out: 1, 1, 3.
    pub rank: u32,
    /// Who.
    pub user: UserId,
    /// The sum of their points.
    pub points: i64,
    /// From how many rounds and quizzes these came.
    pub rounds: i64,
    /// True where somebody shares the rank.
    pub tied: bool,
}

/// A part of a board that fits a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<'a> {
    /// Which page, from 1.
    pub number: usize,
    /// Of how many, at least 1.
    pub pages: usize,
    /// Its rows; none on an empty board.
    pub rows: &'a [Standing],
    /// The row of the member who looks, on this page or elsewhere; `None` where they have no points.
    pub own: Option<&'a Standing>,
}

impl Page<'_> {
    /// True where the row of the member who looks is not among the page's rows.
    pub fn own_is_elsewhere(&self) -> bool {
        self.own.is_some_and(|own| !self.rows.contains(own))
    }
}

/// The time that a board is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// The local day.
    Today,
    /// The local week, from Monday.
    Week,
    /// The local month.
    Month,
    /// Since the first point.
    AllTime,
}

impl Period {
    /// Every period, from the shortest on.
    pub const ALL: [Period; 4] = [Period::Today, Period::Week, Period::Month, Period::AllTime];

    /// From when (inclusive) until when (exclusive) it is, around `now`; `None` where it has no bound.
    pub fn range(self, now: DateTime<Utc>, zone: Tz) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
        let today = now.with_timezone(&zone).date_naive();
        let (first, next) = match self {
            Period::Today => (today, today + Days::new(1)),
            Period::Week => {
                let monday = today - Days::new(today.weekday().num_days_from_monday().into());
                (monday, monday + Days::new(7))
            }
            Period::Month => {
                let first = today - Days::new(today.day0().into());
                (first, first + Months::new(1))
            }
            Period::AllTime => return (None, None),
        };
        (Some(start_of(first, zone)), Some(start_of(next, zone)))
    }
}

/// The first instant of a local date, which is not 00:00 where the clocks go forward at midnight.
pub fn start_of(date: NaiveDate, zone: Tz) -> DateTime<Utc> {
    instant(date.and_time(NaiveTime::MIN), zone)
}

#[cfg(test)]
mod tests {
    use chrono_tz::{Africa, America, Asia, Australia, Europe};

    use super::*;

    fn ranked(points: &[i64]) -> Vec<Standing> {
        rank((1..).zip(points).map(|(user, points)| (UserId(user), *points, 1)).collect())
    }

    #[test]
    fn ties_share_a_rank_and_the_next_one_is_left_out() {
        let rows = ranked(&[5, 9, 9, 3, 5, 5, 1]);
        let short: Vec<(u32, u64, bool)> = rows.iter().map(|row| (row.rank, row.user.0, row.tied)).collect();
        assert_eq!(
            short,
            [(1, 2, true), (1, 3, true), (3, 1, true), (3, 5, true), (3, 6, true), (6, 4, false), (7, 7, false)]
        );
        assert_eq!(ranked(&[]), []);
    }

    #[test]
    fn a_page_has_its_rows_and_ones_own_wherever_it_is() {
        let rows = ranked(&[50, 40, 30, 20, 10]);
        let own = Some(UserId(5));
        let first = page(&rows, 1, 2, own);
        assert_eq!((first.number, first.pages, first.rows), (1, 3, &rows[..2]));
        assert_eq!((first.own, first.own_is_elsewhere()), (Some(&rows[4]), true));
        let last = page(&rows, 3, 2, own);
        assert_eq!((last.rows, last.own_is_elsewhere()), (&rows[4..], false));
        assert_eq!(page(&rows, 99, 2, own), last);
        assert_eq!(page(&rows, 0, 2, own), first);
        assert_eq!(page(&rows, 1, 10, Some(UserId(6))).own, None);
        let empty = page(&[], 1, 10, own);
        assert_eq!((empty.number, empty.pages, empty.rows.len(), empty.own), (1, 1, 0, None));
    }

    #[track_caller]
    fn check(period: Period, now: &str, zone: Tz, from: &str, to: &str) {
        let at = |text: &str| Some(format!("{text}:00Z").parse::<DateTime<Utc>>().unwrap());
        assert_eq!(period.range(at(now).unwrap(), zone), (at(from), at(to)), "{period:?} in {zone}");
    }

    #[test]
    fn periods_are_local_and_as_long_as_their_days() {
        // 23 and 25 hours.
        check(Period::Today, "2026-03-29T12:00", Europe::Berlin, "2026-03-28T23:00", "2026-03-29T22:00");
        check(Period::Today, "2026-10-25T12:00", Europe::Berlin, "2026-10-24T22:00", "2026-10-25T23:00");
        check(Period::Today, "2026-10-03T20:00", Australia::Lord_Howe, "2026-10-03T13:30", "2026-10-04T13:00");
        check(Period::Week, "2026-03-29T21:59", Europe::Berlin, "2026-03-22T23:00", "2026-03-29T22:00");
        check(Period::Week, "2026-03-29T22:00", Europe::Berlin, "2026-03-29T22:00", "2026-04-05T22:00");
        check(Period::Month, "2026-10-31T23:30", Europe::Berlin, "2026-10-31T23:00", "2026-11-30T23:00");
        check(Period::Month, "2026-12-31T20:00", Asia::Kolkata, "2026-12-31T18:30", "2027-01-31T18:30");
        assert_eq!(Period::AllTime.range(DateTime::UNIX_EPOCH, Europe::Berlin), (None, None));
    }

    #[test]
    fn a_day_without_a_midnight_begins_at_its_first_instant() {
        // Cairo's clocks go forward at 00:00 on 24 April 2026, Santiago's at 00:00 on 6 September 2026.
        check(Period::Today, "2026-04-24T12:00", Africa::Cairo, "2026-04-23T22:00", "2026-04-24T21:00");
        check(Period::Today, "2026-09-06T12:00", America::Santiago, "2026-09-06T04:00", "2026-09-07T03:00");
    }
}
