//! `viva doctor`: everything that the bot stands on, a line each.

use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::json;

use crate::app::doctor::{self, Finding, Health};
use crate::app::opinion::Opinions;
use crate::bank::Bank;
use crate::bot;
use crate::clock::Clock;
use crate::config::{self, Config};
use crate::discord::{Connection, Discord};
use crate::domain::ids::GuildId;
use crate::store::{self, Store};

/// What `viva doctor` takes.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// Look at this server only, by its id (all that have a track)
    #[arg(long, value_name = "ID")]
    guild: Option<u64>,
    /// Print one JSON object, for scripts
    #[arg(long)]
    json: bool,
}

/// Examines everything, prints what was found, and exits with 0 (all is well), 1 (something could be better) or 2 (something does not
/// work).
pub async fn run(config: &Config, options: &Options) -> anyhow::Result<ExitCode> {
    let findings = examine(config, options.guild.map(GuildId)).await;
    let worst = findings.iter().map(|finding| finding.health).max().unwrap_or(Health::Ok);
    if options.json {
        println!("{}", serde_json::to_string_pretty(&json!({ "health": worst, "checks": findings }))?);
    } else {
        for finding in &findings {
            println!("{}", line(finding));
        }
    }
    Ok(match worst {
        Health::Ok => ExitCode::SUCCESS,
        Health::Warning => ExitCode::from(1),
        Health::Problem => ExitCode::from(2),
    })
}

fn line(finding: &Finding) -> String {
    let word = match finding.health {
        Health::Ok => "ok     ",
        Health::Warning => "warning",
        Health::Problem => "problem",
    };
    let advice = if finding.advice.is_empty() { String::new() } else { format!("\n         -> {}", finding.advice) };
    format!("{word}  {}: {}{advice}", finding.check, finding.found)
}

async fn examine(config: &Config, guild: Option<GuildId>) -> Vec<Finding> {
    let clock = Clock::system();
    let bank = super::bank(config);
    let mut findings = vec![doctor::bank(&bank), doctor::zones(clock.now())];
    let store = database(config, &mut findings).await;
    let discord = discord(config, &clock, &mut findings).await;
    match config::opinion_key().and_then(|key| Opinions::new(&config.opinion, key)) {
        Ok(None) => {}
        Ok(Some(opinions)) => findings.push(doctor::opinion(&opinions).await),
        Err(error) => {
            let advice = "see the settings under [opinion], and VIVA_OPINION_KEY or VIVA_OPINION_KEY_FILE";
            findings.push(Finding::problem("opinion", format!("{error:#}"), advice));
        }
    }
    if let (Some((discord, replies)), Some(store)) = (&discord, &store) {
        let bank = bank.unwrap_or_else(|_| Bank::embedded());
        findings.extend(guilds(store, discord, &bank, (guild, *replies)).await);
    }
    if let Some(store) = store {
        store.close().await;
    }
    findings
}

/// The store, if its tables can be read by this program.
async fn database(config: &Config, findings: &mut Vec<Finding>) -> Option<Store> {
    let url = &config.store.url;
    if let Ok(Some(file)) = store::file_of(url) {
        let folder = file.parent().map(PathBuf::from).filter(|folder| !folder.as_os_str().is_empty());
        findings.push(doctor::disk(&folder.unwrap_or_else(|| ".".into())));
        if !file.exists() {
            let found = format!("there is no database {} yet", store::shown(url));
            findings.push(Finding::warning("database", found, "`viva run` makes it, and so does `viva store migrate`"));
            return None;
        }
    }
    match Store::existing(url).await {
        Ok(store) => {
            let found = doctor::database(&store).await;
            let sound = found.iter().all(|finding| finding.check != "database" || finding.health == Health::Ok);
            findings.extend(found);
            sound.then_some(store)
        }
        Err(error) => {
            let advice = "see whether the server runs and the setting store.url is right";
            findings.push(Finding::problem("database", format!("{error:#}"), advice));
            None
        }
    }
}

/// Discord, and whether replies are collected.
async fn discord(config: &Config, clock: &Clock, findings: &mut Vec<Finding>) -> Option<(Discord, bool)> {
    let token = match config::token() {
        Ok(token) => token,
        Err(error) => {
            let advice = "everything about Discord waits for it";
            findings.push(Finding::problem("token", error.to_string(), advice));
            return None;
        }
    };
    let connection = match Connection::new(&token, config.discord.api_url.as_deref()) {
        Ok(connection) => connection,
        Err(error) => {
            findings.push(Finding::problem("token", format!("{error:#}"), "see whether OpenSSL is installed"));
            return None;
        }
    };
    let discord = Discord::new(&connection);
    let (found, application) = doctor::token(&discord).await;
    findings.push(found);
    let theirs = connection.date().await;
    findings.push(doctor::clock(clock.now(), theirs));
    let application = application?;
    findings.push(doctor::intents(&application, config.discord.read_replies));
    findings.push(doctor::commands(discord.registered_commands().await, &bot::commands()));
    Some((discord, config.discord.read_replies && application.message_content))
}

async fn guilds(store: &Store, discord: &Discord, bank: &Bank, what: (Option<GuildId>, bool)) -> Vec<Finding> {
    let (only, replies) = what;
    let guilds = match (only, store.guilds_with_tracks().await) {
        (Some(guild), _) => vec![guild],
        (None, Ok(guilds)) => guilds,
        (None, Err(error)) => {
            return vec![Finding::problem("guild", format!("{error:#}"), "`viva store verify` names what is broken")];
        }
    };
    if guilds.is_empty() {
        let advice = "invite the bot with the link of `viva invite`; then an organizer makes one: /track create";
        return vec![Finding::warning("guild", "no server has a track yet", advice)];
    }
    let mut findings = Vec::new();
    for guild in guilds {
        findings.extend(doctor::guild(store, discord, bank, guild, replies).await);
    }
    findings
}
