//! A team on a local Discord with the real bot, over real sockets. Tests read like a chat: somebody does something, something is
//! expected. A message that never comes fails with the history of its channel, and so does one that nobody expected.

#![allow(dead_code, unused_imports)] // each test file uses its own part

mod advisor;
mod late;
mod lawful;
mod mock;
mod quiz;
mod remote;
mod round;

use std::collections::HashSet;
use std::sync::Mutex;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio_util::sync::CancellationToken;
use viva::app::{App, tick};
use viva::bank::Bank;
use viva::clock::Clock;
use viva::config::Config;
use viva::discord::{Connection, Discord};
use viva::domain::ids;
use viva::local::serve::{Demo, demo};
use viva::local::{
    self, BotAccount, ChannelId, GuildId, InteractionId, Local, MessageId, MessageView, Outcome, UserId,
};
use viva::store::Store;

pub use advisor::{Advisor, How, verdicts};
pub use quiz::letters_in;
pub use remote::{Process, Remote};
pub use round::{HALF_AN_ANSWER, Requests, Reveal, id_of, says, says_not, tea};

/// How long anything may take to come, in real time.
const PATIENCE: Duration = Duration::from_secs(20);
/// The track that most tests run: a question at 09:30 in Berlin on working days, revealed after seven hours.
pub const DAILY: &str = "channel:#practice zone:Europe/Berlin time:09:30 reveal:7h";

/// A team: a guild with its owner, four members, two channels, and the bot.
pub struct Team {
    /// The Discord that it is on.
    pub local: Local,
    /// Its time.
    pub clock: Clock,
    /// The bot's use cases.
    pub app: App,
    /// The guild.
    pub guild: GuildId,
    /// The channel that tracks ask in.
    pub practice: ChannelId,
    /// Another channel.
    pub general: ChannelId,
    /// The bot.
    pub bot: BotAccount,
    /// Owns the guild.
    pub olga: UserId,
    /// Members.
    pub ada: UserId,
    /// Members.
    pub ben: UserId,
    /// Members.
    pub chiara: UserId,
    /// Members.
    pub deniz: UserId,
    bank: fn() -> Bank,
    opinion: Option<viva::config::Opinion>,
    store_url: String,
    expected: Mutex<HashSet<MessageId>>,
    running: Option<Running>,
    finished: bool,
    _home: tempfile::TempDir,
}

struct Running {
    stop: CancellationToken,
    bot: tokio::task::JoinHandle<anyhow::Result<()>>,
}

/// A Monday morning in Berlin, half an hour before the first question.
pub fn monday() -> DateTime<Utc> {
    time("2026-03-02T08:00:00Z")
}

