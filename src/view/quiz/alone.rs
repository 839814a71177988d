//! A quiz alone: one private message that turns from question to result to question.

use crate::domain::ids::UserId;
use crate::domain::quiz::points::Earned;
use crate::domain::quiz::{Ask, End, Quiz, QuizAnswer, QuizQuestion};
use crate::domain::rating::Outcome;
use crate::view::action::Action;
use crate::view::message::{Button, Embed, Look, Message, Tone};
use crate::view::text::{self, count};
use crate::view::time;

use super::{QuizPress, Shown, act, mode_name};

/// The open question, with what the member did about it so far, and a line above it.
pub fn question(shown: &Shown<'_>, answer: Option<&QuizAnswer>, note: &str) -> Message {
    let number = shown.asked.number;
    let picked = answer.and_then(|answer| answer.picked);
    let seen = answer.is_some_and(|answer| answer.seen_at.is_some());
    let mut hint = match (shown.asked.ask, picked) {
        (Ask::Choice, None) => "Pick one. You may change it once, then reveal.".to_owned(),
        (Ask::Choice, Some(pick)) if changed(answer) => {
            format!("You picked **{}**, and changed it once. Reveal when you are ready.", shown.letter(pick))
        }
        (Ask::Choice, Some(pick)) => {
            format!("You picked **{}**. You may change it once, or reveal.", shown.letter(pick))
        }
        (Ask::Recall, _) if seen => "How well did you know it? Be honest: it decides when you see it again.".to_owned(),
        (Ask::Recall, _) => "Say it in your head, or out loud. Then reveal the answer and rate yourself.".to_owned(),
        (Ask::Free, _) => "Write what you would say. The answer is graded by its key points.".to_owned(),
    };
    if let Some(closes) = shown.asked.closes_at {
        hint.push_str(&format!(" Time is up {}.", time::relative(closes)));
    }
    let stop = Button::new(shown.press(QuizPress::Stop), "Stop");
    let why = Button::new(shown.press(QuizPress::Why(number)), "Why this one?");
    let mut description = format!("{}\n\n{hint}", shown.asks());
    if shown.asked.ask == Ask::Recall && seen {
        description = format!("{}\n\n**Key points**\n{}\n\n{hint}", shown.asks(), shown.key_points());
    }
    let mut message = Message::embed(shown.card("", &description, Tone::Asking));
    message.content = note.to_owned();
    let reveal = || Button::new(shown.press(QuizPress::Reveal(number)), "Reveal").look(Look::Main);
    match shown.asked.ask {
        Ask::Choice => {
            message.row(shown.picks(picked, changed(answer))).row(vec![reveal().disabled(picked.is_none()), why, stop])
        }
        Ask::Recall if seen => {
            message.embeds.push(shown.reference());
            message.row(shown.grades()).row(vec![stop])
        }
        Ask::Recall => message.row(vec![reveal(), why, stop]),
        Ask::Free => {
            let write = Button::new(shown.press(QuizPress::Write(number)), "Write your answer").look(Look::Main);
            message.row(vec![write, why, stop])
        }
    }
}

fn changed(answer: Option<&QuizAnswer>) -> bool {
    answer.is_some_and(|answer| answer.changes > 0)
}

/// The question once it is closed: how the answer did, why each choice is right or wrong, what the text covers.
pub fn result(shown: &Shown<'_>, answer: Option<&QuizAnswer>, earned: Option<Earned>, late: bool) -> Message {
    let mut description = if late { "Time is up. ".to_owned() } else { String::new() };
    description.push_str(&shown.verdict(answer, earned));
    match shown.asked.ask {
        Ask::Choice => {
            let stem = text::discord(&shown.question.choice_stem);
            description.push_str(&format!("\n\n{stem}\n\n{}", shown.explained(|_| String::new())));
        }
        Ask::Recall => description.push_str(&format!("\n\n**Key points**\n{}", shown.key_points())),
        Ask::Free => match answer.and_then(|answer| answer.verdict.as_ref()) {
            Some(verdict) => description.push_str(&format!(
                "\n\n{}\n\n-# A machine's reading of your words, with the words it found. It can be wrong: compare with the whole \
                 answer.",
                shown.checklist(verdict)
            )),
            None => description.push_str(&format!("\n\n**Key points**\n{}", shown.key_points())),
        },
    }
    let last = usize::from(shown.asked.number) >= shown.of;
    let next = if last { "See how it went" } else { "Next question" };
    let buttons = vec![
        Button::new(shown.press(QuizPress::Next(shown.asked.number)), next).look(Look::Main),
        Button::new(Action::ShowAnswer(shown.question.id.clone()), "The whole answer"),
        Button::new(shown.press(QuizPress::Stop), "Stop"),
    ];
    Message::embed(shown.card("answered", &description, Tone::Revealed)).row(buttons)
}

