//! Which question a round asks, and why.
//!
//! No question comes again until the pool is used up; after that, none of those asked last. Within this, topics are asked in
//! proportion to how many questions they have, and chance decides the rest. Nothing is remembered but the history: where
//! the pool had been used up is seen from it, at the first question that came again.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::question::Level;

/// The next question of a track; `None` where there is nothing to choose from. The same request gets the same answer.
pub fn pick(request: PickRequest<'_>) -> Option<Pick> {
    let pool: BTreeMap<&str, &str> =
        request.candidates.iter().map(|candidate| (candidate.slug.as_str(), candidate.topic.as_str())).collect();
    let past = Past::read(&pool, request.history);
    let seed = seed(request.seed, request.due);
    let mut random = ChaCha8Rng::seed_from_u64(seed);

    let topics = topics(&pool, &past);
    let (name, topic) = choose_topic(&topics, &mut random)?;
    let slug = choose_question(&topic.eligible, &past, &mut random)?;
    Some(Pick {
        slug: slug.to_owned(),
        topic: name.to_owned(),
        seed,
        pool: pool.len(),
        cycle: past.cycle,
        asked: past.asked.len(),
        topic_pool: topic.pool,
        topic_asked: topic.asked,
        last_asked: past.last.get(slug).map(|(_, at)| *at),
        rounds_ago: past.last.get(slug).map(|(ago, _)| *ago),
    })
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
    /// How many rounds ago that was, counting those with questions that are still in the pool.
    pub rounds_ago: Option<usize>,
}

impl Pick {
    /// Why this question, in two or three plain sentences that do not name it.
    pub fn explain(&self) -> String {
        let Pick { pool, cycle, asked, topic_pool, topic_asked, .. } = *self;
        if pool == 1 {
            return "It is the only question on this track's topics and levels, so it is asked every time.".to_owned();
        }
        let were = |n| if n == 1 { "was" } else { "were" };
        let so_far = match (cycle, asked) {
            (0, 0) => format!("None of this track's {pool} questions had been asked yet."),
            (0, _) => format!(
                "{asked} of this track's {pool} questions {} asked before it, and none comes again until all were.",
                were(asked)
            ),
            (_, 0) => format!(
                "All questions of this track were asked, so a new turn through its {pool} questions begins; those asked \
                 last have to wait."
            ),
            (turns, _) => format!(
                "This track went through all of its questions {} and has asked {asked} of its {pool} since then; none \
                 comes again until all were.",
                if turns == 1 { "once".to_owned() } else { format!("{turns} times") }
            ),
        };
        let topic = format!(
            "By number of questions, it was its topic's turn: {topic_asked} of its {topic_pool} {} asked.",
            were(topic_asked)
        );
        let question = match self.rounds_ago {
            None => "Of the topic's questions that could be asked, chance chose it; this track never asked it before."
                .to_owned(),
            Some(ago) => format!(
                "Of the topic's questions that have waited longest, chance chose it; it was last asked {ago} rounds ago."
            ),
        };
        format!("{so_far} {topic} {question}")
    }
}

/// The history as far as it concerns the pool.
struct Past<'a> {
    /// How often the pool was used up.
    cycle: usize,
    /// What was asked since.
    asked: BTreeSet<&'a str>,
    /// How many rounds ago each question was asked last, from 1, and when.
    last: BTreeMap<&'a str, (usize, DateTime<Utc>)>,
    /// How many rounds ago each topic was asked last, from 1.
    waited: BTreeMap<&'a str, usize>,
    /// How many rounds there were.
    rounds: usize,
}

impl<'a> Past<'a> {
    fn read(pool: &BTreeMap<&'a str, &'a str>, history: &[(String, DateTime<Utc>)]) -> Past<'a> {
        let rounds: Vec<(&str, &str, DateTime<Utc>)> = history
            .iter()
            .filter_map(|(slug, at)| pool.get_key_value(slug.as_str()).map(|(slug, topic)| (*slug, *topic, *at)))
            .collect();
        let mut past = Past {
            cycle: 0,
            asked: BTreeSet::new(),
            last: BTreeMap::new(),
            waited: BTreeMap::new(),
            rounds: rounds.len(),
        };
        for (slug, ..) in &rounds {
            // A question comes again only after all have been asked, however many there were at the time.
            if !past.asked.insert(slug) {
                past.cycle += 1;
                past.asked = BTreeSet::from([*slug]);
            }
        }
        if past.asked.len() == pool.len() {
            past.cycle += 1;
            past.asked.clear();
        }
        for (ago, (slug, topic, at)) in (1..).zip(rounds.into_iter().rev()) {
            past.last.entry(slug).or_insert((ago, at));
            past.waited.entry(topic).or_insert(ago);
        }
        past
    }

    /// How many rounds ago a topic was asked; one that never was has waited for all of them.
    fn waited(&self, topic: &str) -> usize {
        self.waited.get(topic).copied().unwrap_or(self.rounds + 1)
    }
}

