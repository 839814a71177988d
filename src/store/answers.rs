//! What members answered. No revision is ever overwritten; an answer is what its parts said when the round was closed.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};

use super::Store;
use super::columns::{bits, ms, snowflake, time};
use super::db::{on, row, rows, run};
use crate::domain::answer::{Answer, AnswerPart, Part, Revision};
use crate::domain::ids::{GuildId, MessageId, RoundId, TrackId, UserId};
use crate::domain::round::Round;

/// A member's answer in time, for streaks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Participation {
    /// When the round was due.
    pub due: DateTime<Utc>,
    /// The round.
    pub round: RoundId,
    /// Who.
    pub user: UserId,
    /// The round's track.
    pub track: TrackId,
}

impl Store {
    /// Appends a revision, and says whether it was one. It is not if the part says the same already, if that text of that time is
    /// among its revisions (an event that came twice), or if it deletes what was never written.
    pub async fn write_revision(&self, round: &RoundId, revision: &Revision) -> Result<bool> {
        self.try_write(round, revision).await.context("writing an answer")
    }

    async fn try_write(&self, round: &RoundId, revision: &Revision) -> Result<bool> {
        let mut tx = self.db.writing(&round.0).await?;
        let earlier: Vec<(i64, Option<String>, i64)> = rows!(
            tx,
            "SELECT revision, text, at FROM answer_revisions
             WHERE round_id = $1 AND user_id = $2 AND part = $3
             ORDER BY revision",
            &round.0,
            bits(revision.user.0),
            part_bits(revision.part),
        )?;
        let newest = earlier.last().and_then(|(_, text, _)| text.as_deref());
        let replayed = earlier.iter().any(|(_, text, at)| *text == revision.text && *at == ms(revision.at));
        if newest == revision.text.as_deref() || replayed {
            return Ok(false);
        }
        run!(
            tx,
            "INSERT INTO answer_revisions (round_id, user_id, part, revision, text, at) VALUES ($1, $2, $3, $4, $5, $6)",
            &round.0,
            bits(revision.user.0),
            part_bits(revision.part),
            earlier.last().map_or(0, |(number, ..)| *number) + 1,
            revision.text.as_deref(),
            ms(revision.at),
        )?;
        tx.commit().await?;
        Ok(true)
    }

    /// The round's answers as they stand, by `first_at`, then by user. Once the round is closed, what was written, edited or deleted
    /// later does not count; only of a member who had nothing in time is the later writing returned, as a late answer.
    pub async fn answers(&self, round: &Round) -> Result<Vec<Answer>> {
        let found: Vec<RevisionRow> = rows!(
            self.db,
            "SELECT user_id, part, text, at FROM answer_revisions
             WHERE round_id = $1
             ORDER BY user_id, part, revision",
            &round.id.0,
        )
        .context("reading a round's answers")?;
        standing(round, found)
    }

    /// The member's answer in the round as it stands; see [`Store::answers`].
    pub async fn answer(&self, round: &Round, user: UserId) -> Result<Option<Answer>> {
        let found: Vec<RevisionRow> = rows!(
            self.db,
            "SELECT user_id, part, text, at FROM answer_revisions
             WHERE round_id = $1 AND user_id = $2
             ORDER BY part, revision",
            &round.id.0,
            bits(user.0),
        )
        .context("reading a member's answer")?;
        Ok(standing(round, found)?.pop())
    }

    /// Who wrote that message of the round, even if it was deleted since.
    pub async fn author_of_part(&self, round: &RoundId, message: MessageId) -> Result<Option<UserId>> {
        let found: Option<(i64,)> = row!(
            self.db,
            "SELECT user_id FROM answer_revisions WHERE round_id = $1 AND part = $2 LIMIT 1",
            &round.0,
            bits(message.0),
        )
        .context("reading who wrote a message")?;
        Ok(found.map(|(user,)| UserId(snowflake(user))))
    }

    /// How many members have an answer in time.
    pub async fn answer_count(&self, round: &Round) -> Result<u32> {
        let in_time = self.answers(round).await?.iter().filter(|answer| !answer.late).count();
        Ok(in_time.try_into()?)
    }

