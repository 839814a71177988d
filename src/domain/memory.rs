//! What a member remembers of a question, and when to ask them again: FSRS-6, as the `fsrs` crate has it, with the parameters that
//! fit most people. Deterministic: the same reviews at the same times lead to the same card.

pub mod stats;

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta, Utc};
use fsrs::{FSRS, FSRS6_DEFAULT_DECAY, MemoryState, current_retrievability};
use serde::{Deserialize, Serialize};

/// How likely a card is to be remembered when it falls due. Nine of ten is where FSRS's own users stay: less forgets more, and more
/// doubles the work.
pub const RETENTION: f64 = 0.9;
/// The longest interval. What is true of a framework may be wrong in a year, so no answer is left alone for longer.
pub const LONGEST: TimeDelta = TimeDelta::days(365);
/// The shortest interval: whoever forgot does not have it repeated while it still stands on the screen.
pub const SHORTEST: TimeDelta = TimeDelta::hours(1);

/// How well something was remembered, from the worst on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rating {
    /// Not.
    Again,
    /// With gaps, or only after long thought.
    Hard,
    /// As it should be.
    Good,
    /// Without any effort.
    Easy,
}

impl Rating {
    /// Every rating, from the worst on.
    pub const ALL: [Rating; 4] = [Rating::Again, Rating::Hard, Rating::Good, Rating::Easy];

    /// The word that stands for it in buttons and tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Rating::Again => "again",
            Rating::Hard => "hard",
            Rating::Good => "good",
            Rating::Easy => "easy",
        }
    }

    /// True where something was missed, which makes a card where there is none.
    pub fn is_miss(self) -> bool {
        self <= Rating::Hard
    }

    /// How well a question was answered of which `covered` of `all` key points were covered, and among them every decisive one or
    /// not; `None` where there is nothing to cover.
    ///
    /// Less than half is not an answer: Again. A decisive point missing, or more than one point in five, is one with gaps: Hard. One
    /// point missing of five to seven is what good candidates leave out in good answers: Good. (Of four, all are needed.) Never Easy:
    /// what was covered does not tell how much effort it took.
    pub fn of_coverage(covered: usize, all: usize, decisive: bool) -> Option<Rating> {
        match (covered, all) {
            (_, 0) => None,
            _ if covered * 2 < all => Some(Rating::Again),
            _ if covered * 5 < all * 4 || !decisive => Some(Rating::Hard),
            _ => Some(Rating::Good),
        }
    }
}

impl fmt::Display for Rating {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A word that is none of the four.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no rating is called {0:?}")]
pub struct UnknownRating(pub String);

impl FromStr for Rating {
    type Err = UnknownRating;

    fn from_str(word: &str) -> Result<Self, UnknownRating> {
        let known = Rating::ALL.into_iter().find(|rating| rating.as_str() == word);
        known.ok_or_else(|| UnknownRating(word.to_owned()))
    }
}

/// A card as it stands: what the last review left, and when the next is due.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CardState {
    /// `None` until the first review.
    pub trace: Option<Trace>,
    /// When it is due.
    pub due: DateTime<Utc>,
}

/// What a review left in somebody's memory.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trace {
    /// After how many days it is remembered with a likelihood of [`RETENTION`].
    pub stability: f64,
    /// How hard it is to keep: 1 to 10.
    pub difficulty: f64,
    /// When the review was.
    pub at: DateTime<Utc>,
}

impl CardState {
    /// A card that was never reviewed: due at once.
    pub fn new(now: DateTime<Utc>) -> Self {
        CardState { trace: None, due: now }
    }

    /// The card after a review at `now`.
    pub fn after(&self, rating: Rating, now: DateTime<Utc>) -> CardState {
        let next = MODEL
            .next_states(self.trace.map(Trace::state), RETENTION as f32, self.trace.map_or(0, |trace| trace.days(now)))
            .expect("a finite state stays finite");
        let state = match rating {
            Rating::Again => next.again,
            Rating::Hard => next.hard,
            Rating::Good => next.good,
            Rating::Easy => next.easy,
        };
        let trace =
            Trace { stability: state.memory.stability.into(), difficulty: state.memory.difficulty.into(), at: now };
        CardState { trace: Some(trace), due: now + interval(state.interval.into()) }
    }

    /// How likely it is to be remembered at `now`, 0 to 1; `None` before the first review.
    pub fn recall(&self, now: DateTime<Utc>) -> Option<f64> {
        let trace = self.trace?;
        let days = ((now - trace.at).as_seconds_f64() / 86_400.0).max(0.0);
        Some(current_retrievability(trace.state(), days as f32, FSRS6_DEFAULT_DECAY).into())
    }
}

impl Trace {
    fn state(self) -> MemoryState {
        // Whatever a database holds, the model gets numbers that it knows.
        let within = |number: f64, low: f64, high: f64| if number.is_finite() { number.clamp(low, high) } else { low };
        MemoryState {
            stability: within(self.stability, 0.001, 36_500.0) as f32,
            difficulty: within(self.difficulty, 1.0, 10.0) as f32,
        }
    }

    /// How many days ago it was, to the nearest: who reviews each morning, now a little earlier and now a little later, has a day
    /// between.
    fn days(self, now: DateTime<Utc>) -> u32 {
        let days = ((now - self.at).as_seconds_f64() / 86_400.0).round();
        // Casts of floats saturate.
        days as u32
    }
}

static MODEL: LazyLock<FSRS> = LazyLock::new(FSRS::default);

/// An interval as people think of it: whole hours below a day, whole days from there on.
fn interval(days: f64) -> TimeDelta {
    let rounded = match days {
        days if days < 23.5 / 24.0 => TimeDelta::hours((days * 24.0).round() as i64),
        days => TimeDelta::days(days.round() as i64),
    };
    rounded.clamp(SHORTEST, LONGEST)
}

#[cfg(test)]
mod tests;
