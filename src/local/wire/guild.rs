//! Guilds, roles, members and applications as JSON.

use serde_json::{Value, json};
use twilight_model::guild::{
    AfkTimeout, DefaultMessageNotificationLevel, ExplicitContentFilter, Guild as WireGuild, Member as WireMember,
    MemberFlags, MfaLevel, NSFWLevel, PremiumTier, Role as WireRole, RoleColors, RoleFlags, RoleTags,
    SystemChannelFlags, VerificationLevel,
};
use twilight_model::oauth::ApplicationFlags;
use twilight_model::user::{CurrentUser, UserFlags};

use super::{channel_json, complete, time, to_json, user, user_model};
use crate::local::ids::*;
use crate::local::world::World;

/// A role; null if there is none.
pub(crate) fn role(world: &World, guild: GuildId, id: RoleId) -> Value {
    role_model(world, guild, id)
        .map(|role| complete(to_json(role), json!({ "icon": null, "unicode_emoji": null })))
        .unwrap_or_default()
}

pub(crate) fn role_model(world: &World, guild: GuildId, id: RoleId) -> Option<WireRole> {
    let known = world.guilds.get(&guild)?.roles.get(&id)?;
    #[allow(deprecated)] // Discord still sends it
    Some(WireRole {
        color: 0,
        colors: RoleColors { primary_color: 0, secondary_color: None, tertiary_color: None },
        hoist: false,
        icon: None,
        id,
        managed: known.bot.is_some(),
        mentionable: known.mentionable,
        name: known.name.clone(),
        permissions: known.permissions,
        position: known.position,
        flags: RoleFlags::empty(),
        tags: known.bot.map(|bot| RoleTags {
            available_for_purchase: false,
            bot_id: Some(bot),
            guild_connections: false,
            integration_id: None,
            subscription_listing_id: None,
            premium_subscriber: false,
        }),
        unicode_emoji: None,
    })
}

/// All roles of a guild.
pub(crate) fn roles(world: &World, guild: GuildId) -> Value {
    let Some(known) = world.guilds.get(&guild) else { return json!([]) };
    known.roles.keys().map(|id| role(world, guild, *id)).collect()
}

/// A member; null if they are none.
pub(crate) fn member(world: &World, guild: GuildId, id: UserId) -> Value {
    let Some(known) = world.guilds.get(&guild).and_then(|g| g.members.get(&id)) else { return Value::Null };
    let model = WireMember {
        avatar: None,
        avatar_decoration_data: None,
        banner: None,
        communication_disabled_until: None,
        deaf: false,
        flags: MemberFlags::empty(),
        joined_at: Some(time(known.joined_at)),
        mute: false,
        nick: known.nick.clone(),
        pending: false,
        premium_since: None,
        roles: known.roles.clone(),
        user: user_model(world, id),
    };
    let mut value = complete(to_json(model), json!({ "avatar": null, "banner": null, "premium_since": null }));
    value["user"] = user(world, id);
    value
}

fn guild_model(world: &World, id: GuildId) -> Option<WireGuild> {
    let known = world.guilds.get(&id)?;
    Some(WireGuild {
        afk_channel_id: None,
        afk_timeout: AfkTimeout::FIVE_MINUTES,
        application_id: None,
        approximate_member_count: None,
        approximate_presence_count: None,
        banner: None,
        channels: Vec::new(),
        default_message_notifications: DefaultMessageNotificationLevel::Mentions,
        description: None,
        discovery_splash: None,
        emojis: Vec::new(),
        explicit_content_filter: ExplicitContentFilter::None,
        features: Vec::new(),
        guild_scheduled_events: Vec::new(),
        icon: None,
        id,
        joined_at: None,
        large: false,
        max_members: Some(500_000),
        max_presences: None,
        max_stage_video_channel_users: Some(50),
        max_video_channel_users: Some(25),
        member_count: Some(known.members.len() as u64),
        members: Vec::new(),
        mfa_level: MfaLevel::None,
        name: known.name.clone(),
        nsfw_level: NSFWLevel::Default,
        owner_id: known.owner,
        owner: None,
        permissions: None,
        preferred_locale: known.locale.clone(),
        premium_progress_bar_enabled: false,
        premium_subscription_count: Some(0),
        premium_tier: PremiumTier::None,
        presences: Vec::new(),
        public_updates_channel_id: None,
        roles: known.roles.keys().filter_map(|role| role_model(world, id, *role)).collect(),
        rules_channel_id: None,
        safety_alerts_channel_id: None,
        splash: None,
        stage_instances: Vec::new(),
        stickers: Vec::new(),
        system_channel_flags: SystemChannelFlags::empty(),
        system_channel_id: None,
        threads: Vec::new(),
        unavailable: None,
        vanity_url_code: None,
        verification_level: VerificationLevel::None,
        voice_states: Vec::new(),
        widget_channel_id: None,
        widget_enabled: Some(false),
    })
}

