//! The only sender: our [`Message`] to Discord's REST API, and what is read back from it. Sends to one channel go one after the
//! other, so that a rate limit is met once and not by each of them.

pub mod convert;
mod error;
mod inspect;
mod permissions;
mod threads;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, Utc};
use serenity::all::{
    ActionRowComponent, ApplicationFlags, ChannelType, CreateThread, GetMessages, Http, HttpBuilder, Nonce,
    ReactionType,
};

pub use self::error::SendError;
pub use self::permissions::{Access, Invite, Missing, invite, lacking_to_play};
use crate::domain::ids::{ChannelId, GuildId, MessageId, RoleId, UserId};
use crate::meters::meters;
use crate::view::message::Message;

/// How long one request may take, waiting for a rate limit not counted.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(20);
/// How many messages one request reads at most.
const PAGE: u8 = 100;
/// How many pages are read at most when a thread is caught up with: ten thousand messages.
const MOST_PAGES: usize = 100;

/// The connection to Discord's REST API. Cheap to clone.
#[derive(Clone)]
pub struct Discord {
    http: Arc<Http>,
    lanes: Arc<Mutex<HashMap<ChannelId, Arc<tokio::sync::Mutex<()>>>>>,
}

/// How Discord is reached.
#[derive(Clone)]
pub struct Connection {
    token: String,
    api_url: Option<String>,
    client: reqwest::Client,
}

impl Connection {
    /// To the real Discord, or to a compatible server at `api_url` (its root, without `/api`).
    ///
    /// # Errors
    /// When no TLS is to be had on this machine.
    pub fn new(token: &str, api_url: Option<&str>) -> anyhow::Result<Self> {
        let client = reqwest::Client::builder().timeout(REQUEST_TIMEOUT).build()?;
        Ok(Self::over(client, token, api_url))
    }

    /// The same over a client that was made elsewhere, such as one that trusts another authority.
    pub fn over(client: reqwest::Client, token: &str, api_url: Option<&str>) -> Self {
        let api_url = api_url.map(|url| url.trim_end_matches('/').to_owned());
        Connection { token: token.to_owned(), api_url, client }
    }

    /// A client for REST requests.
    pub fn http(&self) -> Http {
        let http = HttpBuilder::new(&self.token).client(self.client.clone());
        let mut http = match &self.api_url {
            // The built-in limiter ignores the address, so another server has to do without it; see `retry`.
            Some(url) => http.proxy(url).ratelimiter_disabled(true),
            None => http,
        }
        .build();
        if let Some(limiter) = &mut http.ratelimiter {
            limiter.set_ratelimit_callback(Box::new(|limit| meters().rate_limited(limit.timeout)));
        }
        http
    }
}

/// A message of a thread, as it was read back.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// Its id.
    pub id: MessageId,
    /// Who wrote it.
    pub author: UserId,
    /// True if a program wrote it.
    pub bot: bool,
    /// What it says, attachments named at its end.
    pub text: String,
    /// When it was sent.
    pub at: DateTime<Utc>,
    /// When it was last edited.
    pub edited_at: Option<DateTime<Utc>>,
}

/// What the application may do, as Discord says it.
#[derive(Clone, Debug)]
pub struct Application {
    /// The application's id, by which it is invited.
    pub id: u64,
    /// The bot's user.
    pub bot: UserId,
    /// Its name.
    pub name: String,
    /// Whether the Message Content intent is switched on for it.
    pub message_content: bool,
}

impl Discord {
    /// A sender over that connection.
    pub fn new(connection: &Connection) -> Self {
        Discord { http: Arc::new(connection.http()), lanes: Arc::default() }
    }

    /// The client below, for the answers to interactions.
    pub fn http(&self) -> &Http {
        &self.http
    }

    /// Who the bot is, and what its application may do. Ask first of all: interactions are answered in the application's name.
    pub async fn application(&self) -> Result<Application, SendError> {
        let user = counted("GET /users/@me", self.http.get_current_user()).await?;
        let info = counted("GET /applications/@me", self.http.get_current_application_info()).await?;
        self.http.set_application_id(info.id);
        let flags = info.flags.unwrap_or(ApplicationFlags::empty());
        let content = ApplicationFlags::GATEWAY_MESSAGE_CONTENT | ApplicationFlags::GATEWAY_MESSAGE_CONTENT_LIMITED;
        Ok(Application {
            id: info.id.get(),
            bot: user.id.into(),
            name: user.name.clone(),
            message_content: flags.intersects(content),
        })
    }