/// A topic of the pool.
struct TopicState<'a> {
    pool: usize,
    asked: usize,
    /// What may be asked of it now.
    eligible: Vec<&'a str>,
    /// Whether at least half as many rounds have gone by since it was asked as there would be from one of its questions
    /// to the next if what is left were spread evenly.
    rested: bool,
}

fn topics<'a>(pool: &BTreeMap<&'a str, &'a str>, past: &Past<'a>) -> BTreeMap<&'a str, TopicState<'a>> {
    // The third that was asked last does not come again even if the pool was used up in between; but one must remain.
    let resting = pool.len().div_ceil(3).min(pool.len().saturating_sub(1));
    let mut recent: Vec<(usize, &str)> = past.last.iter().map(|(slug, (ago, _))| (*ago, *slug)).collect();
    recent.sort_unstable();
    let resting: BTreeSet<&str> = recent.into_iter().take(resting).map(|(_, slug)| slug).collect();
    let mut topics: BTreeMap<&str, TopicState<'_>> = BTreeMap::new();
    for (slug, topic) in pool {
        let state = topics.entry(topic).or_insert(TopicState { pool: 0, asked: 0, eligible: Vec::new(), rested: true });
        state.pool += 1;
        if past.asked.contains(slug) {
            state.asked += 1;
        } else if !resting.contains(slug) {
            state.eligible.push(slug);
        }
    }
    let left = pool.len() - past.asked.len();
    for (topic, state) in &mut topics {
        state.rested = 2 * past.waited(topic) * (state.pool - state.asked) >= left;
    }
    topics
}

/// The topic of which the lowest share was asked since the pool was used up; of several, any.
///
/// One that has just been asked has to rest first, if there is another: a topic to which many questions were added has a
/// low share for long, and would be asked day after day.
fn choose_topic<'t, 'a>(
    topics: &'t BTreeMap<&'a str, TopicState<'a>>,
    random: &mut ChaCha8Rng,
) -> Option<(&'a str, &'t TopicState<'a>)> {
    let open = || topics.iter().filter(|(_, topic)| !topic.eligible.is_empty());
    let rested: Vec<_> = open().filter(|(_, topic)| topic.rested).collect();
    let open = if rested.is_empty() { open().collect() } else { rested };
    // a/b < c/d, without rounding: a*d < c*b.
    let lowest = open.iter().map(|(_, topic)| *topic).min_by(|a, b| (a.asked * b.pool).cmp(&(b.asked * a.pool)))?;
    let lowest: Vec<_> =
        open.into_iter().filter(|(_, topic)| topic.asked * lowest.pool == lowest.asked * topic.pool).collect();
    one_of(&lowest, random).map(|(name, topic)| (**name, *topic))
}

/// Any of those that were never asked and of the half of the others that has waited longest: what is new gets its chance
/// without pushing in front of the rest.
fn choose_question<'a>(eligible: &[&'a str], past: &Past<'_>, random: &mut ChaCha8Rng) -> Option<&'a str> {
    let (mut waiting, mut new): (Vec<&str>, Vec<&str>) =
        eligible.iter().partition(|slug| past.last.contains_key(*slug));
    waiting.sort_by_key(|slug| std::cmp::Reverse(past.last.get(slug).map(|(ago, _)| *ago)));
    waiting.truncate(waiting.len().div_ceil(2));
    new.append(&mut waiting);
    one_of(&new, random).copied()
}

fn one_of<'a, T>(of: &'a [T], random: &mut ChaCha8Rng) -> Option<&'a T> {
    // Not `random_range`, whose way of drawing may change with the crate: a pick must be replayable for years. That some
    // are likelier by a share of of.len() / 2^32 is nothing.
    let drawn = (u64::from(random.next_u32()) * of.len() as u64) >> 32;
    of.get(usize::try_from(drawn).ok()?)
}

/// By a hash, so that neighbouring due times draw unrelated numbers, the same on every platform.
fn seed(track: i64, due: DateTime<Utc>) -> u64 {
    let hash =
        Sha256::new().chain_update(track.to_be_bytes()).chain_update(due.timestamp_millis().to_be_bytes()).finalize();
    hash.iter().take(8).fold(0, |seed, byte| seed << 8 | u64::from(*byte))
}
