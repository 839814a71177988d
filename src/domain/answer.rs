//! What a member answered in a round. Several messages, and the form, are one answer.

use chrono::{DateTime, Utc};

use super::ids::{MessageId, UserId};

/// Where a part of an answer was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// In the form behind the Answer button. Sent again, it replaces what was there.
    Form,
    /// In a message of the round's thread.
    Message(MessageId),
}

/// What somebody wrote, edited or took back: one revision of one part of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Revision {
    /// Who.
    pub user: UserId,
    /// Where.
    pub part: Part,
    /// What it says now; `None` when it was deleted.
    pub text: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// A member's answer in one round, as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Whose.
    pub user: UserId,
    /// Its parts, oldest first (by `written_at`, then by part), without deleted ones.
    pub parts: Vec<AnswerPart>,
    /// When the first part was first written.
    pub first_at: DateTime<Utc>,
    /// True if all of it came after the answers were closed.
    pub late: bool,
}

/// One part of an answer, as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct AnswerPart {
    /// Where it was written.
    pub part: Part,
    /// What it says.
    pub text: String,
    /// When it was first written.
    pub written_at: DateTime<Utc>,
    /// How many revisions it had, from 1.
    pub revisions: u32,
}

impl Answer {
    /// The whole text, parts parted by a blank line.
    pub fn text(&self) -> String {
        self.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join("\n\n")
    }
}
