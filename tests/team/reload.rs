//! The bank is read anew while people are in the middle of something.

use std::path::Path;

use viva::app::reload::reload;
use viva::local::MessageView;

use crate::kit::{Team, says, says_not, tea};

const SCENARIO: &str = "scenarios/tea-for-forty.md";

/// A copy of the bank with *Tea for forty*, to be changed.
struct Copy(tempfile::TempDir);

impl Copy {
    fn new() -> Copy {
        let copy = Copy(tempfile::tempdir().expect("a folder"));
        for folder in ["questions/tea", "scenarios"] {
            std::fs::create_dir_all(copy.0.path().join(folder)).expect("a folder");
        }
        for file in ["topics.toml", "questions/tea/brewing-tea.md", SCENARIO] {
            std::fs::copy(Path::new("tests/kit/tea").join(file), copy.0.path().join(file)).expect("a copy");
        }
        copy
    }

    /// The scenario's file, changed; without a text, it is gone.
    fn scenario(&self, change: impl FnOnce(String) -> Option<String>) {
        let file = self.0.path().join(SCENARIO);
        let text = std::fs::read_to_string(Path::new("tests/kit/tea").join(SCENARIO)).expect("a text");
        match change(text) {
            Some(text) => std::fs::write(file, text).expect("written"),
            None => std::fs::remove_file(file).expect("removed"),
        }
    }

    async fn is_read_by(&self, team: &Team) -> Result<usize, String> {
        reload(&team.app, self.0.path()).await.map_err(|error| format!("{error:#}"))
    }
}

/// The scenario without its side stage.
fn without_the_flood(text: String) -> Option<String> {
    let begins = text.find("## Side stage")?;
    let ends = text.find("## Stage: `pots`")?;
    let branch = text.find("### Branches")?;
    let before = text[..branch].trim_end();
    Some(format!("{before}\n\n{}", &text[ends..]).replace("From: kettle, flood", "From: kettle"))
        .filter(|_| branch < begins)
}

const IN_USE: &str =
    "it lacks the scenario `tea-for-forty`, or a stage of it, which somebody is running; take that out when nobody is";

#[tokio::test]
async fn a_bank_without_the_scenario_that_somebody_runs_is_refused_and_the_mock_goes_on() {
    let team = Team::at_the_inn().await;
    let copy = Copy::new();
    assert_eq!(copy.is_read_by(&team).await, Ok(1));
    let (thread, kettle) = team.begins(team.ada, "").await;
    copy.scenario(|_| None);
    assert_eq!(copy.is_read_by(&team).await, Err(IN_USE.to_owned()));
    copy.scenario(without_the_flood);
    assert_eq!(copy.is_read_by(&team).await, Err(IN_USE.to_owned()), "a stage is missing");

    // What the bank in use has stays as it was: the branch leads to the stage that the other lacks.
    team.tells(team.ada, thread, "I open all the taps.").await;
    let flood = team.closes(team.ada, &kettle, "2. The flood").await;

    // Other words are no reason to refuse it.
    copy.scenario(|text| Some(text.replace("Ten pots stand there", "Twelve pots stand there")));
    assert_eq!(copy.is_read_by(&team).await, Ok(1));
    team.tells(team.ada, thread, "I close the main valve.").await;
    let pots = team.closes(team.ada, &flood, "3. The pots").await;
    says(&pots, "Twelve pots");

    // While it is paused, too; not once it is over.
    team.clicks(team.ada, &pots, "Pause").await;
    team.expect_message(thread, "Paused.").await;
    copy.scenario(|_| None);
    assert_eq!(copy.is_read_by(&team).await, Err(IN_USE.to_owned()));
    stops(&team).await;
    team.expect_message(thread, "Stopped.").await;
    assert_eq!(copy.is_read_by(&team).await, Ok(1));
    says(&team.commands(team.ada, "/mock start scenario:tea-for-forty").await, "There is no scenario");
    team.finish().await;
}

async fn stops(team: &Team) -> MessageView {
    let asked = team.commands(team.ada, "/mock stop").await;
    team.clicks(team.ada, &asked, "Stop it").await
}

#[tokio::test]
async fn a_mock_whose_scenario_was_gone_at_the_start_says_so_can_be_stopped_and_keeps_no_bank_from_coming() {
    let mut team = Team::at_the_inn().await;
    let (thread, kettle) = team.begins(team.ada, "").await;
    team.tells(team.ada, thread, "I count the guests.").await;
    // Another bank was put in its place while the bot was away.
    let copy = Copy::new();
    copy.scenario(|_| None);
    team.disconnect().await;
    team.asks_from(without_scenarios);
    team.connect().await;
    assert_eq!(copy.is_read_by(&team).await, Ok(1), "it is gone already");
    let lost = "Its scenario has left the bank, so this mock cannot go on. `/mock stop` ends it.";
    says(&team.clicks(team.ada, &kettle, "Done with this stage").await, lost);
    says(&team.commands(team.ada, "/mock resume").await, lost);

    // With the old bank back, it goes on where it was.
    assert_eq!(Copy::new().is_read_by(&team).await, Ok(1));
    team.asks_from(tea);
    says(&team.clicks(team.ada, &kettle, "Done with this stage").await, "“I count the guests.”");

    team.asks_from(without_scenarios);
    let stopped = stops(&team).await;
    says(&stopped, "Stopped.");
    says_not(&stopped, lost);
    team.expect_message(thread, "Stopped.").await;
    says(&team.commands(team.ada, "/mock resume").await, "You are in no mock.");
    team.finish().await;
}

/// The bank without *Tea for forty*.
fn without_scenarios() -> viva::bank::Bank {
    let copy = Copy::new();
    copy.scenario(|_| None);
    viva::bank::Bank::load(copy.0.path()).unwrap_or_else(|findings| panic!("{findings:?}"))
}
