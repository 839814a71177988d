//! A mock interview: a run through a scenario in a private thread, stage by stage. The bot interviews, or one member the other.
//!
//! [`start`] opens it and finds it a place, [`talk`] takes in what the candidate says, [`stages`] closes one stage after the other,
//! [`end`] scores the rubric and tells the debrief, and [`resume`] takes up what was left, also after a restart. Whatever is sent to
//! its thread is a claimed delivery, so that it can be sent for again at any time.
//!
//! A mock earns no points: its ticks are corrected and its rubric is scored where nobody else can see it, and a board of such
//! points would not be an honest one.

pub mod end;
pub mod resume;
pub mod stages;
pub mod start;
pub mod talk;

use super::boundary;
use super::deliver::{DeliverError, Step, deliver};
use super::press::Given;
use super::{App, Person};
use crate::domain::ids::{ChannelId, MessageId, MockId, UserId};
use crate::domain::mock::{Mock, MockState, Visit};
use crate::domain::scenario::Scenario;
use crate::refuse;
use crate::view::message::{Message, Reply};
use crate::view::mock::press::MockPress;
use crate::view::mock::{self as view, At};

/// A run with all that is known of it.
#[derive(Clone, Debug)]
pub struct Run {
    /// The run itself.
    pub mock: Mock,
    /// What it runs through, as the bank has it now.
    pub scenario: Scenario,
    /// The stages it came to; the last is the open one.
    pub visits: Vec<Visit>,
}

impl Run {
    /// The run.
    pub async fn load(app: &App, id: &MockId) -> anyhow::Result<Run> {
        Run::of(app, known(app, id).await?).await
    }

    /// That run.
    pub async fn of(app: &App, mock: Mock) -> anyhow::Result<Run> {
        let bank = app.bank();
        let Some(scenario) = bank.scenario(&mock.scenario).cloned() else {
            refuse!("Its scenario has left the bank, so this mock cannot go on. `/mock stop` ends it.")
        };
        let visits = app.store.visits(&mock.id).await?;
        Ok(Run { mock, scenario, visits })
    }

    /// The stage it is at, for the view.
    pub fn at(&self, app: &App) -> anyhow::Result<At<'_>> {
        let visit = self.visits.last();
        let Some((visit, stage)) = visit.and_then(|visit| Some((visit, self.scenario.stage(&visit.stage)?))) else {
            refuse!("Its stage has left the bank, so this mock cannot go on. `/mock stop` ends it.")
        };
        Ok(At { mock: &self.mock, scenario: &self.scenario, stage, visit, replies: app.replies() })
    }

    /// Refuses a press on a stage that is not the open one.
    fn is_at(&self, visit: u32) -> anyhow::Result<()> {
        if !self.mock.under_way() {
            refuse!("This mock is over. Begin another with `/mock start`.");
        }
        if self.mock.visit != visit || self.mock.state == MockState::Scoring {
            refuse!("That stage is closed. The one that is open stands further down; `/mock resume` finds it.");
        }
        Ok(())
    }
}

/// A button, a select or a form of a mock.
pub async fn press(app: &App, person: &Person, id: &MockId, press: MockPress, given: Given) -> anyhow::Result<Reply> {
    let mock = known(app, id).await?;
    if !mock.is_of(person.user) {
        refuse!("This mock is somebody else's. Begin your own with `/mock start`.");
    }
    let run = match Run::of(app, mock.clone()).await {
        // Also a run whose scenario has left the bank can be stopped.
        Err(_) if press == MockPress::Stop => return resume::stop(app, &mock).await,
        run => run?,
    };
    let conducts = person.user == mock.conductor();
    match press {
        MockPress::Answer(_) if person.user != mock.candidate => {
            refuse!("<@{}> answers here; you interview.", mock.candidate)
        }
        MockPress::Answer(visit) => match given.form {
            None => stages::open_form(app, run, visit).await,
            Some(fields) => {
                let text = fields.iter().find(|(name, _)| name == "answer").map_or("", |(_, text)| text);
                stages::form(app, run, visit, text).await
            }
        },
        MockPress::Hint(which) => stages::hint(app, run, which).await,
        MockPress::Pause(visit) => resume::pause(app, run, visit).await,
        MockPress::Privately | MockPress::Publicly if person.user != mock.candidate && !conducts => {
            refuse!("This is for those whose mock it is.")
        }
        MockPress::Privately => start::privately(app, run).await,
        MockPress::Publicly => start::publicly(app, run).await,
        MockPress::Stop => resume::stop(app, &mock).await,
        MockPress::Keep => Ok(Reply::Update(Message::text("It goes on. `/mock resume` brings you back."))),
        _ if !conducts => refuse!("<@{}> interviews, and so closes the stages and scores.", mock.conductor()),
        MockPress::Done(visit) => stages::done(app, run, visit).await,
        MockPress::Ticks(visit) => stages::correct(app, run, visit, (true, &given.values)).await,
        MockPress::Flags(visit) => stages::correct(app, run, visit, (false, &given.values)).await,
        MockPress::Close(visit) => stages::close(app, run, visit).await,
        MockPress::Guidance(visit) => stages::guidance(app, run, visit),
        MockPress::Score(page) => end::score_page(run, page, given.private),
        MockPress::Scored(page) => end::scored(app, run, page, &given.values).await,
        MockPress::Publish => end::publish(app, run).await,
    }
}

