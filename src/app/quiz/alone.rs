//! A quiz alone: one private message. Each press brings what is needed to change it, so a quiz goes on for as long as it is pressed,
//! and one that was left waits where it was left.

use super::{end, settle};
use crate::app::press::Given;
use crate::app::{App, Person, study};
use crate::bank::Bank;
use crate::domain::question::Question;
use crate::domain::quiz::{Ask, End, Quiz, QuizAnswer, QuizQuestion};
use crate::refuse;
use crate::store::{Given as Answer, Took};
use crate::view;
use crate::view::message::{Message, Reply};
use crate::view::quiz::{QuizPress, Shown};

/// Begins, or, where one was left, offers the choice.
pub async fn start(app: &App, quiz: Quiz, questions: &[QuizQuestion]) -> anyhow::Result<Reply> {
    let Some(left) = app.store.start_quiz(&quiz, questions).await? else {
        return Ok(Reply::Private(show(app, &quiz, "").await?));
    };
    let Some(left) = app.store.quiz(&left).await? else { refuse!("Please try again.") };
    let of = app.store.quiz_questions(&left.id).await?.len();
    let offered = Quiz { offered: true, ..quiz };
    app.store.start_quiz(&offered, questions).await?;
    Ok(Reply::Private(view::quiz::alone::offer(&left, of, &offered)))
}

/// Stops it, and shows how it went.
pub async fn stop(app: &App, quiz: &Quiz) -> anyhow::Result<Reply> {
    end(app, quiz, End::Stopped, Some(quiz.starter)).await?;
    Ok(Reply::Update(show(app, quiz, "").await?))
}

/// Does what one of its buttons asks for.
pub async fn press(
    app: &App,
    person: &Person,
    quiz: Quiz,
    (press, given): (QuizPress, Given),
) -> anyhow::Result<Reply> {
    if quiz.starter != person.user {
        refuse!("{}", view::quiz::alone::not_yours(quiz.starter));
    }
    match press {
        QuizPress::Fresh => {
            if quiz.offered {
                app.store.accept_quiz(&quiz, app.clock.now()).await?;
            }
            return here(app, &quiz, "").await;
        }
        QuizPress::Why(number) => return why(app, &quiz, number).await,
        _ if quiz.offered => refuse!("This quiz has not begun yet."),
        _ if !quiz.is_running() => return here(app, &quiz, "").await,
        QuizPress::Stop => return stop(app, &quiz).await,
        _ => {}
    }
    let number = match press {
        QuizPress::Pick(number, _)
        | QuizPress::Reveal(number)
        | QuizPress::Rate(number, _)
        | QuizPress::Write(number)
        | QuizPress::Next(number)
        | QuizPress::Mine(number)
        | QuizPress::Why(number) => number,
        QuizPress::Stop | QuizPress::Resume | QuizPress::Fresh | QuizPress::Another => {
            return here(app, &quiz, "").await;
        }
    };
    if number != quiz.at {
        // A double press of Next is one; anything else came from an old message.
        let note = if matches!(press, QuizPress::Next(_)) { String::new() } else { view::quiz::alone::over(number) };
        return here(app, &quiz, &note).await;
    }
    let questions = app.store.quiz_questions(&quiz.id).await?;
    let Some(asked) = questions.iter().find(|asked| asked.number == number) else {
        return here(app, &quiz, "").await;
    };
    if matches!(press, QuizPress::Next(_)) {
        if asked.closed_at.is_some() {
            advance(app, &quiz, questions.len()).await?;
        }
        return here(app, &quiz, "").await;
    }
    let bank = app.bank();
    if asked.closed_at.is_some() || !asked.is_open(app.clock.now()) || !may_show(app, &bank, &quiz, asked).await? {
        let late = given.form.map(|fields| written(&fields)).transpose()?;
        return here(app, &quiz, &late.map(|text| view::quiz::too_late(&text)).unwrap_or_default()).await;
    }
    act(app, &quiz, asked, (press, given)).await
}

