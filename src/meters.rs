//! What is counted and timed while the bot runs, for `/metrics`. One set for the process, so that whoever counts needs no way to it.

use std::sync::LazyLock;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, Instant};

use prometheus_client::encoding::text;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

/// Discord waits three seconds for the first answer to an interaction.
const INTERACTION: [f64; 9] = [0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 10.0];
/// An embedded database answers within a millisecond; a writer may wait five seconds for its turn.
const STORE: [f64; 9] = [0.000_5, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0];

type Labels = Vec<(&'static str, String)>;
type Real = Gauge<f64, AtomicU64>;

/// Everything that is counted and timed.
pub struct Meters {
    registry: Registry,
    events: Family<Labels, Counter>,
    requests: Family<Labels, Counter>,
    waits: Counter,
    waited: Counter<f64, AtomicU64>,
    interactions: Family<Labels, Histogram>,
    store: Family<Labels, Histogram>,
    jobs: Family<Labels, Counter>,
    opinions: Family<Labels, Counter>,
    /// How many shards the gateway connection has.
    pub shards: Gauge,
    /// How many of them are connected.
    pub shards_connected: Gauge,
    /// The slowest shard's heartbeat, in seconds.
    pub gateway_latency: Real,
    /// When the ticker last looked for what is due, in Unix seconds.
    pub ticked: Gauge,
    /// How long the longest overdue thing has been due, in seconds; 0 if nothing is.
    pub overdue: Real,
    /// How many tracks ask.
    pub tracks: Gauge,
    /// How many questions the bank has.
    pub questions: Gauge,
    rounds: Family<Labels, Gauge>,
}

/// The process's meters.
pub fn meters() -> &'static Meters {
    static METERS: LazyLock<Meters> = LazyLock::new(Meters::new);
    &METERS
}

/// Times an interaction, `command`, `component` or `form`, until it is dropped.
#[must_use]
pub fn interaction(kind: &'static str) -> Timer {
    Timer { into: meters().interactions.get_or_create(&vec![("kind", kind.to_owned())]).clone(), begun: Instant::now() }
}

/// Times a statement of the store, `read` or `write`, until it is dropped.
#[must_use]
pub fn store(kind: &'static str) -> Timer {
    Timer { into: meters().store.get_or_create(&vec![("kind", kind.to_owned())]).clone(), begun: Instant::now() }
}

/// Records how long it lived.
pub struct Timer {
    into: Histogram,
    begun: Instant,
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.into.observe(self.begun.elapsed().as_secs_f64());
    }
}

impl Meters {
    fn new() -> Meters {
        let mut registry = Registry::with_prefix("viva");
        let meters = Meters {
            events: Family::default(),
            requests: Family::default(),
            waits: Counter::default(),
            waited: Counter::default(),
            interactions: Family::new_with_constructor(|| Histogram::new(INTERACTION)),
            store: Family::new_with_constructor(|| Histogram::new(STORE)),
            jobs: Family::default(),
            opinions: Family::default(),
            shards: Gauge::default(),
            shards_connected: Gauge::default(),
            gateway_latency: Real::default(),
            ticked: Gauge::default(),
            overdue: Real::default(),
            tracks: Gauge::default(),
            questions: Gauge::default(),
            rounds: Family::default(),
            registry: Registry::default(),
        };
        let version = [("version", env!("CARGO_PKG_VERSION").to_owned())];
        registry.register("build", "Which Viva this is", prometheus_client::metrics::info::Info::new(version));
        registry.register("gateway_events", "Events from Discord's gateway, by name", meters.events.clone());
        registry.register("discord_requests", "Requests to Discord, by route and status", meters.requests.clone());
        registry.register("rate_limit_waits", "How often a request waited for a rate limit", meters.waits.clone());
        registry.register_with_unit(
            "rate_limit_wait",
            "How long requests waited for rate limits",
            Unit::Seconds,
            meters.waited.clone(),
        );
        registry.register_with_unit(
            "interaction",
            "From an interaction's arrival to its answer, by kind",
            Unit::Seconds,
            meters.interactions.clone(),
        );
        registry.register_with_unit("store", "How long statements took, by kind", Unit::Seconds, meters.store.clone());
        registry.register("jobs", "Scheduled work that was attempted, by outcome", meters.jobs.clone());
        registry.register("opinions", "Second opinions that were asked for, by outcome", meters.opinions.clone());
        registry.register("gateway_shards", "Shards of the gateway connection", meters.shards.clone());
        registry.register("gateway_shards_connected", "Shards that are connected", meters.shards_connected.clone());
        registry.register_with_unit(
            "gateway_latency",
            "The slowest shard's heartbeat",
            Unit::Seconds,
            meters.gateway_latency.clone(),
        );
        registry.register_with_unit(
            "ticked_timestamp",
            "When the ticker last looked for what is due",
            Unit::Seconds,
            meters.ticked.clone(),
        );
        registry.register_with_unit(
            "overdue",
            "How long the longest overdue thing has been due",
            Unit::Seconds,
            meters.overdue.clone(),
        );
        registry.register("tracks", "Tracks that ask", meters.tracks.clone());
        registry.register("questions", "Questions in the bank", meters.questions.clone());
        registry.register("rounds", "Rounds, by state", meters.rounds.clone());
        Meters { registry, ..meters }
    }

    /// Counts an event of the gateway.
    pub fn event(&self, name: &str) {
        self.events.get_or_create(&vec![("event", name.to_owned())]).inc();
    }

    /// Counts a request to Discord: its route without ids, and `2xx`, the refusing status, or `unclear`.
    pub fn request(&self, route: &str, status: String) {
        self.requests.get_or_create(&vec![("route", route.to_owned()), ("status", status)]).inc();
    }

    /// Counts a wait for a rate limit.
    pub fn rate_limited(&self, wait: Duration) {
        self.waits.inc();
        self.waited.inc_by(wait.as_secs_f64());
    }

    /// Counts scheduled work: `done` or `failed`.
    pub fn job(&self, outcome: &str) {
        self.jobs.get_or_create(&vec![("outcome", outcome.to_owned())]).inc();
    }

    /// Counts a second opinion that was asked for: `given`, or the word for what went wrong.
    pub fn opinion(&self, outcome: &str) {
        self.opinions.get_or_create(&vec![("outcome", outcome.to_owned())]).inc();
    }

    /// Says how many rounds are in a state.
    pub fn rounds(&self, state: &str, count: i64) {
        self.rounds.get_or_create(&vec![("state", state.to_owned())]).set(count);
    }

    /// All of it in the text format that Prometheus reads.
    pub fn text(&self) -> String {
        let mut shown = String::new();
        // Writing to a String does not fail.
        let _ = text::encode(&mut shown, &self.registry);
        shown
    }
}
