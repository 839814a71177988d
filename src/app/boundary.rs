//! The step boundaries of the daily round, of quizzes together and of mocks: the places at which a crash must cost nothing. A debug
//! build stops at one if `VIVA_PAUSE_AT` names it, so that a test can kill the process right there: at `quiz.sent` the first time
//! that it comes there, at `quiz.sent#2` the second time.

/// A place between two steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Boundary(pub &'static str);

/// The round's row is there, nothing is posted.
pub const ASK_CLAIMED: Boundary = Boundary("ask.claimed");
/// The question is posted, and that is not recorded.
pub const ASK_SENT: Boundary = Boundary("ask.sent");
/// The question's post is recorded, the thread is not open.
pub const ASK_RECORDED: Boundary = Boundary("ask.recorded");
/// The thread is open, and that is not recorded.
pub const THREAD_OPENED: Boundary = Boundary("thread.opened");
/// The thread is recorded, the round is not asked yet.
pub const THREAD_RECORDED: Boundary = Boundary("thread.recorded");
/// The answers are closed, none is graded.
pub const REVEAL_CLOSED: Boundary = Boundary("reveal.closed");
/// The answers are graded, nothing is revealed.
pub const REVEAL_GRADED: Boundary = Boundary("reveal.graded");
/// A part of the reveal is posted, and that is not recorded.
pub const REVEAL_SENT: Boundary = Boundary("reveal.sent");
/// A part of the reveal is recorded.
pub const REVEAL_RECORDED: Boundary = Boundary("reveal.recorded");
/// The question's post says that it is revealed, the round does not.
pub const REVEAL_MARKED: Boundary = Boundary("reveal.marked");
/// The last points are written, the round is not settled.
pub const SETTLE_SCORED: Boundary = Boundary("settle.scored");
/// The recap is frozen, not posted.
pub const RECAP_FROZEN: Boundary = Boundary("recap.frozen");
/// The recap is posted, and that is not recorded.
pub const RECAP_SENT: Boundary = Boundary("recap.sent");
/// The recap's post is recorded, the recap is not marked as posted.
pub const RECAP_RECORDED: Boundary = Boundary("recap.recorded");

/// The reminder is sent, and that is not recorded.
pub const REMIND_SENT: Boundary = Boundary("remind.sent");
/// The reminder is recorded, and is not moved on to its next day.
pub const REMIND_RECORDED: Boundary = Boundary("remind.recorded");
/// A post of a quiz together is sent (its opening, a question, or the board), and that is not recorded.
pub const QUIZ_SENT: Boundary = Boundary("quiz.sent");
/// Something is sent to a mock's thread (its setting, a stage, a hint, a part of the debrief), and that is not recorded.
pub const MOCK_SENT: Boundary = Boundary("mock.sent");

/// All of them: first those of the daily round and what comes with it, in the order of a round's life.
pub const ALL: [Boundary; 18] = [
    ASK_CLAIMED,
    ASK_SENT,
    ASK_RECORDED,
    THREAD_OPENED,
    THREAD_RECORDED,
    REVEAL_CLOSED,
    REVEAL_GRADED,
    REVEAL_SENT,
    REVEAL_RECORDED,
    REVEAL_MARKED,
    SETTLE_SCORED,
    RECAP_FROZEN,
    RECAP_SENT,
    RECAP_RECORDED,
    REMIND_SENT,
    REMIND_RECORDED,
    QUIZ_SENT,
    MOCK_SENT,
];

impl Boundary {
    /// Goes on at once; or, in a debug build that was told to pause here, never.
    pub async fn pass(self) {
        #[cfg(debug_assertions)]
        if self.is_to_pause() {
            eprintln!("paused at {}", self.0);
            std::future::pending::<()>().await;
        }
    }

    #[cfg(debug_assertions)]
    fn is_to_pause(self) -> bool {
        use std::sync::atomic::{AtomicU32, Ordering};
        static PASSED: AtomicU32 = AtomicU32::new(0);
        let Ok(told) = std::env::var("VIVA_PAUSE_AT") else { return false };
        let (name, time) = told.split_once('#').unwrap_or((&told, "1"));
        name == self.0 && time.parse() == Ok(PASSED.fetch_add(1, Ordering::Relaxed) + 1)
    }
}
