//! The gateway's events, as what the use cases take.

use std::sync::Arc;

use serenity::all::{Context, Event, FullEvent, Interaction, MessageType, RawEventHandler};

use super::Data;
use super::answer::{Asked, answer, finish, think};
use crate::app::collect::{self, collect};
use crate::app::press::{Given, press, takes_time};
use crate::app::tick;
use crate::discord::{convert, said};
use crate::error::UserError;
use crate::meters;
use crate::view::action::Action;

/// Handles an event; events of no concern are passed over.
pub async fn handle(data: &Arc<Data>, event: &FullEvent) -> anyhow::Result<()> {
    meters::meters().event(event.snake_case_name());
    let in_flight = data.work.token();
    let handled = route(event, data).await;
    drop(in_flight);
    handled
}

async fn route(event: &FullEvent, data: &Arc<Data>) -> anyhow::Result<()> {
    match event {
        // A new session, or one that goes on after a gap: something may have happened meanwhile.
        FullEvent::Ready { .. } | FullEvent::Resume { .. } => {
            tick::catch_up(&data.app).await;
            data.app.wake();
            Ok(())
        }
        FullEvent::InteractionCreate { interaction } => {
            interact(interaction, data).await;
            Ok(())
        }
        _ => match reply(event) {
            Some(event) => collect(&data.app, event).await,
            None => Ok(()),
        },
    }
}

/// What an event says about a reply, if it is about one.
fn reply(event: &FullEvent) -> Option<collect::Event> {
    match event {
        FullEvent::Message { new_message: message } => {
            let said_by_person =
                !message.author.bot && matches!(message.kind, MessageType::Regular | MessageType::InlineReply);
            said_by_person.then(|| collect::Event::Reply {
                thread: message.channel_id.into(),
                message: message.id.into(),
                author: message.author.id.into(),
                text: said(&message.content, &message.attachments),
                at: *message.timestamp,
            })
        }
        FullEvent::MessageUpdate { event, .. } => {
            let content = event.content.as_deref()?;
            Some(collect::Event::Edit {
                thread: event.channel_id.into(),
                message: event.id.into(),
                text: said(content, event.attachments.as_deref().unwrap_or_default()),
                at: *event.edited_timestamp?,
            })
        }
        FullEvent::MessageDelete { channel_id, deleted_message_id, .. } => {
            Some(collect::Event::Delete { thread: (*channel_id).into(), messages: vec![(*deleted_message_id).into()] })
        }
        FullEvent::MessageDeleteBulk { channel_id, multiple_deleted_messages_ids, .. } => {
            Some(collect::Event::Delete {
                thread: (*channel_id).into(),
                messages: multiple_deleted_messages_ids.iter().map(|id| (*id).into()).collect(),
            })
        }
        _ => None,
    }
}

async fn interact(interaction: &Interaction, data: &Data) {
    let _timed = match interaction {
        Interaction::Component(_) => meters::interaction("component"),
        Interaction::Modal(_) => meters::interaction("form"),
        _ => return,
    };
    let (asked, id, given) = match interaction {
        Interaction::Component(component) => {
            let values = match &component.data.kind {
                serenity::all::ComponentInteractionDataKind::StringSelect { values } => values.clone(),
                _ => Vec::new(),
            };
            let private =
                component.message.flags.is_some_and(|flags| flags.contains(serenity::all::MessageFlags::EPHEMERAL));
            (Asked::Component(component), &component.data.custom_id, Given { values, form: None, private })
        }
        Interaction::Modal(form) => {
            let fields = convert::fields(&form.data.components);
            (Asked::Form(form), &form.data.custom_id, Given { form: Some(fields), ..Given::default() })
        }
        // Commands and their completions are the framework's.
        _ => return,
    };
    let reply = match (asked.person(), id.parse::<Action>()) {
        (Some(person), Ok(action)) if takes_time(&action) => {
            think(data, asked).await;
            let reply = press(&data.app, &person, action, given).await;
            return finish(data, asked, reply).await;
        }
        (Some(person), Ok(action)) => press(&data.app, &person, action, given).await,
        (None, _) => Err(UserError("Please use this in a server.".to_owned()).into()),
        (_, Err(_)) => Err(UserError("This button is from another time, and does nothing any more.".to_owned()).into()),
    };
    answer(data, asked, reply).await;
}

/// Logs what could not be parsed: serenity passes over an event that lacks a field, and says so at debug level only.
pub struct Unknown;

#[serenity::async_trait]
impl RawEventHandler for Unknown {
    async fn raw_event(&self, _ctx: Context, event: Event) {
        if let Event::Unknown(unknown) = event {
            tracing::warn!(event = unknown.kind, "an event of Discord's was not understood");
        }
    }
}
