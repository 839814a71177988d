//! What members answer in quizzes, and what comes of it: how it was settled, and how strong that makes them.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};

use super::Store;
use super::columns::{bits, ms, snowflake, time, variant, word};
use super::db::{Tx, on, row, rows, run};
use super::quizzes::QuestionRow;
use crate::domain::grading::Verdict;
use crate::domain::ids::{GuildId, QuizId, UserId};
use crate::domain::quiz::points::Settled;
use crate::domain::quiz::{Grade, QuizAnswer, QuizQuestion};
use crate::domain::rating::{Strength, play};

/// What a member does about a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given<'a> {
    /// Chooses, by the choice's place in the bank.
    Pick(u8),
    /// Has the answer shown, to rate themselves.
    Look,
    /// Rates themselves.
    Rate(Grade),
    /// Writes.
    Write(&'a str),
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Took {
    /// It is the first.
    New,
    /// It replaces what there was.
    Changed,
    /// It is what there was already.
    Same,
    /// The one change of a choice was made already; it stays as it was.
    NoMoreChanges,
    /// One rates oneself after having seen the answer.
    NotSeen,
    /// The question takes no answers: it is closed, or its time is up, or it was not asked yet.
    Closed,
}

/// An answer that is to be settled.
#[derive(Clone, Debug)]
pub struct Settling<'a> {
    /// The quiz, and its guild.
    pub quiz: (&'a QuizId, GuildId),
    /// The question.
    pub question: &'a QuizQuestion,
    /// Who.
    pub user: UserId,
    /// How well they knew it.
    pub grade: Grade,
    /// What the grader found.
    pub verdict: Option<&'a Verdict>,
    /// How hard the question is while nobody in the guild has answered it.
    pub hardness: Strength,
}

impl Store {
    /// Takes in what a member does about a question, while it takes answers. A choice may be changed once; a text and a rating as long as
    /// the question is open. Refuses a quiz or a question that is not there.
    pub async fn answer_quiz(
        &self,
        id: &QuizId,
        number: u8,
        user: UserId,
        (given, now): (Given<'_>, DateTime<Utc>),
    ) -> Result<Took> {
        self.try_answer(id, number, user, (given, now)).await.context("taking an answer in a quiz")
    }

    async fn try_answer(
        &self,
        id: &QuizId,
        number: u8,
        user: UserId,
        (given, now): (Given<'_>, DateTime<Utc>),
    ) -> Result<Took> {
        let mut tx = self.db.writing(&id.0).await?;
        let running: Option<(i64,)> = row!(
            tx,
            "SELECT created_at FROM quizzes WHERE id = $1 AND ended_at IS NULL AND ending IS NULL AND offered = 0",
            &id.0
        )?;
        let question: Option<QuestionRow> =
            row!(tx, "SELECT * FROM quiz_questions WHERE quiz_id = $1 AND number = $2", &id.0, i16::from(number))?;
        let question = QuizQuestion::try_from(question.with_context(|| format!("no question {number} in {id}"))?)?;
        if running.is_none() || !question.is_open(now) {
            return Ok(Took::Closed);
        }
        let before: Option<AnswerRow> = row!(
            tx,
            "SELECT * FROM quiz_answers WHERE quiz_id = $1 AND number = $2 AND user_id = $3",
            &id.0,
            i16::from(number),
            bits(user.0)
        )?;
        let before = before.map(QuizAnswer::try_from).transpose()?;
        let mut after = before.clone().unwrap_or_else(|| blank(number, user, now));
        let took = apply(&mut after, given, now);
        if matches!(took, Took::New | Took::Changed) {
            write(&mut tx, id, &after).await?;
            tx.commit().await?;
        }
        Ok(took)
    }

    /// All that was done about a quiz's questions, by question, then by who came first.
    pub async fn quiz_answers(&self, id: &QuizId) -> Result<Vec<QuizAnswer>> {
        let found: Vec<AnswerRow> =
            rows!(self.db, "SELECT * FROM quiz_answers WHERE quiz_id = $1 ORDER BY number, at, user_id", &id.0)
                .context("reading a quiz's answers")?;
        found.into_iter().map(QuizAnswer::try_from).collect()
    }

    /// Settles an answer: writes how it ended, and moves both ratings, in one transaction. True for the first call only.
    pub async fn settle_quiz_answer(&self, settling: &Settling<'_>, at: DateTime<Utc>) -> Result<bool> {
        self.try_settle(settling, at).await.context("settling an answer in a quiz")
    }

    async fn try_settle(&self, settling: &Settling<'_>, at: DateTime<Utc>) -> Result<bool> {
        let Settling { quiz: (id, guild), question, user, grade, .. } = *settling;
        // Those who settle in a guild take turns: turns are counted, and ratings read and written.
        let mut tx = self.db.writing(&format!("ratings:{guild}")).await?;
        let verdict = settling.verdict.map(serde_json::to_string).transpose()?;
        let settled = run!(
            tx,
            "UPDATE quiz_answers SET grade = $4, outcome = $5, verdict = $6, settled_at = $7,
                 turn = 1 + (SELECT count(*) FROM quiz_answers AS other JOIN quizzes ON quizzes.id = other.quiz_id
                     WHERE other.user_id = $3 AND quizzes.guild_id = $8 AND other.settled_at IS NOT NULL)
             WHERE quiz_id = $1 AND number = $2 AND user_id = $3 AND settled_at IS NULL",
            &id.0,
            i16::from(question.number),
            bits(user.0),
            grade.as_str(),
            word(&grade.outcome())?,
            verdict,
            ms(at),
            bits(guild.0),
        )?;
        if settled == 0 {
            return Ok(false);
        }
        let member: Option<RatingRow> = row!(
            tx,
            "SELECT rating, deviation, volatility FROM member_ratings WHERE guild_id = $1 AND user_id = $2",
            bits(guild.0),
            bits(user.0)
        )?;
        let asked: Option<RatingRow> = row!(
            tx,
            "SELECT rating, deviation, volatility FROM question_ratings WHERE guild_id = $1 AND question = $2",
            bits(guild.0),
            &question.question
        )?;
        let (member, asked) = play(
            member.map_or_else(Strength::newcomer, Into::into),
            asked.map_or(settling.hardness, Into::into),
            grade.outcome(),
        );
        run!(
            tx,
            "INSERT INTO member_ratings (guild_id, user_id, rating, deviation, volatility, games) VALUES ($1, $2, $3, $4, $5, 1)
             ON CONFLICT (guild_id, user_id) DO UPDATE SET rating = excluded.rating, deviation = excluded.deviation,
                 volatility = excluded.volatility, games = member_ratings.games + 1",
            bits(guild.0),
            bits(user.0),
            member.rating,
            member.deviation,
            member.volatility,
        )?;
        run!(
            tx,
            "INSERT INTO question_ratings (guild_id, question, rating, deviation, volatility, games)
             VALUES ($1, $2, $3, $4, $5, 1)
             ON CONFLICT (guild_id, question) DO UPDATE SET rating = excluded.rating, deviation = excluded.deviation,
                 volatility = excluded.volatility, games = question_ratings.games + 1",
            bits(guild.0),
            &question.question,
            asked.rating,
            asked.deviation,
            asked.volatility,
        )?;
        tx.commit().await?;
        Ok(true)
    }

    /// The member's settled answers in the guild since then, in the order in which they were settled.
    pub async fn settled_answers_of(&self, guild: GuildId, user: UserId, since: DateTime<Utc>) -> Result<Vec<Settled>> {
        let sql = "SELECT quizzes.id, said.number, quizzes.guild_id, said.user_id, quizzes.company, asked.question, asked.topic, asked.ask,
                       said.outcome, (SELECT count(*) FROM quiz_answers AS other WHERE other.quiz_id = said.quiz_id
                           AND other.number = said.number AND other.settled_at IS NOT NULL) AS players, said.settled_at
                   FROM quiz_answers AS said JOIN quizzes ON quizzes.id = said.quiz_id
                       JOIN quiz_questions AS asked ON asked.quiz_id = said.quiz_id AND asked.number = said.number
                   WHERE quizzes.guild_id = $1 AND said.user_id = $2 AND said.settled_at >= $3 ORDER BY said.turn";
        let found: Vec<SettledRow> = rows!(self.db, sql, bits(guild.0), bits(user.0), ms(since))
            .context("reading a member's answers in quizzes")?;
        found.into_iter().map(Settled::try_from).collect()
    }

    /// Who has settled answers, and in which guild.
    pub async fn quiz_players(&self) -> Result<Vec<(GuildId, UserId)>> {
        let found: Vec<(i64, i64)> = rows!(
            self.db,
            "SELECT DISTINCT quizzes.guild_id, said.user_id FROM quiz_answers AS said JOIN quizzes ON quizzes.id = said.quiz_id
             WHERE said.settled_at IS NOT NULL",
        )
        .context("reading who played quizzes")?;
        let players = found.into_iter().map(|(guild, user)| (GuildId(snowflake(guild)), UserId(snowflake(user))));
        let mut players: Vec<_> = players.collect();
        players.sort_unstable();
        Ok(players)
    }

    /// How strong the member is in the guild, and by how many answers; `None` before the first.
    pub async fn member_rating(&self, guild: GuildId, user: UserId) -> Result<Option<(Strength, i64)>> {
        let found: Option<(f64, f64, f64, i64)> = row!(
            self.db,
            "SELECT rating, deviation, volatility, games FROM member_ratings WHERE guild_id = $1 AND user_id = $2",
            bits(guild.0),
            bits(user.0)
        )
        .context("reading a member's rating")?;
        Ok(found.map(|(rating, deviation, volatility, games)| (Strength { rating, deviation, volatility }, games)))
    }

    /// How hard the questions are that were answered in the guild's quizzes, by slug.
    pub async fn question_ratings(&self, guild: GuildId) -> Result<BTreeMap<String, Strength>> {
        let found: Vec<(String, f64, f64, f64)> = rows!(
            self.db,
            "SELECT question, rating, deviation, volatility FROM question_ratings WHERE guild_id = $1",
            bits(guild.0)
        )
        .context("reading the questions' ratings")?;
        let strength = |rating, deviation, volatility| Strength { rating, deviation, volatility };
        Ok(found.into_iter().map(|(slug, r, d, v)| (slug, strength(r, d, v))).collect())
    }
}

fn blank(number: u8, user: UserId, at: DateTime<Utc>) -> QuizAnswer {
    QuizAnswer {
        number,
        user,
        picked: None,
        changes: 0,
        text: None,
        seen_at: None,
        grade: None,
        at,
        outcome: None,
        verdict: None,
        settled_at: None,
    }
}

fn apply(answer: &mut QuizAnswer, given: Given<'_>, now: DateTime<Utc>) -> Took {
    match given {
        Given::Pick(choice) => match answer.picked {
            Some(before) if before == choice => return Took::Same,
            Some(_) if answer.changes > 0 => return Took::NoMoreChanges,
            Some(_) => {
                answer.picked = Some(choice);
                answer.changes = 1;
                return Took::Changed;
            }
            None => answer.picked = Some(choice),
        },
        Given::Look if answer.seen_at.is_some() => return Took::Same,
        Given::Look => answer.seen_at = Some(now),
        Given::Rate(_) if answer.seen_at.is_none() => return Took::NotSeen,
        Given::Rate(grade) => match answer.grade.replace(grade) {
            Some(before) if before == grade => return Took::Same,
            Some(_) => return Took::Changed,
            None => {}
        },
        Given::Write(text) => match answer.text.replace(text.to_owned()) {
            Some(before) if before == text => return Took::Same,
            Some(_) => return Took::Changed,
            None => {}
        },
    }
    Took::New
}

async fn write(tx: &mut Tx, id: &QuizId, answer: &QuizAnswer) -> Result<()> {
    run!(
        tx,
        "INSERT INTO quiz_answers (quiz_id, number, user_id, picked, changes, text, seen_at, grade, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (quiz_id, number, user_id) DO UPDATE SET picked = excluded.picked, changes = excluded.changes,
             text = excluded.text, seen_at = excluded.seen_at, grade = excluded.grade",
        &id.0,
        i16::from(answer.number),
        bits(answer.user.0),
        answer.picked.map(i16::from),
        i16::from(answer.changes),
        answer.text.as_deref(),
        answer.seen_at.map(ms),
        answer.grade.map(Grade::as_str),
        ms(answer.at),
    )?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct AnswerRow {
    number: i16,
    user_id: i64,
    picked: Option<i16>,
    changes: i16,
    text: Option<String>,
    seen_at: Option<i64>,
    grade: Option<String>,
    at: i64,
    outcome: Option<String>,
    verdict: Option<String>,
    settled_at: Option<i64>,
}

impl TryFrom<AnswerRow> for QuizAnswer {
    type Error = anyhow::Error;

    fn try_from(row: AnswerRow) -> Result<QuizAnswer> {
        Ok(QuizAnswer {
            number: row.number.try_into()?,
            user: UserId(snowflake(row.user_id)),
            picked: row.picked.map(u8::try_from).transpose()?,
            changes: row.changes.try_into()?,
            text: row.text,
            seen_at: row.seen_at.map(time).transpose()?,
            grade: row.grade.as_deref().map(variant).transpose()?,
            at: time(row.at)?,
            outcome: row.outcome.as_deref().map(variant).transpose()?,
            verdict: row.verdict.as_deref().map(serde_json::from_str).transpose().context("reading a verdict")?,
            settled_at: row.settled_at.map(time).transpose()?,
        })
    }
}

#[derive(sqlx::FromRow)]
struct SettledRow {
    id: String,
    number: i16,
    guild_id: i64,
    user_id: i64,
    company: String,
    question: String,
    topic: String,
    ask: String,
    outcome: String,
    players: i64,
    settled_at: i64,
}

impl TryFrom<SettledRow> for Settled {
    type Error = anyhow::Error;

    fn try_from(row: SettledRow) -> Result<Settled> {
        Ok(Settled {
            quiz: QuizId(row.id),
            number: row.number.try_into()?,
            guild: GuildId(snowflake(row.guild_id)),
            user: UserId(snowflake(row.user_id)),
            company: variant(&row.company)?,
            question: row.question,
            topic: row.topic,
            ask: variant(&row.ask)?,
            outcome: variant(&row.outcome)?,
            players: row.players.try_into()?,
            at: time(row.settled_at)?,
        })
    }
}

#[derive(sqlx::FromRow)]
struct RatingRow {
    rating: f64,
    deviation: f64,
    volatility: f64,
}

impl From<RatingRow> for Strength {
    fn from(row: RatingRow) -> Strength {
        Strength { rating: row.rating, deviation: row.deviation, volatility: row.volatility }
    }
}
