//! The real process, killed in the middle of a quiz together and of a mock, and started again: one of each message, and neither a
//! pick nor an answer lost.

use std::cell::Cell;
use std::ops::Deref;

use chrono::TimeDelta;
use viva::app::boundary::{self, Boundary};
use viva::bank::Bank;
use viva::domain::mock::{Mock, MockState};
use viva::domain::quiz::Quiz;
use viva::local::{ChannelId, InteractionId, MessageId, MessageView, Outcome, UserId};

use crate::kill;
use crate::kit::{Process, Remote, id_of, letters_in, says, time};

/// The boundaries at which this file kills the process.
const KILLED_AT: &[Boundary] = &[boundary::QUIZ_SENT, boundary::MOCK_SENT];

#[test]
fn every_boundary_has_its_test() {
    assert_eq!([kill::KILLED_AT, KILLED_AT].concat(), boundary::ALL);
}

/// A quiz of two questions together, at six in the evening.
struct Evening {
    team: Remote,
    bank: Bank,
    /// The post after which the process is killed, before it is recorded.
    killed_after: &'static str,
}

impl Deref for Evening {
    type Target = Remote;

    fn deref(&self) -> &Remote {
        &self.team
    }
}

impl Evening {
    async fn begin(killed_after: &'static str) -> Evening {
        let team = Remote::begin("2026-03-06T18:00:00Z").await;
        Evening { team, bank: Bank::embedded(), killed_after }
    }

    /// Starts the process at that time; it pauses once the post is sent, if that is the one after which it is killed.
    async fn starts(&self, from: &str, post: &str) -> Process {
        self.clock.set(time(from));
        let pause = self.is_killed_after(post).then_some(("VIVA_PAUSE_AT", boundary::QUIZ_SENT.0));
        let mut process = self.team.runs(from, pause.as_slice());
        process.says("registered the commands").await;
        process
    }

    fn is_killed_after(&self, post: &str) -> bool {
        self.killed_after == post
    }

    /// Waits until the post is recorded; kills the process between, if it is the one, and goes on with another. `meanwhile` nobody
    /// listens.
    async fn posts(&self, mut process: Process, post: &str, meanwhile: impl AsyncFn()) -> Process {
        if self.is_killed_after(post) {
            assert!(process.pauses_at(boundary::QUIZ_SENT, async || false).await);
            process.kill().await;
            meanwhile().await;
            let from = self.clock.now().format("%FT%TZ").to_string();
            process = self.team.runs(&from, &[]);
            process.says("registered the commands").await;
        }
        process.gets(post, async || self.is_recorded(post).await).await;
        process
    }

    async fn is_recorded(&self, post: &str) -> bool {
        let steps = self.store.deliveries_of("quiz:").await.expect("the store has deliveries");
        steps.iter().any(|step| step.step.ends_with(&format!(":{post}")) && step.message.is_some())
    }

    async fn quiz(&self) -> Option<Quiz> {
        self.store.running_quizzes(self.guild).await.expect("the store has quizzes").pop()
    }

    /// The one post of the bot's that says so.
    fn post(&self, text: &str) -> MessageView {
        let posts = self.of_bot(self.practice);
        let found: Vec<&MessageView> = posts.iter().filter(|post| post.text().contains(text)).collect();
        let [post] = found[..] else {
            panic!("not one {text:?}, but: {:#?}", posts.iter().map(MessageView::text).collect::<Vec<_>>())
        };
        post.clone()
    }

