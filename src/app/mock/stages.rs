//! A stage: its form, its hints, what was seen in it, and closing it, which takes the branch.

use super::{Run, end, go_on, is_told, show, talk, tell};
use crate::app::App;
use crate::app::deliver::DeliverError;
use crate::discord::SendError;
use crate::domain::ids::ChannelId;
use crate::domain::mock::{Corrections, MockState, SaidPart, correction, seen, sight};
use crate::refuse;
use crate::store::Closing;
use crate::view::message::{Message, Reply};
use crate::view::mock as view;

/// Opens the form, with what was sent before.
pub async fn open_form(app: &App, run: Run, visit: u32) -> anyhow::Result<Reply> {
    run.is_at(visit)?;
    let at = run.at(app)?;
    if at.visit.answered_at.is_some() {
        refuse!("The answer of this stage is complete already.");
    }
    let before = at.visit.parts.iter().find(|part| part.message.is_none());
    Ok(Reply::Form(view::form(at, before.map_or("", |part| &part.text))))
}

/// Takes in what was sent by the form.
pub async fn form(app: &App, mut run: Run, visit: u32, text: &str) -> anyhow::Result<Reply> {
    run.is_at(visit)?;
    go_on(app, &mut run.mock).await?;
    if text.trim().is_empty() {
        refuse!("The form was empty, so nothing was changed.");
    }
    let part = SaidPart { message: None, text: text.to_owned(), at: app.clock.now() };
    if !app.store.say_in_mock(&run.mock.id, visit, &part).await? {
        refuse!("The answer of this stage is complete already, so this was not taken in.");
    }
    let next = match run.mock.interviewer {
        Some(interviewer) => format!("<@{interviewer}> closes the stage."),
        None => "Press **Done with this stage** when it is complete.".to_owned(),
    };
    let shown = match run.mock.place {
        Some(place) => show_form(app, &Run::of(app, run.mock).await?, place).await,
        None => Ok(()),
    };
    if let Err(error) = shown {
        tracing::warn!(
            error = format!("{:#}", anyhow::Error::new(error)),
            "an answer could not be shown to the interviewer"
        );
        return Ok(Reply::private(format!(
            "Your answer is in, but I could not show it in the thread: read it out. {next}"
        )));
    }
    Ok(Reply::private(format!("Your answer is in; the same button opens it again. {next}")))
}

/// Shows in the thread what came by the form to the open stage: nobody else sees that, and the interviewer must. It is one message,
/// which says what the last form said.
pub(super) async fn show_form(app: &App, run: &Run, place: ChannelId) -> Result<(), DeliverError> {
    let Some(visit) = run.visits.last().filter(|_| run.mock.interviewer.is_some()) else { return Ok(()) };
    let Some(said) = visit.parts.iter().find(|part| part.message.is_none()) else { return Ok(()) };
    let (message, mark) = (view::by_form(&run.mock, visit, &said.text), view::by_form_mark(visit));
    let mut what = format!("form:{}", visit.number);
    loop {
        let known = is_told(app, (&run.mock, place), &what).await?;
        let sent = tell(app, (&run.mock, place), &what, (&message, &mark)).await?;
        if !known {
            return Ok(());
        }
        match app.discord.edit(place, sent, &message).await {
            // Somebody deleted it; the next one is a step of its own.
            Err(SendError::Gone { .. }) => what = format!("{what}:{sent}"),
            edited => return Ok(edited?),
        }
    }
}

/// Gives the next hint, once, to all in the thread. `which` is made of the visit and how many were taken before.
pub async fn hint(app: &App, mut run: Run, which: u32) -> anyhow::Result<Reply> {
    let (visit, taken) = (which / 10, u8::try_from(which % 10)?);
    run.is_at(visit)?;
    go_on(app, &mut run.mock).await?;
    let stage = run.at(app)?;
    if stage.visit.answered_at.is_some() {
        refuse!("The answer of this stage is complete already.");
    }
    if usize::from(taken) >= stage.stage.hints.len() {
        refuse!("All three hints of this stage are given.");
    }
    let took = app.store.take_hint(&run.mock.id, visit, taken).await?;
    let number = taken + 1;
    let message = view::hint(stage, number);
    let Some(place) = run.mock.place else { return Ok(Reply::Private(message)) };
    let step = format!("hint:{visit}:{number}");
    tell(app, (&run.mock, place), &step, (&message, &view::hint_mark(visit, number))).await?;
    Ok(Reply::private(if took {
        "Here it comes."
    } else {
        "That hint stands in the thread already; the button below it gives the next."
    }))
}

