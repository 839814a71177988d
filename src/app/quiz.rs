//! A quiz question, privately: four choices in a random order, a pick that may be changed once, and why each is right or wrong.

use rand::seq::{IndexedRandom as _, SliceRandom as _};

use super::{App, Person, leaderboard, study};
use crate::domain::board::Period;
use crate::domain::ids::QuizId;
use crate::domain::points::{QuizFacts, score_quiz};
use crate::domain::question::{Level, Question};
use crate::refuse;
use crate::store::{Picked, Quiz};
use crate::view;
use crate::view::message::{Message, Reply};

/// A new question of that topic and level; of any, where none is given.
pub async fn start(app: &App, person: &Person, topic: Option<&str>, level: Option<Level>) -> anyhow::Result<Reply> {
    Ok(Reply::Private(fresh(app, person, topic, level).await?))
}

async fn fresh(app: &App, person: &Person, topic: Option<&str>, level: Option<Level>) -> anyhow::Result<Message> {
    let bank = app.bank();
    if let Some(topic) = topic
        && bank.topic(topic).is_none()
    {
        refuse!("There is no topic `{}`. The list that opens while you type has them all.", view::text::name(topic));
    }
    let fits = |question: &&Question| {
        topic.is_none_or(|topic| question.topic == topic) && level.is_none_or(|level| question.level == level)
    };
    let open = study::being_asked(app, person.guild).await?;
    let pool: Vec<&Question> =
        bank.questions().iter().filter(fits).filter(|question| !open.contains(&question.id)).collect();
    let now = app.clock.now();
    let (today, _) = Period::Today.range(now, leaderboard::zone(app, person.guild).await?);
    let had = app.store.quizzes_of(person.guild, person.user, today.unwrap_or(now)).await?;
    let new: Vec<&Question> =
        pool.iter().filter(|question| !had.iter().any(|quiz| quiz.question == question.id)).copied().collect();
    let Some(question) = new.choose(&mut rand::rng()).or_else(|| pool.choose(&mut rand::rng())).copied() else {
        refuse!("The bank has no question of that topic and level yet. Leave one of them out.");
    };
    let mut choices: Vec<u8> = (0..question.choices.len()).filter_map(|place| u8::try_from(place).ok()).collect();
    choices.shuffle(&mut rand::rng());
    let quiz = Quiz {
        id: QuizId::new(now, rand::random()),
        guild: person.guild,
        user: person.user,
        question: question.id.clone(),
        choices,
        picked: None,
        changes: 0,
        started_at: now,
        revealed_at: None,
    };
    app.store.add_quiz(&quiz).await?;
    Ok(view::quiz::open(&shown(&bank, &quiz, question)))
}

/// Picks a choice, or changes the pick.
pub async fn pick(app: &App, person: &Person, id: &QuizId, choice: u8) -> anyhow::Result<Reply> {
    own(app, person, id).await?;
    match app.store.pick(id, choice).await? {
        Picked::New | Picked::Changed | Picked::Same => {}
        Picked::NoMoreChanges => refuse!("You changed your pick once already. Press **Reveal** when you are ready."),
        Picked::Revealed => refuse!("This one is revealed. Press **Another one** to go on."),
    }
    let quiz = own(app, person, id).await?;
    let bank = app.bank();
    Ok(Reply::Update(view::quiz::open(&shown(&bank, &quiz, question(&bank, &quiz)?))))
}

/// Reveals the right choice, and writes what it earned.
pub async fn reveal(app: &App, person: &Person, id: &QuizId) -> anyhow::Result<Reply> {
    let quiz = own(app, person, id).await?;
    let Some(picked) = quiz.picked else { refuse!("Pick one first.") };
    if quiz.revealed_at.is_none() && study::being_asked(app, person.guild).await?.contains(&quiz.question) {
        refuse!("This question is being asked right now. Come back to it after the round's reveal.");
    }
    let bank = app.bank();
    let question = question(&bank, &quiz)?;
    let right = question.choices.get(usize::from(picked)).is_some_and(|choice| choice.right);
    let now = app.clock.now();
    let (today, _) = Period::Today.range(now, leaderboard::zone(app, person.guild).await?);
    let today = today.unwrap_or(now);
    let had: Vec<String> = app
        .store
        .quizzes_of(person.guild, person.user, today)
        .await?
        .into_iter()
        .filter(|other| other.id != *id && other.revealed_at.is_some())
        .map(|other| other.question)
        .collect();
    let source = format!("quiz:{id}");
    if app.store.reveal_quiz(id, now).await?.is_some() {
        let earned = app.store.quiz_points_since(person.guild, person.user, today).await?;
        let entry = score_quiz(QuizFacts {
            quiz: id,
            guild: person.guild,
            user: person.user,
            question: &quiz.question,
            topic: &question.topic,
            right,
            at: now,
            answered_today: &had,
            earned_today: u32::try_from(earned).unwrap_or(0),
            rates: &app.rates,
        });
        app.store.rewrite_entries(&source, entry.as_slice()).await?;
    }
    let points = app.store.entries_of(&source).await?.iter().map(|entry| entry.points).sum();
    let why_none = match (right, had.contains(&quiz.question)) {
        (false, _) => None,
        (true, true) => Some("you had this question today already."),
        (true, false) => Some("today's quiz points are used up. They come back tomorrow."),
    };
    Ok(Reply::Update(view::quiz::revealed(&shown(&bank, &quiz, question), points, why_none)))
}

/// Another question.
pub async fn next(app: &App, person: &Person, id: &QuizId) -> anyhow::Result<Reply> {
    own(app, person, id).await?;
    Ok(Reply::Private(fresh(app, person, None, None).await?))
}

async fn own(app: &App, person: &Person, id: &QuizId) -> anyhow::Result<Quiz> {
    match app.store.quiz(id).await? {
        Some(quiz) if quiz.user == person.user => Ok(quiz),
        Some(_) => refuse!("This quiz is somebody else's. Start your own with `/quiz`."),
        None => refuse!("That quiz is not there any more. Start another with `/quiz`."),
    }
}

fn question<'a>(bank: &'a crate::bank::Bank, quiz: &Quiz) -> anyhow::Result<&'a Question> {
    match bank.question(&quiz.question) {
        Some(question) => Ok(question),
        None => refuse!("This question has left the bank. Start another with `/quiz`."),
    }
}

fn shown<'a>(bank: &'a crate::bank::Bank, quiz: &'a Quiz, question: &'a Question) -> view::quiz::Quiz<'a> {
    view::quiz::Quiz {
        id: &quiz.id,
        question,
        topic: bank.topic(&question.topic),
        order: &quiz.choices,
        picked: quiz.picked,
        changed: quiz.changes > 0,
    }
}