    /// The question is posted; Ada picks what is right, and Ben what is wrong. If the process is killed there, Ada has picked before
    /// that, and Ben presses while nobody listens, which Discord tells him, and then once more.
    async fn asks(&self, from: &str, number: u8) {
        let step = format!("question:{number}");
        let mut process = self.starts(from, &step).await;
        let text = format!("Question {number} of 2");
        let post = || self.post(&text);
        let there = async || self.of_bot(self.practice).iter().any(|post| post.text().contains(&text));
        let picks = async |who: UserId, right: bool| {
            let post = post();
            let (yes, no) = letters_in(&self.bank, &post);
            let letter = if right { yes } else { no };
            says(&self.answered(self.presses(who, &post, &letter)).await, &format!("You picked **{letter}**"));
        };
        if self.is_killed_after(&step) {
            process.gets("the post stands", there).await;
            picks(self.ada, true).await;
        }
        process = self
            .posts(process, &step, async || {
                let wrong = letters_in(&self.bank, &post()).1;
                let pressed = self.presses(self.ben, &post(), &wrong);
                self.clock.advance(TimeDelta::seconds(4));
                assert!(matches!(self.local.final_outcome(pressed).await, Outcome::Failed(_)), "nobody listens");
            })
            .await;
        if !self.is_killed_after(&step) {
            picks(self.ada, true).await;
        }
        picks(self.ben, false).await;
        process.stop().await;
    }

    /// Lives the whole evening, and finds one of everything.
    async fn lives(self) {
        let process = self.starts("2026-03-06T18:00:00Z", "open").await;
        self.commands(self.ada, "/quiz start players:together count:2 topic:streams level:mid");
        self.posts(process, "open", async || {}).await.stop().await;
        let quiz = self.quiz().await.expect("it runs");
        self.asks("2026-03-06T18:00:30Z", 1).await;

        let mut process = self.starts("2026-03-06T18:01:30Z", "the first result").await;
        let closed = async || {
            let questions = self.store.quiz_questions(&quiz.id).await.expect("the store has questions");
            questions[0].closed_at.is_some() && self.post("Question 1 of 2").text().contains(", closed: ")
        };
        process.gets("the first question is closed", closed).await;
        process.stop().await;
        self.asks("2026-03-06T18:02:00Z", 2).await;

        let process = self.starts("2026-03-06T18:03:00Z", "board").await;
        let mut process = self.posts(process, "board", async || {}).await;
        process.gets("the quiz is over", async || self.quiz().await.is_none()).await;
        process.stop().await;
        self.one_of_everything(&quiz).await;
    }

    async fn one_of_everything(&self, quiz: &Quiz) {
        says(&self.post("A quiz, together"), "It is over.");
        for number in [1, 2] {
            let closed = self.post(&format!("Question {number} of 2"));
            says(&closed, "*✅ right* · **50% (1 of 2)**");
            says(&closed, &format!("**Got it:** <@{}>", self.ada));
        }
        let board = self.post("The quiz's board");
        says(&board, "That was it: 2 questions.");
        says(&board, &format!("**1.** <@{}> · 2 of 2 right, 4 points", self.ada));
        says(&board, &format!("**2.** <@{}> · 0 of 2 right, 0 points", self.ben));
        assert_eq!(self.of_bot(self.practice).len(), 4, "and nothing else");

        assert_eq!(self.store.quiz_answers(&quiz.id).await.expect("the store has answers").len(), 4);
        let points = self.store.points_of(self.guild, id_of(self.ada)).await.expect("the store has a ledger");
        assert_eq!(points.iter().map(|row| row.points).collect::<Vec<_>>(), [2, 2]);
        for who in [self.ada, self.ben] {
            let rating = self.store.member_rating(self.guild, id_of(who)).await.expect("the store has ratings");
            assert_eq!(rating.expect("they played").1, 2, "each question is one game");
        }
        let cards = self.store.cards_of(id_of(self.ben)).await.expect("the store has cards");
        assert_eq!(cards.iter().map(|card| card.reviews).collect::<Vec<_>>(), [1, 1]);
        assert_eq!(self.store.verify().await.expect("the store can be checked"), []);
    }
}

#[tokio::test]
async fn a_quiz_killed_after_its_opening() {
    Evening::begin("open").await.lives().await;
}

#[tokio::test]
async fn a_quiz_killed_after_its_first_question() {
    Evening::begin("question:1").await.lives().await;
}

#[tokio::test]
async fn a_quiz_killed_after_its_last_question() {
    Evening::begin("question:2").await.lives().await;
}

