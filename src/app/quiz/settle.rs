//! What came of a question that was closed: how well each knew it, what that says about their strength and the question's, what it
//! earns, and what is remembered of it. Every step can be taken again after a crash.

use anyhow::Context as _;
use chrono::{DateTime, TimeDelta, Utc};

use crate::app::review::{Memory, remember};
use crate::app::{App, leaderboard};
use crate::domain::board::Period;
use crate::domain::grading::{Grader, Verdict};
use crate::domain::ids::{GuildId, UserId};
use crate::domain::points::{Entry, Rates};
use crate::domain::question::Question;
use crate::domain::quiz::points::{Earned, Had, Settled, score_day, source};
use crate::domain::quiz::{Ask, Grade, Quiz, QuizAnswer, QuizQuestion};
use crate::domain::rating::Strength;
use crate::store::{Settling, Store};

/// Settles every answer to a question that was closed, and writes what they earn.
pub async fn settle(app: &App, quiz: &Quiz, asked: &QuizQuestion, question: &Question) -> anyhow::Result<()> {
    let answers = app.store.quiz_answers(&quiz.id).await?;
    let answers: Vec<QuizAnswer> =
        answers.into_iter().filter(|answer| answer.number == asked.number && answer.is_given()).collect();
    let open: Vec<&QuizAnswer> = answers.iter().filter(|answer| answer.settled_at.is_none()).collect();
    let verdicts = graded(question, asked, &open).await?;
    for (answer, verdict) in open.into_iter().zip(verdicts) {
        let grade = match asked.ask {
            Ask::Choice => Grade::of_choice(answer.picked.is_some_and(|pick| is_right(question, pick))),
            Ask::Recall => answer.grade.unwrap_or(Grade::Again),
            Ask::Free => {
                verdict.as_ref().map_or(Grade::Again, |verdict| Grade::of_verdict(verdict, &question.decisive))
            }
        };
        let settling = Settling {
            quiz: (&quiz.id, quiz.guild),
            question: asked,
            user: answer.user,
            grade,
            verdict: verdict.as_ref(),
            hardness: Strength::of_level(question.level),
        };
        app.store.settle_quiz_answer(&settling, app.clock.now()).await?;
    }
    let mut entries: Vec<Entry> = Vec::new();
    for answer in &answers {
        if let Some((settled, earned)) = earned(app, quiz, asked, answer.user).await? {
            entries.extend(settled.entry(earned.points));
        }
    }
    let source = source(&quiz.id, asked.number);
    app.store.rewrite_entries(&source, &entries).await?;
    let settled = app.store.quiz_answers(&quiz.id).await?.into_iter();
    for answer in settled.filter(|answer| answer.number == asked.number && answer.settled_at.is_some()) {
        if let Some(rating) = answer.grade {
            remember(app, Memory { user: answer.user, question: &asked.question, rating, source: &source }).await?;
        }
    }
    Ok(())
}

/// What an answer earns; `None` where there is none, or it is not settled.
pub async fn earned_by(app: &App, quiz: &Quiz, asked: &QuizQuestion, user: UserId) -> anyhow::Result<Option<Earned>> {
    Ok(earned(app, quiz, asked, user).await?.map(|(_, earned)| earned))
}

async fn earned(
    app: &App,
    quiz: &Quiz,
    asked: &QuizQuestion,
    user: UserId,
) -> anyhow::Result<Option<(Settled, Earned)>> {
    let Some(closed) = asked.closed_at else { return Ok(None) };
    // It is settled when it was closed or, after a crash, later: maybe on the next day.
    let since = Period::Today.range(closed, leaderboard::zone(app, quiz.guild).await?).0.unwrap_or(closed);
    let answers = app.store.settled_answers_of(quiz.guild, user, since).await?;
    let scored = by_day(&app.store, quiz.guild, answers, &app.rates).await?;
    Ok(scored.into_iter().find(|(settled, _)| settled.quiz == quiz.id && settled.number == asked.number))
}

/// What a member's answers in a guild earn, each local day by itself; in the order in which they were settled.
pub async fn by_day(
    store: &Store,
    guild: GuildId,
    answers: Vec<Settled>,
    rates: &Rates,
) -> anyhow::Result<Vec<(Settled, Earned)>> {
    let zone = leaderboard::zone_in(store, guild).await?;
    let Some(first) = answers.first() else { return Ok(Vec::new()) };
    // No day is as long as two.
    let had = store.had_by(guild, first.user, first.at - TimeDelta::days(2)).await?;
    let day = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
    let scored = answers.chunk_by(|one, next| day(one.at) == day(next.at)).flat_map(|today| {
        let that_day = had.iter().filter(|had| today.first().is_some_and(|first| day(first.at) == day(had.at)));
        score_day(today, &that_day.cloned().collect::<Vec<Had>>(), rates)
    });
    let scored: Vec<Earned> = scored.collect();
    Ok(answers.into_iter().zip(scored).collect())
}

fn is_right(question: &Question, pick: u8) -> bool {
    question.choices.get(usize::from(pick)).is_some_and(|choice| choice.right)
}

/// What the grader finds in each text; `None` for answers without one.
async fn graded(
    question: &Question,
    asked: &QuizQuestion,
    answers: &[&QuizAnswer],
) -> anyhow::Result<Vec<Option<Verdict>>> {
    if asked.ask != Ask::Free || answers.is_empty() {
        return Ok(vec![None; answers.len()]);
    }
    let question = question.clone();
    let texts: Vec<Option<String>> = answers.iter().map(|answer| answer.text.clone()).collect();
    let grading = move || {
        let grader = Grader::new(&question);
        texts.into_iter().map(|text| text.map(|text| grader.grade(&text))).collect()
    };
    tokio::task::spawn_blocking(grading).await.context("grading")
}
