//! Which key points an answer covered. The machine pre-ticks; the member corrects; the organizer has the last word.

use serde::{Deserialize, Serialize};

use super::ids::UserId;

/// Who ticked. A later one overrules an earlier one, key point by key point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ticker {
    /// The grader, on the words that it cites.
    Machine,
    /// The member, after comparing with the reference.
    Member,
    /// An organizer.
    Organizer,
}

/// One tick, or one refusal of a tick.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tick {
    /// Whose answer.
    pub user: UserId,
    /// The key point's id.
    pub key_point: String,
    /// Who says so.
    pub by: Ticker,
    /// Whether it is covered.
    pub covered: bool,
    /// The answer's words that show it; empty where nobody cited any.
    pub words: String,
}

/// The settled view of one key point of one answer: the tick of the highest [`Ticker`].
pub fn settled<'a>(ticks: impl IntoIterator<Item = &'a Tick>, user: UserId, key_point: &str) -> Option<&'a Tick> {
    ticks.into_iter().filter(|tick| tick.user == user && tick.key_point == key_point).max_by_key(|tick| tick.by)
}
