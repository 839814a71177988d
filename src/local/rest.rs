//! One request in, one change of the world, one reply out. The table in [`handle`] is the API.

mod callbacks;
mod channels;
mod commands;
mod guilds;
mod members;
mod messages;
mod pins;
mod reactions;
mod threads;
mod users;
mod webhooks;

use serde_json::{Value, json};
use twilight_model::guild::Permissions;
use twilight_model::id::Id;

use super::errors::{ApiError, Problems};
use super::ids::*;
use super::world::{Channel, Message, World};

/// A request below `/api/v10`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Request {
    pub method: String,
    /// The steps of the path, decoded.
    pub path: Vec<String>,
    pub query: Vec<(String, String)>,
    pub authorization: Option<String>,
    /// The body, or the `payload_json` of a form with files; null if there is none.
    pub body: Value,
    /// The files of a form.
    pub parts: Vec<Part>,
    /// The gateway's address.
    pub gateway: String,
}

/// A file of a form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Part {
    pub name: String,
    pub file_name: Option<String>,
    pub content_type: Option<String>,
    pub bytes: Vec<u8>,
}

/// A reply that is no refusal.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub status: u16,
    pub body: Option<Value>,
}

type Answered = Result<Reply, ApiError>;

fn ok(body: Value) -> Answered {
    Ok(Reply { status: 200, body: Some(body) })
}

fn created(body: Value) -> Answered {
    Ok(Reply { status: 201, body: Some(body) })
}

fn nothing() -> Answered {
    Ok(Reply { status: 204, body: None })
}

/// Who asks: an application and its bot's user.
#[derive(Clone, Copy, Debug)]
struct Caller {
    app: ApplicationId,
    bot: UserId,
}

impl Request {
    fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    fn flag(&self, name: &str) -> bool {
        matches!(self.query(name), Some("true" | "True" | "1"))
    }

    /// A whole number of the query, within bounds.
    fn number(&self, name: &str, default: usize, bounds: (usize, usize)) -> Result<usize, ApiError> {
        let Some(text) = self.query(name) else { return Ok(default) };
        let (min, max) = bounds;
        match text.parse::<usize>() {
            Ok(number) if (min..=max).contains(&number) => Ok(number),
            Ok(number) if number < min => Err(Problems::one(
                name,
                "NUMBER_TYPE_MIN",
                format!("int value should be greater than or equal to {min}."),
            )),
            Ok(_) => {
                Err(Problems::one(name, "NUMBER_TYPE_MAX", format!("int value should be less than or equal to {max}.")))
            }
            Err(_) => Err(Problems::one(name, "NUMBER_TYPE_COERCE", format!("Value \"{text}\" is not int."))),
        }
    }
}

