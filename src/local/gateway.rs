//! Sessions: what they asked for, what they were sent, what they missed. The socket that carries them is in [`socket`].

mod encode;
mod identify;
pub(crate) mod socket;

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::mpsc;
use twilight_model::gateway::Intents;

use super::ids::*;
use super::wire;
use super::world::{Dispatch, World};

/// So many missed events are kept for a session that comes back.
const KEPT: usize = 10_000;

/// The sessions, by their id.
pub(crate) struct Gateway {
    sessions: BTreeMap<String, Session>,
    pub heartbeat: Duration,
    connections: u64,
}

/// What one bot asked for and was sent.
struct Session {
    app: ApplicationId,
    bot: UserId,
    intents: Intents,
    shard: (u64, u64),
    seq: u64,
    sent: VecDeque<(u64, String)>,
    /// The present connection, if there is one.
    line: Option<Line>,
}

/// A connection that a session is on.
struct Line {
    number: u64,
    out: mpsc::UnboundedSender<Frame>,
}

/// What a connection is told to do.
#[derive(Clone, Debug)]
pub(crate) enum Frame {
    /// To send this.
    Send(String),
    /// To end without a word.
    Drop,
    /// To ask the bot to reconnect, and end.
    Reconnect,
    /// To say that the session is invalid.
    Invalid { resumable: bool },
    /// To fall silent.
    Quiet,
}

impl Default for Gateway {
    fn default() -> Self {
        Gateway { sessions: BTreeMap::new(), heartbeat: Duration::from_millis(41_250), connections: 0 }
    }
}

impl Gateway {
    /// Sends an event to the sessions that want it; true if there is any.
    pub fn dispatch(&mut self, world: &World, dispatch: &Dispatch) -> bool {
        let mut sent = false;
        for session in self.sessions.values_mut().filter(|s| s.wants(dispatch)) {
            let mut d = dispatch.d.clone();
            if dispatch.message && !session.intents.contains(Intents::MESSAGE_CONTENT) {
                wire::withhold(&mut d, session.bot, dispatch.guild.is_none());
            }
            if dispatch.t == "GUILD_CREATE"
                && let Some(guild) = dispatch.guild
            {
                let all = session.intents.contains(Intents::GUILD_PRESENCES);
                d = wire::guild_create(world, guild, session.bot, all);
            }
            session.send(dispatch.t, &d);
            sent = true;
        }
        sent
    }

    /// Tells every connection.
    pub fn all(&mut self, frame: Frame) {
        for session in self.sessions.values_mut() {
            if let Some(line) = &session.line {
                let _ = line.out.send(frame.clone()); // it may have ended by itself
            }
        }
    }

    /// Tells every connection that its session is invalid; unless it can be resumed, it is forgotten.
    pub fn invalidate(&mut self, resumable: bool) {
        self.all(Frame::Invalid { resumable });
        if !resumable {
            self.sessions.clear();
        }
    }

    /// How many sessions are on a connection.
    pub fn connected(&self) -> usize {
        self.sessions.values().filter(|s| s.line.is_some()).count()
    }

    /// A connection has ended. What it was on can be resumed, unless the bot ended it on purpose.
    fn ended(&mut self, session: &str, number: u64, for_good: bool) -> Option<ApplicationId> {
        let known = self.sessions.get_mut(session)?;
        if known.line.as_ref()?.number != number {
            return None; // it has been taken over
        }
        known.line = None;
        let app = known.app;
        if for_good {
            self.sessions.remove(session);
        }
        Some(app)
    }

    fn number(&mut self) -> u64 {
        self.connections += 1;
        self.connections
    }
}

impl Session {
    fn wants(&self, dispatch: &Dispatch) -> bool {
        let (own, of) = self.shard;
        let shard = dispatch.guild.map_or(0, |guild| (guild.get() >> 22) % of);
        let asked = dispatch.intents.is_empty() || self.intents.intersects(dispatch.intents);
        self.app == dispatch.to && shard == own && asked
    }

    /// Numbers an event, keeps it, and sends it if there is a connection.
    fn send(&mut self, t: &str, d: &Value) {
        self.seq += 1;
        let text = json!({ "op": 0, "s": self.seq, "t": t, "d": d }).to_string();
        if let Some(line) = &self.line {
            let _ = line.out.send(Frame::Send(text.clone()));
        }
        self.sent.push_back((self.seq, text));
        if self.sent.len() > KEPT {
            self.sent.pop_front();
        }
    }
}
