//! What a person sees.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use twilight_model::application::command::CommandType;
use twilight_model::channel::ChannelType;
use twilight_model::guild::Permissions;

use super::{Answered, Problem, Shared};
use crate::local::ids::*;
use crate::local::view::{MessageView, Person};
use crate::local::wire;
use crate::local::world::{Channel, World};

/// So many messages are shown at once.
const PORTION: usize = 80;
/// So many messages of a channel are searched for mentions.
const LOOKED_THROUGH: usize = 200;

#[derive(Deserialize)]
pub(super) struct Looking {
    /// Who looks; who plays the organizer if nobody does yet.
    #[serde(rename = "as")]
    who: Option<UserId>,
    channel: Option<ChannelId>,
    /// Only messages before this one.
    before: Option<MessageId>,
}

pub(super) async fn state(State(playing): State<Shared>, Query(asked): Query<Looking>) -> Answered {
    let clock = playing.clock_told();
    let scenes: Vec<_> = playing.page.scenes.iter().map(|(name, _)| name.as_str()).collect();
    playing.page.local.with(|world| {
        let Some(me) = asked.who.filter(|who| is_person(world, *who)).or_else(|| organizer(world)) else {
            return Err(Problem(StatusCode::NOT_FOUND, "nobody is here".into()));
        };
        Ok(Json(json!({
            "run": playing.run,
            "me": me,
            "clock": clock,
            "scenes": scenes,
            "files": world.base_url,
            "people": people(world),
            "guilds": world.guilds.keys().filter_map(|id| guild(world, *id, me)).collect::<Vec<_>>(),
            "directs": directs(world, me),
        })))
    })
}

fn is_person(world: &World, who: UserId) -> bool {
    world.users.get(&who).is_some_and(|user| !user.bot)
}

/// The owner of the first guild.
fn organizer(world: &World) -> Option<UserId> {
    world.guilds.values().next().map(|guild| guild.owner).or_else(|| world.users.keys().copied().next())
}

/// Everybody who is in a guild.
fn people(world: &World) -> Vec<Value> {
    let mut found = BTreeMap::new();
    for guild in world.guilds.values() {
        for member in guild.members.values() {
            let person = Person::of(world, Some(guild.id), member.user);
            let roles = member.roles.iter().filter_map(|id| guild.roles.get(id)).filter(|role| role.bot.is_none());
            let manages = world.permissions_in_guild(guild.id, member.user).contains(Permissions::MANAGE_GUILD);
            found.entry(member.user).or_insert_with(|| {
                json!({
                    "id": person.id, "name": person.name, "bot": person.bot,
                    "handle": world.users.get(&member.user).map(|user| user.name.as_str()),
                    "roles": roles.map(|role| role.name.as_str()).collect::<Vec<_>>(),
                    "organizer": manages && !person.bot,
                })
            });
        }
    }
    found.into_values().collect()
}

fn guild(world: &World, id: GuildId, me: UserId) -> Option<Value> {
    let guild = world.guilds.get(&id).filter(|guild| guild.members.contains_key(&me))?;
    let mut channels: Vec<&Channel> = world.channels.values().filter(|c| c.guild_id == Some(id)).collect();
    channels.retain(|channel| world.can_view(me, channel.id));
    channels.sort_by_key(|channel| (channel.position, channel.id));
    let roles = guild.roles.values().map(|r| json!({ "id": r.id, "name": r.name }));
    Some(json!({
        "id": id,
        "name": guild.name,
        "owner": guild.owner,
        "members": guild.members.keys().collect::<Vec<_>>(),
        "roles": roles.collect::<Vec<_>>(),
        "channels": channels.into_iter().map(|c| channel(world, c, me)).collect::<Vec<_>>(),
    }))
}

fn directs(world: &World, me: UserId) -> Vec<Value> {
    let mine = |c: &&Channel| c.kind == ChannelType::Private && c.recipients.contains(&me);
    let seen = world.channels.values().filter(mine).map(|direct| {
        let mut seen = channel(world, direct, me);
        seen["with"] = json!(direct.recipients.iter().find(|user| **user != me));
        seen
    });
    seen.collect()
}

