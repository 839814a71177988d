//! The playground's page: a local Discord as people see it, in a browser, with a clock that can be moved.
//!
//! It serves plain HTML, CSS and JavaScript modules from the binary, a JSON API under `/play`, and a WebSocket on which it
//! tells what happens. It knows the local Discord only; what a bot plans to do next, and what it keeps in its books, is
//! handed in as closures that return plain data.
//!
//! In reading order:
//!
//! - [`Page`] and [`serve`], here.
//! - `guard`: who may come in, and what a browser is told to refuse.
//! - `assets`: the files.
//! - `look`: what a person sees.
//! - `act`: what a person does.
//! - `time`: how the clock moves from one thing that is due to the next.
//! - `events`: the WebSocket.

mod act;
mod assets;
mod events;
mod guard;
mod look;
mod time;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::Context;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router, middleware};
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::handle::Local;
use super::people::Refused;
use crate::clock::Clock;

/// A message with files may have so many bytes.
const LARGEST_BODY: usize = 16 * 1024 * 1024;

/// Something that will happen by itself when its time comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// What, in a few words: `next post`, `reveal`, `recap`.
    pub what: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Tells what is due next, in any order.
pub type Upcoming = Arc<dyn Fn() -> BoxFuture<'static, Vec<Due>> + Send + Sync>;

/// Tells what is in the bot's books: an object with a table, a list or a text per name, or pairs of these where the order
/// matters. A table is a list of objects, or `{ columns, rows }`.
pub type UnderTheHood = Arc<dyn Fn() -> BoxFuture<'static, Value> + Send + Sync>;

/// Does something in the playground, such as playing a week; returns what to tell the person who asked for it.
pub type Scene = Arc<dyn Fn() -> BoxFuture<'static, anyhow::Result<String>> + Send + Sync>;

/// What is shown.
#[derive(Clone)]
pub struct Page {
    local: Local,
    clock: Clock,
    upcoming: Upcoming,
    hood: UnderTheHood,
    scenes: Vec<(String, Scene)>,
    running: bool,
    name: Option<String>,
}

impl Page {
    /// A page of `local`, whose `clock` it moves if that is a manual one. Nothing is due and the books are empty until
    /// [`Page::upcoming`] and [`Page::under_the_hood`] say otherwise.
    pub fn new(local: Local, clock: Clock) -> Self {
        let upcoming: Upcoming = Arc::new(|| Box::pin(async { Vec::new() }));
        let hood: UnderTheHood = Arc::new(|| Box::pin(async { json!({}) }));
        Page { local, clock, upcoming, hood, scenes: Vec::new(), running: false, name: None }
    }

    /// Who tells what is due next.
    pub fn upcoming(self, upcoming: Upcoming) -> Self {
        Page { upcoming, ..self }
    }

    /// Who tells what is in the books.
    pub fn under_the_hood(self, hood: UnderTheHood) -> Self {
        Page { hood, ..self }
    }

    /// Adds a button, labelled `name`, that does something.
    pub fn scene(mut self, name: &str, scene: Scene) -> Self {
        self.scenes.push((name.into(), scene));
        self
    }

    /// Lets a manual clock run on at the usual speed between its jumps, as long as the page is served. Without this it
    /// stands still.
    pub fn running(self) -> Self {
        Page { running: true, ..self }
    }

    /// What the world is known by, if it is one that goes on after a restart: then a browser's notes, of what was read and of
    /// what was being written, go on, too.
    pub fn named(self, name: String) -> Self {
        Page { name: Some(name), ..self }
    }
}

/// What the handlers share.
struct Playing {
    page: Page,
    port: u16,
    /// Tells one run of the playground from another, so that a browser knows whether its notes are still about this world.
    run: String,
    /// Held while the clock is being moved.
    moving: tokio::sync::Mutex<()>,
    ended: CancellationToken,
}

/// Shared by all handlers.
type Shared = Arc<Playing>;

/// Serves the page on the loopback address; port 0 is any free one. Returns its address, and what serves it until it is
/// dropped.
///
/// # Errors
/// If the port is taken.
pub async fn serve(
    page: Page,
    port: u16,
) -> anyhow::Result<(SocketAddr, impl Future<Output = anyhow::Result<()>> + Send)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .with_context(|| format!("cannot listen on 127.0.0.1:{port}"))?;
    let address = listener.local_addr()?;
    let ended = CancellationToken::new();
    let run = page.name.clone().unwrap_or_else(|| format!("{}-{}", std::process::id(), address.port()));
    let playing = Arc::new(Playing {
        page,
        port: address.port(),
        run,
        moving: tokio::sync::Mutex::new(()),
        ended: ended.clone(),
    });
    let app = router(playing.clone());
    let serving = async move {
        let _ended = ended.drop_guard(); // open WebSockets end with this future
        let keep_running = time::keep_running(playing.clone());
        tokio::select! {
            served = async { axum::serve(listener, app).await } => served.context("the page ended"),
            never = keep_running => match never {},
        }
    };
    Ok((address, serving))
}

fn router(playing: Shared) -> Router {
    let play = Router::new()
        .route("/state", get(look::state))
        .route("/messages", get(look::messages))
        .route("/commands", get(look::commands))
        .route("/upcoming", get(look::upcoming))
        .route("/hood", get(look::hood))
        .route("/events", get(events::connect))
        .route("/say", post(act::say))
        .route("/edit", post(act::edit))
        .route("/delete", post(act::delete))
        .route("/react", post(act::react))
        .route("/typing", post(act::typing))
        .route("/direct", post(act::direct))
        .route("/click", post(act::click))
        .route("/select", post(act::select))
        .route("/submit", post(act::submit))
        .route("/command", post(act::command))
        .route("/autocomplete", post(act::autocomplete))
        .route("/menu", post(act::menu))
        .route("/clock", post(time::move_clock))
        .route("/scene", post(act::scene));
    Router::new()
        .route("/", get(assets::index))
        .route("/static/{*path}", get(assets::file))
        .route("/attachments/{channel}/{id}/{name}", get(look::attachment))
        .nest("/play", play.layer(middleware::from_fn_with_state(playing.clone(), kept)))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(middleware::from_fn_with_state(playing.clone(), guard::guard))
        .with_state(playing)
}

/// What somebody did is not confirmed before it is kept.
async fn kept(State(playing): State<Shared>, request: Request, next: Next) -> Response {
    let looks = request.method() == Method::GET;
    let response = next.run(request).await;
    if !looks {
        playing.page.local.kept().await;
    }
    response
}

/// Why a request of the page came to nothing, in words for the person in front of it.
#[derive(Debug)]
struct Problem(StatusCode, String);

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        Problem(StatusCode::UNPROCESSABLE_ENTITY, refused.0)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "error": self.1 }))).into_response()
    }
}

/// JSON, or why not.
type Answered = Result<Json<Value>, Problem>;
