//! The reveal: the reference answer, the key points with how many covered each, the common mistakes, the follow-ups, and on a
//! sealed track the answers with their authors.

use crate::domain::answer::Answer;
use crate::domain::question::Question;
use crate::domain::round::Round;
use crate::domain::track::Mode;

use super::action::Action;
use super::message::{Button, Embed, Look, Message, Tone};
use super::text::{self, count};

/// How much of an answer one embed quotes: quoting marks every line and escapes, at most two and a half times the text.
const QUOTED: usize = 1_500;

const KEY_POINTS: &str = "Key points";

/// What the reveal shows.
pub struct Reveal<'a> {
    /// The round.
    pub round: &'a Round,
    /// Its question.
    pub question: &'a Question,
    /// The answers that came in time.
    pub answers: &'a [Answer],
    /// For each key point of the question, in order: how many answers cover it.
    pub covered: &'a [usize],
}

/// A question's answer without a round: the same, without counts.
pub fn study(question: &Question) -> Vec<Embed> {
    let mut embeds = reference(question);
    embeds.push(key_points(question, 0, &[]));
    embeds.extend(list("Common mistakes", &mistakes(question)));
    embeds.extend(list("What an interviewer asks next", &follow_ups(question)));
    embeds.extend(list("Read on", &links(question)));
    embeds
}

/// The reveal's messages, in order, each with its own footer (see [`mark`]).
pub fn reveal(reveal: &Reveal<'_>) -> Vec<Message> {
    let mut embeds = study(reveal.question);
    if let Some(points) = embeds.iter_mut().find(|embed| embed.title == KEY_POINTS) {
        *points = key_points(reveal.question, reveal.answers.len(), reveal.covered);
    }
    if reveal.round.mode == Mode::Sealed {
        for answer in reveal.answers {
            embeds.extend(answer_embeds(answer));
        }
    }
    let mut messages = pack(embeds);
    if let Some(last) = messages.last_mut() {
        last.rows.push(
            vec![
                Button::new(Action::HowDidIDo(reveal.round.id.clone()), "How did I do?").look(Look::Main),
                Button::new(Action::Answers(reveal.round.id.clone(), 0), "Answers and stars"),
            ]
            .into(),
        );
    }
    let parts = messages.len();
    for (at, message) in messages.iter_mut().enumerate() {
        if let Some(embed) = message.embeds.last_mut() {
            embed.footer = mark(reveal.round, at, parts);
        }
    }
    messages
}

/// The footer of a part of the reveal, counted from 0: by it the part is found again after a crash.
pub fn mark(round: &Round, part: usize, parts: usize) -> String {
    format!("Round {} · reveal {} of {parts}", round.number, part + 1)
}

fn reference(question: &Question) -> Vec<Embed> {
    let parts = text::split(&text::discord(&question.answer), text::DESCRIPTION);
    let first = parts.len() > 1;
    parts
        .into_iter()
        .enumerate()
        .map(|(at, description)| Embed {
            title: match (at, first) {
                (0, _) => format!("Reference answer: {}", question.title),
                _ => "Reference answer, continued".to_owned(),
            },
            description,
            tone: Tone::Revealed,
            ..Embed::default()
        })
        .collect()
}

fn key_points(question: &Question, answers: usize, covered: &[usize]) -> Embed {
    let lines = question.key_points.iter().enumerate().map(|(at, point)| match (answers, covered.get(at)) {
        (0, _) | (_, None) => format!("- {}", point.text),
        (_, Some(covered)) => format!("- **{covered} of {answers}** · {}", point.text),
    });
    let title = match answers {
        0 => KEY_POINTS.to_owned(),
        _ => format!("Key points, and how many of {} covered each", count(answers as i64, "answer")),
    };
    Embed {
        title,
        description: text::shorten(&lines.collect::<Vec<_>>().join("\n"), text::DESCRIPTION),
        tone: Tone::Revealed,
        ..Embed::default()
    }
}

fn mistakes(question: &Question) -> String {
    let lines = question.mistakes.iter().map(|mistake| format!("- *{}* Instead: {}", mistake.text, mistake.instead));
    lines.collect::<Vec<_>>().join("\n")
}

fn follow_ups(question: &Question) -> String {
    let lines = question
        .follow_ups
        .iter()
        .map(|next| format!("- {}\n  ||{}||", next.question, next.pointer.replace("||", "|")));
    lines.collect::<Vec<_>>().join("\n")
}

fn links(question: &Question) -> String {
    let lines = question.links.iter().map(|link| format!("- [{}]({})", link.title, link.url));
    lines.collect::<Vec<_>>().join("\n")
}

/// A list as embeds of that title; none for an empty one.
fn list(title: &str, markdown: &str) -> Vec<Embed> {
    text::split(markdown, text::DESCRIPTION)
        .into_iter()
        .map(|description| Embed { title: title.to_owned(), description, tone: Tone::Revealed, ..Embed::default() })
        .collect()
}

/// A member's answer, whole, as quotations.
pub fn answer_embeds(answer: &Answer) -> Vec<Embed> {
    let parts = text::split(&answer.text(), QUOTED);
    parts
        .iter()
        .enumerate()
        .map(|(at, part)| Embed {
            description: format!(
                "<@{}>{}\n{}",
                answer.user,
                if at == 0 { "" } else { ", continued" },
                text::quote(part)
            ),
            tone: Tone::Calm,
            ..Embed::default()
        })
        .collect()
}

/// Embeds as few messages as hold them.
pub fn pack(embeds: Vec<Embed>) -> Vec<Message> {
    let mut messages: Vec<Message> = Vec::new();
    let mut used = 0;
    for embed in embeds {
        // The footer that a message's last embed gets is counted for all of them.
        let size = size(&embed) + 60;
        match messages.last_mut() {
            Some(message) if used + size <= text::MESSAGE && message.embeds.len() < 10 => {
                used += size;
                message.embeds.push(embed);
            }
            _ => {
                used = size;
                messages.push(Message::embed(embed));
            }
        }
    }
    messages
}

/// What an embed counts against a message's limit.
pub fn size(embed: &Embed) -> usize {
    let fields: usize = embed.fields.iter().map(|field| text::length(&field.name) + text::length(&field.value)).sum();
    text::length(&embed.title) + text::length(&embed.description) + text::length(&embed.footer) + fields
}
