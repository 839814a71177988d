//! Who and what the stories are about.

use chrono::{DateTime, TimeDelta, Utc};
use viva::domain::ids::{ChannelId, GuildId, RoundId, TrackId, UserId};
use viva::domain::round::{Round, RoundState};
use viva::domain::track::{Mode, Track, TrackState};

/// Beyond the signed range, as no real one is yet.
pub const GUILD: GuildId = GuildId(u64::MAX - 7);
pub const ELSEWHERE: GuildId = GuildId(2);
pub const ANN: UserId = UserId(101);
pub const BOB: UserId = UserId(102);
pub const CLEO: UserId = UserId(103);

pub fn at(minute: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::minutes(minute)
}

pub fn ids(rounds: &[Round]) -> Vec<&str> {
    rounds.iter().map(|round| &*round.id.0).collect()
}

pub fn track(id: &str, name: &str) -> Track {
    Track {
        id: TrackId(id.into()),
        guild: GUILD,
        channel: ChannelId(5),
        name: name.into(),
        schedule: "30 9 * * 1-5".into(),
        zone: chrono_tz::Europe::Berlin,
        topics: vec![],
        levels: vec![],
        mode: Mode::Open,
        reveal_after: 480,
        catch_up: 120,
        ping: None,
        days_off: vec![],
        recap_day: None,
        state: TrackState::Active,
        next_due: at(0),
        next_recap: None,
        seed: 42,
        created_by: ANN,
        created_at: at(-1),
    }
}

pub fn round(track: &Track, id: &str, minute: i64) -> Round {
    Round {
        id: RoundId(id.into()),
        track: track.id.clone(),
        guild: track.guild,
        channel: track.channel,
        number: 0,
        due: at(minute),
        question: format!("question-{id}"),
        why: "{}".into(),
        mode: track.mode,
        state: RoundState::Claimed,
        claimed_at: at(minute),
        asked_at: None,
        reveal_at: None,
        closed_at: None,
        settle_at: None,
        message: None,
        thread: None,
        best: None,
    }
}
