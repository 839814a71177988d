//! Guilds, roles and members.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use twilight_model::gateway::Intents;
use twilight_model::guild::Permissions;

use super::World;
use crate::local::ids::*;
use crate::local::wire;

/// What everyone may in a new guild.
pub const EVERYONE_PERMISSIONS: Permissions = Permissions::CREATE_INVITE
    .union(Permissions::ADD_REACTIONS)
    .union(Permissions::STREAM)
    .union(Permissions::VIEW_CHANNEL)
    .union(Permissions::SEND_MESSAGES)
    .union(Permissions::EMBED_LINKS)
    .union(Permissions::ATTACH_FILES)
    .union(Permissions::READ_MESSAGE_HISTORY)
    .union(Permissions::MENTION_EVERYONE)
    .union(Permissions::USE_EXTERNAL_EMOJIS)
    .union(Permissions::CONNECT)
    .union(Permissions::SPEAK)
    .union(Permissions::USE_VAD)
    .union(Permissions::CHANGE_NICKNAME)
    .union(Permissions::USE_SLASH_COMMANDS)
    .union(Permissions::CREATE_PUBLIC_THREADS)
    .union(Permissions::CREATE_PRIVATE_THREADS)
    .union(Permissions::SEND_MESSAGES_IN_THREADS);

/// What a bot's own role may, when it joins a guild and nothing else is said.
pub const BOT_PERMISSIONS: Permissions = Permissions::VIEW_CHANNEL
    .union(Permissions::SEND_MESSAGES)
    .union(Permissions::SEND_MESSAGES_IN_THREADS)
    .union(Permissions::CREATE_PUBLIC_THREADS)
    .union(Permissions::CREATE_PRIVATE_THREADS)
    .union(Permissions::EMBED_LINKS)
    .union(Permissions::ATTACH_FILES)
    .union(Permissions::READ_MESSAGE_HISTORY)
    .union(Permissions::ADD_REACTIONS)
    .union(Permissions::USE_EXTERNAL_EMOJIS);

/// A guild.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Guild {
    /// Its id.
    pub id: GuildId,
    /// Its name.
    pub name: String,
    /// Its owner, who may everything.
    pub owner: UserId,
    /// Its language, as `en-US`.
    pub locale: String,
    /// Its roles. The one with the guild's own id is that of everyone.
    pub roles: BTreeMap<RoleId, Role>,
    /// Its members.
    pub members: BTreeMap<UserId, Member>,
}

/// A role.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Role {
    /// Its id.
    pub id: RoleId,
    /// Its name.
    pub name: String,
    /// What its members may.
    pub permissions: Permissions,
    /// Its rank; 0 is that of everyone.
    pub position: i64,
    /// Whether anyone may ping it.
    pub mentionable: bool,
    /// The bot to which it belongs, if it is a bot's own role.
    pub bot: Option<UserId>,
}

/// A member of a guild.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Member {
    /// Who.
    pub user: UserId,
    /// The name that is shown in this guild instead.
    pub nick: Option<String>,
    /// Roles beside that of everyone.
    pub roles: Vec<RoleId>,
    /// Since when.
    pub joined_at: DateTime<Utc>,
}

impl World {
    /// A new guild without channels; its owner is its first member.
    pub fn add_guild(&mut self, name: &str, owner: UserId) -> GuildId {
        let id: GuildId = self.next_id();
        let everyone = Role {
            id: id.cast(),
            name: "@everyone".into(),
            permissions: EVERYONE_PERMISSIONS,
            position: 0,
            mentionable: false,
            bot: None,
        };
        let guild = Guild {
            id,
            name: name.into(),
            owner,
            locale: "en-US".into(),
            roles: BTreeMap::from([(id.cast(), everyone)]),
            members: BTreeMap::new(),
        };
        self.guilds.insert(id, guild);
        self.join(id, owner);
        id
    }

    /// Makes `user` a member of `guild`. A bot gets a role of its own with [`BOT_PERMISSIONS`].
    pub fn join(&mut self, guild: GuildId, user: UserId) {
        if self.application_of(user).is_some() {
            return self.join_bot(guild, user, BOT_PERMISSIONS);
        }
        let now = self.now;
        let Some(known) = self.guilds.get_mut(&guild) else { return };
        if known.members.contains_key(&user) {
            return;
        }
        known.members.insert(user, Member { user, nick: None, roles: Vec::new(), joined_at: now });
        let member = wire::with_guild(wire::member(self, guild, user), guild);
        self.tell_guild(guild, "GUILD_MEMBER_ADD", member, Intents::GUILD_MEMBERS);
    }

    /// Makes a bot a member of `guild`, with a role of its own that may `permissions`.
    pub fn join_bot(&mut self, guild: GuildId, bot: UserId, permissions: Permissions) {
        let now = self.now;
        let Some(name) = self.users.get(&bot).map(|u| u.display_name.clone()) else { return };
        if self.guilds.get(&guild).is_none_or(|g| g.members.contains_key(&bot)) {
            return;
        }
        let role = self.add_role(guild, &name, permissions);
        if let Some(known) = self.guilds.get_mut(&guild) {
            if let Some(role) = known.roles.get_mut(&role) {
                role.bot = Some(bot);
            }
            known.members.insert(bot, Member { user: bot, nick: None, roles: vec![role], joined_at: now });
        }
        let member = wire::with_guild(wire::member(self, guild, bot), guild);
        self.tell_guild(guild, "GUILD_MEMBER_ADD", member, Intents::GUILD_MEMBERS);
        self.tell_bot_of_guild(guild, bot);
    }

