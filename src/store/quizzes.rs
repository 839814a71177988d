//! Quizzes: the session, and the questions that were dealt for it.

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Utc};

use super::Store;
use super::columns::{bits, json, list, ms, snowflake, time, variant, word};
use super::db::{Tx, on, row, rows, run};
use crate::domain::ids::{ChannelId, GuildId, QuizId, UserId};
use crate::domain::quiz::{Company, End, Quiz, QuizQuestion};

impl Store {
    /// Adds a quiz with its questions; or returns the one that is in its way, and adds nothing: a member has one alone in a guild, and
    /// a channel has one together. One that is only offered has nothing in its way. Refuses an id that is taken.
    pub async fn start_quiz(&self, quiz: &Quiz, questions: &[QuizQuestion]) -> Result<Option<QuizId>> {
        self.try_start(quiz, questions).await.context("starting a quiz")
    }

    async fn try_start(&self, quiz: &Quiz, questions: &[QuizQuestion]) -> Result<Option<QuizId>> {
        let mut tx = self.db.writing(&lock(quiz.guild)).await?;
        if !quiz.offered {
            let running: Vec<QuizRow> = rows!(
                tx,
                "SELECT * FROM quizzes WHERE guild_id = $1 AND ended_at IS NULL AND offered = 0 ORDER BY id",
                bits(quiz.guild.0)
            )?;
            for row in running {
                let other = Quiz::try_from(row)?;
                let here = other.channel == quiz.channel || other.thread == Some(quiz.channel);
                let in_the_way = match quiz.company {
                    Company::Alone => other.starter == quiz.starter,
                    Company::Together => here,
                };
                if other.company == quiz.company && in_the_way {
                    return Ok(Some(other.id));
                }
            }
        }
        insert(&mut tx, quiz).await?;
        for question in questions {
            run!(
                tx,
                "INSERT INTO quiz_questions (quiz_id, number, question, topic, ask, choices, why, asked_at, closes_at, closed_at,
                     left_out)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                &quiz.id.0,
                i16::from(question.number),
                &question.question,
                &question.topic,
                word(&question.ask)?,
                json(&question.order)?,
                serde_json::to_string(&question.why)?,
                question.asked_at.map(ms),
                question.closes_at.map(ms),
                question.closed_at.map(ms),
                i16::from(question.left_out),
            )?;
        }
        tx.commit().await?;
        Ok(None)
    }

    /// Lets an offered quiz begin, and ends the ones alone that its starter is in; false where it was not offered any more.
    pub async fn accept_quiz(&self, quiz: &Quiz, at: DateTime<Utc>) -> Result<bool> {
        self.try_accept(quiz, at).await.context("beginning a quiz in another's place")
    }

    async fn try_accept(&self, quiz: &Quiz, at: DateTime<Utc>) -> Result<bool> {
        let mut tx = self.db.writing(&lock(quiz.guild)).await?;
        let accepted = run!(tx, "UPDATE quizzes SET offered = 0 WHERE id = $1 AND offered = 1", &quiz.id.0)?;
        if accepted == 0 {
            return Ok(false);
        }
        run!(
            tx,
            "UPDATE quizzes SET ending = $4, ended_by = $2, ended_at = $5, next_at = NULL
             WHERE guild_id = $1 AND starter_id = $2 AND company = $3 AND offered = 0 AND ended_at IS NULL AND id <> $6",
            bits(quiz.guild.0),
            bits(quiz.starter.0),
            word(&Company::Alone)?,
            word(&End::Stopped)?,
            ms(at),
            &quiz.id.0,
        )?;
        tx.commit().await?;
        Ok(true)
    }

    /// Forgets the quizzes that were offered before then, and never begun.
    pub async fn forget_offers(&self, before: DateTime<Utc>) -> Result<()> {
        let of_offers = "DELETE FROM quiz_questions
                         WHERE quiz_id IN (SELECT id FROM quizzes WHERE offered = 1 AND created_at < $1)";
        run!(self.db, of_offers, ms(before)).context("forgetting offered quizzes")?;
        run!(self.db, "DELETE FROM quizzes WHERE offered = 1 AND created_at < $1", ms(before))
            .context("forgetting offered quizzes")?;
        Ok(())
    }

    /// The quiz.
    pub async fn quiz(&self, id: &QuizId) -> Result<Option<Quiz>> {
        let found: Option<QuizRow> =
            row!(self.db, "SELECT * FROM quizzes WHERE id = $1", &id.0).context("reading a quiz")?;
        found.map(Quiz::try_from).transpose()
    }

    /// Its questions, in order.
    pub async fn quiz_questions(&self, id: &QuizId) -> Result<Vec<QuizQuestion>> {
        let found: Vec<QuestionRow> =
            rows!(self.db, "SELECT * FROM quiz_questions WHERE quiz_id = $1 ORDER BY number", &id.0)
                .context("reading a quiz's questions")?;
        found.into_iter().map(QuizQuestion::try_from).collect()
    }

    /// The guild's quizzes that run, oldest first.
    pub async fn running_quizzes(&self, guild: GuildId) -> Result<Vec<Quiz>> {
        let found: Vec<QuizRow> = rows!(
            self.db,
            "SELECT * FROM quizzes WHERE guild_id = $1 AND ended_at IS NULL AND offered = 0 ORDER BY id",
            bits(guild.0)
        )
        .context("reading the quizzes that run")?;
        found.into_iter().map(Quiz::try_from).collect()
    }

    /// The quizzes that have something due by then, in any guild, the one that waits longest first.
    pub async fn quizzes_due(&self, now: DateTime<Utc>) -> Result<Vec<Quiz>> {
        let found: Vec<QuizRow> = rows!(
            self.db,
            "SELECT * FROM quizzes WHERE next_at <= $1 AND ended_at IS NULL AND offered = 0 ORDER BY next_at, id",
            ms(now)
        )
        .context("reading the quizzes that are due")?;
        found.into_iter().map(Quiz::try_from).collect()
    }

    /// Sets which question the quiz is at, and when the ticker looks at it next.
    pub async fn move_quiz(&self, id: &QuizId, at: u8, next: Option<DateTime<Utc>>) -> Result<()> {
        run!(
            self.db,
            "UPDATE quizzes SET at_number = $2, next_at = $3 WHERE id = $1 AND ended_at IS NULL",
            &id.0,
            i16::from(at),
            next.map(ms)
        )
        .context("moving a quiz on")?;
        Ok(())
    }

    /// Records the thread that a quiz together has.
    pub async fn set_quiz_thread(&self, id: &QuizId, thread: ChannelId) -> Result<()> {
        run!(self.db, "UPDATE quizzes SET thread_id = $2 WHERE id = $1", &id.0, bits(thread.0))
            .context("recording a quiz's thread")?;
        Ok(())
    }

    /// Records that a question is shown, and until when it takes answers; one that is closed stays as it is.
    pub async fn ask_quiz_question(
        &self,
        id: &QuizId,
        number: u8,
        asked: DateTime<Utc>,
        closes: Option<DateTime<Utc>>,
    ) -> Result<()> {
        run!(
            self.db,
            "UPDATE quiz_questions SET asked_at = $3, closes_at = $4
             WHERE quiz_id = $1 AND number = $2 AND closed_at IS NULL",
            &id.0,
            i16::from(number),
            ms(asked),
            closes.map(ms)
        )
        .context("asking a quiz's question")?;
        Ok(())
    }

    /// Closes a question: no answer is taken any more. True for the first call only.
    pub async fn close_quiz_question(
        &self,
        id: &QuizId,
        number: u8,
        at: DateTime<Utc>,
        left_out: bool,
    ) -> Result<bool> {
        self.try_close(id, number, (at, left_out)).await.context("closing a quiz's question")
    }

    async fn try_close(&self, id: &QuizId, number: u8, (at, left_out): (DateTime<Utc>, bool)) -> Result<bool> {
        // In turn with the answers: what was taken before counts, and nothing is taken after.
        let mut tx = self.db.writing(&id.0).await?;
        let closed = run!(
            tx,
            "UPDATE quiz_questions SET closed_at = $3, left_out = $4
             WHERE quiz_id = $1 AND number = $2 AND closed_at IS NULL",
            &id.0,
            i16::from(number),
            ms(at),
            i16::from(left_out)
        )?;
        tx.commit().await?;
        Ok(closed == 1)
    }

    /// Has a question close earlier than it would, and the ticker look then.
    pub async fn hasten_quiz(&self, id: &QuizId, number: u8, at: DateTime<Utc>) -> Result<()> {
        let hastened = run!(
            self.db,
            "UPDATE quiz_questions SET closes_at = $3
             WHERE quiz_id = $1 AND number = $2 AND closes_at > $3 AND closed_at IS NULL",
            &id.0,
            i16::from(number),
            ms(at)
        )
        .context("closing a quiz's question early")?;
        if hastened == 1 {
            run!(
                self.db,
                "UPDATE quizzes SET next_at = $3 WHERE id = $1 AND at_number = $2 AND next_at > $3 AND ended_at IS NULL",
                &id.0,
                i16::from(number),
                ms(at)
            )
            .context("closing a quiz's question early")?;
        }
        Ok(())
    }

    /// Decides that a running quiz ends, and why; the ticker looks at one together at once. True for the first decision only.
    pub async fn decide_quiz_end(&self, id: &QuizId, end: End, by: Option<UserId>, at: DateTime<Utc>) -> Result<bool> {
        let decided = run!(
            self.db,
            "UPDATE quizzes SET ending = $2, ended_by = $3, next_at = $4
             WHERE id = $1 AND ending IS NULL AND ended_at IS NULL AND offered = 0",
            &id.0,
            word(&end)?,
            by.map(|user| bits(user.0)),
            ms(at)
        )
        .context("ending a quiz")?;
        Ok(decided == 1)
    }

    /// Records that a quiz is over. True for the first call only.
    pub async fn finish_quiz(&self, id: &QuizId, at: DateTime<Utc>) -> Result<bool> {
        let finished = run!(
            self.db,
            "UPDATE quizzes SET ended_at = $2, next_at = NULL WHERE id = $1 AND ended_at IS NULL",
            &id.0,
            ms(at)
        )
        .context("finishing a quiz")?;
        Ok(finished == 1)
    }
}

