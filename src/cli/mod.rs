//! The program's subcommands: parses arguments, puts the parts together, makes one call.

mod config;
mod doctor;
mod invite;
mod store;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use clap::{Parser, Subcommand};
use tokio_util::sync::CancellationToken;

use crate::app::opinion::Opinions;
use crate::app::{App, reload};
use crate::bank::Bank;
use crate::bank::command::BankCommand;
use crate::clock::Clock;
use crate::config::{Config, Log, LogFormat, opinion_key, token};
use crate::discord::{Connection, Discord};
use crate::store::Store;
use crate::{bot, http, local, playground};

/// Interview practice for a team, on Discord: a question every working day, its reference answer at the reveal, and honest boards.
#[derive(Debug, Parser)]
#[command(name = "viva", version, propagate_version = true)]
pub struct Cli {
    /// The config file (config/viva.toml, if it is there)
    #[arg(long, global = true, value_name = "FILE", env = "VIVA_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the bot; the token comes from DISCORD_TOKEN or DISCORD_TOKEN_FILE
    Run {
        /// Rehearse: run as if it were that time now (such as 2026-03-29T01:30:00Z)
        #[arg(long, hide = true, value_name = "TIME")]
        starting_at: Option<DateTime<Utc>>,
    },
    /// Try it in the browser: a small Discord, the bot, a demo team, and a clock that you move
    Playground(playground::Options),
    /// Work on the topic bank
    Bank {
        /// The bank's folder (content, if it is there; else what is built in)
        #[arg(long, global = true, value_name = "DIR")]
        content: Option<PathBuf>,
        #[command(subcommand)]
        command: BankCommand,
    },
    /// Serve the small Discord alone, for any Discord library to connect to
    Local {
        /// The port on loopback
        #[arg(long, default_value_t = 8081)]
        port: u16,
        /// Write every request and its answer to this file, one JSON object a line
        #[arg(long, value_name = "FILE")]
        record: Option<PathBuf>,
    },
    /// Keep the database: migrate, back up, restore, copy, recount, verify
    Store {
        #[command(subcommand)]
        command: store::StoreCommand,
    },
    /// Examine everything that the bot stands on; exits with 0 (well), 1 (warnings) or 2 (problems)
    Doctor(doctor::Options),
    /// Print the link by which a server takes the bot in, with the least permissions that it needs
    Invite {
        /// The application's id, from the Developer Portal (that of the token)
        #[arg(long, value_name = "ID")]
        application: Option<u64>,
    },
    /// Look at the settings
    Config {
        #[command(subcommand)]
        command: config::ConfigCommand,
    },
}

