//! Quizzes: how a question is shown, alone ([`alone`]) and together ([`together`]), and what its buttons carry ([`press`]).

pub mod alone;
pub mod press;
pub mod together;

pub use self::press::QuizPress;

use crate::domain::grading::Verdict;
use crate::domain::ids::QuizId;
use crate::domain::question::{Question, Topic};
use crate::domain::quiz::points::{Earned, Nothing};
use crate::domain::quiz::{Ask, Grade, Quiz, QuizAnswer, QuizMode, QuizQuestion};

use super::action::Action;
use super::message::{Button, Embed, Form, Input, Look, Row, Tone};
use super::question::FORM_LIMIT;
use super::text::{self, count};

const LETTERS: [&str; 8] = ["A", "B", "C", "D", "E", "F", "G", "H"];

/// A question of a quiz, as the bank has it.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    /// The quiz.
    pub quiz: &'a Quiz,
    /// How many questions it has.
    pub of: usize,
    /// The question's place in it.
    pub asked: &'a QuizQuestion,
    /// The question.
    pub question: &'a Question,
    /// Its topic.
    pub topic: Option<&'a Topic>,
}

impl Shown<'_> {
    fn press(&self, press: QuizPress) -> Action {
        act(&self.quiz.id, press)
    }

    fn topic_name(&self) -> &str {
        self.topic.map_or(self.question.topic.as_str(), |topic| topic.name.as_str())
    }

    /// The letter under which a choice is shown, by its place in the bank.
    fn letter(&self, choice: u8) -> &'static str {
        let shown = self.asked.order.iter().position(|place| *place == choice);
        shown.and_then(|at| LETTERS.get(at)).copied().unwrap_or("?")
    }

    fn right(&self) -> Option<u8> {
        self.question.right_choice().and_then(|at| u8::try_from(at).ok())
    }

    fn card(&self, what: &str, description: &str, tone: Tone) -> Embed {
        let what = if what.is_empty() { String::new() } else { format!(", {what}") };
        Embed {
            title: text::shorten(
                &format!("Question {} of {}{what}: {}", self.asked.number, self.of, self.question.title),
                250,
            ),
            description: text::shorten(description, text::DESCRIPTION),
            tone,
            footer: format!("{} · {} · {}", self.topic_name(), self.question.level, ask_name(self.asked.ask)),
            ..Embed::default()
        }
    }

    /// What is asked: the stem and its choices, or the prompt.
    fn asks(&self) -> String {
        match self.asked.ask {
            Ask::Choice => {
                let choices = self.asked.order.iter().zip(LETTERS).filter_map(|(place, letter)| {
                    let choice = self.question.choices.get(usize::from(*place))?;
                    Some(format!("**{letter}.** {}", choice.text))
                });
                format!("{}\n\n{}", text::discord(&self.question.choice_stem), choices.collect::<Vec<_>>().join("\n"))
            }
            Ask::Recall | Ask::Free => text::discord(&self.question.prompt),
        }
    }

    /// A button for each choice.
    fn picks(&self, picked: Option<u8>, fixed: bool) -> Row {
        let buttons = self.asked.order.iter().zip(LETTERS).take(5).map(|(place, letter)| {
            let own = picked == Some(*place);
            let look = if own { Look::Done } else { Look::Plain };
            let press = QuizPress::Pick(self.asked.number, *place);
            Button::new(self.press(press), letter).look(look).disabled(fixed && !own)
        });
        Row::Buttons(buttons.collect())
    }

    /// A button for each grade.
    fn grades(&self) -> Row {
        let buttons = Grade::ALL.map(|grade| {
            Button::new(self.press(QuizPress::Rate(self.asked.number, grade)), grade_name(grade)).look(Look::Main)
        });
        Row::Buttons(buttons.to_vec())
    }

    /// Why each choice is right or wrong, with a note for each.
    fn explained(&self, note: impl Fn(u8) -> String) -> String {
        let choices = self.asked.order.iter().zip(LETTERS).filter_map(|(place, letter)| {
            let choice = self.question.choices.get(usize::from(*place))?;
            let sign = if choice.right { "✅ right" } else { "✗ wrong" };
            Some(format!("**{letter}.** {} — *{sign}*{}\n{}", choice.text, note(*place), choice.reason))
        });
        choices.collect::<Vec<_>>().join("\n\n")
    }

    /// The key points, as a list.
    fn key_points(&self) -> String {
        let points = self.question.key_points.iter().map(|point| format!("- {}", point.text));
        points.collect::<Vec<_>>().join("\n")
    }

    /// The reference answer as an embed of its own.
    fn reference(&self) -> Embed {
        Embed {
            title: "Reference answer".to_owned(),
            description: text::shorten(&text::discord(&self.question.answer), text::DESCRIPTION),
            tone: Tone::Revealed,
            ..Embed::default()
        }
    }

    /// What the grader found in somebody's text: each key point, covered on which words or missed, and the mistakes.
    fn checklist(&self, verdict: &Verdict) -> String {
        let mut lines: Vec<String> = self
            .question
            .key_points
            .iter()
            .map(|point| match verdict.covered.iter().find(|evidence| evidence.key_point == point.id) {
                Some(evidence) => {
                    format!("- ✅ **Covered**: {}\n  “{}”", point.text, text::excerpt(&evidence.words, 160))
                }
                None => format!("- ⬜ **Missed**: {}", point.text),
            })
            .collect();
        lines.extend(verdict.mistakes.iter().filter_map(|evidence| {
            let mistake = self.question.mistake(&evidence.mistake)?;
            let words = text::excerpt(&evidence.words, 160);
            Some(format!("- ⚠️ **A common mistake**: {}\n  “{words}” {}", mistake.text, mistake.instead))
        }));
        lines.join("\n")
    }

    /// How somebody's settled answer did, and what it earned.
    fn verdict(&self, answer: Option<&QuizAnswer>, earned: Option<Earned>) -> String {
        let Some(answer) = answer.filter(|answer| answer.outcome.is_some()) else {
            return "You did not answer this one.".to_owned();
        };
        let how = match self.asked.ask {
            Ask::Choice => match (answer.picked, self.right()) {
                (Some(pick), Some(right)) if pick == right => format!("**{}** is right.", self.letter(pick)),
                (Some(pick), Some(right)) => {
                    format!("You picked **{}**; **{}** is right.", self.letter(pick), self.letter(right))
                }
                _ => String::new(),
            },
            Ask::Recall => format!("You rated yourself **{}**.", answer.grade.map_or("?", grade_name)),
            Ask::Free => {
                let verdict = answer.verdict.as_ref();
                let covered = verdict.map_or(0, |verdict| verdict.covered.len());
                let grade = answer.grade.map_or("?", grade_name);
                let of = count(self.question.key_points.len() as i64, "key point");
                format!("Your answer seems to cover **{covered} of {of}**: {grade}.")
            }
        };
        format!("{how}{}", earned.map(told).unwrap_or_default())
    }
}

