//! The bank on demand: one question by name, by search, or at random.

use rand::seq::IndexedRandom as _;

use super::{App, Person};
use crate::domain::ids::GuildId;
use crate::domain::question::{Level, Question};
use crate::refuse;
use crate::view;
use crate::view::message::Reply;

/// How many questions a search lists.
const FOUND: usize = 10;

/// A question's prompt, with its answer behind a button.
pub fn show(app: &App, slug: &str) -> anyhow::Result<Reply> {
    let bank = app.bank();
    let found = bank.question(slug).or_else(|| bank.search(slug).first().copied());
    let Some(question) = found else {
        refuse!("No question is about “{}”. Try `/question search`.", view::text::name(slug))
    };
    Ok(Reply::Private(view::bank::prompt(question, bank.topic(&question.topic))))
}

/// Questions about something.
pub fn search(app: &App, words: &str) -> Reply {
    let bank = app.bank();
    let found: Vec<&Question> = bank.search(words).into_iter().take(FOUND).collect();
    Reply::Private(view::bank::found(words, &found))
}

/// Any question of that topic and level.
pub fn random(app: &App, topic: Option<&str>, level: Option<Level>) -> anyhow::Result<Reply> {
    let bank = app.bank();
    let pool: Vec<&Question> = bank
        .questions()
        .iter()
        .filter(|question| {
            topic.is_none_or(|topic| question.topic == topic) && level.is_none_or(|level| question.level == level)
        })
        .collect();
    match pool.choose(&mut rand::rng()) {
        Some(question) => Ok(Reply::Private(view::bank::prompt(question, bank.topic(&question.topic)))),
        None => refuse!("The bank has no question of that topic and level yet. Leave one of them out."),
    }
}

/// A question's answer, whole; not while it is being asked in the guild.
pub async fn answer(app: &App, person: &Person, slug: &str) -> anyhow::Result<Reply> {
    let bank = app.bank();
    let Some(question) = bank.question(slug) else { refuse!("That question has left the bank.") };
    if being_asked(app, person.guild).await?.contains(&question.id) {
        refuse!("This question is being asked right now. Its answer is shown at the reveal.");
    }
    Ok(Reply::PrivateParts(view::bank::answer(question)))
}

/// The questions of a guild's rounds that are not revealed yet: nothing else may give their answers away.
pub async fn being_asked(app: &App, guild: GuildId) -> anyhow::Result<Vec<String>> {
    let open = app.store.open_rounds().await?.into_iter();
    Ok(open.filter(|round| round.guild == guild && round.is_open()).map(|round| round.question).collect())
}
