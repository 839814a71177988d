//! The question's post, its thread's name, and the form behind its Answer button.

use crate::domain::question::{Question, Topic};
use crate::domain::round::{Round, RoundState};
use crate::domain::track::{Mode, Track};

use super::action::Action;
use super::message::{Button, Embed, Field, Form, Input, Look, Message, Tone};
use super::text::{self, count};
use super::time;

/// The most characters of an answer that the form takes: Discord's limit.
pub const FORM_LIMIT: u16 = 4_000;

/// What the post shows.
pub struct Post<'a> {
    /// The track that asks.
    pub track: &'a Track,
    /// The round.
    pub round: &'a Round,
    /// The question.
    pub question: &'a Question,
    /// Its topic.
    pub topic: Option<&'a Topic>,
    /// How many have answered.
    pub answers: u32,
    /// Whether there is, or will be, a thread whose replies are collected.
    pub replies: bool,
}

/// The post in the track's channel, in whatever state the round is.
pub fn post(post: &Post<'_>) -> Message {
    let Post { track, round, question, .. } = post;
    let revealed = matches!(round.state, RoundState::Revealed | RoundState::Settled) || round.closed_at.is_some();
    let topic = post.topic.map_or(question.topic.as_str(), |topic| topic.name.as_str());
    let mut fields = vec![
        Field::inline("Topic", topic),
        Field::inline("Level", question.level.to_string()),
        Field::inline("Time", format!("about {}", count(question.minutes, "minute"))),
    ];
    if revealed {
        let place = match round.thread {
            Some(thread) => format!("The reference answer is in <#{thread}>."),
            None => "The reference answer is below.".to_owned(),
        };
        fields.push(Field::new("Revealed", place));
    } else {
        fields.push(Field::new("How to answer", how(post)));
        if let Some(at) = round.reveal_at {
            fields.push(Field::new("Reveal", time::when(at)));
        }
    }
    if post.answers > 0 {
        fields.push(Field::new("Answers", format!("{} answered", people(post.answers))));
    }
    let embed = Embed {
        title: format!("{}{}", if revealed { "Revealed: " } else { "" }, question.title),
        description: text::shorten(&text::discord(&question.prompt), text::DESCRIPTION),
        tone: if revealed { Tone::Revealed } else { Tone::Asking },
        fields,
        footer: format!("Round {} · {}", round.number, text::shorten(&track.name, 60)),
    };
    let mut message = Message::embed(embed);
    if let Some(role) = track.ping {
        message.content = format!("<@&{role}> Question of the day");
        if !revealed {
            message.pings = vec![role];
        }
    }
    message.row(buttons(round, revealed))
}

fn how(post: &Post<'_>) -> &'static str {
    match (post.round.mode, post.replies) {
        (Mode::Sealed, _) => {
            "Press **Answer**. Nobody sees what you write before the reveal; until then you can change it."
        }
        (Mode::Open, true) => "Reply in the thread, in one message or several, or press **Answer** for a form.",
        (Mode::Open, false) => "Press **Answer** for a form. You can change what you wrote until the reveal.",
    }
}

fn people(number: u32) -> String {
    if number == 1 { "1 person has".to_owned() } else { format!("{number} people have") }
}

fn buttons(round: &Round, revealed: bool) -> Vec<Button> {
    if revealed {
        vec![
            Button::new(Action::HowDidIDo(round.id.clone()), "How did I do?").look(Look::Main),
            Button::new(Action::Answers(round.id.clone(), 0), "Answers and stars"),
        ]
    } else {
        vec![Button::new(Action::Answer(round.id.clone()), "Answer").look(Look::Main)]
    }
}

/// The id of a button that only this round's post carries: by it the post is found again after a crash.
pub fn mark(round: &Round) -> String {
    Action::Answer(round.id.clone()).to_string()
}

/// The name of the round's thread.
pub fn thread_name(round: &Round, question: &Question) -> String {
    text::shorten(&format!("Round {}: {}", round.number, question.title), 100)
}

/// The form, with what the member sent before.
pub fn form(round: &Round, question: &Question, before: &str) -> Form {
    Form {
        id: Action::Answer(round.id.clone()).to_string(),
        title: text::shorten(&question.title, 45),
        inputs: vec![Input {
            id: "answer".to_owned(),
            label: "Your answer".to_owned(),
            value: text::shorten(before, FORM_LIMIT.into()),
            hint: "What would you say in the interview? Code in ``` is fine.".to_owned(),
            long: true,
            max: FORM_LIMIT,
            required: true,
        }],
    }
}
