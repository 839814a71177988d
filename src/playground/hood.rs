//! Under the hood: the bot's books, as tables.

use serde_json::{Value, json};

use crate::app::App;
use crate::domain::ids::GuildId;
use crate::domain::picking::Pick;
use crate::domain::round::Round;

/// How many rounds are shown.
const ROUNDS: u32 = 8;

/// The rounds, why their questions were picked, and the ledger's rows.
pub async fn books(app: &App, guild: GuildId) -> Value {
    match tables(app, guild).await {
        Ok(tables) => tables,
        Err(error) => json!({ "The books could not be read": format!("{error:#}") }),
    }
}

async fn tables(app: &App, guild: GuildId) -> anyhow::Result<Value> {
    let mut rounds: Vec<Round> = Vec::new();
    for track in app.store.tracks_of(guild).await? {
        rounds.extend(app.store.rounds_of_track(&track.id, ROUNDS, None).await?);
    }
    rounds.sort_by_key(|round| std::cmp::Reverse(round.due));
    let mut ledger = Vec::new();
    for round in &rounds {
        for entry in app.store.entries_of(&format!("round:{}", round.id)).await? {
            ledger.push(json!({
                "round": round.number, "member": entry.user.to_string(), "points": entry.points, "why": entry.reason,
            }));
        }
    }
    let why = rounds.first().map(|round| match serde_json::from_str::<Pick>(&round.why) {
        Ok(pick) => format!("Round {}, {}: {}", round.number, round.question, pick.explain()),
        Err(_) => round.why.clone(),
    });
    let table: Vec<Value> = rounds
        .iter()
        .map(|round| {
            json!({
                "round": round.number, "question": round.question, "state": round.state, "due": round.due,
                "reveal": round.reveal_at, "settles": round.settle_at,
            })
        })
        .collect();
    Ok(json!({ "Why this question": why, "Rounds": table, "Ledger": ledger }))
}
