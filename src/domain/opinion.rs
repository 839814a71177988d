//! A second opinion: what a language model says an answer covers, held against the answer before anybody reads it. It stands beside
//! the verdict and never in its place: nobody makes ticks or points of it.

use serde::{Deserialize, Serialize};

/// How many letters and digits a citation has at least: a shorter one is found in any answer.
const LEAST: usize = 3;

/// How many key points the same words may carry. A dense sentence states two; whoever talks a model into ticking all has it cite one
/// sentence for everything.
pub const CARRIED: usize = 2;

/// What a model says of one key point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Says {
    /// The answer states it.
    Covered,
    /// The answer does not.
    Missed,
    /// It can't tell.
    Unsure,
}

/// What a citation is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Support {
    /// The answer has these words.
    Words(String),
    /// None was given, and none is needed: a missed point has no words.
    NotNeeded,
    /// None was given for a point that is said to be covered.
    Nothing,
    /// What was cited is not in the answer. The words are dropped.
    NotFound,
    /// The same words were cited for more than [`CARRIED`] key points: they show none of them. The words are dropped.
    Repeated,
}

/// What a model says of one key point, and how far that is supported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The key point's id.
    pub key_point: String,
    /// What it says.
    pub says: Says,
    /// On which words.
    pub support: Support,
}

impl Judgement {
    /// Holds a citation against the answer that it is from: it has to be there literally, as whole words.
    pub fn new(key_point: &str, says: Says, citation: &str, answer: &str) -> Judgement {
        let words = citation.trim();
        let support = match (words.is_empty(), says) {
            (true, Says::Covered) => Support::Nothing,
            (true, _) => Support::NotNeeded,
            (false, _) if is_in(words, answer) => Support::Words(words.to_owned()),
            (false, _) => Support::NotFound,
        };
        Judgement { key_point: key_point.to_owned(), says, support }
    }

    /// True unless it lacks the words that it should rest on.
    pub fn is_supported(&self) -> bool {
        matches!(self.support, Support::Words(_) | Support::NotNeeded)
    }

    /// Whether the point is covered, if this says so or the contrary, and is supported.
    pub fn covered(&self) -> Option<bool> {
        match self.says {
            _ if !self.is_supported() => None,
            Says::Covered => Some(true),
            Says::Missed => Some(false),
            Says::Unsure => None,
        }
    }
}

/// Takes the words from judgements that share them with too many others.
pub fn without_repeated(mut judgements: Vec<Judgement>) -> Vec<Judgement> {
    let cited: Vec<Support> = judgements.iter().map(|judgement| judgement.support.clone()).collect();
    for judgement in &mut judgements {
        let same = cited.iter().filter(|other| **other == judgement.support).count();
        if matches!(judgement.support, Support::Words(_)) && same > CARRIED {
            judgement.support = Support::Repeated;
        }
    }
    judgements
}

/// Why there is no second opinion, although it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Nobody answers at the address; nothing was sent.
    #[error("it cannot be reached")]
    Unreachable,
    /// The connection broke.
    #[error("the connection broke")]
    Interrupted,
    /// It took too long.
    #[error("it took too long")]
    TimedOut,
    /// It wants the request sent to another address.
    #[error("it points to another address, which is not followed")]
    Redirected,
    /// It has had too many requests: 429.
    #[error("it has had too many requests (status 429)")]
    Limited,
    /// It refuses the request, with this status.
    #[error("it refuses the request (status {0})")]
    Refused(u16),
    /// It is out of order, and says so with this status.
    #[error("it is out of order (status {0})")]
    Broken(u16),
    /// What it sent does not call itself JSON.
    #[error("its reply is not JSON")]
    NotJson,
    /// What it sent is longer than is read.
    #[error("its reply is too long")]
    TooLarge,
    /// The model's reply is not of the form that was asked for; in what way.
    #[error("its reply is not of the form that was asked for: {0}")]
    Malformed(&'static str),
    /// The model declined.
    #[error("the model declined to answer")]
    Declined,
    /// The model's reply ended before it was whole.
    #[error("the model's reply ended before it was whole")]
    CutOff,
    /// The bot was stopped meanwhile.
    #[error("the bot was stopped meanwhile")]
    Stopped,
}

impl Failure {
    /// A word for it, by which failures are counted.
    pub fn word(&self) -> &'static str {
        match self {
            Failure::Unreachable => "unreachable",
            Failure::Interrupted => "interrupted",
            Failure::TimedOut => "timed-out",
            Failure::Redirected => "redirected",
            Failure::Limited => "limited",
            Failure::Refused(_) => "refused",
            Failure::Broken(_) => "broken",
            Failure::NotJson => "not-json",
            Failure::TooLarge => "too-large",
            Failure::Malformed(_) => "malformed",
            Failure::Declined => "declined",
            Failure::CutOff => "cut-off",
            Failure::Stopped => "stopped",
        }
    }
}

/// True where the answer has the words, whole and as they are.
fn is_in(words: &str, answer: &str) -> bool {
    let letters = words.chars().filter(|character| character.is_alphanumeric()).count();
    letters >= LEAST
        && answer.match_indices(words).any(|(at, found)| {
            let inside = |before: Option<char>, after: Option<char>| {
                before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)
            };
            let (before, after) = (&answer[..at], &answer[at + found.len()..]);
            !inside(before.chars().next_back(), found.chars().next())
                && !inside(found.chars().next_back(), after.chars().next())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &str = "I boil the water.\nThen I warm the pot; für Tee.";

    #[track_caller]
    fn check(says: Says, citation: &str, support: Support, covered: Option<bool>) {
        let judgement = Judgement::new("boil", says, citation, ANSWER);
        assert_eq!((&judgement.support, judgement.covered()), (&support, covered), "{citation:?}");
    }

    #[test]
    fn a_citation_is_found_literally_or_dropped() {
        let words = |words: &str| Support::Words(words.to_owned());
        check(Says::Covered, "boil the water", words("boil the water"), Some(true));
        check(Says::Covered, "  I boil the water.\nThen ", words("I boil the water.\nThen"), Some(true));
        check(Says::Covered, "für Tee", words("für Tee"), Some(true));
        check(Says::Covered, "Boil the water", Support::NotFound, None);
        check(Says::Covered, "boil the  water", Support::NotFound, None);
        check(Says::Covered, "water. Then", Support::NotFound, None);
        check(Says::Covered, "all of it", Support::NotFound, None);
        check(Says::Missed, "all of it", Support::NotFound, None);
        check(Says::Missed, "warm the pot", words("warm the pot"), Some(false));
    }

    #[test]
    fn a_citation_that_any_answer_has_is_none() {
        for citation in ["I", ".", "t", "ü", ";", "oil", "the wate", "hen I", "ür Tee"] {
            check(Says::Covered, citation, Support::NotFound, None);
        }
        check(Says::Covered, "  ", Support::Nothing, None);
    }

    #[test]
    fn the_same_words_carry_two_key_points_and_not_more() {
        let of = |words: &[&str]| -> Vec<bool> {
            let all = words.iter().map(|words| Judgement::new("x", Says::Covered, words, ANSWER)).collect();
            without_repeated(all).iter().map(Judgement::is_supported).collect()
        };
        assert_eq!(of(&["the water", "the water", "warm the pot"]), [true, true, true]);
        assert_eq!(of(&["the water", "the water", "warm the pot", " the water"]), [false, false, true, false]);
    }

    #[test]
    fn only_what_is_covered_needs_words() {
        check(Says::Missed, "", Support::NotNeeded, Some(false));
        check(Says::Unsure, "", Support::NotNeeded, None);
    }
}
