//! Quizzes: sessions of questions on demand, alone or together. What one is, and when an answer is right.
//!
//! [`deal`] chooses the questions and says why, [`tally`] sums up what came of one question and of the whole, [`points`] says what a
//! day's quizzes earn.

pub mod deal;
pub mod points;
pub mod tally;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::grading::Verdict;
use super::ids::{ChannelId, GuildId, QuizId, UserId};
/// How well somebody knew an answer. (In a quiz *rating* is the word for how strong somebody is.)
pub use super::memory::Rating as Grade;
use super::question::Level;
use super::rating::Outcome;

/// How many questions a quiz has if nobody says.
pub const COUNT: u8 = 5;
/// The most questions that a quiz has.
pub const MOST: u8 = 20;
/// The fewest and the most seconds for a question.
pub const SECONDS: (u32, u32) = (10, 600);

/// A session of questions.
#[derive(Clone, Debug, PartialEq)]
pub struct Quiz {
    /// Its id.
    pub id: QuizId,
    /// Where.
    pub guild: GuildId,
    /// Who started it.
    pub starter: UserId,
    /// For one, or for all.
    pub company: Company,
    /// Where it was started; the questions of one together are posted there, unless it has a thread.
    pub channel: ChannelId,
    /// Whether one together gets a thread of its own.
    pub threaded: bool,
    /// That thread, once it is open.
    pub thread: Option<ChannelId>,
    /// What its questions ask for.
    pub mode: QuizMode,
    /// The one topic that was asked for.
    pub topic: Option<String>,
    /// The one level that was asked for.
    pub level: Option<Level>,
    /// How many questions were asked for.
    pub count: u8,
    /// How long each is open, if it was said.
    pub seconds: Option<u32>,
    /// What chance was seeded with.
    pub seed: i64,
    /// The number of the question that it is at, from 1; 0 before the first.
    pub at: u8,
    /// When the ticker has something to do for it; never for one alone.
    pub next_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// True while it waits for its starter to leave another one.
    pub offered: bool,
    /// Why it ends, once that is decided.
    pub end: Option<End>,
    /// Who stopped it.
    pub ended_by: Option<UserId>,
    /// When it was over.
    pub ended_at: Option<DateTime<Utc>>,
}

impl Quiz {
    /// True from its start to its end.
    pub fn is_running(&self) -> bool {
        !self.offered && self.ended_at.is_none()
    }

    /// How long a question is open: what was said, else 30 seconds to choose, a minute to remember, three minutes to write.
    pub fn seconds(&self, ask: Ask) -> u32 {
        self.seconds.unwrap_or(match ask {
            Ask::Choice => 30,
            Ask::Recall => 60,
            Ask::Free => 180,
        })
    }

    /// Where its questions are.
    pub fn place(&self) -> ChannelId {
        self.thread.unwrap_or(self.channel)
    }
}

/// What a quiz's questions ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QuizMode {
    /// To choose one of four.
    Choice,
    /// To remember, and to rate oneself.
    Recall,
    /// To write an answer.
    Free,
    /// Now this, now that.
    Mixed,
}

/// What one question asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ask {
    /// To choose one of four.
    Choice,
    /// To remember, and to rate oneself.
    Recall,
    /// To write an answer.
    Free,
}

/// For whom a quiz is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Company {
    /// For the one who started it, in private.
    Alone,
    /// For all in the channel.
    Together,
}

/// Why a quiz ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum End {
    /// All its questions were asked.
    Finished,
    /// Somebody stopped it.
    Stopped,
    /// Nobody played.
    Idle,
    /// The bot was away for too long.
    Away,
    /// Discord would not have its messages.
    Refused,
}

/// A question of a quiz.
#[derive(Clone, Debug, PartialEq)]
pub struct QuizQuestion {
    /// Its number, from 1.
    pub number: u8,
    /// Its slug.
    pub question: String,
    /// Its topic's id.
    pub topic: String,
    /// What it asks for.
    pub ask: Ask,
    /// The order in which its choices are shown, by their places in the bank.
    pub order: Vec<u8>,
    /// Why it was dealt: a [`deal::Why`].
    pub why: deal::Why,
    /// When it was shown.
    pub asked_at: Option<DateTime<Utc>>,
    /// Until when it takes answers.
    pub closes_at: Option<DateTime<Utc>>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// True where it was closed without being shown to the end, since a round asks it, or it left the bank.
    pub left_out: bool,
}

