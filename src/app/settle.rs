//! Settling: the last points of a round are written, and its checklists and stars are closed. A day after the reveal, or when the
//! track's next round is asked.

use super::boundary;
use super::{App, score};
use crate::domain::round::{Round, RoundState};

/// Settles a revealed round.
pub async fn settle(app: &App, round: &Round) -> anyhow::Result<()> {
    score::score(app, round).await?;
    boundary::SETTLE_SCORED.pass().await;
    let settled = Round { state: RoundState::Settled, ..round.clone() };
    app.store.save_round(&settled).await?;
    tracing::info!(guild.id = %round.guild, round.id = %round.id, "settled a round");
    Ok(())
}

/// Settles the earlier rounds of a track that are revealed, now that another is asked.
pub async fn earlier(app: &App, asked: &Round) -> anyhow::Result<()> {
    for round in app.store.rounds_of_track(&asked.track, 20, Some(asked.due)).await? {
        if round.state == RoundState::Revealed {
            settle(app, &round).await?;
        }
    }
    Ok(())
}
