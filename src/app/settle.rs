//! Settling: the last points of a round are written, what each member missed becomes a card, and checklists and stars are closed. A day after the reveal, or when the
//! track's next round is asked.

use super::boundary;
use super::review::{self, Memory};
use super::{App, score};
use crate::domain::checklist::settled;
use crate::domain::memory::Rating;
use crate::domain::round::{Round, RoundState};

/// Settles a revealed round.
pub async fn settle(app: &App, round: &Round) -> anyhow::Result<()> {
    score::score(app, round).await?;
    remember(app, round).await?;
    boundary::SETTLE_SCORED.pass().await;
    let settled = Round { state: RoundState::Settled, ..round.clone() };
    app.store.save_round(&settled).await?;
    tracing::info!(guild.id = %round.guild, round.id = %round.id, "settled a round");
    Ok(())
}

/// Has each answer's checklist, as it is settled, say how well its question was remembered.
async fn remember(app: &App, round: &Round) -> anyhow::Result<()> {
    let bank = app.bank();
    let Some(question) = bank.question(&round.question) else { return Ok(()) };
    let ticks = app.store.ticks(&round.id).await?;
    let source = score::source(round);
    for answer in app.store.answers(round).await?.iter().filter(|answer| !answer.late) {
        let covered = |key_point: &str| settled(&ticks, answer.user, key_point).is_some_and(|tick| tick.covered);
        let count = question.key_points.iter().filter(|point| covered(&point.id)).count();
        let decisive = question.decisive.iter().all(|id| covered(id));
        let Some(rating) = Rating::of_coverage(count, question.key_points.len(), decisive) else { continue };
        let memory = Memory { user: answer.user, question: &question.id, rating, source: &source };
        review::remember(app, memory).await?;
    }
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
