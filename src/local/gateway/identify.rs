//! How a session begins, and how it goes on after an interruption.

use std::collections::VecDeque;

use serde_json::{Value, json};
use tokio::sync::mpsc;
use twilight_model::gateway::payload::incoming::Ready;
use twilight_model::gateway::{CloseCode, Intents, ShardId};
use twilight_model::guild::UnavailableGuild;
use twilight_model::oauth::PartialApplication;

use super::{Frame, Gateway, Line, Session};
use crate::local::handle::State;
use crate::local::wire;
use crate::local::world::{Application, World};

/// What came of an attempt to identify or resume.
pub(super) enum Begun {
    /// It is on.
    Session { id: String, number: u64 },
    /// It cannot be resumed; the bot may identify anew.
    Invalid,
    /// The connection ends.
    Close(CloseCode),
}

/// Every intent there is.
const KNOWN_INTENTS: u64 = Intents::all().bits();

pub(super) fn identify(state: &mut State, d: &Value, url: &str, out: mpsc::UnboundedSender<Frame>) -> Begun {
    let State { world, gateway, .. } = state;
    let token = d["token"].as_str().unwrap_or_default();
    let Some(app) = world.application_by_token(token).and_then(|app| world.applications.get(&app)).cloned() else {
        return Begun::Close(CloseCode::AuthenticationFailed);
    };
    let Some(bits) = d["intents"].as_u64().filter(|bits| bits & !KNOWN_INTENTS == 0) else {
        return Begun::Close(CloseCode::InvalidIntents);
    };
    let intents = Intents::from_bits_truncate(bits);
    if disallowed(&app, intents) {
        return Begun::Close(CloseCode::DisallowedIntents);
    }
    let shard = match &d["shard"] {
        Value::Null => (0, 1),
        given => match (given[0].as_u64(), given[1].as_u64()) {
            (Some(own), Some(of)) if own < of && of <= 10_000 => (own, of),
            _ => return Begun::Close(CloseCode::InvalidShard),
        },
    };
    let id = world.secret("session")[..32].to_owned();
    let number = gateway.number();
    let mut session = Session {
        app: app.id,
        bot: app.bot,
        intents,
        shard,
        seq: 0,
        sent: VecDeque::new(),
        line: Some(Line { number, out }),
    };
    let guilds: Vec<_> = world
        .guilds
        .values()
        .filter(|g| g.members.contains_key(&app.bot) && (g.id.get() >> 22) % shard.1 == shard.0)
        .map(|g| g.id)
        .collect();
    session.send("READY", &ready(world, &app, &id, &guilds, (shard, url)));
    if intents.contains(Intents::GUILDS) {
        for guild in guilds {
            let all = intents.contains(Intents::GUILD_PRESENCES);
            session.send("GUILD_CREATE", &wire::guild_create(world, guild, app.bot, all));
        }
    }
    // Sessions that were left behind would be kept for ever.
    gateway.sessions.retain(|_, other| other.app != app.id || other.shard != shard || other.line.is_some());
    gateway.sessions.insert(id.clone(), session);
    Begun::Session { id, number }
}

/// Whether an intent is asked for that the application has not.
fn disallowed(app: &Application, intents: Intents) -> bool {
    (intents.contains(Intents::GUILD_MEMBERS) && !app.members_intent)
        || (intents.contains(Intents::GUILD_PRESENCES) && !app.presence_intent)
        || (intents.contains(Intents::MESSAGE_CONTENT) && !app.message_content_intent)
}

fn ready(
    world: &World,
    app: &Application,
    session: &str,
    guilds: &[crate::local::ids::GuildId],
    (shard, url): ((u64, u64), &str),
) -> Value {
    let model = Ready {
        application: PartialApplication {
            flags: wire::application_flags(app.members_intent, app.presence_intent, app.message_content_intent),
            id: app.id,
        },
        guilds: guilds.iter().map(|id| UnavailableGuild { id: *id, unavailable: true }).collect(),
        resume_gateway_url: url.into(),
        session_id: session.into(),
        shard: ShardId::new_checked(shard.0 as u32, shard.1 as u32),
        user: match serde_json::from_value(wire::current_user(world, app.bot)) {
            Ok(user) => user,
            Err(_) => return Value::Null, // cannot be: it was made from that type
        },
        version: 10,
    };
    let mut value = wire::complete(
        wire::to_json(model),
        json!({
            "user_settings": {}, "relationships": [], "private_channels": [], "presences": [],
            "guild_join_requests": [], "geo_ordered_rtc_regions": [], "session_type": "normal", "_trace": ["local"],
        }),
    );
    value["user"] = wire::current_user(world, app.bot);
    value
}

