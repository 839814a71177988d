//! A week in a moment, with four members who answer well, in part, late, and not at all. What they say is made of the bank's own
//! material, and the same seed makes them say the same.

use chrono::{DateTime, Datelike as _, TimeDelta, Utc, Weekday};
use rand::rngs::ChaCha8Rng;
use rand::seq::{IndexedRandom as _, SliceRandom as _};
use rand::{RngExt as _, SeedableRng as _};

use crate::app::App;
use crate::app::tick::tick;
use crate::app::upcoming::upcoming;
use crate::clock::Clock;
use crate::domain::ids::GuildId;
use crate::domain::question::Question;
use crate::domain::round::{Round, RoundState};
use crate::domain::track::Mode;
use crate::local::{ChannelId, Local, MessageView, Outcome, UserId};

const HOW: &str = "How did I do?";
const ANSWERS: &str = "Answers and stars";

/// A week to be played.
#[derive(Clone)]
pub struct Week {
    /// The bot's use cases.
    pub app: App,
    /// The Discord that they are on.
    pub local: Local,
    /// The clock to move.
    pub clock: Clock,
    /// Four members: who answers well, in part, late, and not at all.
    pub members: Vec<UserId>,
    /// Marks the best answer.
    pub organizer: UserId,
    /// The guild.
    pub guild: GuildId,
    /// What makes it the same each time.
    pub seed: u64,
}

impl Week {
    /// Plays until the weekend; returns what to say about it.
    pub async fn play(&self) -> anyhow::Result<String> {
        let end = weekend(self.clock.now());
        let mut rounds = 0;
        while let Some(due) = upcoming(&self.app, self.guild).await?.first().map(|due| due.at).filter(|at| *at < end) {
            self.clock.set(due);
            tick(&self.app).await?;
            for round in self.app.store.open_rounds().await? {
                let asked_now = round.asked_at.is_some_and(|at| at >= due);
                if round.guild == self.guild && asked_now && round.mode == Mode::Open {
                    self.answer(&round).await?;
                    rounds += 1;
                }
            }
            self.come_late().await?;
        }
        self.clock.set(end);
        tick(&self.app).await?;
        Ok(format!("{rounds} rounds were played. It is the weekend now; look at the recap, and at /leaderboard."))
    }

    /// Ada answers well, Ben in part, each a while after the post.
    async fn answer(&self, round: &Round) -> anyhow::Result<()> {
        let bank = self.app.bank();
        let (Some(question), Some(thread)) = (bank.question(&round.question), thread(round)) else { return Ok(()) };
        let mut random = ChaCha8Rng::seed_from_u64(self.seed ^ u64::from(round.number));
        self.clock.advance(TimeDelta::minutes(random.random_range(5..40)));
        self.say(0, thread, &well(question, &mut random));
        self.clock.advance(TimeDelta::minutes(random.random_range(10..90)));
        self.say(1, thread, &in_part(question, &mut random));
        Ok(())
    }

    /// Chiara answers when the reference is there already. (Deniz does not answer at all.)
    async fn come_late(&self) -> anyhow::Result<()> {
        for round in self.app.store.rounds_between(self.guild, None, DateTime::UNIX_EPOCH, self.clock.now()).await? {
            let revealed_now =
                round.state == RoundState::Revealed && round.closed_at.is_some_and(|at| at >= self.clock.now());
            if let (true, Some(thread)) = (revealed_now, thread(&round)) {
                let bank = self.app.bank();
                let Some(question) = bank.question(&round.question) else { continue };
                let mut random = ChaCha8Rng::seed_from_u64(self.seed ^ u64::from(round.number));
                self.applaud(thread, random.random_bool(0.4)).await;
                self.clock.advance(TimeDelta::minutes(1));
                self.say(2, thread, &format!("Sorry, late again. {}", in_part(question, &mut random)));
            }
        }
        Ok(())
    }

    /// Ben looks at how he did, then at the first answer, which is Ada's, and stars it; now and then Olga marks it as the best.
    async fn applaud(&self, thread: ChannelId, best: bool) {
        let Some(ben) = self.members.get(1).copied() else { return };
        let Some(reveal) = self.local.messages(thread, None).into_iter().rfind(|message| message.button(HOW).is_some())
        else {
            return;
        };
        self.press(ben, &reveal, HOW).await;
        if let Some(answer) = self.press(ben, &reveal, ANSWERS).await {
            self.press(ben, &answer, "☆ Star this answer").await;
        }
        if best && let Some(answer) = self.press(self.organizer, &reveal, ANSWERS).await {
            self.press(self.organizer, &answer, "Mark as best answer").await;
        }
    }

    /// Presses a button, if it is there and can be pressed; returns the message that comes back.
    async fn press(&self, who: UserId, message: &MessageView, label: &str) -> Option<MessageView> {
        let id = message.button(label).filter(|button| !button.disabled)?.custom_id?;
        let pressed = self.local.click(who, message.channel, message.id, &id).ok()?;
        match self.local.final_outcome(pressed).await {
            Outcome::Message(message) => Some(*message),
            _ => None,
        }
    }

    fn say(&self, member: usize, thread: ChannelId, text: &str) {
        let Some(who) = self.members.get(member) else { return };
        if let Err(refused) = self.local.say(*who, thread, &crate::view::text::shorten(text, 1_900)) {
            tracing::warn!(%refused, "a member could not answer");
        }
    }
}

fn thread(round: &Round) -> Option<ChannelId> {
    round.thread.and_then(|thread| ChannelId::new_checked(thread.0))
}

/// Most key points, in an order of one's own.
fn well(question: &Question, random: &mut ChaCha8Rng) -> String {
    let mut points: Vec<&str> = question.key_points.iter().map(|point| point.text.as_str()).collect();
    points.shuffle(random);
    if points.len() > 4 && random.random_bool(0.5) {
        points.pop();
    }
    let openings = ["In short:", "I would say:", "From what we run in production:", "Let me try."];
    format!("{} {}", openings.choose(random).unwrap_or(&"In short:"), points.join(" "))
}

/// A key point or two, and some doubt.
fn in_part(question: &Question, random: &mut ChaCha8Rng) -> String {
    let mut points: Vec<&str> = question.key_points.iter().map(|point| point.text.as_str()).collect();
    points.shuffle(random);
    points.truncate(random.random_range(1..=2));
    let endings = ["Not sure about the rest.", "The rest I would have to look up.", "That is all I remember."];
    format!("{} {}", points.join(" "), endings.choose(random).unwrap_or(&"That is all."))
}

/// The Saturday after `now`, at noon.
fn weekend(now: DateTime<Utc>) -> DateTime<Utc> {
    let days = match now.weekday() {
        Weekday::Sat | Weekday::Sun => 7 - i64::from(now.weekday().num_days_from_monday()) + 5,
        weekday => 5 - i64::from(weekday.num_days_from_monday()),
    };
    (now.date_naive() + TimeDelta::days(days))
        .and_hms_opt(12, 0, 0)
        .map_or(now + TimeDelta::days(days), |noon| noon.and_utc())
}