/// Those who start quizzes in a guild take turns.
fn lock(guild: GuildId) -> String {
    format!("quizzes:{guild}")
}

async fn insert(tx: &mut Tx, quiz: &Quiz) -> Result<()> {
    ensure!(quiz.ended_at.is_none(), "the quiz {} is over before it begins", quiz.id);
    run!(
        tx,
        "INSERT INTO quizzes (id, guild_id, starter_id, company, channel_id, threaded, thread_id, mode, topic, level, wanted, seconds,
             seed, at_number, next_at, created_at, offered, ending, ended_by, ended_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, NULL, NULL, NULL)",
        &quiz.id.0,
        bits(quiz.guild.0),
        bits(quiz.starter.0),
        word(&quiz.company)?,
        bits(quiz.channel.0),
        i16::from(quiz.threaded),
        quiz.thread.map(|thread| bits(thread.0)),
        word(&quiz.mode)?,
        quiz.topic.as_deref(),
        quiz.level.map(|level| level.as_str()),
        i16::from(quiz.count),
        quiz.seconds.map(i64::from),
        quiz.seed,
        i16::from(quiz.at),
        quiz.next_at.map(ms),
        ms(quiz.created_at),
        i16::from(quiz.offered),
    )?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct QuizRow {
    id: String,
    guild_id: i64,
    starter_id: i64,
    company: String,
    channel_id: i64,
    threaded: i16,
    thread_id: Option<i64>,
    mode: String,
    topic: Option<String>,
    level: Option<String>,
    wanted: i16,
    seconds: Option<i64>,
    seed: i64,
    at_number: i16,
    next_at: Option<i64>,
    created_at: i64,
    offered: i16,
    ending: Option<String>,
    ended_by: Option<i64>,
    ended_at: Option<i64>,
}

