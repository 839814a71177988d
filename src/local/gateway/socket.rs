//! One gateway connection.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::Instant;
use twilight_model::gateway::CloseCode;

use super::Frame;
use super::encode::Encoding;
use super::identify::{Begun, identify, members, resume};
use crate::local::handle::Shared;
use crate::local::view::Happening;

/// What the address asks for.
#[derive(Clone, Debug, Default, serde::Deserialize)]
pub(crate) struct Asked {
    pub v: Option<String>,
    pub compress: Option<String>,
}

/// A connection, and the session that it is on.
struct Connection {
    shared: Arc<Shared>,
    socket: WebSocket,
    encoding: Encoding,
    out: mpsc::UnboundedSender<Frame>,
    session: Option<(String, u64)>,
    quiet: bool,
    heartbeat: Duration,
    alive_until: Instant,
}

/// How a connection ends.
enum End {
    /// Without a word.
    Drop,
    /// With this code.
    Close(u16),
    /// The bot ended it; with a code that says whether it means to come back.
    Left { for_good: bool },
}

/// Serves one connection until it ends.
pub(crate) async fn run(shared: Arc<Shared>, socket: WebSocket, asked: Asked) {
    let heartbeat = shared.lock(|state| state.gateway.heartbeat);
    let (out, orders) = mpsc::unbounded_channel();
    let mut connection = Connection {
        encoding: Encoding::of(asked.compress.as_deref()),
        alive_until: deadline(heartbeat),
        shared,
        socket,
        out,
        session: None,
        quiet: false,
        heartbeat,
    };
    let wrong_version = asked.v.is_some_and(|v| v != "10");
    let end =
        if wrong_version { End::Close(CloseCode::InvalidApiVersion as u16) } else { connection.talk(orders).await };
    connection.finish(end).await;
}

/// Until when a bot that is asked for a heartbeat every so often must have sent one.
fn deadline(heartbeat: Duration) -> Instant {
    Instant::now() + heartbeat.mul_f64(1.5) + Duration::from_secs(2)
}

impl Connection {
    async fn talk(&mut self, mut orders: mpsc::UnboundedReceiver<Frame>) -> End {
        let hello = json!({ "op": 10, "s": null, "t": null,
            "d": { "heartbeat_interval": self.heartbeat.as_millis() as u64, "_trace": ["local"] } });
        if let Err(end) = self.send(hello.to_string()).await {
            return end;
        }
        let ended = self.shared.ended.clone();
        loop {
            let step = tokio::select! {
                () = ended.cancelled() => Err(End::Close(1001)),
                () = tokio::time::sleep_until(self.alive_until) => Err(End::Close(CloseCode::SessionTimedOut as u16)),
                Some(order) = orders.recv() => self.obey(order).await,
                received = self.socket.recv() => match received {
                    Some(Ok(message)) => self.hear(message).await,
                    Some(Err(_)) | None => Err(End::Left { for_good: false }),
                },
            };
            if let Err(end) = step {
                return end;
            }
        }
    }

    async fn obey(&mut self, order: Frame) -> Result<(), End> {
        match order {
            Frame::Send(text) => {
                self.shared.kept().await;
                self.send(text).await
            }
            Frame::Drop => Err(End::Drop),
            Frame::Reconnect => {
                self.send(json!({ "op": 7, "s": null, "t": null, "d": null }).to_string()).await?;
                Ok(()) // the bot ends it
            }
            Frame::Invalid { resumable } => self.invalid(resumable).await,
            Frame::Quiet => {
                self.quiet = true;
                Ok(())
            }
        }
    }

    async fn invalid(&mut self, resumable: bool) -> Result<(), End> {
        if !resumable {
            self.session = None;
        }
        self.send(json!({ "op": 9, "s": null, "t": null, "d": resumable }).to_string()).await
    }

    async fn send(&mut self, text: String) -> Result<(), End> {
        if self.quiet {
            return Ok(());
        }
        let packed = self.encoding.pack(text);
        self.socket.send(packed).await.map_err(|_| End::Left { for_good: false })
    }

