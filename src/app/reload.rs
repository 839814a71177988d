//! Another bank in the place of the one in use, while the bot runs: only if it is sound.

use std::path::Path;

use anyhow::Context as _;

use super::App;
use crate::bank::Bank;
use crate::bank::findings::Severity;
use crate::domain::mock::Mock;

/// Reads the bank anew from its folder, checks it, and puts it in the place of the one in use; returns how many questions it has.
///
/// # Errors
/// When a file of it is not sound, or when it lacks the question of a round or the scenario of a mock that is under way; the bank in use stays.
pub async fn reload(app: &App, dir: &Path) -> anyhow::Result<usize> {
    let folder = dir.to_owned();
    let read = tokio::task::spawn_blocking(move || Bank::load(&folder)).await.context("reading the bank")?;
    let bank = match read {
        Ok(bank) if bank.findings().count(Severity::Error) == 0 => bank,
        Ok(bank) => anyhow::bail!("{}", first(bank.findings())),
        Err(findings) => anyhow::bail!("{}", first(&findings)),
    };
    anyhow::ensure!(!bank.questions().is_empty(), "it has no question");
    let mut under_way = app.store.open_rounds().await?;
    under_way.extend(app.store.unfinished_rounds().await?);
    if let Some(round) = under_way.iter().find(|round| bank.question(&round.question).is_none()) {
        anyhow::bail!(
            "it lacks the question `{}`, which is being asked; take that out after its reveal",
            round.question
        );
    }
    let mocks = app.store.open_mocks().await?;
    let lost = |mock: &&Mock| {
        let scenario = bank.scenario(&mock.scenario);
        let current = app.bank();
        // A run of a scenario that is gone already is no reason to keep the bank as it is.
        let known = current.scenario(&mock.scenario);
        known.is_some_and(|known| {
            scenario.is_none_or(|new| known.stages.iter().any(|stage| new.stage(&stage.id).is_none()))
        })
    };
    if let Some(mock) = mocks.iter().find(lost) {
        anyhow::bail!(
            "it lacks the scenario `{}`, or a stage of it, which somebody is running; take that out when nobody is",
            mock.scenario
        );
    }
    let questions = bank.questions().len();
    app.set_bank(bank);
    Ok(questions)
}

fn first(findings: &crate::bank::findings::Findings) -> String {
    let errors = findings.count(Severity::Error);
    let first = findings.iter().find(|finding| finding.severity == Severity::Error).map(ToString::to_string);
    format!("{errors} things are wrong, the first in {}", first.unwrap_or_default())
}
