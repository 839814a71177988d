//! `viva playground`: the local Discord, the bot, a demo team with a track, and a clock that is moved by hand.

use std::path::PathBuf;

use anyhow::Context as _;
use chrono::{DateTime, Datelike as _, Days, NaiveTime, Utc, Weekday};
use chrono_tz::Tz;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::bot;
use crate::clock::Clock;
use crate::config::Config;
use crate::discord::{Connection, Discord};
use crate::domain::board::start_of;
use crate::domain::ids::{ChannelId, GuildId, TrackId, UserId};
use crate::domain::recap::next_recap;
use crate::domain::schedule::{Schedule, instant};
use crate::domain::track::{Mode, Track, TrackState};
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
    /// Makes the demo team's picks reproducible
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// Runs the playground until `stop` is cancelled.
pub async fn playground(config: Config, options: Options, stop: CancellationToken) -> anyhow::Result<()> {
    let start = monday(Clock::system().now());
    let clock = Clock::manual(start);
    let demo = local::serve::demo(options.seed, "Viva");
    let world = demo.world;
    let served = local::Options { port: 0, clock: clock.clone(), record: options.record.clone(), rate_limits: false };
    let local = Local::start(served, world).await?;
    let connection = Connection::new(&demo.bot.token, Some(&local.url()))?;
    let home =
        tempfile::Builder::new().prefix("viva-playground-").tempdir().context("making a folder for the playground")?;
    let store = Store::open(&format!("sqlite://{}", home.path().join("viva.db").display())).await?;
    let app = App::new(clock.clone(), store.clone(), Discord::new(&connection), crate::cli::bank(&config)?, &config);
    let guild = GuildId(demo.guild.get());
    app.store
        .add_track(&track(&options, start, guild, ChannelId(demo.practice.get()), UserId(demo.owner.get())))
        .await?;
    let bot = tokio::spawn({
        let (app, stop) = (app.clone(), stop.clone());
        async move { bot::run(app, &connection, true, stop).await }
    });
    local.bot_connected().await;
    stop.cancelled().await;
    bot.await??;
    local.stop().await;
    store.close().await;
    Ok(())
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
