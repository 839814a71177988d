//! `viva bank`: what authors and operators do with the bank's files.

use std::fs;
use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Subcommand;

use super::files::Files;
use super::findings::{Report, Severity};
use super::{Bank, Sources, batch, checks, finding_at, format, javascript, show, stats, template};
use crate::domain::grading::Grader;
use crate::domain::question::Level;
use crate::domain::scenario::Scenario;

/// The folder of the scenarios.
const SCENARIOS: &str = "scenarios";

/// What `viva bank` can do.
#[derive(Clone, Debug, Subcommand)]
pub enum BankCommand {
    /// Run every check over all files; each finding names its file and line
    Check {
        /// List the checks instead of running them
        #[arg(long)]
        explain: bool,
    },
    /// List the questions, a line each; or the scenarios
    List {
        /// The scenarios instead of the questions
        #[arg(long)]
        scenarios: bool,
        /// Only this topic (may be repeated)
        #[arg(long, value_name = "ID")]
        topic: Vec<String>,
        /// Only this level: junior, mid, senior, staff (may be repeated)
        #[arg(long)]
        level: Vec<Level>,
    },
    /// Show a question or a scenario in full
    Show {
        /// The slug
        slug: String,
        /// With the phrases by which key points, mistakes and red flags are recognized
        #[arg(long)]
        phrases: bool,
    },
    /// Begin a question, or a scenario: writes an annotated file to fill in
    New {
        /// Where it shall be: TOPIC/SLUG for a question, scenarios/SLUG for a scenario
        #[arg(value_name = "TOPIC/SLUG")]
        place: String,
    },
    /// Lay out the files (all, unless some are named); never changes a word
    Fmt {
        /// Change nothing; list the files whose layout differs, and fail if there are any
        #[arg(long)]
        check: bool,
        /// Only these files
        files: Vec<PathBuf>,
    },
    /// Print the whole bank
    Export {
        /// As one JSON array of questions (the only form there is)
        #[arg(long, required = true)]
        json: bool,
        /// The scenarios instead of the questions, as one JSON array too
        #[arg(long)]
        scenarios: bool,
    },
    /// Say which key points answers cover, and which common mistakes they state
    Grade {
        /// Read {"question": slug, "answer": text} line by line, and answer each by a line of JSON
        ///
        /// {"question", "coverage", "covered", "missed", "evidence", "mistakes"}: the slug as it was given; the share of the key points
        /// that the answer covers, 0 to 1; the ids of those that it covers, and of those that it misses; the words on which each counts
        /// as covered, by id; and the common mistakes that it states, with their words, by id. A line that can't be read is answered by
        /// {"error", "line"}, and the program exits with 1.
        #[arg(long, required_unless_present = "slug", conflicts_with = "slug")]
        batch: bool,
        /// The slug of the one question that the text on the standard input answers
        slug: Option<String>,
    },
    /// Print topics × levels × kinds, lengths, and what is thin
    Stats,
}

impl BankCommand {
    /// Does it. `content` is the directory that the operator named; without it the folder `content` of the working directory is
    /// taken, and where there is none the bank that is compiled in. Returns whether all was well. That the reader of `out` went
    /// away is no error.
    pub fn run(&self, content: Option<&Path>, input: impl BufRead, out: &mut impl Write) -> anyhow::Result<bool> {
        let done = self.run_to(Place::new(content), input, out).and_then(|well| {
            out.flush()?;
            Ok(well)
        });
        match done {
            Err(error) if is_broken_pipe(&error) => Ok(true),
            done => done,
        }
    }

    fn run_to(&self, place: Place, input: impl BufRead, out: &mut impl Write) -> anyhow::Result<bool> {
        match self {
            BankCommand::Check { explain: true } => explain(out),
            BankCommand::Check { explain: false } => check(&place, out),
            BankCommand::List { scenarios: false, topic, level } => list(&place.bank()?, topic, level, out),
            BankCommand::List { scenarios: true, topic, level } => list_scenarios(&place.bank()?, topic, level, out),
            BankCommand::Show { slug, phrases } => {
                let bank = place.bank()?;
                if let Some(scenario) = bank.scenario(slug) {
                    write!(out, "{}", show::scenario(scenario, &bank, *phrases))?;
                    return Ok(true);
                }
                let question = named(&bank, slug).map_err(|error| match bank.nearest_scenario(slug) {
                    Some(near) => error.context(format!("nor is a scenario; there is {near:?}")),
                    None => error,
                })?;
                write!(out, "{}", show::text(question, bank.topic(&question.topic), *phrases))?;
                Ok(true)
            }
            BankCommand::New { place: wanted } => new(place.dir()?, wanted, out),
            BankCommand::Fmt { check, files } => fmt(&place, *check, files, out),
            BankCommand::Export { scenarios, .. } => {
                let bank = place.bank()?;
                match scenarios {
                    false => serde_json::to_writer_pretty(&mut *out, bank.questions())?,
                    true => serde_json::to_writer_pretty(&mut *out, bank.scenarios())?,
                }
                writeln!(out)?;
                Ok(true)
            }
            BankCommand::Grade { slug: None, .. } => Ok(batch::grade(&place.bank()?, input, out)?),
            BankCommand::Grade { slug: Some(slug), .. } => grade(&place.bank()?, slug, input, out),
            BankCommand::Stats => {
                write!(out, "{}", stats::text(&place.bank()?))?;
                Ok(true)
            }
        }
    }
}

