//! A team whose bot is the real program, in a process of its own: it can be signalled, or killed, and started again on the same
//! database and the same Discord.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, timeout, timeout_at};
use viva::app::boundary::Boundary;
use viva::clock::Clock;
use viva::domain::ids;
use viva::local::serve::{Demo, demo};
use viva::local::{self, ChannelId, GuildId, InteractionId, Local, MessageView, Outcome, UserId};
use viva::store::Store;

use super::{shown, time};

/// How long anything may take to come, in real time.
const PATIENCE: Duration = Duration::from_secs(60);
/// The database and the world of another process have no way to call; looking so often is cheap.
const LOOK: Duration = Duration::from_millis(20);

/// A team, and what a process needs to be its bot.
pub struct Remote {
    /// The Discord that it is on.
    pub local: Local,
    /// That Discord's time. The process has its own, which begins where it is told.
    pub clock: Clock,
    /// The guild.
    pub guild: ids::GuildId,
    /// The channel that tracks ask in.
    pub practice: ChannelId,
    /// Owns the guild.
    pub olga: UserId,
    /// Members.
    pub ada: UserId,
    /// Members.
    pub ben: UserId,
    /// The bot.
    pub bot: UserId,
    /// The bot's token.
    pub token: String,
    /// The bot's database, open here too.
    pub store: Store,
    /// A folder of the team's own; it has the database.
    pub home: tempfile::TempDir,
}

/// The bot's process, with the lines that it logs.
pub struct Process {
    child: Child,
    lines: mpsc::UnboundedReceiver<String>,
    log: Vec<String>,
}

impl Remote {
    /// A team at that time, without its bot.
    pub async fn begin(at: &str) -> Remote {
        let home = tempfile::tempdir().expect("a folder");
        let clock = Clock::manual(time(at));
        let Demo { world, bot, guild, owner, members, practice, .. } = demo(1, "Viva");
        let options = local::Options { port: 0, clock: clock.clone(), record: None, rate_limits: false };
        let local = Local::start(options, world).await.expect("the local Discord starts");
        let store = Store::open(&database(&home)).await.expect("the store opens");
        Remote {
            local,
            clock,
            guild: ids::GuildId(guild.get()),
            practice,
            olga: owner,
            ada: members[0],
            ben: members[1],
            bot: bot.user_id,
            token: bot.token,
            store,
            home,
        }
    }

    /// Starts the bot, as if it were that time.
    pub fn runs(&self, from: &str, environment: &[(&str, &str)]) -> Process {
        let mut command = Command::new(env!("CARGO_BIN_EXE_viva"));
        command
            .args(["run", "--starting-at", from])
            .env("DISCORD_TOKEN", &self.token)
            .env("VIVA_DISCORD_API_URL", self.local.url())
            .env("VIVA_STORE_URL", database(&self.home))
            .env("VIVA_LOG", "info,serenity=error")
            .env_remove("VIVA_PAUSE_AT")
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let mut child = command.spawn().expect("the program starts");
        let mut lines = BufReader::new(child.stderr.take().expect("piped")).lines();
        let (told, heard) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                if told.send(line).is_err() {
                    break;
                }
            }
        });
        Process { child, lines: heard, log: Vec::new() }
    }

    /// Waits until something is so, asking again and again.
    pub async fn until<T>(&self, what: &str, found: impl AsyncFn() -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = found().await {
                return found;
            }
            assert!(Instant::now() < deadline, "waited in vain: {what}");
            sleep(LOOK).await;
        }
    }

    /// Somebody uses a command in the practice channel; with whatever comes of it.
    pub fn commands(&self, who: UserId, line: &str) -> InteractionId {
        self.local.command(who, self.practice, line).unwrap_or_else(|refused| panic!("{line}: {refused}"))
    }

    /// Somebody presses the button that says that; with whatever comes of it.
    pub fn presses(&self, who: UserId, message: &MessageView, label: &str) -> InteractionId {
        let message = self.local.message(message.id).unwrap_or_else(|| message.clone());
        let Some(button) = message.button(label) else {
            panic!("there is no button {label:?} on:\n{}", shown(&message))
        };
        let id = button.custom_id.expect("not a link");
        let pressed = self.local.click(who, message.channel, message.id, &id);
        pressed.unwrap_or_else(|refused| panic!("{label}: {refused}\n{}", shown(&message)))
    }

    /// The message with which the bot answers.
    pub async fn answered(&self, interaction: InteractionId) -> MessageView {
        match self.local.final_outcome(interaction).await {
            Outcome::Message(message) => *message,
            other => panic!("expected a message, but it was {other:#?}"),
        }
    }

    /// What the bot said in a channel to all, oldest first.
    pub fn of_bot(&self, channel: ChannelId) -> Vec<MessageView> {
        let said = |message: &MessageView| {
            message.author.id == self.bot && !message.ephemeral && matches!(message.kind, 0 | 19)
        };
        self.local.messages(channel, None).into_iter().filter(said).collect()
    }
}

fn database(home: &tempfile::TempDir) -> String {
    format!("sqlite://{}", home.path().join("viva.db").display())
}

impl Process {
    /// Waits for a line of the log.
    pub async fn says(&mut self, text: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let line = timeout_at(deadline, self.lines.recv()).await;
            let Ok(Some(line)) = line else { panic!("it never said {text:?}:\n{}", self.log.join("\n")) };
            self.log.push(line.clone());
            if line.contains(text) {
                return line;
            }
        }
    }

    /// Waits until it is so far.
    pub async fn gets(&mut self, what: &str, far: impl AsyncFn() -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !far().await {
            self.looks(what, deadline).await;
        }
    }

    /// Waits until it pauses at that boundary; false if it is so far before it comes there.
    pub async fn pauses_at(&mut self, boundary: Boundary, far: impl AsyncFn() -> bool) -> bool {
        let deadline = Instant::now() + PATIENCE;
        let paused = format!("paused at {}", boundary.0);
        while !self.log.contains(&paused) {
            if far().await {
                return false;
            }
            self.looks(boundary.0, deadline).await;
        }
        true
    }

    /// Hears its next line, or nothing for a moment.
    async fn looks(&mut self, what: &str, deadline: Instant) {
        assert!(Instant::now() < deadline, "the process did not come so far: {what}\n{}", self.log.join("\n"));
        let Ok(line) = timeout(LOOK, self.lines.recv()).await else { return };
        self.log.push(line.unwrap_or_else(|| panic!("the process ended:\n{}", self.log.join("\n"))));
    }

    /// Sends it a signal, such as `-HUP`.
    pub async fn signal(&self, name: &str) {
        let id = self.child.id().expect("it runs").to_string();
        let sent = Command::new("kill").args([name, &id]).status().await.expect("kill is there");
        assert!(sent.success());
    }

    /// Waits until it has ended, in order.
    pub async fn ends(&mut self) {
        let ended = timeout(PATIENCE, self.child.wait()).await.expect("it stops soon").expect("it stops");
        assert!(ended.success(), "it stops in order: {ended}");
    }

    /// Stops it as a service manager does, and waits until it is gone.
    pub async fn stop(mut self) {
        self.signal("-TERM").await;
        self.ends().await;
    }

    /// Kills it: it can finish nothing.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("it can be killed");
    }
}