    /// Posts a message. The same `nonce` within a few minutes posts it once, and returns the first one's id.
    pub async fn post(&self, channel: ChannelId, message: &Message, nonce: &str) -> Result<MessageId, SendError> {
        let _lane = self.lane(channel).await;
        let create = convert::create(message).nonce(Nonce::String(nonce.to_owned())).enforce_nonce(true);
        let create = &create;
        retry(|| async move {
            let sending = serenity::all::ChannelId::from(channel).send_message(&*self.http, create.clone());
            let sent = counted("POST /channels/:id/messages", sending).await?;
            Ok(sent.id.into())
        })
        .await
    }

    /// Puts a message in the place of an earlier one of ours.
    pub async fn edit(&self, channel: ChannelId, id: MessageId, message: &Message) -> Result<(), SendError> {
        let _lane = self.lane(channel).await;
        let edit = &convert::edit(message);
        retry(|| async move {
            let editing = serenity::all::ChannelId::from(channel).edit_message(&*self.http, id, edit.clone());
            counted("PATCH /channels/:id/messages/:id", editing).await?;
            Ok(())
        })
        .await
    }

    /// Opens a thread from a message of ours. A message has one thread at most, which has the message's id.
    pub async fn open_thread(
        &self,
        channel: ChannelId,
        message: MessageId,
        name: &str,
    ) -> Result<ChannelId, SendError> {
        let _lane = self.lane(channel).await;
        // No `rate_limit_per_user`: even as 0 it makes Discord ask for Manage Threads.
        let create = &CreateThread::new(name).kind(ChannelType::PublicThread);
        let opened = retry(|| async move {
            let channel = serenity::all::ChannelId::from(channel);
            let opening = channel.create_thread_from_message(&*self.http, message, create.clone());
            let thread = counted("POST /channels/:id/messages/:id/threads", opening).await?;
            Ok(thread.id.into())
        })
        .await;
        match opened {
            Err(SendError::Refused { code: 160_004, .. }) => Ok(ChannelId(message.0)),
            other => other,
        }
    }

    /// True if there is such a channel or thread, and the bot may see it.
    pub async fn exists(&self, channel: ChannelId) -> Result<bool, SendError> {
        match counted("GET /channels/:id", self.http.get_channel(channel.into())).await {
            Ok(_) => Ok(true),
            Err(SendError::Gone { .. }) => Ok(false),
            Err(other) => Err(other),
        }
    }

    /// Adds the bot's reaction to a message; nothing changes if it is there.
    pub async fn react(&self, channel: ChannelId, message: MessageId, emoji: &str) -> Result<(), SendError> {
        let reaction = &ReactionType::Unicode(emoji.to_owned());
        retry(|| {
            let reacting = self.http.create_reaction(channel.into(), message.into(), reaction);
            counted("PUT /channels/:id/messages/:id/reactions/:emoji/@me", reacting)
        })
        .await
    }

    /// The channel of private messages with somebody. That there is one does not say that they take any.
    pub async fn direct(&self, user: UserId) -> Result<ChannelId, SendError> {
        let opening = serenity::all::UserId::from(user).create_dm_channel(&*self.http);
        Ok(counted("POST /users/@me/channels", opening).await?.id.into())
    }

    /// Sends somebody a private message. Refused where they don't take any.
    pub async fn tell(&self, user: UserId, message: &Message) -> Result<MessageId, SendError> {
        let opening = serenity::all::UserId::from(user).create_dm_channel(&*self.http);
        let channel = counted("POST /users/@me/channels", opening).await?;
        let sending = channel.id.send_message(&*self.http, convert::create(message));
        let sent = counted("POST /channels/:id/messages", sending).await?;
        Ok(sent.id.into())
    }

    /// The messages of a channel after that one (all, for `None`), oldest first.
    pub async fn messages_after(&self, channel: ChannelId, after: Option<MessageId>) -> Result<Vec<Seen>, SendError> {
        let mut seen = Vec::new();
        let mut last = after.unwrap_or(MessageId(1));
        for _ in 0..MOST_PAGES {
            let get = GetMessages::new().after(last).limit(PAGE);
            let mut page = counted(READ, serenity::all::ChannelId::from(channel).messages(&*self.http, get)).await?;
            page.sort_by_key(|message| message.id);
            let Some(newest) = page.last() else { break };
            last = newest.id.into();
            let full = page.len() == usize::from(PAGE);
            seen.extend(page.iter().filter(|message| is_said(message)).map(seen_of));
            if !full {
                break;
            }
        }
        Ok(seen)
    }

