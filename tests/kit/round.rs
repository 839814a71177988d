//! What else people do in a round, and what it came to.

use std::path::Path;
use std::sync::Mutex;

use tokio::sync::broadcast::Receiver;
use viva::app::collect;
use viva::bank::Bank;
use viva::domain::ids;
use viva::domain::question::Question;
use viva::domain::round::Round;
use viva::domain::track::{Track, TrackState};
use viva::local::{ChannelId, Happening, MessageId, MessageView, Outcome, UserId};

use super::{Team, shown};

/// A bank with one question, *A good pot of tea*, whose key points are: water is brought to the **boil**, the pot is **warm**ed,
/// one **spoon of leaves** for each cup, it **steep**s for four minutes.
pub fn tea() -> Bank {
    Bank::load(Path::new("tests/kit/tea")).unwrap_or_else(|findings| panic!("{findings:?}"))
}

/// Covers two of the four key points of the question about tea.
pub const HALF_AN_ANSWER: &str = "I boil the water. Then I warm the pot.";

/// The messages of a reveal.
pub struct Reveal(pub Vec<MessageView>);

impl Reveal {
    /// All that they say.
    pub fn text(&self) -> String {
        self.0.iter().map(MessageView::text).collect::<Vec<_>>().join("\n")
    }

    /// The last one, which has the buttons.
    pub fn last(&self) -> &MessageView {
        self.0.last().expect("a reveal has a message")
    }
}

/// Fails unless the message has that text.
#[track_caller]
pub fn says(message: &MessageView, text: &str) {
    assert!(message.text().contains(text), "expected {text:?} in:\n{}", shown(message));
}

/// Fails if the message has that text.
#[track_caller]
pub fn says_not(message: &MessageView, text: &str) {
    assert!(!message.text().contains(text), "did not expect {text:?} in:\n{}", shown(message));
}

/// An id as the bot's own types have it.
pub fn id_of(user: UserId) -> ids::UserId {
    ids::UserId(user.get())
}

impl Team {
    /// Has the bot ask from another bank, also after a restart.
    pub fn asks_from(&mut self, bank: fn() -> Bank) {
        self.bank = bank;
        self.app.set_bank(bank());
    }

    /// Somebody who was not in the guild before.
    pub fn newcomer(&self, name: &str) -> UserId {
        self.local.with(|world| {
            let user = world.add_user(name);
            world.join(self.guild, user);
            user
        })
    }

    /// Somebody changes what they wrote.
    pub fn edits(&self, who: UserId, message: MessageId, text: &str) {
        self.local.edit(who, message, text).unwrap_or_else(|refused| panic!("{refused}"));
    }

    /// Somebody deletes a message.
    pub fn deletes(&self, who: UserId, message: MessageId) {
        self.local.delete(who, message).unwrap_or_else(|refused| panic!("{refused}"));
    }

    /// The gateway says once more what it said before.
    pub async fn hears_again(&self, message: MessageId) {
        let said = self.local.message(message).expect("the message is there");
        let event = collect::Event::Reply {
            thread: ids::ChannelId(said.channel.get()),
            message: ids::MessageId(message.get()),
            author: id_of(said.author.id),
            text: said.content,
            at: said.at,
        };
        collect::collect(&self.app, event).await.expect("what is heard is taken in");
    }

    /// The bot says something that no version of it would, with a button of that id on it. What it says is expected.
    pub async fn forges(&self, channel: ChannelId, button: &str) -> MessageView {
        use viva::view::message::{Button, Message};
        let message = Message::text(format!("a forged {button}")).row(vec![Button::new(button, "Press me")]);
        let nonce = format!("{:025x}", rand::random::<u64>());
        self.app.discord.post(ids::ChannelId(channel.get()), &message, &nonce).await.expect("it is posted");
        self.expect_message(channel, "a forged").await
    }

    /// Somebody opens the answer's form; returns what it is filled in with, and what sends it.
    pub async fn opens_form(&self, who: UserId, question: &MessageView) -> viva::local::FormView {
        match self.click_outcome(who, question, "Answer").await {
            Outcome::Form(form) => form,
            other => panic!("expected a form, but it was {other:#?}"),
        }
    }

    /// Somebody sends a form that they opened.
    pub async fn sends_form(&self, who: UserId, form: &viva::local::FormView, text: &str) -> MessageView {
        let fields = [(form.fields[0].custom_id.clone(), text.to_owned())];
        let sent = self.local.submit(who, form.interaction, &fields).unwrap_or_else(|refused| panic!("{refused}"));
        match self.local.final_outcome(sent).await {
            Outcome::Message(message) => *message,
            other => panic!("expected a message, but it was {other:#?}"),
        }
    }

    /// The guild's track that is next to ask.
    pub async fn next_track(&self) -> Track {
        let tracks = self.store().tracks_of(self.guild_id()).await.expect("the store has tracks");
        let asking = tracks.into_iter().filter(|track| track.state == TrackState::Active);
        asking.min_by_key(|track| track.next_due).expect("a track asks")
    }

    /// The newest round of the guild's track that is next to ask.
    pub async fn round(&self) -> Round {
        let track = self.next_track().await.id;
        self.store().last_round(&track).await.expect("the store has rounds").expect("a round was asked")
    }

    /// What that round asked.
    pub async fn asked(&self) -> Question {
        let round = self.round().await;
        self.app.bank().question(&round.question).expect("the question is in the bank").clone()
    }

    /// Moves the clock to the reveal of the guild's open round, and returns its messages, all of them expected.
    pub async fn until_revealed(&self) -> Reveal {
        let open = self.store().open_rounds().await.expect("the store has rounds");
        let round = open.into_iter().find(|round| round.guild == self.guild_id()).expect("a round is open");
        self.advance_to(round.reveal_at.expect("an asked round has a reveal")).await;
        self.revealed(&round).await
    }

    /// The messages of a round's reveal, all of them expected.
    pub async fn revealed(&self, round: &Round) -> Reveal {
        Reveal(self.reveal(ChannelId::new(round.thread.unwrap_or(round.channel).0)).await)
    }

    /// What somebody has earned in the guild, all in all.
    pub async fn points(&self, who: UserId) -> u32 {
        let rows = self.store().points_of(self.guild_id(), id_of(who)).await.expect("the store has a ledger");
        rows.iter().map(|row| row.points).sum()
    }
}

/// What the bot sent to Discord since this was made.
pub struct Requests(Mutex<(Receiver<Happening>, Vec<String>)>);

impl Requests {
    /// The requests so far that say something, as text.
    pub fn so_far(&self) -> Vec<String> {
        let (happenings, requests) = &mut *self.0.lock().expect("not poisoned");
        while let Ok(happening) = happenings.try_recv() {
            if let Happening::Request { method, path, body, .. } = happening
                && !body.is_null()
            {
                requests.push(format!("{method} {path} {body}"));
            }
        }
        requests.clone()
    }
}

impl Team {
    /// Listens to what the bot sends from now on.
    pub fn requests(&self) -> Requests {
        Requests(Mutex::new((self.local.subscribe(), Vec::new())))
    }
}

impl Team {
    /// The bot is gone from now until then; comes back, and does what is due.
    pub async fn is_away_until(&mut self, time: chrono::DateTime<chrono::Utc>) {
        self.disconnect().await;
        self.clock.set(time);
        self.connect().await;
        self.idle().await;
    }
}
