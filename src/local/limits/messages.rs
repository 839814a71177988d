//! Messages as they are sent.

use serde_json::Value;
use twilight_model::channel::message::{AllowedMentions, Component, Embed, MessageFlags};
use twilight_validate::message as validate;

use super::{components, embeds, field, length, text, without_nulls};
use crate::local::errors::{ApiError, Problems};
use crate::local::ids::*;
use crate::local::people::SENDER_FLAGS;
use crate::local::rest::Part;
use crate::local::world::Upload;

/// A message as it was sent, checked. A field that is `None` was not sent; what was sent as null is empty.
#[derive(Clone, Debug, Default)]
pub(crate) struct MessageForm {
    pub content: Option<String>,
    pub embeds: Option<Vec<Embed>>,
    pub components: Option<Vec<Component>>,
    pub allowed_mentions: Option<AllowedMentions>,
    /// Flags that a sender may set, and whether it is to be ephemeral.
    pub flags: Option<MessageFlags>,
    pub ephemeral: bool,
    pub tts: bool,
    pub nonce: Option<Value>,
    pub enforce_nonce: bool,
    pub reply_to: Option<ReplyForm>,
    /// Files that the message has and that are to stay.
    pub keep: Option<Vec<AttachmentId>>,
    pub uploads: Vec<Upload>,
}

/// What a message is a reply to.
#[derive(Clone, Debug)]
pub(crate) struct ReplyForm {
    pub message: MessageId,
    pub channel: Option<ChannelId>,
    pub fail_if_not_exists: bool,
}

impl MessageForm {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.content.as_deref().unwrap_or_default().is_empty()
            && self.embeds.as_deref().unwrap_or_default().is_empty()
            && self.components.as_deref().unwrap_or_default().is_empty()
            && self.uploads.is_empty()
    }
}

