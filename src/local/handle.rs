//! [`Local`]: the running server in the hands of whoever started it.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::time::Duration;

use anyhow::Context;
use tokio::net::TcpListener;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::buckets::{Bucket, Buckets};
use super::faults::{Fault, Faults};
use super::gateway::Gateway;
use super::keep::Keeper;
use super::record::Record;
use super::view::Happening;
use super::world::{Outgoing, World};
use super::{gateway, http};
use crate::clock::Clock;

/// How long a person, or a test, waits for an answer; in real time.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// A bot that is never silent is waited for so long.
const LONGEST_TALK: Duration = Duration::from_secs(5);

/// How a [`Local`] is started.
#[derive(Clone, Debug)]
pub struct Options {
    /// The port on the loopback address; 0 for any free one.
    pub port: u16,
    /// Where all time comes from.
    pub clock: Clock,
    /// A file for the record of all requests.
    pub record: Option<PathBuf>,
    /// Whether requests that come too fast are refused.
    pub rate_limits: bool,
}

/// A running local Discord. Clones share it; it ends with the last clone, or on [`Local::stop`].
#[derive(Clone)]
pub struct Local {
    pub(crate) shared: Arc<Shared>,
    ending: Arc<Ending>,
}

/// What the sockets and the handle share.
pub(crate) struct Shared {
    pub clock: Clock,
    state: Mutex<State>,
    revision: watch::Sender<u64>,
    happenings: broadcast::Sender<Happening>,
    pub record: Option<Record>,
    pub(super) keeper: OnceLock<Keeper>,
    pub address: SocketAddr,
    pub ended: CancellationToken,
}

/// All that changes.
pub(crate) struct State {
    pub world: World,
    pub gateway: Gateway,
    pub faults: Faults,
    pub buckets: Buckets,
    pub hosts: Vec<String>,
}

struct Ending {
    ended: CancellationToken,
    server: Mutex<Option<JoinHandle<()>>>,
}

impl Drop for Ending {
    fn drop(&mut self) {
        self.ended.cancel();
    }
}

impl Shared {
    /// Runs `f` on all that changes, then sends what it left in the world's outbox.
    pub fn lock<R>(&self, f: impl FnOnce(&mut State) -> R) -> R {
        let (result, happenings, revision) = {
            let mut state = self.guard();
            state.world.now = self.clock.now();
            state.world.tick();
            let result = f(&mut state);
            let happenings = deliver(&mut state);
            (result, happenings, state.world.revision)
        };
        for happening in happenings {
            let _ = self.happenings.send(happening); // nobody may be listening
        }
        self.revision.send_if_modified(|known| {
            let newer = revision > *known;
            *known = revision.max(*known);
            newer
        });
        result
    }

    /// Tells watchers of something that is not a change of the world.
    pub fn happened(&self, what: Happening) {
        let _ = self.happenings.send(what);
    }