/// Does what is asked.
pub(crate) fn handle(world: &mut World, request: &Request) -> Answered {
    let path: Vec<&str> = request.path.iter().map(String::as_str).collect();
    let method = request.method.as_str();
    // What needs no bot.
    match (method, path.as_slice()) {
        ("GET", ["gateway"]) => return ok(json!({ "url": request.gateway })),
        ("POST", ["interactions", interaction, token, "callback"]) => {
            return callbacks::create(world, request, id(interaction)?, token);
        }
        (_, ["webhooks", app, token, ..]) => return webhooks::handle(world, request, id(app)?, token, &path[3..]),
        _ => {}
    }
    let app = request.authorization.as_deref().and_then(|held| world.application_by_token(held));
    let app = app.ok_or_else(ApiError::unauthorized)?;
    let bot = world.applications.get(&app).map(|a| a.bot).ok_or_else(ApiError::unauthorized)?;
    let me = Caller { app, bot };
    let (w, r) = (world, request);
    match (method, path.as_slice()) {
        ("GET", ["gateway", "bot"]) => users::gateway_bot(r),
        ("GET", ["users", "@me"]) => users::me(w, me),
        ("GET", ["users", "@me", "guilds"]) => users::my_guilds(w, me),
        ("DELETE", ["users", "@me", "guilds", guild]) => users::leave_guild(w, me, id(guild)?),
        ("POST", ["users", "@me", "channels"]) => users::open_direct(w, r, me),
        ("GET", ["users", user]) => users::get(w, id(user)?),
        ("GET", ["applications", "@me"] | ["oauth2", "applications", "@me"]) => users::application(w, me),

        ("GET", ["guilds", guild]) => guilds::get(w, r, me, id(guild)?),
        ("GET", ["guilds", guild, "channels"]) => guilds::channels(w, me, id(guild)?),
        ("POST", ["guilds", guild, "channels"]) => channels::create(w, r, me, id(guild)?),
        ("GET", ["guilds", guild, "roles"]) => guilds::roles(w, me, id(guild)?),
        ("GET", ["guilds", guild, "roles", role]) => guilds::role(w, me, id(guild)?, id(role)?),
        ("POST", ["guilds", guild, "roles"]) => guilds::create_role(w, r, me, id(guild)?),
        ("PATCH", ["guilds", guild, "roles", role]) => guilds::edit_role(w, r, me, id(guild)?, id(role)?),
        ("DELETE", ["guilds", guild, "roles", role]) => guilds::delete_role(w, me, id(guild)?, id(role)?),
        ("GET", ["guilds", guild, "emojis"]) => guilds::nothing_yet(w, me, id(guild)?),
        ("GET", ["guilds", guild, "threads", "active"]) => threads::active(w, me, id(guild)?),
        ("GET", ["guilds", guild, "members"]) => members::list(w, r, me, id(guild)?),
        ("GET", ["guilds", guild, "members", "search"]) => members::search(w, r, me, id(guild)?),
        ("GET", ["guilds", guild, "members", user]) => members::get(w, me, id(guild)?, id(user)?),
        ("PATCH", ["guilds", guild, "members", "@me"]) => members::rename(w, r, me, id(guild)?, me.bot),
        ("PATCH", ["guilds", guild, "members", user]) => members::rename(w, r, me, id(guild)?, id(user)?),
        ("PUT", ["guilds", guild, "members", user, "roles", role]) => {
            members::set_role(w, me, id(guild)?, (id(user)?, id(role)?), true)
        }
        ("DELETE", ["guilds", guild, "members", user, "roles", role]) => {
            members::set_role(w, me, id(guild)?, (id(user)?, id(role)?), false)
        }

        ("GET", ["channels", channel]) => channels::get(w, me, id(channel)?),
        ("PATCH", ["channels", channel]) => channels::edit(w, r, me, id(channel)?),
        ("DELETE", ["channels", channel]) => channels::delete(w, me, id(channel)?),
        ("POST", ["channels", channel, "typing"]) => channels::typing(w, me, id(channel)?),
        ("PUT", ["channels", channel, "permissions", of]) => channels::set_overwrite(w, r, me, id(channel)?, of),
        ("DELETE", ["channels", channel, "permissions", of]) => channels::clear_overwrite(w, me, id(channel)?, of),

        ("GET", ["channels", channel, "messages", "pins"]) => pins::list(w, r, me, id(channel)?),
        ("PUT", ["channels", channel, "messages", "pins", message] | ["channels", channel, "pins", message]) => {
            pins::set(w, me, id(channel)?, id(message)?, true)
        }
        ("DELETE", ["channels", channel, "messages", "pins", message] | ["channels", channel, "pins", message]) => {
            pins::set(w, me, id(channel)?, id(message)?, false)
        }
        ("GET", ["channels", channel, "pins"]) => pins::list_plain(w, me, id(channel)?),

        ("GET", ["channels", channel, "messages"]) => messages::list(w, r, me, id(channel)?),
        ("POST", ["channels", channel, "messages"]) => messages::create(w, r, me, id(channel)?),
        ("POST", ["channels", channel, "messages", "bulk-delete"]) => messages::bulk_delete(w, r, me, id(channel)?),
        ("GET", ["channels", channel, "messages", message]) => messages::get(w, me, id(channel)?, id(message)?),
        ("PATCH", ["channels", channel, "messages", message]) => messages::edit(w, r, me, id(channel)?, id(message)?),
        ("DELETE", ["channels", channel, "messages", message]) => messages::delete(w, me, id(channel)?, id(message)?),

        ("DELETE", ["channels", channel, "messages", message, "reactions"]) => {
            reactions::clear(w, me, id(channel)?, id(message)?, None)
        }
        ("GET", ["channels", channel, "messages", message, "reactions", emoji]) => {
            reactions::list(w, r, me, id(channel)?, id(message)?, emoji)
        }
        ("DELETE", ["channels", channel, "messages", message, "reactions", emoji]) => {
            reactions::clear(w, me, id(channel)?, id(message)?, Some(emoji))
        }
        ("PUT", ["channels", channel, "messages", message, "reactions", emoji, "@me"]) => {
            reactions::add(w, me, id(channel)?, id(message)?, emoji)
        }
        ("DELETE", ["channels", channel, "messages", message, "reactions", emoji, user]) => {
            let user = if *user == "@me" { me.bot } else { id(user)? };
            reactions::remove(w, me, id(channel)?, id(message)?, (emoji, user))
        }

        ("POST", ["channels", channel, "messages", message, "threads"]) => {
            threads::create_from(w, r, me, id(channel)?, id(message)?)
        }
        ("POST", ["channels", channel, "threads"]) => threads::create(w, r, me, id(channel)?),
        ("GET", ["channels", channel, "threads", "archived", "public"]) => {
            threads::archived(w, r, me, id(channel)?, threads::Archive::Public)
        }
        ("GET", ["channels", channel, "threads", "archived", "private"]) => {
            threads::archived(w, r, me, id(channel)?, threads::Archive::Private)
        }
        ("GET", ["channels", channel, "users", "@me", "threads", "archived", "private"]) => {
            threads::archived(w, r, me, id(channel)?, threads::Archive::Joined)
        }
        ("GET", ["channels", thread, "thread-members"]) => threads::members(w, r, me, id(thread)?),
        ("GET", ["channels", thread, "thread-members", user]) => {
            threads::member(w, r, me, id(thread)?, own_or(user, me)?)
        }
        ("PUT", ["channels", thread, "thread-members", user]) => threads::join(w, me, id(thread)?, own_or(user, me)?),
        ("DELETE", ["channels", thread, "thread-members", user]) => {
            threads::leave(w, me, id(thread)?, own_or(user, me)?)
        }

        (_, ["applications", app, "commands", rest @ ..]) => {
            commands::handle(w, r, me, commands::Scope { app: id(app)?, guild: None }, rest)
        }
        (_, ["applications", app, "guilds", guild, "commands", rest @ ..]) => {
            commands::handle(w, r, me, commands::Scope { app: id(app)?, guild: Some(id(guild)?) }, rest)
        }
        _ => Err(ApiError::not_found()),
    }
}

