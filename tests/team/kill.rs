//! The real process, killed at each step boundary and started again on the same database and the same Discord: one of everything,
//! and no reply lost.

use std::process::Stdio;
use std::time::Duration;

use crate::kit::time;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use viva::app::boundary;
use viva::clock::Clock;
use viva::domain::ids;
use viva::domain::reminder::Reminder;
use viva::domain::round::{Round, RoundState};
use viva::domain::track::{Mode, Track, TrackState};
use viva::local::serve::{Demo, demo};
use viva::local::{self, ChannelId, Local, MessageView, UserId};
use viva::store::Store;

const PATIENCE: Duration = Duration::from_secs(60);

/// One Friday of a track that asks at 09:30, reveals at 16:30 and tells the week at 17:00, all in UTC.
struct Friday {
    local: Local,
    clock: Clock,
    token: String,
    bot: UserId,
    practice: ChannelId,
    ada: UserId,
    ben: UserId,
    track: ids::TrackId,
    store: Store,
    url: String,
    /// The boundary at which the process is killed, once.
    kill_at: Option<&'static str>,
    _home: tempfile::TempDir,
}

impl Friday {
    async fn begin(kill_at: Option<&'static str>) -> Friday {
        let home = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", home.path().join("viva.db").display());
        let clock = Clock::manual(time("2026-03-06T09:00:00Z"));
        let Demo { world, bot, guild, owner, members, practice, .. } = demo(1, "Viva");
        let options = local::Options { port: 0, clock: clock.clone(), record: None, rate_limits: false };
        let local = Local::start(options, world).await.expect("the local Discord starts");
        let store = Store::open(&url).await.expect("the store opens");
        let track = track(ids::GuildId(guild.get()), ids::ChannelId(practice.get()), ids::UserId(owner.get()));
        store.add_track(&track).await.expect("the track is saved");
        let ada = ids::UserId(members[0].get());
        store.add_card(ada, "backpressure", clock.now()).await.expect("the card is saved");
        store.set_reminder(&reminder(ada, track.guild)).await.expect("the reminder is saved");
        Friday {
            local,
            clock,
            token: bot.token,
            bot: bot.user_id,
            practice,
            ada: members[0],
            ben: members[1],
            track: track.id,
            store,
            url,
            kill_at,
            _home: home,
        }
    }

    /// Runs the process from that time on until the round is so far; if it reaches the boundary on the way, it is killed there, Ben
    /// replies meanwhile, and it is started again.
    async fn runs(&mut self, from: &str, until: impl AsyncFn(&Friday) -> bool) {
        self.clock.set(time(from));
        let mut process = self.process(from, self.kill_at);
        let mut lines = BufReader::new(process.stderr.take().expect("piped")).lines();
        let deadline = tokio::time::Instant::now() + PATIENCE;
        let mut log = String::new();
        while !until(self).await {
            assert!(tokio::time::Instant::now() < deadline, "the process did not come so far:\n{log}");
            // The database says how far it is, and has no way to call; looking every few milliseconds is cheap.
            let Ok(line) = tokio::time::timeout(Duration::from_millis(20), lines.next_line()).await else { continue };
            let Some(line) = line.expect("the log can be read") else { panic!("the process ended:\n{log}") };
            log.push_str(&line);
            log.push('\n');
            if self.kill_at.is_some_and(|name| line == format!("paused at {name}")) {
                self.kill_at = None;
                process.start_kill().expect("it can be killed");
                process.wait().await.expect("it is gone");
                self.reply_meanwhile().await;
                process = self.process(from, None);
                lines = BufReader::new(process.stderr.take().expect("piped")).lines();
            }
        }
        terminate(&mut process).await;
    }

