//! Everything there is, as plain data.
//!
//! The world is set up and looked at through its public fields and methods, and changed by its methods only: these leave
//! behind, in an outbox, the events that bots and watchers are to be told. It knows no sockets and reads no clock: `now` is
//! set by whoever holds it.

mod channels;
mod commands;
mod events;
mod guilds;
pub(crate) mod interactions;
mod messages;
mod reactions;
pub(crate) mod threads;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use twilight_model::id::Id;

use super::ids::*;

pub use channels::{Channel, Thread};
pub use commands::Command;
pub(crate) use events::{Dispatch, Outgoing};
pub use guilds::{BOT_PERMISSIONS, EVERYONE_PERMISSIONS, Guild, Member, Role};
pub use interactions::{Answer, Form, Interaction, Source};
pub(crate) use messages::is_note;
pub use messages::{Draft, Message, Reply, StoredFile, Upload};
pub use reactions::{Reaction, emoji_key, parse_emoji};

/// Discord's epoch, in Unix milliseconds: ids carry the milliseconds since.
const EPOCH_MS: i64 = 1_420_070_400_000;

/// A world of users, guilds and what they wrote. Two worlds with the same seed, given the same acts at the same times, are
/// equal.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct World {
    seed: u64,
    /// What time it is; set before every act.
    pub now: DateTime<Utc>,
    last_id: u64,
    secrets: u64,
    /// How often something changed.
    pub revision: u64,
    /// Where this world's files are reached: `http://127.0.0.1:PORT`.
    pub base_url: String,
    /// The bots' applications.
    pub applications: BTreeMap<ApplicationId, Application>,
    /// People and bots.
    pub users: BTreeMap<UserId, User>,
    /// Guilds with their roles and members.
    pub guilds: BTreeMap<GuildId, Guild>,
    /// Channels, threads and direct conversations.
    pub channels: BTreeMap<ChannelId, Channel>,
    /// Messages by channel, oldest first. Ephemeral ones are among them.
    pub messages: BTreeMap<ChannelId, BTreeMap<MessageId, Message>>,
    /// Registered commands.
    pub commands: BTreeMap<CommandId, Command>,
    /// Every interaction that was ever begun.
    pub interactions: BTreeMap<InteractionId, Interaction>,
    /// Contents of attachments.
    pub files: BTreeMap<AttachmentId, StoredFile>,
    #[serde(skip)]
    outbox: Vec<Outgoing>,
}

/// An application: a bot, what it may ask the gateway for, and its secret.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Application {
    /// Its id.
    pub id: ApplicationId,
    /// Its name.
    pub name: String,
    /// Its bot's user.
    pub bot: UserId,
    /// The person who registered it.
    pub owner: UserId,
    /// What its bot shows to be let in, without the word `Bot`.
    pub token: String,
    /// Whether the privileged Server Members intent is switched on for it.
    pub members_intent: bool,
    /// Whether the privileged Presence intent is switched on for it.
    pub presence_intent: bool,
    /// Whether the privileged Message Content intent is switched on for it.
    pub message_content_intent: bool,
}

/// What one needs to connect as a bot.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BotAccount {
    /// What its bot shows to be let in, without the word `Bot`.
    pub token: String,
    /// Its bot's user.
    pub user_id: UserId,
    /// The application's id.
    pub application_id: ApplicationId,
}

/// A person, or a bot's user.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// The unique handle, in lower case.
    pub name: String,
    /// The name that is shown.
    pub display_name: String,
    /// Whether it is a bot.
    pub bot: bool,
    /// The language of this person's client, as `en-US`.
    pub locale: String,
}

impl World {
    /// An empty world. `seed` decides ids' low bits, tokens and everything else that looks random.
    pub fn new(seed: u64) -> Self {
        // What is set up before there is a clock is older than what any test does.
        let now = DateTime::from_timestamp(1_577_836_800, 0).unwrap_or_default(); // 2020-01-01
        World {
            seed,
            now,
            last_id: 0,
            secrets: 0,
            revision: 0,
            base_url: String::new(),
            applications: BTreeMap::new(),
            users: BTreeMap::new(),
            guilds: BTreeMap::new(),
            channels: BTreeMap::new(),
            messages: BTreeMap::new(),
            commands: BTreeMap::new(),
            interactions: BTreeMap::new(),
            files: BTreeMap::new(),
            outbox: Vec::new(),
        }
    }

    /// What decides everything that looks random.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Registers an application with a bot. Every privileged intent is switched on; see [`World::set_intents`].
    pub fn application(&mut self, name: &str) -> BotAccount {
        let owner = self.add_user(&format!("{name} developer"));
        let bot = self.new_user(name, true);
        let id = bot.cast(); // an application and its bot share their id on Discord, too
        let token = self.bot_token(bot);
        self.applications.insert(
            id,
            Application {
                id,
                name: name.into(),
                bot,
                owner,
                token: token.clone(),
                members_intent: true,
                presence_intent: true,
                message_content_intent: true,
            },
        );
        BotAccount { token, user_id: bot, application_id: id }
    }