/// What the guild object has everywhere and `twilight-model` leaves out.
fn completed(world: &World, id: GuildId, model: &WireGuild) -> Value {
    let mut value = complete(
        to_json(model),
        json!({
            "home_header": null, "region": "deprecated", "max_presences": null, "nsfw": false, "stickers": [],
            "widget_channel_id": null, "safety_alerts_channel_id": null, "incidents_data": null,
            "premium_progress_bar_enabled_user_updated_at": null,
        }),
    );
    value["roles"] = roles(world, id);
    value
}

/// A guild as REST tells of it; null if there is none.
pub(crate) fn guild(world: &World, id: GuildId, with_counts: bool) -> Value {
    let Some(mut model) = guild_model(world, id) else { return Value::Null };
    if with_counts {
        model.approximate_member_count = model.member_count;
        model.approximate_presence_count = model.member_count;
    }
    let mut value = completed(world, id, &model);
    if let Some(object) = value.as_object_mut() {
        for only_at_the_gateway in
            ["channels", "large", "member_count", "members", "presences", "threads", "voice_states", "joined_at"]
        {
            object.remove(only_at_the_gateway);
        }
    }
    value
}

/// A guild as the gateway tells of it. Without the presence intent a bot sees itself only among the members.
pub(crate) fn guild_create(world: &World, id: GuildId, bot: UserId, all_members: bool) -> Value {
    let Some(known) = world.guilds.get(&id) else { return json!({ "id": id, "unavailable": true }) };
    let Some(mut model) = guild_model(world, id) else { return Value::Null };
    model.joined_at = known.members.get(&bot).map(|m| time(m.joined_at));
    model.unavailable = Some(false);
    let mut value = complete(
        completed(world, id, &model),
        json!({ "stage_instances": [], "guild_scheduled_events": [], "soundboard_sounds": [], "embedded_activities": [] }),
    );
    let mut channels = Vec::new();
    let mut threads = Vec::new();
    for channel in world.channels.values().filter(|c| c.guild_id == Some(id)) {
        match &channel.thread {
            Some(thread) if !thread.archived && world.can_view(bot, channel.id) => {
                threads.push(channel_json(world, channel.id, Some(bot)));
            }
            Some(_) => {}
            None => {
                let mut value = channel_json(world, channel.id, None);
                if let Some(object) = value.as_object_mut() {
                    object.remove("guild_id");
                }
                channels.push(value);
            }
        }
    }
    value["channels"] = Value::Array(channels);
    value["threads"] = Value::Array(threads);
    let members = known.members.keys().filter(|user| all_members || **user == bot);
    value["members"] = members.map(|user| member(world, id, *user)).collect();
    value
}

/// The bot itself, as it is shown to itself.
pub(crate) fn current_user(world: &World, id: UserId) -> Value {
    let other = user_model(world, id);
    let model = CurrentUser {
        accent_color: None,
        avatar: None,
        banner: None,
        bot: other.bot,
        discriminator: other.discriminator,
        email: None,
        flags: Some(UserFlags::empty()),
        global_name: None,
        id,
        locale: Some("en-US".into()),
        mfa_enabled: false,
        name: other.name,
        premium_type: None,
        public_flags: Some(UserFlags::empty()),
        verified: Some(true),
    };
    complete(to_json(model), json!({ "global_name": null, "email": null, "primary_guild": null }))
}

/// An application, as it is shown to its own bot. By hand: `twilight-model`'s is made for reading only.
pub(crate) fn application(world: &World, id: ApplicationId) -> Value {
    let Some(app) = world.applications.get(&id) else { return Value::Null };
    let guilds = world.guilds.values().filter(|g| g.members.contains_key(&app.bot)).count();
    json!({
        "id": id, "name": app.name, "icon": null, "description": "", "type": null, "bot": user(world, app.bot),
        "summary": "", "bot_public": true, "bot_require_code_grant": false, "verify_key": "0".repeat(64),
        "flags": application_flags(app.members_intent, app.presence_intent, app.message_content_intent).bits(),
        "flags_new": application_flags(app.members_intent, app.presence_intent, app.message_content_intent).bits().to_string(),
        "redirect_uris": [], "interactions_endpoint_url": null, "role_connections_verification_url": null,
        "owner": user(world, app.owner), "approximate_guild_count": guilds, "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0, "explicit_content_filter": 0, "team": null,
        "eligible_oauth2_scopes": [], "rpc_origins": [], "tags": [],
    })
}

/// A small bot has the limited forms of the privileged intents.
pub(crate) fn application_flags(members: bool, presence: bool, content: bool) -> ApplicationFlags {
    let mut flags = ApplicationFlags::empty();
    flags.set(ApplicationFlags::GATEWAY_GUILD_MEMBERS_LIMITED, members);
    flags.set(ApplicationFlags::GATEWAY_PRESENCE_LIMITED, presence);
    flags.set(ApplicationFlags::GATEWAY_MESSAGE_CONTENT_LIMITED, content);
    flags
}
