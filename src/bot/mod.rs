//! Incoming: the gateway's events, slash commands, buttons and forms. Each is parsed, handed to one use case, and answered with what
//! that returns.

mod answer;
mod commands;
mod events;
mod mock;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use serenity::all::{ClientBuilder, GatewayIntents, GuildId, ShardId};
use serenity::gateway::{ConnectionStage, ShardManager};
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::{App, tick};
use crate::discord::Connection;

/// How long a stop waits for what is in flight.
const GRACE: Duration = Duration::from_secs(15);

/// What the framework hands to every handler.
pub struct Data {
    app: App,
    /// What is in flight, so that a stop can wait for it.
    work: TaskTracker,
    /// Held while somebody is told something aside.
    telling: Mutex<()>,
}

/// Connects and works until `stop` is cancelled; then finishes what is in flight.
///
/// # Errors
/// When Discord can't be reached at all, or refuses the token.
pub async fn run(app: App, connection: &Connection, read_replies: bool, stop: CancellationToken) -> anyhow::Result<()> {
    let application = app.discord.application().await.context(
        "Discord does not know the bot: check DISCORD_TOKEN (it changes when the token is reset on the Developer Portal), \
         and whether Discord can be reached",
    )?;
    let replies = read_replies && application.message_content;
    app.set_replies(replies);
    match (read_replies, replies) {
        (true, false) => tracing::warn!(
            "the Message Content intent is off, so replies in threads are not collected: members answer with the Answer button. \
             To collect replies, switch it on in the Developer Portal, page Bot"
        ),
        _ => tracing::info!(bot.name = application.name, replies, "connecting"),
    }
    let mut intents = GatewayIntents::GUILDS | GatewayIntents::GUILD_MESSAGES;
    if replies {
        intents |= GatewayIntents::MESSAGE_CONTENT;
    }
    let work = TaskTracker::new();
    let data = Arc::new(Data { app: app.clone(), work: work.clone(), telling: Mutex::default() });
    let mut client = ClientBuilder::new_with_http(connection.http(), intents)
        .framework(framework(data))
        .raw_event_handler(events::Unknown)
        .await
        .context("preparing the gateway client")?;
    let shards = client.shard_manager.clone();
    let ticker = tokio::spawn({
        let (app, stop) = (app.clone(), stop.clone());
        async move { tick::run(&app, &stop).await }
    });
    tokio::spawn(watch(shards.clone(), app.clone(), stop.clone()));
    let gateway = tokio::spawn(async move { client.start_autosharded().await });
    let ended = tokio::select! {
        () = stop.cancelled() => Ok(()),
        ended = gateway => match ended {
            Ok(Ok(())) => Err(anyhow::anyhow!("the gateway connection ended")),
            Ok(Err(error)) => Err(anyhow::Error::new(error).context("the gateway connection failed")),
            Err(error) => Err(error.into()),
        },
    };
    stop.cancel();
    if let Some(opinions) = app.opinions() {
        opinions.stop();
    }
    wind_down(&shards, ticker, &work).await;
    ended
}

/// Notes how the gateway is doing, every second: the library tells nobody when a connection is lost.
async fn watch(shards: Arc<ShardManager>, app: App, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let runners: Vec<_> =
            shards.runners.lock().await.values().map(|runner| (runner.stage, runner.latency)).collect();
        let connected = runners.iter().filter(|(stage, _)| *stage == ConnectionStage::Connected).count();
        let latency = runners.iter().filter_map(|(_, latency)| *latency).max();
        app.pulse.gateway(runners.len(), connected, latency);
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
            () = stop.cancelled() => {}
        }
    }
    app.pulse.gateway(0, 0, None);
}

/// The slash commands as they are registered, in Discord's own form.
pub fn commands() -> Vec<serde_json::Value> {
    let built = poise::builtins::create_application_commands(&commands::all());
    built.iter().filter_map(|command| serde_json::to_value(command).ok()).collect()
}

async fn wind_down(shards: &ShardManager, ticker: tokio::task::JoinHandle<()>, work: &TaskTracker) {
    tracing::info!("stopping: no new events, finishing what is in flight");
    shut_down(shards).await;
    work.close();
    let finished = tokio::time::timeout(GRACE, async {
        let _ = ticker.await;
        work.wait().await;
    });
    match finished.await {
        Ok(()) => tracing::info!("stopped"),
        Err(_) => tracing::warn!("stopped before everything was finished; the rest is taken up at the next start"),
    }
}

/// Closes the connections. After a session that had to begin anew, serenity has the word that a shard is gone once too often, takes
/// it for the answer to the next shutdown, and leaves that shard running; so what is left over is taken first.
async fn shut_down(shards: &ShardManager) {
    const NONE: ShardId = ShardId(u32::MAX);
    while tokio::time::timeout(Duration::from_millis(20), shards.shutdown(NONE, 1000)).await.is_ok() {}
    shards.shutdown_all().await;
}

fn framework(data: Arc<Data>) -> poise::Framework<Arc<Data>, anyhow::Error> {
    let options = poise::FrameworkOptions {
        commands: commands::all(),
        on_error: |error| Box::pin(answer::failed(error)),
        event_handler: |framework, event| Box::pin(events::handle(framework.user_data, event)),
        ..poise::FrameworkOptions::default()
    };
    poise::Framework::builder()
        .options(options)
        .initialize_owners(false)
        .setup(move |ctx, ready, framework| {
            Box::pin(async move {
                tracing::info!(bot.name = ready.user.name, guilds = ready.guilds.len(), "ready");
                let commands = poise::builtins::create_application_commands(&framework.options().commands);
                tokio::spawn(register(ctx.clone(), commands));
                Ok(data)
            })
        })
        .build()
}

/// Registers the commands, however often that takes: the rounds run without them meanwhile.
async fn register(ctx: serenity::all::Context, commands: Vec<serenity::all::CreateCommand>) {
    let mut pause = Duration::from_secs(2);
    while let Err(error) = serenity::all::Command::set_global_commands(&ctx.http, commands.clone()).await {
        tracing::error!(%error, "the commands could not be registered; trying again");
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(Duration::from_secs(300));
    }
    tracing::info!(commands = commands.len(), "registered the commands");
}

/// Discord's id of a guild as ours.
fn guild(id: Option<GuildId>) -> Option<crate::domain::ids::GuildId> {
    id.map(Into::into)
}