    /// Switches the privileged intents of an application, as its owner would in the Developer Portal: who is a member, who
    /// is online, and what messages say.
    pub fn set_intents(&mut self, application: ApplicationId, members: bool, presence: bool, message_content: bool) {
        if let Some(app) = self.applications.get_mut(&application) {
            app.members_intent = members;
            app.presence_intent = presence;
            app.message_content_intent = message_content;
        }
    }

    /// A new person. The handle is made of `name`; `name` itself is what is shown.
    pub fn add_user(&mut self, name: &str) -> UserId {
        self.new_user(name, false)
    }

    /// The person or bot that is shown as `name` or has that handle.
    pub fn user_named(&self, name: &str) -> Option<UserId> {
        self.users.values().find(|u| u.display_name == name || u.name == name).map(|u| u.id)
    }

    /// The application whose bot this user is.
    pub fn application_of(&self, bot: UserId) -> Option<&Application> {
        self.applications.values().find(|a| a.bot == bot)
    }

    fn new_user(&mut self, name: &str, bot: bool) -> UserId {
        let id = self.next_id();
        let mut handle: String = name
            .to_lowercase()
            .chars()
            .map(|c| if c.is_alphanumeric() || c == '.' || c == '_' { c } else { '_' })
            .collect();
        if handle.chars().count() < 2 {
            handle.push('_');
        }
        while self.users.values().any(|u| u.name == handle) {
            handle.push('_');
        }
        let user = User { id, name: handle, display_name: name.into(), bot, locale: "en-US".into() };
        self.users.insert(id, user);
        id
    }

    /// A new id: the time, and a number that keeps ids apart and in order.
    pub(crate) fn next_id<T>(&mut self) -> Id<T> {
        let ms = (self.now.timestamp_millis() - EPOCH_MS).max(1) as u64;
        self.last_id = (ms << 22).max(self.last_id + 1);
        Id::new(self.last_id)
    }

    /// When the thing with this id was made.
    pub fn born<T>(id: Id<T>) -> DateTime<Utc> {
        DateTime::from_timestamp_millis((id.get() >> 22) as i64 + EPOCH_MS).unwrap_or_default()
    }

    /// A secret that nobody can guess who doesn't know the seed.
    pub(crate) fn secret(&mut self, purpose: &str) -> String {
        self.secrets += 1;
        let digest = Sha256::digest(format!("{}/{}/{purpose}", self.seed, self.secrets));
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Libraries read the id out of a token's first part, so it is written as Discord writes it.
    fn bot_token(&mut self, bot: UserId) -> String {
        let secret = self.secret("bot");
        format!("{}.{}.{}", base64(bot.to_string().as_bytes()), &secret[..6], &secret[6..44])
    }

    /// Whether `held` is the application's token, with or without the word `Bot`.
    pub(crate) fn application_by_token(&self, held: &str) -> Option<ApplicationId> {
        let token = held.strip_prefix("Bot ").unwrap_or(held).trim();
        self.applications.values().find(|a| a.token == token).map(|a| a.id)
    }

    /// Serves this world's files from another address.
    pub(crate) fn move_to(&mut self, base_url: String) {
        let old = std::mem::replace(&mut self.base_url, base_url);
        let new = &self.base_url;
        if old.is_empty() || old == *new {
            return;
        }
        let fix = |url: &mut String| {
            if let Some(rest) = url.strip_prefix(&old) {
                *url = format!("{new}{rest}");
            }
        };
        for message in self.messages.values_mut().flat_map(|m| m.values_mut()) {
            for embed in &mut message.embeds {
                messages::addresses(embed).into_iter().for_each(fix);
            }
        }
    }

    /// What time alone brings about: threads fall asleep, interactions that nobody answered fail.
    pub(crate) fn tick(&mut self) {
        self.archive_quiet_threads();
        self.fail_unanswered();
    }
}

/// Base64 for URLs, without padding.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0u32, |all, byte| all << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            out.push(ALPHABET[(group >> (18 - 6 * place)) as usize & 63] as char);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_as_everywhere() {
        assert_eq!(base64(b"80351110224678912"), "ODAzNTExMTAyMjQ2Nzg5MTI");
        assert_eq!(base64(b"ab"), "YWI");
        assert_eq!(base64(b""), "");
    }

    #[test]
    fn the_same_seed_makes_the_same_world() {
        let build = || {
            let mut world = World::new(7);
            let bot = world.application("Viva");
            let owner = world.add_user("Ada");
            let guild = world.add_guild("Team", owner);
            world.join(guild, bot.user_id);
            serde_json::to_string(&world).unwrap()
        };
        assert_eq!(build(), build());
        let again: World = serde_json::from_str(&build()).unwrap();
        assert_eq!(serde_json::to_string(&again).unwrap(), build());
    }
}
