//! Messages.

use chrono::TimeDelta;
use serde_json::{Value, json};
use twilight_model::channel::message::MessageFlags;
use twilight_model::guild::Permissions;

use super::{Answered, Caller, Request, awake, channel, message, need, nothing, ok};
use crate::local::errors::{ApiError, Problems};
use crate::local::ids::*;
use crate::local::limits::{self, MessageForm};
use crate::local::mentions;
use crate::local::wire;
use crate::local::world::{Draft, Message, Reply, World, is_note};

/// How long a nonce is remembered.
const NONCE_KEPT: TimeDelta = TimeDelta::minutes(5);

/// A message as its reader over REST sees it: what it says is withheld as at the gateway, if the application has not the
/// intent at all.
fn shown(world: &World, me: Caller, known: &Message) -> Value {
    let mut value = wire::message(world, known, Some(me.app));
    let intent = world.applications.get(&me.app).is_some_and(|a| a.message_content_intent);
    if !intent {
        let direct = world.channels.get(&known.channel_id).is_some_and(|c| c.guild_id.is_none());
        wire::withhold(&mut value, me.bot, direct);
    }
    value
}

pub(super) fn get(world: &World, me: Caller, at: ChannelId, id: MessageId) -> Answered {
    channel(world, me, at)?;
    need(world, me, at, Permissions::READ_MESSAGE_HISTORY)?;
    ok(shown(world, me, message(world, me, at, id)?))
}

/// Newest first. Who may not read the history gets nothing.
pub(super) fn list(world: &World, request: &Request, me: Caller, at: ChannelId) -> Answered {
    channel(world, me, at)?;
    let limit = request.number("limit", 50, (1, 100))?;
    if !world.permissions_in(me.bot, at).contains(Permissions::READ_MESSAGE_HISTORY) {
        return ok(json!([]));
    }
    let bound = |name: &str| -> Result<Option<u64>, ApiError> {
        let Some(text) = request.query(name) else { return Ok(None) };
        let wrong = || Problems::one(name, "NUMBER_TYPE_COERCE", format!("Value \"{text}\" is not snowflake."));
        text.parse().map(Some).map_err(|_| wrong())
    };
    let (before, after, around) = (bound("before")?, bound("after")?, bound("around")?);
    let all: Vec<&Message> =
        world.messages.get(&at).into_iter().flat_map(|m| m.values()).filter(|m| !m.is_ephemeral()).collect();
    let page: Vec<&Message> = if let Some(around) = around {
        let from = all.iter().position(|m| m.id.get() >= around).unwrap_or(all.len()).saturating_sub(limit / 2);
        all.into_iter().skip(from).take(limit).rev().collect()
    } else if let Some(after) = after {
        let mut page: Vec<_> = all.into_iter().filter(|m| m.id.get() > after).take(limit).collect();
        page.reverse();
        page
    } else {
        all.into_iter().rev().filter(|m| before.is_none_or(|b| m.id.get() < b)).take(limit).collect()
    };
    ok(page.into_iter().map(|m| shown(world, me, m)).collect())
}

pub(super) fn create(world: &mut World, request: &Request, me: Caller, at: ChannelId) -> Answered {
    let known = channel(world, me, at)?;
    if !known.holds_messages() {
        return Err(ApiError::not_a_text_channel());
    }
    if !world.can_write(me.bot, at) {
        return Err(ApiError::missing_permissions());
    }
    if known.thread.as_ref().is_some_and(|t| t.locked) && need(world, me, at, Permissions::MANAGE_THREADS).is_err() {
        return Err(ApiError::thread_locked());
    }
    if let Some(person) = known.recipients.iter().find(|r| **r != me.bot)
        && world.users.get(person).is_none_or(|u| u.bot)
    {
        return Err(ApiError::cannot_message_user());
    }
    let mut form = limits::message(&request.body, &request.parts)?;
    if form.ephemeral {
        let says = "Only interaction responses can be ephemeral";
        return Err(Problems::one("flags", "MESSAGE_FLAGS_INVALID", says));
    }
    if !form.uploads.is_empty() {
        need(world, me, at, Permissions::ATTACH_FILES)?;
    }
    if need(world, me, at, Permissions::EMBED_LINKS).is_err() {
        form.embeds = None; // Discord drops them without a word
    }
    if form.is_empty() {
        return Err(ApiError::empty_message());
    }
    if form.enforce_nonce
        && let Some(nonce) = &form.nonce
        && let Some(earlier) = sent_before(world, me, at, nonce)
    {
        return ok(wire::message(world, earlier, Some(me.app)));
    }
    let reply_to = reply(world, me, at, &form)?;
    let draft = draft(form, reply_to);
    let id = world.post(at, me.bot, draft);
    let known = message(world, me, at, id)?;
    ok(wire::message(world, known, Some(me.app)))
}

fn sent_before<'a>(world: &'a World, me: Caller, at: ChannelId, nonce: &Value) -> Option<&'a Message> {
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let recent = world.messages.get(&at)?.values().rev().take_while(|m| world.now - m.at <= NONCE_KEPT);
    recent.into_iter().find(|m| m.author == me.bot && m.nonce.as_ref().is_some_and(|n| plain(n) == plain(nonce)))
}

