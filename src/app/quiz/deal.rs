//! The questions of a new quiz: what was asked for, without what a round is asking right now, near the member's strength.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::{Where, Wish, check};
use crate::app::{App, Person, study};
use crate::domain::ids::QuizId;
use crate::domain::question::Question;
use crate::domain::quiz::deal::{Candidate, DealRequest, deal as dealt};
use crate::domain::quiz::{Company, Quiz, QuizMode, QuizQuestion};
use crate::domain::rating::Strength;
use crate::refuse;
use crate::view;

/// For how long a question that one had rests, while there are others.
const REST: TimeDelta = TimeDelta::days(14);

/// A new quiz and its questions, neither of them stored yet.
pub async fn deal(app: &App, person: &Person, place: &Where, wish: &Wish) -> anyhow::Result<(Quiz, Vec<QuizQuestion>)> {
    let (count, seconds) = check(wish)?;
    let now = app.clock.now();
    let company = wish.company.unwrap_or(Company::Alone);
    let quiz = Quiz {
        id: QuizId::new(now, rand::random()),
        guild: person.guild,
        starter: person.user,
        company,
        channel: place.channel,
        // A thread has no threads.
        threaded: wish.threaded && company == Company::Together && !place.thread,
        thread: None,
        mode: wish.mode.unwrap_or(QuizMode::Choice),
        topic: wish.topic.clone(),
        level: wish.level,
        count,
        seconds,
        seed: rand::random(),
        at: 0,
        next_at: (company == Company::Together).then_some(now),
        created_at: now,
        offered: false,
        end: None,
        ended_by: None,
        ended_at: None,
    };
    let pool = pool(app, &quiz).await?;
    let since = now - REST;
    let had = app.store.settled_answers_of(quiz.guild, quiz.starter, since).await?;
    let mut had: BTreeSet<String> = had.into_iter().map(|answer| answer.question).collect();
    had.extend(app.store.had_by(quiz.guild, quiz.starter, since).await?.into_iter().map(|had| had.question));
    // What fits the starter together would tell the others how strong they are.
    let strength = match (company, quiz.level) {
        (Company::Alone, None) => {
            let rated = app.store.member_rating(quiz.guild, quiz.starter).await?;
            Some(rated.map_or_else(Strength::newcomer, |(strength, _)| strength))
        }
        _ => None,
    };
    let request = DealRequest { pool: &pool, strength, had: &had, mode: quiz.mode, count, seed: quiz.seed };
    let questions = (1..).zip(dealt(&request)).map(|(number, deal)| QuizQuestion {
        number,
        question: deal.slug,
        topic: deal.topic,
        ask: deal.ask,
        order: deal.order,
        why: deal.why,
        asked_at: None,
        closes_at: None,
        closed_at: None,
        left_out: false,
    });
    let questions: Vec<QuizQuestion> = questions.collect();
    Ok((quiz, questions))
}

/// The questions that were asked for; refuses where there are none.
async fn pool(app: &App, quiz: &Quiz) -> anyhow::Result<Vec<Candidate>> {
    let bank = app.bank();
    if let Some(topic) = &quiz.topic
        && bank.topic(topic).is_none()
    {
        refuse!("There is no topic `{}`. The list that opens while you type has them all.", view::text::name(topic));
    }
    let ratings = app.store.question_ratings(quiz.guild).await?;
    let asked = study::being_asked(app, quiz.guild).await?;
    let fits = |question: &&Question| {
        quiz.topic.as_ref().is_none_or(|topic| question.topic == *topic)
            && quiz.level.is_none_or(|level| question.level == level)
            && !asked.contains(&question.id)
    };
    let pool: Vec<Candidate> = bank
        .questions()
        .iter()
        .filter(fits)
        .map(|question| Candidate {
            slug: question.id.clone(),
            topic: question.topic.clone(),
            strength: ratings.get(&question.id).copied().unwrap_or(Strength::of_level(question.level)),
            choices: u8::try_from(question.choices.len()).unwrap_or(u8::MAX),
        })
        .collect();
    if pool.is_empty() {
        refuse!("The bank has no question of that topic and level that could be asked now. Leave one of them out.");
    }
    Ok(pool)
}
