//! The answers of a revealed round, the stars that members give each other, and the organizer's best answer.

use super::collect::current;
use super::{App, Person, checklist, score};
use crate::domain::ids::{RoundId, UserId};
use crate::domain::round::Round;
use crate::refuse;
use crate::view::checklist::AnswerPage;
use crate::view::message::{Message, Reply};
use crate::view::{self, time};

/// Shows an answer of the round, privately.
pub async fn answers(app: &App, person: &Person, round: &RoundId, at: usize, turned: bool) -> anyhow::Result<Reply> {
    let round = current(app, round).await?;
    if let (None, Some(reveal)) = (round.closed_at, round.reveal_at) {
        refuse!("The answers can be seen together after the reveal, {}.", time::relative(reveal));
    }
    let page = page(app, person, &round, at).await?;
    Ok(if turned { Reply::Update(page) } else { Reply::Private(page) })
}

/// Gives a star, or takes it back.
pub async fn star(app: &App, person: &Person, round: &RoundId, author: UserId, at: usize) -> anyhow::Result<Reply> {
    let round = checklist::open_still(app, round).await?;
    if author == person.user {
        refuse!("A star for oneself does not count. Give it to an answer that taught you something.");
    }
    in_time(app, &round, author).await?;
    app.store.vote(&round.id, person.user, author, app.clock.now()).await?;
    score::score(app, &round).await?;
    Ok(Reply::Update(page(app, person, &round, at).await?))
}

/// Marks the best answer, or takes that back.
pub async fn best(app: &App, person: &Person, round: &RoundId, author: UserId, at: usize) -> anyhow::Result<Reply> {
    person.must_organize(&app.store).await?;
    let mut round = checklist::open_still(app, round).await?;
    in_time(app, &round, author).await?;
    round.best = (round.best != Some(author)).then_some(author);
    app.store.set_best(&round.id, round.best).await?;
    score::score(app, &round).await?;
    Ok(Reply::Update(page(app, person, &round, at).await?))
}

async fn in_time(app: &App, round: &Round, author: UserId) -> anyhow::Result<()> {
    match app.store.answer(round, author).await? {
        Some(answer) if !answer.late => Ok(()),
        _ => refuse!("That answer is not there any more."),
    }
}

async fn page(app: &App, person: &Person, round: &Round, at: usize) -> anyhow::Result<Message> {
    let mut answers = app.store.answers(round).await?;
    answers.retain(|answer| !answer.late);
    let votes = app.store.votes(&round.id).await?;
    let organizer = person.is_organizer(&app.store).await?;
    Ok(view::checklist::answers(&AnswerPage {
        round,
        answers: &answers,
        at,
        viewer: person.user,
        organizer,
        votes: &votes,
    }))
}
