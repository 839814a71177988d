//! A quiz together: posts that the ticker moves on, and what each player's press brings them in private.
//!
//! Each post is a claimed delivery: the opening, one for each question (which turns into its result when it closes), and the board.
//! Where it is follows from the store alone, so that it goes on after a restart.

use std::collections::BTreeMap;

use anyhow::Context as _;
use chrono::TimeDelta;

use super::alone::{may_show, shown, written};
use super::{end, may_stop, settle};
use crate::app::boundary::{self, Boundary};
use crate::app::deliver::{DeliverError, Step, deliver};
use crate::app::press::Given;
use crate::app::{App, Person, locked};
use crate::discord::SendError;
use crate::domain::ids::{ChannelId, MessageId, UserId};
use crate::domain::quiz::points::source;
use crate::domain::quiz::tally::{board, everyone_answered, nobody_plays};
use crate::domain::quiz::{Ask, End, Quiz, QuizAnswer, QuizQuestion};
use crate::refuse;
use crate::store::{Given as Answer, Took};
use crate::view;
use crate::view::message::{Message, Reply};
use crate::view::quiz::{QuizPress, Shown};

/// From the opening to the first question: for those who are to join.
const LEAD: TimeDelta = TimeDelta::seconds(15);
/// From a question's end to the next: for reading why.
const PAUSE: TimeDelta = TimeDelta::seconds(15);
/// From the last answer of those who joined to the end: for changing one's mind.
const GRACE: TimeDelta = TimeDelta::seconds(5);
/// A quiz that could not go on for so long is over: the players are.
const AWAY: TimeDelta = TimeDelta::minutes(10);

/// Begins, unless one runs there already.
pub async fn start(app: &App, quiz: Quiz, questions: &[QuizQuestion], lacks: &[&str]) -> anyhow::Result<Reply> {
    if !lacks.is_empty() {
        refuse!(
            "I can't play here: I lack the permission {}. Ask somebody who manages the server to give it to me in this channel, or \
             start the quiz in another.",
            lacks.iter().map(|name| format!("**{name}**")).collect::<Vec<_>>().join(", ")
        );
    }
    if let Some(other) = app.store.start_quiz(&quiz, questions).await? {
        let place = app.store.quiz(&other).await?.map_or(quiz.channel, |other| other.place());
        refuse!("{}", view::quiz::together::runs_already(place));
    }
    tracing::info!(guild.id = %quiz.guild, quiz.id = %quiz.id, questions = questions.len(), "a quiz begins");
    app.wake();
    Ok(Reply::private(view::quiz::together::started(&quiz, questions.len())))
}

/// Stops it; the ticker closes the open question and posts the board.
pub async fn stop(app: &App, person: &Person, quiz: &Quiz) -> anyhow::Result<Reply> {
    if !may_stop(app, person, quiz).await? {
        refuse!("{}", view::quiz::together::may_not_stop(quiz.starter));
    }
    let now = app.clock.now();
    if !app.store.decide_quiz_end(&quiz.id, End::Stopped, Some(person.user), now).await? {
        refuse!("This quiz is over.");
    }
    app.wake();
    Ok(Reply::private("The quiz is stopped. Its board comes in a moment."))
}

