//! Messages and commands as JSON.

use serde_json::{Value, json};
use twilight_model::application::interaction::{InteractionMetadata, InteractionType};
use twilight_model::channel::Attachment;
use twilight_model::channel::message::{
    EmojiReactionType, Mention, Message as WireMessage, MessageInteraction, MessageReference, MessageReferenceType,
    Reaction as WireReaction, ReactionCountDetails,
};
use twilight_model::id::AnonymizableId;
use twilight_model::oauth::ApplicationIntegrationMap;

use super::{channel_json, channel_model, complete, time, to_json, user, user_model};
use crate::local::ids::*;
use crate::local::world::{Command, Message, Source, World};

/// An emoji as JSON: a plain one has no id.
pub(crate) fn emoji(emoji: &EmojiReactionType) -> Value {
    complete(to_json(emoji), json!({ "id": null }))
}

/// A message as `twilight-model` has it. `viewer` decides which reactions are its own.
pub(crate) fn message_model(world: &World, message: &Message, viewer: Option<ApplicationId>) -> WireMessage {
    let bot = viewer.and_then(|app| world.applications.get(&app)).map(|a| a.bot);
    let guild = world.channels.get(&message.channel_id).and_then(|c| c.guild_id);
    let pinged = message.pings.users.iter().map(|id| {
        let user = user_model(world, *id);
        Mention {
            avatar: None,
            bot: user.bot,
            discriminator: user.discriminator,
            id: *id,
            member: None,
            name: user.name,
            public_flags: user.public_flags.unwrap_or_else(twilight_model::user::UserFlags::empty),
        }
    });
    let thread: ChannelId = message.id.cast();
    let own_application = world.application_of(message.author).map(|a| a.id);
    let interaction = message.interaction.and_then(|id| world.interactions.get(&id));
    #[allow(deprecated)] // `interaction` is: Discord still sends it
    WireMessage {
        activity: None,
        application: None,
        application_id: own_application.filter(|_| message.interaction.is_some()),
        attachments: attachments(world, message),
        author: user_model(world, message.author),
        call: None,
        channel_id: message.channel_id,
        components: message.components.clone(),
        content: message.content.clone(),
        edited_timestamp: message.edited_at.map(time),
        embeds: message.embeds.clone(),
        flags: Some(message.flags),
        guild_id: None,
        id: message.id,
        interaction: interaction.and_then(|i| match &i.source {
            Source::Command { name, .. } => Some(MessageInteraction {
                id: i.id,
                kind: i.kind,
                member: None,
                name: name.clone(),
                user: user_model(world, i.user),
            }),
            _ => None,
        }),
        interaction_metadata: message.interaction.and_then(|id| metadata(world, id, message.id)).map(Box::new),
        kind: message.kind,
        member: None,
        mention_channels: Vec::new(),
        mention_everyone: message.pings.everyone,
        mention_roles: message.pings.roles.clone(),
        mentions: pinged.collect(),
        message_snapshots: Vec::new(),
        pinned: message.pinned_at.is_some(),
        poll: None,
        reactions: message
            .reactions
            .iter()
            .map(|r| WireReaction {
                burst_colors: Vec::new(),
                count: r.users.len() as u64,
                count_details: ReactionCountDetails { burst: 0, normal: r.users.len() as u64 },
                emoji: r.emoji.clone(),
                me: bot.is_some_and(|bot| r.users.contains(&bot)),
                me_burst: false,
            })
            .collect(),
        reference: message.reply_to.as_ref().map(|reply| MessageReference {
            channel_id: Some(reply.channel),
            guild_id: guild,
            kind: MessageReferenceType::Default,
            message_id: reply.message,
            fail_if_not_exists: None,
        }),
        referenced_message: None, // added below: null and absent differ
        role_subscription_data: None,
        sticker_items: Vec::new(),
        timestamp: time(message.at),
        thread: channel_model(world, thread, bot)
            .filter(|c| c.thread_metadata.is_some() && thread != message.channel_id),
        tts: message.tts,
        webhook_id: own_application.filter(|_| message.interaction.is_some()).map(|id| id.cast()),
    }
}

/// A message as JSON.
pub(crate) fn message(world: &World, known: &Message, viewer: Option<ApplicationId>) -> Value {
    let mut value = message_without_reply(world, known, viewer);
    if let Some(message) = known.reply_to.as_ref().and_then(|r| Some((r.channel, r.message?))) {
        let referred = world.message(message.0, message.1);
        value["referenced_message"] = referred.map(|m| message_without_reply(world, m, viewer)).unwrap_or(Value::Null);
    }
    if let Some(nonce) = &known.nonce {
        value["nonce"] = nonce.clone();
    }
    value
}

fn message_without_reply(world: &World, known: &Message, viewer: Option<ApplicationId>) -> Value {
    let mut value =
        complete(to_json(message_model(world, known, viewer)), json!({ "components": [], "reactions": [] }));
    value["mentions"] = known.pings.users.iter().map(|id| user(world, *id)).collect();
    if let Some(mentions) = value["reactions"].as_array_mut() {
        for reaction in mentions {
            reaction["emoji"] = complete(reaction["emoji"].take(), json!({ "id": null }));
        }
    }
    if let Some(object) = value.as_object_mut() {
        if known.reactions.is_empty() {
            object.remove("reactions");
        }
        object.remove("call");
        object.remove("sticker_items");
        if object.contains_key("thread") {
            let bot = viewer.and_then(|app| world.applications.get(&app)).map(|a| a.bot);
            object.insert("thread".into(), channel_json(world, known.id.cast(), bot));
        }
    }
    complete_users(&mut value);
    for embed in value["embeds"].as_array_mut().into_iter().flatten() {
        embed["type"] = json!("rich");
    }
    value
}

