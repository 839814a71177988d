//! The outbox: what bots and watchers are to be told about a change.

use serde_json::{Value, json};
use twilight_model::gateway::Intents;

use super::World;
use crate::local::ids::*;
use crate::local::view::Happening;
use crate::local::wire;

/// Something to be sent when the change is complete.
#[derive(Clone, Debug)]
pub(crate) enum Outgoing {
    Dispatch(Dispatch),
    Happening(Happening),
}

/// One gateway event for one application.
#[derive(Clone, Debug)]
pub(crate) struct Dispatch {
    /// For whom.
    pub to: ApplicationId,
    /// The guild it is about: decides the shard.
    pub guild: Option<GuildId>,
    /// The event's name.
    pub t: &'static str,
    /// Its data.
    pub d: Value,
    /// A session gets it if it asked for any of these; if this is empty, always.
    pub intents: Intents,
    /// Whether its data is a message, whose content may have to be withheld.
    pub message: bool,
}

impl World {
    /// Takes everything out of the outbox.
    pub(crate) fn drain(&mut self) -> Vec<Outgoing> {
        let out = std::mem::take(&mut self.outbox);
        if !out.is_empty() {
            self.revision += 1;
        }
        out
    }

    pub(crate) fn happened(&mut self, what: Happening) {
        self.outbox.push(Outgoing::Happening(what));
    }

    pub(crate) fn tell_app(&mut self, to: ApplicationId, t: &'static str, d: Value, intents: Intents) {
        let about = if t == "GUILD_DELETE" { &d["id"] } else { &d["guild_id"] };
        let guild = about.as_str().and_then(|id| id.parse().ok());
        self.outbox.push(Outgoing::Dispatch(Dispatch { to, guild, t, d, intents, message: false }));
    }

    /// Tells every bot in the guild.
    pub(crate) fn tell_guild(&mut self, guild: GuildId, t: &'static str, d: Value, intents: Intents) {
        self.tell_guild_except(guild, None, t, d, intents);
    }

    pub(crate) fn tell_guild_except(
        &mut self,
        guild: GuildId,
        except: Option<ApplicationId>,
        t: &'static str,
        d: Value,
        intents: Intents,
    ) {
        for to in self.applications_in(guild).into_iter().filter(|to| Some(*to) != except) {
            let d = d.clone();
            self.outbox.push(Outgoing::Dispatch(Dispatch { to, guild: Some(guild), t, d, intents, message: false }));
        }
    }

    /// Tells every bot that can see the channel.
    pub(crate) fn tell_channel(&mut self, channel: ChannelId, t: &'static str, d: Value, intents: Intents) {
        let guild = self.channels.get(&channel).and_then(|c| c.guild_id);
        for to in self.applications_seeing(channel) {
            let d = d.clone();
            self.outbox.push(Outgoing::Dispatch(Dispatch { to, guild, t, d, intents, message: false }));
        }
    }

    /// Tells every bot that can see the channel of a new or changed message. Ephemeral ones are nobody's business.
    pub(crate) fn tell_message(&mut self, t: &'static str, channel: ChannelId, message: MessageId) {
        let Some(known) = self.messages.get(&channel).and_then(|m| m.get(&message)) else { return };
        if known.visible_to.is_some() {
            return;
        }
        let guild = self.channels.get(&channel).and_then(|c| c.guild_id);
        let kind = self.channels.get(&channel).map(|c| u8::from(c.kind));
        let author = known.author;
        let intents = if guild.is_some() { Intents::GUILD_MESSAGES } else { Intents::DIRECT_MESSAGES };
        for to in self.applications_seeing(channel) {
            let Some(known) = self.messages.get(&channel).and_then(|m| m.get(&message)) else { return };
            let mut d = wire::message(self, known, Some(to));
            d["channel_type"] = json!(kind);
            if let Some(guild) = guild {
                d["guild_id"] = json!(guild);
                if self.guilds.get(&guild).is_some_and(|g| g.members.contains_key(&author)) {
                    let mut member = wire::member(self, guild, author);
                    if let Some(member) = member.as_object_mut() {
                        member.remove("user");
                    }
                    d["member"] = member;
                }
            }
            self.outbox.push(Outgoing::Dispatch(Dispatch { to, guild, t, d, intents, message: true }));
        }
    }

    /// Tells a bot of a guild that it has just joined.
    pub(crate) fn tell_bot_of_guild(&mut self, guild: GuildId, bot: UserId) {
        let Some(app) = self.application_of(bot).map(|a| a.id) else { return };
        let d = wire::guild_create(self, guild, bot, false);
        let to =
            Dispatch { to: app, guild: Some(guild), t: "GUILD_CREATE", d, intents: Intents::GUILDS, message: false };
        self.outbox.push(Outgoing::Dispatch(to));
    }

    /// The applications whose bots are members of the guild.
    pub(crate) fn applications_in(&self, guild: GuildId) -> Vec<ApplicationId> {
        let Some(guild) = self.guilds.get(&guild) else { return Vec::new() };
        self.applications.values().filter(|a| guild.members.contains_key(&a.bot)).map(|a| a.id).collect()
    }

    fn applications_seeing(&self, channel: ChannelId) -> Vec<ApplicationId> {
        self.applications.values().filter(|a| self.can_view(a.bot, channel)).map(|a| a.id).collect()
    }
}