    async fn hear(&mut self, message: Message) -> Result<(), End> {
        let text = match message {
            Message::Text(text) => text,
            Message::Close(frame) => {
                let code = frame.map_or(1005, |f| f.code);
                return Err(End::Left { for_good: matches!(code, 1000 | 1001) });
            }
            Message::Binary(_) => return Err(End::Close(CloseCode::DecodeError as u16)),
            Message::Ping(_) | Message::Pong(_) => return Ok(()),
        };
        let Ok(frame) = serde_json::from_str::<Value>(&text) else {
            return Err(End::Close(CloseCode::DecodeError as u16));
        };
        let d = &frame["d"];
        match frame["op"].as_u64() {
            Some(1) => {
                self.alive_until = deadline(self.heartbeat);
                self.send(json!({ "op": 11, "s": null, "t": null, "d": null }).to_string()).await
            }
            Some(2) => {
                if self.session.is_some() {
                    return Err(End::Close(CloseCode::AlreadyAuthenticated as u16));
                }
                if d["compress"] == true && matches!(self.encoding, Encoding::Plain) {
                    self.encoding = Encoding::Payload;
                }
                let (out, url) = (self.out.clone(), self.shared.gateway_url());
                let begun = self.shared.lock(|state| identify(state, d, &url, out));
                self.begin(begun, false).await
            }
            Some(6) => {
                let out = self.out.clone();
                let begun = self.shared.lock(|state| resume(state, d, out));
                self.begin(begun, true).await
            }
            Some(3 | 4 | 8 | 31) => {
                let Some((session, _)) = self.session.clone() else {
                    return Err(End::Close(CloseCode::NotAuthenticated as u16));
                };
                if frame["op"] == 8 {
                    self.shared.lock(|state| members(state, &session, d));
                }
                Ok(())
            }
            Some(_) => Err(End::Close(CloseCode::UnknownOpcode as u16)),
            None => Err(End::Close(CloseCode::DecodeError as u16)),
        }
    }

    async fn begin(&mut self, begun: Begun, resumed: bool) -> Result<(), End> {
        match begun {
            Begun::Session { id, number } => {
                let app = self.shared.lock(|state| state.gateway.sessions.get(&id).map(|s| s.app));
                self.session = Some((id, number));
                if let Some(application) = app {
                    tracing::debug!(application.id = %application, resumed, "a bot is at the gateway");
                    self.shared.happened(Happening::GatewayConnected { application, resumed });
                }
                Ok(())
            }
            Begun::Invalid => self.invalid(false).await,
            Begun::Close(code) => Err(End::Close(code as u16)),
        }
    }

    async fn finish(mut self, end: End) {
        let timed_out = matches!(end, End::Close(code) if code == CloseCode::SessionTimedOut as u16);
        let for_good = timed_out || matches!(end, End::Left { for_good: true });
        if let Some((session, number)) = &self.session {
            let left = self.shared.lock(|state| state.gateway.ended(session, *number, for_good));
            if let Some(application) = left {
                self.shared.happened(Happening::GatewayDisconnected { application });
            }
        }
        if let End::Close(code) = end {
            let reason = if code == 1001 { "Going away." } else { reason(code) };
            let frame = CloseFrame { code, reason: reason.into() };
            if self.socket.send(Message::Close(Some(frame))).await.is_ok() {
                // The bot answers the close; then both know.
                let _ = tokio::time::timeout(Duration::from_secs(1), self.socket.recv()).await;
            }
        }
    }
}

fn reason(code: u16) -> &'static str {
    match code {
        4001 => "Unknown opcode.",
        4002 => "Error while decoding payload.",
        4003 => "Not authenticated.",
        4004 => "Authentication failed.",
        4005 => "Already authenticated.",
        4007 => "Invalid seq.",
        4009 => "Session timed out.",
        4010 => "Invalid shard.",
        4012 => "Invalid API version.",
        4013 => "Invalid intent(s).",
        4014 => "Disallowed intent(s).",
        _ => "Unknown error.",
    }
}
