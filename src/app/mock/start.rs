//! Beginning a mock, and finding it a place: a private thread; else, as its people choose, no thread at all or a public one.

use std::collections::BTreeMap;

use super::{Run, fit_partner, show};
use crate::app::boundary;
use crate::app::deliver::{DeliverError, Step, deliver};
use crate::app::{App, Person};
use crate::discord::SendError;
use crate::domain::ids::{ChannelId, MockId, UserId};
use crate::domain::mock::{Mock, MockState};
use crate::refuse;
use crate::view::message::Reply;
use crate::view::mock as view;
use crate::view::text;

/// What `/mock start` asks for.
#[derive(Clone, Debug)]
pub struct Start {
    /// The text channel in which it was asked for.
    pub channel: ChannelId,
    /// The scenario's slug, or what was typed.
    pub scenario: String,
    /// The partner, and whether that is a bot.
    pub partner: Option<(UserId, bool)>,
    /// True if the partner answers.
    pub i_interview: bool,
}

/// Begins a run.
pub async fn start(app: &App, person: &Person, start: Start) -> anyhow::Result<Reply> {
    let bank = app.bank();
    let typed = start.scenario.trim();
    let found = bank.scenario(typed).or_else(|| match bank.search_scenarios(typed)[..] {
        [only] if !typed.is_empty() => Some(only),
        _ => None,
    });
    let Some(scenario) = found else {
        refuse!("There is no scenario `{}`. The list that opens while you type has them all.", text::name(typed))
    };
    if let Some((partner, bot)) = start.partner {
        fit_partner(person, partner, bot)?;
    } else if start.i_interview {
        refuse!("To interview somebody, name them as `partner`.");
    }
    let partner = start.partner.map(|(partner, _)| partner);
    let (candidate, interviewer) = match partner {
        Some(partner) if start.i_interview => (partner, Some(person.user)),
        partner => (person.user, partner),
    };
    let Some(first) = scenario.stages.first() else { refuse!("This scenario has no stage.") };
    let now = app.clock.now();
    let mut mock = Mock {
        id: MockId::new(now, rand::random()),
        guild: person.guild,
        channel: start.channel,
        place: None,
        scenario: scenario.id.clone(),
        candidate,
        interviewer,
        state: MockState::Placing,
        visit: 1,
        openings: 0,
        scores: BTreeMap::new(),
        started_at: now,
        paused_at: None,
        ended_at: None,
    };
    if !app.store.add_mock(&mock, &first.id).await? {
        if candidate == person.user {
            refuse!("You are in a mock already. `/mock resume` brings you back to it, `/mock stop` ends it.");
        }
        refuse!("<@{candidate}> is in a mock already, and can be in one at a time.");
    }
    tracing::info!(guild.id = %mock.guild, mock.id = %mock.id, scenario = mock.scenario, "began a mock");
    place(app, &mut mock).await
}

/// Opens a private thread for a run and shows it there; where none can be opened, says why and what else can be done.
pub(super) async fn place(app: &App, mock: &mut Mock) -> anyhow::Result<Reply> {
    let run = Run::of(app, mock.clone()).await?;
    // After a crash a thread may be there that was not recorded. Nobody was added to it, so nobody sees it.
    let step = format!("mock:{}:thread:{}", mock.id, mock.openings);
    let claimed = app.store.claim_delivery(&step, mock.channel, app.clock.now()).await?;
    let thread = match claimed.message {
        Some(thread) => ChannelId(thread),
        None => match app.discord.open_private_thread(mock.channel, &view::thread_name(&run.scenario)).await {
            Ok(thread) => {
                app.store.record_delivery(&step, thread.0).await?;
                thread
            }
            Err(error @ (SendError::Refused { .. } | SendError::Gone { .. })) => {
                return Ok(Reply::Private(view::no_thread(mock, &why_not(app, mock, &error).await)));
            }
            Err(error) => return Err(anyhow::Error::new(error).context("opening a private thread")),
        },
    };
    move_in(app, run, thread).await
}

