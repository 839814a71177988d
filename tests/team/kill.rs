//! The real process, killed at each step boundary and started again on the same database and the same Discord: one of everything,
//! and no reply lost.

use std::ops::Deref;

use crate::kit::{Process, Remote, time};
use viva::app::boundary::{self, Boundary};
use viva::domain::ids;
use viva::domain::reminder::Reminder;
use viva::domain::round::{Round, RoundState};
use viva::domain::track::{Mode, Track, TrackState};
use viva::local::{ChannelId, MessageView};

/// One Friday of a track that asks at 09:30, reveals at 16:30 and tells the week at 17:00, all in UTC.
struct Friday {
    team: Remote,
    track: ids::TrackId,
    /// The boundary at which the process is killed, once.
    kill_at: Option<Boundary>,
}

impl Deref for Friday {
    type Target = Remote;

    fn deref(&self) -> &Remote {
        &self.team
    }
}

impl Friday {
    async fn begin(kill_at: Option<Boundary>) -> Friday {
        let team = Remote::begin("2026-03-06T09:00:00Z").await;
        let track = track(team.guild, ids::ChannelId(team.practice.get()), ids::UserId(team.olga.get()));
        team.store.add_track(&track).await.expect("the track is saved");
        let ada = ids::UserId(team.ada.get());
        team.store.add_card(ada, "backpressure", team.clock.now()).await.expect("the card is saved");
        team.store.set_reminder(&reminder(ada, track.guild)).await.expect("the reminder is saved");
        Friday { team, track: track.id, kill_at }
    }

    /// Runs the process from that time on until the round is so far; if it reaches the boundary on the way, it is killed there, Ben
    /// replies meanwhile, and it is started again.
    async fn runs(&mut self, from: &str, until: impl AsyncFn(&Friday) -> bool) {
        self.clock.set(time(from));
        let mut process = self.process(from);
        if let Some(boundary) = self.kill_at
            && process.pauses_at(boundary, async || until(self).await).await
        {
            process.kill().await;
            self.kill_at = None;
            self.reply_meanwhile().await;
            process = self.process(from);
        }
        process.gets("what this part of the day is for", async || until(self).await).await;
        process.stop().await;
    }

    fn process(&self, from: &str) -> Process {
        let pause: Vec<(&str, &str)> = self.kill_at.iter().map(|boundary| ("VIVA_PAUSE_AT", boundary.0)).collect();
        self.team.runs(from, &pause)
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
                Friday::begin(Some(boundary::$boundary)).await.lives().await;
            }
        )+

        /// The boundaries at which this file kills the process.
        pub const KILLED_AT: &[Boundary] = &[$(boundary::$boundary),+];
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
