//! Messages.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use twilight_model::channel::message::{AllowedMentions, Component, Embed, MessageFlags, MessageType};
use twilight_model::gateway::Intents;

use super::World;
use super::reactions::Reaction;
use crate::local::ids::*;
use crate::local::mentions::{self, Pings};
use crate::local::view::Happening;

/// A message.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// Where it is.
    pub channel_id: ChannelId,
    /// Who wrote it.
    pub author: UserId,
    /// What kind it is; most are `Regular` or `Reply`.
    pub kind: MessageType,
    /// What it says.
    pub content: String,
    /// Embeds.
    pub embeds: Vec<Embed>,
    /// Rows of buttons and the like.
    pub components: Vec<Component>,
    /// Files: their contents are in [`World::files`].
    pub attachments: Vec<AttachmentId>,
    /// Reactions in the order in which they came.
    pub reactions: Vec<Reaction>,
    /// Flags.
    pub flags: MessageFlags,
    /// Whom it pings.
    pub pings: Pings,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// When it was last edited.
    pub edited_at: Option<DateTime<Utc>>,
    /// When it was pinned.
    pub pinned_at: Option<DateTime<Utc>>,
    /// What it replies to, or refers to in another way.
    pub reply_to: Option<Reply>,
    /// The interaction that it answers.
    pub interaction: Option<InteractionId>,
    /// The only person who can see it: it is ephemeral.
    pub visible_to: Option<UserId>,
    /// What the sender called it.
    pub nonce: Option<serde_json::Value>,
    /// Whether it is read aloud.
    pub tts: bool,
}

/// A message that another one refers to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reply {
    /// Where it is.
    pub channel: ChannelId,
    /// Which; none where the reference is to a thread.
    pub message: Option<MessageId>,
}

/// A file that is on the server.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredFile {
    /// Its id.
    pub id: AttachmentId,
    /// The channel in whose address it is.
    pub channel: ChannelId,
    /// Its name.
    pub name: String,
    /// What kind of file it is.
    pub content_type: Option<String>,
    /// What it shows, for those who cannot see it.
    pub description: Option<String>,
    /// What is in it.
    #[serde(with = "hex")]
    pub bytes: Vec<u8>,
}

/// A file on its way to the server.
#[derive(Clone, Debug, Default)]
pub struct Upload {
    /// Its name.
    pub name: String,
    /// What kind of file it is; guessed from the name where it is not said.
    pub content_type: Option<String>,
    /// What it shows.
    pub description: Option<String>,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// A message before it is sent.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// What it says.
    pub content: String,
    /// Embeds.
    pub embeds: Vec<Embed>,
    /// Rows of buttons and the like.
    pub components: Vec<Component>,
    /// Files.
    pub uploads: Vec<Upload>,
    /// Whom it may ping; everybody it names if this is not said.
    pub allowed_mentions: Option<AllowedMentions>,
    /// What it replies to.
    pub reply_to: Option<Reply>,
    /// Flags.
    pub flags: Option<MessageFlags>,
    /// Another kind than `Regular` or `Reply`.
    pub kind: Option<MessageType>,
    /// What the sender calls it.
    pub nonce: Option<serde_json::Value>,
    /// The interaction that it answers.
    pub interaction: Option<InteractionId>,
    /// The only person who can see it.
    pub visible_to: Option<UserId>,
    /// Whether it is read aloud.
    pub tts: bool,
}

impl Message {
    /// Whether only one person can see it.
    pub fn is_ephemeral(&self) -> bool {
        self.visible_to.is_some()
    }
}

impl World {
    /// Writes a message, wakes and counts in its thread, and tells everybody who may know. The channel must exist; whether
    /// the author may write there was asked before.
    pub(crate) fn post(&mut self, channel: ChannelId, author: UserId, draft: Draft) -> MessageId {
        let id: MessageId = self.next_id();
        let ephemeral = draft.visible_to.is_some();
        let system = draft.kind.is_some_and(is_note);
        let kind = draft.kind.unwrap_or(match (&draft.reply_to, draft.interaction) {
            (Some(_), _) => MessageType::Reply,
            (None, _) => MessageType::Regular,
        });
        let pings = if system { Pings::default() } else { mentions::pings(self, channel, author, &draft) };
        let attachments = draft.uploads.into_iter().map(|upload| self.store_file(channel, upload)).collect();
        let mut message = Message {
            id,
            channel_id: channel,
            author,
            kind,
            content: draft.content,
            embeds: draft.embeds,
            components: draft.components,
            attachments,
            reactions: Vec::new(),
            flags: draft.flags.unwrap_or(MessageFlags::empty()),
            pings,
            at: self.now,
            edited_at: None,
            pinned_at: None,
            reply_to: draft.reply_to,
            interaction: draft.interaction,
            visible_to: draft.visible_to,
            nonce: draft.nonce,
            tts: draft.tts,
        };
        self.resolve_attachment_urls(&mut message);
        let pinged = message.pings.users.clone();
        if !ephemeral {
            self.wake_thread(channel);
            if !system {
                self.join_thread(channel, author);
                for user in pinged {
                    self.join_thread(channel, user);
                }
            }
        }
        self.messages.entry(channel).or_default().insert(id, message);
        if let Some(known) = self.channels.get_mut(&channel) {
            if !ephemeral {
                known.last_message_id = Some(id);
            }
            if let Some(thread) = known.thread.as_mut().filter(|_| !ephemeral && !system) {
                thread.message_count += 1;
                thread.total_sent += 1;
                thread.active_at = self.now;
            }
        }
        self.tell_message("MESSAGE_CREATE", channel, id);
        self.happened(Happening::MessageCreated { channel, message: id, author, ephemeral });
        id
    }

