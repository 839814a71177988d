//! Reviews: what a member missed is asked again when it is about to be forgotten. Rounds and quizzes say how well a question was
//! answered ([`remember`]); [`queue`] says what is due, and `reviewing` asks it.

use anyhow::Context as _;
use chrono::{DateTime, TimeDelta, Utc};

use super::{App, Person, leaderboard, study};
use crate::bank::Bank;
use crate::domain::ids::{GuildId, UserId};
use crate::domain::memory::Rating;
use crate::domain::memory::stats::{Seen, load, retention, weakest};
use crate::domain::question::Question;
use crate::store::{Card, NewReview, Review};
use crate::view;
use crate::view::message::Reply;

/// How many days of load are told.
const LOAD: usize = 14;
/// How far back the recent numbers go.
const RECENT: TimeDelta = TimeDelta::days(30);
/// How far back topics are compared.
const TOPICS: TimeDelta = TimeDelta::days(90);
/// How many topics are named as the weakest.
const WEAKEST: usize = 5;

/// How well a member answered a question, somewhere.
#[derive(Clone, Copy, Debug)]
pub struct Memory<'a> {
    /// Who.
    pub user: UserId,
    /// The question's slug, or an earlier one of it.
    pub question: &'a str,
    /// How well.
    pub rating: Rating,
    /// Where: unique for the member, such as `round:<id>` or `quiz:<id>:3`. Each counts once.
    pub source: &'a str,
}

/// Takes in how well a question was answered. Cards are made by what one missed, Again or Hard; a card that is there moves by any
/// rating. What came from the same source before changes nothing, and neither does a question that left the bank.
pub async fn remember(app: &App, memory: Memory<'_>) -> anyhow::Result<()> {
    let bank = app.bank();
    let Some(question) = bank.question(memory.question) else { return Ok(()) };
    let slug = card_slug(app, memory.user, question).await?;
    let review = NewReview {
        user: memory.user,
        question: &slug,
        source: memory.source,
        rating: memory.rating,
        at: app.clock.now(),
    };
    app.store.review(review).await.with_context(|| format!("remembering {}", memory.source))?;
    Ok(())
}

/// The slug under which the member has a card of the question, which may be one of its earlier names; else its name.
pub async fn card_slug(app: &App, user: UserId, question: &Question) -> anyhow::Result<String> {
    for alias in &question.aliases {
        if app.store.card(user, alias).await?.is_some() {
            return Ok(alias.clone());
        }
    }
    Ok(question.id.clone())
}

/// What a member has to review.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Queue {
    /// The cards that are due, the one that is most likely forgotten first; those that were never reviewed before all.
    pub due: Vec<Card>,
    /// How many more are due, but are being asked in the guild, and wait for the reveal.
    pub held: usize,
    /// When the next card falls due.
    pub next: Option<DateTime<Utc>>,
    /// How many cards there are, due or not.
    pub all: usize,
    /// The cards whose questions have left the bank; they are counted nowhere else.
    pub gone: Vec<Card>,
}

/// What the member has to review now, in that guild.
pub async fn queue(app: &App, user: UserId, guild: GuildId) -> anyhow::Result<Queue> {
    let (bank, now) = (app.bank(), app.clock.now());
    let asked = study::being_asked(app, guild).await?;
    let mut queue = Queue::default();
    for card in app.store.cards_of(user).await? {
        let Some(question) = bank.question(&card.question) else {
            queue.gone.push(card);
            continue;
        };
        queue.all += 1;
        if card.state.due > now {
            queue.next = queue.next.into_iter().chain([card.state.due]).min();
        } else if asked.contains(&question.id) {
            queue.held += 1;
        } else {
            queue.due.push(card);
        }
    }
    let recall = |card: &Card| card.state.recall(now).unwrap_or(-1.0);
    queue.due.sort_by(|a, b| recall(a).total_cmp(&recall(b)).then_with(|| a.question.cmp(&b.question)));
    Ok(queue)
}

/// How much the member remembers, what is to come, and where they are weakest.
pub async fn stats(app: &App, person: &Person) -> anyhow::Result<Reply> {
    let (bank, now) = (app.bank(), app.clock.now());
    let queue = queue(app, person.user, person.guild).await?;
    let log = app.store.reviews_of(person.user, DateTime::UNIX_EPOCH).await?;
    let since =
        |ago: TimeDelta| log.iter().filter(move |review| review.at >= now - ago).map(|review| seen(&bank, review));
    let zone = match app.store.reminder(person.user).await? {
        Some(reminder) => reminder.zone,
        None => leaderboard::zone(app, person.guild).await?,
    };
    let dues: Vec<DateTime<Utc>> = app
        .store
        .cards_of(person.user)
        .await?
        .iter()
        .filter(|card| bank.question(&card.question).is_some())
        .map(|card| card.state.due)
        .collect();
    let topics: Vec<(String, usize, usize)> = weakest(since(TOPICS), WEAKEST)
        .into_iter()
        .map(|(topic, missed, all)| {
            (bank.topic(topic).map_or(topic.to_owned(), |topic| topic.name.clone()), missed, all)
        })
        .collect();
    Ok(Reply::Private(view::review::stats(&view::review::Stats {
        cards: queue.all,
        due: queue.due.len() + queue.held,
        gone: queue.gone.len(),
        recent: retention(since(RECENT)),
        ever: retention(log.iter().map(|review| seen(&bank, review))),
        load: &load(&dues, now, zone, LOAD),
        weakest: &topics,
    })))
}

fn seen<'a>(bank: &'a Bank, review: &Review) -> Seen<'a> {
    let days = review.before.trace.map_or(0.0, |trace| (review.at - trace.at).as_seconds_f64() / 86_400.0);
    let topic = bank.question(&review.question).map(|question| question.topic.as_str());
    Seen { rating: review.rating, recall: review.recall, days, topic }
}
