//! A use case's reply to the interaction that asked for it.

use serenity::all::{
    CommandInteraction, ComponentInteraction, CreateInteractionResponse, CreateInteractionResponseFollowup,
    CreateInteractionResponseMessage, EditInteractionResponse, Http, Member, ModalInteraction, Permissions,
};

use super::Data;
use crate::app::{Person, remind};
use crate::discord::{SendError, convert, counted};
use crate::domain::ids::{GuildId, UserId};
use crate::error::words_for;
use crate::view::message::{Message, Reply};

/// The route of a first answer.
const CALLBACK: &str = "POST /interactions/:id/:token/callback";

/// Anything of Discord's that can be answered.
#[derive(Clone, Copy)]
pub enum Asked<'a> {
    /// A slash command.
    Command(&'a CommandInteraction),
    /// A button or a select.
    Component(&'a ComponentInteraction),
    /// A form.
    Form(&'a ModalInteraction),
}

impl Asked<'_> {
    async fn respond(self, http: &Http, response: CreateInteractionResponse) -> Result<(), SendError> {
        let sending = async {
            match self {
                Asked::Command(command) => command.create_response(http, response).await,
                Asked::Component(component) => component.create_response(http, response).await,
                Asked::Form(form) => form.create_response(http, response).await,
            }
        };
        counted(CALLBACK, sending).await
    }

    async fn follow_up(self, http: &Http, message: CreateInteractionResponseFollowup) -> Result<(), SendError> {
        let sending = async {
            match self {
                Asked::Command(command) => command.create_followup(http, message).await.map(drop),
                Asked::Component(component) => component.create_followup(http, message).await.map(drop),
                Asked::Form(form) => form.create_followup(http, message).await.map(drop),
            }
        };
        counted("POST /webhooks/:id/:token", sending).await
    }

    async fn edit(self, http: &Http, message: EditInteractionResponse) -> Result<(), SendError> {
        let editing = async {
            match self {
                Asked::Command(command) => command.edit_response(http, message).await.map(drop),
                Asked::Component(component) => component.edit_response(http, message).await.map(drop),
                Asked::Form(form) => form.edit_response(http, message).await.map(drop),
            }
        };
        counted("PATCH /webhooks/:id/:token/messages/@original", editing).await
    }

    fn guild(self) -> Option<GuildId> {
        super::guild(match self {
            Asked::Command(command) => command.guild_id,
            Asked::Component(component) => component.guild_id,
            Asked::Form(form) => form.guild_id,
        })
    }

    fn member(self) -> Option<Member> {
        match self {
            Asked::Command(command) => command.member.as_deref().cloned(),
            Asked::Component(component) => component.member.clone(),
            Asked::Form(form) => form.member.clone(),
        }
    }

    /// Who asks; `None` outside guilds.
    pub fn person(self) -> Option<Person> {
        let member = self.member()?;
        let permissions = member.permissions.unwrap_or(Permissions::empty());
        Some(Person {
            guild: self.guild()?,
            user: member.user.id.into(),
            roles: member.roles.iter().map(|role| (*role).into()).collect(),
            manages: permissions.intersects(Permissions::MANAGE_GUILD | Permissions::ADMINISTRATOR),
        })
    }
}

/// Answers with what the use case returned. An answer that does not arrive is logged: what was asked for is done.
pub async fn answer(data: &Data, asked: Asked<'_>, reply: anyhow::Result<Reply>) {
    let http = data.app.discord.http();
    let (response, more) = match reply.unwrap_or_else(|error| Reply::private(words_for(&error))) {
        Reply::Private(message) => (private(&message), Vec::new()),
        Reply::Public(message) => (CreateInteractionResponse::Message(convert::respond(&message, false)), Vec::new()),
        Reply::Update(message) => match asked {
            Asked::Command(_) => (private(&message), Vec::new()),
            _ => (CreateInteractionResponse::UpdateMessage(convert::respond(&message, false)), Vec::new()),
        },
        Reply::Form(form) => (convert::form(&form), Vec::new()),
        Reply::PrivateParts(mut messages) => {
            let rest = messages.split_off(messages.len().min(1));
            (private(&messages.pop().unwrap_or_default()), rest)
        }
    };
    let mut sent = asked.respond(http, response).await;
    for message in more {
        if sent.is_ok() {
            sent = asked.follow_up(http, convert::follow_up(&message, true)).await;
        }
    }
    if let Err(error) = sent {
        tracing::warn!(%error, "an answer did not arrive");
    }
}

fn private(message: &Message) -> CreateInteractionResponse {
    CreateInteractionResponse::Message(convert::respond(message, true))
}

/// Adds, privately, what could not be told otherwise: that a reminder is off, because private messages do not arrive. It is told once,
/// but again where Discord refuses it.
pub async fn aside(data: &Data, asked: Asked<'_>) {
    let Some(Person { user, .. }) = asked.person() else { return };
    if closed_word(data, user).await.is_none() {
        return;
    }
    // Of two commands at once one tells it, and the other waits to see whether it came.
    let _telling = data.telling.lock().await;
    let Some(word) = closed_word(data, user).await else { return };
    if let Err(error) = asked.follow_up(data.app.discord.http(), convert::follow_up(&word, true)).await {
        return tracing::warn!(%error, "an answer did not arrive");
    }
    if let Err(error) = remind::closed_word_came(&data.app, user).await {
        tracing::error!(error = format!("{error:#}"), "a reminder that is off could not be deleted");
    }
}

async fn closed_word(data: &Data, user: UserId) -> Option<Message> {
    let looked_up = remind::closed_word(&data.app, user).await;
    looked_up.unwrap_or_else(|error| {
        tracing::error!(error = format!("{error:#}"), "a reminder could not be looked up");
        None
    })
}

/// Asks Discord for more time, for what has to ask somebody else first; finish with [`finish`].
pub async fn think(data: &Data, asked: Asked<'_>) {
    let later = CreateInteractionResponseMessage::new().ephemeral(true);
    if let Err(error) = asked.respond(data.app.discord.http(), CreateInteractionResponse::Defer(later)).await {
        tracing::warn!(%error, "an answer could not be put off");
    }
}

/// Answers what more time was asked for, privately.
pub async fn finish(data: &Data, asked: Asked<'_>, reply: anyhow::Result<Reply>) {
    let http = data.app.discord.http();
    let mut more = Vec::new();
    let message = match reply {
        Ok(Reply::Private(message) | Reply::Public(message) | Reply::Update(message)) => message,
        Ok(Reply::PrivateParts(mut messages)) => {
            more = messages.split_off(messages.len().min(1));
            messages.pop().unwrap_or_default()
        }
        Ok(Reply::Form(_)) => Message::text("Please try that again."),
        Err(error) => Message::text(words_for(&error)),
    };
    let mut sent = asked.edit(http, convert::respond_later(&message)).await;
    for message in more {
        if sent.is_ok() {
            sent = asked.follow_up(http, convert::follow_up(&message, true)).await;
        }
    }
    if let Err(error) = sent {
        tracing::warn!(%error, "an answer did not arrive");
    }
}

/// Whatever went wrong around a command: said to the person if there is one, logged otherwise.
pub async fn failed(error: poise::FrameworkError<'_, std::sync::Arc<Data>, anyhow::Error>) {
    match error {
        poise::FrameworkError::Command { error, ctx, .. } => say(ctx, words_for(&error)).await,
        poise::FrameworkError::ArgumentParse { error, input, ctx, .. } => {
            let input = input.map(|input| format!(" “{}”", crate::view::text::name(&input))).unwrap_or_default();
            say(ctx, format!("I could not make sense of the option{input}: {error}.")).await;
        }
        poise::FrameworkError::GuildOnly { ctx, .. } => {
            say(ctx, "Please use this in a server, not in private messages.".to_owned()).await
        }
        poise::FrameworkError::CommandPanic { payload, ctx, .. } => {
            let error = anyhow::anyhow!("a command panicked: {}", payload.unwrap_or_default());
            say(ctx, words_for(&error)).await;
        }
        poise::FrameworkError::EventHandler { error, event, .. } => {
            tracing::error!(
                event = event.snake_case_name(),
                error = format!("{error:#}"),
                "an event could not be handled"
            );
        }
        poise::FrameworkError::Setup { error, .. } => {
            tracing::error!(error = format!("{error:#}"), "the bot could not be set up")
        }
        other => tracing::warn!(error = %other, "a command was not carried out"),
    }
}

async fn say(ctx: poise::Context<'_, std::sync::Arc<Data>, anyhow::Error>, words: String) {
    let reply = poise::CreateReply::default()
        .content(words)
        .ephemeral(true)
        .allowed_mentions(serenity::all::CreateAllowedMentions::new());
    if let Err(error) = ctx.send(reply).await {
        tracing::warn!(%error, "an apology did not arrive");
    }
}
