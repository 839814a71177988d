//! A bot's first answer to an interaction.

use serde_json::{Value, json};
use twilight_model::application::interaction::InteractionType;
use twilight_model::channel::message::{MessageFlags, MessageType};

use super::messages::{apply, draft};
use super::{Answered, Request, nothing, ok};
use crate::local::errors::{ApiError, Problems};
use crate::local::ids::*;
use crate::local::limits;
use crate::local::wire;
use crate::local::world::interactions::ANSWER_WITHIN;
use crate::local::world::{Answer, Draft, Interaction, Reply, Source, World};

pub(super) fn create(world: &mut World, request: &Request, id: InteractionId, token: &str) -> Answered {
    let known = world.interactions.get(&id).filter(|i| i.token == token).ok_or_else(ApiError::unknown_interaction)?;
    match known.answer {
        Answer::None if world.now - known.created_at <= ANSWER_WITHIN => {}
        Answer::None | Answer::Failed => return Err(ApiError::unknown_interaction()),
        _ => return Err(ApiError::already_acknowledged()),
    }
    let known = known.clone();
    let body = &request.body;
    let data = &body["data"];
    let kind =
        body["type"].as_u64().ok_or_else(|| Problems::one("type", "BASE_TYPE_REQUIRED", "This field is required"))?;
    let completing = known.kind == InteractionType::ApplicationCommandAutocomplete;
    let on_message = pressed_message(world, &known);
    let fits = match kind {
        4 | 5 => !completing,
        6 | 7 => !completing && on_message.is_some(),
        8 => completing,
        9 => !completing && known.kind != InteractionType::ModalSubmit,
        _ => false,
    };
    if !fits {
        let says = format!("Value {kind} cannot answer this kind of interaction.");
        return Err(Problems::one("type", "BASE_TYPE_CHOICES", says));
    }
    let answer = match kind {
        4 => {
            let form = limits::message(data, &request.parts).map_err(|e| Problems::nested(e, "data"))?;
            if form.is_empty() {
                return Err(ApiError::empty_message());
            }
            let ephemeral = form.ephemeral;
            Answer::Message(post(world, &known, draft(form, None), ephemeral))
        }
        5 => {
            let ephemeral = data["flags"].as_u64().is_some_and(|f| f & MessageFlags::EPHEMERAL.bits() != 0);
            let thinking = Draft { flags: Some(MessageFlags::LOADING), ..Draft::default() };
            Answer::Deferred(post(world, &known, thinking, ephemeral))
        }
        6 => Answer::DeferredUpdate,
        7 => {
            let form = limits::message(data, &request.parts).map_err(|e| Problems::nested(e, "data"))?;
            let message = on_message.ok_or_else(ApiError::unknown_message)?;
            apply(world, known.channel_id, message, form)?;
            Answer::Updated(message)
        }
        8 => Answer::Choices(limits::choices(data)?),
        _ => Answer::Form(limits::modal(data).map_err(|e| Problems::nested(e, "data"))?),
    };
    world.answer(id, answer);
    if request.flag("with_response") { ok(response(world, id, kind)) } else { nothing() }
}

/// The message with the button that was pressed, or that opened the form.
fn pressed_message(world: &World, known: &Interaction) -> Option<MessageId> {
    let message = match &known.source {
        Source::Component { message, .. } => Some(*message),
        Source::Form { message, .. } => *message,
        Source::Command { .. } => None,
    }?;
    world.message(known.channel_id, message).map(|m| m.id)
}

/// Sends the message that answers an interaction: no permission is asked, it is the person's act.
pub(super) fn post(world: &mut World, known: &Interaction, mut draft: Draft, ephemeral: bool) -> MessageId {
    let bot = world.applications.get(&known.application_id).map(|a| a.bot);
    match &known.source {
        Source::Command { target_user, target_message, .. } => {
            let menu = target_user.is_some() || target_message.is_some();
            draft.kind = Some(if menu { MessageType::ContextMenuCommand } else { MessageType::ChatInputCommand });
        }
        Source::Component { message, .. } | Source::Form { message: Some(message), .. } => {
            draft.kind = Some(MessageType::Reply);
            draft.reply_to = Some(Reply { channel: known.channel_id, message: Some(*message) });
        }
        Source::Form { .. } => draft.kind = Some(MessageType::ChatInputCommand),
    }
    send(world, known, bot, draft, ephemeral)
}

/// Sends a message in the name of an interaction.
pub(super) fn send(
    world: &mut World,
    known: &Interaction,
    bot: Option<UserId>,
    mut draft: Draft,
    ephemeral: bool,
) -> MessageId {
    draft.interaction = Some(known.id);
    if ephemeral {
        draft.visible_to = Some(known.user);
        draft.flags = Some(draft.flags.unwrap_or(MessageFlags::empty()) | MessageFlags::EPHEMERAL);
    }
    world.post(known.channel_id, bot.unwrap_or(known.user), draft)
}

fn response(world: &World, id: InteractionId, kind: u64) -> Value {
    let Some(known) = world.interactions.get(&id) else { return Value::Null };
    let mut interaction = json!({ "id": id, "type": known.kind });
    let mut resource = json!({ "type": kind });
    let message = known.original.and_then(|m| world.message(known.channel_id, m));
    if let Some(message) = message {
        interaction["response_message_id"] = json!(message.id);
        interaction["response_message_loading"] = json!(message.flags.contains(MessageFlags::LOADING));
        interaction["response_message_ephemeral"] = json!(message.is_ephemeral());
        if kind != 6 {
            resource["message"] = wire::message(world, message, Some(known.application_id));
        }
    }
    if matches!(kind, 4 | 5 | 7) {
        json!({ "interaction": interaction, "resource": resource })
    } else {
        json!({ "interaction": interaction })
    }
}
