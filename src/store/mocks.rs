//! Runs through scenarios: the run, the stages that it came to, and what was said in them.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};

use super::Store;
use super::columns::{bits, ms, snowflake, time, variant, word};
use super::db::{on, row, rows, run};
use crate::domain::ids::{ChannelId, GuildId, MessageId, MockId, UserId};
use crate::domain::mock::{Corrections, Mock, MockState, SaidPart, Sight, Visit};

/// A stage that is closed, and where the run goes from there.
#[derive(Clone, Debug)]
pub struct Closing<'a> {
    /// The visit that was open.
    pub visit: u32,
    /// What was seen in it.
    pub sight: &'a Sight,
    /// The next stage, and the words that lead there; `None` for the rubric.
    pub next: Option<(&'a str, &'a str)>,
    /// When.
    pub at: DateTime<Utc>,
}

impl Store {
    /// Adds a run with its first stage; false if the candidate is in one already in that guild.
    pub async fn add_mock(&self, mock: &Mock, stage: &str) -> Result<bool> {
        self.try_add_mock(mock, stage).await.context("adding a mock")
    }

    async fn try_add_mock(&self, mock: &Mock, stage: &str) -> Result<bool> {
        let mut tx = self.db.writing(&mock.id.0).await?;
        let added = run!(
            tx,
            "INSERT INTO mocks (id, guild_id, channel_id, place_id, scenario, candidate_id, interviewer_id, state, visit,
                 openings, scores, started_at, paused_at, ended_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING",
            &mock.id.0,
            bits(mock.guild.0),
            bits(mock.channel.0),
            mock.place.map(|place| bits(place.0)),
            &mock.scenario,
            bits(mock.candidate.0),
            mock.interviewer.map(|user| bits(user.0)),
            word(&mock.state)?,
            i64::from(mock.visit),
            i64::from(mock.openings),
            serde_json::to_string(&mock.scores)?,
            ms(mock.started_at),
            mock.paused_at.map(ms),
            mock.ended_at.map(ms),
        )?;
        if added == 0 {
            return Ok(false);
        }
        open_visit(&mut tx, &mock.id, (1, stage, ""), mock.started_at).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The run.
    pub async fn mock(&self, id: &MockId) -> Result<Option<Mock>> {
        let found: Option<MockRow> =
            row!(self.db, "SELECT * FROM mocks WHERE id = $1", &id.0).context("reading a mock")?;
        found.map(Mock::try_from).transpose()
    }

    /// The run that takes place in that thread, ended or not.
    pub async fn mock_of_place(&self, place: ChannelId) -> Result<Option<Mock>> {
        let found: Option<MockRow> =
            row!(self.db, "SELECT * FROM mocks WHERE place_id = $1 ORDER BY started_at DESC LIMIT 1", bits(place.0))
                .context("reading a thread's mock")?;
        found.map(Mock::try_from).transpose()
    }

    /// Every run that is under way, in any guild, by age.
    pub async fn open_mocks(&self) -> Result<Vec<Mock>> {
        let found: Vec<MockRow> = rows!(self.db, "SELECT * FROM mocks WHERE ended_at IS NULL ORDER BY started_at, id")
            .context("reading the open mocks")?;
        found.into_iter().map(Mock::try_from).collect()
    }

    /// The runs in which somebody answered or interviewed in a guild, newest first.
    pub async fn mocks_of(&self, guild: GuildId, user: UserId) -> Result<Vec<Mock>> {
        let found: Vec<MockRow> = rows!(
            self.db,
            "SELECT * FROM mocks WHERE guild_id = $1 AND (candidate_id = $2 OR interviewer_id = $2)
             ORDER BY started_at DESC, id DESC",
            bits(guild.0),
            bits(user.0),
        )
        .context("reading somebody's mocks")?;
        found.into_iter().map(Mock::try_from).collect()
    }

    /// Sets where the run takes place, how many threads were opened for it, and how far it is.
    pub async fn save_mock_place(&self, mock: &Mock) -> Result<()> {
        run!(
            self.db,
            "UPDATE mocks SET place_id = $2, openings = $3, state = $4, paused_at = $5 WHERE id = $1 AND ended_at IS NULL",
            &mock.id.0,
            mock.place.map(|place| bits(place.0)),
            i64::from(mock.openings),
            word(&mock.state)?,
            mock.paused_at.map(ms),
        )
        .context("saving a mock's place")?;
        Ok(())
    }

    /// Sets one criterion's score.
    pub async fn score_mock(&self, id: &MockId, criterion: &str, score: u8) -> Result<()> {
        self.try_score_mock(id, criterion, score).await.context("scoring a mock")
    }

    async fn try_score_mock(&self, id: &MockId, criterion: &str, score: u8) -> Result<()> {
        let mut tx = self.db.writing(&id.0).await?;
        let found: Option<(String,)> =
            row!(tx, "SELECT scores FROM mocks WHERE id = $1 AND state = 'scoring' AND ended_at IS NULL", &id.0)?;
        let Some((scores,)) = found else { return Ok(()) };
        let mut scores: BTreeMap<String, u8> = serde_json::from_str(&scores)?;
        scores.insert(criterion.to_owned(), score);
        run!(tx, "UPDATE mocks SET scores = $2 WHERE id = $1", &id.0, serde_json::to_string(&scores)?)?;
        Ok(tx.commit().await?)
    }

    /// Ends a run; true for the call that did.
    pub async fn end_mock(&self, id: &MockId, state: MockState, at: DateTime<Utc>) -> Result<bool> {
        let ended = run!(
            self.db,
            "UPDATE mocks SET state = $2, ended_at = $3, paused_at = NULL WHERE id = $1 AND ended_at IS NULL",
            &id.0,
            word(&state)?,
            ms(at),
        )
        .context("ending a mock")?;
        Ok(ended == 1)
    }

    /// The stages that a run came to, in order, with what was said in them.
    pub async fn visits(&self, id: &MockId) -> Result<Vec<Visit>> {
        let found: Vec<VisitRow> = rows!(self.db, "SELECT * FROM mock_visits WHERE mock_id = $1 ORDER BY visit", &id.0)
            .context("reading a mock's stages")?;
        let parts: Vec<PartRow> = rows!(
            self.db,
            "SELECT visit, message_id, text, said_at FROM mock_parts WHERE mock_id = $1 ORDER BY visit, message_id",
            &id.0,
        )
        .context("reading what was said in a mock")?;
        let mut visits = found.into_iter().map(Visit::try_from).collect::<Result<Vec<_>>>()?;
        for part in parts {
            if let Some(visit) = visits.iter_mut().find(|visit| i64::from(visit.number) == part.visit) {
                let message = (part.message_id != 0).then(|| MessageId(snowflake(part.message_id)));
                visit.parts.push(SaidPart { message, text: part.text, at: time(part.said_at)? });
            }
        }
        Ok(visits)
    }

    /// Takes in a message, or what came by the form, as a part of a visit's answer, as long as that is not complete; true if it is
    /// in. An empty text takes the part out.
    pub async fn say_in_mock(&self, id: &MockId, visit: u32, part: &SaidPart) -> Result<bool> {
        self.try_say(id, visit, part).await.context("taking in what was said in a mock")
    }

    async fn try_say(&self, id: &MockId, visit: u32, part: &SaidPart) -> Result<bool> {
        let mut tx = self.db.writing(&id.0).await?;
        let (number, message) = (i64::from(visit), part.message.map_or(0, |message| bits(message.0)));
        let open: Option<(i64,)> = row!(
            tx,
            "SELECT visit FROM mock_visits WHERE mock_id = $1 AND visit = $2 AND answered_at IS NULL AND closed_at IS NULL",
            &id.0,
            number,
        )?;
        if open.is_none() {
            return Ok(false);
        }
        if part.text.trim().is_empty() {
            run!(
                tx,
                "DELETE FROM mock_parts WHERE mock_id = $1 AND visit = $2 AND message_id = $3",
                &id.0,
                number,
                message
            )?;
        } else {
            run!(
                tx,
                "INSERT INTO mock_parts (mock_id, visit, message_id, text, said_at) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (mock_id, visit, message_id) DO UPDATE SET text = excluded.text, said_at = excluded.said_at
                 WHERE mock_parts.said_at <= excluded.said_at",
                &id.0,
                number,
                message,
                &part.text,
                ms(part.at),
            )?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// The visit to which a message belongs.
    pub async fn visit_of_message(&self, id: &MockId, message: MessageId) -> Result<Option<u32>> {
        let found: Option<(i64,)> = row!(
            self.db,
            "SELECT visit FROM mock_parts WHERE mock_id = $1 AND message_id = $2",
            &id.0,
            bits(message.0),
        )
        .context("finding a message of a mock")?;
        found.map(|(visit,)| Ok(u32::try_from(visit)?)).transpose()
    }

    /// Takes the next hint, if so many were taken before; true for the call that did.
    pub async fn take_hint(&self, id: &MockId, visit: u32, taken: u8) -> Result<bool> {
        let took = run!(
            self.db,
            "UPDATE mock_visits SET hints = hints + 1
             WHERE mock_id = $1 AND visit = $2 AND hints = $3 AND closed_at IS NULL",
            &id.0,
            i64::from(visit),
            i64::from(taken),
        )
        .context("taking a hint")?;
        Ok(took == 1)
    }

    /// Completes a visit's answer; only the first time counts.
    pub async fn complete_answer(&self, id: &MockId, visit: u32, at: DateTime<Utc>) -> Result<()> {
        run!(
            self.db,
            "UPDATE mock_visits SET answered_at = $3 WHERE mock_id = $1 AND visit = $2 AND answered_at IS NULL",
            &id.0,
            i64::from(visit),
            ms(at),
        )
        .context("completing an answer in a mock")?;
        Ok(())
    }

    /// Sets what people correct in a visit that is not closed; true if it is set.
    pub async fn correct_visit(&self, id: &MockId, visit: u32, corrections: &Corrections) -> Result<bool> {
        let set = run!(
            self.db,
            "UPDATE mock_visits SET corrections = $3 WHERE mock_id = $1 AND visit = $2 AND closed_at IS NULL",
            &id.0,
            i64::from(visit),
            serde_json::to_string(corrections)?,
        )
        .context("correcting a stage")?;
        Ok(set == 1)
    }

    /// Closes the open visit and opens the next, or leaves the rubric to be scored; true for the call that did.
    pub async fn close_visit(&self, id: &MockId, closing: &Closing<'_>) -> Result<bool> {
        self.try_close_visit(id, closing).await.context("closing a stage")
    }

    async fn try_close_visit(&self, id: &MockId, closing: &Closing<'_>) -> Result<bool> {
        let mut tx = self.db.writing(&id.0).await?;
        let found: Option<(i64,)> = row!(tx, "SELECT visit FROM mocks WHERE id = $1 AND ended_at IS NULL", &id.0)?;
        if found.is_none_or(|(visit,)| visit != i64::from(closing.visit)) {
            return Ok(false);
        }
        let closed = run!(
            tx,
            "UPDATE mock_visits SET sight = $3, closed_at = $4, answered_at = coalesce(answered_at, $4)
             WHERE mock_id = $1 AND visit = $2 AND closed_at IS NULL",
            &id.0,
            i64::from(closing.visit),
            serde_json::to_string(closing.sight)?,
            ms(closing.at),
        )?;
        if closed == 0 {
            return Ok(false);
        }
        let state = match closing.next {
            Some((stage, lead)) => {
                open_visit(&mut tx, id, (closing.visit + 1, stage, lead), closing.at).await?;
                MockState::Running
            }
            None => MockState::Scoring,
        };
        let visit = closing.visit + u32::from(closing.next.is_some());
        run!(
            tx,
            "UPDATE mocks SET visit = $2, state = $3, paused_at = NULL WHERE id = $1",
            &id.0,
            i64::from(visit),
            word(&state)?
        )?;
        tx.commit().await?;
        Ok(true)
    }
}

async fn open_visit(
    tx: &mut super::db::Tx,
    id: &MockId,
    (visit, stage, lead): (u32, &str, &str),
    at: DateTime<Utc>,
) -> Result<()> {
    run!(
        tx,
        "INSERT INTO mock_visits (mock_id, visit, stage, lead, hints, corrections, sight, entered_at)
         VALUES ($1, $2, $3, $4, 0, $5, $6, $7)",
        &id.0,
        i64::from(visit),
        stage,
        lead,
        serde_json::to_string(&Corrections::default())?,
        serde_json::to_string(&Sight::default())?,
        ms(at),
    )?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct MockRow {
    id: String,
    guild_id: i64,
    channel_id: i64,
    place_id: Option<i64>,
    scenario: String,
    candidate_id: i64,
    interviewer_id: Option<i64>,
    state: String,
    visit: i64,
    openings: i64,
    scores: String,
    started_at: i64,
    paused_at: Option<i64>,
    ended_at: Option<i64>,
}

impl TryFrom<MockRow> for Mock {
    type Error = anyhow::Error;

    fn try_from(row: MockRow) -> Result<Mock> {
        Ok(Mock {
            id: MockId(row.id),
            guild: GuildId(snowflake(row.guild_id)),
            channel: ChannelId(snowflake(row.channel_id)),
            place: row.place_id.map(|place| ChannelId(snowflake(place))),
            scenario: row.scenario,
            candidate: UserId(snowflake(row.candidate_id)),
            interviewer: row.interviewer_id.map(|user| UserId(snowflake(user))),
            state: variant(&row.state)?,
            visit: row.visit.try_into()?,
            openings: row.openings.try_into()?,
            scores: serde_json::from_str(&row.scores)?,
            started_at: time(row.started_at)?,
            paused_at: row.paused_at.map(time).transpose()?,
            ended_at: row.ended_at.map(time).transpose()?,
        })
    }
}

#[derive(sqlx::FromRow)]
struct VisitRow {
    visit: i64,
    stage: String,
    lead: String,
    hints: i64,
    corrections: String,
    sight: String,
    entered_at: i64,
    answered_at: Option<i64>,
    closed_at: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct PartRow {
    visit: i64,
    message_id: i64,
    text: String,
    said_at: i64,
}

impl TryFrom<VisitRow> for Visit {
    type Error = anyhow::Error;

    fn try_from(row: VisitRow) -> Result<Visit> {
        Ok(Visit {
            number: row.visit.try_into()?,
            stage: row.stage,
            lead: row.lead,
            hints: row.hints.try_into()?,
            corrections: serde_json::from_str(&row.corrections)?,
            sight: serde_json::from_str(&row.sight)?,
            entered_at: time(row.entered_at)?,
            answered_at: row.answered_at.map(time).transpose()?,
            closed_at: row.closed_at.map(time).transpose()?,
            parts: Vec::new(),
        })
    }
}
