//! Pausing, coming back, stopping; and what a restart in the middle left undone.

use super::{Run, conclude_if_due, go_on, show, start, talk, under_way};
use crate::app::deliver::DeliverError;
use crate::app::{App, Person};
use crate::discord::SendError;
use crate::domain::mock::{Mock, MockState};
use crate::refuse;
use crate::view::message::{Message, Reply};
use crate::view::mock as view;

/// Pauses a run: its thread falls asleep, and nothing is lost.
pub async fn pause(app: &App, mut run: Run, visit: u32) -> anyhow::Result<Reply> {
    run.is_at(visit)?;
    talk::catch_up(app, &run).await?;
    if run.mock.state == MockState::Paused {
        refuse!("It is paused already. `/mock resume` goes on.");
    }
    (run.mock.state, run.mock.paused_at) = (MockState::Paused, Some(app.clock.now()));
    app.store.save_mock_place(&run.mock).await?;
    if let Some(place) = run.mock.place {
        let nonce = format!("{:.25}", format!("p{}{}", app.clock.now().timestamp_millis(), run.mock.id));
        note(&run.mock, app.discord.post(place, &view::paused(), &nonce).await.map(drop));
        note(&run.mock, app.discord.set_asleep(place, true).await);
    }
    Ok(Reply::private("Paused. `/mock resume` brings you back, days later too."))
}

/// What is nice to have, and no reason to fail.
fn note(mock: &Mock, done: Result<(), SendError>) {
    if let Err(error) = done {
        tracing::warn!(guild.id = %mock.guild, mock.id = %mock.id, %error, "a mock's thread could not be told");
    }
}

/// Goes on where the member's run is: wakes its thread, or opens another where that is gone.
pub async fn resume(app: &App, person: &Person) -> anyhow::Result<Reply> {
    let mut run = Run::of(app, under_way(app, person).await?).await?;
    let was = run.mock.clone();
    if run.mock.state == MockState::Placing {
        return start::place(app, &mut run.mock).await;
    }
    go_on(app, &mut run.mock).await?;
    let Some(place) = run.mock.place else {
        if run.mock.state == MockState::Scoring {
            return super::end::conclude(app, run).await;
        }
        return Ok(Reply::Private(view::stage(run.at(app)?)));
    };
    match app.discord.set_asleep(place, false).await {
        Ok(()) => {}
        // Also where the bot was taken out of it, or may not write there any more.
        Err(SendError::Gone { .. } | SendError::Refused { .. }) => {
            let reply = start::place(app, &mut run.mock).await?;
            if run.mock.state == MockState::Scoring {
                conclude_if_due(app, Run::load(app, &run.mock.id).await?).await?;
            }
            return Ok(reply);
        }
        Err(error) => return Err(anyhow::Error::new(error).context("waking a thread")),
    }
    for user in [Some(run.mock.candidate), run.mock.interviewer].into_iter().flatten() {
        note(&run.mock, app.discord.add_to_thread(place, user).await);
    }
    show(app, &run, place).await?;
    talk::catch_up(app, &run).await?;
    if run.mock.state == MockState::Scoring {
        conclude_if_due(app, run.clone()).await?;
    } else {
        let at = run.at(app)?;
        let words = view::resumed(&was, at.visit, &at.stage.title);
        let nonce = format!("{:.25}", format!("r{}{}", app.clock.now().timestamp_millis(), run.mock.id));
        note(&run.mock, app.discord.post(place, &words, &nonce).await.map(drop));
    }
    Ok(Reply::Private(view::is_there(&run.scenario, place)))
}

/// Asks before the member's run is stopped.
pub async fn ask_stop(app: &App, person: &Person) -> anyhow::Result<Reply> {
    let mock = under_way(app, person).await?;
    let bank = app.bank();
    let title = bank.scenario(&mock.scenario).map_or(mock.scenario.clone(), |scenario| scenario.title.clone());
    Ok(Reply::Private(view::ask_stop(&mock, &title)))
}

/// Stops a run, for good.
pub async fn stop(app: &App, mock: &Mock) -> anyhow::Result<Reply> {
    if !app.store.end_mock(&mock.id, MockState::Stopped, app.clock.now()).await? {
        refuse!("This mock is over already.");
    }
    if let Some(place) = mock.place {
        let nonce = format!("{:.25}", format!("s{}", mock.id));
        let words = Message::text("Stopped. Thank you for the practice; `/mock start` begins another.");
        note(mock, app.discord.post(place, &words, &nonce).await.map(drop));
        note(mock, app.discord.set_asleep(place, true).await);
    }
    Ok(Reply::Update(Message::text("Stopped.")))
}

/// Takes up every run that is under way: what a restart left unsaid is said, and what was said meanwhile is taken in.
pub async fn take_up(app: &App) {
    let mocks = match app.store.open_mocks().await {
        Ok(mocks) => mocks,
        Err(error) => return tracing::error!(error = format!("{error:#}"), "the open mocks could not be read"),
    };
    for mock in mocks {
        let (guild, id) = (mock.guild, mock.id.clone());
        let Some(place) = mock.place else { continue };
        let asleep = mock.state == MockState::Paused;
        let done = async {
            let run = Run::of(app, mock).await?;
            // First: only once the open stage is known to stand there, what was said below it is its answer.
            match show(app, &run, place).await {
                // Its people are told when they come back.
                Err(DeliverError::Send(SendError::Gone { .. } | SendError::Refused { .. })) => return Ok(()),
                other => other?,
            }
            talk::catch_up(app, &run).await?;
            conclude_if_due(app, run).await
        };
        if asleep {
            continue;
        }
        if let Err(error) = done.await {
            tracing::error!(guild.id = %guild, mock.id = %id, error = format!("{error:#}"), "a mock could not be taken up");
        }
    }
}
