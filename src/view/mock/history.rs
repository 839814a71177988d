//! One's runs, and how they compare.

use crate::domain::ids::UserId;
use crate::domain::mock::{Mock, MockState};
use crate::domain::scenario::Scenario;

use super::super::message::{Embed, Field, Message, Tone};
use super::super::text;
use super::super::time;

/// How many runs are listed.
const LISTED: usize = 12;
/// How many scenarios are compared.
const COMPARED: usize = 6;
/// How many runs of a scenario are compared, the latest.
const RUNS: usize = 5;

/// The runs in which somebody took part, newest first; `scenario` finds one by its slug.
pub fn history<'a>(me: UserId, mocks: &[Mock], scenario: impl Fn(&str) -> Option<&'a Scenario>) -> Message {
    if mocks.is_empty() {
        return Message::text("You have run no mock interview yet. Begin one with `/mock start`.");
    }
    let title = |mock: &Mock| scenario(&mock.scenario).map_or(mock.scenario.clone(), |scenario| scenario.title.clone());
    let lines = mocks.iter().take(LISTED).map(|mock| {
        let state = match mock.state {
            MockState::Done => mock.mean().map_or("done".to_owned(), |mean| format!("{mean:.1} of 5")),
            MockState::Stopped => "stopped".to_owned(),
            MockState::Paused => format!("paused at stage {}", mock.visit),
            MockState::Running | MockState::Placing => format!("at stage {}", mock.visit),
            MockState::Scoring => "to be scored".to_owned(),
        };
        let with = match mock.interviewer {
            Some(interviewer) if mock.candidate == me => format!(" · interviewed by <@{interviewer}>"),
            Some(_) => format!(" · you interviewed <@{}>", mock.candidate),
            None => String::new(),
        };
        format!("- {} · **{}** · {state}{with}", time::full(mock.started_at), title(mock))
    });
    let mut description = lines.collect::<Vec<_>>().join("\n");
    if mocks.len() > LISTED {
        description.push_str(&format!("\n- and {} earlier ones", mocks.len() - LISTED));
    }
    Message::embed(Embed {
        title: "Your mock interviews".to_owned(),
        description: text::shorten(&description, text::DESCRIPTION),
        tone: Tone::Calm,
        fields: compared(me, mocks, scenario),
        footer: "Only you see this.".to_owned(),
    })
}

/// For each scenario that was answered to its end more than once: each criterion's scores, oldest first.
fn compared<'a>(me: UserId, mocks: &[Mock], scenario: impl Fn(&str) -> Option<&'a Scenario>) -> Vec<Field> {
    let done = |mock: &&Mock| mock.candidate == me && mock.state == MockState::Done;
    let mut slugs: Vec<&str> = Vec::new();
    for mock in mocks.iter().filter(done) {
        if !slugs.contains(&mock.scenario.as_str()) {
            slugs.push(&mock.scenario);
        }
    }
    let field = |slug: &str| {
        let scenario = scenario(slug)?;
        let mut runs: Vec<&Mock> = mocks.iter().filter(done).filter(|mock| mock.scenario == slug).take(RUNS).collect();
        runs.reverse();
        if runs.len() < 2 {
            return None;
        }
        let row = |name: &str, scores: Vec<String>| format!("{name}: **{}**", scores.join(" → "));
        let criteria = scenario.rubric.iter().map(|criterion| {
            let score = |mock: &&Mock| mock.scores.get(&criterion.id).map_or("–".to_owned(), ToString::to_string);
            row(&criterion.name, runs.iter().map(score).collect())
        });
        let means = runs.iter().map(|mock| mock.mean().map_or("–".to_owned(), |mean| format!("{mean:.1}"))).collect();
        let lines: Vec<String> = criteria.chain([row("All in all", means)]).collect();
        Some(Field::new(
            format!("{}, run by run", text::shorten(&scenario.title, 200)),
            text::shorten(&lines.join("\n"), text::FIELD),
        ))
    };
    slugs.into_iter().filter_map(field).take(COMPARED).collect()
}
