//! What a person does: each request names who does it. What begins an interaction is answered with what came of it.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Answered, Playing, Problem, Shared};
use crate::local::ids::*;
use crate::local::people::Refused;
use crate::local::view::Outcome;
use crate::local::wire;
use crate::local::world::Upload;

#[derive(Deserialize)]
pub(super) struct Say {
    #[serde(rename = "as")]
    who: UserId,
    channel: ChannelId,
    #[serde(default)]
    text: String,
    reply_to: Option<MessageId>,
    #[serde(default)]
    files: Vec<Attached>,
}

/// A file that a person sends.
#[derive(Deserialize)]
struct Attached {
    name: String,
    /// Its bytes as hexadecimal digits.
    hex: String,
}

pub(super) async fn say(State(playing): State<Shared>, Json(asked): Json<Say>) -> Answered {
    playing.person(asked.who)?;
    let uploads = asked.files.into_iter().map(|file| {
        let bytes = bytes(&file.hex).ok_or_else(|| Refused("a file could not be read".into()))?;
        Ok(Upload { name: file.name, bytes, ..Upload::default() })
    });
    let uploads = uploads.collect::<Result<Vec<_>, Refused>>()?;
    let message = playing.page.local.say_with(asked.who, asked.channel, &asked.text, asked.reply_to, uploads)?;
    Ok(Json(json!({ "message": message })))
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = hex.chars().map(|c| c.to_digit(16).map(|d| d as u8)).collect::<Option<_>>()?;
    digits.len().is_multiple_of(2).then(|| digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

#[derive(Deserialize)]
pub(super) struct OnMessage {
    #[serde(rename = "as")]
    who: UserId,
    message: MessageId,
    #[serde(default)]
    text: String,
    #[serde(default)]
    emoji: String,
    /// Whether the reaction is taken away.
    #[serde(default)]
    remove: bool,
}

pub(super) async fn edit(State(playing): State<Shared>, Json(asked): Json<OnMessage>) -> Answered {
    playing.person(asked.who)?;
    playing.page.local.edit(asked.who, asked.message, &asked.text)?;
    done()
}

pub(super) async fn delete(State(playing): State<Shared>, Json(asked): Json<OnMessage>) -> Answered {
    playing.person(asked.who)?;
    playing.page.local.delete(asked.who, asked.message)?;
    done()
}

pub(super) async fn react(State(playing): State<Shared>, Json(asked): Json<OnMessage>) -> Answered {
    playing.person(asked.who)?;
    let local = &playing.page.local;
    match asked.remove {
        true => local.unreact(asked.who, asked.message, &asked.emoji)?,
        false => local.react(asked.who, asked.message, &asked.emoji)?,
    }
    done()
}

#[derive(Deserialize)]
pub(super) struct InChannel {
    #[serde(rename = "as")]
    who: UserId,
    channel: ChannelId,
    /// A command line.
    #[serde(default)]
    line: String,
}

pub(super) async fn typing(State(playing): State<Shared>, Json(asked): Json<InChannel>) -> Answered {
    playing.person(asked.who)?;
    playing.page.local.typing(asked.who, asked.channel)?;
    done()
}

pub(super) async fn command(State(playing): State<Shared>, Json(asked): Json<InChannel>) -> Answered {
    playing.person(asked.who)?;
    playing.came_of(playing.page.local.command(asked.who, asked.channel, &asked.line)?).await
}

pub(super) async fn autocomplete(State(playing): State<Shared>, Json(asked): Json<InChannel>) -> Answered {
    playing.person(asked.who)?;
    playing.came_of(playing.page.local.autocomplete(asked.who, asked.channel, &asked.line)?).await
}

#[derive(Deserialize)]
pub(super) struct Direct {
    #[serde(rename = "as")]
    who: UserId,
    with: UserId,
}

pub(super) async fn direct(State(playing): State<Shared>, Json(asked): Json<Direct>) -> Answered {
    playing.person(asked.who)?;
    Ok(Json(json!({ "channel": playing.page.local.direct(asked.who, asked.with)? })))
}

#[derive(Deserialize)]
pub(super) struct Component {
    #[serde(rename = "as")]
    who: UserId,
    channel: ChannelId,
    message: MessageId,
    custom_id: String,
    #[serde(default)]
    values: Vec<String>,
}

pub(super) async fn click(State(playing): State<Shared>, Json(asked): Json<Component>) -> Answered {
    playing.person(asked.who)?;
    let local = &playing.page.local;
    playing.came_of(local.click(asked.who, asked.channel, asked.message, &asked.custom_id)?).await
}

pub(super) async fn select(State(playing): State<Shared>, Json(asked): Json<Component>) -> Answered {
    playing.person(asked.who)?;
    let Component { who, channel, message, custom_id, values } = asked;
    playing.came_of(playing.page.local.select(who, channel, message, &custom_id, &values)?).await
}

#[derive(Deserialize)]
pub(super) struct Submit {
    #[serde(rename = "as")]
    who: UserId,
    interaction: InteractionId,
    fields: Map<String, Value>,
}

pub(super) async fn submit(State(playing): State<Shared>, Json(asked): Json<Submit>) -> Answered {
    playing.person(asked.who)?;
    let fields = asked.fields.into_iter().map(|(id, value)| (id, value.as_str().unwrap_or_default().to_owned()));
    let fields: Vec<_> = fields.collect();
    playing.came_of(playing.page.local.submit(asked.who, asked.interaction, &fields)?).await
}

#[derive(Deserialize)]
pub(super) struct Menu {
    #[serde(rename = "as")]
    who: UserId,
    channel: ChannelId,
    name: String,
    /// The id of a user or a message.
    target: String,
}

pub(super) async fn menu(State(playing): State<Shared>, Json(asked): Json<Menu>) -> Answered {
    playing.person(asked.who)?;
    let Ok(target) = asked.target.parse() else {
        return Err(Problem(StatusCode::BAD_REQUEST, "there is no such target".into()));
    };
    playing.came_of(playing.page.local.menu(asked.who, asked.channel, &asked.name, target)?).await
}

#[derive(Deserialize)]
pub(super) struct AskedScene {
    name: String,
}

pub(super) async fn scene(State(playing): State<Shared>, Json(asked): Json<AskedScene>) -> Answered {
    let Some((_, scene)) = playing.page.scenes.iter().find(|(name, _)| *name == asked.name) else {
        return Err(Problem(StatusCode::NOT_FOUND, "there is nothing of this name to play".into()));
    };
    let _moving = playing.moving.lock().await;
    match scene().await {
        Ok(told) => Ok(Json(json!({ "told": told }))),
        Err(error) => Err(Problem(StatusCode::INTERNAL_SERVER_ERROR, format!("{error:#}"))),
    }
}

fn done() -> Answered {
    Ok(Json(json!({})))
}

impl Playing {
    /// One plays people, not bots.
    pub(super) fn person(&self, who: UserId) -> Result<(), Problem> {
        match self.page.local.with(|world| world.users.get(&who).is_some_and(|user| !user.bot)) {
            true => Ok(()),
            false => Err(Problem(StatusCode::BAD_REQUEST, "there is no such member".into())),
        }
    }

    /// Waits for what the bot answers.
    async fn came_of(&self, interaction: InteractionId) -> Answered {
        Ok(Json(match self.page.local.outcome(interaction).await {
            Outcome::Message(message) => json!({ "message": wire::to_json(message) }),
            Outcome::Form(form) => json!({ "form": wire::to_json(form) }),
            Outcome::Choices(choices) => json!({ "choices": wire::to_json(choices) }),
            Outcome::Deferred => json!({ "deferred": true }),
            Outcome::Failed(why) => json!({ "failed": why }),
        }))
    }
}
