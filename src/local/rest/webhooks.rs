//! What a bot sends after its first answer to an interaction.

use serde_json::Value;
use twilight_model::channel::message::{MessageFlags, MessageType};

use super::callbacks::send;
use super::messages::{apply, draft};
use super::{Answered, Request, id, nothing, ok};
use crate::local::errors::ApiError;
use crate::local::ids::*;
use crate::local::limits;
use crate::local::wire;
use crate::local::world::{Answer, Interaction, Reply, World};

pub(super) fn handle(world: &mut World, r: &Request, app: ApplicationId, token: &str, rest: &[&str]) -> Answered {
    if !world.applications.contains_key(&app) {
        return Err(ApiError::unknown_webhook());
    }
    let known = world.interaction_by_token(token).filter(|i| i.application_id == app);
    let known = known.filter(|i| world.now <= i.valid_until()).ok_or_else(ApiError::invalid_webhook_token)?.clone();
    if matches!(known.answer, Answer::None | Answer::Failed) {
        return Err(ApiError::unknown_webhook()); // nothing can follow before the first answer
    }
    match (r.method.as_str(), rest) {
        ("POST", []) => follow_up(world, r, &known),
        ("GET", ["messages", message]) => {
            let message = find(world, &known, message)?;
            ok(shown(world, &known, message))
        }
        ("PATCH", ["messages", message]) => {
            let message = find(world, &known, message)?;
            edit(world, r, &known, message)
        }
        ("DELETE", ["messages", message]) => {
            let message = find(world, &known, message)?;
            world.remove_messages(known.channel_id, &[message]);
            nothing()
        }
        _ => Err(ApiError::not_found()),
    }
}

fn shown(world: &World, known: &Interaction, message: MessageId) -> Value {
    let found = world.message(known.channel_id, message);
    found.map(|m| wire::message(world, m, Some(known.application_id))).unwrap_or_default()
}

/// The message that is meant, if it is one of this interaction.
fn find(world: &World, known: &Interaction, which: &str) -> Result<MessageId, ApiError> {
    let message = if which == "@original" { known.original } else { Some(id(which)?) };
    let own = |m: &MessageId| known.original == Some(*m) || known.followups.contains(m);
    let there = |m: &MessageId| world.message(known.channel_id, *m).is_some();
    message.filter(|m| own(m) && there(m)).ok_or_else(ApiError::unknown_message)
}

fn edit(world: &mut World, request: &Request, known: &Interaction, message: MessageId) -> Answered {
    let form = limits::message(&request.body, &request.parts)?;
    apply(world, known.channel_id, message, form)?;
    settle(world, known, None);
    ok(shown(world, known, message))
}

/// The answer that was put off is there.
fn settle(world: &mut World, known: &Interaction, followup: Option<MessageId>) {
    if let Some(interaction) = world.interactions.get_mut(&known.id) {
        interaction.owing = false;
        interaction.followups.extend(followup);
    }
}

fn follow_up(world: &mut World, request: &Request, known: &Interaction) -> Answered {
    let form = limits::message(&request.body, &request.parts)?;
    if form.is_empty() {
        return Err(ApiError::empty_message());
    }
    // The first one after "thinking" takes that message's place, and is ephemeral if that is.
    let thinking = known.original.and_then(|m| world.message(known.channel_id, m));
    if let Some(thinking) = thinking.filter(|m| m.flags.contains(MessageFlags::LOADING)) {
        let message = thinking.id;
        apply(world, known.channel_id, message, form)?;
        settle(world, known, None);
        return ok(shown(world, known, message));
    }
    let ephemeral = form.ephemeral;
    let mut draft = draft(form, None);
    draft.kind = Some(MessageType::Reply);
    draft.reply_to = known.original.map(|m| Reply { channel: known.channel_id, message: Some(m) });
    if draft.reply_to.is_none() {
        draft.kind = None;
    }
    let bot = world.applications.get(&known.application_id).map(|a| a.bot);
    let message = send(world, known, bot, draft, ephemeral);
    settle(world, known, Some(message));
    ok(shown(world, known, message))
}
