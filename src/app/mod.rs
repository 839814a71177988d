//! The use cases, one verb a file. Each takes the [`App`] and what happened, and returns what to say.
//!
//! Of its own accord: [`tick`] finds what is due and calls [`ask`], [`reveal`], [`settle`], [`recap`] and [`remind`], which send
//! through [`deliver`]. When somebody writes: [`collect`]. When somebody presses or commands: [`press`], [`tracks`], [`quiz`],
//! [`leaderboard`], [`study`], [`review`], [`reviewing`], [`mock`], [`opinion`],
//! [`forget`]. When something needs a person: [`notify`]. For the operator: [`doctor`] and [`recount`].

pub mod ask;
pub mod boundary;
pub mod checklist;
pub mod collect;
pub mod deliver;
pub mod doctor;
pub mod forget;
pub mod leaderboard;
pub mod mock;
pub mod notify;
pub mod opinion;
pub mod person;
pub mod press;
pub mod pulse;
pub mod quiz;
pub mod recap;
pub mod recount;
pub mod reload;
pub mod remind;
pub mod reveal;
pub mod review;
pub mod reviewing;
pub mod score;
pub mod settle;
pub mod stars;
pub mod study;
pub mod tick;
pub mod tracks;
pub mod upcoming;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, RwLock};

use tokio::sync::Notify;

use crate::bank::Bank;
use crate::clock::Clock;
use crate::config::Config;
use crate::discord::Discord;
use crate::domain::ids::{QuizId, RoundId};
use crate::domain::points::Rates;
use crate::store::Store;

pub use self::person::Person;

/// What every use case stands on. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// The parts of an [`App`].
pub struct Parts {
    /// The time.
    pub clock: Clock,
    /// What is remembered.
    pub store: Store,
    /// The only sender.
    pub discord: Discord,
    /// What things are worth.
    pub rates: Rates,
    /// How rounds run.
    pub rounds: crate::config::Rounds,
    /// Signs of life.
    pub pulse: pulse::Pulse,
    bank: RwLock<Arc<Bank>>,
    opinions: OnceLock<opinion::Opinions>,
    replies: AtomicBool,
    wake: Notify,
    recount: Mutex<BTreeSet<RoundId>>,
    /// The quizzes together of which somebody answered the open question.
    quizzes: Mutex<BTreeSet<QuizId>>,
    retries: Mutex<tick::Retries>,
    turns: tick::Turns,
}

impl std::ops::Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// Puts the parts together.
    pub fn new(clock: Clock, store: Store, discord: Discord, bank: Bank, config: &Config) -> Self {
        App(Arc::new(Parts {
            clock,
            store,
            discord,
            rates: config.points.rates(),
            rounds: config.rounds.clone(),
            pulse: pulse::Pulse::default(),
            bank: RwLock::new(Arc::new(bank)),
            opinions: OnceLock::new(),
            replies: AtomicBool::new(false),
            wake: Notify::new(),
            recount: Mutex::default(),
            quizzes: Mutex::default(),
            retries: Mutex::default(),
            turns: tick::Turns::default(),
        }))
    }

    /// The bank as it is now; a reload does not change what is held.
    pub fn bank(&self) -> Arc<Bank> {
        self.bank.read().unwrap_or_else(|poisoned| poisoned.into_inner()).clone()
    }

    /// Puts another bank in the place of this one.
    pub fn set_bank(&self, bank: Bank) {
        *self.bank.write().unwrap_or_else(|poisoned| poisoned.into_inner()) = Arc::new(bank);
    }

    /// Who is asked for second opinions; `None` where they are off.
    pub fn opinions(&self) -> Option<&opinion::Opinions> {
        self.opinions.get()
    }

    /// Says who is asked for second opinions, once and for all.
    pub fn set_opinions(&self, opinions: opinion::Opinions) {
        // A second call changes nothing.
        let _ = self.opinions.set(opinions);
    }

    /// Whether replies in threads are collected: it takes the Message Content intent.
    pub fn replies(&self) -> bool {
        self.replies.load(Ordering::Relaxed)
    }

    /// Says whether replies in threads are collected.
    pub fn set_replies(&self, replies: bool) {
        self.replies.store(replies, Ordering::Relaxed);
    }

    /// Makes the ticker look again at once: something is due that was not before.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// Has the question's post say anew how many have answered, soon, and once for many.
    fn recount(&self, round: &RoundId) {
        locked(&self.recount).insert(round.clone());
        self.wake();
    }
}

/// The lock's content. A panic elsewhere leaves these sets whole, so it is no reason to stop.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}