impl QuizQuestion {
    /// True while it takes answers.
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        self.asked_at.is_some() && self.closed_at.is_none() && self.closes_at.is_none_or(|at| now < at)
    }
}

/// What one member did about one question.
#[derive(Clone, Debug, PartialEq)]
pub struct QuizAnswer {
    /// The question's number.
    pub number: u8,
    /// Who.
    pub user: UserId,
    /// What they chose, by its place in the bank.
    pub picked: Option<u8>,
    /// How often they changed that: 0 or 1.
    pub changes: u8,
    /// What they wrote.
    pub text: Option<String>,
    /// When they had the answer shown, to rate themselves.
    pub seen_at: Option<DateTime<Utc>>,
    /// How well they knew it: their own word, or what follows from the answer once it is settled.
    pub grade: Option<Grade>,
    /// When they first did something about it.
    pub at: DateTime<Utc>,
    /// How it ended for them, once it is settled.
    pub outcome: Option<Outcome>,
    /// What the grader found in what they wrote, once it is settled.
    pub verdict: Option<Verdict>,
    /// When it was settled.
    pub settled_at: Option<DateTime<Utc>>,
}

impl QuizAnswer {
    /// True where it is more than a look.
    pub fn is_given(&self) -> bool {
        self.picked.is_some() || self.text.is_some() || self.grade.is_some()
    }

    /// True where they knew it.
    pub fn is_right(&self) -> bool {
        self.outcome == Some(Outcome::Win)
    }
}

impl Grade {
    /// Of a choice.
    pub fn of_choice(right: bool) -> Grade {
        if right { Grade::Good } else { Grade::Again }
    }

    /// Of what was written, where some key points are decisive: as much as it covers, and one step less for who states a common mistake.
    pub fn of_verdict(verdict: &Verdict, decisive: &[String]) -> Grade {
        let decisive = !verdict.missed.iter().any(|id| decisive.contains(id));
        let all = verdict.covered.len() + verdict.missed.len();
        match Grade::of_coverage(verdict.covered.len(), all, decisive) {
            Some(Grade::Good | Grade::Easy) if !verdict.mistakes.is_empty() => Grade::Hard,
            Some(grade) => grade,
            None => Grade::Again,
        }
    }

    /// How the game with the question ended.
    pub fn outcome(self) -> Outcome {
        match self {
            Grade::Again => Outcome::Loss,
            Grade::Hard => Outcome::Draw,
            Grade::Good | Grade::Easy => Outcome::Win,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::grading::{Evidence, MistakeEvidence};
    use super::*;

    #[track_caller]
    fn check(covered: &[&str], missed: &[&str], mistakes: usize, grade: Grade) {
        let evidence = |id: &&str| Evidence { key_point: (*id).into(), words: String::new(), start: 0, end: 0 };
        let mistake = MistakeEvidence { mistake: "m".into(), words: String::new(), start: 0, end: 0 };
        let verdict = Verdict {
            covered: covered.iter().map(evidence).collect(),
            missed: missed.iter().map(|id| (*id).to_owned()).collect(),
            mistakes: vec![mistake; mistakes],
        };
        let graded = Grade::of_verdict(&verdict, &["a".to_owned()]);
        assert_eq!(graded, grade, "{covered:?} but not {missed:?}, {mistakes} mistakes");
    }

    #[test]
    fn what_was_written_is_graded_by_its_coverage_and_its_mistakes() {
        check(&[], &["a", "b", "c", "d", "e"], 0, Grade::Again);
        check(&["a", "b"], &["c", "d", "e"], 0, Grade::Again);
        check(&["a", "b", "c"], &["d", "e"], 0, Grade::Hard);
        check(&["a", "b", "c", "d"], &["e"], 0, Grade::Good);
        check(&["b", "c", "d", "e"], &["a"], 0, Grade::Hard);
        check(&["a", "b", "c", "d", "e"], &[], 1, Grade::Hard);
        check(&["a"], &["b", "c", "d"], 1, Grade::Again);
        check(&[], &[], 0, Grade::Again);
    }
}
