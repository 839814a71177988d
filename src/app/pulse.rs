//! Signs of life: whether the gateway is connected, and when the ticker last looked. Read by `/readyz` and `/metrics`.

use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use chrono::{DateTime, Utc};

/// What was last seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signs {
    /// How many shards there are; 0 before the first connects and after the last is gone.
    pub shards: usize,
    /// How many of them are connected.
    pub connected: usize,
    /// The slowest shard's heartbeat, once there was one.
    pub latency: Option<Duration>,
    /// When the ticker last did all that was due.
    pub ticked: Option<DateTime<Utc>>,
}

impl Signs {
    /// True while every shard is connected.
    pub fn connected(&self) -> bool {
        self.shards > 0 && self.shards == self.connected
    }
}

/// The signs of one running bot.
#[derive(Debug, Default)]
pub struct Pulse(Mutex<Signs>);

impl Pulse {
    /// What was last seen.
    pub fn signs(&self) -> Signs {
        *self.lock()
    }

    /// The gateway was looked at.
    pub fn gateway(&self, shards: usize, connected: usize, latency: Option<Duration>) {
        let mut signs = self.lock();
        *signs = Signs { shards, connected, latency, ..*signs };
    }

    /// The ticker did all that was due.
    pub fn ticked(&self, now: DateTime<Utc>) {
        self.lock().ticked = Some(now);
    }

    fn lock(&self) -> MutexGuard<'_, Signs> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}
