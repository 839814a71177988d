//! Pinned messages: by the old path and the new one.

use serde_json::json;
use twilight_model::channel::message::MessageType;
use twilight_model::gateway::Intents;
use twilight_model::guild::Permissions;

use super::{Answered, Caller, Request, awake, channel, message, need, nothing, ok};
use crate::local::errors::ApiError;
use crate::local::ids::*;
use crate::local::wire;
use crate::local::world::{Draft, Message, Reply, World};

fn pinned(world: &World, at: ChannelId) -> Vec<&Message> {
    let mut all: Vec<_> =
        world.messages.get(&at).into_iter().flat_map(|m| m.values()).filter(|m| m.pinned_at.is_some()).collect();
    all.sort_by_key(|m| std::cmp::Reverse(m.pinned_at));
    all
}

pub(super) fn list(world: &World, request: &Request, me: Caller, at: ChannelId) -> Answered {
    channel(world, me, at)?;
    let limit = request.number("limit", 50, (1, 50))?;
    need(world, me, at, Permissions::READ_MESSAGE_HISTORY)?;
    let before = request.query("before").and_then(|at| chrono::DateTime::parse_from_rfc3339(at).ok());
    let mut all = pinned(world, at);
    all.retain(|m| before.is_none_or(|before| m.pinned_at.is_some_and(|at| at < before)));
    let more = all.len() > limit;
    let items: Vec<_> = all
        .into_iter()
        .take(limit)
        .map(|m| json!({ "pinned_at": m.pinned_at.map(wire::time), "message": wire::message(world, m, Some(me.app)) }))
        .collect();
    ok(json!({ "items": items, "has_more": more }))
}

pub(super) fn list_plain(world: &World, me: Caller, at: ChannelId) -> Answered {
    channel(world, me, at)?;
    need(world, me, at, Permissions::READ_MESSAGE_HISTORY)?;
    ok(pinned(world, at).into_iter().map(|m| wire::message(world, m, Some(me.app))).collect())
}

pub(super) fn set(world: &mut World, me: Caller, at: ChannelId, id: MessageId, pin: bool) -> Answered {
    let known = message(world, me, at, id)?;
    need(world, me, at, Permissions::PIN_MESSAGES)?;
    awake(world, at)?;
    if known.pinned_at.is_some() == pin {
        return nothing();
    }
    if pin && pinned(world, at).len() >= 50 {
        return Err(ApiError::too_many_pins());
    }
    let now = world.now;
    world.change_message(at, id, false, |m| m.pinned_at = pin.then_some(now));
    let guild = world.channels.get(&at).and_then(|c| c.guild_id);
    let last = pinned(world, at).first().and_then(|m| m.pinned_at).map(wire::time);
    let mut event = json!({ "channel_id": at, "last_pin_timestamp": last });
    if let Some(guild) = guild {
        event = wire::with_guild(event, guild);
    }
    world.tell_channel(at, "CHANNEL_PINS_UPDATE", event, Intents::GUILDS | Intents::DIRECT_MESSAGES);
    if pin {
        let reply_to = Some(Reply { channel: at, message: Some(id) });
        let note = Draft { kind: Some(MessageType::ChannelMessagePinned), reply_to, ..Draft::default() };
        world.post(at, me.bot, note);
    }
    nothing()
}