    /// Takes `user` out of `guild`.
    pub fn leave(&mut self, guild: GuildId, user: UserId) {
        let Some(known) = self.guilds.get_mut(&guild) else { return };
        if known.members.remove(&user).is_none() {
            return;
        }
        known.roles.retain(|_, role| role.bot != Some(user));
        let threads: Vec<ChannelId> =
            self.channels.values().filter(|c| c.guild_id == Some(guild) && c.thread.is_some()).map(|c| c.id).collect();
        for thread in threads {
            if let Some(thread) = self.channels.get_mut(&thread).and_then(|c| c.thread.as_mut()) {
                thread.members.remove(&user);
            }
        }
        let event = json!({ "guild_id": guild, "user": wire::user(self, user) });
        self.tell_guild(guild, "GUILD_MEMBER_REMOVE", event, Intents::GUILD_MEMBERS);
        if let Some(app) = self.application_of(user).map(|a| a.id) {
            self.tell_app(app, "GUILD_DELETE", json!({ "id": guild }), Intents::GUILDS);
        }
    }

    /// Shows `user` as `nick` in `guild`.
    pub fn set_nick(&mut self, guild: GuildId, user: UserId, nick: Option<&str>) {
        if let Some(member) = self.guilds.get_mut(&guild).and_then(|g| g.members.get_mut(&user)) {
            member.nick = nick.map(Into::into);
            self.tell_member_update(guild, user);
        }
    }

    /// A new role above the others.
    pub fn add_role(&mut self, guild: GuildId, name: &str, permissions: Permissions) -> RoleId {
        let id: RoleId = self.next_id();
        if let Some(known) = self.guilds.get_mut(&guild) {
            let position = known.roles.values().map(|r| r.position).max().unwrap_or(0) + 1;
            known
                .roles
                .insert(id, Role { id, name: name.into(), permissions, position, mentionable: false, bot: None });
            let event = json!({ "guild_id": guild, "role": wire::role(self, guild, id) });
            self.tell_guild(guild, "GUILD_ROLE_CREATE", event, Intents::GUILDS);
        }
        id
    }

    /// Changes what a role may, or whether anyone may ping it.
    pub fn change_role(&mut self, guild: GuildId, role: RoleId, change: impl FnOnce(&mut Role)) {
        if let Some(known) = self.guilds.get_mut(&guild).and_then(|g| g.roles.get_mut(&role)) {
            change(known);
            let event = json!({ "guild_id": guild, "role": wire::role(self, guild, role) });
            self.tell_guild(guild, "GUILD_ROLE_UPDATE", event, Intents::GUILDS);
        }
    }

    /// Sets what a role may.
    pub fn set_role_permissions(&mut self, guild: GuildId, role: RoleId, permissions: Permissions) {
        self.change_role(guild, role, |role| role.permissions = permissions);
    }

    /// The role that a bot brought with it.
    pub fn bot_role(&self, guild: GuildId, bot: UserId) -> Option<RoleId> {
        self.guilds.get(&guild)?.roles.values().find(|r| r.bot == Some(bot)).map(|r| r.id)
    }

    /// Deletes a role; its members lose it.
    pub fn remove_role(&mut self, guild: GuildId, role: RoleId) {
        let Some(known) = self.guilds.get_mut(&guild) else { return };
        if role == guild.cast() || known.roles.remove(&role).is_none() {
            return;
        }
        for member in known.members.values_mut() {
            member.roles.retain(|held| *held != role);
        }
        self.tell_guild(guild, "GUILD_ROLE_DELETE", json!({ "guild_id": guild, "role_id": role }), Intents::GUILDS);
    }

    /// Gives a role to a member.
    pub fn give_role(&mut self, guild: GuildId, user: UserId, role: RoleId) {
        let Some(known) = self.guilds.get_mut(&guild) else { return };
        if !known.roles.contains_key(&role) || role == guild.cast() {
            return;
        }
        let Some(member) = known.members.get_mut(&user) else { return };
        if !member.roles.contains(&role) {
            member.roles.push(role);
            self.tell_member_update(guild, user);
        }
    }

    /// Takes a role from a member.
    pub fn take_role(&mut self, guild: GuildId, user: UserId, role: RoleId) {
        let Some(member) = self.guilds.get_mut(&guild).and_then(|g| g.members.get_mut(&user)) else { return };
        if member.roles.contains(&role) {
            member.roles.retain(|held| *held != role);
            self.tell_member_update(guild, user);
        }
    }

    /// The name by which `user` is shown in `guild`.
    pub fn shown_name(&self, guild: Option<GuildId>, user: UserId) -> String {
        let nick = guild.and_then(|g| self.guilds.get(&g)?.members.get(&user)?.nick.clone());
        nick.or_else(|| self.users.get(&user).map(|u| u.display_name.clone())).unwrap_or_default()
    }

    fn tell_member_update(&mut self, guild: GuildId, user: UserId) {
        let event = wire::with_guild(wire::member(self, guild, user), guild);
        // A bot learns of its own roles without the privileged intent.
        let own = self.application_of(user).map(|a| a.id);
        if let Some(app) = own {
            self.tell_app(app, "GUILD_MEMBER_UPDATE", event.clone(), Intents::GUILDS | Intents::GUILD_MEMBERS);
        }
        self.tell_guild_except(guild, own, "GUILD_MEMBER_UPDATE", event, Intents::GUILD_MEMBERS);
    }
}
