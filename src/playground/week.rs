//! A week in a moment, with four members who answer well, in part, late, and not at all: Ada, Ben, Chiara and Deniz. What they say
//! is in [`answers`]; here is when they say it, and what else they do.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::{DateTime, Datelike as _, TimeDelta, Utc, Weekday};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt as _, SeedableRng as _};

use super::answers;
use crate::app::App;
use crate::app::tick::tick;
use crate::app::upcoming::upcoming;
use crate::clock::Clock;
use crate::domain::ids::GuildId;
use crate::domain::question::Question;
use crate::domain::round::{Round, RoundState};
use crate::domain::track::Mode;
use crate::local::{ChannelId, Local, MessageId, MessageView, Outcome, UserId};

const HOW: &str = "How did I do?";
const ANSWERS: &str = "Answers and stars";
/// The bot is done with what was said when nothing has happened for so long.
const QUIET: Duration = Duration::from_millis(40);
/// How many such silences the bot's reaction to an answer is waited for.
const PATIENCE: u32 = 250;

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

/// What somebody will do.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Act {
    /// Deniz looks, and says nothing.
    Look,
    AnswerWell,
    AnswerInPart,
    /// Ben sees what he forgot, and adds it to what he wrote.
    Improve,
    AnswerLate,
    /// Chiara comes when the reference is there.
    ComeTooLate,
    /// They look at how they did, and star what they liked.
    Applaud,
}

/// Who does what in which round, by the time at which it happens.
type Agenda = BTreeMap<(DateTime<Utc>, u32, Act), Round>;

impl Week {
    /// Plays until the weekend; returns what to say about it.
    pub async fn play(&self) -> anyhow::Result<String> {
        let end = weekend(self.clock.now());
        let (mut agenda, mut known) = (Agenda::new(), BTreeSet::new());
        self.plan(&mut agenda, &mut known).await?;
        loop {
            let due = upcoming(&self.app, self.guild).await?.first().map(|due| due.at);
            let act = agenda.first_key_value().map(|((at, ..), _)| *at);
            let Some(next) = [due, act].into_iter().flatten().min().filter(|at| *at < end) else { break };
            self.clock.set(next);
            if due == Some(next) {
                tick(&self.app).await?;
                self.local.quiet(QUIET).await;
                self.plan(&mut agenda, &mut known).await?;
            } else if let Some(((_, _, act), round)) = agenda.pop_first() {
                self.act(act, &round).await;
                self.local.quiet(QUIET).await;
            }
        }
        self.clock.set(end);
        tick(&self.app).await?;
        self.local.quiet(QUIET).await;
        let rounds = known.len();
        let rounds = if rounds == 1 { "One round was".to_owned() } else { format!("{rounds} rounds were") };
        Ok(format!("{rounds} played, and it is the weekend. Look into the threads, at the recap, and at /leaderboard."))
    }

    /// Puts on the agenda what the team will do in the rounds that have been asked since.
    async fn plan(&self, agenda: &mut Agenda, known: &mut BTreeSet<String>) -> anyhow::Result<()> {
        let now = self.clock.now();
        for round in self.app.store.open_rounds().await? {
            let playable = round.guild == self.guild && round.state == RoundState::Asked && round.mode == Mode::Open;
            let (true, Some(reveal)) = (playable && round.thread.is_some(), round.reveal_at) else { continue };
            if !known.insert(round.id.to_string()) {
                continue;
            }
            let mut random = self.random(&round, 0);
            let mut minutes = |from, to| TimeDelta::minutes(random.random_range(from..to));
            let ben = minutes(20, 150);
            let mut acts = vec![
                (now + minutes(5, 40), Act::AnswerWell),
                (now + ben, Act::AnswerInPart),
                (now + ben + minutes(8, 50), Act::Improve),
                (now + minutes(30, 200), Act::Look),
                (reveal + minutes(3, 15), Act::Applaud),
            ];
            acts.push(match self.seed.wrapping_add(round.number.into()) % 3 {
                0 => (reveal + minutes(20, 60), Act::ComeTooLate),
                _ => (reveal - minutes(4, 35), Act::AnswerLate),
            });
            // Who begins in the middle of a day has less time.
            let in_time =
                |(at, act): &(DateTime<Utc>, Act)| *at < reveal || matches!(act, Act::ComeTooLate | Act::Applaud);
            acts.retain(in_time);
            agenda.extend(acts.into_iter().map(|(at, act)| ((at.max(now), round.number, act), round.clone())));
        }
        Ok(())
    }