/// Reads an id of the path.
fn id<T>(text: &str) -> Result<Id<T>, ApiError> {
    text.parse().map_err(|_| Problems::one("id", "NUMBER_TYPE_COERCE", format!("Value \"{text}\" is not snowflake.")))
}

fn own_or(user: &str, me: Caller) -> Result<UserId, ApiError> {
    if user == "@me" { Ok(me.bot) } else { id(user) }
}

/// The channel, if the bot can see it.
fn channel(world: &World, me: Caller, channel: ChannelId) -> Result<&Channel, ApiError> {
    let known = world.channels.get(&channel).ok_or_else(ApiError::unknown_channel)?;
    if world.can_view(me.bot, channel) { Ok(known) } else { Err(ApiError::missing_access()) }
}

/// Refuses if the bot lacks a permission there.
fn need(world: &World, me: Caller, channel: ChannelId, what: Permissions) -> Result<(), ApiError> {
    if world.permissions_in(me.bot, channel).contains(what) { Ok(()) } else { Err(ApiError::missing_permissions()) }
}

/// Refuses if the bot is not in the guild.
fn guild(world: &World, me: Caller, guild: GuildId) -> Result<&super::world::Guild, ApiError> {
    let known = world.guilds.get(&guild).ok_or_else(ApiError::unknown_guild)?;
    if known.members.contains_key(&me.bot) { Ok(known) } else { Err(ApiError::missing_access()) }
}

/// The message, if the bot can see it: ephemeral ones are found under their interaction only.
fn message(world: &World, me: Caller, at: ChannelId, message: MessageId) -> Result<&Message, ApiError> {
    channel(world, me, at)?;
    let known = world.message(at, message).filter(|m| !m.is_ephemeral());
    known.ok_or_else(ApiError::unknown_message)
}

/// Refuses if the channel is a thread that is asleep.
fn awake(world: &World, channel: ChannelId) -> Result<(), ApiError> {
    let thread = world.channels.get(&channel).and_then(|c| c.thread.as_ref());
    if thread.is_some_and(|t| t.archived) { Err(ApiError::thread_archived()) } else { Ok(()) }
}

