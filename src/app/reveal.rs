//! The reveal: close the answers, grade them, post the reference, mark the question's post.

use anyhow::Context as _;
use chrono::TimeDelta;

use super::boundary;
use super::deliver::{DeliverError, Step, deliver};
use super::{App, ask, collect, notify, score};
use crate::discord::SendError;
use crate::domain::answer::Answer;
use crate::domain::checklist::{Tick, Ticker};
use crate::domain::grading::Grader;
use crate::domain::ids::ChannelId;
use crate::domain::question::Question;
use crate::domain::round::{Round, RoundState};
use crate::view;

/// How long a reveal that Discord refuses is tried again, until the round goes on without its messages.
const PATIENCE: TimeDelta = TimeDelta::hours(24);

/// Reveals a round whose time has come; takes up where a crash left it.
pub async fn reveal(app: &App, round: &Round) -> anyhow::Result<()> {
    if round.closed_at.is_none() {
        collect::catch_up(app, round).await?;
        let now = app.clock.now();
        // A reveal that comes late does not make late answers punctual.
        app.store.close_round(&round.id, round.reveal_at.map_or(now, |at| at.min(now))).await?;
        boundary::REVEAL_CLOSED.pass().await;
    }
    let mut round = collect::current(app, &round.id).await?;
    let bank = app.bank();
    if let Some(question) = bank.question(&round.question) {
        let mut answers = app.store.answers(&round).await?;
        answers.retain(|answer| !answer.late);
        let covered = grade(app, &round, question, &answers).await?;
        score::score(app, &round).await?;
        boundary::REVEAL_GRADED.pass().await;
        post(app, &round, question, &answers, &covered).await?;
    }
    ask::update_post(app, &round).await?;
    boundary::REVEAL_MARKED.pass().await;
    round.state = RoundState::Revealed;
    round.settle_at = Some(app.clock.now() + TimeDelta::hours(app.rounds.settle_hours.into()));
    app.store.save_round(&round).await?;
    tracing::info!(guild.id = %round.guild, round.id = %round.id, "revealed a round");
    Ok(())
}

/// Ticks what the answers seem to cover; returns how many cover each key point.
async fn grade(app: &App, round: &Round, question: &Question, answers: &[Answer]) -> anyhow::Result<Vec<usize>> {
    let texts: Vec<_> = answers.iter().map(|answer| (answer.user, answer.text())).collect();
    let owned = question.clone();
    let verdicts = tokio::task::spawn_blocking(move || {
        let grader = Grader::new(&owned);
        texts.into_iter().map(|(user, text)| (user, grader.grade(&text))).collect::<Vec<_>>()
    })
    .await
    .context("grading")?;
    let mut covered = vec![0; question.key_points.len()];
    for (user, verdict) in verdicts {
        let mut ticks = Vec::new();
        for (point, count) in question.key_points.iter().zip(&mut covered) {
            let evidence = verdict.covered.iter().find(|evidence| evidence.key_point == point.id);
            *count += usize::from(evidence.is_some());
            ticks.push(Tick {
                user,
                key_point: point.id.clone(),
                by: Ticker::Machine,
                covered: evidence.is_some(),
                words: evidence.map(|evidence| evidence.words.clone()).unwrap_or_default(),
            });
        }
        app.store.replace_machine_ticks(&round.id, user, &ticks, app.clock.now()).await?;
    }
    Ok(covered)
}

async fn post(
    app: &App,
    round: &Round,
    question: &Question,
    answers: &[Answer],
    covered: &[usize],
) -> anyhow::Result<()> {
    let messages = view::reveal::reveal(&view::reveal::Reveal { round, question, answers, covered });
    let parts = messages.len();
    for (part, message) in messages.iter().enumerate() {
        let mark = view::reveal::mark(round, part, parts);
        let step = |channel: ChannelId, place: &str| Step {
            name: format!("round:{}:reveal{place}:{part}", round.id),
            channel,
            message,
            mark: &mark,
            sent: boundary::REVEAL_SENT,
        };
        let sent = match round.thread {
            Some(thread) => match deliver(app, step(thread, "")).await {
                // Somebody deleted the thread: the channel is the next best place.
                Err(DeliverError::Send(SendError::Gone { .. })) => deliver(app, step(round.channel, ":channel")).await,
                other => other,
            },
            None => deliver(app, step(round.channel, "")).await,
        };
        match sent {
            Ok(_) => boundary::REVEAL_RECORDED.pass().await,
            Err(DeliverError::Send(error @ (SendError::Refused { .. } | SendError::Gone { .. }))) => {
                refused(app, round, &error).await?;
                return Ok(());
            }
            Err(error) => return Err(anyhow::Error::new(error).context("posting a reveal")),
        }
    }
    Ok(())
}

/// Tells the organizer; an error, so that it is tried again, unless that went on for too long.
async fn refused(app: &App, round: &Round, error: &SendError) -> anyhow::Result<()> {
    let track = app.store.track_even_deleted(&round.track).await?.context("a round without a track")?;
    let why = format!("Discord said: {error}. Please check my permissions in <#{}> and its threads.", round.channel);
    let notice = view::notice::not_revealed(&track, round.number, &why);
    notify::once(app, &track, &format!("reveal:{}", round.number), &notice).await;
    let since = round.closed_at.unwrap_or(round.due);
    if app.clock.now() - since < PATIENCE {
        anyhow::bail!("posting a reveal: {error}");
    }
    tracing::error!(guild.id = %round.guild, round.id = %round.id, %error, "a reveal could not be posted");
    Ok(())
}
