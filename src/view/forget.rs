//! Forgetting a member: what goes, and what stays.

use super::action::Action;
use super::message::{Button, Embed, Field, Look, Message, Tone};
use super::text::count;

/// What is kept of a member that is theirs alone.
pub struct Kept {
    /// How many cards.
    pub cards: usize,
    /// How many reviews.
    pub reviews: usize,
    /// Whether a reminder is set.
    pub reminder: bool,
}

/// The question whether that shall be.
pub fn ask(kept: &Kept) -> Message {
    let reminder = if kept.reminder { "your review reminder" } else { "no reminder, as none is set" };
    let embed = Embed {
        title: "Forget what you have practiced in private?".to_owned(),
        description: "This cannot be undone.".to_owned(),
        tone: Tone::Warning,
        fields: vec![
            Field::new(
                "Deleted, in every server",
                format!(
                    "{} and {} of them; {reminder}; your strength in quizzes, which begins anew.",
                    count(kept.cards as i64, "card"),
                    count(kept.reviews as i64, "review")
                ),
            ),
            Field::new(
                "What stays",
                "Your answers in rounds and quizzes, and your points: they are part of what your team did together. What you wrote in a thread \
                 you can delete there yourself.",
            ),
        ],
        ..Embed::default()
    };
    Message::embed(embed).row(vec![
        Button::new(Action::Forget(true), "Delete it").look(Look::Danger),
        Button::new(Action::Forget(false), "Keep it"),
    ])
}

/// It is done.
pub fn done(deleted: bool) -> Message {
    Message::text(match deleted {
        true => {
            "Deleted: your cards, their reviews, your reminder and your strength in quizzes. Your answers and points stay. What you miss from now on makes \
                 new cards."
        }
        false => "There was nothing to delete.",
    })
}