/// Where the bank is; `None` for the one that is compiled in.
struct Place(Option<PathBuf>);

impl Place {
    fn new(content: Option<&Path>) -> Place {
        let here = Path::new("content");
        let found = content.or_else(|| here.join("topics.toml").is_file().then_some(here));
        Place(found.map(Path::to_owned))
    }

    fn dir(&self) -> anyhow::Result<&Path> {
        self.0.as_deref().context("there is no folder `content` here; name the bank's directory with --content DIR")
    }

    fn bank(&self) -> anyhow::Result<Bank> {
        let bank = match &self.0 {
            None => Bank::embedded(),
            Some(dir) => {
                Bank::load(dir).map_err(|findings| anyhow::anyhow!("no bank in {}:\n{findings}", dir.display()))?
            }
        };
        if !bank.findings().is_empty() {
            tracing::warn!(
                findings = bank.findings().iter().count(),
                "the bank has findings, and files that are not sound are left out; see `viva bank check`"
            );
        }
        Ok(bank)
    }

    fn files(&self, report: &mut Report) -> Files {
        match &self.0 {
            None => Files::embedded(),
            Some(dir) => Files::of_dir(dir, report),
        }
    }

    fn name(&self) -> String {
        self.0.as_ref().map_or("the bank that is compiled in".to_owned(), |dir| dir.display().to_string())
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        let json = cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        io.or(json) == Some(io::ErrorKind::BrokenPipe)
    })
}

fn explain(out: &mut impl Write) -> anyhow::Result<bool> {
    for check in checks::TABLE {
        writeln!(out, "{:16} {:8} {}", check.name, check.severity, check.what)?;
    }
    Ok(true)
}

fn check(place: &Place, out: &mut impl Write) -> anyhow::Result<bool> {
    let mut report = Report::new();
    let files = place.files(&mut report);
    let sources = Sources::read(files, &mut report);
    checks::run(&sources, &mut report);
    let javascript = javascript::check(&sources, &mut report);
    let findings = report.finish();
    write!(out, "{findings}")?;
    if let Err(reason) = javascript {
        writeln!(out, "note: JavaScript was not looked at: {reason}")?;
    }
    let (errors, warnings) = (findings.count(Severity::Error), findings.count(Severity::Warning));
    let (questions, topics, scenarios) = (sources.questions.len(), sources.topics.len(), sources.scenarios.len());
    writeln!(
        out,
        "{}: {questions} questions in {topics} topics, {scenarios} scenarios: {errors} errors, {warnings} warnings",
        place.name()
    )?;
    Ok(errors == 0)
}

fn known_topics(bank: &Bank, topics: &[String]) -> anyhow::Result<()> {
    if let Some(unknown) = topics.iter().find(|topic| bank.topic(topic).is_none()) {
        let known: Vec<&str> = bank.topics().iter().map(|topic| topic.id.as_str()).collect();
        bail!("no topic is called {unknown:?}; there are {}", known.join(", "));
    }
    Ok(())
}

fn list_scenarios(bank: &Bank, topics: &[String], levels: &[Level], out: &mut impl Write) -> anyhow::Result<bool> {
    known_topics(bank, topics)?;
    let wanted = |scenario: &&Scenario| {
        (topics.is_empty() || topics.iter().any(|topic| scenario.topics.contains(topic)))
            && (levels.is_empty() || levels.contains(&scenario.level))
    };
    let width = bank.scenarios().iter().map(|scenario| scenario.id.len()).max().unwrap_or(0);
    for scenario in bank.scenarios().iter().filter(wanted) {
        let Scenario { id, level, kind, minutes, title, topics, .. } = scenario;
        let topic = topics.first().map_or("", String::as_str);
        writeln!(out, "{id:width$}  {topic:22} {level:7} {kind:11} {minutes} min  {title}")?;
    }
    Ok(true)
}

fn list(bank: &Bank, topics: &[String], levels: &[Level], out: &mut impl Write) -> anyhow::Result<bool> {
    known_topics(bank, topics)?;
    let width = bank.questions().iter().map(|question| question.id.len()).max().unwrap_or(0);
    for question in bank.questions() {
        let wanted = (topics.is_empty() || topics.contains(&question.topic))
            && (levels.is_empty() || levels.contains(&question.level));
        if wanted {
            let (id, topic, level, kind) = (&question.id, &question.topic, question.level, question.kind);
            writeln!(out, "{id:width$}  {topic:22} {level:7} {kind:11} {}", question.title)?;
        }
    }
    Ok(true)
}