/// The path with names for its ids, and the part by which rate limits are kept apart.
pub(crate) fn route(path: &[String]) -> (String, String) {
    let mut route = String::new();
    let mut before = "";
    for step in path {
        let named = match (before, step.as_str()) {
            ("webhooks", _) | (_, "@original") => "{id}",
            ("reactions", _) => "{emoji}",
            ("channels", _) => "{channel}",
            ("guilds", _) => "{guild}",
            (_, step) if step.len() > 30 => "{token}",
            (_, step) if step.len() > 14 && step.bytes().all(|b| b.is_ascii_digit()) => "{id}",
            (_, step) => step,
        };
        route.push('/');
        route.push_str(named);
        before = step;
    }
    let major = match path {
        [area, id, token, ..] if area == "webhooks" => format!("{id}/{token}"),
        [area, id, ..] if area == "channels" || area == "guilds" => id.clone(),
        _ => String::new(),
    };
    (route, major)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::local::limits;
    use crate::local::serve::{Demo, demo};
    use crate::local::world::Draft;

    /// Values that no field expects, and their company.
    fn odd() -> Vec<Value> {
        let mut all =
            vec![json!(null), json!(7), json!(-1.5), json!("x"), json!([]), json!({}), json!([[]]), json!([{}, 7])];
        let names = [
            "content",
            "embeds",
            "components",
            "attachments",
            "allowed_mentions",
            "message_reference",
            "flags",
            "nonce",
            "name",
            "description",
            "options",
            "type",
            "data",
            "permission_overwrites",
            "topic",
            "recipient_id",
            "messages",
            "rate_limit_per_user",
            "auto_archive_duration",
            "permissions",
            "allow",
            "default_member_permissions",
        ];
        let simple = all.clone();
        for name in names {
            all.extend(simple.iter().map(|value| json!({ name: value })));
            all.extend(
                simple
                    .iter()
                    .map(|value| json!({ "name": "n", "content": "c", "type": 1, name: [value, { "type": value }] })),
            );
            all.extend(simple.iter().map(|value| json!([{ "name": "n", "description": "d", name: value }])));
            all.extend(simple.iter().map(|value| json!({ "type": 4, "data": { name: [value, { name: value }] } })));
        }
        all
    }

    #[test]
    fn no_odd_body_is_a_panic() {
        let Demo { mut world, bot, guild, general, .. } = demo(1, "Viva");
        let role = world.bot_role(guild, bot.user_id).unwrap();
        world.set_role_permissions(guild, role, Permissions::ADMINISTRATOR);
        let message = world.post(general, bot.user_id, Draft { content: "x".into(), ..Draft::default() });
        let command = limits::command(&json!({ "name": "n", "description": "d" })).unwrap();
        let id: CommandId = world.next_id();
        let (app, own) = (bot.application_id, world.application_by_token(&bot.token).unwrap());
        world
            .commands
            .insert(id, crate::local::world::Command { id, application_id: own, guild_id: None, body: command });
        let paths = [
            format!("POST channels/{general}/messages"),
            format!("PATCH channels/{general}/messages/{message}"),
            format!("POST channels/{general}/messages/bulk-delete"),
            format!("POST channels/{general}/messages/{message}/threads"),
            format!("POST channels/{general}/threads"),
            format!("PATCH channels/{general}"),
            format!("PUT channels/{general}/permissions/{role}"),
            format!("POST guilds/{guild}/channels"),
            format!("POST guilds/{guild}/roles"),
            format!("PATCH guilds/{guild}/members/@me"),
            "POST users/@me/channels".to_owned(),
            format!("POST applications/{app}/commands"),
            format!("PUT applications/{app}/commands"),
            format!("PATCH applications/{app}/commands/{id}"),
            "POST interactions/1/x/callback".to_owned(),
        ];
        let mut world_before = world.clone();
        for line in paths {
            let (method, path) = line.split_once(' ').unwrap();
            for body in odd() {
                let _ = (limits::modal(&body), limits::choices(&body));
                let request = Request {
                    method: method.into(),
                    path: path.split('/').map(str::to_owned).collect(),
                    authorization: Some(format!("Bot {}", bot.token)),
                    body,
                    ..Request::default()
                };
                // Only a reply or a refusal may come of it; which, is for other tests.
                let _ = handle(&mut world_before, &request);
            }
            world_before = world.clone();
        }
    }
}
