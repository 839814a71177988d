//! Reactions.

use serde::{Deserialize, Serialize};
use serde_json::json;
use twilight_model::channel::message::EmojiReactionType;
use twilight_model::gateway::Intents;

use super::World;
use crate::local::ids::*;
use crate::local::view::Happening;
use crate::local::wire;

/// An emoji under a message, and whose.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reaction {
    /// Which.
    pub emoji: EmojiReactionType,
    /// Whose, in order.
    pub users: Vec<UserId>,
}

/// An emoji as it is written in a path: the character itself, or `name:id`.
pub fn emoji_key(emoji: &EmojiReactionType) -> String {
    match emoji {
        EmojiReactionType::Unicode { name } => name.clone(),
        EmojiReactionType::Custom { id, name, .. } => format!("{}:{id}", name.as_deref().unwrap_or_default()),
    }
}

/// Reads an emoji as it is written in a path. `None` for what is neither an emoji nor `name:id`.
pub fn parse_emoji(text: &str) -> Option<EmojiReactionType> {
    if let Some((name, id)) = text.split_once(':') {
        let id = id.parse().ok()?;
        return Some(EmojiReactionType::Custom { animated: false, id, name: Some(name.into()) });
    }
    // No table of emoji here: what is plain text is none, all else passes.
    let plain = text.chars().all(|c| c.is_ascii_alphabetic() || c == '_' || c.is_ascii_punctuation() || c == ' ');
    (!text.is_empty() && !plain && text.chars().count() <= 16).then(|| EmojiReactionType::Unicode { name: text.into() })
}

impl World {
    /// Adds a reaction; true if it was not there.
    pub(crate) fn add_reaction(
        &mut self,
        channel: ChannelId,
        message: MessageId,
        user: UserId,
        emoji: &EmojiReactionType,
    ) -> bool {
        let Some(known) = self.messages.get_mut(&channel).and_then(|m| m.get_mut(&message)) else { return false };
        let key = emoji_key(emoji);
        match known.reactions.iter_mut().find(|r| emoji_key(&r.emoji) == key) {
            Some(reaction) if reaction.users.contains(&user) => return false,
            Some(reaction) => reaction.users.push(user),
            None => known.reactions.push(Reaction { emoji: emoji.clone(), users: vec![user] }),
        }
        let author = known.author;
        let mut event = self.reaction_event(channel, message, user, emoji);
        event["message_author_id"] = json!(author);
        if let Some(guild) = self.channels.get(&channel).and_then(|c| c.guild_id) {
            event["member"] = wire::member(self, guild, user);
        }
        self.tell_channel(channel, "MESSAGE_REACTION_ADD", event, self.reaction_intent(channel));
        self.happened(Happening::ReactionAdded { channel, message, user, emoji: key });
        true
    }

    /// Takes a reaction away; true if it was there.
    pub(crate) fn remove_reaction(
        &mut self,
        channel: ChannelId,
        message: MessageId,
        user: UserId,
        emoji: &EmojiReactionType,
    ) -> bool {
        let Some(known) = self.messages.get_mut(&channel).and_then(|m| m.get_mut(&message)) else { return false };
        let key = emoji_key(emoji);
        let Some(reaction) = known.reactions.iter_mut().find(|r| emoji_key(&r.emoji) == key) else { return false };
        if !reaction.users.contains(&user) {
            return false;
        }
        reaction.users.retain(|u| *u != user);
        known.reactions.retain(|r| !r.users.is_empty());
        let event = self.reaction_event(channel, message, user, emoji);
        self.tell_channel(channel, "MESSAGE_REACTION_REMOVE", event, self.reaction_intent(channel));
        self.happened(Happening::ReactionRemoved { channel, message, user, emoji: key });
        true
    }

    /// Takes all reactions away, or all with one emoji.
    pub(crate) fn clear_reactions(
        &mut self,
        channel: ChannelId,
        message: MessageId,
        emoji: Option<&EmojiReactionType>,
    ) {
        let Some(known) = self.messages.get_mut(&channel).and_then(|m| m.get_mut(&message)) else { return };
        let guild = self.channels.get(&channel).and_then(|c| c.guild_id);
        let mut event = json!({ "channel_id": channel, "message_id": message });
        if let Some(guild) = guild {
            event["guild_id"] = json!(guild);
        }
        let name = match emoji {
            Some(emoji) => {
                let key = emoji_key(emoji);
                known.reactions.retain(|r| emoji_key(&r.emoji) != key);
                event["emoji"] = wire::emoji(emoji);
                "MESSAGE_REACTION_REMOVE_EMOJI"
            }
            None => {
                known.reactions.clear();
                "MESSAGE_REACTION_REMOVE_ALL"
            }
        };
        self.tell_channel(channel, name, event, self.reaction_intent(channel));
        self.happened(Happening::ReactionsCleared { channel, message });
    }

    fn reaction_event(
        &self,
        channel: ChannelId,
        message: MessageId,
        user: UserId,
        emoji: &EmojiReactionType,
    ) -> serde_json::Value {
        let mut event = json!({
            "user_id": user, "channel_id": channel, "message_id": message,
            "emoji": wire::emoji(emoji), "burst": false, "type": 0,
        });
        if let Some(guild) = self.channels.get(&channel).and_then(|c| c.guild_id) {
            event["guild_id"] = json!(guild);
        }
        event
    }

    fn reaction_intent(&self, channel: ChannelId) -> Intents {
        match self.channels.get(&channel).and_then(|c| c.guild_id) {
            Some(_) => Intents::GUILD_MESSAGE_REACTIONS,
            None => Intents::DIRECT_MESSAGE_REACTIONS,
        }
    }
}
