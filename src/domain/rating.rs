//! How strong a member is, and how hard a question: every answer in a quiz is a rated game between the two, by Glicko-2.
//!
//! Ratings belong to a guild, the questions' too: what a team finds hard is its own matter, and no guild's answers are seen in
//! another's picks. A question starts where its level puts it and moves little; a member starts in the middle and moves fast. A
//! member's rating is private: it earns nothing and stands on no board.

use serde::{Deserialize, Serialize};
use skillratings::Outcomes;
use skillratings::glicko2::{Glicko2Config, Glicko2Rating, expected_score, glicko2};

use super::question::Level;

/// How often a member should get a question right that fits: more is boring, less is discouraging.
pub const FITTING: f64 = 0.65;

/// How strong somebody is, or how hard a question.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Strength {
    /// The rating: 1,500 is the middle, and 200 more wins three games of four.
    pub rating: f64,
    /// How sure that is: the true one is nearly always within two of these.
    pub deviation: f64,
    /// How much it is expected to move.
    pub volatility: f64,
}

/// How a game ended, for the member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// They did not know it.
    Loss,
    /// They knew some of it.
    Draw,
    /// They knew it.
    Win,
}

impl Strength {
    /// A member of whom nothing is known: the middle, and very unsure.
    pub fn newcomer() -> Strength {
        Strength { rating: 1_500.0, deviation: 350.0, volatility: 0.06 }
    }

    /// A question that nobody answered yet: 200 from level to level, and rather sure, since an author chose the level.
    pub fn of_level(level: Level) -> Strength {
        let rating = match level {
            Level::Junior => 1_300.0,
            Level::Mid => 1_500.0,
            Level::Senior => 1_700.0,
            Level::Staff => 1_900.0,
        };
        Strength { rating, deviation: 150.0, volatility: 0.06 }
    }
}

/// Both after a game.
pub fn play(member: Strength, question: Strength, outcome: Outcome) -> (Strength, Strength) {
    let ended = match outcome {
        Outcome::Loss => Outcomes::LOSS,
        Outcome::Draw => Outcomes::DRAW,
        Outcome::Win => Outcomes::WIN,
    };
    let (member, question) = glicko2(&member.into(), &question.into(), &ended, &Glicko2Config::new());
    (member.into(), question.into())
}

/// How likely the member is to win, from 0 to 1.
pub fn chance(member: Strength, question: Strength) -> f64 {
    expected_score(&member.into(), &question.into()).0
}

impl From<Strength> for Glicko2Rating {
    fn from(strength: Strength) -> Self {
        Glicko2Rating { rating: strength.rating, deviation: strength.deviation, volatility: strength.volatility }
    }
}

impl From<Glicko2Rating> for Strength {
    fn from(rating: Glicko2Rating) -> Self {
        Strength { rating: rating.rating, deviation: rating.deviation, volatility: rating.volatility }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_win_lifts_the_member_and_lowers_the_question_and_the_newcomer_moves_more() {
        let (member, question) = (Strength::newcomer(), Strength::of_level(Level::Mid));
        let (after, asked) = play(member, question, Outcome::Win);
        assert!(after.rating > member.rating && asked.rating < question.rating);
        assert!(after.rating - member.rating > question.rating - asked.rating);
        assert!(after.deviation < member.deviation, "one knows more about them");
        let (lost, hard) = play(member, question, Outcome::Loss);
        assert!(lost.rating < member.rating && hard.rating > question.rating);
        let (drawn, _) = play(member, question, Outcome::Draw);
        assert!((drawn.rating - member.rating).abs() < 1e-6, "equals that draw stay where they are");
    }

    #[test]
    fn a_harder_level_is_less_likely_to_be_known() {
        let member = Strength::newcomer();
        let chances = Level::ALL.map(|level| chance(member, Strength::of_level(level)));
        assert!(chances.is_sorted_by(|easy, hard| easy > hard), "{chances:?}");
        assert!((chances[1] - 0.5).abs() < 1e-6);
    }

    #[test]
    fn who_knows_everything_outgrows_the_easy_questions() {
        let mut member = Strength::newcomer();
        for _ in 0..20 {
            member = play(member, Strength::of_level(Level::Senior), Outcome::Win).0;
        }
        assert!(chance(member, Strength::of_level(Level::Junior)) > 0.9, "{member:?}");
    }
}
