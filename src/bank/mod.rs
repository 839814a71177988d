//! The topic bank: Markdown files -> [`Question`]s and [`Scenario`]s. `content/README.md` and
//! `content/scenarios/README.md` are the formats.
//!
//! [`files`] collects the texts, [`topics`] and [`reading`] (with [`front`] and [`markdown`]) make plain data of them, [`checks`] is
//! the table of what is enforced, and [`search`] finds a question by its name. For authors: [`template`] begins a file, [`mod@format`]
//! lays it out, [`stats`] shows what is thin, [`batch`] grades answers, and [`command`] is `viva bank`.

pub mod batch;
pub mod checks;
pub mod command;
pub mod files;
pub mod findings;
pub mod format;
mod front;
mod javascript;
mod markdown;
pub mod reading;
mod search;
mod show;
mod spelling;
pub mod stats;
mod template;
mod topics;

use std::collections::HashMap;
use std::path::Path;

use files::Files;
use findings::{Finding, Findings, Report, Severity};
use reading::Source;
use reading::scenario::ScenarioSource;

use crate::domain::question::{Question, Topic};
use crate::domain::scenario::Scenario;

/// The questions that can be asked, by topic, and the scenarios that can be run. Immutable; share it.
#[derive(Debug)]
pub struct Bank {
    topics: Vec<Topic>,
    questions: Vec<Question>,
    scenarios: Vec<Scenario>,
    by_slug: HashMap<String, usize>,
    entries: Vec<search::Entry>,
    findings: Findings,
}

/// A bank's files, read: what the checks look at.
#[derive(Debug)]
pub struct Sources {
    /// The topics' file, and each topic with its line.
    pub topics_file: std::path::PathBuf,
    /// The topics.
    pub topics: Vec<(usize, Topic)>,
    /// Every question file that could be opened, sound or not.
    pub questions: Vec<Source>,
    /// Every scenario file that could be opened, sound or not.
    pub scenarios: Vec<ScenarioSource>,
}

impl Bank {
    /// Reads the bank of a directory. Files in which something is wrong are left out and named by [`Bank::findings`]; an error
    /// means that nothing is left.
    pub fn load(dir: &Path) -> Result<Bank, Findings> {
        let mut report = Report::new();
        let files = Files::of_dir(dir, &mut report);
        let bank = Bank::of_files(files, report);
        if bank.questions.is_empty() && !bank.findings.is_empty() { Err(bank.findings) } else { Ok(bank) }
    }

    /// The bank that is compiled in.
    pub fn embedded() -> Bank {
        Bank::of_files(Files::embedded(), Report::new())
    }

    /// The bank of these files; `report` holds what was wrong with finding them.
    pub fn of_files(files: Files, mut report: Report) -> Bank {
        let sources = Sources::read(files, &mut report);
        checks::keep_apart(&sources, &mut report);
        Bank::of_sources(sources, report.finish())
    }

    /// The sound questions of what was read.
    pub fn of_sources(sources: Sources, findings: Findings) -> Bank {
        let topics: Vec<Topic> = sources.topics.into_iter().map(|(_, topic)| topic).collect();
        let place = |id: &str| topics.iter().position(|topic| topic.id == id);
        let mut placed: Vec<(usize, Question)> = Vec::new();
        let mut taken = std::collections::HashSet::new();
        for source in sources.questions.into_iter().filter(|source| source.sound) {
            let question = source.question;
            if let Some(place) = place(&question.topic).filter(|_| taken.insert(question.id.clone())) {
                placed.push((place, question));
            }
        }
        placed.sort_by(|(one_place, one), (other_place, other)| {
            (one_place, one.level, &one.id).cmp(&(other_place, other.level, &other.id))
        });
        let mut scenarios: Vec<Scenario> = sources
            .scenarios
            .into_iter()
            .filter(|source| source.sound)
            .map(|source| source.scenario)
            .filter(|scenario| scenario.topics.iter().all(|topic| place(topic).is_some()))
            .collect();
        scenarios.sort_by(|one, other| (one.level, &one.id).cmp(&(other.level, &other.id)));
        scenarios.dedup_by(|one, other| one.id == other.id);
        let entries =
            placed.iter().map(|(place, question)| search::Entry::new(question, &topics[*place].name)).collect();
        let questions: Vec<Question> = placed.into_iter().map(|(_, question)| question).collect();
        let mut by_slug = HashMap::new();
        for (at, question) in questions.iter().enumerate() {
            for alias in &question.aliases {
                by_slug.entry(alias.clone()).or_insert(at);
            }
        }
        // An id goes before another question's alias.
        by_slug.extend(questions.iter().enumerate().map(|(at, question)| (question.id.clone(), at)));
        Bank { topics, questions, scenarios, by_slug, entries, findings }
    }

