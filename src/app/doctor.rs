//! What is checked of everything that the bot stands on: by `viva doctor`, and of a track's channel also when a track is set up and
//! before each of its posts.

use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::opinion::Opinions;
use super::{App, notify};
use crate::bank::Bank;
use crate::discord::{Access, Application, Discord, Missing, SendError};
use crate::domain::ids::GuildId;
use crate::domain::opinion::Failure;
use crate::domain::track::Track;
use crate::store::Store;
use crate::view;
use crate::view::opinion::Place;

/// A difference between the clocks from which on it is mentioned, and from which on it is a problem.
const SKEW: (TimeDelta, TimeDelta) = (TimeDelta::seconds(5), TimeDelta::seconds(60));
/// Free bytes below which the disk is mentioned, and below which it is a problem.
const DISK: (u64, u64) = (500 << 20, 50 << 20);

/// How good or bad a thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Health {
    /// As it should be.
    Ok,
    /// It works, but not as well as it could.
    Warning,
    /// It does not work.
    Problem,
}

/// What was found of one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The name of the check, for scripts.
    pub check: &'static str,
    /// How good or bad it is.
    pub health: Health,
    /// What is so, in words.
    pub found: String,
    /// What to do about it; empty where all is well.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub advice: String,
}

impl Finding {
    /// All is well.
    pub fn ok(check: &'static str, found: impl Into<String>) -> Finding {
        Finding { check, health: Health::Ok, found: found.into(), advice: String::new() }
    }

