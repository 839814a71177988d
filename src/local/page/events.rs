//! The WebSocket: everything that happens, as it happens, and what time it is.

use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use chrono::TimeDelta;
use serde_json::{Value, json};
use tokio::sync::broadcast::error::RecvError;

use super::Shared;
use crate::local::wire;

pub(super) async fn connect(State(playing): State<Shared>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(move |socket| run(playing, socket))
}

async fn run(playing: Shared, mut socket: WebSocket) {
    let mut happenings = playing.page.local.subscribe();
    let clock = &playing.page.clock;
    let mut told = clock.now();
    if send(&mut socket, &playing.clock_told()).await.is_err() {
        return;
    }
    loop {
        let news = tokio::select! {
            () = playing.ended.cancelled() => break,
            heard = socket.recv() => match heard {
                Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                Some(Ok(_)) => continue, // nothing is asked for here
            },
            happened = happenings.recv() => match happened {
                Ok(happening) => wire::to_json(happening),
                // The page looks at everything again.
                Err(RecvError::Lagged(_)) => json!({ "what": "Missed" }),
                Err(RecvError::Closed) => break,
            },
            () = clock.sleep_until(told + TimeDelta::seconds(1)) => {
                told = clock.now();
                playing.clock_told()
            }
        };
        if send(&mut socket, &news).await.is_err() {
            break;
        }
    }
}

async fn send(socket: &mut WebSocket, news: &Value) -> Result<(), axum::Error> {
    socket.send(Message::Text(news.to_string().into())).await
}
