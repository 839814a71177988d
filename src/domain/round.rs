//! A round: one question asked on one track at one due time, `claimed → asked → revealed → settled`, or `skipped`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::ids::{ChannelId, GuildId, MessageId, RoundId, TrackId, UserId};
use super::track::Mode;

/// A round, whatever state it is in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Round {
    /// The round's id.
    pub id: RoundId,
    /// The track that asks it.
    pub track: TrackId,
    /// The track's guild.
    pub guild: GuildId,
    /// The channel that it is asked in: the track's, when it was claimed.
    pub channel: ChannelId,
    /// Its number on the track, from 1. Skipped rounds have none: 0.
    pub number: u32,
    /// When it was due. Unique on the track; the day that its points count for.
    pub due: DateTime<Utc>,
    /// The question's slug; empty for a skipped round.
    pub question: String,
    /// Why this question: see `picking::Pick`, as JSON. For a skipped round, why it was skipped, in words.
    pub why: String,
    /// How members answer it.
    pub mode: Mode,
    /// How far it has come.
    pub state: RoundState,
    /// When its row was made.
    pub claimed_at: DateTime<Utc>,
    /// When its question was posted.
    pub asked_at: Option<DateTime<Utc>>,
    /// When its answer is due to be revealed.
    pub reveal_at: Option<DateTime<Utc>>,
    /// When the answers were closed: the first step of the reveal. What was written at that moment or later is late.
    pub closed_at: Option<DateTime<Utc>>,
    /// When it is due to be settled: a day after the reveal, or when the track's next round is asked.
    pub settle_at: Option<DateTime<Utc>>,
    /// The question's message.
    pub message: Option<MessageId>,
    /// The round's thread. `None` once it was asked: no thread could be made, and the Answer button alone collects.
    pub thread: Option<ChannelId>,
    /// The answer that the organizer marked as the best.
    pub best: Option<UserId>,
}

impl Round {
    /// True while answers, and changes to them, count.
    pub fn is_open(&self) -> bool {
        self.state == RoundState::Asked && self.closed_at.is_none()
    }

    /// True if what was written at that time counts: before the reveal's time, even where the reveal itself comes late.
    pub fn counts(&self, at: DateTime<Utc>) -> bool {
        self.closed_at.or(self.reveal_at).is_none_or(|deadline| at < deadline)
    }
}

/// How far a round has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RoundState {
    /// Its row is there, its post may not be.
    Claimed,
    /// Its question is posted. (With `closed_at` set, its reveal is under way.)
    Asked,
    /// Its answer is revealed; checklists and votes still count.
    Revealed,
    /// Its points are final.
    Settled,
    /// It was not asked, and won't be.
    Skipped,
}