#[tokio::test]
async fn a_quiz_killed_after_its_board() {
    Evening::begin("board").await.lives().await;
}

/// The time of all of a mock.
const AFTERNOON: &str = "2026-03-06T15:00:00Z";
/// The bank with *Tea for forty*.
const TEA: (&str, &str) = ("VIVA_BANK_DIR", "tests/kit/tea");

/// A stage, by its heading, and what Ada answers to it.
#[derive(Clone, Copy)]
struct Stage(&'static str, &'static str);

const KETTLE: Stage = Stage("1. The kettle", "I count the guests.");
const POTS: Stage = Stage("2. The pots", "I warm the pots.");

/// A mock of Ada's, by way of two stages.
struct Sitting {
    team: Remote,
    /// Until the process was killed, once.
    to_be_killed: Cell<bool>,
    /// What Ada said in the stage that is open.
    said: Cell<Option<MessageId>>,
}

impl Deref for Sitting {
    type Target = Remote;

    fn deref(&self) -> &Remote {
        &self.team
    }
}

impl Sitting {
    async fn begin() -> Sitting {
        let team = Remote::begin(AFTERNOON).await;
        Sitting { team, to_be_killed: Cell::new(true), said: Cell::new(None) }
    }

    async fn starts(&self, environment: &[(&str, &str)]) -> Process {
        let mut process = self.team.runs(AFTERNOON, environment);
        process.says("registered the commands").await;
        process
    }

    /// Ada does something, and a message is sent and recorded. If the process is killed between, Ada answers the stage, should it stand
    /// in the thread, while nobody listens; and does once more what she did, since Discord told her that it failed.
    async fn sends(
        &self,
        mut process: Process,
        (step, stage): (&str, Option<Stage>),
        does: impl Fn() -> InteractionId,
    ) -> Process {
        does();
        let recorded = async || self.is_recorded(step).await;
        if self.to_be_killed.get() && process.pauses_at(boundary::MOCK_SENT, &recorded).await {
            process.kill().await;
            self.to_be_killed.set(false);
            if let (Some(thread), Some(Stage(heading, answer))) = (self.thread(), stage)
                && self.of_bot(thread).iter().any(|message| has_line(message, heading))
            {
                self.says(thread, answer);
            }
            process = self.starts(&[TEA]).await;
            does();
        }
        process.gets(step, recorded).await;
        process
    }

    async fn is_recorded(&self, step: &str) -> bool {
        let steps = self.store.deliveries_of("mock:").await.expect("the store has deliveries");
        steps.iter().any(|known| known.step.ends_with(&format!(":{step}")) && known.message.is_some())
    }

    fn says(&self, thread: ChannelId, text: &str) {
        self.said.set(Some(self.local.say(self.ada, thread, text).expect("Ada may write there")));
    }

    /// The thread, unless there is none yet.
    fn thread(&self) -> Option<ChannelId> {
        self.local.with(|world| {
            let threads: Vec<ChannelId> =
                world.channels.values().filter(|it| it.parent_id == Some(self.practice)).map(|it| it.id).collect();
            assert!(threads.len() <= 1, "one thread");
            threads.first().copied()
        })
    }

    /// The one message of the bot's with such a line in the thread.
    fn message(&self, text: &str) -> MessageView {
        let thread = self.thread().expect("there is a thread");
        let said = self.of_bot(thread);
        let found: Vec<&MessageView> = said.iter().filter(|message| has_line(message, text)).collect();
        let [message] = found[..] else {
            panic!("not one {text:?}, but: {:#?}", said.iter().map(MessageView::text).collect::<Vec<_>>())
        };
        message.clone()
    }

    /// Ada answers, unless she did while nobody listened; it is taken in, and shown when she is done with the stage.
    async fn answers(&self, Stage(heading, answer): Stage) -> MessageView {
        if self.said.get().is_none() {
            self.says(self.thread().expect("there is a thread"), answer);
        }
        let said = self.said.take().expect("it was said");
        let taken = async || {
            let reactions = self.local.message(said).expect("it is there").reactions;
            reactions.iter().any(|it| it.emoji == "✅" && it.users.contains(&self.bot)).then_some(())
        };
        self.until("the answer is taken in", taken).await;
        let review = self.answered(self.presses(self.ada, &self.message(heading), "Done with this stage")).await;
        says(&review, &format!("“{answer}”"));
        review
    }