    fn process(&self, from: &str, pause_at: Option<&str>) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_viva"));
        command
            .args(["run", "--starting-at", from])
            .env("DISCORD_TOKEN", &self.token)
            .env("VIVA_DISCORD_API_URL", self.local.url())
            .env("VIVA_STORE_URL", &self.url)
            .env("VIVA_LOG", "info,serenity=error")
            .env_remove("VIVA_PAUSE_AT")
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        if let Some(name) = pause_at {
            command.env("VIVA_PAUSE_AT", name);
        }
        command.spawn().expect("the program starts")
    }

    /// While nobody listens, Ben replies in the thread, if there is one that is open.
    async fn reply_meanwhile(&self) {
        let Some(round) = self.round().await else { return };
        if let (Some(thread), None) = (self.thread(), round.closed_at) {
            self.local
                .say(self.ben, thread, "It calls back when the poll phase finds something.")
                .expect("Ben may reply");
        }
    }

    fn thread(&self) -> Option<ChannelId> {
        self.of_bot(self.practice).iter().find_map(|message| message.thread)
    }

    async fn round(&self) -> Option<Round> {
        self.store.rounds_of_track(&self.track, 1, None).await.expect("the rounds can be read").pop()
    }

    async fn is(&self, state: RoundState) -> bool {
        self.round().await.is_some_and(|round| round.state == state)
    }

    fn of_bot(&self, channel: ChannelId) -> Vec<MessageView> {
        let said = |message: &MessageView| message.author.id == self.bot && matches!(message.kind, 0 | 19);
        self.local.messages(channel, None).into_iter().filter(said).collect()
    }

    /// Lives the whole Friday, and finds one of everything.
    async fn lives(mut self) {
        self.runs("2026-03-06T09:30:05Z", async |day| day.is(RoundState::Asked).await && day.reminded().await).await;
        let thread = self.thread().expect("the round has a thread");
        // Nobody listens now; both are fetched at the next start, and Ada's edit with them.
        let reply = self.local.say(self.ada, thread, "Callbacks run in faces").expect("Ada may reply");
        self.local.edit(self.ada, reply, "Callbacks run in phases: timers, poll, check.").expect("Ada may edit");
        self.local.say(self.ben, thread, "What she says.").expect("Ben may reply");
        self.runs("2026-03-06T16:30:05Z", async |day| day.is(RoundState::Revealed).await).await;
        self.runs("2026-03-06T17:00:05Z", async |day| day.recapped().await).await;
        self.runs("2026-03-07T17:00:00Z", async |day| day.is(RoundState::Settled).await).await;
        assert_eq!(self.kill_at, None, "the process never came to the boundary");
        self.one_of_everything(thread).await;
    }

    async fn reminded(&self) -> bool {
        let reminder = self.store.reminder(ids::UserId(self.ada.get())).await.expect("the reminder can be read");
        reminder.is_some_and(|reminder| reminder.next_due > Some(time("2026-03-06T09:30:00Z")))
    }

    async fn recapped(&self) -> bool {
        // Frozen first, posted then: asked in this order, neither can slip between.
        let frozen =
            self.store.recap(&self.track, time("2026-03-06T17:00:00Z")).await.is_ok_and(|recap| recap.is_some());
        frozen && self.store.unposted_recaps().await.is_ok_and(|left| left.is_empty())
    }

    async fn one_of_everything(&self, thread: ChannelId) {
        let posts = self.of_bot(self.practice);
        let with = |text: &str| posts.iter().filter(|post| post.text().contains(text)).count();
        assert_eq!(with("Round 1 · Daily"), 1, "one question");
        assert_eq!(
            with("Recap 2026-02-28"),
            1,
            "one recap: {:#?}",
            posts.iter().map(MessageView::text).collect::<Vec<_>>()
        );
        assert_eq!(posts.len(), 2, "and nothing else");
        let told = self.of_bot(self.local.with(|world| world.direct_channel(self.ada, self.bot)));
        assert_eq!(told.len(), 1, "one reminder");
        assert!(posts[0].text().contains("Revealed"), "the question is marked: {}", posts[0].text());
        assert_eq!(
            self.local.with(|world| world
                .channels
                .values()
                .filter(|channel| channel.parent_id == Some(self.practice))
                .count()),
            1
        );

        let reveal: Vec<String> = self.of_bot(thread).iter().map(MessageView::text).collect();
        let parts = reveal.len();
        assert!(parts > 0);
        for part in 1..=parts {
            let mark = format!("Round 1 · reveal {part} of {parts}");
            assert_eq!(
                reveal.iter().filter(|text| text.contains(&mark)).count(),
                1,
                "one part {part} of {parts}: {reveal:#?}"
            );
        }

        let round = self.round().await.expect("the round is there");
        assert_eq!(round.settle_at.is_some(), round.state == RoundState::Settled);
        let mut said: Vec<String> = Vec::new();
        for message in self
            .local
            .messages(thread, None)
            .into_iter()
            .filter(|message| message.author.id != self.bot && message.kind == 0)
        {
            said.push(message.content);
        }
        let answers = self.store.answers(&round).await.expect("the answers can be read");
        let mut kept: Vec<String> = answers
            .iter()
            .filter(|answer| !answer.late)
            .flat_map(|answer| &answer.parts)
            .map(|part| part.text.clone())
            .collect();
        said.sort();
        kept.sort();
        assert_eq!(kept, said, "every reply is kept, as it was last edited");
        let entries = self.store.entries_of(&format!("round:{}", round.id)).await.expect("the ledger can be read");
        let board = self.store.board(round.guild, None, None, None).await.expect("the board can be read");
        assert_eq!(
            board.iter().map(|(_, points, _)| points).sum::<i64>(),
            entries.iter().map(|entry| i64::from(entry.points)).sum::<i64>()
        );
        assert_eq!(board.len(), 2, "both have points");
    }
}