/// A line of the end's list.
pub struct Line<'a> {
    /// The question's place in the quiz.
    pub asked: &'a QuizQuestion,
    /// What it is called.
    pub title: &'a str,
    /// What the member answered.
    pub answer: Option<&'a QuizAnswer>,
    /// What it earned.
    pub points: u32,
}

/// The end: what was known and what was not.
pub fn summary(quiz: &Quiz, lines: &[Line<'_>]) -> Message {
    let asked = || lines.iter().filter(|line| line.asked.closed_at.is_some() && !line.asked.left_out);
    let right = asked().filter(|line| line.answer.is_some_and(QuizAnswer::is_right)).count();
    let points: u32 = lines.iter().map(|line| line.points).sum();
    let list = asked().map(|line| {
        let how = match line.answer.and_then(|answer| answer.outcome) {
            Some(Outcome::Win) => "✅ knew it",
            Some(Outcome::Draw) => "◐ knew some of it",
            Some(Outcome::Loss) => "✗ missed it",
            None => "– not answered",
        };
        let earned = if line.points > 0 { format!(", {}", count(line.points, "point")) } else { String::new() };
        format!("{}. {} · {how}{earned}", line.asked.number, line.title)
    });
    let stopped = if quiz.end == Some(End::Stopped) { "You stopped here. " } else { "" };
    let mut description =
        format!("{stopped}You knew **{right} of {}**, for {}.", asked().count(), count(points, "point"));
    let list = list.collect::<Vec<_>>().join("\n");
    if !list.is_empty() {
        description.push_str(&format!("\n\n{list}"));
    }
    let left_out = lines.iter().filter(|line| line.asked.left_out).count();
    if left_out > 0 {
        description.push_str(&format!(
            "\n\n{} left out, since a round is asking it right now or it left the bank.",
            count(left_out as i64, "question")
        ));
    }
    let embed = Embed {
        title: "How your quiz went".to_owned(),
        description: text::shorten(&description, text::DESCRIPTION),
        tone: Tone::Calm,
        footer: format!("Quiz, {}", mode_name(quiz.mode)),
        ..Embed::default()
    };
    Message::embed(embed)
        .row(vec![Button::new(act(&quiz.id, QuizPress::Another), "Another one like it").look(Look::Main)])
}

/// The choice between a quiz that was left and a new one.
pub fn offer(left: &Quiz, of: usize, new: &Quiz) -> Message {
    let begun = time::relative(left.created_at);
    Message::text(format!(
        "You left a quiz ({}) at question {} of {of}; you began it {begun}. Go on with it, or begin the new one?",
        mode_name(left.mode),
        left.at.max(1)
    ))
    .row(vec![
        Button::new(act(&left.id, QuizPress::Resume), "Go on with it").look(Look::Main),
        Button::new(act(&new.id, QuizPress::Fresh), "Begin the new one"),
    ])
}

/// Where somebody's press came too late, above what is there now.
pub fn over(number: u8) -> String {
    format!("Question {number} is over; this is where you are.")
}

/// Why a question was dealt.
pub fn why(asked: &QuizQuestion) -> Message {
    Message::text(format!("**Why question {}?** {} Only you see this.", asked.number, asked.why.explain()))
}

/// Who may not press here.
pub fn not_yours(starter: UserId) -> String {
    format!("This quiz is <@{starter}>'s. Start your own with `/quiz start`.")
}