    async fn act(&self, act: Act, round: &Round) {
        let bank = self.app.bank();
        let (Some(question), Some(thread)) = (bank.question(&round.question), thread(round)) else { return };
        let mut random = self.random(round, act as u64 + 1);
        let [ada, ben, chiara, deniz] = self.members[..] else { return };
        match act {
            Act::Look => {
                if let Some(post) = self.local.with(|world| world.find_message(thread.cast()).map(|post| post.id))
                    && random.random_bool(0.5)
                {
                    self.allowed(self.local.react(deniz, post, "👀"));
                }
            }
            Act::AnswerWell => {
                let said = self.say(ada, thread, answers::well(question, &mut random)).await;
                if let (Some(said), true) = (said, random.random_bool(0.4)) {
                    self.allowed(self.local.react(chiara, said, "👍"));
                }
            }
            Act::AnswerInPart => {
                self.say(ben, thread, answers::in_part(question, &mut random)).await;
            }
            Act::Improve => self.improve((ada, ben), thread, question, &mut random).await,
            Act::AnswerLate => {
                self.say(chiara, thread, answers::late(question, &mut random)).await;
            }
            Act::ComeTooLate => {
                self.say(chiara, thread, answers::missed(question, &mut random)).await;
            }
            Act::Applaud => self.applaud(thread, random.random_bool(0.4)).await,
        }
    }

    /// Now and then Ada asks what an interviewer asks next, and Ben replies; or Ben adds to what he wrote.
    async fn improve(
        &self,
        (ada, ben): (UserId, UserId),
        thread: ChannelId,
        question: &Question,
        random: &mut ChaCha8Rng,
    ) {
        match random.random_range(0..3) {
            0 => {
                let Some((asked, reply)) = answers::follow_up(question, random) else { return };
                if let Some(asked) = self.say(ada, thread, vec![asked]).await {
                    self.pause(2..9, random);
                    self.allowed(self.local.reply(ben, thread, asked, &reply));
                }
            }
            1 => {
                let mine = self.local.messages(thread, None).into_iter().rfind(|message| message.author.id == ben);
                if let Some(mine) = mine {
                    let more = answers::addition(question, random);
                    self.allowed(self.local.edit(ben, mine.id, &format!("{}\n{more}", mine.content)));
                }
            }
            _ => {}
        }
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

    /// Says one thing after the other; returns the first.
    async fn say(&self, who: UserId, thread: ChannelId, lines: Vec<String>) -> Option<MessageId> {
        let mut first = None;
        for line in lines {
            if first.is_some() {
                self.clock.advance(TimeDelta::seconds(40));
            }
            match self.local.say(who, thread, &line) {
                Ok(said) => {
                    self.taken_in(said).await;
                    first = first.or(Some(said));
                }
                Err(refused) => tracing::warn!(%refused, "a member could not answer"),
            }
        }
        first
    }

    /// Waits for the bot's reaction, so that a week is the same on a machine that is busy.
    async fn taken_in(&self, said: MessageId) {
        for _ in 0..PATIENCE {
            self.local.quiet(QUIET).await;
            if self.local.with(|world| world.find_message(said).is_none_or(|said| !said.reactions.is_empty())) {
                return;
            }
        }
        tracing::warn!(message = %said, "the bot took no notice of an answer");
    }

    fn pause(&self, minutes: std::ops::Range<i64>, random: &mut ChaCha8Rng) {
        self.clock.advance(TimeDelta::minutes(random.random_range(minutes)));
    }

    fn allowed<T>(&self, done: Result<T, crate::local::Refused>) {
        if let Err(refused) = done {
            tracing::warn!(%refused, "a member could not do something");
        }
    }

    /// Chance for one purpose within one round, whatever else was played before.
    fn random(&self, round: &Round, purpose: u64) -> ChaCha8Rng {
        ChaCha8Rng::seed_from_u64(self.seed.rotate_left(32) ^ u64::from(round.number) << 8 ^ purpose)
    }
}

fn thread(round: &Round) -> Option<ChannelId> {
    round.thread.and_then(|thread| ChannelId::new_checked(thread.0))
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
