//! What the quizzes of one member on one local day earn.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::{Ask, Company};
use crate::domain::ids::{GuildId, QuizId, UserId};
use crate::domain::points::{Entry, Rates, Reason};
use crate::domain::rating::Outcome;

/// What each of a member's answers on one local day earns, in the order in which they were settled.
///
/// Alone, the first right answers of the day earn the whole, later ones half, until the day's cap; together there is a cap only. Some of
/// the key points are half an answer.
/// Nothing is earned by a question that one had that day already, by rating oneself, or by being the only one who answered. `elsewhere`
/// is what was had that day besides: without an answer, or in a round.
pub fn score_day(day: &[Settled], elsewhere: &[Had], rates: &Rates) -> Vec<Earned> {
    let mut had = BTreeSet::new();
    let (mut alone, mut right_alone, mut together) = (0, 0, 0);
    day.iter()
        .map(|answer| {
            let again = !had.insert(answer.question.as_str()) || elsewhere.iter().any(|had| had.is_before(answer));
            let none = match () {
                () if answer.outcome == Outcome::Loss => Some(None),
                () if answer.ask == Ask::Recall => Some(Some(Nothing::SelfRated)),
                () if again => Some(Some(Nothing::Again)),
                () if answer.company == Company::Together && answer.players < 2 => Some(Some(Nothing::NobodyElse)),
                () => None,
            };
            if let Some(why) = none {
                return Earned { points: 0, nothing: why };
            }
            // Some of the key points are half an answer.
            let half = answer.outcome == Outcome::Draw;
            let (earned, half, cap) = match answer.company {
                Company::Alone => {
                    right_alone += 1;
                    (&mut alone, half || right_alone > rates.quiz_whole, rates.quiz_daily_cap)
                }
                Company::Together => (&mut together, half, rates.quiz_together_cap),
            };
            let worth = if half { rates.quiz_right / 2 } else { rates.quiz_right };
            let points = worth.min(cap.saturating_sub(*earned));
            *earned += points;
            Earned { points, nothing: (points == 0).then_some(Nothing::UsedUp) }
        })
        .collect()
}

/// An answer that was settled.
#[derive(Clone, Debug, PartialEq)]
pub struct Settled {
    /// The quiz.
    pub quiz: QuizId,
    /// The question's number in it.
    pub number: u8,
    /// Where.
    pub guild: GuildId,
    /// Who answered.
    pub user: UserId,
    /// For one, or for all.
    pub company: Company,
    /// The question's slug.
    pub question: String,
    /// Its topic's id.
    pub topic: String,
    /// What it asked for.
    pub ask: Ask,
    /// How it ended.
    pub outcome: Outcome,
    /// How many answered it in that quiz.
    pub players: u32,
    /// When it was settled.
    pub at: DateTime<Utc>,
}

/// A question whose answer a member was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Had {
    /// The question's slug.
    pub question: String,
    /// When.
    pub at: DateTime<Utc>,
    /// In which quiz; `None` for a round.
    pub quiz: Option<QuizId>,
}

impl Had {
    /// True where the answer was known before that was answered. A quiz has no question twice.
    fn is_before(&self, answer: &Settled) -> bool {
        self.question == answer.question && self.at <= answer.at && self.quiz.as_ref() != Some(&answer.quiz)
    }
}

impl Settled {
    /// What its rows of the ledger name as their source.
    pub fn source(&self) -> String {
        source(&self.quiz, self.number)
    }

    /// Its row of the ledger; none for no points.
    pub fn entry(&self, points: u32) -> Option<Entry> {
        (points > 0).then(|| Entry {
            guild: self.guild,
            track: None,
            user: self.user,
            points,
            reason: Reason::Quiz,
            source: self.source(),
            topic: self.topic.clone(),
            at: self.at,
        })
    }
}

/// What a question of a quiz is called as the source of points and memories.
pub fn source(quiz: &QuizId, number: u8) -> String {
    format!("quiz:{quiz}:{number}")
}

/// What an answer earns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Earned {
    /// How many points.
    pub points: u32,
    /// Why a right answer earns nothing.
    pub nothing: Option<Nothing>,
}