impl TryFrom<QuizRow> for Quiz {
    type Error = anyhow::Error;

    fn try_from(row: QuizRow) -> Result<Quiz> {
        Ok(Quiz {
            id: QuizId(row.id),
            guild: GuildId(snowflake(row.guild_id)),
            starter: UserId(snowflake(row.starter_id)),
            company: variant(&row.company)?,
            channel: ChannelId(snowflake(row.channel_id)),
            threaded: row.threaded != 0,
            thread: row.thread_id.map(|thread| ChannelId(snowflake(thread))),
            mode: variant(&row.mode)?,
            topic: row.topic,
            level: row.level.as_deref().map(variant).transpose()?,
            count: row.wanted.try_into()?,
            seconds: row.seconds.map(u32::try_from).transpose()?,
            seed: row.seed,
            at: row.at_number.try_into()?,
            next_at: row.next_at.map(time).transpose()?,
            created_at: time(row.created_at)?,
            offered: row.offered != 0,
            end: row.ending.as_deref().map(variant).transpose()?,
            ended_by: row.ended_by.map(|user| UserId(snowflake(user))),
            ended_at: row.ended_at.map(time).transpose()?,
        })
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct QuestionRow {
    number: i16,
    question: String,
    topic: String,
    ask: String,
    choices: String,
    why: String,
    asked_at: Option<i64>,
    closes_at: Option<i64>,
    closed_at: Option<i64>,
    left_out: i16,
}

impl TryFrom<QuestionRow> for QuizQuestion {
    type Error = anyhow::Error;

    fn try_from(row: QuestionRow) -> Result<QuizQuestion> {
        Ok(QuizQuestion {
            number: row.number.try_into()?,
            question: row.question,
            topic: row.topic,
            ask: variant(&row.ask)?,
            order: list(&row.choices)?,
            why: serde_json::from_str(&row.why).context("reading why a question was dealt")?,
            asked_at: row.asked_at.map(time).transpose()?,
            closes_at: row.closes_at.map(time).transpose()?,
            closed_at: row.closed_at.map(time).transpose()?,
            left_out: row.left_out != 0,
        })
    }
}