    /// Who answered in time in which round of the guild, or of one track, oldest round first. An answer that was deleted in time is
    /// none.
    pub async fn participation(&self, guild: GuildId, track: Option<&TrackId>) -> Result<Vec<Participation>> {
        let found: Vec<(i64, String, String, i64)> = rows!(
            self.db,
            "SELECT DISTINCT said.user_id, rounds.id, rounds.track_id, rounds.due_at
             FROM rounds JOIN answer_revisions AS said ON said.round_id = rounds.id
             WHERE rounds.guild_id = $1 AND ($2 IS NULL OR rounds.track_id = $2) AND rounds.state <> 'skipped'
                 AND said.text IS NOT NULL AND (rounds.closed_at IS NULL OR said.at < rounds.closed_at)
                 AND NOT EXISTS (
                     SELECT 1 FROM answer_revisions AS newer
                     WHERE newer.round_id = said.round_id AND newer.user_id = said.user_id AND newer.part = said.part
                         AND newer.revision > said.revision
                         AND (rounds.closed_at IS NULL OR newer.at < rounds.closed_at)
                 )",
            bits(guild.0),
            track.map(|track| &track.0),
        )
        .context("reading who took part")?;
        let mut all = found
            .into_iter()
            .map(|(user, round, track, due)| {
                let (round, track) = (RoundId(round), TrackId(track));
                Ok(Participation { due: time(due)?, round, user: UserId(snowflake(user)), track })
            })
            .collect::<Result<Vec<_>>>()?;
        all.sort();
        Ok(all)
    }
}

fn part_bits(part: Part) -> i64 {
    match part {
        Part::Form => 0,
        Part::Message(id) => bits(id.0),
    }
}

fn part(bits: i64) -> Part {
    match bits {
        0 => Part::Form,
        id => Part::Message(MessageId(snowflake(id))),
    }
}

#[derive(sqlx::FromRow)]
struct RevisionRow {
    user_id: i64,
    part: i64,
    text: Option<String>,
    at: i64,
}

/// What a member's parts say: in time, and later.
#[derive(Default)]
struct Said {
    in_time: Vec<AnswerPart>,
    late: Vec<AnswerPart>,
}

/// The answers that those revisions, in order within each part, come to.
fn standing(round: &Round, revisions: Vec<RevisionRow>) -> Result<Vec<Answer>> {
    let mut parts: BTreeMap<(i64, i64), Vec<RevisionRow>> = BTreeMap::new();
    for revision in revisions {
        parts.entry((revision.user_id, revision.part)).or_default().push(revision);
    }
    let closed = round.closed_at.or(round.reveal_at).map_or(i64::MAX, ms);
    let mut members: BTreeMap<i64, Said> = BTreeMap::new();
    for ((user, part), revisions) in parts {
        let (in_time, late): (Vec<_>, Vec<_>) = revisions.into_iter().partition(|revision| revision.at < closed);
        let said = members.entry(user).or_default();
        said.in_time.extend(newest(part, in_time)?);
        said.late.extend(newest(part, late)?);
    }
    let mut answers: Vec<_> = members.into_iter().filter_map(|(user, said)| answer(user, said)).collect();
    answers.sort_by_key(|answer| (answer.first_at, answer.user));
    Ok(answers)
}

/// What a part says in its newest revision, unless that deletes it.
fn newest(bits: i64, mut revisions: Vec<RevisionRow>) -> Result<Option<AnswerPart>> {
    let count = revisions.len().try_into()?;
    let Some(written_at) = revisions.first().map(|first| first.at) else { return Ok(None) };
    let Some(text) = revisions.pop().and_then(|newest| newest.text) else { return Ok(None) };
    Ok(Some(AnswerPart { part: part(bits), text, written_at: time(written_at)?, revisions: count }))
}

fn answer(user: i64, said: Said) -> Option<Answer> {
    let late = said.in_time.is_empty();
    let mut parts = if late { said.late } else { said.in_time };
    parts.sort_by_key(|part| (part.written_at, part.part));
    let first_at = parts.first()?.written_at;
    Some(Answer { user: UserId(snowflake(user)), parts, first_at, late })
}
