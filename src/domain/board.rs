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
