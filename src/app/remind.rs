//! The reminder of what is due: private, at a time that the member chose, once a day at most, and silent when there is nothing.

use chrono::{DateTime, NaiveDate, Utc};

use super::deliver::{DeliverError, Step, deliver};
use super::tracks::{WORKING_DAYS, theirs};
use super::{App, Person, boundary, leaderboard, review};
use crate::discord::SendError;
use crate::domain::ids::{GuildId, UserId};
use crate::domain::reminder::Reminder;
use crate::domain::schedule::{Schedule, parse_time, parse_weekdays, parse_zone};
use crate::refuse;
use crate::view;
use crate::view::message::{Message, Reply};

/// What a member asks for.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// The time of day, or `off`.
    pub at: Option<String>,
    /// The zone; the guild's where it is left out.
    pub zone: Option<String>,
    /// The weekdays; working days where they are left out.
    pub weekdays: Option<String>,
}

/// Sets the member's reminder, switches it off, or says how it stands.
pub async fn set(app: &App, person: &Person, wish: Wish) -> anyhow::Result<Reply> {
    let Some(at) = wish.at.as_deref().map(str::trim) else {
        if wish.zone.is_some() || wish.weekdays.is_some() {
            refuse!("Give the time as well, such as `/review remind at:08:30`.");
        }
        let reminder = app.store.reminder(person.user).await?;
        let zone = leaderboard::zone(app, person.guild).await?;
        return Ok(Reply::Private(view::remind::standing(reminder.as_ref(), zone)));
    };
    if matches!(at.to_lowercase().as_str(), "off" | "none" | "never" | "stop") {
        return Ok(Reply::Private(quiet(app, person).await?));
    }
    let zone = match &wish.zone {
        Some(zone) => parse_zone(zone).map_err(theirs)?,
        None => leaderboard::zone(app, person.guild).await?,
    };
    let weekdays = wish.weekdays.as_deref().map_or(Ok(WORKING_DAYS.to_vec()), parse_weekdays).map_err(theirs)?;
    let now = app.clock.now();
    let mut reminder = Reminder {
        user: person.user,
        guild: person.guild,
        schedule: Schedule::daily(parse_time(at).map_err(theirs)?, &weekdays).to_string(),
        zone,
        set_at: now,
        next_due: None,
        closed_at: None,
    };
    reminder.next_due = reminder.next(now, &days_off(app, person.guild).await?);
    app.store.set_reminder(&reminder).await?;
    app.wake();
    Ok(Reply::Private(view::remind::set(&reminder)))
}

/// Switches the member's reminder off.
pub async fn quiet(app: &App, person: &Person) -> anyhow::Result<Message> {
    let was_on = app.store.delete_reminder(person.user).await?;
    Ok(view::remind::off(was_on))
}

/// Reminds a member, if there is something to remind of, and moves the reminder on.
pub async fn remind(app: &App, reminder: &Reminder) -> anyhow::Result<()> {
    let Some(due) = reminder.next_due else { return Ok(()) };
    let now = app.clock.now();
    let days_off = days_off(app, reminder.guild).await?;
    if reminder.speaks(due, now, &days_off) {
        let queue = review::queue(app, reminder.user, reminder.guild).await?;
        if !queue.due.is_empty()
            && let Err(error) = send(app, reminder, due, queue.due.len()).await
        {
            match error {
                DeliverError::Send(error) if closed(&error) => {
                    tracing::info!(guild.id = %reminder.guild, %error, "a member takes no private messages; the reminder is off");
                    app.store.fail_delivery(&step(reminder, due), &error.to_string()).await?;
                    return app.store.close_reminder(reminder.user, due, now).await;
                }
                error => return Err(anyhow::Error::new(error).context("sending a reminder")),
            }
        }
    }
    app.store.move_reminder(reminder.user, due, reminder.next(now, &days_off)).await
}

async fn send(app: &App, reminder: &Reminder, due: DateTime<Utc>, count: usize) -> Result<(), DeliverError> {
    let mark = view::remind::mark(reminder.day(due));
    let channel = app.discord.direct(reminder.user).await?;
    // Where to go: the channel of the guild's first track, if there is one.
    let tracks = app.store.tracks_of(reminder.guild).await?;
    let place = tracks.iter().min_by_key(|track| track.created_at).map(|track| track.channel);
    let message = view::remind::reminder(count, place, &mark);
    let step = Step { name: step(reminder, due), channel, message: &message, mark: &mark, sent: boundary::REMIND_SENT };
    deliver(app, step).await?;
    boundary::REMIND_RECORDED.pass().await;
    Ok(())
}

/// What to tell a member whose reminder was switched off because they take no private messages; until [`closed_word_came`].
pub async fn closed_word(app: &App, user: UserId) -> anyhow::Result<Option<Message>> {
    let reminder = app.store.reminder(user).await?.filter(|reminder| reminder.closed_at.is_some());
    Ok(reminder.as_ref().map(view::remind::closed))
}

/// The member was told.
pub async fn closed_word_came(app: &App, user: UserId) -> anyhow::Result<()> {
    app.store.delete_closed_reminder(user).await
}

/// The step's name: one for each member and day, so that no change of the time brings a second one.
fn step(reminder: &Reminder, due: DateTime<Utc>) -> String {
    format!("reminder:{}:{}", reminder.user, reminder.day(due))
}

/// True where only the member can mend it.
fn closed(error: &SendError) -> bool {
    error.is_permission() || matches!(error, SendError::Gone { .. })
}

/// The days on which no track of the guild asks, by any of them.
async fn days_off(app: &App, guild: GuildId) -> anyhow::Result<Vec<NaiveDate>> {
    Ok(app.store.tracks_of(guild).await?.into_iter().flat_map(|track| track.days_off).collect())
}