fn named<'a>(bank: &'a Bank, slug: &str) -> anyhow::Result<&'a crate::domain::question::Question> {
    bank.question(slug).with_context(|| match bank.nearest(slug) {
        Some(near) => format!("no question is called {slug:?}; did you mean {near:?}?"),
        None => format!("no question is called {slug:?}; see `viva bank list`"),
    })
}

fn new(dir: &Path, wanted: &str, out: &mut impl Write) -> anyhow::Result<bool> {
    let Some((topic, slug)) = wanted.split_once('/').filter(|(_, slug)| checks::is_slug(slug)) else {
        bail!("{wanted:?}: write TOPIC/SLUG (or scenarios/SLUG), where the slug is lower-case words joined by hyphens");
    };
    let mut report = Report::new();
    let sources = Sources::read(Files::of_dir(dir, &mut report), &mut report);
    let is_scenario = topic == SCENARIOS;
    if !is_scenario && sources.topics.iter().all(|(_, known)| known.id != topic) {
        let known: Vec<&str> = sources.topics.iter().map(|(_, topic)| topic.id.as_str()).collect();
        bail!("no topic is called {topic:?}; there are {} (a new one goes into topics.toml)", known.join(", "));
    }
    let taken = |source: &&super::reading::Source| {
        source.stem() == slug || source.question.id == slug || source.question.aliases.iter().any(|alias| alias == slug)
    };
    let question = sources.questions.iter().find(taken).map(|source| &source.file);
    let scenario = || sources.scenarios.iter().find(|source| source.stem() == slug || source.scenario.id == slug);
    if let Some(file) = question.or_else(|| scenario().map(|source| &source.file)) {
        bail!("the slug {slug:?} is taken by {}", file.display());
    }
    let folder = if is_scenario { dir.join(SCENARIOS) } else { dir.join("questions").join(topic) };
    let text = if is_scenario { template::scenario(slug) } else { template::text(topic, slug) };
    let file = folder.join(format!("{slug}.md"));
    fs::create_dir_all(file.parent().unwrap_or(dir))
        .with_context(|| format!("making the folder of {}", file.display()))?;
    let mut opened = fs::File::create_new(&file).with_context(|| format!("making {}", file.display()))?;
    opened.write_all(text.as_bytes()).with_context(|| format!("writing {}", file.display()))?;
    writeln!(out, "{}: fill it in, then run `viva bank check`", file.display())?;
    Ok(true)
}

fn fmt(place: &Place, only_check: bool, files: &[PathBuf], out: &mut impl Write) -> anyhow::Result<bool> {
    let mut report = Report::new();
    let texts: Vec<PathBuf> = if files.is_empty() {
        let all = Files::of_dir(place.dir()?, &mut report);
        all.questions.into_iter().chain(all.scenarios).map(|(file, _)| file).collect()
    } else {
        files.to_vec()
    };
    let mut well = true;
    let mut changed = 0;
    for file in &texts {
        let text = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
        let formatted = match is_scenario(file) {
            true => format::formatted_scenario(&text),
            false => format::formatted(&text),
        };
        match formatted {
            Err((line, message)) => {
                well = false;
                let finding = super::findings::Finding { line, ..finding_at(file, "layout", message) };
                writeln!(out, "{finding}")?;
            }
            Ok(formatted) if formatted == text => {}
            Ok(formatted) => {
                changed += 1;
                writeln!(out, "{}", file.display())?;
                if only_check {
                    well = false;
                } else {
                    fs::write(file, formatted).with_context(|| format!("writing {}", file.display()))?;
                }
            }
        }
    }
    let done = if only_check { "differ" } else { "laid out anew" };
    writeln!(out, "{changed} of {} files {done}", texts.len())?;
    Ok(well)
}

/// A scenario is told by its folder.
fn is_scenario(file: &Path) -> bool {
    file.parent().and_then(Path::file_name).is_some_and(|folder| folder == SCENARIOS)
}

fn grade(bank: &Bank, slug: &str, mut input: impl BufRead, out: &mut impl Write) -> anyhow::Result<bool> {
    let question = named(bank, slug)?;
    let mut answer = String::new();
    input.read_to_string(&mut answer).context("reading the answer")?;
    let verdict = Grader::new(question).grade(&answer);
    for point in &question.key_points {
        match verdict.covered.iter().find(|evidence| evidence.key_point == point.id) {
            Some(evidence) => writeln!(out, "[x] {}: “{}”", point.id, evidence.words.replace('\n', " "))?,
            None => writeln!(out, "[ ] {}: {}", point.id, point.text)?,
        }
    }
    for evidence in &verdict.mistakes {
        writeln!(out, "[!] {}: “{}”", evidence.mistake, evidence.words.replace('\n', " "))?;
    }
    writeln!(out, "{:.0} % of the key points", verdict.coverage() * 100.0)?;
    Ok(true)
}