    async fn mock(&self) -> Mock {
        self.store.mocks_of(self.guild, id_of(self.ada)).await.expect("the store has mocks").remove(0)
    }

    /// Lives it from the setting to the debrief, with a process that is killed after so many messages, and finds one of everything.
    async fn lives(self, killed_after: u8) {
        let pause = format!("{}#{killed_after}", boundary::MOCK_SENT.0);
        let process = self.starts(&[TEA, ("VIVA_PAUSE_AT", &pause)]).await;
        let begins = || self.commands(self.ada, "/mock start scenario:tea-for-forty");
        let process = self.sends(process, ("stage:1", Some(KETTLE)), begins).await;
        let asks = || self.presses(self.ada, &self.message(KETTLE.0), "Hint");
        let process = self.sends(process, ("hint:1:1", Some(KETTLE)), asks).await;
        let review = self.answers(KETTLE).await;
        let closes = || self.presses(self.ada, &review, "Close the stage and go on");
        let process = self.sends(process, ("stage:2", Some(POTS)), closes).await;
        let review = self.answers(POTS).await;
        let closes = || self.presses(self.ada, &review, "Close the stage and go on");
        let mut process = self.sends(process, ("debrief:3", None), closes).await;
        process.gets("the mock is done", async || self.mock().await.state == MockState::Done).await;
        process.stop().await;
        assert!(!self.to_be_killed.get(), "so many messages were never sent");
        self.one_of_everything().await;
    }

    async fn one_of_everything(&self) {
        let parts =
            ["Mock interview · the setting", KETTLE.0, "Stage 1 · hint 1 of 3", POTS.0, "Debrief: Tea for forty"];
        for part in parts.into_iter().chain(["Mock debrief · 2 of 3", "What to take with you"]) {
            self.message(part);
        }
        assert_eq!(self.of_bot(self.thread().expect("there is a thread")).len(), 7, "and nothing else");

        let mock = self.mock().await;
        assert!(mock.ended_at.is_some() && mock.scores.len() == 2, "{mock:?}");
        let visits = self.store.visits(&mock.id).await.expect("the store has visits");
        let said: Vec<&str> = visits.iter().flat_map(|visit| &visit.parts).map(|part| part.text.as_str()).collect();
        assert_eq!(said, [KETTLE.1, POTS.1]);
        assert_eq!(visits.iter().map(|visit| visit.hints).collect::<Vec<_>>(), [1, 0], "the hint is noted once");
        let card = self.store.card(id_of(self.ada), "brewing-tea").await.expect("the store has cards");
        assert_eq!(card.expect("a card").reviews, 0, "it is new: nobody asked her");
        let points = self.store.points_of(self.guild, id_of(self.ada)).await.expect("the store has a ledger");
        assert!(points.is_empty(), "a mock earns no points");
        assert_eq!(self.store.verify().await.expect("the store can be checked"), []);
    }
}

fn has_line(message: &MessageView, begins: &str) -> bool {
    message.text().lines().any(|line| line.starts_with(begins))
}

#[tokio::test]
async fn a_mock_killed_after_its_setting() {
    Sitting::begin().await.lives(1).await;
}

#[tokio::test]
async fn a_mock_killed_after_its_first_stage() {
    Sitting::begin().await.lives(2).await;
}

#[tokio::test]
async fn a_mock_killed_after_a_hint() {
    Sitting::begin().await.lives(3).await;
}

#[tokio::test]
async fn a_mock_killed_after_the_next_stage() {
    Sitting::begin().await.lives(4).await;
}

#[tokio::test]
async fn a_mock_killed_after_a_part_of_the_debrief() {
    Sitting::begin().await.lives(6).await;
}
