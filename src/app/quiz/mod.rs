//! `/quiz`: a session of questions on demand. [`alone`] is one private message that turns from question to question with each press;
//! [`together`] is posted in the channel or a thread, and moved on by the ticker. [`deal`] chooses the questions, and [`settle`] says
//! what came of the answers.

pub mod alone;
pub mod deal;
pub mod settle;
pub mod together;

use super::press::Given;
use super::{App, Person};
use crate::domain::ids::{ChannelId, QuizId, UserId};
use crate::domain::question::Level;
use crate::domain::quiz::{COUNT, Company, End, MOST, Quiz, QuizMode, SECONDS};
use crate::refuse;
use crate::view;
use crate::view::message::Reply;
use crate::view::quiz::QuizPress;

/// What somebody asks for; what they leave out is chosen for them.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// What the questions ask for: to choose, unless it is said.
    pub mode: Option<QuizMode>,
    /// About which topic.
    pub topic: Option<String>,
    /// At which level.
    pub level: Option<Level>,
    /// How many.
    pub count: Option<u8>,
    /// How long each is open.
    pub seconds: Option<u32>,
    /// For one or for all: for one, unless it is said.
    pub company: Option<Company>,
    /// Whether one together gets a thread of its own.
    pub threaded: bool,
}

/// Where a command was given.
#[derive(Clone, Debug)]
pub struct Where {
    /// The channel, or thread.
    pub channel: ChannelId,
    /// Whether it is a thread.
    pub thread: bool,
    /// What the bot lacks there to play with all, by the names that Discord's settings show.
    pub lacks: Vec<&'static str>,
}

/// Starts a quiz.
pub async fn start(app: &App, person: &Person, place: &Where, wish: &Wish) -> anyhow::Result<Reply> {
    let (quiz, questions) = deal::deal(app, person, place, wish).await?;
    match quiz.company {
        Company::Alone => alone::start(app, quiz, &questions).await,
        Company::Together => together::start(app, quiz, &questions, &place.lacks).await,
    }
}

/// Stops the quiz together of that channel, or else the person's own one alone.
pub async fn stop(app: &App, person: &Person, channel: ChannelId) -> anyhow::Result<Reply> {
    let running = app.store.running_quizzes(person.guild).await?;
    let here = running
        .iter()
        .find(|quiz| quiz.company == Company::Together && (quiz.channel == channel || quiz.thread == Some(channel)));
    let own = |company: Company| {
        let mut running = running.iter();
        running.find(|quiz| quiz.starter == person.user && quiz.company == company)
    };
    match (here, own(Company::Alone), own(Company::Together)) {
        (Some(here), None, _) => together::stop(app, person, here).await,
        (Some(here), Some(_), _) if may_stop(app, person, here).await? => together::stop(app, person, here).await,
        (_, Some(alone), _) => alone::stop(app, alone).await.map(as_new),
        (None, None, Some(elsewhere)) => together::stop(app, person, elsewhere).await,
        (None, None, None) => refuse!("No quiz runs here. Start one with `/quiz start`."),
    }
}

/// Does what a quiz's button asks for.
pub async fn press(
    app: &App,
    person: &Person,
    id: &QuizId,
    (press, given): (QuizPress, Given),
) -> anyhow::Result<Reply> {
    let Some(quiz) = app.store.quiz(id).await?.filter(|quiz| quiz.guild == person.guild) else {
        refuse!("That quiz is not there any more. Start another with `/quiz start`.")
    };
    if press == QuizPress::Another {
        return another(app, person, &quiz).await;
    }
    match quiz.company {
        Company::Alone => {
            // A form comes from the private message that its button was on.
            let in_place = given.private || given.form.is_some();
            let reply = alone::press(app, person, quiz, (press, given)).await?;
            Ok(if in_place { reply } else { as_new(reply) })
        }
        Company::Together => together::press(app, person, quiz, (press, given)).await,
    }
}

/// Another quiz like that one, for whoever asks.
async fn another(app: &App, person: &Person, like: &Quiz) -> anyhow::Result<Reply> {
    if like.company == Company::Alone && like.starter != person.user {
        refuse!("{}", view::quiz::alone::not_yours(like.starter));
    }
    if like.is_running() {
        refuse!("That quiz is not over yet.");
    }
    let wish = Wish {
        mode: Some(like.mode),
        topic: like.topic.clone(),
        level: like.level,
        count: Some(like.count),
        seconds: like.seconds,
        company: Some(like.company),
        threaded: like.threaded,
    };
    let place = Where { channel: like.channel, thread: false, lacks: Vec::new() };
    start(app, person, &place, &wish).await
}

/// True for who started a quiz together, and for organizers.
async fn may_stop(app: &App, person: &Person, quiz: &Quiz) -> anyhow::Result<bool> {
    Ok(quiz.starter == person.user || person.is_organizer(&app.store).await?)
}

/// What would change a message that others see, or that is not there, as a message of its own.
fn as_new(reply: Reply) -> Reply {
    match reply {
        Reply::Update(message) => Reply::Private(message),
        other => other,
    }
}

/// Ends a quiz at once; false where it was over already.
async fn end(app: &App, quiz: &Quiz, end: End, by: Option<UserId>) -> anyhow::Result<bool> {
    let now = app.clock.now();
    app.store.decide_quiz_end(&quiz.id, end, by, now).await?;
    let ended = app.store.finish_quiz(&quiz.id, now).await?;
    if ended {
        tracing::info!(guild.id = %quiz.guild, quiz.id = %quiz.id, ?end, "a quiz is over");
    }
    Ok(ended)
}

/// Refuses what no quiz can be.
fn check(wish: &Wish) -> anyhow::Result<(u8, Option<u32>)> {
    let count = wish.count.unwrap_or(COUNT);
    if !(1..=MOST).contains(&count) {
        refuse!("A quiz has 1 to {MOST} questions.");
    }
    let (least, most) = SECONDS;
    if let Some(seconds) = wish.seconds
        && !(least..=most).contains(&seconds)
    {
        refuse!("A question is open for {least} to {most} seconds.");
    }
    Ok((count, wish.seconds))
}