/// Reads and checks a message.
pub(crate) fn message(body: &Value, parts: &[Part]) -> Result<MessageForm, ApiError> {
    let mut problems = Problems::new();
    let given = |name: &str| body.get(name).is_some();
    let flags = super::whole(&mut problems, body, "", "flags", (0, i64::from(u32::MAX))).unwrap_or(0) as u64;
    let flags = MessageFlags::from_bits_truncate(flags);
    let layout = flags.contains(MessageFlags::IS_COMPONENTS_V2);
    let content = text(&mut problems, body, "", "content", (0, 2000)).map(|text| text.trim().to_owned());
    if let Some(error) = content.as_ref().and_then(|c| validate::content(c).err()) {
        problems.add("content", "BASE_TYPE_MAX_LENGTH", error.to_string());
    }
    let mut embed_problems = Problems::new();
    let embeds = given("embeds").then(|| embeds::embeds(&mut embed_problems, body));
    let mut component_problems = Problems::new();
    let components = given("components").then(|| components::components(&mut component_problems, body, layout));
    if layout && (content.as_ref().is_some_and(|c| !c.is_empty()) || embeds.as_ref().is_some_and(|e| !e.is_empty())) {
        let says = "The 'content' field cannot be used when using MessageFlags.IS_COMPONENTS_V2";
        problems.add("content", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", says);
    }
    let form = MessageForm {
        content: content.or_else(|| given("content").then(String::new)),
        embeds,
        components,
        allowed_mentions: allowed_mentions(&mut problems, body),
        flags: given("flags").then_some(flags & SENDER_FLAGS),
        ephemeral: flags.contains(MessageFlags::EPHEMERAL),
        tts: body["tts"] == true,
        nonce: nonce(&mut problems, body),
        enforce_nonce: body["enforce_nonce"] == true,
        reply_to: reply(&mut problems, body),
        keep: kept(&mut problems, body),
        uploads: uploads(&mut problems, body, parts),
    };
    Problems::merge([problems, embed_problems, component_problems]).check()?;
    Ok(form)
}

fn allowed_mentions(problems: &mut Problems, body: &Value) -> Option<AllowedMentions> {
    let given = field(body, "allowed_mentions")?;
    match serde_json::from_value::<AllowedMentions>(without_nulls(given)) {
        Ok(allowed) => {
            use twilight_model::channel::message::MentionType;
            for (kind, listed, name) in
                [(MentionType::Users, allowed.users.len(), "users"), (MentionType::Roles, allowed.roles.len(), "roles")]
            {
                if listed > 100 {
                    let path = format!("allowed_mentions.{name}");
                    problems.add(&path, "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer in length.");
                }
                if listed > 0 && allowed.parse.contains(&kind) {
                    let says = format!("parse:[\"{name}\"] and {name}: [ids...] are mutually exclusive.");
                    problems.add("allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", says);
                }
            }
            Some(allowed)
        }
        Err(error) => {
            problems.add("allowed_mentions", "DICT_TYPE_CONVERT", error.to_string());
            None
        }
    }
}

fn nonce(problems: &mut Problems, body: &Value) -> Option<Value> {
    let nonce = field(body, "nonce")?;
    let fits = nonce.is_i64() || nonce.is_u64() || nonce.as_str().is_some_and(|n| length(n) <= 25);
    if !fits {
        problems.add("nonce", "NONCE_TYPE_TOO_LONG", "Nonce must be 25 or fewer in length.");
    }
    Some(nonce.clone())
}

fn reply(problems: &mut Problems, body: &Value) -> Option<ReplyForm> {
    let given = field(body, "message_reference")?;
    if given["type"].as_u64().unwrap_or(0) != 0 {
        problems.add("message_reference.type", "BASE_TYPE_CHOICES", "Forwarding is not supported here");
        return None;
    }
    let id = |name: &str| field(given, name).and_then(snowflake);
    match id("message_id") {
        Some(message) => Some(ReplyForm {
            message: MessageId::new_checked(message)?,
            channel: id("channel_id").and_then(ChannelId::new_checked),
            fail_if_not_exists: given["fail_if_not_exists"] != false,
        }),
        None => {
            problems.add("message_reference.message_id", "BASE_TYPE_REQUIRED", "This field is required");
            None
        }
    }
}

fn snowflake(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

/// Descriptions of files come in `attachments`, and so do files that stay.
fn kept(problems: &mut Problems, body: &Value) -> Option<Vec<AttachmentId>> {
    body.get("attachments")?;
    let items = super::list(problems, body, "", "attachments", (0, 10));
    // Numbers this small are those of the parts.
    let ids = items.iter().filter_map(|item| field(item, "id").and_then(snowflake)).filter(|id| *id > 1000);
    Some(ids.filter_map(AttachmentId::new_checked).collect())
}

fn uploads(problems: &mut Problems, body: &Value, parts: &[Part]) -> Vec<Upload> {
    let mut out = Vec::new();
    let described = field(body, "attachments").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    for part in parts.iter().filter(|p| p.name.starts_with("file")) {
        let number = part.name.strip_prefix("files[").and_then(|n| n.strip_suffix(']')).unwrap_or("0");
        let about =
            described.iter().find(|a| field(a, "id").and_then(snowflake).is_some_and(|id| id.to_string() == number));
        let told = |name: &str| about.and_then(|a| field(a, name)?.as_str()).map(str::to_owned);
        let description = told("description");
        if description.as_ref().is_some_and(|d| length(d) > 1024) {
            let path = format!("attachments.{number}.description");
            problems.add(&path, "BASE_TYPE_MAX_LENGTH", "Must be 1024 or fewer in length.");
        }
        out.push(Upload {
            name: told("filename").or_else(|| part.file_name.clone()).unwrap_or_else(|| "file".into()),
            content_type: part.content_type.clone().filter(|t| t != "application/octet-stream"),
            description,
            bytes: part.bytes.clone(),
        });
    }
    for (i, about) in described.iter().enumerate() {
        if let Some(id) = field(about, "id").and_then(snowflake).filter(|id| *id <= 1000) {
            let name = format!("files[{id}]");
            if !parts.iter().any(|p| p.name == name || (id == 0 && p.name == "file")) {
                let path = format!("attachments.{i}.id");
                problems.add(&path, "ATTACHMENT_NOT_FOUND", format!("There is no part {name}"));
            }
        }
    }
    if out.len() > 10 {
        problems.add("attachments", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.");
    }
    out
}