/// Does what the arguments ask for.
///
/// # Errors
/// Whatever kept it from doing so, in words for the operator.
pub fn main() -> anyhow::Result<ExitCode> {
    let cli = Cli::parse();
    match cli.command {
        Command::Run { starting_at } => {
            let config = Config::read(cli.config.as_deref())?;
            log(&config.log)?;
            runtime()?.block_on(run(config, starting_at))?;
        }
        Command::Playground(options) => {
            let config = Config::read(cli.config.as_deref())?;
            log(&config.log)?;
            runtime()?.block_on(playground::playground(config, options, stop()?))?;
        }
        Command::Bank { content, command } => {
            let input = std::io::stdin().lock();
            let well = command.run(content.as_deref(), input, &mut std::io::stdout().lock())?;
            return Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        Command::Local { port, record } => {
            log(&Config::read(cli.config.as_deref())?.log)?;
            runtime()?.block_on(local::serve(port, record))?;
        }
        Command::Store { command } => {
            let config = Config::read(cli.config.as_deref())?;
            log(&quiet(&config.log))?;
            return runtime()?.block_on(store::run(&config, &command));
        }
        Command::Doctor(options) => {
            let config = Config::read(cli.config.as_deref())?;
            log(&quiet(&config.log))?;
            return runtime()?.block_on(doctor::run(&config, &options));
        }
        Command::Invite { application } => {
            let config = Config::read(cli.config.as_deref())?;
            log(&quiet(&config.log))?;
            runtime()?.block_on(invite::print(&config, application))?;
        }
        Command::Config { command } => config::run(cli.config.as_deref(), &command)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().context("starting the runtime")
}

async fn run(config: Config, starting_at: Option<DateTime<Utc>>) -> anyhow::Result<()> {
    let stop = stop()?;
    let clock = starting_at.map_or_else(Clock::system, Clock::running_from);
    let connection = Connection::new(&token()?, config.discord.api_url.as_deref())?;
    let store = Store::open(&config.store.url).await?;
    let bank = bank(&config)?;
    let app = App::new(clock, store.clone(), Discord::new(&connection), bank, &config);
    opinions(&app, &config)?;
    if let Some(listen) = config.http.listen {
        http::serve(app.clone(), listen, stop.clone()).await?;
    }
    let reloading = tokio::spawn(reload_on_hangup(app.clone(), config.bank.dir.clone())?);
    let ended = bot::run(app, &connection, config.discord.read_replies, stop).await;
    reloading.abort();
    store.close().await;
    ended
}

/// Has the application ask for second opinions, if the settings name an endpoint.
///
/// # Errors
/// When the settings or the key are wrong.
pub fn opinions(app: &App, config: &Config) -> anyhow::Result<()> {
    let Some(opinions) = Opinions::new(&config.opinion, opinion_key()?)? else { return Ok(()) };
    tracing::info!(host = opinions.place().host, model = opinions.place().model, "second opinions are on");
    app.set_opinions(opinions);
    Ok(())
}

/// The bank that the settings name, or the one that is built in. What is wrong with single questions is logged; the others serve.
///
/// # Errors
/// When the folder has no sound question at all.
pub fn bank(config: &Config) -> anyhow::Result<Bank> {
    let bank = match &config.bank.dir {
        Some(dir) => match Bank::load(dir) {
            Ok(bank) => bank,
            Err(findings) => {
                let first = findings.iter().next().map(ToString::to_string).unwrap_or_default();
                anyhow::bail!(
                    "the bank in {} has no sound question; `viva bank check` says why. First: {first}",
                    dir.display()
                )
            }
        },
        None => Bank::embedded(),
    };
    for finding in bank.findings().iter() {
        tracing::warn!(%finding, "a question is left out");
    }
    anyhow::ensure!(!bank.questions().is_empty(), "the bank has no question");
    tracing::info!(questions = bank.questions().len(), "the bank is loaded");
    Ok(bank)
}

/// Reads the bank anew at each SIGHUP; one that is not sound leaves the old one in its place.
fn reload_on_hangup(app: App, dir: Option<PathBuf>) -> anyhow::Result<impl Future<Output = ()>> {
    let mut hangup =
        tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()).context("SIGHUP can't be caught")?;
    Ok(async move {
        while hangup.recv().await.is_some() {
            let Some(dir) = &dir else {
                tracing::warn!(
                    "the bank is the one that is built in: there is nothing to reload; see the setting bank.dir"
                );
                continue;
            };
            match reload::reload(&app, dir).await {
                Ok(questions) => tracing::info!(questions, "the bank is reloaded"),
                Err(error) => {
                    tracing::warn!(
                        error = format!("{error:#}"),
                        "the bank is not reloaded; the old one stays. `viva bank check` says more"
                    )
                }
            }
        }
    })
}

/// Cancelled by SIGTERM or ctrl-c.
fn stop() -> anyhow::Result<CancellationToken> {
    let stop = CancellationToken::new();
    let cancelled = stop.clone();
    std::thread::Builder::new().name("signals".into()).spawn(move || {
        let waiting = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let Ok(runtime) = waiting else { return };
        runtime.block_on(async {
            let mut terminate = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
                Ok(signal) => signal,
                Err(error) => return tracing::error!(%error, "SIGTERM can't be caught"),
            };
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            cancelled.cancel();
        });
    })?;
    Ok(stop)
}

/// What a command for people logs: what it has to say, it prints.
fn quiet(log: &Log) -> Log {
    Log { filter: std::env::var("VIVA_LOG").unwrap_or_else(|_| "error".to_owned()), ..log.clone() }
}

fn log(log: &Log) -> anyhow::Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_new(&log.filter)
        .with_context(|| format!("the setting log.filter is no filter: {:?}", log.filter))?;
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match log.format {
        LogFormat::Text => logs.init(),
        LogFormat::Json => logs.json().init(),
    }
    Ok(())
}