/// An instant.
pub fn time(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

impl Team {
    /// A team on a Monday morning, its bot connected.
    pub async fn start() -> Team {
        Team::with(monday(), |_| ()).await
    }

    /// A team at that time, in a world that was changed before the bot came.
    pub async fn with(start: DateTime<Utc>, change: impl FnOnce(&mut Demo)) -> Team {
        let home = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", home.path().join("viva.db").display());
        Team::on(&url, home, start, change).await
    }

    async fn on(
        store_url: &str,
        home: tempfile::TempDir,
        start: DateTime<Utc>,
        change: impl FnOnce(&mut Demo),
    ) -> Team {
        logs();
        let clock = Clock::manual(start);
        let mut demo = demo(1, "Viva");
        change(&mut demo);
        let Demo { world, bot, guild, owner, members, general, practice } = demo;
        let options = local::Options { port: 0, clock: clock.clone(), record: record(), rate_limits: false };
        let local = Local::start(options, world).await.expect("the local Discord starts");
        let app = app(&clock, &connection(&bot, &local), store_url, Bank::embedded()).await;
        let mut team = Team {
            local,
            clock,
            app,
            guild,
            practice,
            general,
            bot,
            olga: owner,
            ada: members[0],
            ben: members[1],
            chiara: members[2],
            deniz: members[3],
            bank: Bank::embedded,
            opinion: None,
            store_url: store_url.to_owned(),
            expected: Mutex::default(),
            running: None,
            finished: false,
            _home: home,
        };
        team.connect().await;
        team
    }

    /// Lets the bot come, and waits until its commands are there.
    pub async fn connect(&mut self) {
        self.connect_over(connection(&self.bot, &self.local)).await;
    }

    /// The same over another connection, with a fresh application on the same database.
    pub async fn connect_over(&mut self, connection: Connection) {
        assert!(self.running.is_none(), "the bot is here already");
        self.app = app(&self.clock, &connection, &self.store_url, (self.bank)()).await;
        self.set_opinions();
        let stop = CancellationToken::new();
        let (app, stopped) = (self.app.clone(), stop.clone());
        let bot = tokio::spawn(async move { viva::bot::run(app, &connection, true, stopped).await });
        self.running = Some(Running { stop, bot });
        self.until("the bot is connected", || (self.local.connected() > 0).then_some(())).await;
        self.until("the commands are registered", || {
            (!self.local.commands(self.olga, self.practice).is_empty()).then_some(())
        })
        .await;
    }

    /// Stops the bot as SIGTERM does, and waits until it is gone.
    pub async fn disconnect(&mut self) {
        let Running { stop, bot } = self.running.take().expect("the bot is here");
        stop.cancel();
        bot.await.expect("the bot does not panic").expect("the bot stops in order");
        self.until("the bot is gone", || (self.local.connected() == 0).then_some(())).await;
    }

    /// A new bot on the same database and the same Discord.
    pub async fn restart(&mut self) {
        if self.running.is_some() {
            self.disconnect().await;
        }
        self.connect().await;
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.app.store
    }

    /// The address of the bot's database.
    pub fn store_url(&self) -> &str {
        &self.store_url
    }

    /// The guild, as the store knows it.
    pub fn guild_id(&self) -> ids::GuildId {
        ids::GuildId(self.guild.get())
    }

    /// Moves the clock on, and waits until everything that is due by then is done.
    pub async fn advance(&self, step: TimeDelta) {
        self.advance_to(self.clock.now() + step).await;
    }

    /// Moves the clock to that time, stopping at everything that is due on the way.
    pub async fn advance_to(&self, time: DateTime<Utc>) {
        loop {
            let next = self.store().next_wake(self.clock.now()).await.expect("the store says what is next");
            match next {
                Some(next) if next < time => self.clock.set(next),
                _ => break,
            };
            self.idle().await;
        }
        self.clock.set(time);
        self.idle().await;
    }

    /// Waits until nothing is due.
    pub async fn idle(&self) {
        tick::tick(&self.app).await.expect("the store says what is due");
    }

    /// Makes the usual track, and returns once it is saved.
    pub async fn track(&self, options: &str) {
        let preview = self.commands(self.olga, &format!("/track create {options}")).await;
        self.clicks(self.olga, &preview, "Create it").await;
    }

    /// Somebody uses a command in the practice channel, and is answered with a message.
    pub async fn commands(&self, who: UserId, line: &str) -> MessageView {
        match self.command_outcome(who, self.practice, line).await {
            Outcome::Message(message) => *message,
            other => panic!("{line}: expected a message, but it was {other:#?}"),
        }
    }

    /// Somebody uses a command somewhere; with whatever comes of it.
    pub async fn command_outcome(&self, who: UserId, channel: ChannelId, line: &str) -> Outcome {
        let interaction = self.local.command(who, channel, line).unwrap_or_else(|refused| panic!("{line}: {refused}"));
        self.outcome(interaction).await
    }

    /// What somebody is offered while they type a command.
    pub async fn completions(&self, who: UserId, line: &str) -> Vec<String> {
        let interaction =
            self.local.autocomplete(who, self.practice, line).unwrap_or_else(|refused| panic!("{line}: {refused}"));
        match self.outcome(interaction).await {
            Outcome::Choices(choices) => choices.into_iter().map(|choice| choice.name).collect(),
            other => panic!("{line}: expected completions, but it was {other:#?}"),
        }
    }

    async fn outcome(&self, interaction: InteractionId) -> Outcome {
        self.local.final_outcome(interaction).await
    }

    /// Somebody presses the button that says that, and is answered with a message.
    pub async fn clicks(&self, who: UserId, message: &MessageView, label: &str) -> MessageView {
        match self.click_outcome(who, message, label).await {
            Outcome::Message(message) => *message,
            other => panic!("{label}: expected a message, but it was {other:#?}"),
        }
    }

    /// Somebody presses the button that says that; with whatever comes of it.
    pub async fn click_outcome(&self, who: UserId, message: &MessageView, label: &str) -> Outcome {
        let message = self.now(message);
        let Some(button) = message.button(label) else {
            panic!("there is no button {label:?} on:\n{}", shown(&message));
        };
        let id = button.custom_id.expect("not a link");
        let pressed = self.local.click(who, message.channel, message.id, &id);
        self.outcome(pressed.unwrap_or_else(|refused| panic!("{label}: {refused}\n{}", shown(&message)))).await
    }

    /// Somebody chooses from the select of a message.
    pub async fn selects(&self, who: UserId, message: &MessageView, values: &[&str]) -> MessageView {
        let message = self.now(message);
        let select = message
            .selects()
            .into_iter()
            .next()
            .unwrap_or_else(|| panic!("there is no select on:\n{}", shown(&message)));
        let values: Vec<String> = values.iter().map(ToString::to_string).collect();
        let chosen = self.local.select(who, message.channel, message.id, &select.custom_id, &values);
        match self.outcome(chosen.unwrap_or_else(|refused| panic!("{refused}"))).await {
            Outcome::Message(message) => *message,
            other => panic!("expected a message, but it was {other:#?}"),
        }
    }

    /// Somebody presses Answer under a question, and fills the form.
    pub async fn answers(&self, who: UserId, question: &MessageView, text: &str) -> MessageView {
        let form = self.opens_form(who, question).await;
        self.sends_form(who, &form, text).await
    }

    /// Somebody writes in a channel or thread.
    pub fn says(&self, who: UserId, channel: ChannelId, text: &str) -> MessageId {
        self.local.say(who, channel, text).unwrap_or_else(|refused| panic!("{refused}"))
    }

    /// Somebody replies in a round's thread, and the bot acknowledges it.
    pub async fn replies(&self, who: UserId, thread: ChannelId, text: &str) -> MessageId {
        let message = self.says(who, thread, text);
        self.expect_reaction(message, "✅").await;
        message
    }

    /// Waits for a public message of the bot's with that text, which nobody expected yet.
    pub async fn expect_message(&self, channel: ChannelId, text: &str) -> MessageView {
        let found = self
            .until_in(channel, &format!("a message with {text:?}"), || {
                let expected = self.expected.lock().expect("not poisoned");
                self.of_bot(channel)
                    .into_iter()
                    .find(|message| !expected.contains(&message.id) && message.text().contains(text))
            })
            .await;
        self.expected.lock().expect("not poisoned").insert(found.id);
        found
    }

    /// Waits until a message has that text.
    pub async fn expect_edit(&self, message: &MessageView, text: &str) -> MessageView {
        self.until_in(message.channel, &format!("message {} to say {text:?}", message.id), || {
            self.local.message(message.id).filter(|message| message.text().contains(text))
        })
        .await
    }

    /// Waits until the bot reacted to a message.
    pub async fn expect_reaction(&self, message: MessageId, emoji: &str) {
        let channel = self.local.message(message).expect("the message is there").channel;
        self.until_in(channel, &format!("{emoji} on message {message}"), || {
            let message = self.local.message(message)?;
            message
                .reactions
                .iter()
                .any(|reaction| reaction.emoji == emoji && reaction.users.contains(&self.bot.user_id))
                .then_some(())
        })
        .await
    }

    /// Waits for a private message of the bot's to somebody.
    pub async fn expect_private(&self, who: UserId, text: &str) -> MessageView {
        let channel = self.local.with(|world| world.direct_channel(who, self.bot.user_id));
        self.expect_message(channel, text).await
    }

    /// Asks the day's question: moves the clock to it, and returns its post and its thread.
    pub async fn question(&self) -> (MessageView, ChannelId) {
        self.advance_to(self.next_track().await.next_due).await;
        let post = self.expect_message(self.practice, "How to answer").await;
        let post = self.now(&post);
        let thread = post.thread.unwrap_or_else(|| panic!("no thread was opened from:\n{}", shown(&post)));
        (post, thread)
    }

    /// The reveal, whole: every part of it, in order, the last with its buttons.
    pub async fn reveal(&self, place: ChannelId) -> Vec<MessageView> {
        let first = self.expect_message(place, "· reveal 1 of ").await;
        let footer = first.text().lines().last().unwrap_or_default().to_owned();
        let parts: usize =
            footer.rsplit(' ').next().and_then(|parts| parts.parse().ok()).expect("the footer counts the parts");
        let mut reveal = vec![first];
        for part in 2..=parts {
            reveal.push(self.expect_message(place, &format!("· reveal {part} of {parts}")).await);
        }
        reveal
    }

    /// A message as it is now.
    pub fn now(&self, message: &MessageView) -> MessageView {
        self.local.message(message.id).unwrap_or_else(|| message.clone())
    }

    /// The bot's public messages in a channel, oldest first.
    pub fn of_bot(&self, channel: ChannelId) -> Vec<MessageView> {
        let said = |message: &MessageView| {
            message.author.id == self.bot.user_id && !message.ephemeral && matches!(message.kind, 0 | 19)
        };
        self.local.messages(channel, None).into_iter().filter(said).collect()
    }

    /// Waits until something is so, watching the world change.
    pub async fn until<T>(&self, what: &str, found: impl Fn() -> Option<T>) -> T {
        self.until_in(self.practice, what, found).await
    }

    async fn until_in<T>(&self, channel: ChannelId, what: &str, found: impl Fn() -> Option<T>) -> T {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            let revision = self.local.revision();
            if let Some(found) = found() {
                return found;
            }
            if tokio::time::timeout_at(deadline, self.local.changed(revision)).await.is_err() {
                panic!("waited in vain: {what}\n{}", self.history(channel));
            }
        }
    }

    /// All that was said in a channel.
    pub fn history(&self, channel: ChannelId) -> String {
        let lines: Vec<String> = self.local.messages(channel, None).iter().map(shown).collect();
        format!("-- what was said in {channel} by {}:\n{}\n--", self.clock.now(), lines.join("\n"))
    }

    /// Ends the test: the bot stops in order, every public message of it was expected, and every message at all is lawful.
    pub async fn finish(mut self) {
        self.idle().await;
        if self.running.is_some() {
            self.disconnect().await;
        }
        let expected = self.expected.lock().expect("not poisoned").clone();
        let channels: Vec<ChannelId> = self.local.with(|world| world.channels.keys().copied().collect());
        for channel in channels {
            self.local.with(|world| lawful::check(world, channel, self.bot.user_id));
            let unexpected: Vec<_> =
                self.of_bot(channel).into_iter().filter(|message| !expected.contains(&message.id)).collect();
            assert!(
                unexpected.is_empty(),
                "nobody expected this:\n{}\n{}",
                shown(&unexpected[0]),
                self.history(channel)
            );
        }
        self.finished = true;
    }
}

