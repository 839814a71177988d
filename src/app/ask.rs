//! Asking: claim the round, pick its question, post it, open its thread. Every step can be taken again after a crash.

use anyhow::Context as _;
use chrono::{DateTime, TimeDelta, Utc};

use super::boundary;
use super::deliver::{DeliverError, Step, deliver};
use super::{App, doctor, notify, settle};
use crate::bank::Bank;
use crate::discord::SendError;
use crate::domain::ids::{ChannelId, MessageId, RoundId};
use crate::domain::picking::{Candidate, PickRequest, pick};
use crate::domain::question::Question;
use crate::domain::round::{Round, RoundState};
use crate::domain::track::Track;
use crate::view;

/// A question that is posted less than this after its due time is revealed as if it had been on time.
const PUNCTUAL: TimeDelta = TimeDelta::minutes(5);

/// Asks the round of that due time. `next_due` is when the track's next one is.
pub async fn ask(app: &App, track: &Track, due: DateTime<Utc>, next_due: DateTime<Utc>) -> anyhow::Result<()> {
    if candidates(app, track).is_empty() {
        skip(app, track, due, next_due, "There was nothing to ask on the track's topics and levels.").await?;
        notify::once(app, track, "empty-pool", &view::notice::empty_pool(track)).await;
        return Ok(());
    }
    notify::over(app, track, "empty-pool").await;
    match claim(app, track, due, next_due).await? {
        Some(round) => resume(app, &round).await,
        None => Ok(()),
    }
}

/// Picks the question and claims the round; `None` where that was done before, or where there is nothing to pick.
pub async fn claim(
    app: &App,
    track: &Track,
    due: DateTime<Utc>,
    next_due: DateTime<Utc>,
) -> anyhow::Result<Option<Round>> {
    let candidates = candidates(app, track);
    let history = app.store.asked_history(&track.id).await?;
    let request = PickRequest { candidates: &candidates, history: &history, seed: track.seed, due };
    let Some(pick) = pick(request) else { return Ok(None) };
    let round = Round {
        question: pick.slug.clone(),
        why: serde_json::to_string(&pick)?,
        state: RoundState::Claimed,
        ..blank(app, track, due)
    };
    let claimed = app.store.claim_round(&round, next_due).await?;
    if let Some(round) = &claimed {
        let late = app.clock.now() - due;
        tracing::info!(guild.id = %round.guild, round.id = %round.id, question = round.question, %late, "claimed a round");
        boundary::ASK_CLAIMED.pass().await;
    }
    Ok(claimed)
}

/// The questions that a track may ask.
pub fn candidates(app: &App, track: &Track) -> Vec<Candidate> {
    pool(&app.bank(), track)
}

/// The bank's questions that a track may ask.
pub fn pool(bank: &Bank, track: &Track) -> Vec<Candidate> {
    bank.questions()
        .iter()
        .filter(|question| track.topics.is_empty() || track.topics.contains(&question.topic))
        .filter(|question| track.levels.is_empty() || track.levels.contains(&question.level))
        .map(|question| Candidate { slug: question.id.clone(), topic: question.topic.clone(), level: question.level })
        .collect()
}

/// Marks the round of that due time as skipped, with the reason.
pub async fn skip(
    app: &App,
    track: &Track,
    due: DateTime<Utc>,
    next_due: DateTime<Utc>,
    why: &str,
) -> anyhow::Result<()> {
    let round = Round { state: RoundState::Skipped, why: why.to_owned(), ..blank(app, track, due) };
    if app.store.claim_round(&round, next_due).await?.is_some() {
        tracing::info!(guild.id = %track.guild, track.id = %track.id, round.due = %due, why, "skipped a round");
    }
    Ok(())
}

fn blank(app: &App, track: &Track, due: DateTime<Utc>) -> Round {
    let now = app.clock.now();
    Round {
        id: RoundId::new(now, rand::random()),
        track: track.id.clone(),
        guild: track.guild,
        channel: track.channel,
        number: 0,
        due,
        question: String::new(),
        why: String::new(),
        mode: track.mode,
        state: RoundState::Claimed,
        claimed_at: now,
        asked_at: None,
        reveal_at: None,
        closed_at: None,
        settle_at: None,
        message: None,
        thread: None,
        best: None,
    }
}

/// Takes a claimed round on until it is asked.
pub async fn resume(app: &App, round: &Round) -> anyhow::Result<()> {
    let bank = app.bank();
    let track = app.store.track_even_deleted(&round.track).await?.context("a round without a track")?;
    let Some(question) = bank.question(&round.question) else {
        return give_up(app, &track, round, "Its question has left the bank.").await;
    };
    let mut round = round.clone();
    let posted = match post(app, &track, &mut round, question).await {
        Ok(message) => message,
        Err(error) => return not_posted(app, &track, &round, error).await,
    };
    notify::over(app, &track, "post").await;
    boundary::ASK_RECORDED.pass().await;
    round.message = Some(posted);
    round.thread = thread(app, &track, &round, question, posted).await?;
    round.state = RoundState::Asked;
    app.store.save_round(&round).await?;
    if round.thread.is_none() && app.replies() {
        // The post promised a thread.
        update_post(app, &round).await?;
    }
    settle::earlier(app, &round).await
}