/// What was earned, as a sentence to append.
fn told(earned: Earned) -> String {
    match earned {
        Earned { points: 0, nothing: None } => String::new(),
        Earned { points: 0, nothing: Some(why) } => format!(" No points: {}", nothing(why)),
        Earned { points, .. } => format!(" {}.", count(points, "point")),
    }
}

fn nothing(why: Nothing) -> &'static str {
    match why {
        Nothing::SelfRated => "rating oneself earns none; it is for your reviews.",
        Nothing::Again => "you had this question today already.",
        Nothing::NobodyElse => "nobody else answered it.",
        Nothing::UsedUp => "today's quiz points are used up. They come back tomorrow.",
    }
}

/// What came by the form when the question was closed: it does not count, and is given back.
pub fn too_late(said: &str) -> String {
    // The marks add to it, and a message has 2,000 characters. Cut before it is quoted, so that code blocks are closed.
    let mut limit = 1_500;
    let mut quoted = text::quote(&text::shorten(said, limit));
    while text::length(&quoted) > 1_800 {
        limit = limit * 3 / 4;
        quoted = text::quote(&text::shorten(said, limit));
    }
    format!("Time is up, so this answer was not taken in. Copy it if you need it:\n{quoted}")
}

/// The form for an answer in one's own words.
pub fn form(shown: &Shown<'_>, before: &str) -> Form {
    Form {
        id: shown.press(QuizPress::Write(shown.asked.number)).to_string(),
        title: text::shorten(&shown.question.title, 45),
        inputs: vec![Input {
            id: "answer".to_owned(),
            label: "Your answer".to_owned(),
            value: text::shorten(before, FORM_LIMIT.into()),
            hint: "Whole sentences; what would you say in the interview?".to_owned(),
            long: true,
            max: FORM_LIMIT,
            required: true,
        }],
    }
}

/// The grade as a button says it.
pub fn grade_name(grade: Grade) -> &'static str {
    match grade {
        Grade::Again => "Again",
        Grade::Hard => "Hard",
        Grade::Good => "Good",
        Grade::Easy => "Easy",
    }
}

fn ask_name(ask: Ask) -> &'static str {
    match ask {
        Ask::Choice => "choose one",
        Ask::Recall => "recall and rate yourself",
        Ask::Free => "answer in your own words",
    }
}

fn mode_name(mode: QuizMode) -> &'static str {
    match mode {
        QuizMode::Choice => "multiple choice",
        QuizMode::Recall => "recall",
        QuizMode::Free => "free answers",
        QuizMode::Mixed => "mixed",
    }
}

fn act(quiz: &QuizId, press: QuizPress) -> Action {
    Action::Quiz(quiz.clone(), press)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_too_late_fits_into_a_message_with_its_code_blocks_closed() {
        for said in ["It depends.".to_owned(), "x\n".repeat(2_000), format!("```js\n{}", "a();\n".repeat(800))] {
            let told = too_late(&said);
            assert!(text::length(&told) < 1_950 && told.matches("```").count().is_multiple_of(2), "{told}");
        }
    }
}