fn reply(world: &World, me: Caller, at: ChannelId, form: &MessageForm) -> Result<Option<Reply>, ApiError> {
    let Some(reply) = &form.reply_to else { return Ok(None) };
    if need(world, me, at, Permissions::READ_MESSAGE_HISTORY).is_err() {
        return Err(ApiError::reply_without_history());
    }
    let there = reply.channel.is_none_or(|c| c == at);
    match world.message(at, reply.message).filter(|m| there && !m.is_ephemeral()) {
        Some(known) if is_note(known.kind) => {
            let says = "Cannot reply to a system message";
            Err(Problems::one("message_reference", "REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE", says))
        }
        Some(known) => Ok(Some(Reply { channel: at, message: Some(known.id) })),
        None if reply.fail_if_not_exists => {
            Err(Problems::one("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message"))
        }
        None => Ok(None),
    }
}

/// A checked form as a message that is about to be sent.
pub(super) fn draft(form: MessageForm, reply_to: Option<Reply>) -> Draft {
    Draft {
        content: form.content.unwrap_or_default(),
        embeds: form.embeds.unwrap_or_default(),
        components: form.components.unwrap_or_default(),
        uploads: form.uploads,
        allowed_mentions: form.allowed_mentions,
        reply_to,
        flags: form.flags,
        nonce: form.nonce,
        tts: form.tts,
        ..Draft::default()
    }
}

pub(super) fn edit(world: &mut World, request: &Request, me: Caller, at: ChannelId, id: MessageId) -> Answered {
    let known = message(world, me, at, id)?;
    let form = limits::message(&request.body, &request.parts)?;
    if known.author != me.bot {
        let others = ["content", "embeds", "components", "attachments", "allowed_mentions"];
        if others.iter().any(|name| request.body.get(name).is_some()) || form.flags.is_none() {
            return Err(ApiError::not_the_author());
        }
        need(world, me, at, Permissions::MANAGE_MESSAGES)?;
    } else if is_note(known.kind) {
        return Err(ApiError::system_message());
    }
    awake(world, at)?;
    apply(world, at, id, form)?;
    ok(wire::message(world, message(world, me, at, id)?, Some(me.app)))
}

/// Changes a message as the form says; refuses if nothing would be left of it.
pub(super) fn apply(world: &mut World, at: ChannelId, id: MessageId, form: MessageForm) -> Result<(), ApiError> {
    let Some(mut known) = world.message(at, id).cloned() else { return Err(ApiError::unknown_message()) };
    let kept: Vec<AttachmentId> = match &form.keep {
        Some(keep) => known.attachments.iter().copied().filter(|id| keep.contains(id)).collect(),
        None => known.attachments.clone(),
    };
    if let Some(content) = &form.content {
        known.content = content.clone();
    }
    known.embeds = form.embeds.unwrap_or(known.embeds);
    known.components = form.components.unwrap_or(known.components);
    let something = !known.content.is_empty() || !known.embeds.is_empty() || !known.components.is_empty();
    if !something && kept.is_empty() && form.uploads.is_empty() {
        return Err(ApiError::empty_message());
    }
    if form.content.is_some() || form.allowed_mentions.is_some() {
        let draft = Draft {
            content: known.content.clone(),
            allowed_mentions: form.allowed_mentions,
            reply_to: known.reply_to.clone(),
            ..Draft::default()
        };
        known.pings = mentions::pings(world, at, known.author, &draft);
    }
    known.attachments = kept;
    for upload in form.uploads {
        known.attachments.push(world.store_file(at, upload));
    }
    if let Some(flags) = form.flags {
        known.flags.set(MessageFlags::SUPPRESS_EMBEDS, flags.contains(MessageFlags::SUPPRESS_EMBEDS));
    }
    if known.flags.contains(MessageFlags::SUPPRESS_EMBEDS) {
        known.embeds.clear();
    }
    let loading = known.flags.contains(MessageFlags::LOADING);
    known.flags.remove(MessageFlags::LOADING);
    world.change_message(at, id, !loading, |m| *m = known);
    Ok(())
}

pub(super) fn delete(world: &mut World, me: Caller, at: ChannelId, id: MessageId) -> Answered {
    let known = message(world, me, at, id)?;
    if known.author != me.bot {
        need(world, me, at, Permissions::MANAGE_MESSAGES)?;
    }
    awake(world, at)?;
    world.remove_messages(at, &[id]);
    nothing()
}

pub(super) fn bulk_delete(world: &mut World, request: &Request, me: Caller, at: ChannelId) -> Answered {
    channel(world, me, at)?;
    need(world, me, at, Permissions::MANAGE_MESSAGES)?;
    let given = request.body["messages"].as_array().map(Vec::as_slice).unwrap_or_default();
    if !(2..=100).contains(&given.len()) {
        return Err(ApiError::bulk_delete_count());
    }
    let ids: Vec<MessageId> = given.iter().filter_map(|id| id.as_str()?.parse().ok()).collect();
    if ids.iter().any(|id| world.now - World::born(*id) > TimeDelta::days(14)) {
        return Err(ApiError::too_old());
    }
    let ids: Vec<_> = ids.into_iter().filter(|id| world.message(at, *id).is_some_and(|m| !m.is_ephemeral())).collect();
    if !ids.is_empty() {
        world.remove_messages(at, &ids);
    }
    nothing()
}
