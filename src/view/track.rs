//! Tracks for organizers: the preview before one is made, the list, and what came of a change.

use chrono::{DateTime, Utc};

use crate::domain::schedule::Schedule;
use crate::domain::track::{Mode, Track, TrackState};

use super::action::Action;
use super::message::{Button, Embed, Field, Look, Message, Tone};
use super::text::{self, count};
use super::time;

/// A track as the organizer means it, with its next posts, before anything is saved.
pub struct Preview<'a> {
    /// The track.
    pub track: &'a Track,
    /// When it would ask next.
    pub upcoming: &'a [DateTime<Utc>],
    /// How many questions it may choose from.
    pub pool: usize,
    /// What stands in the way, in sentences.
    pub warnings: &'a [String],
    /// False where an existing track is edited.
    pub new: bool,
}

/// The preview, with buttons to confirm or cancel.
pub fn preview(preview: &Preview<'_>) -> Message {
    let track = preview.track;
    let mut fields = settings(track, preview.pool);
    fields.push(Field::new("The next posts", posts(preview.upcoming)));
    if !preview.warnings.is_empty() {
        let lines = preview.warnings.iter().map(|warning| format!("- {warning}"));
        fields.push(Field::new(
            "Please look at this first",
            text::shorten(&lines.collect::<Vec<_>>().join("\n"), text::FIELD),
        ));
    }
    let (title, yes) = if preview.new { ("A new track", "Create it") } else { ("The track, changed", "Save it") };
    Message::embed(Embed {
        title: format!("{title}: {}", text::name(&track.name)),
        description: "Nothing is saved yet.".to_owned(),
        tone: if preview.warnings.is_empty() { Tone::Calm } else { Tone::Warning },
        fields,
        ..Embed::default()
    })
    .row(vec![
        Button::new(Action::Confirm(track.id.clone()), yes).look(Look::Main),
        Button::new(Action::Cancel(track.id.clone()), "Cancel"),
    ])
}

fn settings(track: &Track, pool: usize) -> Vec<Field> {
    let mode = match track.mode {
        Mode::Open => "open: replies in the thread, or the form",
        Mode::Sealed => "sealed: the form only, hidden until the reveal",
    };
    let mut fields = vec![
        Field::inline("Channel", format!("<#{}>", track.channel)),
        Field::inline("Asks", schedule(track)),
        Field::inline("Reveals", format!("after {}", duration(track.reveal_after))),
        Field::inline("Answers", mode),
        Field::inline("Topics", if track.topics.is_empty() { "all".to_owned() } else { track.topics.join(", ") }),
        Field::inline("Levels", levels(track)),
        Field::inline("Pool", count(pool as i64, "question")),
    ];
    if let Some(role) = track.ping {
        fields.push(Field::inline("Pings", format!("<@&{role}>")));
    }
    if let Some(day) = track.recap_day {
        fields.push(Field::inline("Recap", format!("on {}s at 17:00", weekday(day))));
    }
    if !track.days_off.is_empty() {
        let days = track.days_off.iter().map(|day| day.format("%-d %b %Y").to_string());
        fields.push(Field::new("Days off", text::shorten(&days.collect::<Vec<_>>().join(", "), text::FIELD)));
    }
    fields
}

/// When a track asks, in words.
pub fn schedule(track: &Track) -> String {
    let when = Schedule::parse(&track.schedule).map_or_else(|_| track.schedule.clone(), |schedule| schedule.describe());
    format!("{when} ({})", track.zone)
}

fn levels(track: &Track) -> String {
    if track.levels.is_empty() {
        return "all".to_owned();
    }
    track.levels.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn posts(upcoming: &[DateTime<Utc>]) -> String {
    if upcoming.is_empty() {
        return "none".to_owned();
    }
    upcoming.iter().map(|due| format!("- {}", time::when(*due))).collect::<Vec<_>>().join("\n")
}

/// `90 minutes`, `8 hours`, `2 days`.
pub fn duration(minutes: u32) -> String {
    match minutes {
        days if days % 1_440 == 0 => count(days / 1_440, "day"),
        hours if hours % 60 == 0 => count(hours / 60, "hour"),
        minutes => count(minutes, "minute"),
    }
}

/// A weekday's full name.
pub fn weekday(day: chrono::Weekday) -> &'static str {
    use chrono::Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
    match day {
        Mon => "Monday",
        Tue => "Tuesday",
        Wed => "Wednesday",
        Thu => "Thursday",
        Fri => "Friday",
        Sat => "Saturday",
        Sun => "Sunday",
    }
}

/// All tracks of a guild.
pub fn list(tracks: &[Track]) -> Message {
    if tracks.is_empty() {
        return Message::text("There is no track yet. An organizer makes one with `/track create`.");
    }
    let fields = tracks.iter().take(25).map(|track| {
        let state = match track.state {
            TrackState::Active => format!("next post {}", time::relative(track.next_due)),
            TrackState::Paused { until: Some(until) } => format!("paused until {}", time::full(until)),
            TrackState::Paused { until: None } => "paused until `/track resume`".to_owned(),
        };
        Field::new(text::name(&track.name), format!("<#{}> · {} · {state}", track.channel, schedule(track)))
    });
    Message::embed(Embed { title: "Tracks".to_owned(), tone: Tone::Calm, fields: fields.collect(), ..Embed::default() })
}

/// What was saved, with the next posts.
pub fn saved(track: &Track, upcoming: &[DateTime<Utc>], new: bool) -> Message {
    let what = if new { "is made" } else { "is saved" };
    Message::embed(Embed {
        title: format!("{} {what}", text::name(&track.name)),
        description: format!("It asks {} in <#{}>.", schedule(track), track.channel),
        tone: Tone::Calm,
        fields: vec![Field::new("The next posts", posts(upcoming))],
        ..Embed::default()
    })
}

/// Asks before a track is deleted.
pub fn confirm_delete(track: &Track, rounds: u32) -> Message {
    Message::embed(Embed {
        title: format!("Delete {}?", text::name(&track.name)),
        description: format!(
            "It stops asking for good. Its {}, the answers and everybody's points are kept. To stop for a while, use \
             `/track pause` instead.",
            count(rounds, "round")
        ),
        tone: Tone::Warning,
        ..Embed::default()
    })
    .row(vec![
        Button::new(Action::Delete(track.id.clone()), "Delete it").look(Look::Danger),
        Button::new(Action::Keep(track.id.clone()), "Keep it"),
    ])
}