impl Drop for Team {
    fn drop(&mut self) {
        if !self.finished && !std::thread::panicking() {
            panic!("a test ends with team.finish(), which looks for messages that nobody expected");
        }
    }
}

fn connection(bot: &BotAccount, local: &Local) -> Connection {
    Connection::new(&bot.token, Some(&local.url())).expect("a client")
}

async fn app(clock: &Clock, connection: &Connection, store_url: &str, bank: Bank) -> App {
    let store = Store::open(store_url).await.expect("the store opens");
    let config = Config::default_values();
    App::new(clock.clone(), store, Discord::new(connection), bank, &config)
}

/// A message as a person would read it.
pub fn shown(message: &MessageView) -> String {
    let buttons: Vec<String> = message.buttons().iter().map(|button| format!("[{}]", button.label)).collect();
    let private = if message.ephemeral { " (private)" } else { "" };
    format!("{}{private}: {} {}", message.author.name, message.text(), buttons.join(" "))
}

/// The file that `VIVA_TEST_RECORD` names a folder for, one for each test process.
fn record() -> Option<std::path::PathBuf> {
    let folder = std::env::var_os("VIVA_TEST_RECORD")?;
    Some(std::path::Path::new(&folder).join(format!("{}-{:x}.jsonl", std::process::id(), rand::random::<u32>())))
}

/// Logs to the test's output, as `VIVA_LOG` says.
fn logs() {
    let filter = std::env::var("VIVA_LOG").unwrap_or_else(|_| "warn".to_owned());
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_test_writer().try_init();
}
