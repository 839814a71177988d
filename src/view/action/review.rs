//! What the buttons of reviews carry. A press names the card by its question and by how often it was reviewed when the button was
//! shown, so that a second press, or one on an old message, is known for what it is.

use std::fmt;

use crate::domain::memory::Rating;

/// A card as it was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Face {
    /// The question's slug.
    pub question: String,
    /// How often the card was reviewed by then.
    pub reviews: u32,
}

/// What a press during reviews asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Review {
    /// Show the card that is due next.
    Next,
    /// Show a card's answer.
    Reveal(Face),
    /// Rate how well it was remembered.
    Rate(Face, Rating),
    /// Take the rating of that card back.
    Undo(Face),
    /// Delete the card of that question.
    Drop(String),
    /// Delete the cards whose questions have left the bank.
    DropGone,
    /// Switch the reminder off.
    Quiet,
}

impl fmt::Display for Review {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Review::Next => write!(f, "next"),
            Review::Reveal(face) => write!(f, "reveal:{face}"),
            Review::Rate(face, rating) => write!(f, "rate:{face}:{rating}"),
            Review::Undo(face) => write!(f, "undo:{face}"),
            Review::Drop(question) => write!(f, "drop:{question}"),
            Review::DropGone => write!(f, "drop-gone"),
            Review::Quiet => write!(f, "quiet"),
        }
    }
}

impl fmt::Display for Face {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.question, self.reviews)
    }
}

impl Review {
    /// What `deed` and the parts after it stand for.
    pub(super) fn parse<'a>(deed: &str, mut rest: impl FnMut() -> Option<&'a str>) -> Option<Review> {
        let mut face = || Some(Face { question: rest()?.to_owned(), reviews: rest()?.parse().ok()? });
        Some(match deed {
            "next" => Review::Next,
            "reveal" => Review::Reveal(face()?),
            "rate" => Review::Rate(face()?, rest()?.parse().ok()?),
            "undo" => Review::Undo(face()?),
            "drop" => Review::Drop(rest()?.to_owned()),
            "drop-gone" => Review::DropGone,
            "quiet" => Review::Quiet,
            _ => return None,
        })
    }
}
