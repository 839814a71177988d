//! The week's recap: frozen first, so that it stays what it was, then posted.

use std::collections::BTreeMap;

use anyhow::Context as _;
use chrono::{DateTime, Utc};

use super::App;
use super::boundary;
use super::deliver::{DeliverError, Step, deliver};
use super::leaderboard::streaks;
use crate::discord::SendError;
use crate::domain::ids::UserId;
use crate::domain::points::Entry;
use crate::domain::recap::{Recap, RecapFacts, RecapRound, Week, next_recap};
use crate::domain::round::Round;
use crate::domain::track::Track;
use crate::store::FrozenRecap;
use crate::view;

/// Freezes and posts the recap that is due on the track.
pub async fn recap(app: &App, track: &Track, due: DateTime<Utc>) -> anyhow::Result<()> {
    let Some(day) = track.recap_day else { return Ok(()) };
    let now = app.clock.now();
    // After a long absence only the newest week is told; the others would be news to nobody.
    let mut due = due;
    loop {
        let next = next_recap(due, day, track.zone);
        if next > now {
            break;
        }
        due = next;
    }
    let week = Week::ending(due, track.zone);
    let record = record(app, track, week).await?;
    let frozen = serde_json::to_string(&record)?;
    app.store.freeze_recap(&track.id, due, &frozen, Some(next_recap(due, day, track.zone))).await?;
    boundary::RECAP_FROZEN.pass().await;
    // What is posted is what was frozen, whoever froze it.
    let frozen = app.store.recap(&track.id, due).await?.context("a recap that was just frozen is gone")?;
    post(app, &FrozenRecap { track: track.id.clone(), due, frozen }).await
}

/// Posts a frozen recap.
pub async fn post(app: &App, frozen: &FrozenRecap) -> anyhow::Result<()> {
    let Some(track) = app.store.track_even_deleted(&frozen.track).await? else { return Ok(()) };
    let recap: Recap = serde_json::from_str(&frozen.frozen).context("reading a frozen recap")?;
    if recap.rounds > 0 {
        let message = view::recap::recap(&recap);
        let mark = view::recap::mark(&recap);
        let name = format!("recap:{}:{}", track.id, frozen.due.timestamp());
        let step = Step { name, channel: track.channel, message: &message, mark: &mark, sent: boundary::RECAP_SENT };
        match deliver(app, step).await {
            Ok(_) => boundary::RECAP_RECORDED.pass().await,
            Err(DeliverError::Send(error @ (SendError::Refused { .. } | SendError::Gone { .. }))) => {
                // The record is kept; the standings of a week ago are not worth chasing a permission for.
                tracing::warn!(guild.id = %track.guild, track.id = %track.id, %error, "a recap could not be posted");
            }
            Err(error) => return Err(anyhow::Error::new(error).context("posting a recap")),
        }
    }
    app.store.mark_recap_posted(&track.id, frozen.due, app.clock.now()).await
}

async fn record(app: &App, track: &Track, week: Week) -> anyhow::Result<Recap> {
    let bank = app.bank();
    let rounds = app.store.rounds_between(track.guild, Some(&track.id), week.from, week.to).await?;
    let before = week.before(track.zone);
    let rounds_before = app.store.rounds_between(track.guild, Some(&track.id), before.from, before.to).await?;
    let mut details = Vec::new();
    for round in &rounds {
        let answers = app.store.answers(round).await?;
        let ticks = app.store.ticks(&round.id).await?;
        let votes = app.store.votes(&round.id).await?;
        details.push((round, answers, ticks, votes));
    }
    let facts: Vec<RecapRound<'_>> = details
        .iter()
        .map(|(round, answers, ticks, votes)| RecapRound {
            round,
            question: bank.question(&round.question),
            answers,
            ticks,
            votes,
        })
        .collect();
    let streaks: BTreeMap<UserId, _> = streaks(app, track.guild, Some(&track.id)).await?;
    let streaks: Vec<_> = streaks.into_iter().collect();
    let participation = app.store.participation(track.guild, Some(&track.id)).await?;
    let mut known: Vec<UserId> =
        participation.iter().filter(|took| took.due < week.from).map(|took| took.user).collect();
    known.sort();
    known.dedup();
    Ok(Recap::build(RecapFacts {
        track: &track.name,
        week,
        rounds: &facts,
        entries: &entries(app, &rounds).await?,
        entries_before: &entries(app, &rounds_before).await?,
        streaks: &streaks,
        known: &known,
    }))
}

async fn entries(app: &App, rounds: &[Round]) -> anyhow::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for round in rounds {
        entries.extend(app.store.entries_of(&format!("round:{}", round.id)).await?);
    }
    Ok(entries)
}