fn channel(world: &World, channel: &Channel, me: UserId) -> Value {
    let messages = world.messages.get(&channel.id);
    let newest_first = || messages.into_iter().flat_map(|m| m.values().rev()).take(LOOKED_THROUGH);
    let visible = || newest_first().filter(|m| m.visible_to.is_none_or(|only| only == me));
    let last = visible().next();
    let my_roles = channel.guild_id.and_then(|g| world.guilds.get(&g)?.members.get(&me)).map(|m| m.roles.as_slice());
    let pings_me = |m: &&crate::local::world::Message| {
        let roles = m.pings.roles.iter().any(|role| my_roles.unwrap_or_default().contains(role));
        let direct = channel.guild_id.is_none();
        m.author != me && (direct || roles || m.pings.everyone || m.pings.users.contains(&me))
    };
    let thread = channel.thread.as_ref().map(|thread| {
        json!({
            "archived": thread.archived,
            "locked": thread.locked,
            "joined": thread.members.contains_key(&me),
            "private": channel.kind == ChannelType::PrivateThread,
            "members": thread.members.len(),
            "messages": thread.message_count,
        })
    });
    json!({
        "id": channel.id,
        "kind": u8::from(channel.kind),
        "name": channel.name,
        "topic": channel.topic,
        "parent": channel.parent_id,
        "thread": thread,
        "write": world.can_write(me, channel.id) && channel.holds_messages(),
        "manage": world.permissions_in(me, channel.id).contains(Permissions::MANAGE_MESSAGES),
        "last": last.map(|m| m.id),
        "last_by": last.map(|m| m.author),
        "pings": visible().filter(pings_me).map(|m| m.id).take(50).collect::<Vec<_>>(),
    })
}

pub(super) async fn messages(State(playing): State<Shared>, Query(asked): Query<Looking>) -> Answered {
    let (Some(who), Some(channel)) = (asked.who, asked.channel) else {
        return Err(Problem(StatusCode::BAD_REQUEST, "whose messages, and where?".into()));
    };
    playing.person(who)?;
    playing.page.local.with(|world| {
        if !world.can_view(who, channel) {
            return Err(Problem(StatusCode::NOT_FOUND, "there is no such channel".into()));
        }
        let messages = world.messages.get(&channel);
        let newest_first = messages.into_iter().flat_map(|m| m.values().rev());
        let mut visible = newest_first
            .filter(|m| m.visible_to.is_none_or(|only| only == who))
            .filter(|m| asked.before.is_none_or(|before| m.id < before));
        let mut shown: Vec<_> = visible.by_ref().take(PORTION).map(|m| MessageView::of(world, m)).collect();
        shown.reverse();
        // Messages that replies refer to, if they are not among these: also the one that a thread was opened from.
        let mut referred = BTreeMap::new();
        for message in &shown {
            let Some(id) = message.reply_to else { continue };
            if !shown.iter().any(|other| other.id == id)
                && let Some(found) = world.find_message(id)
            {
                referred.insert(id.to_string(), MessageView::of(world, found));
            }
        }
        Ok(Json(json!({ "messages": shown, "referred": referred, "more": visible.next().is_some() })))
    })
}

pub(super) async fn commands(State(playing): State<Shared>, Query(asked): Query<Looking>) -> Answered {
    let Some(who) = asked.who else {
        return Err(Problem(StatusCode::BAD_REQUEST, "whose commands?".into()));
    };
    playing.person(who)?;
    let somewhere = playing
        .page
        .local
        .with(|world| world.channels.values().find(|c| c.holds_messages() && world.can_view(who, c.id)).map(|c| c.id));
    let Some(channel) = asked.channel.or(somewhere) else { return Ok(Json(json!([]))) };
    let mut commands = playing.page.local.commands(who, channel);
    commands.sort_by(|one, other| one.name.cmp(&other.name));
    let bots: BTreeMap<_, _> = playing
        .page
        .local
        .with(|world| world.applications.values().map(|a| (a.id, world.shown_name(None, a.bot))).collect());
    let seen = commands.into_iter().map(|command| {
        let kind = match command.kind {
            CommandType::User => "user",
            CommandType::Message => "message",
            _ => "chat",
        };
        let bot = command.application_id.and_then(|id| bots.get(&id));
        json!({
            "kind": kind, "name": command.name, "description": command.description, "bot": bot,
            "options": wire::to_json(&command.options),
        })
    });
    Ok(Json(seen.collect()))
}

pub(super) async fn upcoming(State(playing): State<Shared>) -> Json<Value> {
    let now = playing.page.clock.now();
    let mut due = (playing.page.upcoming)().await;
    due.retain(|due| due.at > now);
    due.sort_by_key(|due| due.at);
    due.truncate(3);
    Json(json!(due))
}

pub(super) async fn hood(State(playing): State<Shared>) -> Json<Value> {
    Json((playing.page.hood)().await)
}

/// A file of a message, from the page's own address.
pub(super) async fn attachment(
    State(playing): State<Shared>,
    Path((channel, id, name)): Path<(String, String, String)>,
) -> Response {
    let found = playing.page.local.with(|world| {
        let file = world.files.get(&id.parse::<AttachmentId>().ok()?)?;
        let here = file.channel.to_string() == channel && file.name == name;
        here.then(|| (file.content_type.clone(), file.bytes.clone()))
    });
    let Some((kind, bytes)) = found else { return StatusCode::NOT_FOUND.into_response() };
    let kind = kind.as_deref().unwrap_or("application/octet-stream");
    // A file is what somebody sent: it must not act as a page of this server.
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'; style-src 'unsafe-inline'"),
    ];
    (headers, bytes).into_response()
}
