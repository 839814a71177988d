//! Points: what a round and a quiz are worth, as rows of the ledger. Boards are sums of the ledger.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::ids::{GuildId, TrackId, UserId};

/// A row of the ledger: who, how many, why, from what. Unique by user, reason and source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Where it counts.
    pub guild: GuildId,
    /// The track that it came from, if any.
    pub track: Option<TrackId>,
    /// Whose points.
    pub user: UserId,
    /// How many: never negative.
    pub points: u32,
    /// Why.
    pub reason: Reason,
    /// What it came from: `round:<id>` or `quiz:<id>`.
    pub source: String,
    /// The question's topic.
    pub topic: String,
    /// The time that it counts for: the round's due time, or when the quiz was answered.
    pub at: DateTime<Utc>,
}

/// Why points were given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// An answer in time.
    Participation,
    /// The key points of the settled checklist.
    KeyPoints,
    /// Stars from others.
    Stars,
    /// The organizer's best answer.
    Best,
    /// The right choice in a quiz.
    Quiz,
}
