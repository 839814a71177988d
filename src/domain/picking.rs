//! Which question a round asks, and why.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::question::Level;

/// The next question of a track; `None` where there is nothing to choose from. The same request gets the same answer.
pub fn pick(_request: PickRequest<'_>) -> Option<Pick> {
    todo!()
}

/// What a pick depends on, all of it.
#[derive(Clone, Copy, Debug)]
pub struct PickRequest<'a> {
    /// The pool: the bank's questions on the track's topics and levels, in any order.
    pub candidates: &'a [Candidate],
    /// What the track asked and when it was due, oldest first. May name questions that are no longer in the pool.
    pub history: &'a [(String, DateTime<Utc>)],
    /// The track's seed.
    pub seed: i64,
    /// When the round is due.
    pub due: DateTime<Utc>,
}

/// A question that could be asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The question's slug.
    pub slug: String,
    /// Its topic's id.
    pub topic: String,
    /// Its level.
    pub level: Level,
}

/// What was picked, and what led to it. Kept with the round, so that any pick can be replayed and explained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pick {
    /// The question's slug.
    pub slug: String,
    /// Its topic's id.
    pub topic: String,
    /// The seed of this pick: made from the track's seed and the due time.
    pub seed: u64,
    /// How many questions there were in the pool.
    pub pool: usize,
    /// How often the pool had been used up.
    pub cycle: usize,
    /// How many of the pool had been asked since it was last used up.
    pub asked: usize,
    /// How many questions of the pool are of this topic.
    pub topic_pool: usize,
    /// How many of those had been asked since the pool was last used up.
    pub topic_asked: usize,
    /// When the track asked this question last.
    pub last_asked: Option<DateTime<Utc>>,
}

impl Pick {
    /// Why this question, in two or three plain sentences, without naming it.
    pub fn explain(&self) -> String {
        todo!()
    }
}
