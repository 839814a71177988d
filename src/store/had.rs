//! Which questions a member had, and when they saw the answer: for what comes again too soon.

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};

use super::Store;
use super::columns::{bits, ms, time};
use super::db::{on, rows};
use crate::domain::ids::{GuildId, QuizId, UserId};
use crate::domain::quiz::points::Had;

impl Store {
    /// The questions whose answers the member was shown in the guild since then, the earliest first: at the end of a question of a quiz
    /// alone, answered or not; where they looked, to rate themselves; and at the reveal of a round that they answered.
    pub async fn had_by(&self, guild: GuildId, user: UserId, since: DateTime<Utc>) -> Result<Vec<Had>> {
        let sql = "SELECT asked.question, asked.closed_at AS had_at, asked.quiz_id
                   FROM quiz_questions AS asked JOIN quizzes ON quizzes.id = asked.quiz_id
                   WHERE quizzes.guild_id = $1 AND quizzes.starter_id = $2 AND quizzes.company = 'alone'
                       AND asked.closed_at >= $3 AND asked.left_out = 0
                   UNION ALL
                   SELECT asked.question, said.seen_at AS had_at, asked.quiz_id
                   FROM quiz_answers AS said JOIN quizzes ON quizzes.id = said.quiz_id
                       JOIN quiz_questions AS asked ON asked.quiz_id = said.quiz_id AND asked.number = said.number
                   WHERE quizzes.guild_id = $1 AND said.user_id = $2 AND said.seen_at >= $3
                   UNION ALL
                   SELECT DISTINCT rounds.question, rounds.closed_at AS had_at, CAST(NULL AS TEXT) AS quiz_id
                   FROM rounds JOIN answer_revisions AS said ON said.round_id = rounds.id
                   WHERE rounds.guild_id = $1 AND said.user_id = $2 AND rounds.closed_at >= $3";
        let found: Vec<(String, i64, Option<String>)> =
            rows!(self.db, sql, bits(guild.0), bits(user.0), ms(since)).context("reading what a member had")?;
        let had = |(question, at, quiz): (String, i64, Option<String>)| -> Result<Had> {
            Ok(Had { question, at: time(at)?, quiz: quiz.map(QuizId) })
        };
        let mut all = found.into_iter().map(had).collect::<Result<Vec<Had>>>()?;
        all.sort_by(|a, b| (a.at, &a.question).cmp(&(b.at, &b.question)));
        Ok(all)
    }
}