    /// It works, but.
    pub fn warning(check: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Finding {
        Finding { check, health: Health::Warning, found: found.into(), advice: advice.into() }
    }

    /// It does not work.
    pub fn problem(check: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Finding {
        Finding { check, health: Health::Problem, found: found.into(), advice: advice.into() }
    }
}

/// Whether the token is good, and for whom.
pub async fn token(discord: &Discord) -> (Finding, Option<Application>) {
    const CHECK: &str = "token";
    match discord.application().await {
        Ok(application) => {
            let found = format!("Discord knows the bot as {} ({})", application.name, application.id);
            (Finding::ok(CHECK, found), Some(application))
        }
        Err(SendError::Refused { status: 401, .. }) => {
            let advice = "reset it on the Developer Portal, page Bot, and set DISCORD_TOKEN to the new one";
            (Finding::problem(CHECK, "Discord refuses the token", advice), None)
        }
        Err(error) => {
            let advice = "see whether this machine reaches https://discord.com, and whether discord.api_url is right";
            (Finding::problem(CHECK, format!("Discord could not be asked: {error}"), advice), None)
        }
    }
}

/// How members answer, by what the application may do and what the settings want.
pub fn intents(application: &Application, read_replies: bool) -> Finding {
    const CHECK: &str = "intents";
    match (read_replies, application.message_content) {
        (true, true) => Finding::ok(
            CHECK,
            "the Message Content intent is on: replies in threads are collected, beside the Answer button",
        ),
        (false, _) => {
            Finding::ok(CHECK, "answers come through the Answer button alone, as discord.read_replies = false wants it")
        }
        (true, false) => Finding::warning(
            CHECK,
            "the Message Content intent is off: answers come through the Answer button alone",
            "switch the intent on, on the Developer Portal, page Bot; or set discord.read_replies = false",
        ),
    }
}

/// How far this machine's clock is from Discord's.
pub fn clock(ours: DateTime<Utc>, theirs: anyhow::Result<DateTime<Utc>>) -> Finding {
    const CHECK: &str = "clock";
    let theirs = match theirs {
        Ok(theirs) => theirs,
        Err(error) => {
            let found = format!("the clock could not be compared with Discord's: {error:#}");
            return Finding::warning(CHECK, found, "see whether this machine reaches https://discord.com");
        }
    };
    let skew = ours - theirs;
    let found = format!(
        "this machine's clock is {} s {} Discord's",
        skew.num_seconds().abs(),
        if skew < TimeDelta::zero() { "behind" } else { "ahead of" }
    );
    let advice =
        "questions come that much too early or too late: switch time synchronisation on (timedatectl set-ntp true)";
    match skew.abs() {
        skew if skew >= SKEW.1 => Finding::problem(CHECK, found, advice),
        skew if skew >= SKEW.0 => Finding::warning(CHECK, found, advice),
        // The header counts whole seconds.
        _ => Finding::ok(CHECK, "this machine's clock agrees with Discord's"),
    }
}

/// Whether there is somebody to ask for second opinions, who takes the key and has the model. The list of models costs nothing.
pub async fn opinion(opinions: &Opinions) -> Finding {
    const CHECK: &str = "opinion";
    let (client, Place { host, model }) = (opinions.client(), opinions.place());
    match client.models().await {
        Ok(models) if !models.iter().any(|name| name == model) => {
            let has = match models.len() {
                0 => "no model".to_owned(),
                _ => models.iter().take(5).map(|name| view::text::name(name)).collect::<Vec<_>>().join(", "),
            };
            let found = format!("{host} answers, but does not list the model {model}; it has {has}");
            Finding::warning(CHECK, found, "see whether opinion.model is right; some servers take any name")
        }
        Ok(_) if client.is_in_the_clear() => {
            let found = format!("{host} answers, but members' answers go there unencrypted");
            Finding::warning(CHECK, found, "let opinion.url begin with https://, unless only you can listen on the way")
        }
        Ok(_) => Finding::ok(CHECK, format!("{host} answers, and has the model {model}")),
        Err(Failure::Refused(401 | 403)) => {
            let advice = "set VIVA_OPINION_KEY, or the file that VIVA_OPINION_KEY_FILE names, to a key that it takes";
            Finding::problem(CHECK, format!("{host} refuses the key"), advice)
        }
        Err(Failure::Refused(404)) => {
            let advice = "see whether opinion.url ends as the server wants it, mostly with /v1";
            Finding::problem(CHECK, format!("{host} answers, but has no list of models there"), advice)
        }
        Err(failure) => {
            let advice = "see whether the server of opinion.url runs; until then the built-in verdict stands alone";
            Finding::problem(CHECK, format!("{host} cannot be asked for second opinions: {failure}"), advice)
        }
    }
}

/// Whether Discord knows the commands that this program has.
pub fn commands(registered: Result<Vec<Value>, SendError>, ours: &[Value]) -> Finding {
    const CHECK: &str = "commands";
    let registered = match registered {
        Ok(registered) => registered,
        Err(error) => {
            let advice =
                "invite the bot again with the link of `viva invite`: its scopes include applications.commands";
            return Finding::problem(CHECK, format!("the commands could not be read: {error}"), advice);
        }
    };
    let named = |commands: &[Value]| -> Map<String, Value> {
        commands
            .iter()
            .map(|command| (command["name"].as_str().unwrap_or_default().to_owned(), shape(command)))
            .collect()
    };
    let (registered, ours) = (named(&registered), named(ours));
    let list = |names: Vec<&String>| names.into_iter().map(|name| format!("/{name}")).collect::<Vec<_>>().join(", ");
    let absent = list(ours.keys().filter(|name| !registered.contains_key(*name)).collect());
    let extra = list(registered.keys().filter(|name| !ours.contains_key(*name)).collect());
    let changed = |name: &&String| registered.get(*name).is_some_and(|command| *command != ours[*name]);
    let stale = list(ours.keys().filter(changed).collect());
    let advice = "`viva run` registers the commands when it connects: start it, and look into its log if this stays";
    if registered.is_empty() {
        return Finding::problem(CHECK, "no command is registered", advice);
    }
    let differences = [("lacking", absent), ("of an older version", stale), ("left over", extra)];
    let differences: Vec<String> = differences
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(how, names)| format!("{how}: {names}"))
        .collect();
    if differences.is_empty() {
        return Finding::ok(CHECK, format!("{} commands are registered and current", ours.len()));
    }
    Finding::warning(CHECK, format!("the registered commands differ; {}", differences.join("; ")), advice)
}

/// What of a command a member can tell apart; what is left out counts as its default.
fn shape(command: &Value) -> Value {
    let mut shape = Map::new();
    for (key, default) in [
        ("type", json!(1)),
        ("name", json!("")),
        ("description", json!("")),
        ("required", json!(false)),
        ("autocomplete", json!(false)),
    ] {
        let value = command.get(key).filter(|value| !value.is_null());
        shape.insert(key.to_owned(), value.cloned().unwrap_or(default));
    }
    for key in ["min_value", "max_value", "min_length", "max_length"] {
        if let Some(number) = command.get(key).and_then(Value::as_f64) {
            shape.insert(key.to_owned(), json!(number));
        }
    }
    for (key, shaped) in [("options", true), ("choices", false), ("channel_types", false)] {
        let items = command.get(key).and_then(Value::as_array).filter(|items| !items.is_empty());
        if let Some(items) = items {
            let item = |item: &Value| match (shaped, item.get("value")) {
                (true, _) => self::shape(item),
                (false, Some(value)) => json!([item["name"], value]),
                (false, None) => item.clone(),
            };
            shape.insert(key.to_owned(), items.iter().map(item).collect());
        }
    }
    Value::Object(shape)
}

/// What was found of a track's channel.
pub async fn channel(discord: &Discord, track: &Track, replies: bool) -> Result<Access, SendError> {
    discord.access(track.guild, track.channel, track.ping, replies).await
}

/// What is wrong with a track's channel, in sentences for its organizer.
pub fn troubles(track: &Track, access: &Access) -> Vec<String> {
    let mut troubles = Vec::new();
    if !access.missing.is_empty() {
        let missing: Vec<_> = access.missing.iter().map(|missing| (missing.permission, missing.needed_to)).collect();
        troubles.push(view::notice::missing_permissions(track.channel, &missing));
    }
    if access.name.is_some() && !access.fit {
        troubles.push(format!("<#{}> is no text channel: choose one with `/track edit`.", track.channel));
    }
    if let Some(ping) = access.ping {
        troubles.push(format!(
            "About the ping: {ping}. Choose another role with `/track edit`, or let anyone mention this one."
        ));
    }
    troubles
}

/// Looks at a track's channel before a post. What Discord would let pass without a word, such as a card that nobody sees, is told to the
/// organizer, once; what it refuses is told when it does.
pub async fn before_post(app: &App, track: &Track) {
    const SUBJECT: &str = "channel";
    let mut access = match channel(&app.discord, track, app.replies()).await {
        Ok(access) => access,
        Err(error) => {
            tracing::debug!(guild.id = %track.guild, track.id = %track.id, %error, "the channel could not be checked");
            return;
        }
    };
    let refused = ["View Channel", "Send Messages"];
    if access.missing.iter().any(|missing| refused.contains(&missing.permission)) {
        return;
    }
    // A thread that can't be opened is told where it is tried.
    access.missing.retain(|missing| missing.permission != "Create Public Threads");
    let troubles = troubles(track, &access);
    if troubles.is_empty() {
        notify::over(app, track, SUBJECT).await;
    } else {
        notify::once(app, track, SUBJECT, &view::notice::channel(track, &troubles)).await;
    }
}

/// The guild's tracks: permissions and threads in their channels, and whether there is something to ask.
pub async fn guild(store: &Store, discord: &Discord, bank: &Bank, id: GuildId, replies: bool) -> Vec<Finding> {
    let name = match discord.guild_name(id).await {
        Ok(name) => name,
        Err(error) => {
            let found = format!("the bot is not in the server {id}: {error}");
            return vec![Finding::problem("guild", found, "invite it with the link of `viva invite`")];
        }
    };
    let tracks = match store.tracks_of(id).await {
        Ok(tracks) => tracks,
        Err(error) => {
            let found = format!("{name}: its tracks cannot be read: {error:#}");
            return vec![Finding::problem("guild", found, "`viva store verify` names what is broken")];
        }
    };
    if tracks.is_empty() {
        return vec![Finding::warning(
            "guild",
            format!("{name} has no track"),
            "an organizer makes one: /track create",
        )];
    }
    let mut findings = vec![Finding::ok("guild", format!("the bot is in {name}, which has {} tracks", tracks.len()))];
    for track in &tracks {
        let about = format!("{name}, {:?}", track.name);
        match channel(discord, track, replies).await {
            Ok(access) => findings.extend(of_channel(&about, &access)),
            Err(error) => findings.push(Finding::warning(
                "permissions",
                format!("{about}: the channel could not be checked: {error}"),
                "try again in a minute",
            )),
        }
        let pool = super::ask::pool(bank, track).len();
        if pool == 0 {
            let found = format!("{about}: no question is on its topics and levels");
            findings.push(Finding::problem("pool", found, "widen them with /track edit"));
        }
    }
    findings
}

fn of_channel(about: &str, access: &Access) -> Vec<Finding> {
    let Some(channel) = &access.name else {
        let advice = "choose another channel with /track edit, or let the bot's role view it";
        return vec![Finding::problem("permissions", format!("{about}: the channel is gone or hidden"), advice)];
    };
    let about = format!("{about} in #{channel}");
    let advice = "give them to the bot's role in the channel's settings, under Permissions";
    let (threads, rest): (Vec<&Missing>, Vec<&Missing>) =
        access.missing.iter().partition(|missing| missing.permission.contains("Thread"));
    let list = |missing: &[&Missing]| {
        let words = missing.iter().map(|missing| format!("{} (to {})", missing.permission, missing.needed_to));
        words.collect::<Vec<_>>().join(", ")
    };
    let mut findings = vec![match rest.as_slice() {
        [] => Finding::ok("permissions", format!("{about}: all permissions are there")),
        rest if rest.iter().any(|missing| missing.vital) => {
            Finding::problem("permissions", format!("{about}: lacking {}", list(rest)), advice)
        }
        rest => Finding::warning("permissions", format!("{about}: lacking {}", list(rest)), advice),
    }];
    findings.push(match threads.as_slice() {
        _ if !access.fit => {
            Finding::problem("threads", format!("{about}: it is no text channel"), "choose one with /track edit")
        }
        [] => Finding::ok("threads", format!("{about}: threads can be opened and written in")),
        threads => {
            let found =
                format!("{about}: rounds get no thread, and go on by the Answer button; lacking {}", list(threads));
            Finding::warning("threads", found, advice)
        }
    });
    if let Some(ping) = access.ping {
        let advice = "let anyone mention the role in the server's settings, or choose another with /track edit";
        findings.push(Finding::warning("ping", format!("{about}: {ping}"), advice));
    }
    findings
}

/// Whether the database can be reached, read and written.
pub async fn database(store: &Store) -> Vec<Finding> {
    let mut findings = Vec::new();
    match store.schema().await {
        Ok(schema) if schema.applied == schema.known => {
            findings.push(Finding::ok(
                "database",
                format!("it answers, and its tables are current (step {})", schema.known),
            ));
        }
        Ok(schema) if schema.applied < schema.known => findings.push(Finding::warning(
            "database",
            format!("its tables are of an older Viva (step {} of {})", schema.applied, schema.known),
            "take a backup; then `viva store migrate`, or the next `viva run`, brings them up to date",
        )),
        Ok(schema) => findings.push(Finding::problem(
            "database",
            format!("its tables are of a newer Viva (step {}; this one knows {})", schema.applied, schema.known),
            "run the newer Viva, or restore a backup from before the update",
        )),
        Err(error) => {
            findings.push(Finding::problem(
                "database",
                format!("it does not answer: {error:#}"),
                "see whether it runs",
            ));
            return findings;
        }
    }
    findings.push(match store.probe_writing().await {
        Ok(()) => Finding::ok("writing", "the database can be written"),
        Err(error) => Finding::problem(
            "writing",
            format!("the database cannot be written: {error:#}"),
            "see who owns the file and its folder, whether the disk is full, and whether another program holds it locked",
        ),
    });
    findings
}

/// Whether there is room on the disk of the database's folder.
pub fn disk(folder: &Path) -> Finding {
    const CHECK: &str = "disk";
    let advice = "make room, or move the database; without room nothing that members write is kept";
    match rustix::fs::statvfs(folder) {
        Ok(disk) => {
            let free = disk.f_bavail.saturating_mul(disk.f_frsize);
            let found = format!("{} MiB are free at {}", free >> 20, folder.display());
            match free {
                free if free < DISK.1 => Finding::problem(CHECK, found, advice),
                free if free < DISK.0 => Finding::warning(CHECK, found, advice),
                _ => Finding::ok(CHECK, found),
            }
        }
        Err(error) => Finding::warning(
            CHECK,
            format!("the disk at {} could not be looked at: {error}", folder.display()),
            "see whether the folder is there, and whose it is",
        ),
    }
}

/// How old the compiled-in time zones are.
pub fn zones(now: DateTime<Utc>) -> Finding {
    use chrono::Datelike as _;
    let version = chrono_tz::IANA_TZDB_VERSION;
    let year: i32 = version.get(..4).and_then(|year| year.parse().ok()).unwrap_or(0);
    let found = format!("the time zones are those of {version}");
    if now.year() - year > 2 {
        return Finding::warning("zones", found, "rules may have changed since: update Viva");
    }
    Finding::ok("zones", found)
}

/// Whether the bank has questions, and whether all of its files are sound.
pub fn bank(bank: &anyhow::Result<Bank>) -> Finding {
    const CHECK: &str = "bank";
    let advice = "`viva bank check` names each file and line";
    match bank {
        Ok(bank) if bank.questions().is_empty() => Finding::problem(CHECK, "the bank has no question", advice),
        Ok(bank) if bank.findings().is_empty() => {
            Finding::ok(CHECK, format!("{} questions on {} topics", bank.questions().len(), bank.topics().len()))
        }
        Ok(bank) => {
            let left_out =
                bank.findings().iter().map(|finding| &finding.file).collect::<std::collections::BTreeSet<_>>();
            let found =
                format!("{} questions; {} files have something wrong in them", bank.questions().len(), left_out.len());
            Finding::warning(CHECK, found, advice)
        }
        Err(error) => Finding::problem(CHECK, format!("{error:#}"), advice),
    }
}