    /// The bot's own message in a channel that carries the mark, in an embed's footer or as a button's id, sent after `since`.
    pub async fn find_own(
        &self,
        channel: ChannelId,
        mark: &str,
        since: DateTime<Utc>,
    ) -> Result<Option<MessageId>, SendError> {
        let me = counted("GET /users/@me", self.http.get_current_user()).await?.id;
        let mut before: Option<serenity::all::MessageId> = None;
        for _ in 0..MOST_PAGES {
            let mut get = GetMessages::new().limit(PAGE);
            if let Some(before) = before {
                get = get.before(before);
            }
            let page = counted(READ, serenity::all::ChannelId::from(channel).messages(&*self.http, get)).await?;
            let found = page.iter().filter(|message| message.author.id == me).find(|message| carries(message, mark));
            if let Some(message) = found {
                return Ok(Some(message.id.into()));
            }
            before = page.iter().map(|message| message.id).min();
            let past = page.iter().any(|message| *message.timestamp < since);
            if past || page.len() < usize::from(PAGE) {
                break;
            }
        }
        Ok(None)
    }

    /// A guild's owner.
    pub async fn owner(&self, guild: GuildId) -> Result<UserId, SendError> {
        Ok(counted("GET /guilds/:id", self.http.get_guild(guild.into())).await?.owner_id.into())
    }

    /// The roles that somebody has in a guild.
    pub async fn roles(&self, guild: GuildId, user: UserId) -> Result<Vec<RoleId>, SendError> {
        let member = counted("GET /guilds/:id/members/:id", self.http.get_member(guild.into(), user.into())).await?;
        Ok(member.roles.iter().map(|role| (*role).into()).collect())
    }

    /// The turn to send to a channel.
    async fn lane(&self, channel: ChannelId) -> tokio::sync::OwnedMutexGuard<()> {
        let lane = {
            let mut lanes = self.lanes.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            // Lanes that nobody waits in are forgotten, so that the map does not grow with every thread there ever was.
            lanes.retain(|_, lane| Arc::strong_count(lane) > 1);
            lanes.entry(channel).or_default().clone()
        };
        lane.lock_owned().await
    }
}

/// The route by which messages are read.
const READ: &str = "GET /channels/:id/messages";

/// Makes a request, and counts it by its route (ids left out) and by what came of it.
pub async fn counted<T>(
    route: &'static str,
    request: impl Future<Output = serenity::Result<T>>,
) -> Result<T, SendError> {
    let done = request.await.map_err(SendError::from);
    let status = match &done {
        Ok(_) => "2xx".to_owned(),
        Err(error) => error.status().map_or_else(|| "unclear".to_owned(), |status| status.to_string()),
    };
    meters().request(route, status);
    done
}

/// Sends again, a few times, what was refused only for now: without the limiter a 429 comes through, and it says nothing was done.
async fn retry<T, F: Future<Output = Result<T, SendError>>>(send: impl Fn() -> F) -> Result<T, SendError> {
    let mut pause = Duration::from_millis(500);
    for _ in 0..3 {
        match send().await {
            Err(SendError::Busy) => {
                meters().rate_limited(pause);
                tokio::time::sleep(pause).await;
            }
            other => return other,
        }
        pause *= 2;
    }
    send().await
}

/// True for what a person says, and not for what Discord notes, such as that a thread was opened.
fn is_said(message: &serenity::all::Message) -> bool {
    use serenity::all::MessageType;
    matches!(message.kind, MessageType::Regular | MessageType::InlineReply)
}

fn seen_of(message: &serenity::all::Message) -> Seen {
    Seen {
        id: message.id.into(),
        author: message.author.id.into(),
        bot: message.author.bot,
        text: said(&message.content, &message.attachments),
        at: *message.timestamp,
        edited_at: message.edited_timestamp.map(|at| *at),
    }
}

/// A message's text, with its attachments named at the end.
pub fn said(content: &str, attachments: &[serenity::all::Attachment]) -> String {
    let mut text = content.to_owned();
    for attachment in attachments {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&format!("(attached: {})", attachment.filename));
    }
    text
}

fn carries(message: &serenity::all::Message, mark: &str) -> bool {
    let in_footer = message.embeds.iter().any(|embed| embed.footer.as_ref().is_some_and(|footer| footer.text == mark));
    let in_button = message.components.iter().flat_map(|row| &row.components).any(|component| match component {
        ActionRowComponent::Button(button) => {
            matches!(&button.data, serenity::all::ButtonKind::NonLink { custom_id, .. } if custom_id == mark)
        }
        _ => false,
    });
    in_footer || in_button
}
