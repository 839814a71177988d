//! Recounting: what every round and quiz earns by what is on record, held against the ledger. It values everything at the present
//! settings and the present bank, so look at the differences before they are written.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::{quiz, score};
use crate::bank::Bank;
use crate::domain::ids::UserId;
use crate::domain::points::{Entry, Rates, Reason};
use crate::store::Store;

/// What a recount found.
#[derive(Clone, Debug, Default)]
pub struct Recount {
    /// How many rounds and questions of quizzes were counted.
    pub counted: usize,
    /// Sources whose rows are not what they should be.
    pub differences: Vec<Difference>,
    /// Sources that cannot be counted, since their question has left the bank; their rows stay.
    pub left_alone: Vec<String>,
}

/// A source whose rows of the ledger are not what they should be.
#[derive(Clone, Debug)]
pub struct Difference {
    /// `round:<id>` or `quiz:<id>:<number>`.
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
    quizzes(store, rates, &mut wanted).await?;
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

/// Each member's answers in quizzes, in the order in which they were settled. How an answer ended is on record: a bank that changed since
/// does not change it.
async fn quizzes(store: &Store, rates: &Rates, wanted: &mut BTreeMap<String, Vec<Entry>>) -> anyhow::Result<()> {
    for (guild, user) in store.quiz_players().await? {
        let answers = store.settled_answers_of(guild, user, chrono::DateTime::UNIX_EPOCH).await?;
        for (settled, earned) in quiz::settle::by_day(store, guild, answers, rates).await? {
            wanted.entry(settled.source()).or_default().extend(settled.entry(earned.points));
        }
    }
    Ok(())
}

fn sorted(entries: &[Entry]) -> Vec<&Entry> {
    let mut sorted: Vec<&Entry> = entries.iter().collect();
    sorted.sort_by_key(|entry| (entry.user, entry.reason));
    sorted
}
