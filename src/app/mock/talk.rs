//! What the candidate says in a mock's thread: several messages are one answer; edits and deletions are followed until the stage's
//! answer is complete.

use std::collections::HashSet;

use super::{Run, go_on, step_name};
use crate::app::App;
use crate::app::collect::Event;
use crate::discord::SendError;
use crate::domain::ids::{MessageId, UserId};
use crate::domain::mock::{Mock, MockState, SaidPart};

/// What tells the candidate that a message was taken in.
const TAKEN: &str = "✅";

/// Takes in what happened, if it happened in the thread of a run that is under way.
pub async fn hear(app: &App, event: Event) -> anyhow::Result<()> {
    let (Event::Reply { thread, .. } | Event::Edit { thread, .. } | Event::Delete { thread, .. }) = &event;
    let Some(mut mock) = app.store.mock_of_place(*thread).await? else { return Ok(()) };
    if !mock.under_way() || mock.state == MockState::Scoring || !app.replies() {
        return Ok(());
    }
    match event {
        Event::Reply { message, author, text, at, .. } => {
            if author != mock.candidate || text.trim().is_empty() {
                return Ok(());
            }
            go_on(app, &mut mock).await?;
            // An edit may overtake the message; the later text stands.
            let part = SaidPart { message: Some(message), text, at };
            if app.store.say_in_mock(&mock.id, mock.visit, &part).await? {
                acknowledge(app, &mock, message).await;
            }
            Ok(())
        }
        Event::Edit { message, text, at, .. } => {
            if let Some(visit) = app.store.visit_of_message(&mock.id, message).await? {
                app.store.say_in_mock(&mock.id, visit, &SaidPart { message: Some(message), text, at }).await?;
            }
            Ok(())
        }
        Event::Delete { messages, .. } => {
            for message in messages {
                take_out(app, &mock, message).await?;
            }
            Ok(())
        }
    }
}

async fn take_out(app: &App, mock: &Mock, message: MessageId) -> anyhow::Result<()> {
    if let Some(visit) = app.store.visit_of_message(&mock.id, message).await? {
        let gone = SaidPart { message: Some(message), text: String::new(), at: app.clock.now() };
        app.store.say_in_mock(&mock.id, visit, &gone).await?;
    }
    Ok(())
}

async fn acknowledge(app: &App, mock: &Mock, message: MessageId) {
    let Some(place) = mock.place else { return };
    // The message is safe; a reaction that can't be set is no reason to fail.
    if let Err(error) = app.discord.react(place, message, TAKEN).await {
        tracing::warn!(guild.id = %mock.guild, mock.id = %mock.id, %error, "a message could not be acknowledged");
    }
}

/// Brings the open stage's answer up to what the thread says: what happened while nobody listened.
pub(super) async fn catch_up(app: &App, run: &Run) -> anyhow::Result<()> {
    let (Some(place), Some(visit)) = (run.mock.place, run.visits.last()) else { return Ok(()) };
    if visit.answered_at.is_some() || !app.replies() {
        return Ok(());
    }
    let step = step_name(&run.mock, place, &format!("stage:{}", visit.number));
    let Some(asked) = app.store.delivery(&step).await?.and_then(|delivery| delivery.message) else { return Ok(()) };
    let seen = match app.discord.messages_after(place, Some(MessageId(asked))).await {
        Ok(seen) => seen,
        Err(error @ (SendError::Gone { .. } | SendError::Refused { .. })) => {
            tracing::warn!(guild.id = %run.mock.guild, mock.id = %run.mock.id, %error, "a mock's thread can't be read");
            return Ok(());
        }
        Err(error) => return Err(error.into()),
    };
    let there: HashSet<MessageId> = seen.iter().map(|message| message.id).collect();
    let known: HashSet<MessageId> = visit.parts.iter().filter_map(|part| part.message).collect();
    let of_candidate = |author: UserId| author == run.mock.candidate;
    for message in seen.into_iter().filter(|message| of_candidate(message.author) && !message.text.trim().is_empty()) {
        let part =
            SaidPart { message: Some(message.id), text: message.text, at: message.edited_at.unwrap_or(message.at) };
        let taken = app.store.say_in_mock(&run.mock.id, visit.number, &part).await?;
        if taken && !known.contains(&message.id) {
            acknowledge(app, &run.mock, message.id).await;
        }
    }
    // A message of an earlier thread, which was deleted as a whole, is kept.
    for message in known.into_iter().filter(|message| message.0 > asked && !there.contains(message)) {
        take_out(app, &run.mock, message).await?;
    }
    Ok(())
}