async fn post(app: &App, track: &Track, round: &mut Round, question: &Question) -> Result<MessageId, DeliverError> {
    let step = format!("round:{}:question", round.id);
    let mark = view::question::mark(round);
    if app.store.delivery(&step).await?.is_none_or(|delivery| delivery.message.is_none()) {
        // Before a crash it may have been sent: then it says when it is revealed, and that stays.
        let since = round.claimed_at - PUNCTUAL;
        let sent = round.asked_at.is_some() && app.discord.find_own(round.channel, &mark, since).await?.is_some();
        let now = app.clock.now();
        if !sent && track.too_late(round.due, now) {
            return Err(DeliverError::Other(anyhow::Error::new(TooLate)));
        }
        if !sent {
            if round.asked_at.is_none() {
                doctor::before_post(app, track).await;
            }
            let from = if now - round.due < PUNCTUAL { round.due } else { now };
            round.asked_at = Some(now);
            round.reveal_at = Some(from + track.reveal_delay());
            app.store.save_round(round).await?;
        }
    }
    let shown = shown(app, track, round, question, 0);
    deliver(app, Step { name: step, channel: round.channel, message: &shown, mark: &mark, sent: boundary::ASK_SENT })
        .await
}

/// A round that was claimed, could not be posted, and is too old to be.
#[derive(Debug, thiserror::Error)]
#[error("too late to be asked")]
struct TooLate;

async fn not_posted(app: &App, track: &Track, round: &Round, error: DeliverError) -> anyhow::Result<()> {
    let now = app.clock.now();
    let why = match &error {
        DeliverError::Other(other) if other.is::<TooLate>() => {
            give_up(app, track, round, "It could not be posted in time.").await?;
            // Whoever was told why it can't be posted knows.
            let why = "but Discord did not take it";
            notify::once(app, track, "post", &view::notice::missed(track, round.due, why)).await;
            return Ok(());
        }
        DeliverError::Send(error @ (SendError::Refused { .. } | SendError::Gone { .. })) => {
            explain(app, track, error).await
        }
        DeliverError::Send(SendError::Busy | SendError::Unclear(_)) | DeliverError::Other(_) => String::new(),
    };
    if !why.is_empty() {
        notify::once(app, track, "post", &view::notice::not_posted(track, round.due, &why)).await;
        if track.too_late(round.due, now) {
            return give_up(app, track, round, "It could not be posted in time.").await;
        }
    }
    Err(anyhow::Error::new(error).context("posting a question"))
}

/// Why Discord refused, in words for the organizer.
async fn explain(app: &App, track: &Track, error: &SendError) -> String {
    if let SendError::Gone { .. } = error {
        return "The channel is gone, or I can't see it. Choose another with `/track edit`.".to_owned();
    }
    let troubles = match doctor::channel(&app.discord, track, app.replies()).await {
        Ok(access) => doctor::troubles(track, &access),
        Err(_) => Vec::new(),
    };
    if troubles.is_empty() { format!("Discord said: {error}.") } else { troubles.join("\n\n") }
}

async fn give_up(app: &App, track: &Track, round: &Round, why: &str) -> anyhow::Result<()> {
    let round = Round { state: RoundState::Skipped, why: why.to_owned(), ..round.clone() };
    app.store.save_round(&round).await?;
    tracing::warn!(guild.id = %track.guild, round.id = %round.id, why, "gave a round up");
    Ok(())
}

/// The round's thread; `None` where none can be made, which must not stop the round.
async fn thread(
    app: &App,
    track: &Track,
    round: &Round,
    question: &Question,
    message: MessageId,
) -> anyhow::Result<Option<ChannelId>> {
    let step = format!("round:{}:thread", round.id);
    let claimed = app.store.claim_delivery(&step, round.channel, app.clock.now()).await?;
    if let Some(thread) = claimed.message {
        return Ok(Some(ChannelId(thread)));
    }
    if claimed.failed.is_some() {
        return Ok(None);
    }
    match app.discord.open_thread(round.channel, message, &view::question::thread_name(round, question)).await {
        Ok(thread) => {
            boundary::THREAD_OPENED.pass().await;
            app.store.record_delivery(&step, thread.0).await?;
            notify::over(app, track, "thread").await;
            boundary::THREAD_RECORDED.pass().await;
            Ok(Some(thread))
        }
        Err(error @ (SendError::Refused { .. } | SendError::Gone { .. })) => {
            app.store.fail_delivery(&step, &error.to_string()).await?;
            let why = explain(app, track, &error).await;
            notify::once(app, track, "thread", &view::notice::no_thread(track, &why)).await;
            Ok(None)
        }
        // It may be there: Discord gives a message one thread, with the message's id.
        Err(error) => match app.discord.exists(ChannelId(message.0)).await {
            Ok(true) => {
                app.store.record_delivery(&step, message.0).await?;
                Ok(Some(ChannelId(message.0)))
            }
            _ => Err(anyhow::Error::new(error).context("opening a thread")),
        },
    }
}

/// Puts the post as it should be now in the place of what it says.
pub async fn update_post(app: &App, round: &Round) -> anyhow::Result<()> {
    let bank = app.bank();
    let (Some(message), Some(question)) = (round.message, bank.question(&round.question)) else { return Ok(()) };
    let track = app.store.track_even_deleted(&round.track).await?.context("a round without a track")?;
    let answers = app.store.answer_count(round).await?;
    match app.discord.edit(round.channel, message, &shown(app, &track, round, question, answers)).await {
        // Somebody deleted it, or took the channel away; there is nothing to update.
        Err(error @ (SendError::Gone { .. } | SendError::Refused { .. })) => {
            tracing::warn!(guild.id = %round.guild, round.id = %round.id, %error, "a question's post could not be updated");
            Ok(())
        }
        other => Ok(other?),
    }
}

fn shown(app: &App, track: &Track, round: &Round, question: &Question, answers: u32) -> view::message::Message {
    let bank = app.bank();
    let promised = round.state == RoundState::Claimed || round.thread.is_some();
    let topic = bank.topic(&question.topic);
    view::question::post(&view::question::Post {
        track,
        round,
        question,
        topic,
        answers,
        replies: app.replies() && promised,
    })
}
