//! Under the hood: the bot's books, as tables.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::app::App;
use crate::domain::ids::{GuildId, UserId};
use crate::domain::picking::Pick;
use crate::domain::points::Entry;
use crate::domain::round::Round;

/// How many rounds are shown.
const ROUNDS: u32 = 8;

/// The rounds, why the newest question was picked, and the ledger's rows: names with what is in them, in this order.
pub async fn books(app: &App, guild: GuildId, name: impl Fn(UserId) -> String) -> Value {
    match tables(app, guild, name).await {
        Ok(tables) => tables,
        Err(error) => json!([["The books could not be read", format!("{error:#}")]]),
    }
}

async fn tables(app: &App, guild: GuildId, name: impl Fn(UserId) -> String) -> anyhow::Result<Value> {
    let mut rounds: Vec<Round> = Vec::new();
    for track in app.store.tracks_of(guild).await? {
        rounds.extend(app.store.rounds_of_track(&track.id, ROUNDS, None).await?);
    }
    rounds.sort_by_key(|round| std::cmp::Reverse(round.due));
    let (mut states, mut ledger) = (Vec::new(), Vec::new());
    for round in &rounds {
        for entry in app.store.entries_of(&format!("round:{}", round.id)).await? {
            ledger.push(json!([round.number, name(entry.user), entry.points, why(&entry)?]));
        }
        let answers = app.store.answer_count(round).await?;
        states.push(json!([
            round.number,
            round.question,
            round.state,
            answers,
            round.due,
            round.asked_at,
            round.reveal_at,
            round.settle_at
        ]));
    }
    let now = app.clock.now();
    let month = app.store.entries_between(guild, None, now - TimeDelta::days(31), now + TimeDelta::days(1)).await?;
    for entry in month.iter().rev().filter(|entry| entry.source.starts_with("quiz:")) {
        ledger.push(json!(["quiz", name(entry.user), entry.points, why(entry)?]));
    }
    let picks = rounds.iter().map(|round| match serde_json::from_str::<Pick>(&round.why) {
        Ok(pick) => json!([round.number, round.question, pick.explain(), pick.seed.to_string()]),
        Err(_) => json!([round.number, round.question, round.why, null]),
    });
    let states = json!({
        "columns": ["round", "question", "state", "answers", "due", "asked", "reveal", "settles"], "rows": states,
    });
    Ok(json!([
        ["Rounds", states],
        ["Why this question", { "columns": ["round", "question", "why", "seed"], "rows": picks.collect::<Vec<_>>() }],
        ["Ledger", { "columns": ["round", "member", "points", "for"], "rows": ledger }],
    ]))
}

/// What an entry is for, as people say it.
fn why(entry: &Entry) -> anyhow::Result<String> {
    let why = serde_json::to_value(entry.reason)?;
    Ok(why.as_str().unwrap_or_default().replace('_', " "))
}
