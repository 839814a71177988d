//! `viva playground`: the local Discord, the bot, a demo team with a track, and a clock that is moved by hand.
//!
//! This is where the page, which knows only Discord's side, is handed what the bot knows: what is due ([`dues`](self)), what is in
//! its books ([`hood`]), and a week to play ([`week`]).

mod hood;
mod week;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use chrono::{DateTime, Datelike as _, Days, NaiveTime, Utc, Weekday};
use chrono_tz::Tz;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::app::upcoming::upcoming;
use crate::bot;
use crate::clock::Clock;
use crate::config::Config;
use crate::discord::{Connection, Discord};
use crate::domain::board::start_of;
use crate::domain::ids::{ChannelId, GuildId, TrackId, UserId};
use crate::domain::recap::next_recap;
use crate::domain::schedule::{Schedule, instant};
use crate::domain::track::{Mode, Track, TrackState};
use crate::local::page::{self, Page};
use crate::local::{self, Local};
use crate::store::Store;

/// The zone in which the demo team works.
const ZONE: Tz = Tz::Europe__Berlin;

/// What `viva playground` takes.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// The page's port on loopback
    #[arg(long, default_value_t = 8080)]
    pub port: u16,
    /// Write every request that the bot makes, and its answer, to this file, one JSON object a line
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,
    /// Play a week at once, and end, in the place of the page
    #[arg(long)]
    pub play_week: bool,
    /// Makes the demo team's picks reproducible
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// Runs the playground until `stop` is cancelled.
///
/// # Errors
/// When the port is taken, or no temporary folder can be made.
pub async fn playground(config: Config, options: Options, stop: CancellationToken) -> anyhow::Result<()> {
    let home =
        tempfile::Builder::new().prefix("viva-playground-").tempdir().context("making a folder for the playground")?;
    let stage = Stage::set(&config, &options, &format!("sqlite://{}", home.path().join("viva.db").display())).await?;
    let bot = tokio::spawn({
        let (app, connection, stop) = (stage.app.clone(), stage.connection.clone(), stop.clone());
        async move { bot::run(app, &connection, true, stop).await }
    });
    stage.local.bot_connected().await;
    if options.play_week {
        println!("{}", stage.week(options.seed).play().await?);
    } else {
        let (address, serving) = page::serve(stage.page(options.seed), options.port).await?;
        println!("The playground is open at http://{address}");
        match stage.app.opinions() {
            None => println!("It is a small Discord of its own; nothing leaves this machine. Ctrl-C closes it."),
            Some(opinions) => println!(
                "It is a small Discord of its own; only second opinions are asked of {}. Ctrl-C closes it.",
                opinions.place().host
            ),
        }
        tokio::select! {
            served = serving => served?,
            () = stop.cancelled() => {}
        }
    }
    stop.cancel();
    bot.await??;
    stage.local.stop().await;
    stage.app.store.close().await;
    Ok(())
}

/// Everything that the playground is made of.
struct Stage {
    local: Local,
    clock: Clock,
    app: App,
    connection: Connection,
    guild: GuildId,
    members: Vec<local::UserId>,
    organizer: local::UserId,
}

impl Stage {
    async fn set(config: &Config, options: &Options, store_url: &str) -> anyhow::Result<Stage> {
        let start = monday(Clock::system().now());
        let clock = Clock::manual(start);
        let demo = local::serve::demo(options.seed, "Viva");
        let guild = GuildId(demo.guild.get());
        let track = track(options, start, guild, ChannelId(demo.practice.get()), UserId(demo.owner.get()));
        let members = demo.members.clone();
        let served =
            local::Options { port: 0, clock: clock.clone(), record: options.record.clone(), rate_limits: false };
        let local = Local::start(served, demo.world).await?;
        let connection = Connection::new(&demo.bot.token, Some(&local.url()))?;
        let store = Store::open(store_url).await?;
        let app = App::new(clock.clone(), store, Discord::new(&connection), crate::cli::bank(config)?, config);
        crate::cli::opinions(&app, config)?;
        app.store.add_track(&track).await?;
        Ok(Stage { local, clock, app, connection, guild, members, organizer: demo.owner })
    }

    fn week(&self, seed: u64) -> week::Week {
        week::Week {
            app: self.app.clone(),
            local: self.local.clone(),
            clock: self.clock.clone(),
            members: self.members.clone(),
            organizer: self.organizer,
            guild: self.guild,
            seed,
        }
    }

    fn page(&self, seed: u64) -> Page {
        let (app, guild) = (self.app.clone(), self.guild);
        let upcoming: page::Upcoming = Arc::new(move || {
            let app = app.clone();
            Box::pin(async move { dues(&app, guild).await })
        });
        let app = self.app.clone();
        let hood: page::UnderTheHood = Arc::new(move || {
            let app = app.clone();
            Box::pin(async move { hood::books(&app, guild).await })
        });
        let played = self.week(seed);
        let week: page::Scene = Arc::new(move || {
            let played = played.clone();
            Box::pin(async move { played.play().await })
        });
        Page::new(self.local.clone(), self.clock.clone())
            .upcoming(upcoming)
            .under_the_hood(hood)
            .scene("Play a week", week)
    }
}

async fn dues(app: &App, guild: GuildId) -> Vec<page::Due> {
    match upcoming(app, guild).await {
        Ok(dues) => dues.into_iter().map(|due| page::Due { what: due.what, at: due.at }).collect(),
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "what is due could not be read");
            Vec::new()
        }
    }
}

/// The Monday of that week, early enough to look around before the first question.
fn monday(now: DateTime<Utc>) -> DateTime<Utc> {
    let today = now.with_timezone(&ZONE).date_naive();
    let monday = today - Days::new(today.weekday().num_days_from_monday().into());
    instant(monday.and_time(NaiveTime::from_hms_opt(9, 25, 0).expect("a time of day")), ZONE)
}

fn track(options: &Options, now: DateTime<Utc>, guild: GuildId, channel: ChannelId, owner: UserId) -> Track {
    let working_days = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
    let schedule = Schedule::daily(NaiveTime::from_hms_opt(9, 30, 0).expect("a time of day"), &working_days);
    let next_due = schedule.next(now, ZONE, &[]).unwrap_or_else(|| start_of(now.date_naive(), ZONE));
    Track {
        id: TrackId::new(now, options.seed.into()),
        guild,
        channel,
        name: "Daily practice".to_owned(),
        schedule: schedule.to_string(),
        zone: ZONE,
        topics: Vec::new(),
        levels: Vec::new(),
        mode: Mode::Open,
        reveal_after: 7 * 60,
        catch_up: 180,
        ping: None,
        days_off: Vec::new(),
        recap_day: Some(Weekday::Fri),
        state: TrackState::Active,
        next_due,
        next_recap: Some(next_recap(now, Weekday::Fri, ZONE)),
        seed: i64::try_from(options.seed).unwrap_or(i64::MAX),
        created_by: owner,
        created_at: now,
    }
}