/// Does what one of its buttons asks for.
pub async fn press(
    app: &App,
    person: &Person,
    quiz: Quiz,
    (press, given): (QuizPress, Given),
) -> anyhow::Result<Reply> {
    let number = match press {
        QuizPress::Pick(number, _)
        | QuizPress::Reveal(number)
        | QuizPress::Rate(number, _)
        | QuizPress::Write(number)
        | QuizPress::Mine(number) => number,
        QuizPress::Stop => return stop(app, person, &quiz).await,
        _ => refuse!("This button is from another time, and does nothing any more."),
    };
    let questions = app.store.quiz_questions(&quiz.id).await?;
    let Some(asked) = questions.iter().find(|asked| asked.number == number) else {
        refuse!("This quiz has no such question.")
    };
    let bank = app.bank();
    if !may_show(app, &bank, &quiz, asked).await? {
        refuse!("A round is asking this question right now, or it left the bank. It is left out of the quiz.");
    }
    let shown = shown(&bank, &quiz, asked, questions.len())?;
    let me = person.user;
    match (press, asked.ask) {
        (QuizPress::Mine(_), _) => mine(app, &shown, me).await,
        (QuizPress::Pick(_, choice), Ask::Choice) if asked.order.contains(&choice) => {
            let took = take(app, &shown, me, Answer::Pick(choice)).await?;
            let answer = own(app, &shown, me).await?.context("an answer that was just taken is gone")?;
            let note = view::quiz::together::picked_note(&shown, &answer);
            if took == Took::NoMoreChanges {
                refuse!("You changed your pick once already; it stays. {note}");
            }
            Ok(Reply::private(note))
        }
        (QuizPress::Reveal(_), Ask::Recall) => {
            take(app, &shown, me, Answer::Look).await?;
            Ok(Reply::Private(looked(app, &shown, me).await?))
        }
        (QuizPress::Rate(_, grade), Ask::Recall) => {
            if take(app, &shown, me, Answer::Rate(grade)).await? == Took::NotSeen {
                refuse!("Reveal the answer first.");
            }
            let message = looked(app, &shown, me).await?;
            Ok(if given.private { Reply::Update(message) } else { Reply::Private(message) })
        }
        (QuizPress::Write(_), Ask::Free) => match given.form {
            None if !asked.is_open(app.clock.now()) => refuse!("This question is closed."),
            None => {
                let before = own(app, &shown, me).await?.and_then(|answer| answer.text).unwrap_or_default();
                Ok(Reply::Form(view::quiz::form(&shown, &before)))
            }
            Some(fields) => {
                let text = written(&fields)?;
                if !asked.is_open(app.clock.now()) {
                    refuse!("This question is closed. {}", view::quiz::too_late(&text));
                }
                take(app, &shown, me, Answer::Write(&text)).await?;
                Ok(Reply::private(view::quiz::together::written_note(&shown)))
            }
        },
        _ => refuse!("This question has no such button."),
    }
}

/// Takes an answer in, and has the post say so; refuses it at a question that takes none.
async fn take(app: &App, shown: &Shown<'_>, user: UserId, answer: Answer<'_>) -> anyhow::Result<Took> {
    let (quiz, number) = (shown.quiz, shown.asked.number);
    let now = app.clock.now();
    let took = app.store.answer_quiz(&quiz.id, number, user, (answer, now)).await?;
    if took == Took::Closed {
        refuse!("This question is closed.");
    }
    if took == Took::New && answer != Answer::Look {
        if everyone_answered(&app.store.quiz_answers(&quiz.id).await?, number) {
            app.store.hasten_quiz(&quiz.id, number, now + GRACE).await?;
        }
        locked(&app.quizzes).insert(quiz.id.clone());
        app.wake();
    }
    Ok(took)
}

async fn own(app: &App, shown: &Shown<'_>, user: UserId) -> anyhow::Result<Option<QuizAnswer>> {
    let answers = app.store.quiz_answers(&shown.quiz.id).await?;
    Ok(answers.into_iter().find(|answer| answer.number == shown.asked.number && answer.user == user))
}

async fn looked(app: &App, shown: &Shown<'_>, user: UserId) -> anyhow::Result<Message> {
    let answer = own(app, shown, user).await?.context("a look that was just taken is gone")?;
    Ok(view::quiz::together::looked(shown, &answer))
}

async fn mine(app: &App, shown: &Shown<'_>, user: UserId) -> anyhow::Result<Reply> {
    if shown.asked.closed_at.is_none() {
        refuse!("You see how you did once the question is closed.");
    }
    let answer = own(app, shown, user).await?;
    let earned = settle::earned_by(app, shown.quiz, shown.asked, user).await?;
    Ok(Reply::Private(view::quiz::together::mine(shown, answer.as_ref(), earned)))
}