    /// Changes a message and tells everybody who may know. `edited` says whether it then shows as edited.
    pub(crate) fn change_message(
        &mut self,
        channel: ChannelId,
        message: MessageId,
        edited: bool,
        change: impl FnOnce(&mut Message),
    ) {
        let now = self.now;
        let Some(mut known) = self.message(channel, message).cloned() else { return };
        change(&mut known);
        if edited {
            known.edited_at = Some(now);
        }
        self.resolve_attachment_urls(&mut known);
        self.messages.entry(channel).or_default().insert(message, known);
        self.tell_message("MESSAGE_UPDATE", channel, message);
        self.happened(Happening::MessageEdited { channel, message });
    }

    /// Deletes messages; more than one are told of in one event. Returns how many there were.
    pub(crate) fn remove_messages(&mut self, channel: ChannelId, ids: &[MessageId]) -> usize {
        let mut gone = Vec::new();
        let mut ephemeral = Vec::new();
        for id in ids {
            let Some(message) = self.messages.get_mut(&channel).and_then(|m| m.remove(id)) else { continue };
            for file in &message.attachments {
                self.files.remove(file);
            }
            if message.is_ephemeral() { ephemeral.push(*id) } else { gone.push(*id) }
        }
        if let Some(thread) = self.channels.get_mut(&channel).and_then(|c| c.thread.as_mut()) {
            thread.message_count = thread.message_count.saturating_sub(gone.len() as u32);
        }
        let guild = self.channels.get(&channel).and_then(|c| c.guild_id);
        let intents = if guild.is_some() { Intents::GUILD_MESSAGES } else { Intents::DIRECT_MESSAGES };
        let mut event = json!({ "channel_id": channel });
        if let Some(guild) = guild {
            event["guild_id"] = json!(guild);
        }
        if ids.len() > 1 {
            event["ids"] = json!(gone);
            self.tell_channel(channel, "MESSAGE_DELETE_BULK", event, intents);
        } else if let [id] = gone[..] {
            event["id"] = json!(id);
            self.tell_channel(channel, "MESSAGE_DELETE", event, intents);
        }
        let all = gone.len() + ephemeral.len();
        for message in gone.into_iter().chain(ephemeral) {
            self.happened(Happening::MessageDeleted { channel, message });
        }
        all
    }

    /// One message.
    pub fn message(&self, channel: ChannelId, message: MessageId) -> Option<&Message> {
        self.messages.get(&channel)?.get(&message)
    }

    /// One message, wherever it is.
    pub fn find_message(&self, message: MessageId) -> Option<&Message> {
        self.messages.values().find_map(|channel| channel.get(&message))
    }

    /// Puts a file on the server.
    pub(crate) fn store_file(&mut self, channel: ChannelId, upload: Upload) -> AttachmentId {
        let id: AttachmentId = self.next_id();
        let safe: String = upload
            .name
            .chars()
            .map(|c| if c.is_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' })
            .collect();
        let name = if safe.is_empty() { "file".into() } else { safe };
        let content_type = upload.content_type.or_else(|| guess_type(&name).map(Into::into));
        let file = StoredFile { id, channel, name, content_type, description: upload.description, bytes: upload.bytes };
        self.files.insert(id, file);
        id
    }

    /// Where a file is reached.
    pub fn file_url(&self, file: &StoredFile) -> String {
        format!("{}/attachments/{}/{}/{}", self.base_url, file.channel, file.id, file.name)
    }

    /// Pictures of embeds may name a file of the same message: `attachment://name`.
    fn resolve_attachment_urls(&self, message: &mut Message) {
        let files: Vec<_> = message.attachments.iter().filter_map(|id| self.files.get(id)).collect();
        let resolve = |url: &mut String| {
            if let Some(name) = url.strip_prefix("attachment://")
                && let Some(file) = files.iter().find(|f| f.name == name)
            {
                *url = self.file_url(file);
            }
        };
        for embed in &mut message.embeds {
            addresses(embed).into_iter().for_each(resolve);
        }
    }
}

/// The addresses of an embed's pictures.
pub(super) fn addresses(embed: &mut Embed) -> Vec<&mut String> {
    let mut found = Vec::new();
    found.extend(embed.image.as_mut().map(|i| &mut i.url));
    found.extend(embed.thumbnail.as_mut().map(|t| &mut t.url));
    found.extend(embed.footer.as_mut().and_then(|f| f.icon_url.as_mut()));
    found.extend(embed.author.as_mut().and_then(|a| a.icon_url.as_mut()));
    found
}

/// Whether this kind of message is a note of Discord's own, not something that somebody wrote.
pub(crate) fn is_note(kind: MessageType) -> bool {
    use MessageType::{ChatInputCommand, ContextMenuCommand, Regular, Reply};
    !matches!(kind, Regular | Reply | ChatInputCommand | ContextMenuCommand)
}

fn guess_type(name: &str) -> Option<&'static str> {
    let (_, end) = name.rsplit_once('.')?;
    Some(match end.to_ascii_lowercase().as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "svg" => "image/svg+xml",
        "webp" => "image/webp",
        "txt" | "md" => "text/plain; charset=utf-8",
        "json" => "application/json; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "zip" => "application/zip",
        _ => return None,
    })
}

/// Bytes as hexadecimal digits, so that a world can be written as text.
mod hex {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&bytes.iter().map(|b| format!("{b:02x}")).collect::<String>())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(16)).collect();
        let digits = digits.filter(|d| d.len() % 2 == 0).ok_or_else(|| D::Error::custom("not hexadecimal"))?;
        Ok(digits.chunks(2).map(|pair| (pair[0] << 4 | pair[1]) as u8).collect())
    }
}
