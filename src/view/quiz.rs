//! A quiz question: four choices, a hidden pick, and why each is right or wrong.

use crate::domain::ids::QuizId;
use crate::domain::question::{Question, Topic};

use super::action::Action;
use super::message::{Button, Embed, Look, Message, Tone};
use super::text::{self, count};

const LETTERS: [&str; 4] = ["A", "B", "C", "D"];

/// A quiz as it stands.
pub struct Quiz<'a> {
    /// Its id.
    pub id: &'a QuizId,
    /// Its question.
    pub question: &'a Question,
    /// The question's topic.
    pub topic: Option<&'a Topic>,
    /// The choices in the order in which they are shown, by their places in the bank.
    pub order: &'a [u8],
    /// What was picked, by its place in the bank.
    pub picked: Option<u8>,
    /// Whether the pick was changed already.
    pub changed: bool,
}

/// The open question.
pub fn open(quiz: &Quiz<'_>) -> Message {
    let hint = match (quiz.picked, quiz.changed) {
        (None, _) => "Pick one. You may change it once, then reveal.".to_owned(),
        (Some(pick), false) => format!("You picked **{}**. You may change it once, or reveal.", letter(quiz, pick)),
        (Some(pick), true) => {
            format!("You picked **{}**, and changed it once. Reveal when you are ready.", letter(quiz, pick))
        }
    };
    let choices = quiz.order.iter().zip(LETTERS).filter_map(|(place, letter)| {
        let choice = quiz.question.choices.get(usize::from(*place))?;
        Some(format!("**{letter}.** {}", choice.text))
    });
    let description = format!(
        "{}\n\n{}\n\n{hint}",
        text::discord(&quiz.question.choice_stem),
        choices.collect::<Vec<_>>().join("\n")
    );
    let picks = quiz.order.iter().zip(LETTERS).map(|(place, letter)| {
        let picked = quiz.picked == Some(*place);
        let look = if picked { Look::Done } else { Look::Plain };
        Button::new(Action::Pick(quiz.id.clone(), *place), letter).look(look).disabled(!picked && quiz.changed)
    });
    let reveal =
        Button::new(Action::RevealQuiz(quiz.id.clone()), "Reveal").look(Look::Main).disabled(quiz.picked.is_none());
    Message::embed(card(quiz, "Quiz", &description)).row(picks.collect::<Vec<_>>()).row(vec![reveal])
}

/// The question with its explanation, and what it earned.
pub fn revealed(quiz: &Quiz<'_>, points: u32, why_none: Option<&str>) -> Message {
    let right = quiz.question.right_choice().and_then(|at| u8::try_from(at).ok());
    let verdict = match (quiz.picked, right) {
        (Some(pick), Some(right)) if pick == right => format!("**{}** is right.", letter(quiz, pick)),
        (Some(pick), Some(right)) => {
            format!("You picked **{}**; **{}** is right.", letter(quiz, pick), letter(quiz, right))
        }
        _ => String::new(),
    };
    let earned = match (points, why_none) {
        (0, Some(why)) => format!(" No points: {why}"),
        (0, None) => String::new(),
        (points, _) => format!(" {}.", count(points, "point")),
    };
    let choices = quiz.order.iter().zip(LETTERS).filter_map(|(place, letter)| {
        let choice = quiz.question.choices.get(usize::from(*place))?;
        let sign = if choice.right { "✅ right" } else { "✗ wrong" };
        Some(format!("**{letter}.** {} — *{sign}*\n{}", choice.text, choice.reason))
    });
    let description = format!(
        "{verdict}{earned}\n\n{}\n\n{}",
        text::discord(&quiz.question.choice_stem),
        choices.collect::<Vec<_>>().join("\n")
    );
    let buttons = vec![
        Button::new(Action::NextQuiz(quiz.id.clone()), "Another one").look(Look::Main),
        Button::new(Action::ShowAnswer(quiz.question.id.clone()), "The whole answer"),
    ];
    Message::embed(Embed { tone: Tone::Revealed, ..card(quiz, "Quiz, revealed", &description) }).row(buttons)
}

fn card(quiz: &Quiz<'_>, what: &str, description: &str) -> Embed {
    let topic = quiz.topic.map_or(quiz.question.topic.as_str(), |topic| topic.name.as_str());
    Embed {
        title: format!("{what}: {}", quiz.question.title),
        description: text::shorten(description, text::DESCRIPTION),
        footer: format!("{topic} · {}", quiz.question.level),
        ..Embed::default()
    }
}

fn letter(quiz: &Quiz<'_>, place: u8) -> &'static str {
    quiz.order.iter().position(|at| *at == place).and_then(|at| LETTERS.get(at)).copied().unwrap_or("?")
}
