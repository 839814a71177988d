//! A question of the bank, on demand: its prompt first, its answer behind a button.

use crate::domain::question::{Question, Topic};

use super::action::Action;
use super::message::{Button, Embed, Field, Look, Message, Tone};
use super::reveal;
use super::text;

/// The prompt, with a button for the answer.
pub fn prompt(question: &Question, topic: Option<&Topic>) -> Message {
    let name = topic.map_or(question.topic.as_str(), |topic| topic.name.as_str());
    let embed = Embed {
        title: question.title.clone(),
        description: text::shorten(&text::discord(&question.prompt), text::DESCRIPTION),
        fields: vec![Field::inline("Topic", name), Field::inline("Level", question.level.to_string())],
        footer: format!("`{}` in the bank", question.id).replace('`', ""),
        ..Embed::default()
    };
    Message::embed(embed)
        .row(vec![Button::new(Action::ShowAnswer(question.id.clone()), "Show the answer").look(Look::Main)])
}

/// The answer, whole, as messages.
pub fn answer(question: &Question) -> Vec<Message> {
    reveal::pack(reveal::study(question))
}

/// What a search found.
pub fn found(text_searched: &str, questions: &[&Question]) -> Message {
    let words = text::name(text_searched);
    if questions.is_empty() {
        return Message::text(format!(
            "No question is about “{words}”. Try one word of it, or a topic such as *streams*."
        ));
    }
    let lines = questions.iter().map(|question| {
        format!("- **{}** · {}, {} · `{}`", question.title, question.topic, question.level, question.id)
    });
    Message::embed(Embed {
        title: format!("Questions about “{words}”"),
        description: format!("{}\n\nSee one with `/question show`.", lines.collect::<Vec<_>>().join("\n")),
        tone: Tone::Calm,
        ..Embed::default()
    })
}
