//! How an interaction begins: what the bot is told.

use std::collections::HashMap;

use serde_json::{Value, json};
use twilight_model::application::interaction::{
    Interaction as WireInteraction, InteractionChannel, InteractionContextType, InteractionData,
    InteractionDataResolved, InteractionMember, InteractionPartialGuild, InteractionType,
};
use twilight_model::channel::message::MessageFlags;
use twilight_model::gateway::Intents;
use twilight_model::guild::{MemberFlags, PartialMember, Permissions};

use super::line::Named;
use crate::local::ids::*;
use crate::local::view::Happening;
use crate::local::wire;
use crate::local::world::{Answer, Interaction, Source, World};

/// What a person begins.
pub(super) struct Begin {
    pub who: UserId,
    pub channel: ChannelId,
    pub application: ApplicationId,
    pub kind: InteractionType,
    pub source: Source,
    pub data: InteractionData,
}

impl World {
    /// Begins an interaction and tells its bot.
    pub(super) fn begin(&mut self, begin: Begin) -> InteractionId {
        let id: InteractionId = self.next_id();
        let token = self.secret("interaction");
        let guild_id = self.channels.get(&begin.channel).and_then(|c| c.guild_id);
        let known = Interaction {
            id,
            token,
            application_id: begin.application,
            kind: begin.kind,
            user: begin.who,
            guild_id,
            channel_id: begin.channel,
            created_at: self.now,
            source: begin.source,
            answer: Answer::None,
            original: None,
            owing: false,
            followups: Vec::new(),
        };
        let event = self.interaction_event(&known, begin.data);
        self.interactions.insert(id, known);
        self.tell_app(begin.application, "INTERACTION_CREATE", event, Intents::empty());
        self.happened(Happening::InteractionBegun { interaction: id, user: begin.who, channel: begin.channel });
        id
    }

    fn interaction_event(&self, known: &Interaction, data: InteractionData) -> Value {
        let bot = self.applications.get(&known.application_id).map(|a| a.bot);
        let app_may = bot.map(|bot| self.permissions_in(bot, known.channel_id)).unwrap_or(Permissions::empty());
        let message = match &known.source {
            Source::Component { message, .. } => Some(*message),
            Source::Form { message, .. } => *message,
            Source::Command { .. } => None,
        };
        let message = message.and_then(|id| self.message(known.channel_id, id));
        let guild = known.guild_id.and_then(|id| self.guilds.get(&id));
        #[allow(deprecated)] // `channel_id` is: Discord still sends it
        let model = WireInteraction {
            app_permissions: Some(app_may),
            application_id: known.application_id,
            attachment_size_limit: 10 * 1024 * 1024,
            authorizing_integration_owners: wire::owners(known.guild_id),
            channel: wire::channel_model(self, known.channel_id, None),
            channel_id: Some(known.channel_id),
            context: Some(match known.guild_id {
                Some(_) => InteractionContextType::Guild,
                None => InteractionContextType::BotDm,
            }),
            data: Some(data),
            entitlements: Vec::new(),
            guild: guild.map(|g| InteractionPartialGuild {
                features: Some(Vec::new()),
                id: Some(g.id),
                locale: Some(g.locale.clone()),
            }),
            guild_id: known.guild_id,
            guild_locale: guild.map(|g| g.locale.clone()),
            id: known.id,
            kind: known.kind,
            locale: self.users.get(&known.user).map(|u| u.locale.clone()),
            member: known.guild_id.and_then(|guild| self.partial_member(guild, known)),
            message: message.map(|m| wire::message_model(self, m, Some(known.application_id))),
            token: known.token.clone(),
            user: known.guild_id.is_none().then(|| wire::user_model(self, known.user)),
        };
        let mut event = wire::to_json(model);
        event["version"] = json!(1);
        let may = self.permissions_in(known.user, known.channel_id);
        event["channel"] = wire::channel_json(self, known.channel_id, None);
        event["channel"]["permissions"] = json!(may);
        if known.guild_id.is_some() {
            event["member"]["user"] = wire::user(self, known.user);
            event["member"]["pending"] = json!(false);
            event["member"] = wire::complete(
                event["member"].take(),
                json!({ "avatar": null, "banner": null, "premium_since": null, "unusual_dm_activity_until": null }),
            );
        } else {
            event["user"] = wire::user(self, known.user);
        }
        if let Some(message) = message {
            event["message"] = wire::message(self, message, Some(known.application_id));
            if message.flags.contains(MessageFlags::EPHEMERAL)
                && let Some(fields) = event["message"].as_object_mut()
            {
                fields.remove("nonce");
            }
        }
        if let Some(data) = event["data"].as_object_mut() {
            data.retain(|_, value| !value.is_null());
        }
        complete_options(&mut event["data"]);
        event
    }