/// Adds a run's people to its thread, and shows it there.
async fn move_in(app: &App, mut run: Run, thread: ChannelId) -> anyhow::Result<Reply> {
    let mock = &mut run.mock;
    for user in [Some(mock.candidate), mock.interviewer].into_iter().flatten() {
        match app.discord.add_to_thread(thread, user).await {
            Ok(()) => {}
            Err(SendError::Refused { .. } | SendError::Gone { .. }) => {
                app.store.end_mock(&mock.id, MockState::Stopped, app.clock.now()).await?;
                refuse!(
                    "<@{user}> can't be added to a thread here, as they do not see <#{}>. Nothing was begun; choose \
                     another channel or partner.",
                    mock.channel
                );
            }
            Err(error) => return Err(anyhow::Error::new(error).context("adding somebody to a thread")),
        }
    }
    mock.place = Some(thread);
    mock.openings += 1;
    if mock.state == MockState::Placing {
        mock.state = MockState::Running;
    }
    app.store.save_mock_place(mock).await?;
    show(app, &run, thread).await?;
    Ok(Reply::Private(view::is_there(&run.scenario, thread)))
}

/// Why no private thread can be opened, in words.
async fn why_not(app: &App, mock: &Mock, error: &SendError) -> String {
    match app.discord.access(mock.guild, mock.channel, None, app.replies()).await {
        Ok(access) if access.name.is_some() && !access.fit => {
            "Threads can't be opened in a channel of this kind. Use the command in a text channel.".to_owned()
        }
        Ok(access) if !access.missing.is_empty() => {
            let missing = access.missing.iter().map(|it| format!("- **{}**, to {}", it.permission, it.needed_to));
            format!("I lack permissions in <#{}>:\n{}", mock.channel, missing.collect::<Vec<_>>().join("\n"))
        }
        _ => format!("Discord said: {error}."),
    }
}

/// Runs it without a thread: only the candidate sees it, and answers by forms.
pub async fn privately(app: &App, mut run: Run) -> anyhow::Result<Reply> {
    if run.mock.interviewer.is_some() {
        refuse!("Two need a thread. Run it in a public one, or stop it.");
    }
    still_placing(&run)?;
    run.mock.state = MockState::Running;
    app.store.save_mock_place(&run.mock).await?;
    let opening = view::opening(&run.mock, &run.scenario);
    Ok(Reply::PrivateParts(vec![opening, view::stage(run.at(app)?)]))
}

/// Runs it in a public thread, opened from a post.
pub async fn publicly(app: &App, run: Run) -> anyhow::Result<Reply> {
    still_placing(&run)?;
    let mock = &run.mock;
    let (post, mark) = (view::public_post(mock, &run.scenario), view::public_mark(mock));
    let step = Step {
        name: format!("mock:{}:post:{}", mock.id, mock.openings),
        channel: mock.channel,
        message: &post,
        mark: &mark,
        sent: boundary::MOCK_SENT,
    };
    let opened = match deliver(app, step).await {
        Ok(message) => app
            .discord
            .open_thread(mock.channel, message, &view::thread_name(&run.scenario))
            .await
            .map_err(DeliverError::Send),
        Err(error) => Err(error),
    };
    match opened {
        Ok(thread) => move_in(app, run, thread).await,
        Err(DeliverError::Send(error @ (SendError::Refused { .. } | SendError::Gone { .. }))) => {
            Ok(Reply::Private(view::no_thread(mock, &why_not(app, mock, &error).await)))
        }
        Err(error) => Err(error.into()),
    }
}

fn still_placing(run: &Run) -> anyhow::Result<()> {
    if run.mock.state != MockState::Placing || !run.mock.under_way() {
        refuse!("That is settled already. `/mock resume` brings you to where you are.");
    }
    Ok(())
}
