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

#[cfg(test)]
mod tests {
    use super::*;

    fn date(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
    }

    /// One letter a day from 1 November on: a(nswered), m(issed), - (nothing was asked).
    fn check(days: &str, leave: &[(u32, u32)], expected: (u32, u32)) {
        let days: Vec<Day> = (1..)
            .zip(days.chars())
            .map(|(day, what)| Day { date: date(day), asked: what != '-', answered: what == 'a' })
            .collect();
        let leave: Vec<_> = leave.iter().map(|(first, last)| (date(*first), date(*last))).collect();
        let streak = streak(&days, &leave);
        assert_eq!((streak.current, streak.longest), expected, "{days:?}");
    }

    #[test]
    fn a_streak_grows_with_answers_and_ends_with_a_missed_day() {
        check("", &[], (0, 0));
        check("aaa", &[], (3, 3));
        check("aaama", &[], (1, 3));
        check("aaam", &[], (0, 3));
    }

    #[test]
    fn days_without_a_question_do_not_break_it() {
        check("aaaaa--aa", &[], (7, 7));
        check("a----", &[], (1, 1));
    }

    #[test]
    fn leave_does_not_break_it_from_its_first_day_to_its_last() {
        check("aammaa", &[(3, 4)], (4, 4));
        check("aammaa", &[(4, 9)], (2, 2));
        check("aammaa", &[(3, 3)], (2, 2));
        check("aaaa", &[(2, 3)], (4, 4));
    }

    fn round(track: &str, day: u32, what: &str) -> RoundDay {
        RoundDay {
            track: TrackId(track.to_owned()),
            number: day,
            date: date(day),
            open: what.contains("open"),
            answered: what.contains("answered"),
        }
    }

    #[track_caller]
    fn check_days(rounds: &[RoundDay], expected: &str) {
        let mut reversed = rounds.to_vec();
        reversed.reverse();
        for rounds in [rounds, &reversed] {
            let days = days(rounds).into_iter();
            let days: String = days
                .map(|day| {
                    if day.answered {
                        'a'
                    } else if day.asked {
                        'm'
                    } else {
                        '-'
                    }
                })
                .collect();
            assert_eq!(days, expected);
        }
    }

    #[test]
    fn a_day_is_missed_only_on_a_track_in_which_one_had_answered_before() {
        let (a, b) = ("node", "sql");
        check_days(&[round(a, 1, ""), round(a, 2, "answered"), round(a, 3, "")], "-am");
        check_days(&[round(a, 1, "answered"), round(b, 2, ""), round(b, 3, "answered"), round(b, 4, "")], "a-am");
        check_days(&[round(a, 1, "answered"), round(a, 2, ""), round(b, 2, "answered")], "aa");
        check_days(&[round(a, 1, "answered"), round(a, 2, ""), round(b, 2, "")], "am");
    }

    #[test]
    fn an_open_round_breaks_nothing_and_counts_once_answered() {
        check_days(&[round("node", 1, "answered"), round("node", 2, "open")], "a-");
        check_days(&[round("node", 1, "answered"), round("node", 2, "open answered")], "aa");
        check_days(&[round("node", 1, "answered"), round("node", 2, ""), round("sql", 2, "open")], "a-");
    }

    #[test]
    fn a_rounds_day_is_the_date_in_the_tracks_zone() {
        let mut asked = crate::domain::points::tests::round();
        asked.due = "2026-11-01T22:30:00Z".parse().unwrap();
        asked.state = RoundState::Revealed;
        let day = RoundDay::of(&asked, chrono_tz::Asia::Kolkata, true).unwrap();
        assert_eq!((day.date, day.open, day.answered), (date(2), false, true));
        asked.state = RoundState::Asked;
        assert!(RoundDay::of(&asked, chrono_tz::UTC, false).unwrap().open);
        asked.state = RoundState::Skipped;
        assert_eq!(RoundDay::of(&asked, chrono_tz::UTC, false), None);
    }
}
