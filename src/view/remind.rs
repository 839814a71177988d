//! The reminder, and what is said about it.

use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::domain::ids::ChannelId;
use crate::domain::reminder::Reminder;
use crate::domain::schedule::Schedule;

use super::action::Action;
use super::action::review::Review;
use super::message::{Button, Embed, Message, Tone};
use super::text::count;
use super::time;

/// The private reminder that so many cards are due. `place` is where the member may go.
pub fn reminder(due: usize, place: Option<ChannelId>, mark: &str) -> Message {
    let place = place.map(|channel| format!(" in <#{channel}>")).unwrap_or_default();
    Message::embed(Embed {
        title: format!("{} due for review", count(due as i64, "card")),
        description: format!(
            "The most urgent comes first, and you can stop after any: `/review start`{place}.\n\
             You asked for this; `/review remind at:off` ends it."
        ),
        tone: Tone::Calm,
        footer: mark.to_owned(),
        ..Embed::default()
    })
}

/// The footer of that day's reminder, by which it is found again after a crash.
pub fn mark(day: NaiveDate) -> String {
    format!("Review reminder of {}", day.format("%A, %-d %B %Y"))
}

/// It is set.
pub fn set(reminder: &Reminder) -> Message {
    let next = reminder.next_due.map(|next| format!(" The next may come {}.", time::when(next))).unwrap_or_default();
    with_switch(format!(
        "I will remind you privately {}, if a card is due then, and not on the days off of this server.{next}\n\
         It needs your private messages to be open for members of this server.",
        when(reminder)
    ))
}

/// How it stands, for whoever gives no time.
pub fn standing(reminder: Option<&Reminder>, zone: Tz) -> Message {
    match reminder {
        Some(reminder) if reminder.next_due.is_some() => {
            let next =
                reminder.next_due.map(|next| format!(" The next may come {}.", time::when(next))).unwrap_or_default();
            with_switch(format!(
                "You are reminded {}, if a card is due.{next} To change it, give another time.",
                when(reminder)
            ))
        }
        _ => Message::text(format!(
            "No reminder is set. `/review remind at:08:30` sets one for working days in {}; `zone` and `weekdays` change that.",
            zone.name()
        )),
    }
}

/// It is off.
pub fn off(was_on: bool) -> Message {
    Message::text(match was_on {
        true => "The reminder is off. Your cards stay; `/review start` shows what is due.",
        false => "No reminder was set.",
    })
}

/// It was switched off, because the member takes no private messages.
pub fn closed(reminder: &Reminder) -> Message {
    Message::text(format!(
        "I could not send you the review reminder ({}), because you take no private messages from members of this server. So I \
         have switched it off. To have it again: allow private messages in this server's privacy settings, then call \
         `/review remind` with a time.",
        when(reminder)
    ))
}

fn when(reminder: &Reminder) -> String {
    let schedule =
        Schedule::parse(&reminder.schedule).map_or_else(|_| reminder.schedule.clone(), |schedule| schedule.describe());
    format!("{schedule} ({})", reminder.zone.name())
}

fn with_switch(words: String) -> Message {
    Message::text(words).row(vec![Button::new(Action::Review(Review::Quiet), "Switch it off")])
}
