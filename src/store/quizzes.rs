//! Quizzes: one question that one member takes, with one change of mind.

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Utc};

use super::Store;
use super::columns::{bits, json, list, ms, snowflake, time};
use super::db::{on, row, rows, run};
use crate::domain::ids::{GuildId, QuizId, UserId};

/// One question that one member takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quiz {
    /// The quiz's id.
    pub id: QuizId,
    /// Where.
    pub guild: GuildId,
    /// Who.
    pub user: UserId,
    /// The question's slug.
    pub question: String,
    /// The choices' indices in the bank, in the order in which they are shown.
    pub choices: Vec<u8>,
    /// The index, in the bank, of the choice that was picked.
    pub picked: Option<u8>,
    /// How often the member changed their mind: 0 or 1.
    pub changes: u8,
    /// When it was shown.
    pub started_at: DateTime<Utc>,
    /// When the right choice was shown.
    pub revealed_at: Option<DateTime<Utc>>,
}

/// What came of a pick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picked {
    /// It is the first.
    New,
    /// It replaces the first.
    Changed,
    /// It is what was picked already.
    Same,
    /// The one change was made already; the pick stays as it was.
    NoMoreChanges,
    /// The right choice is shown already; the pick stays as it was.
    Revealed,
}

impl Store {
    /// Adds a quiz. Refuses an id that is taken.
    pub async fn add_quiz(&self, quiz: &Quiz) -> Result<()> {
        run!(
            self.db,
            "INSERT INTO quizzes (id, guild_id, user_id, question, choices, picked, changes, started_at, revealed_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            &quiz.id.0,
            bits(quiz.guild.0),
            bits(quiz.user.0),
            &quiz.question,
            json(&quiz.choices)?,
            quiz.picked.map(i16::from),
            i16::from(quiz.changes),
            ms(quiz.started_at),
            quiz.revealed_at.map(ms),
        )
        .context("adding a quiz")?;
        Ok(())
    }

    /// The quiz.
    pub async fn quiz(&self, id: &QuizId) -> Result<Option<Quiz>> {
        let found: Option<QuizRow> =
            row!(self.db, "SELECT * FROM quizzes WHERE id = $1", &id.0).context("reading a quiz")?;
        found.map(Quiz::try_from).transpose()
    }

    /// Picks a choice by its index in the bank; it may be changed once, until the reveal. Refuses a quiz that is not there and a
    /// choice that it does not show.
    pub async fn pick(&self, id: &QuizId, choice: u8) -> Result<Picked> {
        self.try_pick(id, choice).await.context("picking a choice")
    }

    async fn try_pick(&self, id: &QuizId, choice: u8) -> Result<Picked> {
        let mut tx = self.db.writing(&id.0).await?;
        let found: Option<QuizRow> = row!(tx, "SELECT * FROM quizzes WHERE id = $1", &id.0)?;
        let quiz = Quiz::try_from(found.with_context(|| format!("there is no quiz {id}"))?)?;
        ensure!(quiz.choices.contains(&choice), "the quiz {id} has no choice {choice}");
        let (picked, changes) = match quiz.picked {
            _ if quiz.revealed_at.is_some() => return Ok(Picked::Revealed),
            Some(before) if before == choice => return Ok(Picked::Same),
            Some(_) if quiz.changes > 0 => return Ok(Picked::NoMoreChanges),
            Some(_) => (Picked::Changed, 1_i16),
            None => (Picked::New, 0),
        };
        run!(tx, "UPDATE quizzes SET picked = $2, changes = $3 WHERE id = $1", &id.0, i16::from(choice), changes)?;
        tx.commit().await?;
        Ok(picked)
    }

    /// Closes the quiz; only the first call returns it.
    pub async fn reveal_quiz(&self, id: &QuizId, at: DateTime<Utc>) -> Result<Option<Quiz>> {
        self.try_reveal(id, at).await.context("revealing a quiz")
    }

    async fn try_reveal(&self, id: &QuizId, at: DateTime<Utc>) -> Result<Option<Quiz>> {
        let mut tx = self.db.writing(&id.0).await?;
        let revealed =
            run!(tx, "UPDATE quizzes SET revealed_at = $2 WHERE id = $1 AND revealed_at IS NULL", &id.0, ms(at))?;
        if revealed == 0 {
            return Ok(None);
        }
        let found: Option<QuizRow> = row!(tx, "SELECT * FROM quizzes WHERE id = $1", &id.0)?;
        tx.commit().await?;
        found.map(Quiz::try_from).transpose()
    }

    /// Every quiz that was revealed, in any guild, by when that was.
    pub async fn revealed_quizzes(&self) -> Result<Vec<Quiz>> {
        let found: Vec<QuizRow> =
            rows!(self.db, "SELECT * FROM quizzes WHERE revealed_at IS NOT NULL ORDER BY revealed_at, id")
                .context("reading the quizzes")?;
        found.into_iter().map(Quiz::try_from).collect()
    }

    /// The member's quizzes in the guild that were started since then, oldest first.
    pub async fn quizzes_of(&self, guild: GuildId, user: UserId, since: DateTime<Utc>) -> Result<Vec<Quiz>> {
        let found: Vec<QuizRow> = rows!(
            self.db,
            "SELECT * FROM quizzes WHERE guild_id = $1 AND user_id = $2 AND started_at >= $3 ORDER BY started_at, id",
            bits(guild.0),
            bits(user.0),
            ms(since),
        )
        .context("reading a member's quizzes")?;
        found.into_iter().map(Quiz::try_from).collect()
    }
}

#[derive(sqlx::FromRow)]
struct QuizRow {
    id: String,
    guild_id: i64,
    user_id: i64,
    question: String,
    choices: String,
    picked: Option<i16>,
    changes: i16,
    started_at: i64,
    revealed_at: Option<i64>,
}

impl TryFrom<QuizRow> for Quiz {
    type Error = anyhow::Error;

    fn try_from(row: QuizRow) -> Result<Quiz> {
        Ok(Quiz {
            id: QuizId(row.id),
            guild: GuildId(snowflake(row.guild_id)),
            user: UserId(snowflake(row.user_id)),
            question: row.question,
            choices: list(&row.choices)?,
            picked: row.picked.map(u8::try_from).transpose()?,
            changes: row.changes.try_into()?,
            started_at: time(row.started_at)?,
            revealed_at: row.revealed_at.map(time).transpose()?,
        })
    }
}
