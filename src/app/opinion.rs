//! "Second opinion": a language model looks at a member's own answer, if the operator has set one up. Pressing the button is the
//! consent to send that answer there. Nothing is written but the count: no tick and no point.

use std::collections::HashSet;
use std::sync::Mutex;
use std::time::Duration;

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::{App, Person, checklist, locked};
use crate::config;
use crate::domain::ids::{OpinionId, RoundId, UserId};
use crate::domain::opinion::{Failure, Judgement};
use crate::meters::meters;
use crate::opinion::{Answered, Client, Options};
use crate::refuse;
use crate::store::{Allowance, Asking, Caps};
use crate::view;
use crate::view::message::Reply;
use crate::view::opinion::{Place, Second};
use crate::view::time;

/// Who is asked for second opinions, and how much.
pub struct Opinions {
    client: Client,
    host: String,
    caps: Caps,
    slots: Semaphore,
    asking: Mutex<HashSet<UserId>>,
    stop: CancellationToken,
}

impl Opinions {
    /// As the settings want it; `None` where they are off.
    ///
    /// # Errors
    /// When the settings or the key are wrong.
    pub fn new(settings: &config::Opinion, key: Option<String>) -> anyhow::Result<Option<Opinions>> {
        let Some((root, model)) = settings.endpoint()? else { return Ok(None) };
        let client = Client::new(Options {
            root,
            model: model.to_owned(),
            key,
            timeout: Duration::from_secs(settings.timeout_seconds.into()),
            most_characters: settings.max_characters as usize,
            most_bytes: settings.max_response_bytes as usize,
            most_tokens: settings.max_tokens,
        })?;
        Ok(Some(Opinions {
            host: client.host(),
            client,
            caps: Caps { member: settings.member_daily, guild: settings.guild_daily },
            slots: Semaphore::new(settings.at_once as usize),
            asking: Mutex::default(),
            stop: CancellationToken::new(),
        }))
    }

    /// Where answers are sent.
    pub fn place(&self) -> Place<'_> {
        Place { host: &self.host, model: self.client.model() }
    }

    /// The client, to see whether anybody is there.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Ends what is under way, so that a stop does not wait for it: who asked is told.
    pub fn stop(&self) {
        self.stop.cancel();
    }

    /// Asks, unless the bot stops first.
    async fn ask(&self, answered: &Answered<'_>) -> Result<Vec<Judgement>, Failure> {
        tokio::select! {
            biased;
            () = self.stop.cancelled() => Err(Failure::Stopped),
            said = self.client.ask(answered) => said,
        }
    }
}

/// A member's turn: one at a time. Ends when it is dropped.
struct Turn<'a>(&'a Opinions, UserId);

impl<'a> Turn<'a> {
    fn take(opinions: &'a Opinions, user: UserId) -> Option<Turn<'a>> {
        locked(&opinions.asking).insert(user).then(|| Turn(opinions, user))
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        locked(&self.0.asking).remove(&self.1);
    }
}

/// Has the model look at a member's own answer; `of` is whose button it is.
pub async fn second(app: &App, person: &Person, round: &RoundId, of: UserId) -> anyhow::Result<Reply> {
    let Some(opinions) = app.opinions() else {
        refuse!("There are no second opinions here: the bot's operator has set no model up.")
    };
    if of != person.user {
        refuse!("This button is about somebody else's answer. Press **How did I do?** for your own.");
    }
    let round = checklist::revealed(app, round).await?;
    let (bank, answer) = (app.bank(), checklist::in_time(app, &round, of).await?.text());
    let Some(question) = bank.question(&round.question) else { refuse!("This round's question has left the bank.") };
    let Some(_turn) = Turn::take(opinions, of) else {
        refuse!("I am asking for you already. What comes of it will stand where you pressed first.")
    };
    let Ok(Ok(_slot)) = tokio::time::timeout(opinions.client.timeout(), opinions.slots.acquire()).await else {
        refuse!("Too many ask for second opinions right now, so nothing was sent. Please try again in a few minutes.")
    };
    if opinions.stop.is_cancelled() {
        refuse!("I am being stopped, so nothing was sent. Please try again in a minute.")
    }
    let now = app.clock.now();
    let id = OpinionId::new(now, rand::random());
    let asking = Asking { id, guild: person.guild, user: of, at: now, since: midnight(now) };
    let tomorrow = time::relative(asking.since + TimeDelta::days(1));
    let mut left = match app.store.allow_opinion(&asking, opinions.caps).await? {
        Allowance::Granted(left) => left,
        Allowance::MemberSpent => {
            refuse!("You have had today's second opinions, so nothing was sent. There are new ones {tomorrow}.")
        }
        Allowance::GuildSpent => {
            refuse!("This server has had today's second opinions, so nothing was sent. There are new ones {tomorrow}.")
        }
    };
    let answered = Answered { prompt: &question.prompt, key_points: &question.key_points, answer: &answer };
    let said = opinions.ask(&answered).await;
    let outcome = said.as_ref().err().map_or("given", Failure::word);
    meters().opinion(outcome);
    match &said {
        Ok(_) => {
            tracing::info!(guild.id = %round.guild, round.id = %round.id, host = opinions.host, "a second opinion")
        }
        Err(error) => tracing::warn!(
            guild.id = %round.guild, round.id = %round.id, host = opinions.host, %error, "there is no second opinion"
        ),
    }
    if said == Err(Failure::Unreachable) {
        match app.store.give_back_opinion(&asking.id).await {
            Ok(()) => left += 1,
            Err(error) => tracing::warn!(error = format!("{error:#}"), "a second opinion stays counted"),
        }
    }
    let second = Second {
        round: &round,
        question,
        user: of,
        ticks: &app.store.ticks(&round.id).await?,
        place: opinions.place(),
        left,
        cut: opinions.client.cut(&answer),
    };
    Ok(Reply::Private(match said {
        Ok(judgements) => view::opinion::given(&second, &judgements),
        Err(failure) => view::opinion::none(&second, failure),
    }))
}

/// When the day began, in UTC: a day that nobody moves by moving a track to another zone.
fn midnight(now: DateTime<Utc>) -> DateTime<Utc> {
    now.date_naive().and_time(NaiveTime::MIN).and_utc()
}
