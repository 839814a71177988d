//! `viva playground`: the local Discord, the bot, a demo team with a track, and a clock that is moved by hand.
//!
//! This is where the page, which knows only Discord's side, is handed what the bot knows: what is due ([`dues`](self)), what is in
//! its books ([`hood`]), and a week to play ([`week`]) by members who know how to [answer](answers). Where it all lies is [`home`]'s
//! business.

mod answers;
mod home;
mod hood;
mod week;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveTime, Utc, Weekday};
use chrono_tz::Tz;
use tokio_util::sync::CancellationToken;

use self::home::Home;
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
use crate::local::{self, Kept, Local, World};
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
    /// Keep the world in this folder, and go on with it next time
    #[arg(long, value_name = "DIR")]
    pub state: Option<PathBuf>,
    /// Make everything reproducible: the picks, what the team says, and the days, which then begin on Monday, 5 January 2026
    #[arg(long, value_name = "NUMBER")]
    pub seed: Option<u64>,
}

/// The seed where none is given.
const SEED: u64 = 1;

/// Runs the playground until `stop` is cancelled.
///
/// # Errors
/// When the port is taken, or the world can be kept nowhere.
pub async fn playground(config: Config, options: Options, stop: CancellationToken) -> anyhow::Result<()> {
    let home = Home::open(options.state.as_deref())?;
    let stage = Stage::set(&config, &options, &home).await?;
    let bot = tokio::spawn({
        let (app, connection, stop) = (stage.app.clone(), stage.connection.clone(), stop.clone());
        async move { bot::run(app, &connection, true, stop).await }
    });
    stage.local.bot_connected().await;
    if options.play_week {
        println!("{}", stage.week().play().await?);
    } else {
        let (address, serving) = page::serve(stage.page(), options.port).await?;
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
    team: Team,
    seed: u64,
    /// What the world is known by, if it is kept.
    name: Option<String>,
}

/// Who is there.
struct Team {
    guild: local::GuildId,
    organizer: local::UserId,
    /// Four, in the order in which they came.
    members: Vec<local::UserId>,
    token: String,
}

impl Team {
    fn of(world: &World) -> anyhow::Result<Team> {
        let guild = world.guilds.values().next().context("the world has no server")?;
        let bot = world.applications.values().next().context("the world has no bot")?;
        let person = |user: &local::UserId| *user != guild.owner && *user != bot.bot;
        let members = guild.members.keys().copied().filter(person).collect();
        Ok(Team { guild: guild.id, organizer: guild.owner, members, token: bot.token.clone() })
    }

    fn guild(&self) -> GuildId {
        GuildId(self.guild.get())
    }
}

impl Stage {
    async fn set(config: &Config, options: &Options, home: &Home) -> anyhow::Result<Stage> {
        let earlier = home.earlier(options.seed)?;
        let fresh = earlier.is_none();
        let kept = earlier.unwrap_or_else(|| begin(options.seed));
        let Kept { name, began, world, .. } = kept;
        let clock = Clock::manual(if fresh { began } else { world.now });
        let (team, seed) = (Team::of(&world)?, world.seed());
        let practice = world.channels.values().find(|channel| channel.name == "practice").map(|channel| channel.id);
        let served =
            local::Options { port: 0, clock: clock.clone(), record: options.record.clone(), rate_limits: false };
        let local = Local::start(served, world).await?;
        let file = home.world();
        let name = file.as_ref().map(|_| name);
        if let (Some(file), Some(name)) = (file, name.clone()) {
            local.keep(file, name, began).await?;
        }
        let connection = Connection::new(&team.token, Some(&local.url()))?;
        let store = Store::open(&home.store_url()).await?;
        let app = App::new(clock.clone(), store, Discord::new(&connection), crate::cli::bank(config)?, config);
        crate::cli::opinions(&app, config)?;
        // A track that somebody deleted does not come back.
        let id = TrackId::new(began, seed.into());
        if let (Some(practice), None) = (practice, app.store.track_even_deleted(&id).await?) {
            let organizer = UserId(team.organizer.get());
            app.store.add_track(&track(id, began, (team.guild(), ChannelId(practice.get()), organizer), seed)).await?;
        }
        Ok(Stage { local, clock, app, connection, team, seed, name })
    }

    fn week(&self) -> week::Week {
        week::Week {
            app: self.app.clone(),
            local: self.local.clone(),
            clock: self.clock.clone(),
            members: self.team.members.clone(),
            organizer: self.team.organizer,
            guild: self.team.guild(),
            seed: self.seed,
        }
    }

    fn page(&self) -> Page {
        let (app, guild) = (self.app.clone(), self.team.guild());
        let upcoming: page::Upcoming = Arc::new(move || {
            let app = app.clone();
            Box::pin(async move { dues(&app, guild).await })
        });
        let (app, local, server) = (self.app.clone(), self.local.clone(), self.team.guild);
        let hood: page::UnderTheHood = Arc::new(move || {
            let (app, local) = (app.clone(), local.clone());
            Box::pin(async move {
                let name = |user: UserId| match local::UserId::new_checked(user.0) {
                    Some(user) => local.with(|world| world.shown_name(Some(server), user)),
                    None => "nobody".to_owned(),
                };
                hood::books(&app, guild, name).await
            })
        });
        let played = self.week();
        let week: page::Scene = Arc::new(move || {
            let played = played.clone();
            Box::pin(async move { played.play().await })
        });
        let page = Page::new(self.local.clone(), self.clock.clone())
            .upcoming(upcoming)
            .under_the_hood(hood)
            .scene("Play a week", week);
        match &self.name {
            Some(name) => page.named(name.clone()),
            None => page,
        }
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

/// A new world. A seed fixes the days, too.
fn begin(seed: Option<u64>) -> Kept {
    let now = Clock::system().now();
    let began = match seed {
        Some(_) => morning(NaiveDate::from_ymd_opt(2026, 1, 5).expect("a date")),
        None => monday(now),
    };
    // Two worlds of one seed are still two: what a browser noted about one is not about the other.
    let name = ulid::Ulid::from_parts(now.timestamp_millis().max(0).unsigned_abs(), rand::random()).to_string();
    Kept::new(name, began, local::serve::demo(seed.unwrap_or(SEED), "Viva").world)
}

/// The Monday of that week, early enough to look around before the first question.
fn monday(now: DateTime<Utc>) -> DateTime<Utc> {
    let today = now.with_timezone(&ZONE).date_naive();
    let monday = today - Days::new(today.weekday().num_days_from_monday().into());
    morning(monday)
}

fn morning(day: NaiveDate) -> DateTime<Utc> {
    instant(day.and_time(NaiveTime::from_hms_opt(9, 25, 0).expect("a time of day")), ZONE)
}

fn track(id: TrackId, now: DateTime<Utc>, (guild, channel, owner): (GuildId, ChannelId, UserId), seed: u64) -> Track {
    let working_days = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
    let schedule = Schedule::daily(NaiveTime::from_hms_opt(9, 30, 0).expect("a time of day"), &working_days);
    let next_due = schedule.next(now, ZONE, &[]).unwrap_or_else(|| start_of(now.date_naive(), ZONE));
    Track {
        id,
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
        seed: i64::try_from(seed).unwrap_or(i64::MAX),
        created_by: owner,
        created_at: now,
    }
}