async fn terminate(process: &mut Child) {
    let id = process.id().expect("it runs");
    let signalled = Command::new("kill").args(["-TERM", &id.to_string()]).status().await.expect("kill is there");
    assert!(signalled.success());
    let ended = tokio::time::timeout(PATIENCE, process.wait()).await.expect("it stops soon").expect("it stops");
    assert!(ended.success(), "it stops in order: {ended}");
}

/// On working days at 09:30, as the track.
fn reminder(user: ids::UserId, guild: ids::GuildId) -> Reminder {
    Reminder {
        user,
        guild,
        schedule: "30 9 * * 1-5".into(),
        zone: chrono_tz::Tz::UTC,
        set_at: time("2026-03-06T09:00:00Z"),
        next_due: Some(time("2026-03-06T09:30:00Z")),
        closed_at: None,
    }
}

fn track(guild: ids::GuildId, channel: ids::ChannelId, owner: ids::UserId) -> Track {
    Track {
        id: ids::TrackId("01TRACK".into()),
        guild,
        channel,
        name: "Daily".into(),
        schedule: "30 9 * * 5".into(),
        zone: chrono_tz::Tz::UTC,
        topics: vec!["event-loop".into()],
        levels: Vec::new(),
        mode: Mode::Open,
        reveal_after: 7 * 60,
        catch_up: 180,
        ping: None,
        days_off: Vec::new(),
        recap_day: Some(chrono::Weekday::Fri),
        state: TrackState::Active,
        next_due: time("2026-03-06T09:30:00Z"),
        next_recap: Some(time("2026-03-06T17:00:00Z")),
        seed: 1,
        created_by: owner,
        created_at: time("2026-03-01T00:00:00Z"),
    }
}

#[tokio::test]
async fn a_friday_without_a_crash() {
    Friday::begin(None).await.lives().await;
}

macro_rules! killed_at {
    ($($test:ident: $boundary:ident),+ $(,)?) => {
        $(
            #[tokio::test]
            async fn $test() {
                Friday::begin(Some(boundary::$boundary.0)).await.lives().await;
            }
        )+

        #[test]
        fn every_boundary_has_its_test() {
            assert_eq!([$(boundary::$boundary),+], boundary::ALL);
        }
    };
}

killed_at! {
    killed_after_the_claim: ASK_CLAIMED,
    killed_after_the_post: ASK_SENT,
    killed_after_the_post_is_recorded: ASK_RECORDED,
    killed_after_the_thread: THREAD_OPENED,
    killed_after_the_thread_is_recorded: THREAD_RECORDED,
    killed_after_the_answers_are_closed: REVEAL_CLOSED,
    killed_after_the_grading: REVEAL_GRADED,
    killed_after_a_part_of_the_reveal: REVEAL_SENT,
    killed_after_a_part_of_the_reveal_is_recorded: REVEAL_RECORDED,
    killed_after_the_post_is_marked: REVEAL_MARKED,
    killed_after_the_last_points: SETTLE_SCORED,
    killed_after_the_recap_is_frozen: RECAP_FROZEN,
    killed_after_the_recap: RECAP_SENT,
    killed_after_the_recap_is_recorded: RECAP_RECORDED,
    killed_after_the_reminder: REMIND_SENT,
    killed_after_the_reminder_is_recorded: REMIND_RECORDED,
}
