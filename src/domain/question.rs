//! A question of the bank, as plain data. How it is written down is `bank`'s business.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One question: what is asked, what a good answer says, and what is said wrongly.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// The slug: lower-case words joined by hyphens. Stable for ever; scores and memories hang on it.
    pub id: String,
    /// A short name, 3 to 60 characters, unique in the bank.
    pub title: String,
    /// The id of its [`Topic`].
    pub topic: String,
    /// For whom it is.
    pub level: Level,
    /// What is asked for.
    pub kind: Kind,
    /// 1 to 6 lower-case words joined by hyphens.
    pub tags: Vec<String>,
    /// How long a good spoken answer takes, with thinking.
    pub minutes: u32,
    /// Ids of the key points without which an answer is not one: 1 to 3 of `key_points`.
    pub decisive: Vec<String>,
    /// Earlier slugs, by which it is still found.
    pub aliases: Vec<String>,
    /// Primary documentation.
    pub links: Vec<Link>,
    /// What the interviewer says, in Markdown.
    pub prompt: String,
    /// What a strong candidate says, in Markdown.
    pub answer: String,
    /// The facts that a good answer covers, 4 to 7, in order.
    pub key_points: Vec<KeyPoint>,
    /// What people wrongly say, 2 to 4.
    pub mistakes: Vec<Mistake>,
    /// What an interviewer asks next, 2 to 4.
    pub follow_ups: Vec<FollowUp>,
    /// The question that `choices` answers.
    pub choice_stem: String,
    /// Four, of which one is right.
    pub choices: Vec<Choice>,
}

impl Question {
    /// The key point of that id.
    pub fn key_point(&self, id: &str) -> Option<&KeyPoint> {
        self.key_points.iter().find(|point| point.id == id)
    }

    /// The common mistake of that id.
    pub fn mistake(&self, id: &str) -> Option<&Mistake> {
        self.mistakes.iter().find(|mistake| mistake.id == id)
    }

    /// Where the right choice stands, counted from 0.
    pub fn right_choice(&self) -> Option<usize> {
        self.choices.iter().position(|choice| choice.right)
    }

    /// True when no answer is one without this key point.
    pub fn is_decisive(&self, key_point: &str) -> bool {
        self.decisive.iter().any(|id| id == key_point)
    }
}

/// A page of documentation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// What the page is called, with its site.
    pub title: String,
    /// Where it is; https.
    pub url: String,
}

/// One fact that a good answer covers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyPoint {
    /// Unique among the question's key points and mistakes.
    pub id: String,
    /// The fact, in one sentence of Markdown.
    pub text: String,
    /// What the fact is recognized by; see `content/README.md`.
    pub phrases: Vec<String>,
}

/// One thing that people wrongly say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mistake {
    /// Unique among the question's key points and mistakes.
    pub id: String,
    /// The mistake, as a claim.
    pub text: String,
    /// What is true instead.
    pub instead: String,
    /// What the claim is recognized by; may be empty.
    pub phrases: Vec<String>,
}

/// What an interviewer asks next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    /// The question.
    pub question: String,
    /// One line towards a good reply.
    pub pointer: String,
}

/// One choice of the multiple-choice form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// At most 100 characters.
    pub text: String,
    /// Whether it is the right one.
    pub right: bool,
    /// Why it is right, or wrong.
    pub reason: String,
}

/// A folder of the bank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// The folder's name.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What belongs to it, in a line.
    pub about: String,
}

/// For whom a question is, from the easiest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// First years.
    Junior,
    /// Works alone.
    Mid,
    /// Decides for a service.
    Senior,
    /// Decides for many.
    Staff,
}

impl Level {
    /// Every level, from the easiest on.
    pub const ALL: [Level; 4] = [Level::Junior, Level::Mid, Level::Senior, Level::Staff];

    /// The word that stands for it in files, commands and tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Junior => "junior",
            Level::Mid => "mid",
            Level::Senior => "senior",
            Level::Staff => "staff",
        }
    }
}

/// What a question asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// How something works, and why.
    Concept,
    /// Two or more ways, and when to take which.
    Comparison,
    /// How one would do a thing.
    Howto,
    /// A system, from its needs to its parts.
    Design,
    /// What is wrong here, and how one finds out.
    Debugging,
    /// A situation in which something has to be decided.
    Scenario,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 6] =
        [Kind::Concept, Kind::Comparison, Kind::Howto, Kind::Design, Kind::Debugging, Kind::Scenario];

    /// The word that stands for it in files, commands and tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Concept => "concept",
            Kind::Comparison => "comparison",
            Kind::Howto => "howto",
            Kind::Design => "design",
            Kind::Debugging => "debugging",
            Kind::Scenario => "scenario",
        }
    }
}

/// A word that is not one of those that are known in its place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{given:?} is not one of {}", known.join(", "))]
pub struct UnknownWord {
    /// What was given.
    pub given: String,
    /// What could have been.
    pub known: Vec<&'static str>,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Level {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        Level::ALL
            .into_iter()
            .find(|level| level.as_str() == word)
            .ok_or_else(|| UnknownWord { given: word.to_owned(), known: Level::ALL.map(Level::as_str).to_vec() })
    }
}

impl FromStr for Kind {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        Kind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == word)
            .ok_or_else(|| UnknownWord { given: word.to_owned(), known: Kind::ALL.map(Kind::as_str).to_vec() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_and_kinds_are_the_same_word_everywhere() {
        for level in Level::ALL {
            assert_eq!(level.to_string().parse(), Ok(level));
            assert_eq!(serde_json::to_value(level).unwrap(), level.as_str());
        }
        for kind in Kind::ALL {
            assert_eq!(kind.to_string().parse(), Ok(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
    }

    #[test]
    fn an_unknown_level_names_the_known_ones() {
        assert_eq!(
            "principal".parse::<Level>().unwrap_err().to_string(),
            "\"principal\" is not one of junior, mid, senior, staff"
        );
    }
}
