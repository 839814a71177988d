//! Points: what a round is worth, as rows of the ledger (a quiz's are in [`quiz::points`](super::quiz::points)). Boards are sums of the ledger.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::answer::Answer;
use super::checklist::{self, Tick};
use super::ids::{GuildId, TrackId, UserId};
use super::round::Round;

/// What a round earns, by user and reason. Late answers earn nothing, and a row of zero points is left out.
///
/// Stars count once per voter; stars for oneself, and for people without an answer in time, are ignored.
pub fn score_round(facts: RoundFacts<'_>) -> Vec<Entry> {
    let RoundFacts { round, rates, .. } = facts;
    let mut answers: Vec<&Answer> = facts.answers.iter().filter(|answer| !answer.late).collect();
    answers.sort_by_key(|answer| answer.user);
    answers.dedup_by_key(|answer| answer.user);
    let mut entries = Vec::new();
    for user in answers.into_iter().map(|answer| answer.user) {
        let best = if round.best == Some(user) { rates.best } else { 0 };
        let earned = [
            (Reason::Participation, rates.participation),
            (Reason::KeyPoints, covered(&facts, user).saturating_mul(rates.key_point)),
            (Reason::Stars, stars(facts.votes, user).saturating_mul(rates.star).min(rates.stars_most)),
            (Reason::Best, best),
        ];
        entries.extend(earned.into_iter().filter(|(_, points)| *points > 0).map(|(reason, points)| Entry {
            guild: round.guild,
            track: Some(round.track.clone()),
            user,
            points,
            reason,
            source: format!("round:{}", round.id),
            topic: facts.topic.to_owned(),
            at: round.due,
        }));
    }
    entries
}

/// How many stars `author` has, each voter's once, without their own.
pub fn stars(votes: &[(UserId, UserId)], author: UserId) -> u32 {
    let voters: BTreeSet<UserId> =
        votes.iter().filter(|(voter, for_whom)| *for_whom == author && *voter != author).map(|vote| vote.0).collect();
    u32::try_from(voters.len()).unwrap_or(u32::MAX)
}

/// A round and what came of it.
#[derive(Clone, Copy, Debug)]
pub struct RoundFacts<'a> {
    /// The round.
    pub round: &'a Round,
    /// Its question's topic.
    pub topic: &'a str,
    /// The ids of its question's key points. Ticks of other ids (the question was edited since) earn nothing.
    pub key_points: &'a [String],
    /// Its answers, late ones too.
    pub answers: &'a [Answer],
    /// The ticks of its answers, of every ticker.
    pub ticks: &'a [Tick],
    /// Its stars: who gave one, and whose answer got it.
    pub votes: &'a [(UserId, UserId)],
    /// What things are worth.
    pub rates: &'a Rates,
}

/// What things are worth, in points. Nothing costs points, and nothing is worth more for being fast.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rates {
    /// An answer in time: 5. Showing up is the habit that the practice is for, so it outweighs any single fact.
    pub participation: u32,
    /// Each key point that the settled checklist has: 2. A question has four to seven, so that a full answer about doubles
    /// or triples what showing up earns, and one tick more or less decides no board.
    pub key_point: u32,
    /// Each star from another member: 1. Stars are a kindness, and cheap to give.
    pub star: u32,
    /// The most that stars earn in one round: 5, as much as showing up, so that popularity does not beat knowledge.
    pub stars_most: u32,
    /// The best answer: 3. Worth a little more than one key point, as it goes to one member only.
    pub best: u32,
    /// A right answer in a quiz: 2, like a key point, since it shows one fact.
    pub quiz_right: u32,
    /// How many right answers of quizzes alone earn that on one local day: 3. Later ones earn half: the tenth question in a row
    /// is worth less than tomorrow's first.
    pub quiz_whole: u32,
    /// The most that quizzes alone earn on one local day: 10. They can be taken at any time, and the day's round should stay the
    /// better way to earn.
    pub quiz_daily_cap: u32,
    /// The most that quizzes together earn on one local day: 20. Others are needed for one, so it is worth more than being alone,
    /// and still no way to win a board in one afternoon.
    pub quiz_together_cap: u32,
}

impl Default for Rates {
    fn default() -> Self {
        Rates {
            participation: 5,
            key_point: 2,
            star: 1,
            stars_most: 5,
            best: 3,
            quiz_right: 2,
            quiz_whole: 3,
            quiz_daily_cap: 10,
            quiz_together_cap: 20,
        }
    }
}

/// A row of the ledger: who, how many, why, from what. Unique by user, reason and source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Where it counts.
    pub guild: GuildId,
    /// The track that it came from, if any.
    pub track: Option<TrackId>,
    /// Whose points.
    pub user: UserId,
    /// How many: never negative.
    pub points: u32,
    /// Why.
    pub reason: Reason,
    /// What it came from: `round:<id>`, or `quiz:<id>:<number>` for a question of a quiz.
    pub source: String,
    /// The question's topic.
    pub topic: String,
    /// The time that it counts for: the round's due time, or when the quiz was answered.
    pub at: DateTime<Utc>,
}

/// Why points were given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// An answer in time.
    Participation,
    /// The key points of the settled checklist.
    KeyPoints,
    /// Stars from others.
    Stars,
    /// The organizer's best answer.
    Best,
    /// A right answer in a quiz.
    Quiz,
}