/// Takes the quiz as far as it can go now.
pub async fn advance(app: &App, quiz: &Quiz) -> anyhow::Result<()> {
    let Some(quiz) = app.store.quiz(&quiz.id).await?.filter(Quiz::is_running) else { return Ok(()) };
    if quiz.company == crate::domain::quiz::Company::Alone {
        // It was stopped, and a crash came between.
        return end(app, &quiz, End::Stopped, None).await.map(drop);
    }
    match step(app, &quiz).await {
        Err(DeliverError::Send(error @ (SendError::Refused { .. } | SendError::Gone { .. }))) => {
            app.store.decide_quiz_end(&quiz.id, End::Refused, None, app.clock.now()).await?;
            app.store.finish_quiz(&quiz.id, app.clock.now()).await?;
            tracing::warn!(guild.id = %quiz.guild, quiz.id = %quiz.id, %error, "a quiz could not be posted");
            let told = app.discord.tell(quiz.starter, &view::quiz::together::refused(&quiz, &error.to_string())).await;
            if let Err(error) = told {
                tracing::warn!(guild.id = %quiz.guild, quiz.id = %quiz.id, %error, "its starter could not be told");
            }
            Ok(())
        }
        Err(error) => Err(anyhow::Error::new(error).context("taking a quiz on")),
        Ok(()) => Ok(()),
    }
}

async fn step(app: &App, quiz: &Quiz) -> Result<(), DeliverError> {
    let now = app.clock.now();
    let mut quiz = quiz.clone();
    if quiz.end.is_none() && quiz.next_at.is_some_and(|due| due + AWAY < now) {
        app.store.decide_quiz_end(&quiz.id, End::Away, None, now).await?;
        quiz.end = Some(End::Away);
    }
    if quiz.at == 0 && quiz.end.is_none() {
        let fresh = app.store.delivery(&step_name(&quiz, "open")).await?.is_none_or(|step| step.message.is_none());
        open(app, &mut quiz).await?;
        if fresh {
            app.store.move_quiz(&quiz.id, 0, Some(app.clock.now() + LEAD)).await?;
            return Ok(());
        }
    }
    let questions = app.store.quiz_questions(&quiz.id).await?;
    if let Some(asked) = questions.iter().find(|asked| asked.number == quiz.at) {
        let paused = asked.closed_at.zip(quiz.next_at).is_some_and(|(closed, next)| next > closed);
        if asked.closed_at.is_none() && !is_posted(app, &quiz, asked).await? && quiz.end.is_none() {
            return ask(app, &quiz, (asked, questions.len())).await;
        }
        if asked.closed_at.is_none() && quiz.end.is_none() && asked.is_open(now) {
            return Ok(update(app, &quiz, asked, questions.len()).await?);
        }
        if !paused || asked.closed_at.is_none() {
            return close(app, &quiz, asked).await;
        }
    }
    next(app, &quiz, &questions).await
}

/// Asks the next question that may be asked, or ends.
async fn next(app: &App, quiz: &Quiz, questions: &[QuizQuestion]) -> Result<(), DeliverError> {
    let bank = app.bank();
    if quiz.end.is_none() {
        for asked in questions.iter().filter(|asked| asked.number > quiz.at && asked.closed_at.is_none()) {
            if may_show(app, &bank, quiz, asked).await? {
                return ask(app, quiz, (asked, questions.len())).await;
            }
            app.store.close_quiz_question(&quiz.id, asked.number, app.clock.now(), true).await?;
        }
        app.store.decide_quiz_end(&quiz.id, End::Finished, None, app.clock.now()).await?;
    }
    finish(app, quiz).await
}

