//! The week's recap.

use crate::domain::recap::{Movement, Recap};

use super::message::{Embed, Field, Message, Tone};
use super::text::{self, count};

/// The recap's post.
pub fn recap(recap: &Recap) -> Message {
    let summary = format!(
        "{} · {} · {} from {}",
        dates(recap),
        count(recap.rounds, "round"),
        count(recap.answers, "answer"),
        count(recap.participants, "member"),
    );
    let mut fields = Vec::new();
    let mut field = |name: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            fields.push(Field::new(name, fitting(&lines)));
        }
    };
    let standing = recap.standings.iter().map(|row| {
        let tied = if row.tied { " (shared)" } else { "" };
        format!("**{}.** <@{}> · {}{tied}, {}", row.rank, row.user, count(row.points, "point"), movement(row.movement))
    });
    field("Standings", standing.collect());
    field(
        "Streaks",
        recap
            .streaks
            .iter()
            .map(|row| format!("<@{}> · {} in a row", row.user, count(row.days, "working day")))
            .collect(),
    );
    if let Some(best) = &recap.best {
        let why = if best.marked { "the organizer's choice".to_owned() } else { count(best.stars, "star") };
        field("Best answer", vec![format!("<@{}> in round {}, {} ({why})", best.user, best.round, best.title)]);
    }
    let missed = recap
        .missed
        .iter()
        .map(|row| format!("- {} *({}; {} of {} covered it)*", row.text, row.title, row.covered, row.answers));
    field("Most missed", missed.collect());
    if !recap.newcomers.is_empty() {
        let names = recap.newcomers.iter().map(|user| format!("<@{user}>")).collect::<Vec<_>>();
        field("First answers", vec![format!("Welcome, {}.", names.join(", "))]);
    }
    let mut description = summary;
    if recap.answers == 0 {
        description.push_str("\n\nA quiet week. The next question is a good one to start with.");
    }
    Message::embed(Embed {
        title: format!("The week of {}", text::shorten(&text::name(&recap.track), 100)),
        description,
        tone: Tone::Calm,
        fields,
        footer: mark(recap),
    })
}

/// The recap's footer: by it the post is found again after a crash.
pub fn mark(recap: &Recap) -> String {
    format!("Recap {} to {} · {}", recap.first, recap.last, text::shorten(&recap.track, 60))
}

fn dates(recap: &Recap) -> String {
    format!("{} to {}", recap.first.format("%-d %B"), recap.last.format("%-d %B"))
}

fn movement(movement: Movement) -> String {
    match movement {
        Movement::Up(by) => format!("▲ up {by}"),
        Movement::Down(by) => format!("▼ down {by}"),
        Movement::Same => "as last week".to_owned(),
        Movement::New => "new".to_owned(),
    }
}

/// As many whole lines as a field takes, with the number of those left out.
fn fitting(lines: &[String]) -> String {
    let mut value = String::new();
    for (at, line) in lines.iter().enumerate() {
        let more = format!("… and {} more", lines.len() - at);
        if text::length(&value) + text::length(line) + text::length(&more) + 2 > text::FIELD {
            value.push_str(&more);
            break;
        }
        value.push_str(line);
        value.push('\n');
    }
    value.trim_end().to_owned()
}
