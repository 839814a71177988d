//! The end: the rubric scored by rule or by the interviewer, cards made, the debrief told.

use super::{Run, tell};
use crate::app::App;
use crate::app::deliver::DeliverError;
use crate::app::review::card_slug;
use crate::discord::SendError;
use crate::domain::mock::{MockState, rubric};
use crate::refuse;
use crate::view::message::{Message, Reply};
use crate::view::mock as view;

/// Every stage is closed: scores by rule and tells the debrief, or calls the interviewer.
pub(super) async fn conclude(app: &App, run: Run) -> anyhow::Result<Reply> {
    if run.mock.interviewer.is_none() {
        return finish(app, run).await;
    }
    let call = view::to_be_scored(&run.mock, &run.scenario);
    let Some(place) = run.mock.place else { return Ok(Reply::Private(call)) };
    tell(app, (&run.mock, place), "scoring", (&call, view::SCORING)).await?;
    Ok(Reply::Update(Message::text("The last stage is closed. Score the rubric in the thread.")))
}

fn scoring(run: &Run) -> anyhow::Result<()> {
    if run.mock.state != MockState::Scoring {
        refuse!("The rubric is not open: it is scored once, after the last stage.");
    }
    if run.mock.interviewer.is_none() {
        refuse!("I score this one by rule.");
    }
    Ok(())
}

/// A criterion's page; the message that was pressed on is the thread's, or the page itself.
pub fn score_page(run: Run, page: u32, private: bool) -> anyhow::Result<Reply> {
    scoring(&run)?;
    let rubric = rubric(&run.scenario, &run.visits);
    let message = view::score_page(&run.mock, &rubric, usize::try_from(page)?);
    Ok(if private { Reply::Update(message) } else { Reply::Private(message) })
}

/// Takes a score in, and shows the next criterion without one.
pub async fn scored(app: &App, run: Run, page: u32, values: &[String]) -> anyhow::Result<Reply> {
    scoring(&run)?;
    let Some(criterion) = run.scenario.rubric.get(usize::try_from(page)?) else {
        refuse!("There is no such criterion.")
    };
    let score = values.first().and_then(|value| value.parse().ok()).filter(|score| (1..=5).contains(score));
    let Some(score) = score else { refuse!("Scores go from 1 to 5.") };
    app.store.score_mock(&run.mock.id, &criterion.id, score).await?;
    let run = Run::load(app, &run.mock.id).await?;
    let open = run.scenario.rubric.iter().position(|criterion| !run.mock.scores.contains_key(&criterion.id));
    let next = open.and_then(|open| u32::try_from(open).ok()).unwrap_or(page);
    score_page(run, next, true)
}

/// The interviewer has scored everything: tells the debrief.
pub async fn publish(app: &App, run: Run) -> anyhow::Result<Reply> {
    scoring(&run)?;
    if run.scenario.rubric.iter().any(|criterion| !run.mock.scores.contains_key(&criterion.id)) {
        refuse!("Score every criterion first.");
    }
    finish(app, run).await
}

/// Writes the scores, makes the cards, and tells the debrief. Each of it can be done again after a crash.
pub(super) async fn finish(app: &App, mut run: Run) -> anyhow::Result<Reply> {
    let scored = rubric(&run.scenario, &run.visits);
    if run.mock.interviewer.is_none() {
        for one in &scored {
            if let Some(score) = one.score {
                app.store.score_mock(&run.mock.id, &one.criterion.id, score).await?;
                run.mock.scores.insert(one.criterion.id.clone(), score);
            }
        }
    }
    for practice in &run.scenario.practice {
        // A card to begin with, and no rating: the question was not asked, so one who knows it has not forgotten it.
        if let Some(question) = app.bank().question(&practice.question) {
            let slug = card_slug(app, run.mock.candidate, question).await?;
            app.store.add_card(run.mock.candidate, &slug, app.clock.now()).await?;
        }
    }
    let bank = app.bank();
    let title = |slug: &String| bank.question(slug).map_or(slug.clone(), |question| question.title.clone());
    let titles: Vec<String> = run.scenario.practice.iter().map(|practice| title(&practice.question)).collect();
    let messages = view::debrief(&view::Debrief {
        mock: &run.mock,
        scenario: &run.scenario,
        visits: &run.visits,
        rubric: &scored,
        titles: &titles,
    });
    let told = told(app, &run, &messages).await?;
    if !told && run.mock.interviewer.is_some() {
        refuse!(
            "I can't write in the thread any more, and both of you should see the debrief. `/mock resume` opens another thread for it; \
             the scores are kept."
        );
    }
    app.store.end_mock(&run.mock.id, MockState::Done, app.clock.now()).await?;
    tracing::info!(guild.id = %run.mock.guild, mock.id = %run.mock.id, "a mock went to its end");
    if told {
        return Ok(Reply::Update(Message::text("The last stage is closed. The debrief is in the thread.")));
    }
    Ok(Reply::PrivateParts(messages))
}

/// Tells the debrief in the thread; false where there is none any more.
async fn told(app: &App, run: &Run, messages: &[Message]) -> anyhow::Result<bool> {
    let Some(place) = run.mock.place else { return Ok(false) };
    for (message, part) in messages.iter().zip(1..) {
        let mark = message.embeds.first().map_or("", |embed| &embed.footer);
        match tell(app, (&run.mock, place), &format!("debrief:{part}"), (message, mark)).await {
            Ok(_) => {}
            Err(DeliverError::Send(SendError::Gone { .. } | SendError::Refused { .. })) => return Ok(false),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(true)
}
