//! A track: a stream of scheduled questions in one channel of a guild.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::ids::{ChannelId, GuildId, RoleId, TrackId, UserId};
use super::question::Level;

/// What an organizer set up. All of it can be edited later, and the rounds already asked keep what they were asked with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Track {
    /// The track's id.
    pub id: TrackId,
    /// The guild that it belongs to.
    pub guild: GuildId,
    /// The channel that its questions are posted in.
    pub channel: ChannelId,
    /// Its name within the guild: 1 to 40 characters.
    pub name: String,
    /// When questions are due: five crontab fields, as the organizer meant them, read in `zone`.
    pub schedule: String,
    /// The IANA zone that the schedule, the days off and the boards' days are read in.
    pub zone: Tz,
    /// The topics that it asks about; empty means all.
    pub topics: Vec<String>,
    /// The levels that it asks at; empty means all.
    pub levels: Vec<Level>,
    /// How members answer.
    pub mode: Mode,
    /// From the question's post to the reveal, in minutes: 1 to 10,080.
    pub reveal_after: u32,
    /// Until when a round that could not be asked on time is asked late, in minutes after its due time.
    pub catch_up: u32,
    /// The role that is told of a new question.
    pub ping: Option<RoleId>,
    /// Local dates on which nothing is asked.
    pub days_off: Vec<NaiveDate>,
    /// The day on which the week's recap is posted, if any.
    pub recap_day: Option<Weekday>,
    /// Whether it asks.
    pub state: TrackState,
    /// The next time a question is due. While paused, it is what it was.
    pub next_due: DateTime<Utc>,
    /// The next time a recap is due.
    pub next_recap: Option<DateTime<Utc>>,
    /// The seed of the track's picks.
    pub seed: i64,
    /// Who made it.
    pub created_by: UserId,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

impl Track {
    /// From the post to the reveal.
    pub fn reveal_delay(&self) -> TimeDelta {
        TimeDelta::minutes(self.reveal_after.into())
    }

    /// True where a question due at `due` is, at `now`, too late to be asked.
    pub fn too_late(&self, due: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        now - due > TimeDelta::minutes(self.catch_up.into())
    }
}

/// How members answer a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// By replies in the thread, which all can read, or through the form.
    Open,
    /// Through the form only; hidden until the reveal.
    Sealed,
}

/// Whether a track asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TrackState {
    /// It asks when a question is due.
    Active,
    /// It asks nothing until then, or until somebody resumes it.
    Paused {
        /// When it goes on by itself, if ever.
        until: Option<DateTime<Utc>>,
    },
}