/// A press on the open question.
async fn act(
    app: &App,
    quiz: &Quiz,
    asked: &QuizQuestion,
    (press, given): (QuizPress, Given),
) -> anyhow::Result<Reply> {
    let answers = app.store.quiz_answers(&quiz.id).await?;
    let answer = answers.iter().find(|answer| answer.number == asked.number);
    match press {
        QuizPress::Pick(_, choice) => {
            if asked.ask != Ask::Choice || !asked.order.contains(&choice) {
                refuse!("This question has no such choice.");
            }
            if take(app, quiz, asked, Answer::Pick(choice)).await? == Took::NoMoreChanges {
                refuse!("You changed your pick once already. Press **Reveal** when you are ready.");
            }
        }
        QuizPress::Reveal(_) if asked.ask == Ask::Choice => {
            if answer.is_none_or(|answer| answer.picked.is_none()) {
                refuse!("Pick one first.");
            }
            close(app, quiz, asked).await?;
        }
        QuizPress::Reveal(_) if asked.ask == Ask::Recall => {
            take(app, quiz, asked, Answer::Look).await?;
        }
        QuizPress::Rate(_, grade) if asked.ask == Ask::Recall => {
            if take(app, quiz, asked, Answer::Rate(grade)).await? == Took::NotSeen {
                refuse!("Reveal the answer first.");
            }
            close(app, quiz, asked).await?;
            settle_closed(app, quiz, asked.number).await?;
            let questions = app.store.quiz_questions(&quiz.id).await?;
            advance(app, quiz, questions.len()).await?;
            let note = format!("Question {}: {}.", asked.number, view::quiz::grade_name(grade));
            return here(app, quiz, &note).await;
        }
        QuizPress::Write(_) if asked.ask == Ask::Free => match given.form {
            None => {
                let bank = app.bank();
                let shown = shown(&bank, quiz, asked, 0)?;
                let before = answer.and_then(|answer| answer.text.as_deref()).unwrap_or_default();
                return Ok(Reply::Form(view::quiz::form(&shown, before)));
            }
            Some(fields) => {
                take(app, quiz, asked, Answer::Write(&written(&fields)?)).await?;
                close(app, quiz, asked).await?;
            }
        },
        _ => {}
    }
    here(app, quiz, "").await
}

/// What a form says; refuses one that says nothing.
pub fn written(fields: &[(String, String)]) -> anyhow::Result<String> {
    let text = fields.iter().find(|(name, _)| name == "answer").map_or("", |(_, text)| text.trim());
    if text.is_empty() {
        refuse!("Your answer is empty. Write a sentence or two.");
    }
    Ok(text.to_owned())
}

async fn take(app: &App, quiz: &Quiz, asked: &QuizQuestion, answer: Answer<'_>) -> anyhow::Result<Took> {
    app.store.answer_quiz(&quiz.id, asked.number, quiz.starter, (answer, app.clock.now())).await
}

async fn close(app: &App, quiz: &Quiz, asked: &QuizQuestion) -> anyhow::Result<()> {
    app.store.close_quiz_question(&quiz.id, asked.number, app.clock.now(), false).await?;
    Ok(())
}

/// Goes on to the next question, or to the end.
async fn advance(app: &App, quiz: &Quiz, of: usize) -> anyhow::Result<()> {
    if usize::from(quiz.at) < of {
        app.store.move_quiz(&quiz.id, quiz.at + 1, None).await
    } else {
        end(app, quiz, End::Finished, None).await.map(drop)
    }
}

async fn here(app: &App, quiz: &Quiz, note: &str) -> anyhow::Result<Reply> {
    Ok(Reply::Update(show(app, quiz, note).await?))
}

/// The quiz as it stands, with a line above it. Takes every step that can be taken without its member.
async fn show(app: &App, quiz: &Quiz, note: &str) -> anyhow::Result<Message> {
    let mut note = note.to_owned();
    loop {
        let Some(quiz) = app.store.quiz(&quiz.id).await? else { refuse!("That quiz is not there any more.") };
        let questions = app.store.quiz_questions(&quiz.id).await?;
        if quiz.ended_at.is_some() {
            return summary(app, &quiz, &questions, note).await;
        }
        let Some(asked) = questions.iter().find(|asked| asked.number == quiz.at) else {
            // Before the first, or, where there are none, at the end.
            advance(app, &quiz, questions.len()).await?;
            continue;
        };
        let bank = app.bank();
        if asked.left_out {
            advance(app, &quiz, questions.len()).await?;
            continue;
        }
        if asked.closed_at.is_none() && !may_show(app, &bank, &quiz, asked).await? {
            note = format!("Question {} is left out: a round is asking it, or it left the bank.", asked.number);
            app.store.close_quiz_question(&quiz.id, asked.number, app.clock.now(), true).await?;
            continue;
        }
        let now = app.clock.now();
        if asked.asked_at.is_none() {
            let closes = quiz.seconds.map(|seconds| now + chrono::TimeDelta::seconds(seconds.into()));
            app.store.ask_quiz_question(&quiz.id, asked.number, now, closes).await?;
            continue;
        }
        if asked.closed_at.is_none() && !asked.is_open(now) {
            close(app, &quiz, asked).await?;
            continue;
        }
        if asked.closed_at.is_some() && !may_show(app, &bank, &quiz, asked).await? {
            settle_closed(app, &quiz, asked.number).await?;
            advance(app, &quiz, questions.len()).await?;
            continue;
        }
        if asked.closed_at.is_some() {
            let result = result(app, &quiz, asked, questions.len()).await?;
            return Ok(Message { content: note, ..result });
        }
        let answers = app.store.quiz_answers(&quiz.id).await?;
        let shown = shown(&bank, &quiz, asked, questions.len())?;
        return Ok(view::quiz::alone::question(&shown, own(&answers, asked), &note));
    }
}