/// How many of the question's key points that user's settled checklist has.
fn covered(facts: &RoundFacts<'_>, user: UserId) -> u32 {
    let points: BTreeSet<&String> = facts.key_points.iter().collect();
    let covered = points
        .into_iter()
        .filter(|id| checklist::settled(facts.ticks, user, id).is_some_and(|tick| tick.covered))
        .count();
    u32::try_from(covered).unwrap_or(u32::MAX)
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::checklist::Ticker;
    use super::super::ids::{ChannelId, RoundId};
    use super::super::round::RoundState;
    use super::super::track::Mode;
    use super::*;

    /// A round that was asked, for the tests of the rules around it.
    pub fn round() -> Round {
        let due: DateTime<Utc> = "2026-11-02T08:30:00Z".parse().unwrap();
        Round {
            id: RoundId("r1".to_owned()),
            track: TrackId("t1".to_owned()),
            guild: GuildId(7),
            channel: ChannelId(8),
            number: 1,
            due,
            question: "pipeline-errors".to_owned(),
            why: String::new(),
            mode: Mode::Open,
            state: RoundState::Revealed,
            claimed_at: due,
            asked_at: Some(due),
            reveal_at: None,
            closed_at: None,
            settle_at: None,
            message: None,
            thread: None,
            best: None,
        }
    }

    pub fn answer(user: u64, minute: i64) -> Answer {
        let first_at = round().due + chrono::TimeDelta::minutes(minute);
        Answer { user: UserId(user), parts: Vec::new(), first_at, late: false }
    }

    pub fn tick(user: u64, key_point: &str, by: Ticker, covered: bool) -> Tick {
        Tick { user: UserId(user), key_point: key_point.to_owned(), by, covered, words: String::new() }
    }

    /// What each user earned, by reason, in the order of the rows.
    fn earned(best: Option<u64>, answers: &[Answer], ticks: &[Tick], votes: &[(u64, u64)]) -> Vec<(u64, Reason, u32)> {
        let round = Round { best: best.map(UserId), ..round() };
        let votes: Vec<_> = votes.iter().map(|(voter, author)| (UserId(*voter), UserId(*author))).collect();
        let (key_points, rates) = (["a", "b", "c"].map(str::to_owned), Rates::default());
        let facts = RoundFacts {
            round: &round,
            topic: "streams",
            key_points: &key_points,
            answers,
            ticks,
            votes: &votes,
            rates: &rates,
        };
        let entries = score_round(facts);
        for entry in &entries {
            assert_eq!((entry.source.as_str(), entry.at, entry.topic.as_str()), ("round:r1", round.due, "streams"));
            assert_eq!((entry.guild, &entry.track), (round.guild, &Some(round.track.clone())));
        }
        entries.iter().map(|entry| (entry.user.0, entry.reason, entry.points)).collect()
    }

    #[test]
    fn an_answer_in_time_earns_and_a_late_one_earns_nothing() {
        let late = Answer { late: true, ..answer(2, 300) };
        let ticks = [tick(2, "a", Ticker::Machine, true)];
        assert_eq!(earned(Some(2), &[answer(1, 5), late], &ticks, &[(1, 2)]), [(1, Reason::Participation, 5)]);
        assert_eq!(earned(None, &[], &ticks, &[(1, 2)]), []);
    }

    #[test]
    fn key_points_are_those_of_the_settled_checklist() {
        let ticks = [
            tick(1, "a", Ticker::Machine, true),
            tick(1, "b", Ticker::Member, true),
            tick(1, "c", Ticker::Organizer, false),
            tick(1, "c", Ticker::Member, true),
            tick(1, "no longer there", Ticker::Member, true),
            tick(2, "a", Ticker::Machine, true),
        ];
        assert_eq!(
            earned(None, &[answer(1, 5)], &ticks, &[]),
            [(1, Reason::Participation, 5), (1, Reason::KeyPoints, 4)]
        );
    }

    #[test]
    fn stars_count_once_per_voter_up_to_five_and_never_ones_own() {
        let votes = [(2, 1), (2, 1), (1, 1), (3, 1), (4, 9)];
        assert_eq!(earned(None, &[answer(1, 5)], &[], &votes), [(1, Reason::Participation, 5), (1, Reason::Stars, 2)]);
        let many: Vec<(u64, u64)> = (2..20).map(|voter| (voter, 1)).collect();
        assert_eq!(earned(None, &[answer(1, 5)], &[], &many), [(1, Reason::Participation, 5), (1, Reason::Stars, 5)]);
    }

    #[test]
    fn the_best_answer_is_worth_more_and_rows_come_by_user() {
        assert_eq!(
            earned(Some(1), &[answer(2, 1), answer(1, 5)], &[], &[]),
            [(1, Reason::Participation, 5), (1, Reason::Best, 3), (2, Reason::Participation, 5)]
        );
    }

    #[test]
    fn what_is_worth_nothing_makes_no_row() {
        let round = round();
        let rates = Rates { participation: 0, ..Rates::default() };
        let answers = [answer(1, 5)];
        let facts = RoundFacts {
            round: &round,
            topic: "streams",
            key_points: &[],
            answers: &answers,
            ticks: &[],
            votes: &[],
            rates: &rates,
        };
        assert_eq!(score_round(facts), []);
    }

    #[test]
    fn rates_can_be_given_in_part_and_unknown_ones_are_refused() {
        let rates: Rates = toml::from_str("best = 4").unwrap();
        assert_eq!(rates, Rates { best: 4, ..Rates::default() });
        assert!(toml::from_str::<Rates>("bets = 4").unwrap_err().to_string().contains("unknown field `bets`"));
    }
}
