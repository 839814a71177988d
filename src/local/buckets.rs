//! Rate limits, as a well-meaning client meets them. They are about real traffic, so they count in real time.

use std::collections::HashMap;
use std::time::Duration;

use sha2::{Digest, Sha256};
use tokio::time::Instant;

/// How many requests of one kind may come in how long.
#[derive(Clone, Debug)]
pub struct Bucket {
    /// `GET`, `POST`, …; every method if none.
    pub method: Option<String>,
    /// A path with names in place of ids, as `/channels/{channel}/messages/{id}`. It may end in `**`.
    pub route: String,
    /// So many.
    pub limit: u32,
    /// In so long.
    pub per: Duration,
}

/// What the headers of an answer say.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    pub bucket: String,
    pub limit: u32,
    pub remaining: u32,
    pub reset_after: Duration,
    /// Set if the request is refused.
    pub refused: Option<Refusal>,
}

#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub global: bool,
    pub retry_after: Duration,
}

/// The counters.
#[derive(Debug)]
pub(crate) struct Buckets {
    pub on: bool,
    pub rules: Vec<Bucket>,
    pub global_per_second: u32,
    counts: HashMap<String, (Instant, u32)>,
}

impl Buckets {
    pub fn new(on: bool) -> Self {
        let rule = |method: &str, route: &str, limit, ms| Bucket {
            method: Some(method.into()),
            route: route.into(),
            limit,
            per: Duration::from_millis(ms),
        };
        Buckets {
            on,
            rules: vec![
                rule("POST", "/channels/{channel}/messages", 5, 5000),
                rule("PATCH", "/channels/{channel}/messages/{id}", 5, 5000),
                rule("DELETE", "/channels/{channel}/messages/{id}", 5, 1000),
                rule("PUT", "/channels/{channel}/messages/{id}/reactions/{emoji}/@me", 1, 250),
                rule("DELETE", "/channels/{channel}/messages/{id}/reactions/{emoji}/@me", 1, 250),
                rule("POST", "/webhooks/{id}/{token}", 5, 2000),
                rule("PATCH", "/channels/{channel}", 2, 10_000),
            ],
            global_per_second: 50,
            counts: HashMap::new(),
        }
    }

    /// Counts a request. `route` is the path with names for its parts, `major` the part by which Discord keeps buckets apart.
    pub fn count(&mut self, method: &str, route: &str, major: &str) -> Standing {
        let rule = self.rules.iter().find(|r| {
            r.method.as_deref().is_none_or(|m| m.eq_ignore_ascii_case(method))
                && r.route.strip_suffix("**").map_or(r.route == route, |start| route.starts_with(start))
        });
        let (limit, per) = rule.map_or((50, Duration::from_secs(1)), |r| (r.limit, r.per));
        let name: String =
            Sha256::digest(format!("{method} {route}")).iter().take(16).map(|b| format!("{b:02x}")).collect();
        let free = Standing { bucket: name.clone(), limit, remaining: limit, reset_after: per, refused: None };
        if !self.on {
            // A client that counts along must never think that it has to wait.
            return Standing { limit: limit.max(5), remaining: limit.max(5) - 1, ..free };
        }
        let now = Instant::now();
        // Interactions are outside of the global limit.
        if !route.starts_with("/interactions") && !route.starts_with("/webhooks") {
            let (count, left) = self.tick("global".into(), now, Duration::from_secs(1), self.global_per_second);
            if count > self.global_per_second {
                return Standing { refused: Some(Refusal { global: true, retry_after: left }), remaining: 0, ..free };
            }
        }
        let (count, left) = self.tick(format!("{name}:{major}"), now, per, limit);
        let refused = (count > limit).then_some(Refusal { global: false, retry_after: left });
        Standing { remaining: limit.saturating_sub(count), reset_after: left, refused, ..free }
    }

    /// Adds one to a window that opens with its first request; refused ones are not counted.
    fn tick(&mut self, key: String, now: Instant, per: Duration, limit: u32) -> (u32, Duration) {
        let (since, count) = self.counts.entry(key).or_insert((now, 0));
        if now.duration_since(*since) >= per {
            (*since, *count) = (now, 0);
        }
        let counted = *count + 1;
        if counted <= limit {
            *count = counted;
        }
        (counted, per.saturating_sub(now.duration_since(*since)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_sixth_message_in_five_seconds_waits() {
        let mut buckets = Buckets::new(true);
        let mut send = |channel: &str| buckets.count("POST", "/channels/{channel}/messages", channel);
        for left in [4, 3, 2, 1, 0] {
            assert_eq!(send("1").remaining, left);
        }
        let refused = send("1").refused.unwrap();
        assert!(!refused.global && refused.retry_after > Duration::from_secs(4));
        assert!(send("2").refused.is_none());
    }
}