/// A closed question, settled.
async fn result(app: &App, quiz: &Quiz, asked: &QuizQuestion, of: usize) -> anyhow::Result<Message> {
    settle_closed(app, quiz, asked.number).await?;
    let answers = app.store.quiz_answers(&quiz.id).await?;
    let earned = settle::earned_by(app, quiz, asked, quiz.starter).await?;
    let late = asked.closes_at.zip(asked.closed_at).is_some_and(|(closes, closed)| closed >= closes);
    let bank = app.bank();
    let shown = shown(&bank, quiz, asked, of)?;
    Ok(view::quiz::alone::result(&shown, own(&answers, asked), earned, late))
}

async fn settle_closed(app: &App, quiz: &Quiz, number: u8) -> anyhow::Result<()> {
    let questions = app.store.quiz_questions(&quiz.id).await?;
    let bank = app.bank();
    match questions.iter().find(|asked| asked.number == number && asked.closed_at.is_some()) {
        Some(asked) => match bank.question(&asked.question) {
            Some(question) => settle::settle(app, quiz, asked, question).await,
            None => Ok(()),
        },
        None => Ok(()),
    }
}

async fn summary(app: &App, quiz: &Quiz, questions: &[QuizQuestion], note: String) -> anyhow::Result<Message> {
    let bank = app.bank();
    let answers = app.store.quiz_answers(&quiz.id).await?;
    let mut lines = Vec::new();
    for asked in questions {
        let points = app.store.entries_of(&crate::domain::quiz::points::source(&quiz.id, asked.number)).await?;
        lines.push(view::quiz::alone::Line {
            asked,
            title: bank.question(&asked.question).map_or(asked.question.as_str(), |question| question.title.as_str()),
            answer: own(&answers, asked),
            points: points.iter().map(|entry| entry.points).sum(),
        });
    }
    Ok(Message { content: note, ..view::quiz::alone::summary(quiz, &lines) })
}

async fn why(app: &App, quiz: &Quiz, number: u8) -> anyhow::Result<Reply> {
    let questions = app.store.quiz_questions(&quiz.id).await?;
    match questions.iter().find(|asked| asked.number == number) {
        Some(asked) => Ok(Reply::Private(view::quiz::alone::why(asked))),
        None => refuse!("This quiz has no such question."),
    }
}

fn own<'a>(answers: &'a [QuizAnswer], asked: &QuizQuestion) -> Option<&'a QuizAnswer> {
    answers.iter().find(|answer| answer.number == asked.number)
}

/// False where a question has left the bank, or a round is asking it: its answer would be given away.
pub async fn may_show(app: &App, bank: &Bank, quiz: &Quiz, asked: &QuizQuestion) -> anyhow::Result<bool> {
    Ok(bank.question(&asked.question).is_some()
        && !study::being_asked(app, quiz.guild).await?.contains(&asked.question))
}

/// The question as the bank has it.
pub fn shown<'a>(bank: &'a Bank, quiz: &'a Quiz, asked: &'a QuizQuestion, of: usize) -> anyhow::Result<Shown<'a>> {
    let Some(question): Option<&Question> = bank.question(&asked.question) else {
        refuse!("This question has left the bank. Start another quiz with `/quiz start`.")
    };
    Ok(Shown { quiz, of, asked, question, topic: bank.topic(&question.topic) })
}