/// What the interviewer needs to know.
pub fn guidance(app: &App, run: Run, visit: u32) -> anyhow::Result<Reply> {
    run.is_at(visit)?;
    if run.mock.interviewer.is_none() {
        refuse!("I interview here; the guidance is for people who do.");
    }
    Ok(Reply::Private(view::guidance(run.at(app)?, &sight(&run.scenario, &run.visits))))
}

/// Completes the answer, and shows what was seen in it; with nothing said, asks first.
pub async fn done(app: &App, mut run: Run, visit: u32) -> anyhow::Result<Reply> {
    run.is_at(visit)?;
    go_on(app, &mut run.mock).await?;
    talk::catch_up(app, &run).await?;
    let run = Run::of(app, run.mock).await?;
    let at = run.at(app)?;
    if at.visit.parts.is_empty() && run.mock.interviewer.is_none() {
        return Ok(Reply::Private(view::nothing_said(at)));
    }
    app.store.complete_answer(&run.mock.id, visit, app.clock.now()).await?;
    Ok(Reply::Private(view::review(at, &sight(&run.scenario, &run.visits))))
}

/// Corrects what was seen: the key points, or the red flags.
pub async fn correct(app: &App, mut run: Run, visit: u32, said: (bool, &[String])) -> anyhow::Result<Reply> {
    run.is_at(visit)?;
    let Some(last) = run.visits.last_mut() else { refuse!("That stage is not there any more.") };
    let before = std::mem::take(&mut last.corrections);
    let machine = sight(&run.scenario, &run.visits);
    let at = run.at(app)?;
    let corrections = match said {
        (true, ids) => Corrections {
            covered: correction(&machine.covered, ids, at.stage.key_points.iter().map(|point| point.id.clone())),
            ..before
        },
        (false, ids) => Corrections {
            red_flags: correction(&machine.red_flags, ids, at.stage.red_flags.iter().map(|flag| flag.id.clone())),
            ..before
        },
    };
    if !app.store.correct_visit(&run.mock.id, visit, &corrections).await? {
        refuse!("That stage is closed; what was seen in it stands.");
    }
    let run = Run::of(app, run.mock).await?;
    Ok(Reply::Update(view::review(run.at(app)?, &sight(&run.scenario, &run.visits))))
}

/// Closes a stage and goes on; whoever presses a second time is shown where it went.
pub async fn close(app: &App, run: Run, visit: u32) -> anyhow::Result<Reply> {
    if !run.mock.under_way() {
        refuse!("This mock is over. Begin another with `/mock start`.");
    }
    if run.mock.visit == visit && run.mock.state != MockState::Scoring {
        let seen_here = sight(&run.scenario, &run.visits);
        let at = run.at(app)?;
        let next = run.scenario.after(at.stage, &seen(&run.scenario, &run.visits, &seen_here));
        let closing = Closing {
            visit,
            sight: &seen_here,
            next: next.stage.map(|stage| (stage.id.as_str(), next.says)),
            at: app.clock.now(),
        };
        app.store.close_visit(&run.mock.id, &closing).await?;
    }
    let run = Run::load(app, &run.mock.id).await?;
    if run.mock.state == MockState::Scoring {
        return end::conclude(app, run).await;
    }
    let Some(place) = run.mock.place else { return Ok(Reply::Update(view::stage(run.at(app)?))) };
    match show(app, &run, place).await {
        Ok(()) => Ok(Reply::Update(Message::text("The stage is closed. It goes on in the thread."))),
        Err(DeliverError::Send(SendError::Gone { .. } | SendError::Refused { .. })) => {
            refuse!("The stage is closed, but I can't write in the thread any more. `/mock resume` opens another.")
        }
        Err(error) => Err(error.into()),
    }
}
