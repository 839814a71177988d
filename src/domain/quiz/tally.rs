//! What came of a question, and of a quiz.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::{Grade, QuizAnswer, QuizQuestion};
use crate::domain::ids::UserId;

/// After so many questions in a row without an answer a quiz together ends by itself.
pub const UNANSWERED: usize = 2;

/// Who played so far: everybody with an answer to any question.
pub fn players(answers: &[QuizAnswer]) -> BTreeSet<UserId> {
    answers.iter().filter(|answer| answer.is_given()).map(|answer| answer.user).collect()
}

/// True where nobody is left to wait for: everybody who answered an earlier question, two people at least, answered this one.
///
/// Not at the first question, since nobody knows who is about to join.
pub fn everyone_answered(answers: &[QuizAnswer], number: u8) -> bool {
    let (before, now): (Vec<QuizAnswer>, Vec<QuizAnswer>) =
        answers.iter().filter(|answer| answer.number <= number).cloned().partition(|answer| answer.number < number);
    let (before, now) = (players(&before), players(&now));
    before.len() >= 2 && before.is_subset(&now)
}

/// True where the last questions that were closed, enough of them in a row, had no answer.
pub fn nobody_plays(questions: &[QuizQuestion], answers: &[QuizAnswer]) -> bool {
    let closed = questions.iter().rev().filter(|question| question.closed_at.is_some() && !question.left_out);
    let last: Vec<u8> = closed.take(UNANSWERED).map(|question| question.number).collect();
    last.len() == UNANSWERED && !answers.iter().any(|answer| answer.is_given() && last.contains(&answer.number))
}

/// How many chose that.
pub fn picked(answers: &[&QuizAnswer], choice: u8) -> usize {
    answers.iter().filter(|answer| answer.picked == Some(choice)).count()
}

/// How many rated themselves so.
pub fn graded(answers: &[&QuizAnswer], grade: Grade) -> usize {
    answers.iter().filter(|answer| answer.grade == Some(grade)).count()
}

/// A share in whole percent, halves up; 0 of nothing.
pub fn percent(part: usize, all: usize) -> usize {
    if all == 0 { 0 } else { (200 * part + all) / (2 * all) }
}

/// A row of a quiz's board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// From 1; those with the same result share one.
    pub rank: usize,
    /// Who.
    pub user: UserId,
    /// How many they knew.
    pub right: usize,
    /// How many they answered.
    pub answered: usize,
    /// What they earned.
    pub points: u32,
}

/// The board of a quiz: by what was known, then by points, then by who it is. Playing fast earns nothing.
pub fn board(answers: &[QuizAnswer], points: &BTreeMap<UserId, u32>) -> Vec<Place> {
    let mut places: Vec<Place> = players(answers)
        .into_iter()
        .map(|user| {
            let own = || answers.iter().filter(|answer| answer.user == user && answer.is_given());
            Place {
                rank: 0,
                user,
                right: own().filter(|answer| answer.is_right()).count(),
                answered: own().count(),
                points: points.get(&user).copied().unwrap_or(0),
            }
        })
        .collect();
    places.sort_by_key(|place| (Reverse(place.right), Reverse(place.points), place.user));
    let results: Vec<(usize, u32)> = places.iter().map(|place| (place.right, place.points)).collect();
    for place in &mut places {
        let before = results.iter().position(|result| *result == (place.right, place.points));
        place.rank = before.unwrap_or(0) + 1;
    }
    places
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::Ask;
    use super::super::deal::Why;
    use super::*;
    use crate::domain::rating::Outcome;
    use chrono::DateTime;

    pub fn answer(number: u8, user: u64, picked: Option<u8>) -> QuizAnswer {
        QuizAnswer {
            number,
            user: UserId(user),
            picked,
            changes: 0,
            text: None,
            seen_at: None,
            grade: None,
            at: DateTime::UNIX_EPOCH,
            outcome: picked.map(|choice| if choice == 0 { Outcome::Win } else { Outcome::Loss }),
            verdict: None,
            settled_at: None,
        }
    }

    fn closed(number: u8) -> QuizQuestion {
        let why = Why { seed: 0, pool: 1, fresh: 1, near: 1, again: false, question: 1500.0, chance: None };
        QuizQuestion {
            number,
            question: String::new(),
            topic: String::new(),
            ask: Ask::Choice,
            order: vec![],
            why,
            asked_at: Some(DateTime::UNIX_EPOCH),
            closes_at: None,
            closed_at: Some(DateTime::UNIX_EPOCH),
            left_out: false,
        }
    }

    #[test]
    fn percentages_are_rounded_and_of_nothing_there_are_none() {
        assert_eq!([percent(1, 3), percent(2, 3), percent(1, 8), percent(0, 5), percent(0, 0)], [33, 67, 13, 0, 0]);
    }

    #[test]
    fn a_question_waits_for_those_who_joined_before_it_and_the_first_for_its_time() {
        let first = [answer(1, 1, Some(0)), answer(1, 2, Some(1))];
        assert!(!everyone_answered(&first, 1));
        let second = |users: &[u64]| {
            let now = users.iter().map(|user| answer(2, *user, Some(0)));
            first.iter().cloned().chain(now).collect::<Vec<_>>()
        };
        assert!(!everyone_answered(&second(&[1]), 2));
        assert!(!everyone_answered(&second(&[1, 3]), 2), "a newcomer stands for nobody");
        assert!(everyone_answered(&second(&[1, 2]), 2));
        assert!(!everyone_answered(&[answer(1, 1, Some(0)), answer(2, 1, Some(0))], 2), "one alone has their time");
        let looked = [first.as_slice(), &[answer(2, 1, Some(0)), answer(2, 2, None)]].concat();
        assert!(!everyone_answered(&looked, 2), "a look is no answer");
    }

    #[test]
    fn two_questions_in_a_row_without_an_answer_end_a_quiz() {
        let questions = [closed(1), closed(2), closed(3)];
        assert!(nobody_plays(&questions[..2], &[]));
        assert!(!nobody_plays(&questions[..1], &[]));
        assert!(!nobody_plays(&questions, &[answer(2, 1, Some(0))]));
        assert!(nobody_plays(&questions, &[answer(1, 1, Some(0))]));
        let left_out = [closed(1), QuizQuestion { left_out: true, ..closed(2) }];
        assert!(!nobody_plays(&left_out, &[]), "one that was left out could not be answered");
    }

    #[test]
    fn a_board_counts_what_was_known_and_shares_ranks() {
        let answers = [
            answer(1, 1, Some(0)),
            answer(1, 2, Some(0)),
            answer(1, 3, Some(1)),
            answer(2, 3, Some(0)),
            answer(2, 4, Some(2)),
            answer(2, 5, None),
        ];
        let points = BTreeMap::from([(UserId(1), 2), (UserId(2), 2)]);
        let board = board(&answers, &points);
        let rows: Vec<_> =
            board.iter().map(|place| (place.rank, place.user.0, place.right, place.answered, place.points)).collect();
        assert_eq!(rows, [(1, 1, 1, 1, 2), (1, 2, 1, 1, 2), (3, 3, 1, 2, 0), (4, 4, 0, 1, 0)]);
    }
}