async fn known(app: &App, id: &MockId) -> anyhow::Result<Mock> {
    match app.store.mock(id).await? {
        Some(mock) => Ok(mock),
        None => refuse!("That mock is not there any more. Begin another with `/mock start`."),
    }
}

/// Sends something to the run's thread, once.
async fn tell(
    app: &App,
    (mock, place): (&Mock, ChannelId),
    what: &str,
    (message, mark): (&Message, &str),
) -> Result<MessageId, DeliverError> {
    let name = step_name(mock, place, what);
    deliver(app, Step { name, channel: place, message, mark, sent: boundary::MOCK_SENT }).await
}

/// Whether that was begun to be sent before.
async fn is_told(app: &App, (mock, place): (&Mock, ChannelId), what: &str) -> anyhow::Result<bool> {
    Ok(app.store.delivery(&step_name(mock, place, what)).await?.is_some())
}

fn step_name(mock: &Mock, place: ChannelId, what: &str) -> String {
    // A thread that takes the place of a deleted one is told anew.
    format!("mock:{}:{place}:{what}", mock.id)
}

/// Sends what the thread must hold of the run as it is: the setting, the stage it is at, and what came to that by the form. Nothing is
/// sent twice.
async fn show(app: &App, run: &Run, place: ChannelId) -> Result<(), DeliverError> {
    let opening = view::opening(&run.mock, &run.scenario);
    tell(app, (&run.mock, place), "opening", (&opening, view::opening_mark())).await?;
    if run.mock.state == MockState::Scoring {
        return Ok(());
    }
    let at = run.at(app).map_err(DeliverError::Other)?;
    let step = format!("stage:{}", at.visit.number);
    tell(app, (&run.mock, place), &step, (&view::stage(at), &view::stage_mark(at.visit))).await?;
    stages::show_form(app, run, place).await
}

/// The run of somebody's that is under way: the one in which they answer before one in which they interview.
async fn under_way(app: &App, person: &Person) -> anyhow::Result<Mock> {
    let mut open = app.store.mocks_of(person.guild, person.user).await?;
    open.retain(Mock::under_way);
    open.sort_by_key(|mock| mock.candidate != person.user);
    match open.into_iter().next() {
        Some(mock) => Ok(mock),
        None => refuse!("You are in no mock. Begin one with `/mock start`."),
    }
}

/// The runs of somebody, compared; only they see it.
pub async fn history(app: &App, person: &Person) -> anyhow::Result<Reply> {
    let mocks = app.store.mocks_of(person.guild, person.user).await?;
    let bank = app.bank();
    Ok(Reply::Private(view::history(person.user, &mocks, |slug| bank.scenario(slug))))
}

/// Goes on with a run of which every stage is closed.
async fn conclude_if_due(app: &App, run: Run) -> anyhow::Result<()> {
    if run.mock.state == MockState::Scoring {
        end::conclude(app, run).await?;
    }
    Ok(())
}

/// Wakes a run that was paused.
async fn go_on(app: &App, mock: &mut Mock) -> anyhow::Result<()> {
    if mock.state == MockState::Paused {
        (mock.state, mock.paused_at) = (MockState::Running, None);
        app.store.save_mock_place(mock).await?;
    }
    Ok(())
}

/// Whether that is somebody who can be asked to take part.
pub(super) fn fit_partner(person: &Person, partner: UserId, bot: bool) -> anyhow::Result<()> {
    if bot {
        refuse!("A bot cannot be your partner. Leave the partner out, and I interview you.");
    }
    if partner == person.user {
        refuse!("You cannot be your own partner. Leave the partner out, and I interview you.");
    }
    Ok(())
}
