//! Who and what the stories are about.

use chrono::{DateTime, TimeDelta, Utc};
use viva::domain::ids::{ChannelId, GuildId, QuizId, RoundId, TrackId, UserId};
use viva::domain::question::Level;
use viva::domain::quiz::deal::Why;
use viva::domain::quiz::{Ask, Company, Grade, Quiz, QuizMode, QuizQuestion};
use viva::domain::rating::Strength;
use viva::domain::round::{Round, RoundState};
use viva::domain::track::{Mode, Track, TrackState};
use viva::store::Settling;

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

/// A quiz of Bob's, alone, with one question.
pub fn quiz(id: &str) -> (Quiz, QuizQuestion) {
    let quiz = Quiz {
        id: QuizId(id.into()),
        guild: GUILD,
        starter: BOB,
        company: Company::Alone,
        channel: ChannelId(5),
        threaded: false,
        thread: None,
        mode: QuizMode::Mixed,
        topic: Some("streams".into()),
        level: Some(Level::Mid),
        count: 3,
        seconds: Some(45),
        seed: i64::MIN,
        at: 1,
        next_at: None,
        created_at: at(7),
        offered: false,
        end: None,
        ended_by: None,
        ended_at: None,
    };
    let question = QuizQuestion {
        number: 1,
        question: "backpressure".into(),
        topic: "streams".into(),
        ask: Ask::Choice,
        order: vec![2, 0, 1, 3],
        why: Why { seed: 4, pool: 9, fresh: 8, near: 7, again: false, question: 1_500.0, chance: Some(0.65) },
        asked_at: None,
        closes_at: None,
        closed_at: None,
        left_out: false,
    };
    (quiz, question)
}

/// A right answer to that question, to be settled.
pub fn settling<'a>(quiz: &'a Quiz, question: &'a QuizQuestion, user: UserId) -> Settling<'a> {
    let hardness = Strength::of_level(Level::Mid);
    Settling { quiz: (&quiz.id, quiz.guild), question, user, grade: Grade::Good, verdict: None, hardness }
}
