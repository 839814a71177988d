//! Reactions.

use twilight_model::channel::message::EmojiReactionType;
use twilight_model::guild::Permissions;

use super::{Answered, Caller, Request, awake, message, need, nothing, ok};
use crate::local::errors::ApiError;
use crate::local::ids::*;
use crate::local::wire;
use crate::local::world::{World, emoji_key, parse_emoji};

fn read(emoji: &str) -> Result<EmojiReactionType, ApiError> {
    let parsed = parse_emoji(emoji).filter(|e| !wire::is_custom(e)); // no guild here has emoji of its own
    parsed.ok_or_else(ApiError::unknown_emoji)
}

pub(super) fn add(world: &mut World, me: Caller, at: ChannelId, id: MessageId, emoji: &str) -> Answered {
    let known = message(world, me, at, id)?;
    need(world, me, at, Permissions::READ_MESSAGE_HISTORY)?;
    let emoji = read(emoji)?;
    if !known.reactions.iter().any(|r| r.emoji == emoji) {
        need(world, me, at, Permissions::ADD_REACTIONS)?;
        if known.reactions.len() >= 20 {
            return Err(ApiError::too_many_reactions());
        }
    }
    awake(world, at)?;
    world.add_reaction(at, id, me.bot, &emoji);
    nothing()
}

pub(super) fn remove(
    world: &mut World,
    me: Caller,
    at: ChannelId,
    id: MessageId,
    (emoji, user): (&str, UserId),
) -> Answered {
    message(world, me, at, id)?;
    if user != me.bot {
        need(world, me, at, Permissions::MANAGE_MESSAGES)?;
    }
    let emoji = read(emoji)?;
    awake(world, at)?;
    world.remove_reaction(at, id, user, &emoji);
    nothing()
}

pub(super) fn clear(world: &mut World, me: Caller, at: ChannelId, id: MessageId, emoji: Option<&str>) -> Answered {
    message(world, me, at, id)?;
    need(world, me, at, Permissions::MANAGE_MESSAGES)?;
    let emoji = emoji.map(read).transpose()?;
    awake(world, at)?;
    world.clear_reactions(at, id, emoji.as_ref());
    nothing()
}

pub(super) fn list(
    world: &World,
    request: &Request,
    me: Caller,
    at: ChannelId,
    id: MessageId,
    emoji: &str,
) -> Answered {
    let known = message(world, me, at, id)?;
    let key = emoji_key(&read(emoji)?);
    let limit = request.number("limit", 25, (1, 100))?;
    let after: u64 = request.query("after").and_then(|id| id.parse().ok()).unwrap_or(0);
    let mut users: Vec<UserId> =
        known.reactions.iter().filter(|r| emoji_key(&r.emoji) == key).flat_map(|r| r.users.clone()).collect();
    users.sort();
    ok(users.into_iter().filter(|u| u.get() > after).take(limit).map(|u| wire::user(world, u)).collect())
}