pub(super) fn resume(state: &mut State, d: &Value, out: mpsc::UnboundedSender<Frame>) -> Begun {
    let State { world, gateway, .. } = state;
    let token = d["token"].as_str().unwrap_or_default();
    let Some(app) = world.application_by_token(token) else { return Begun::Close(CloseCode::AuthenticationFailed) };
    let id = d["session_id"].as_str().unwrap_or_default();
    let number = gateway.number();
    let Gateway { sessions, .. } = gateway;
    let Some(session) = sessions.get_mut(id).filter(|s| s.app == app) else { return Begun::Invalid };
    let seq = d["seq"].as_u64().unwrap_or(0);
    if seq > session.seq {
        return Begun::Close(CloseCode::InvalidSequence);
    }
    if session.sent.front().is_some_and(|(first, _)| *first > seq + 1) {
        sessions.remove(id); // it was away for too long
        return Begun::Invalid;
    }
    if let Some(other) = session.line.take().filter(|line| !line.out.same_channel(&out)) {
        let _ = other.out.send(Frame::Drop); // it may have ended by itself
    }
    for (_, text) in session.sent.iter().filter(|(number, _)| *number > seq) {
        let _ = out.send(Frame::Send(text.clone()));
    }
    session.line = Some(Line { number, out });
    session.send("RESUMED", &json!({ "_trace": ["local"] }));
    Begun::Session { id: id.into(), number }
}

/// The members that a bot asks for. Asking for all needs the privileged intent.
pub(super) fn members(state: &mut State, session: &str, d: &Value) -> Option<()> {
    let State { world, gateway, .. } = state;
    let session = gateway.sessions.get_mut(session)?;
    let id = d["guild_id"].as_str()?.parse().ok()?;
    let guild = world.guilds.get(&id).filter(|g| g.members.contains_key(&session.bot))?;
    let one_or_many = |value: &Value| match value {
        Value::Array(ids) => ids.iter().filter_map(|id| id.as_str()?.parse().ok()).collect(),
        Value::String(id) => id.parse().into_iter().collect(),
        _ => Vec::new(),
    };
    let asked: Vec<crate::local::ids::UserId> = one_or_many(&d["user_ids"]);
    let mut not_found = Vec::new();
    let mut found = Vec::new();
    if asked.is_empty() {
        let query = d["query"].as_str().unwrap_or_default().to_lowercase();
        let limit = d["limit"].as_u64().filter(|l| *l > 0).unwrap_or(u64::MAX) as usize;
        if query.is_empty() && !session.intents.contains(Intents::GUILD_MEMBERS) {
            return None;
        }
        let fits = |id: &&crate::local::ids::UserId| {
            world.users.get(id).is_some_and(|u| u.name.starts_with(&query))
                || world.shown_name(Some(guild.id), **id).to_lowercase().starts_with(&query)
        };
        found.extend(guild.members.keys().filter(fits).take(limit).copied());
    } else {
        for user in asked {
            if guild.members.contains_key(&user) { found.push(user) } else { not_found.push(user) }
        }
    }
    let members: Vec<Value> = found.iter().map(|user| wire::member(world, guild.id, *user)).collect();
    let count = members.len().div_ceil(1000).max(1);
    for index in 0..count {
        let page: Vec<_> = members.iter().skip(index * 1000).take(1000).collect();
        let mut chunk = json!({
            "guild_id": guild.id, "members": page, "chunk_index": index, "chunk_count": count,
            "not_found": not_found, "presences": [],
        });
        if !d["nonce"].is_null() {
            chunk["nonce"] = d["nonce"].clone();
        }
        session.send("GUILD_MEMBERS_CHUNK", &chunk);
    }
    Some(())
}
