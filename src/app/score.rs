//! What a round earns, written to the ledger anew whenever something about it changed, so that boards are always honest.

use super::App;
use crate::domain::points::{Entry, RoundFacts, score_round};
use crate::domain::round::Round;

/// Rewrites the round's rows of the ledger from its answers, checklists, stars and best answer.
pub async fn score(app: &App, round: &Round) -> anyhow::Result<Vec<Entry>> {
    let bank = app.bank();
    let question = bank.question(&round.question);
    let key_points: Vec<String> =
        question.iter().flat_map(|question| &question.key_points).map(|point| point.id.clone()).collect();
    let answers = app.store.answers(round).await?;
    let ticks = app.store.ticks(&round.id).await?;
    let votes = app.store.votes(&round.id).await?;
    let entries = score_round(RoundFacts {
        round,
        topic: question.map_or("", |question| question.topic.as_str()),
        key_points: &key_points,
        answers: &answers,
        ticks: &ticks,
        votes: &votes,
        rates: &app.rates,
    });
    app.store.rewrite_entries(&format!("round:{}", round.id), &entries).await?;
    Ok(entries)
}
