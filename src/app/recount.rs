//! Recounting: what every round and quiz earns by what is on record, held against the ledger. It values everything at the present
//! settings and the present bank, so look at the differences before they are written.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use chrono::{DateTime, Utc};

use super::{leaderboard, score};
use crate::bank::Bank;
use crate::domain::board::Period;
use crate::domain::ids::{GuildId, UserId};
use crate::domain::points::{Entry, QuizFacts, Rates, Reason, score_quiz};
use crate::store::{Quiz, Store};

/// What a recount found.
#[derive(Clone, Debug, Default)]
pub struct Recount {
    /// How many rounds and quizzes were counted.
    pub counted: usize,
    /// Sources whose rows are not what they should be.
    pub differences: Vec<Difference>,
    /// Sources that cannot be counted, since their question has left the bank; their rows stay.
    pub left_alone: Vec<String>,
}

/// A source whose rows of the ledger are not what they should be.
#[derive(Clone, Debug)]
pub struct Difference {
    /// `round:<id>` or `quiz:<id>`.
    pub source: String,
    /// Its rows.
    pub is: Vec<Entry>,
    /// What they should be.
    pub should_be: Vec<Entry>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = |entries: &[Entry]| -> BTreeMap<(UserId, Reason), Entry> {
            entries.iter().map(|entry| ((entry.user, entry.reason), entry.clone())).collect()
        };
        let (is, should_be) = (rows(&self.is), rows(&self.should_be));
        write!(f, "{}", self.source)?;
        for key in is.keys().chain(should_be.keys()).collect::<BTreeSet<_>>() {
            let (user, reason) = key;
            let points = |entry: Option<&Entry>| entry.map_or(0, |entry| entry.points);
            let (before, after) = (is.get(key), should_be.get(key));
            if points(before) != points(after) {
                write!(f, "\n  {user} {reason:?}: {} -> {}", points(before), points(after))?;
            } else if before != after {
                write!(f, "\n  {user} {reason:?}: counts for another server, track, topic or time")?;
            }
        }
        Ok(())
    }
}

/// Counts everything, and changes nothing.
pub async fn recount(store: &Store, bank: &Bank, rates: &Rates) -> anyhow::Result<Recount> {
    let mut result = Recount::default();
    let mut wanted: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for round in store.asked_rounds().await? {
        let source = score::source(&round);
        if bank.question(&round.question).is_none() {
            result.left_alone.push(source);
        } else {
            wanted.insert(source, score::earned(store, bank, rates, &round).await?);
        }
    }
    quizzes(store, bank, rates, &mut wanted, &mut result.left_alone).await?;
    result.counted = wanted.len();
    for source in store.sources().await? {
        let known = source.starts_with("round:") || source.starts_with("quiz:");
        if known && !wanted.contains_key(&source) && !result.left_alone.contains(&source) {
            wanted.insert(source, Vec::new());
        }
    }
    for (source, should_be) in wanted {
        let is = store.entries_of(&source).await?;
        if sorted(&is) != sorted(&should_be) {
            result.differences.push(Difference { source, is, should_be });
        }
    }
    Ok(result)
}

/// Writes what a recount found.
pub async fn write(store: &Store, recount: &Recount) -> anyhow::Result<()> {
    for difference in &recount.differences {
        store.rewrite_entries(&difference.source, &difference.should_be).await?;
    }
    Ok(())
}

/// A member's quizzes in the order in which they were revealed, each with those before it on the same local day.
async fn quizzes(
    store: &Store,
    bank: &Bank,
    rates: &Rates,
    wanted: &mut BTreeMap<String, Vec<Entry>>,
    left_alone: &mut Vec<String>,
) -> anyhow::Result<()> {
    let mut had: HashMap<(GuildId, UserId), Vec<(Quiz, u32)>> = HashMap::new();
    for quiz in store.revealed_quizzes().await? {
        let Some((at, picked)) = quiz.revealed_at.zip(quiz.picked) else { continue };
        let source = format!("quiz:{}", quiz.id);
        let zone = leaderboard::zone_in(store, quiz.guild).await?;
        let today = Period::Today.range(at, zone).0.unwrap_or(at);
        let earlier = had.entry((quiz.guild, quiz.user)).or_default();
        let points = match bank.question(&quiz.question) {
            None => {
                let kept = store.entries_of(&source).await?.iter().map(|entry| entry.points).sum();
                left_alone.push(source);
                kept
            }
            Some(question) => {
                let right = question.choices.get(usize::from(picked)).is_some_and(|choice| choice.right);
                let entry = score_quiz(QuizFacts {
                    quiz: &quiz.id,
                    guild: quiz.guild,
                    user: quiz.user,
                    question: &quiz.question,
                    topic: &question.topic,
                    right,
                    at,
                    answered_today: &answered_since(earlier, today),
                    earned_today: earned_since(earlier, today),
                    rates,
                });
                let points = entry.as_ref().map_or(0, |entry| entry.points);
                wanted.insert(source, entry.into_iter().collect());
                points
            }
        };
        earlier.push((quiz, points));
    }
    Ok(())
}

fn answered_since(earlier: &[(Quiz, u32)], today: DateTime<Utc>) -> Vec<String> {
    let today = earlier.iter().filter(|(quiz, _)| quiz.started_at >= today);
    today.map(|(quiz, _)| quiz.question.clone()).collect()
}

fn earned_since(earlier: &[(Quiz, u32)], today: DateTime<Utc>) -> u32 {
    let today = earlier.iter().filter(|(quiz, _)| quiz.revealed_at.is_some_and(|at| at >= today));
    today.map(|(_, points)| points).sum()
}

fn sorted(entries: &[Entry]) -> Vec<&Entry> {
    let mut sorted: Vec<&Entry> = entries.iter().collect();
    sorted.sort_by_key(|entry| (entry.user, entry.reason));
    sorted
}