    fn partial_member(&self, guild: GuildId, known: &Interaction) -> Option<PartialMember> {
        let member = self.guilds.get(&guild)?.members.get(&known.user)?;
        Some(PartialMember {
            avatar: None,
            avatar_decoration_data: None,
            banner: None,
            communication_disabled_until: None,
            deaf: false,
            flags: MemberFlags::empty(),
            joined_at: Some(wire::time(member.joined_at)),
            mute: false,
            nick: member.nick.clone(),
            permissions: Some(self.permissions_in(known.user, known.channel_id)),
            premium_since: None,
            roles: member.roles.clone(),
            user: Some(wire::user_model(self, known.user)),
        })
    }

    /// What the ids in an interaction's data stand for.
    pub(super) fn resolved(
        &self,
        channel: ChannelId,
        named: &Named,
        message: Option<MessageId>,
    ) -> Option<InteractionDataResolved> {
        if named.users.is_empty() && named.roles.is_empty() && named.channels.is_empty() && message.is_none() {
            return None;
        }
        let here = self.channels.get(&channel)?;
        let guild = here.guild_id.and_then(|g| self.guilds.get(&g));
        let member = |user: &UserId| {
            let member = guild?.members.get(user)?;
            let resolved = InteractionMember {
                avatar: None,
                avatar_decoration_data: None,
                banner: None,
                communication_disabled_until: None,
                flags: MemberFlags::empty(),
                joined_at: Some(wire::time(member.joined_at)),
                nick: member.nick.clone(),
                pending: false,
                permissions: self.permissions_in(*user, channel),
                premium_since: None,
                roles: member.roles.clone(),
            };
            Some((*user, resolved))
        };
        let channels = named.channels.iter().filter_map(|id| {
            let known = self.channels.get(id)?;
            let resolved = InteractionChannel {
                id: *id,
                kind: known.kind,
                name: known.name.clone(),
                parent_id: known.parent_id,
                permissions: Permissions::all(),
                app_permissions: None,
                thread_metadata: wire::channel_model(self, *id, None)?.thread_metadata,
            };
            Some((*id, resolved))
        });
        let roles = named.roles.iter().filter_map(|id| Some((*id, wire::role_model(self, guild?.id, *id)?)));
        let messages = message.and_then(|id| Some((id, wire::message_model(self, self.message(channel, id)?, None))));
        Some(InteractionDataResolved {
            attachments: HashMap::new(),
            channels: channels.collect(),
            members: named.users.iter().filter_map(member).collect(),
            messages: messages.into_iter().collect(),
            roles: roles.collect(),
            users: named.users.iter().map(|id| (*id, wire::user_model(self, *id))).collect(),
        })
    }
}

/// Discord says of a subcommand that it has no options; the model leaves that out.
fn complete_options(within: &mut Value) {
    for option in within.get_mut("options").and_then(Value::as_array_mut).into_iter().flatten() {
        if matches!(option["type"].as_u64(), Some(1 | 2)) {
            if option.get("options").is_none() {
                option["options"] = json!([]);
            }
            complete_options(option);
        }
    }
}
