//! What a round earns, written to the ledger anew whenever something about it changed, so that boards are always honest.

use super::App;
use crate::bank::Bank;
use crate::domain::points::{Entry, Rates, RoundFacts, score_round};
use crate::domain::round::Round;
use crate::store::Store;

/// Rewrites the round's rows of the ledger from its answers, checklists, stars and best answer.
pub async fn score(app: &App, round: &Round) -> anyhow::Result<Vec<Entry>> {
    let entries = earned(&app.store, &app.bank(), &app.rates, round).await?;
    app.store.rewrite_entries(&source(round), &entries).await?;
    Ok(entries)
}

/// What the round earns, by its answers, checklists, stars and best answer; writes nothing.
pub async fn earned(store: &Store, bank: &Bank, rates: &Rates, round: &Round) -> anyhow::Result<Vec<Entry>> {
    let question = bank.question(&round.question);
    let key_points: Vec<String> =
        question.iter().flat_map(|question| &question.key_points).map(|point| point.id.clone()).collect();
    let answers = store.answers(round).await?;
    let ticks = store.ticks(&round.id).await?;
    let votes = store.votes(&round.id).await?;
    Ok(score_round(RoundFacts {
        round,
        topic: question.map_or("", |question| question.topic.as_str()),
        key_points: &key_points,
        answers: &answers,
        ticks: &ticks,
        votes: &votes,
        rates,
    }))
}

/// What the round's rows of the ledger name as their source.
pub fn source(round: &Round) -> String {
    format!("round:{}", round.id)
}
