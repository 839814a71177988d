//! Collecting: what members write in a round's thread, or send through its form. Several messages are one answer; edits and deletions
//! before the reveal are followed; what comes after it is kept as late.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::{App, Person, mock, score};
use crate::discord::{Seen, SendError};
use crate::domain::answer::{Part, Revision};
use crate::domain::ids::{ChannelId, MessageId, RoundId, UserId};
use crate::domain::round::{Round, RoundState};
use crate::domain::track::Mode;
use crate::refuse;
use crate::view::message::Reply;
use crate::view::{question, time};

/// What tells a member that their reply was taken in.
const TAKEN: &str = "✅";
/// What tells them that it came after the reveal.
const LATE: &str = "⏰";

/// Something that happened in a channel or thread.
#[derive(Clone, Debug)]
pub enum Event {
    /// Somebody wrote a message.
    Reply {
        /// Where.
        thread: ChannelId,
        /// The message.
        message: MessageId,
        /// Who wrote it.
        author: UserId,
        /// What it says.
        text: String,
        /// When.
        at: DateTime<Utc>,
    },
    /// Somebody changed one.
    Edit {
        /// Where.
        thread: ChannelId,
        /// The message.
        message: MessageId,
        /// What it says now.
        text: String,
        /// When.
        at: DateTime<Utc>,
    },
    /// One or more were deleted.
    Delete {
        /// Where.
        thread: ChannelId,
        /// The messages.
        messages: Vec<MessageId>,
    },
}

/// Takes in what happened, if it happened in a round's thread, or in a mock's.
pub async fn collect(app: &App, event: Event) -> anyhow::Result<()> {
    let (Event::Reply { thread, .. } | Event::Edit { thread, .. } | Event::Delete { thread, .. }) = &event;
    let Some(round) = app.store.round_of_thread(*thread).await? else { return mock::talk::hear(app, event).await };
    if round.mode == Mode::Sealed || !app.replies() {
        return Ok(());
    }
    match event {
        Event::Reply { message, author, text, at, .. } => {
            // An edit may overtake the message: then this is the older text.
            if app.store.author_of_part(&round.id, message).await?.is_some() {
                return Ok(());
            }
            let revision = Revision { user: author, part: Part::Message(message), text: said(&text), at };
            take(app, &round, revision).await
        }
        Event::Edit { message, text, at, .. } => {
            // An edit of a message that was never taken in, such as one from before the bot came, is taken in when it is fetched.
            let Some(user) = app.store.author_of_part(&round.id, message).await? else { return Ok(()) };
            take(app, &round, Revision { user, part: Part::Message(message), text: said(&text), at }).await
        }
        Event::Delete { messages, .. } => {
            for message in messages {
                let Some(user) = app.store.author_of_part(&round.id, message).await? else { continue };
                take(app, &round, Revision { user, part: Part::Message(message), text: None, at: app.clock.now() })
                    .await?;
            }
            Ok(())
        }
    }
}

fn said(text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| text.to_owned())
}

async fn take(app: &App, round: &Round, revision: Revision) -> anyhow::Result<()> {
    if !app.store.write_revision(&round.id, &revision).await? {
        return Ok(());
    }
    tracing::debug!(guild.id = %round.guild, round.id = %round.id, user.id = %revision.user, "took an answer in");
    let round = current(app, &round.id).await?;
    if round.is_open() {
        score::score(app, &round).await?;
        app.recount(&round.id);
    }
    let (Part::Message(message), Some(thread), Some(_)) = (revision.part, round.thread, &revision.text) else {
        return Ok(());
    };
    let emoji = if round.counts(revision.at) { TAKEN } else { LATE };
    // The answer is safe; a reaction that can't be set is no reason to fail.
    if let Err(error) = app.discord.react(thread, message, emoji).await {
        tracing::warn!(guild.id = %round.guild, round.id = %round.id, %error, "a reply could not be acknowledged");
    }
    Ok(())
}

/// The round as it is now.
pub async fn current(app: &App, round: &RoundId) -> anyhow::Result<Round> {
    match app.store.round(round).await? {
        Some(round) => Ok(round),
        None => refuse!("That round is not there any more."),
    }
}

/// Brings what is stored up to what the thread says: replies, edits and deletions that happened while nobody listened.
pub async fn catch_up(app: &App, round: &Round) -> anyhow::Result<()> {
    let Some(thread) = round.thread else { return Ok(()) };
    if round.mode == Mode::Sealed || !app.replies() {
        return Ok(());
    }
    let seen = match app.discord.messages_after(thread, None).await {
        Ok(seen) => seen,
        Err(error @ (SendError::Gone { .. } | SendError::Refused { .. })) => {
            tracing::warn!(guild.id = %round.guild, round.id = %round.id, %error, "a thread can't be read");
            return Ok(());
        }
        Err(error) => return Err(error.into()),
    };
    let there: HashSet<MessageId> = seen.iter().map(|message| message.id).collect();
    for Seen { id, author, text, at, edited_at, .. } in seen.into_iter().filter(|message| !message.bot) {
        let at = edited_at.unwrap_or(at);
        take(app, round, Revision { user: author, part: Part::Message(id), text: said(&text), at }).await?;
    }
    // Nobody can say when a message went. What is gone before the reveal shows it was taken back in time.
    let now = app.clock.now();
    let gone_at = match (round.closed_at, round.reveal_at) {
        (None, Some(reveal)) => now.min(reveal - TimeDelta::milliseconds(1)),
        _ => now,
    };
    for answer in app.store.answers(round).await? {
        for part in answer.parts {
            if let Part::Message(message) = part.part
                && !there.contains(&message)
            {
                take(app, round, Revision { user: answer.user, part: part.part, text: None, at: gone_at }).await?;
            }
        }
    }
    Ok(())
}

/// Opens the form, with what the member sent before.
pub async fn open_form(app: &App, person: &Person, round: &RoundId) -> anyhow::Result<Reply> {
    let round = current(app, round).await?;
    let bank = app.bank();
    let Some(asked) = bank.question(&round.question) else { refuse!("This round's question has left the bank.") };
    if round.state == RoundState::Claimed {
        refuse!("This round is about to begin. Please try again in a moment.");
    }
    if !round.is_open() {
        refuse!("This round is revealed, so answers no longer count. Press **How did I do?** to see where you stand.");
    }
    let before = app.store.answer(&round, person.user).await?;
    let before = before.iter().flat_map(|answer| &answer.parts).find(|part| part.part == Part::Form);
    Ok(Reply::Form(question::form(&round, asked, before.map_or("", |part| &part.text))))
}

/// Takes in what was sent through the form.
pub async fn form(app: &App, person: &Person, round: &RoundId, text: &str) -> anyhow::Result<Reply> {
    let round = current(app, round).await?;
    let Some(text) = said(text) else { refuse!("The form was empty, so nothing was changed.") };
    let now = app.clock.now();
    take(app, &round, Revision { user: person.user, part: Part::Form, text: Some(text), at: now }).await?;
    let round = current(app, &round.id).await?;
    Ok(Reply::private(match (round.counts(now), round.reveal_at) {
        (false, _) => "Your answer came after the reveal. It is kept, but earns no points.".to_owned(),
        (true, Some(at)) => {
            format!(
                "Your answer is in. You can change it with the same button until the reveal {}.",
                time::relative(at)
            )
        }
        (true, None) => "Your answer is in.".to_owned(),
    }))
}