/// The opening, and the thread under it.
async fn open(app: &App, quiz: &mut Quiz) -> Result<(), DeliverError> {
    let topic = topic(app, quiz);
    let of = app.store.quiz_questions(&quiz.id).await?.len();
    let message = view::quiz::together::opening(quiz, of, topic.as_deref(), Some(app.clock.now() + LEAD));
    let (name, mark) = (step_name(quiz, "open"), view::quiz::together::opening_mark(quiz));
    let posted = post(app, quiz.channel, (&name, &message, &mark)).await?;
    if !quiz.threaded || quiz.thread.is_some() {
        return Ok(());
    }
    let name = view::quiz::together::thread_name(quiz, topic.as_deref());
    match app.discord.open_thread(quiz.channel, posted, &name).await {
        Ok(thread) => {
            app.store.set_quiz_thread(&quiz.id, thread).await?;
            quiz.thread = Some(thread);
        }
        // The channel is the next best place.
        Err(error @ (SendError::Refused { .. } | SendError::Gone { .. })) => {
            tracing::warn!(guild.id = %quiz.guild, quiz.id = %quiz.id, %error, "a quiz has no thread");
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

/// Posts a question; one that was sent before a crash is adopted, and has its time anew.
async fn ask(app: &App, quiz: &Quiz, (asked, of): (&QuizQuestion, usize)) -> Result<(), DeliverError> {
    let name = step_name(quiz, &format!("question:{}", asked.number));
    let again = app.store.delivery(&name).await?.is_some();
    let now = app.clock.now();
    let closes = now + TimeDelta::seconds(quiz.seconds(asked.ask).into());
    // Before it is posted, so that the first press finds it open.
    app.store.ask_quiz_question(&quiz.id, asked.number, now, Some(closes)).await?;
    app.store.move_quiz(&quiz.id, asked.number, Some(closes)).await?;
    let asked = QuizQuestion { asked_at: Some(now), closes_at: Some(closes), ..asked.clone() };
    let bank = app.bank();
    let shown = shown(&bank, quiz, &asked, of)?;
    let message = view::quiz::together::question(&shown, 0);
    let mark = view::quiz::together::question_mark(&shown);
    post(app, quiz.place(), (&name, &message, &mark)).await?;
    if again {
        update(app, quiz, &asked, of).await?;
    }
    Ok(())
}

/// Closes the open question, and turns its post into its result.
async fn close(app: &App, quiz: &Quiz, asked: &QuizQuestion) -> Result<(), DeliverError> {
    let bank = app.bank();
    let left_out = !may_show(app, &bank, quiz, asked).await?;
    let now = app.clock.now();
    // One that comes late does not close later than it said.
    let at = asked.closes_at.map_or(now, |closes| closes.min(now));
    app.store.close_quiz_question(&quiz.id, asked.number, at, left_out).await?;
    let questions = app.store.quiz_questions(&quiz.id).await?;
    let asked = questions.iter().find(|other| other.number == asked.number).unwrap_or(asked);
    if !asked.left_out
        && let Some(question) = bank.question(&asked.question)
    {
        settle::settle(app, quiz, asked, question).await?;
    }
    let answers = app.store.quiz_answers(&quiz.id).await?;
    if quiz.end.is_none() && nobody_plays(&questions, &answers) {
        app.store.decide_quiz_end(&quiz.id, End::Idle, None, now).await?;
    }
    let quiz = app.store.quiz(&quiz.id).await?.context("a quiz that runs is gone")?;
    let last = questions.iter().all(|other| other.closed_at.is_some());
    let next = (quiz.end.is_none() && !last).then_some(now + PAUSE);
    let message = match (asked.left_out, shown(&bank, &quiz, asked, questions.len())) {
        (false, Ok(shown)) => {
            let given: Vec<&QuizAnswer> = answers.iter().filter(|answer| answer.number == asked.number).collect();
            view::quiz::together::closed(&shown, &given, next)
        }
        _ => view::quiz::together::left_out(asked.number),
    };
    edit(app, &quiz, &format!("question:{}", asked.number), &message).await?;
    match next {
        Some(next) => Ok(app.store.move_quiz(&quiz.id, quiz.at, Some(next)).await?),
        None => {
            app.store.decide_quiz_end(&quiz.id, End::Finished, None, now).await?;
            finish(app, &quiz).await
        }
    }
}

/// The board, and the end.
async fn finish(app: &App, quiz: &Quiz) -> Result<(), DeliverError> {
    let quiz = app.store.quiz(&quiz.id).await?.context("a quiz that runs is gone")?;
    let questions = app.store.quiz_questions(&quiz.id).await?;
    let asked: Vec<u8> = questions
        .iter()
        .filter(|asked| asked.asked_at.is_some() && asked.closed_at.is_some() && !asked.left_out)
        .map(|asked| asked.number)
        .collect();
    let mut answers = app.store.quiz_answers(&quiz.id).await?;
    answers.retain(|answer| asked.contains(&answer.number) && answer.outcome.is_some());
    let mut points: BTreeMap<UserId, u32> = BTreeMap::new();
    for number in &asked {
        for entry in app.store.entries_of(&source(&quiz.id, *number)).await? {
            *points.entry(entry.user).or_default() += entry.points;
        }
    }
    let message = view::quiz::together::board(&quiz, &board(&answers, &points), asked.len());
    let mark = view::quiz::together::board_mark(&quiz);
    post(app, quiz.place(), (&step_name(&quiz, "board"), &message, &mark)).await?;
    let opening = view::quiz::together::opening(&quiz, questions.len(), topic(app, &quiz).as_deref(), None);
    edit(app, &quiz, "open", &opening).await?;
    app.store.finish_quiz(&quiz.id, app.clock.now()).await?;
    tracing::info!(guild.id = %quiz.guild, quiz.id = %quiz.id, end = ?quiz.end, "a quiz is over");
    Ok(())
}

/// Has the open question's post say how many have answered, and when it closes.
async fn update(app: &App, quiz: &Quiz, asked: &QuizQuestion, of: usize) -> anyhow::Result<()> {
    let answers = app.store.quiz_answers(&quiz.id).await?;
    let answered = answers.iter().filter(|answer| answer.number == asked.number && answer.is_given()).count();
    let bank = app.bank();
    let shown = shown(&bank, quiz, asked, of)?;
    let message = view::quiz::together::question(&shown, answered);
    edit(app, quiz, &format!("question:{}", asked.number), &message).await
}

async fn is_posted(app: &App, quiz: &Quiz, asked: &QuizQuestion) -> anyhow::Result<bool> {
    let step = app.store.delivery(&step_name(quiz, &format!("question:{}", asked.number))).await?;
    Ok(step.is_some_and(|step| step.message.is_some()))
}

async fn post(
    app: &App,
    channel: ChannelId,
    (name, message, mark): (&str, &Message, &str),
) -> Result<MessageId, DeliverError> {
    let sent: Boundary = boundary::QUIZ_SENT;
    deliver(app, Step { name: name.to_owned(), channel, message, mark, sent }).await
}

/// Puts a message in the place of what a step posted. Where that is gone, there is nothing to change.
async fn edit(app: &App, quiz: &Quiz, step: &str, message: &Message) -> anyhow::Result<()> {
    let Some(posted) = app.store.delivery(&step_name(quiz, step)).await? else { return Ok(()) };
    let Some(id) = posted.message else { return Ok(()) };
    match app.discord.edit(posted.channel, MessageId(id), message).await {
        Err(error @ (SendError::Gone { .. } | SendError::Refused { .. })) => {
            tracing::warn!(guild.id = %quiz.guild, quiz.id = %quiz.id, step, %error, "a quiz's post could not be changed");
            Ok(())
        }
        other => Ok(other?),
    }
}

fn step_name(quiz: &Quiz, step: &str) -> String {
    format!("quiz:{}:{step}", quiz.id)
}

fn topic(app: &App, quiz: &Quiz) -> Option<String> {
    let bank = app.bank();
    let topic = quiz.topic.as_ref()?;
    Some(bank.topic(topic).map_or_else(|| topic.clone(), |topic| topic.name.clone()))
}