/// Every user in there has all that a user has.
fn complete_users(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            if fields.contains_key("username") && fields.contains_key("discriminator") {
                fields.entry("global_name").or_insert(Value::Null);
                fields.entry("primary_guild").or_insert(Value::Null);
            }
            fields.values_mut().for_each(complete_users);
        }
        Value::Array(items) => items.iter_mut().for_each(complete_users),
        _ => {}
    }
}

/// What the message's files are; those that are shown in an embed are not listed.
fn attachments(world: &World, message: &Message) -> Vec<Attachment> {
    let shown = |url: &str| {
        message.embeds.iter().any(|e| {
            e.image.as_ref().is_some_and(|i| i.url == url)
                || e.thumbnail.as_ref().is_some_and(|t| t.url == url)
                || e.footer.as_ref().is_some_and(|f| f.icon_url.as_deref() == Some(url))
                || e.author.as_ref().is_some_and(|a| a.icon_url.as_deref() == Some(url))
        })
    };
    let files = message.attachments.iter().filter_map(|id| world.files.get(id));
    files
        .filter(|file| !shown(&world.file_url(file)))
        .map(|file| Attachment {
            content_type: Some(file.content_type.clone().unwrap_or_else(|| "application/octet-stream".into())),
            ephemeral: message.is_ephemeral(),
            duration_secs: None,
            filename: file.name.clone(),
            flags: None,
            description: file.description.clone(),
            height: None,
            id: file.id,
            placeholder: None,
            placeholder_version: None,
            proxy_url: world.file_url(file),
            size: file.bytes.len() as u64,
            title: None,
            url: world.file_url(file),
            waveform: None,
            width: None,
        })
        .collect()
}

fn metadata(world: &World, id: InteractionId, message: MessageId) -> Option<InteractionMetadata> {
    let known = world.interactions.get(&id)?;
    let mut metadata = InteractionMetadata {
        authorizing_integration_owners: owners(known.guild_id),
        id,
        interacted_message_id: None,
        kind: known.kind,
        original_response_message_id: known.original.filter(|original| *original != message),
        target_message_id: None,
        target_user: None,
        triggering_interaction_metadata: None,
        user: user_model(world, known.user),
    };
    match &known.source {
        Source::Command { target_user, target_message, .. } => {
            metadata.target_user = target_user.map(|user| user_model(world, user));
            metadata.target_message_id = *target_message;
        }
        Source::Component { message, .. } => metadata.interacted_message_id = Some(*message),
        Source::Form { opened_by, .. } => {
            let opened = world.interactions.get(opened_by).filter(|i| i.kind != InteractionType::ModalSubmit)?;
            metadata.triggering_interaction_metadata = self::metadata(world, opened.id, message).map(Box::new);
        }
    }
    Some(metadata)
}

/// In whose name an interaction comes.
pub(crate) fn owners(
    guild: Option<GuildId>,
) -> ApplicationIntegrationMap<AnonymizableId<twilight_model::id::marker::GuildMarker>, UserId> {
    ApplicationIntegrationMap { guild: guild.map(AnonymizableId::Id), user: None }
}

/// Empties a message event for a session without the Message Content intent, unless the bot wrote it, is mentioned in it, or
/// it is in a direct conversation.
pub(crate) fn withhold(event: &mut Value, bot: UserId, direct: bool) {
    let bot = bot.to_string();
    let own = event["author"]["id"] == bot.as_str();
    let mentioned = event["mentions"].as_array().is_some_and(|all| all.iter().any(|user| user["id"] == bot.as_str()));
    if !(own || mentioned || direct) {
        event["content"] = json!("");
        for empty in ["embeds", "attachments", "components"] {
            event[empty] = json!([]);
        }
    }
    if event["referenced_message"].is_object() {
        let Ok(bot) = bot.parse() else { return };
        withhold(&mut event["referenced_message"], bot, direct);
    }
}

/// A registered command as JSON.
pub(crate) fn command(known: &Command, localizations: bool) -> Value {
    let mut value = complete(
        to_json(&known.body),
        json!({ "dm_permission": true, "contexts": null, "integration_types": [0], "nsfw": false }),
    );
    if known.guild_id.is_some()
        && let Some(object) = value.as_object_mut()
    {
        object.remove("dm_permission");
    }
    fn tidy(value: &mut Value, localizations: bool) {
        let Some(object) = value.as_object_mut() else { return };
        if !localizations {
            object.remove("name_localizations");
            object.remove("description_localizations");
        }
        for list in ["options", "choices"] {
            if let Some(Value::Array(items)) = object.get_mut(list) {
                for item in items {
                    tidy(item, localizations);
                }
            }
        }
    }
    tidy(&mut value, localizations);
    value
}
