//! What the bot must be allowed to do, and whether it is.

use serenity::all::{ChannelType, GuildChannel, Permissions};

use super::{Discord, SendError, counted};
use crate::domain::ids::{ChannelId, GuildId, RoleId};

/// A permission that the bot needs in a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The permission, by the name that Discord's settings show.
    pub permission: &'static str,
    /// What is not possible without it.
    pub needed_to: &'static str,
    /// True if no question can be asked, or none be read, without it.
    pub vital: bool,
}

/// What the bot finds in a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// The channel's name; `None` where it is gone, or can't be seen.
    pub name: Option<String>,
    /// Whether messages can be posted in a channel of its kind, and threads opened from them.
    pub fit: bool,
    /// What the bot lacks there.
    pub missing: Vec<Missing>,
    /// What is wrong with the role that is to be pinged, in words.
    pub ping: Option<&'static str>,
}

/// The link by which a bot is invited, and why it asks for what it asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invite {
    /// The link.
    pub url: String,
    /// Every permission, with what it is for.
    pub permissions: Vec<Missing>,
}

const fn vital(permission: &'static str, needed_to: &'static str) -> Missing {
    Missing { permission, needed_to, vital: true }
}

const fn useful(permission: &'static str, needed_to: &'static str) -> Missing {
    Missing { permission, needed_to, vital: false }
}

const SEE: Missing = vital("View Channel", "see the channel");
const NEEDED: [(Permissions, Missing); 7] = [
    (Permissions::VIEW_CHANNEL, SEE),
    (Permissions::SEND_MESSAGES, vital("Send Messages", "post questions")),
    (Permissions::EMBED_LINKS, vital("Embed Links", "show questions as cards")),
    (Permissions::CREATE_PUBLIC_THREADS, useful("Create Public Threads", "open a thread for each round")),
    (
        Permissions::CREATE_PRIVATE_THREADS,
        useful("Create Private Threads", "open a private thread for a mock interview"),
    ),
    (Permissions::SEND_MESSAGES_IN_THREADS, useful("Send Messages in Threads", "reveal answers in the thread")),
    (Permissions::READ_MESSAGE_HISTORY, useful("Read Message History", "catch up after an outage")),
];
const REACT: (Permissions, Missing) = (Permissions::ADD_REACTIONS, useful("Add Reactions", "acknowledge replies"));

/// What the bot lacks to play with all where it may do that, by the names that Discord's settings show.
pub fn lacking_to_play(has: Permissions, in_thread: bool, with_thread: bool) -> Vec<&'static str> {
    let mut needed = vec![(Permissions::VIEW_CHANNEL, "View Channel"), (Permissions::EMBED_LINKS, "Embed Links")];
    if !in_thread {
        needed.push((Permissions::SEND_MESSAGES, "Send Messages"));
    }
    if with_thread && !in_thread {
        needed.push((Permissions::CREATE_PUBLIC_THREADS, "Create Public Threads"));
    }
    if in_thread || with_thread {
        needed.push((Permissions::SEND_MESSAGES_IN_THREADS, "Send Messages in Threads"));
    }
    let all = has.contains(Permissions::ADMINISTRATOR);
    needed.into_iter().filter(|(permission, _)| !all && !has.contains(*permission)).map(|(_, name)| name).collect()
}

/// The link by which the application is invited with the least that it needs.
pub fn invite(application: u64) -> Invite {
    let asked = NEEDED.iter().chain([&REACT]);
    let bits = asked.clone().fold(Permissions::empty(), |all, (permission, _)| all | *permission).bits();
    Invite {
        url: format!(
            "https://discord.com/oauth2/authorize?client_id={application}&scope=bot+applications.commands&permissions={bits}"
        ),
        permissions: asked.map(|(_, missing)| *missing).collect(),
    }
}

impl Discord {
    /// What the bot finds in a channel of a guild, as a place to run rounds in: with `replies`, to collect them, and with `ping`, to
    /// tell that role.
    pub async fn access(
        &self,
        guild: GuildId,
        channel: ChannelId,
        ping: Option<RoleId>,
        replies: bool,
    ) -> Result<Access, SendError> {
        let me = counted("GET /users/@me", self.http.get_current_user()).await?.id;
        let member = counted("GET /guilds/:id/members/:id", self.http.get_member(guild.into(), me)).await?;
        let partial = counted("GET /guilds/:id", self.http.get_guild(guild.into())).await?;
        let channel = match counted("GET /channels/:id", self.http.get_channel(channel.into())).await {
            Ok(channel) => channel.guild().filter(|channel| GuildId::from(channel.guild_id) == guild),
            Err(SendError::Gone { .. } | SendError::Refused { .. }) => None,
            Err(other) => return Err(other),
        };
        let Some(channel) = channel else {
            return Ok(Access { name: None, fit: false, missing: vec![SEE], ping: None });
        };
        let have = partial.user_permissions_in(&channel, &member);
        let wanted = NEEDED.iter().chain(replies.then_some(&REACT));
        let missing = wanted.filter(|(permission, _)| !have.contains(*permission)).map(|(_, missing)| *missing);
        let role = ping.map(|role| partial.roles.get(&role.into()));
        let ping = match role {
            Some(None) => Some("the role to tell is gone"),
            Some(Some(role)) if !role.mentionable && !have.contains(Permissions::MENTION_EVERYONE) => {
                Some("the role to tell can't be mentioned by everyone, so that nobody is pinged")
            }
            _ => None,
        };
        Ok(Access { missing: missing.collect(), name: Some(channel.name.clone()), fit: fit(&channel), ping })
    }
}

fn fit(channel: &GuildChannel) -> bool {
    matches!(channel.kind, ChannelType::Text | ChannelType::News)
}
