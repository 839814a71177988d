//! What time it is. The only file that reads the system's clock: everything else is handed a [`Clock`], so that a test, or the
//! playground, lives a week in a second.

#![allow(clippy::disallowed_methods)] // the one file that may

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;

/// The longest nap of a sleeping system clock, so that a machine that was suspended, or whose time was set, notices soon.
const LONGEST_NAP: Duration = Duration::from_secs(30);

/// A clock; clones share it.
#[derive(Clone, Debug)]
pub struct Clock(Kind);

#[derive(Clone, Debug)]
enum Kind {
    System { ahead: TimeDelta },
    Manual(Arc<watch::Sender<DateTime<Utc>>>),
}

impl Clock {
    /// The machine's own time.
    pub fn system() -> Self {
        Clock(Kind::System { ahead: TimeDelta::zero() })
    }

    /// A clock that runs at the usual speed, but began at `start` when this was called. For rehearsals.
    pub fn running_from(start: DateTime<Utc>) -> Self {
        Clock(Kind::System { ahead: start - Utc::now() })
    }

    /// A clock that stands still until it is moved.
    pub fn manual(start: DateTime<Utc>) -> Self {
        Clock(Kind::Manual(Arc::new(watch::Sender::new(start))))
    }

    /// Now, in UTC.
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            Kind::System { ahead } => Utc::now() + *ahead,
            Kind::Manual(time) => *time.borrow(),
        }
    }

    /// Returns as soon as it is `until` or later.
    pub async fn sleep_until(&self, until: DateTime<Utc>) {
        match &self.0 {
            Kind::System { .. } => loop {
                let left = (until - self.now()).to_std().unwrap_or_default();
                if left.is_zero() {
                    return;
                }
                tokio::time::sleep(left.min(LONGEST_NAP)).await;
            },
            Kind::Manual(time) => {
                let mut watched = time.subscribe();
                // An error would mean that the sender is gone, but `self` holds it.
                let _ = watched.wait_for(|now| *now >= until).await;
            }
        }
    }

    /// Moves a manual clock to `time`; a clock never goes back. Returns what it shows then. A system clock stays as it is.
    pub fn set(&self, time: DateTime<Utc>) -> DateTime<Utc> {
        if let Kind::Manual(shown) = &self.0 {
            shown.send_if_modified(|now| {
                let forward = time > *now;
                if forward {
                    *now = time;
                }
                forward
            });
        }
        self.now()
    }

    /// Moves a manual clock on by `step`, if that is positive.
    pub fn advance(&self, step: TimeDelta) -> DateTime<Utc> {
        self.set(self.now() + step)
    }

    /// True for a clock that stands still until it is moved.
    pub fn is_manual(&self) -> bool {
        matches!(self.0, Kind::Manual(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_manual_clock_wakes_its_sleepers_when_it_is_moved() {
        let clock = Clock::manual(DateTime::UNIX_EPOCH);
        let until = clock.now() + TimeDelta::hours(1);
        let sleeper = tokio::spawn({
            let clock = clock.clone();
            async move {
                clock.sleep_until(until).await;
                clock.now()
            }
        });
        clock.advance(TimeDelta::minutes(59));
        clock.advance(TimeDelta::minutes(2));
        assert_eq!(sleeper.await.unwrap(), until + TimeDelta::minutes(1));
    }

    #[test]
    fn a_manual_clock_never_goes_back() {
        let clock = Clock::manual(DateTime::UNIX_EPOCH + TimeDelta::hours(2));
        clock.set(DateTime::UNIX_EPOCH);
        clock.advance(TimeDelta::hours(-1));
        assert_eq!(clock.now(), DateTime::UNIX_EPOCH + TimeDelta::hours(2));
    }
}
