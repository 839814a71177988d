//! How the clock moves. A jump stops at everything that is due on the way and lets the bot do it, so that a day that takes a
//! second happens in the order in which a real one would.

use std::convert::Infallible;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::broadcast;
use tokio::time::Instant;

use super::{Answered, Playing, Problem, Shared};
use crate::local::handle::quiet;
use crate::local::view::Happening;

/// The bot is done when nothing has happened for so long.
const QUIET: Duration = Duration::from_millis(150);
/// The bot has so long for one thing that is due.
const PATIENCE: Duration = Duration::from_secs(5);
/// Nobody jumps farther than this at once: it would take too long.
const FARTHEST: TimeDelta = TimeDelta::days(62);

#[derive(Deserialize)]
pub(super) struct Move {
    to: Option<DateTime<Utc>>,
    /// In seconds.
    by: Option<i64>,
}

pub(super) async fn move_clock(State(playing): State<Shared>, Json(asked): Json<Move>) -> Answered {
    if !playing.page.clock.is_manual() {
        return Err(Problem(StatusCode::CONFLICT, "this clock cannot be moved".into()));
    }
    let _moving = playing.moving.lock().await;
    let now = playing.page.clock.now();
    let target = match (asked.to, asked.by) {
        (Some(to), None) => Some(to),
        (None, Some(by)) => TimeDelta::try_seconds(by).and_then(|by| now.checked_add_signed(by)),
        _ => None,
    };
    let Some(target) = target.filter(|target| *target - now <= FARTHEST) else {
        return Err(Problem(StatusCode::BAD_REQUEST, "a jump leads to a time within the next two months".into()));
    };
    let stops = playing.go_to(target).await;
    Ok(Json(json!({ "now": playing.page.clock.now(), "stops": stops })))
}

impl Playing {
    /// What the page is told of the clock.
    pub(super) fn clock_told(&self) -> Value {
        let clock = &self.page.clock;
        let runs = self.page.running || !clock.is_manual();
        json!({ "what": "Clock", "now": clock.now(), "runs": runs, "moves": clock.is_manual() })
    }

    /// Goes to `target`, by way of everything that is due. Returns what that was.
    async fn go_to(&self, target: DateTime<Utc>) -> Vec<String> {
        let clock = &self.page.clock;
        let mut stops = Vec::new();
        let mut listening = self.page.local.subscribe();
        // Whatever was begun just now is finished at its own time.
        quiet(&mut listening, QUIET).await;
        loop {
            let now = clock.now();
            let due = (self.page.upcoming)().await.into_iter().filter(|due| due.at > now && due.at <= target);
            let Some(next) = due.min_by_key(|due| due.at) else { break };
            clock.set(next.at);
            quiet(&mut listening, QUIET).await;
            self.done_with(next.at, &mut listening).await;
            stops.push(next.what);
        }
        clock.set(target);
        quiet(&mut listening, QUIET).await;
        stops
    }

    /// Waits until nothing that was due by `time` is still announced. A bot may need a moment before its first request.
    async fn done_with(&self, time: DateTime<Utc>, listening: &mut broadcast::Receiver<Happening>) {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline && (self.page.upcoming)().await.iter().any(|due| due.at <= time) {
            quiet(listening, QUIET).await;
        }
    }
}

/// Moves a manual clock on with real time, if the page is to have it so.
pub(super) async fn keep_running(playing: Shared) -> Infallible {
    if !playing.page.running || !playing.page.clock.is_manual() {
        return std::future::pending().await;
    }
    let mut last = Instant::now();
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let passed = TimeDelta::from_std(last.elapsed()).unwrap_or_default();
        last = Instant::now();
        // While it jumps, it does not run.
        if let Ok(_moving) = playing.moving.try_lock() {
            playing.page.clock.set((playing.page.clock.now() + passed).trunc_subsecs(3));
        }
    }
}