    fn guard(&self) -> MutexGuard<'_, State> {
        // A panic of a test's closure must not make everything after it panic, too.
        self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// Hands the outbox to the sessions.
fn deliver(state: &mut State) -> Vec<Happening> {
    let mut happenings = Vec::new();
    for outgoing in state.world.drain() {
        match outgoing {
            Outgoing::Happening(happening) => happenings.push(happening),
            Outgoing::Dispatch(dispatch) => {
                if state.gateway.dispatch(&state.world, &dispatch) {
                    happenings.push(Happening::GatewaySent { t: dispatch.t.into(), d: dispatch.d });
                }
            }
        }
    }
    happenings
}

/// Returns when nothing was heard for so long.
pub(super) async fn quiet(listening: &mut broadcast::Receiver<Happening>, silence: Duration) {
    let heard = async {
        loop {
            match tokio::time::timeout(silence, listening.recv()).await {
                Err(_) | Ok(Err(RecvError::Closed)) => return,
                Ok(Ok(_) | Err(RecvError::Lagged(_))) => {}
            }
        }
    };
    let _ = tokio::time::timeout(LONGEST_TALK, heard).await;
}

/// Lets time do its work even if nobody asks for anything: unanswered interactions fail, quiet threads fall asleep.
async fn pass_time(shared: Arc<Shared>) {
    let ended = shared.ended.clone();
    while tokio::time::timeout(Duration::from_millis(500), ended.cancelled()).await.is_err() {
        shared.lock(|_| {});
    }
}

impl Local {
    /// Starts to serve `world` on the loopback address.
    pub async fn start(options: Options, mut world: World) -> anyhow::Result<Local> {
        let record = options.record.as_deref().map(Record::create).transpose()?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port))
            .await
            .with_context(|| format!("cannot listen on 127.0.0.1:{}", options.port))?;
        let address = listener.local_addr()?;
        world.move_to(format!("http://{address}"));
        world.now = options.clock.now();
        world.drain();
        let revision = world.revision;
        let ended = CancellationToken::new();
        let shared = Arc::new(Shared {
            clock: options.clock,
            state: Mutex::new(State {
                world,
                gateway: Gateway::default(),
                faults: Faults::default(),
                buckets: Buckets::new(options.rate_limits),
                hosts: Vec::new(),
            }),
            revision: watch::Sender::new(revision),
            happenings: broadcast::Sender::new(4096),
            record,
            keeper: OnceLock::new(),
            address,
            ended: ended.clone(),
        });
        let app = http::router(shared.clone());
        let server = tokio::spawn({
            let ended = ended.clone();
            async move {
                let served = axum::serve(listener, app).with_graceful_shutdown(ended.cancelled_owned()).await;
                if let Err(error) = served {
                    tracing::error!(%error, "the local Discord ended");
                }
            }
        });
        tokio::spawn(pass_time(shared.clone()));
        tracing::info!(url = %format!("http://{address}"), "local Discord");
        Ok(Local { shared, ending: Arc::new(Ending { ended, server: Mutex::new(Some(server)) }) })
    }

    /// Where it is: `http://127.0.0.1:PORT`. REST is at `/api/v10` below it.
    pub fn url(&self) -> String {
        format!("http://{}", self.shared.address)
    }

    /// The same service, to be served behind TLS or beside a page. It names its gateway and files by [`Local::url`].
    pub fn router(&self) -> axum::Router {
        http::router(self.shared.clone())
    }

    /// Accepts requests whose Host or Origin is `host`, beside the loopback names. For a TLS front that plays discord.com.
    pub fn allow_host(&self, host: &str) {
        self.shared.lock(|state| state.hosts.push(host.to_lowercase()));
    }

    /// Looks at the world, or sets something up. What `f` changes through the world's methods is told to bots and watchers
    /// when it returns. Never call another method of this handle from within.
    pub fn with<R>(&self, f: impl FnOnce(&mut World) -> R) -> R {
        self.shared.lock(|state| f(&mut state.world))
    }

    /// Waits until something has changed since `since`, a number that this or [`Local::revision`] returned; 0 returns at once
    /// if anything ever changed.
    pub async fn changed(&self, since: u64) -> u64 {
        let mut watched = self.shared.revision.subscribe();
        match watched.wait_for(|revision| *revision > since).await {
            Ok(revision) => *revision,
            Err(_) => since, // cannot be: `self` holds the sender
        }
    }

    /// How often something has changed so far.
    pub fn revision(&self) -> u64 {
        *self.shared.revision.borrow()
    }

    /// Everything that happens from now on. Who reads too slowly misses some.
    pub fn subscribe(&self) -> broadcast::Receiver<Happening> {
        self.shared.happenings.subscribe()
    }

    /// Returns when nothing has happened for so long, in real time: then a bot is done with what it was told. A bot that is
    /// never silent is waited for a few seconds.
    pub async fn quiet(&self, silence: Duration) {
        quiet(&mut self.subscribe(), silence).await;
    }

    /// Makes something go wrong with the next requests that fit.
    pub fn misbehave(&self, fault: Fault) {
        self.shared.lock(|state| state.faults.add(fault));
    }

    /// Forgets the faults that are still to come.
    pub fn behave(&self) {
        self.shared.lock(|state| state.faults.clear());
    }

    /// Replaces the rate limits by these, and the global one; and switches limiting on.
    pub fn limit(&self, rules: Vec<Bucket>, global_per_second: u32) {
        self.shared.lock(|state| {
            state.buckets.on = true;
            state.buckets.rules = rules;
            state.buckets.global_per_second = global_per_second;
        });
    }

    /// Cuts every gateway connection without a word. Sessions can be resumed.
    pub fn drop_gateway(&self) {
        self.shared.lock(|state| state.gateway.all(gateway::Frame::Drop));
    }

    /// Asks every connected bot to reconnect and resume.
    pub fn ask_reconnect(&self) {
        self.shared.lock(|state| state.gateway.all(gateway::Frame::Reconnect));
    }

    /// Tells every connected bot that its session is invalid; unless `resumable`, the sessions are gone.
    pub fn invalidate_sessions(&self, resumable: bool) {
        self.shared.lock(|state| state.gateway.invalidate(resumable));
    }

    /// Makes every present gateway connection fall silent: it stays open, but nothing is sent on it and no heartbeat is
    /// acknowledged. New connections are well.
    pub fn gateway_quiet(&self) {
        self.shared.lock(|state| state.gateway.all(gateway::Frame::Quiet));
    }

    /// How often bots that connect from now on are asked to send heartbeats; Discord's 41.25 s if never set.
    pub fn set_heartbeat(&self, every: Duration) {
        self.shared.lock(|state| state.gateway.heartbeat = every);
    }

    /// How many gateway connections have identified or resumed and are open.
    pub fn connected(&self) -> usize {
        self.shared.lock(|state| state.gateway.connected())
    }

    /// Waits until a bot is connected; false if none comes within ten seconds.
    pub async fn bot_connected(&self) -> bool {
        let mut happenings = self.subscribe();
        let wait = async {
            while self.connected() == 0 {
                let _ = happenings.recv().await;
            }
        };
        tokio::time::timeout(PATIENCE, wait).await.is_ok()
    }

    /// Ends the serving. Waits for it, but not long.
    pub async fn stop(&self) {
        self.kept().await;
        self.ending.ended.cancel();
        let server = self.ending.server.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).take();
        if let Some(server) = server {
            let _ = tokio::time::timeout(Duration::from_secs(2), server).await;
        }
    }
}
