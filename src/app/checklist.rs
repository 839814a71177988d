//! "How did I do?": a member's own checklist, and an organizer's word on somebody's.

use super::collect::current;
use super::{App, Person, score};
use crate::domain::answer::Answer;
use crate::domain::checklist::{Tick, Ticker};
use crate::domain::grading::Grader;
use crate::domain::ids::{RoundId, UserId};
use crate::domain::round::{Round, RoundState};
use crate::refuse;
use crate::view::message::{Message, Reply};
use crate::view::{self, time};

/// Shows a member what their answer covered.
pub async fn how(app: &App, person: &Person, round: &RoundId) -> anyhow::Result<Reply> {
    let round = revealed(app, round).await?;
    Ok(Reply::Private(shown(app, &round, person.user, false).await?))
}

/// Takes a member's own ticks.
pub async fn tick(app: &App, person: &Person, round: &RoundId, ticked: &[String]) -> anyhow::Result<Reply> {
    let round = open_still(app, round).await?;
    write(app, &round, person.user, Ticker::Member, ticked).await?;
    Ok(Reply::Update(shown(app, &round, person.user, false).await?))
}

/// Shows an organizer somebody's ticks, to overrule them.
pub async fn overrule(app: &App, person: &Person, round: &RoundId, of: UserId) -> anyhow::Result<Reply> {
    person.must_organize(&app.store).await?;
    let round = open_still(app, round).await?;
    Ok(Reply::Private(shown(app, &round, of, true).await?))
}

/// Takes an organizer's ticks.
pub async fn overruled(
    app: &App,
    person: &Person,
    round: &RoundId,
    of: UserId,
    ticked: &[String],
) -> anyhow::Result<Reply> {
    person.must_organize(&app.store).await?;
    let round = open_still(app, round).await?;
    write(app, &round, of, Ticker::Organizer, ticked).await?;
    Ok(Reply::Update(shown(app, &round, of, true).await?))
}

/// A round whose reference answer everybody may read.
pub async fn revealed(app: &App, round: &RoundId) -> anyhow::Result<Round> {
    let round = current(app, round).await?;
    match (round.state, round.reveal_at) {
        (RoundState::Revealed | RoundState::Settled, _) => Ok(round),
        (_, Some(at)) if round.closed_at.is_none() => {
            refuse!("This round is revealed {}. Please come back then.", time::relative(at))
        }
        _ => refuse!("The reveal is under way. Please try again in a moment."),
    }
}

/// A revealed round whose points are not final.
pub async fn open_still(app: &App, round: &RoundId) -> anyhow::Result<Round> {
    let round = revealed(app, round).await?;
    if round.state == RoundState::Settled {
        refuse!("This round is settled, so nothing about it can be changed any more.");
    }
    Ok(round)
}

/// Somebody's answer, if it came in time.
pub async fn in_time(app: &App, round: &Round, user: UserId) -> anyhow::Result<Answer> {
    let Some(answer) = app.store.answer(round, user).await?.filter(|answer| !answer.late) else {
        refuse!(
            "You have no answer in this round that came in time. The reference answer is there to learn from all the same."
        );
    };
    Ok(answer)
}

async fn write(app: &App, round: &Round, user: UserId, by: Ticker, ticked: &[String]) -> anyhow::Result<()> {
    if app.store.answer(round, user).await?.is_none_or(|answer| answer.late) {
        refuse!("There is no answer that came in time, so there is nothing to tick.");
    }
    let bank = app.bank();
    let Some(question) = bank.question(&round.question) else { refuse!("This round's question has left the bank.") };
    let ticks: Vec<Tick> = question
        .key_points
        .iter()
        .map(|point| Tick {
            user,
            key_point: point.id.clone(),
            by,
            covered: ticked.contains(&point.id),
            words: String::new(),
        })
        .collect();
    app.store.set_ticks(&round.id, &ticks, app.clock.now()).await?;
    score::score(app, round).await?;
    Ok(())
}

async fn shown(app: &App, round: &Round, user: UserId, overrule: bool) -> anyhow::Result<Message> {
    let bank = app.bank();
    let Some(question) = bank.question(&round.question) else { refuse!("This round's question has left the bank.") };
    let answer = in_time(app, round, user).await?;
    let verdict = Grader::new(question).grade(&answer.text());
    let mistakes: Vec<(String, String)> = verdict
        .mistakes
        .iter()
        .filter_map(|found| Some((question.mistake(&found.mistake)?.text.clone(), found.words.clone())))
        .collect();
    let ticks = app.store.ticks(&round.id).await?;
    let entries = app.store.entries_of(&format!("round:{}", round.id)).await?;
    let points = entries.iter().filter(|entry| entry.user == user).map(|entry| entry.points).sum();
    let opinion = app.opinions().map(|opinions| opinions.place());
    let list =
        view::checklist::Checklist { round, question, user, ticks: &ticks, mistakes: &mistakes, points, opinion };
    Ok(if overrule { view::checklist::overrule(&list) } else { view::checklist::own(&list) })
}
