//! The ticker: asks the store what is due, has it done, and sleeps until the next thing is. One guild's trouble never delays
//! another's: each guild is served by itself, however long that takes, and what failed is tried again later, each time after a longer
//! pause.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Mutex;

use chrono::{DateTime, TimeDelta, Utc};
use futures::StreamExt as _;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::{App, ask, collect, locked, notify, quiz, recap, remind, reveal, settle};
use crate::domain::ids::{GuildId, QuizId, RoundId};
use crate::domain::quiz::Quiz;
use crate::domain::reminder::Reminder;
use crate::domain::round::{Round, RoundState};
use crate::domain::schedule::Schedule;
use crate::domain::track::{Track, TrackState};
use crate::meters::meters;
use crate::store::FrozenRecap;
use crate::view;

/// How many threads are caught up with at once.
const AT_ONCE: usize = 16;
/// The longest sleep, so that a change by other hands is noticed.
const LONGEST_SLEEP: TimeDelta = TimeDelta::hours(1);
/// The pause after the first failure; it doubles each time, up to the longest.
const FIRST_PAUSE: TimeDelta = TimeDelta::seconds(10);
const LONGEST_PAUSE: TimeDelta = TimeDelta::minutes(30);
/// How long a draft of a track, or a quiz that was offered, is kept.
const DRAFTS: TimeDelta = TimeDelta::days(2);

/// What failed, and when it is tried again.
#[derive(Debug, Default)]
pub struct Retries(HashMap<String, Retry>);

#[derive(Clone, Copy, Debug)]
struct Retry {
    failures: u32,
    next: DateTime<Utc>,
}

/// One thing that is due.
enum Job {
    /// A question, a recap, or the end of a pause.
    Track(Box<Track>),
    Resume(Box<Round>),
    Settle(Box<Round>),
    Recap(GuildId, FrozenRecap),
    Remind(Box<Reminder>),
    /// The post says how many have answered.
    Recount(Box<Round>),
    /// A quiz together goes on, or its question says how many have answered.
    Quiz(Box<Quiz>),
}

impl Job {
    fn guild(&self) -> GuildId {
        match self {
            Job::Track(track) => track.guild,
            Job::Resume(round) | Job::Settle(round) | Job::Recount(round) => round.guild,
            Job::Recap(guild, _) => *guild,
            Job::Quiz(quiz) => quiz.guild,
            Job::Remind(reminder) => reminder.guild,
        }
    }

    fn name(&self) -> String {
        match self {
            Job::Track(track) => format!("track:{}", track.id),
            Job::Resume(round) | Job::Settle(round) => format!("round:{}", round.id),
            Job::Recap(_, recap) => format!("recap:{}", recap.track),
            Job::Remind(reminder) => format!("reminder:{}", reminder.user),
            Job::Recount(round) => format!("recount:{}", round.id),
            Job::Quiz(quiz) => format!("quiz:{}", quiz.id),
        }
    }
}

/// Who is being served.
#[derive(Debug, Default)]
pub struct Turns {
    /// One look at a time.
    looking: tokio::sync::Mutex<()>,
    busy: Mutex<BTreeSet<GuildId>>,
    over: Notify,
    tasks: TaskTracker,
}

/// Runs until `stop` is cancelled; what is in flight then is finished.
pub async fn run(app: &App, stop: &CancellationToken) {
    while !stop.is_cancelled() {
        let next = match begin(app).await {
            Ok(look) => look.next,
            Err(error) => {
                tracing::error!(error = format!("{error:#}"), "the store could not say what is due");
                app.clock.now() + FIRST_PAUSE
            }
        };
        tokio::select! {
            () = app.clock.sleep_until(next) => {}
            () = app.wake.notified() => {}
            () = stop.cancelled() => {}
        }
    }
    app.turns.tasks.close();
    app.turns.tasks.wait().await;
}

/// Has all done that is due, and returns when nothing is, and nobody is being served.
pub async fn tick(app: &App) -> anyhow::Result<()> {
    loop {
        let over = app.turns.over.notified();
        // Who was busy at the look may be done by now, and have more to do.
        if begin(app).await?.quiet {
            return Ok(());
        }
        if !locked(&app.turns.busy).is_empty() {
            over.await;
        }
    }
}

/// What a look at the store found.
struct Look {
    /// When to look again.
    next: DateTime<Utc>,
    /// Nothing was due, and nobody was being served.
    quiet: bool,
}

