//! Streaks: working days in a row on which a member answered.

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::ids::TrackId;
use super::round::{Round, RoundState};

/// A member's streak over those days, which are in order of date, each date once.
///
/// A day on which they answered counts. A day on which they were asked and did not answer ends the streak, unless it lies
/// in a leave (first and last day, both within). Any other day is passed over: nobody was asked, or the round is open still.
pub fn streak(days: &[Day], leave: &[(NaiveDate, NaiveDate)]) -> Streak {
    let mut streak = Streak::default();
    for day in days {
        if day.answered {
            streak.current += 1;
            streak.longest = streak.longest.max(streak.current);
        } else if day.asked && !leave.iter().any(|(first, last)| (*first..=*last).contains(&day.date)) {
            streak.current = 0;
        }
    }
    streak
}

/// The days of one member, from the rounds of all tracks of the guild in any order.
///
/// A day is answered if any round of it was. It counts as asked, so that not answering ends a streak, only if a round of
/// a track in which the member had answered before was asked on it, was revealed, and no round of the day is open still.
pub fn days(rounds: &[RoundDay]) -> Vec<Day> {
    let mut rounds: Vec<&RoundDay> = rounds.iter().collect();
    rounds.sort_by_key(|round| (round.date, round.number));
    let mut joined: Vec<&TrackId> = Vec::new();
    let mut days = Vec::new();
    for day in rounds.chunk_by(|a, b| a.date == b.date) {
        let answered = day.iter().any(|round| round.answered);
        let open = day.iter().any(|round| round.open);
        let mut missed = false;
        for round in day {
            if round.answered {
                joined.push(&round.track);
            } else if joined.contains(&&round.track) {
                missed = true;
            }
        }
        days.push(Day { date: day[0].date, asked: answered || (missed && !open), answered });
    }
    days
}

/// A day, as a streak sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// The local date.
    pub date: NaiveDate,
    /// The member was asked, and can no longer answer.
    pub asked: bool,
    /// The member answered in time.
    pub answered: bool,
}

/// Days in a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Streak {
    /// Up to now.
    pub current: u32,
    /// The longest ever, the current one included.
    pub longest: u32,
}

/// A round, as one member's streak sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoundDay {
    /// The round's track.
    pub track: TrackId,
    /// Its number on the track.
    pub number: u32,
    /// The date in the track's zone on which it was due.
    pub date: NaiveDate,
    /// It is not revealed yet.
    pub open: bool,
    /// The member answered it in time.
    pub answered: bool,
}

impl RoundDay {
    /// That round in its track's zone; `None` for one that was not asked.
    pub fn of(round: &Round, zone: Tz, answered: bool) -> Option<RoundDay> {
        let open = match round.state {
            RoundState::Claimed | RoundState::Skipped => return None,
            RoundState::Asked => true,
            RoundState::Revealed | RoundState::Settled => false,
        };
        let date = round.due.with_timezone(&zone).date_naive();
        Some(RoundDay { track: round.track.clone(), number: round.number, date, open, answered })
    }
}
