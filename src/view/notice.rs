//! What Viva tells an organizer of its own accord: trouble that a person has to mend, in sentences that say how.

use chrono::{DateTime, Utc};

use crate::domain::ids::ChannelId;
use crate::domain::track::Track;

use super::message::{Embed, Message, Tone};
use super::text;
use super::time;

/// Permissions that the bot lacks in a channel: each with what it is needed for.
pub fn missing_permissions(channel: ChannelId, missing: &[(&str, &str)]) -> String {
    let lines = missing.iter().map(|(permission, needed_to)| format!("- **{permission}**, to {needed_to}"));
    format!(
        "I lack permissions in <#{channel}>:\n{}\nGive them to my role in the channel's settings, under Permissions.",
        lines.collect::<Vec<_>>().join("\n")
    )
}

/// A round that could not be posted.
pub fn not_posted(track: &Track, due: DateTime<Utc>, why: &str) -> Message {
    warning(
        &format!("{}: a question could not be posted", text::name(&track.name)),
        &format!(
            "It was due {}. {why}\n\nI keep trying until it is too late for that question; the next one comes as planned.",
            time::full(due)
        ),
    )
}

/// A channel in which a question is posted, but not as it should be.
pub fn channel(track: &Track, troubles: &[String]) -> Message {
    warning(
        &format!("{}: something is wrong with the channel", text::name(&track.name)),
        &format!("{}\n\nThe question is posted all the same.", troubles.join("\n\n")),
    )
}

/// A round that could not be asked until it was too late; `why` as in "but I was away".
pub fn missed(track: &Track, due: DateTime<Utc>, why: &str) -> Message {
    warning(
        &format!("{}: a question was skipped", text::name(&track.name)),
        &format!(
            "It was due {}, {why}, and it is too late for it now. The next one comes {}. To ask one right away, use \
         `/track ask-now`.",
            time::full(due),
            time::when(track.next_due)
        ),
    )
}

/// A reveal that Discord refuses.
pub fn not_revealed(track: &Track, round: u32, why: &str) -> Message {
    warning(
        &format!("{}: round {round} could not be revealed", text::name(&track.name)),
        &format!("{why}\n\nI keep trying for a day. The answers are safe, and so are the points."),
    )
}

/// A round without a thread.
pub fn no_thread(track: &Track, why: &str) -> Message {
    warning(
        &format!("{}: no thread", text::name(&track.name)),
        &format!(
            "I posted the question in <#{}>, but could not open its thread: {why} Until that is mended, members answer with the \
         Answer button.",
            track.channel
        ),
    )
}

/// A track with nothing to ask.
pub fn empty_pool(track: &Track) -> Message {
    warning(
        &format!("{}: nothing to ask", text::name(&track.name)),
        "No question of the bank is on this track's topics and levels. Widen them with `/track edit`.",
    )
}

fn warning(title: &str, description: &str) -> Message {
    Message::embed(Embed {
        title: text::shorten(title, 250),
        description: text::shorten(description, text::DESCRIPTION),
        tone: Tone::Warning,
        ..Embed::default()
    })
}