/// Begins to serve the guilds that something is due for.
async fn begin(app: &App) -> anyhow::Result<Look> {
    let _look = app.turns.looking.lock().await;
    let now = app.clock.now();
    // Looked at first: what is read now about a guild that is being served is old when that is over.
    let busy = locked(&app.turns.busy).clone();
    let mut guilds: BTreeMap<GuildId, Vec<Job>> = BTreeMap::new();
    for job in due(app, now, &busy).await? {
        guilds.entry(job.guild()).or_default().push(job);
    }
    let quiet = busy.is_empty() && guilds.is_empty();
    for (guild, jobs) in guilds {
        locked(&app.turns.busy).insert(guild);
        app.turns.tasks.spawn(serve(app.clone(), guild, jobs));
    }
    app.pulse.ticked(now);
    app.store.forget_drafts(now - DRAFTS).await?;
    app.store.forget_offers(now - DRAFTS).await?;
    // What is overdue by now is being served, or failed and waits for its retry; either wakes the ticker.
    let retry = locked(&app.retries).0.values().map(|retry| retry.next).filter(|next| *next > now).min();
    let next = app.store.next_wake(now).await?;
    Ok(Look { next: [retry, next].into_iter().flatten().fold(now + LONGEST_SLEEP, DateTime::min), quiet })
}

/// What there is to do at the guilds that are not busy.
async fn due(app: &App, now: DateTime<Utc>, busy: &BTreeSet<GuildId>) -> anyhow::Result<Vec<Job>> {
    let mut jobs = Vec::new();
    jobs.extend(app.store.unfinished_rounds().await?.into_iter().map(|round| Job::Resume(Box::new(round))));
    jobs.extend(app.store.rounds_to_reveal(now).await?.into_iter().map(|round| Job::Resume(Box::new(round))));
    jobs.extend(app.store.rounds_to_settle(now).await?.into_iter().map(|round| Job::Settle(Box::new(round))));
    for recap in app.store.unposted_recaps().await? {
        if let Some(track) = app.store.track_even_deleted(&recap.track).await? {
            jobs.push(Job::Recap(track.guild, recap));
        }
    }
    jobs.extend(app.store.tracks_due(now).await?.into_iter().map(|track| Job::Track(Box::new(track))));
    jobs.extend(app.store.quizzes_due(now).await?.into_iter().map(|quiz| Job::Quiz(Box::new(quiz))));
    // After what all are waiting for.
    jobs.extend(app.store.reminders_due(now).await?.into_iter().map(|reminder| Job::Remind(Box::new(reminder))));
    {
        let retries = &mut locked(&app.retries).0;
        // What failed once and is not due any more, such as a track that was deleted, has no retry either.
        retries.retain(|name, _| jobs.iter().any(|job| job.name() == *name));
        jobs.retain(|job| retries.get(&job.name()).is_none_or(|retry| retry.next <= now));
    }
    let recount: Vec<RoundId> = locked(&app.recount).iter().cloned().collect();
    for id in recount {
        let round = app.store.round(&id).await?;
        if round.as_ref().is_none_or(|round| !busy.contains(&round.guild)) {
            locked(&app.recount).remove(&id);
            jobs.extend(round.map(|round| Job::Recount(Box::new(round))));
        }
    }
    let answered: Vec<QuizId> = locked(&app.quizzes).iter().cloned().collect();
    for id in answered {
        let quiz = app.store.quiz(&id).await?.filter(Quiz::is_running);
        if quiz.as_ref().is_none_or(|quiz| !busy.contains(&quiz.guild)) {
            locked(&app.quizzes).remove(&id);
            let there = |job: &Job| matches!(job, Job::Quiz(other) if other.id == id);
            if !jobs.iter().any(there) {
                jobs.extend(quiz.map(|quiz| Job::Quiz(Box::new(quiz))));
            }
        }
    }
    jobs.retain(|job| !busy.contains(&job.guild()));
    Ok(jobs)
}

/// One guild's jobs, one after the other.
async fn serve(app: App, guild: GuildId, jobs: Vec<Job>) {
    for job in jobs {
        attempt(&app, job).await;
    }
    locked(&app.turns.busy).remove(&guild);
    app.turns.over.notify_waiters();
    // More may be due there by now.
    app.wake();
}