    /// The topics, in the order in which they are listed everywhere.
    pub fn topics(&self) -> &[Topic] {
        &self.topics
    }

    /// All questions: by topic, then from the easiest level on, then by id.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// The question of that id or earlier id.
    pub fn question(&self, slug: &str) -> Option<&Question> {
        self.by_slug.get(slug).map(|at| &self.questions[*at])
    }

    /// All scenarios: from the easiest level on, then by id.
    pub fn scenarios(&self) -> &[Scenario] {
        &self.scenarios
    }

    /// The scenario of that id.
    pub fn scenario(&self, slug: &str) -> Option<&Scenario> {
        self.scenarios.iter().find(|scenario| scenario.id == slug)
    }

    /// The scenarios that fit what somebody has typed so far, best first; all of them for an empty text.
    pub fn search_scenarios(&self, text: &str) -> Vec<&Scenario> {
        let typed = text.trim().to_lowercase();
        let scored = self.scenarios.iter().map(|scenario| (self.scenario_entry(scenario).score(&typed), scenario));
        let mut found: Vec<(u32, &Scenario)> =
            scored.filter_map(|(score, scenario)| Some((score?, scenario))).collect();
        found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        found.into_iter().map(|(_, scenario)| scenario).collect()
    }

    fn scenario_entry(&self, scenario: &Scenario) -> search::Entry {
        let topics = scenario.topics.iter().filter_map(|topic| self.topic(topic)).map(|topic| topic.name.as_str());
        search::Entry::of_scenario(scenario, topics)
    }

    /// The topic of that id.
    pub fn topic(&self, id: &str) -> Option<&Topic> {
        self.topics.iter().find(|topic| topic.id == id)
    }

    /// The questions that fit what somebody has typed so far, best first; all of them for an empty text.
    pub fn search(&self, text: &str) -> Vec<&Question> {
        let typed = text.trim().to_lowercase();
        let scored = self.entries.iter().enumerate();
        let mut found: Vec<(u32, usize)> = scored.filter_map(|(at, entry)| Some((entry.score(&typed)?, at))).collect();
        found.sort_by_key(|(score, at)| (std::cmp::Reverse(*score), *at));
        found.into_iter().map(|(_, at)| &self.questions[at]).collect()
    }

    /// The question's slug that was probably meant by one that is unknown.
    pub fn nearest(&self, slug: &str) -> Option<&str> {
        nearest(self.by_slug.keys(), slug)
    }

    /// The scenario's slug that was probably meant by one that is unknown.
    pub fn nearest_scenario(&self, slug: &str) -> Option<&str> {
        nearest(self.scenarios.iter().map(|scenario| &scenario.id), slug)
    }

    /// What is wrong with the files, and why questions were left out. Only `viva bank check` runs all checks.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }
}

impl Sources {
    /// Reads all files.
    pub fn read(files: Files, report: &mut Report) -> Sources {
        let (topics_file, topics) = match files.topics {
            Some((file, text)) => {
                let topics = topics::read(&file, &text, report);
                (file, topics)
            }
            None => ("topics.toml".into(), Vec::new()),
        };
        let questions = files.questions.iter().map(|(file, text)| reading::read(file, text, report)).collect();
        let scenarios =
            files.scenarios.iter().map(|(file, text)| reading::scenario::read(file, text, report)).collect();
        Sources { topics_file, topics, questions, scenarios }
    }
}

fn nearest<'a>(slugs: impl Iterator<Item = &'a String>, slug: &str) -> Option<&'a str> {
    let near = |known: &&String| strsim::jaro_winkler(known, slug);
    let nearest = slugs.max_by(|one, other| near(one).total_cmp(&near(other)).then_with(|| other.cmp(one)))?;
    (strsim::jaro_winkler(nearest, slug) > 0.8).then_some(nearest)
}

/// A finding about a whole directory, for commands that have no better place for it.
pub(crate) fn finding_at(file: &Path, check: &'static str, message: impl Into<String>) -> Finding {
    Finding { file: file.to_owned(), line: 1, severity: Severity::Error, check, message: message.into() }
}