/// Why a right answer earns nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nothing {
    /// Nobody can check how one rates oneself.
    SelfRated,
    /// One had the question that day already.
    Again,
    /// Nobody else answered it.
    NobodyElse,
    /// The day's points are used up.
    UsedUp,
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    fn settled(question: &str, company: Company, players: u32) -> Settled {
        Settled {
            quiz: QuizId("q".into()),
            number: 1,
            guild: GuildId(1),
            user: UserId(2),
            company,
            question: question.to_owned(),
            topic: "streams".to_owned(),
            ask: Ask::Choice,
            outcome: Outcome::Win,
            players,
            at: DateTime::UNIX_EPOCH,
        }
    }

    fn points(day: &[Settled]) -> Vec<u32> {
        score_day(day, &[], &Rates::default()).into_iter().map(|earned| earned.points).collect()
    }

    #[test]
    fn alone_the_first_earn_the_whole_later_ones_half_and_the_cap_ends_it() {
        let day: Vec<Settled> = (0..9).map(|number| settled(&format!("q{number}"), Company::Alone, 1)).collect();
        assert_eq!(points(&day), [2, 2, 2, 1, 1, 1, 1, 0, 0]);
        assert_eq!(score_day(&day, &[], &Rates::default())[8].nothing, Some(Nothing::UsedUp));
    }

    #[test]
    fn together_only_a_cap_holds_and_it_is_another_one() {
        let mut day: Vec<Settled> =
            (0..12).map(|number| settled(&format!("q{number}"), Company::Together, 2)).collect();
        assert_eq!(points(&day), [2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 0, 0]);
        day.push(settled("alone", Company::Alone, 1));
        assert_eq!(points(&day)[12], 2);
    }

    #[test]
    fn nothing_for_a_repeat_a_self_rating_a_wrong_answer_or_playing_together_alone() {
        let again = [settled("q", Company::Alone, 1), settled("q", Company::Together, 3)];
        assert_eq!(points(&again), [2, 0]);
        let wrong_first = [Settled { outcome: Outcome::Loss, ..settled("q", Company::Alone, 1) }, again[0].clone()];
        assert_eq!(points(&wrong_first), [0, 0], "its answer was shown");
        let recall = Settled { ask: Ask::Recall, ..settled("r", Company::Alone, 1) };
        assert_eq!(
            score_day(&[recall, settled("s", Company::Together, 1)], &[], &Rates::default()),
            [
                Earned { points: 0, nothing: Some(Nothing::SelfRated) },
                Earned { points: 0, nothing: Some(Nothing::NobodyElse) }
            ]
        );
        let draw = Settled { outcome: Outcome::Draw, ask: Ask::Free, ..settled("d", Company::Alone, 1) };
        assert_eq!(points(&[draw]), [1], "half an answer");
    }

    #[test]
    fn nothing_for_a_question_whose_answer_was_shown_before_answered_or_not() {
        let answer = settled("q", Company::Alone, 1);
        let had = |question: &str, seconds, quiz: Option<&str>| Had {
            question: question.to_owned(),
            at: answer.at + TimeDelta::seconds(seconds),
            quiz: quiz.map(|id| QuizId(id.into())),
        };
        let points = |had| score_day(std::slice::from_ref(&answer), &[had], &Rates::default())[0].points;
        assert_eq!(points(had("q", -1, Some("another"))), 0);
        assert_eq!(points(had("q", -1, None)), 0, "a round");
        assert_eq!(points(had("q", 0, Some("q"))), 2, "its own end");
        assert_eq!(points(had("q", 1, None)), 2, "too late to help");
        assert_eq!(points(had("r", -1, None)), 2);
    }

    #[test]
    fn a_row_of_the_ledger_names_its_question_and_no_row_is_empty() {
        let answer = settled("q", Company::Alone, 1);
        let row = answer.entry(2).unwrap();
        assert_eq!((row.source.as_str(), row.points, row.topic.as_str()), ("quiz:q:1", 2, "streams"));
        assert_eq!(answer.entry(0), None);
    }
}