/// Does one job. A panic in it is one more way to fail.
async fn attempt(app: &App, job: Job) {
    let name = job.name();
    let guild = job.guild();
    let done = futures::FutureExt::catch_unwind(std::panic::AssertUnwindSafe(work(app, job))).await;
    let failure = match done {
        Ok(Ok(())) => {
            meters().job("done");
            locked(&app.retries).0.remove(&name);
            return;
        }
        Ok(Err(error)) => format!("{error:#}"),
        Err(_) => "it panicked".to_owned(),
    };
    meters().job("failed");
    let mut retries = locked(&app.retries);
    let retry = retries.0.entry(name.clone()).or_insert(Retry { failures: 0, next: app.clock.now() });
    let pause = FIRST_PAUSE * 2_i32.pow(retry.failures.min(8));
    retry.failures += 1;
    retry.next = app.clock.now() + pause.min(LONGEST_PAUSE);
    tracing::error!(guild.id = %guild, job = name, failures = retry.failures, error = failure, "a job failed; it is tried again");
}

async fn work(app: &App, job: Job) -> anyhow::Result<()> {
    match job {
        Job::Track(track) => self::track(app, *track).await,
        Job::Resume(round) if round.state == RoundState::Claimed => ask::resume(app, &round).await,
        Job::Resume(round) => reveal::reveal(app, &round).await,
        Job::Settle(round) => settle::settle(app, &round).await,
        Job::Recap(_, frozen) => recap::post(app, &frozen).await,
        Job::Quiz(quiz) => quiz::together::advance(app, &quiz).await,
        Job::Remind(reminder) => remind::remind(app, &reminder).await,
        Job::Recount(round) => {
            recount(app, &round.id).await;
            Ok(())
        }
    }
}

/// A track that is due for something: to go on after a pause, to ask, or to tell the week's recap.
async fn track(app: &App, mut track: Track) -> anyhow::Result<()> {
    let now = app.clock.now();
    let schedule = Schedule::parse(&track.schedule)?;
    if let TrackState::Paused { until } = track.state {
        let Some(until) = until.filter(|until| *until <= now) else { return Ok(()) };
        track.state = TrackState::Active;
        // A question due at that very moment counts.
        let from = until - TimeDelta::minutes(1);
        track.next_due = schedule.next(from, track.zone, &track.days_off).unwrap_or(track.next_due);
        app.store.save_track(&track).await?;
    }
    if track.next_due <= now {
        ask_due(app, &track, &schedule).await?;
    }
    match track.next_recap {
        Some(due) if due <= now => recap::recap(app, &track, due).await,
        _ => Ok(()),
    }
}

/// Asks what is due, if it is not too late for it. Of several that were missed only the last is asked.
async fn ask_due(app: &App, track: &Track, schedule: &Schedule) -> anyhow::Result<()> {
    let now = app.clock.now();
    let mut due = track.next_due;
    let mut missed = None;
    loop {
        // A schedule that never comes again leaves the track where a person has to look at it: a year from now.
        let next = schedule.next(due, track.zone, &track.days_off).unwrap_or(due + TimeDelta::days(365));
        if next > now && !track.too_late(due, now) {
            ask::ask(app, track, due, next).await?;
            break;
        }
        ask::skip(app, track, due, next, "I was away when it was due.").await?;
        missed = Some(due);
        if next > now {
            break;
        }
        due = next;
    }
    if let (Some(missed), Some(track)) = (missed, app.store.track(&track.id).await?) {
        let subject = format!("missed:{}", missed.timestamp());
        notify::once(app, &track, &subject, &view::notice::missed(&track, missed, "but I was away")).await;
    }
    Ok(())
}

/// Has the post of a round, if it is open, say how many have answered. The next answer brings what fails now.
async fn recount(app: &App, id: &RoundId) {
    let updated = match app.store.round(id).await {
        Ok(Some(round)) if round.is_open() => ask::update_post(app, &round).await,
        Ok(_) => Ok(()),
        Err(error) => Err(error),
    };
    if let Err(error) = updated {
        tracing::warn!(round.id = %id, error = format!("{error:#}"), "a post's count could not be updated");
    }
}

/// Takes in what happened in the threads of open rounds and mocks while nobody listened.
pub async fn catch_up(app: &App) {
    let rounds = match app.store.open_rounds().await {
        Ok(rounds) => rounds,
        Err(error) => return tracing::error!(error = format!("{error:#}"), "the open rounds could not be read"),
    };
    futures::stream::iter(rounds).for_each_concurrent(AT_ONCE, |round| catch_up_with(app.clone(), round)).await;
    super::mock::resume::take_up(app).await;
}

async fn catch_up_with(app: App, round: Round) {
    if let Err(error) = collect::catch_up(&app, &round).await {
        tracing::error!(guild.id = %round.guild, round.id = %round.id, error = format!("{error:#}"), "catching up failed");
    }
}
