//! The table of what is enforced on the bank's files. A check is a name, a sentence and a function; to add one, write a line here.

mod prose;
mod recognition;
mod scenario;
mod shape;
mod whole;

use super::Sources;
use super::findings::{Report, Severity};
use super::reading::scenario::ScenarioSource;
use super::reading::{Prose, Source};

pub(crate) use prose::blocks;
pub(crate) use shape::{is_slug, prose_words};
pub use whole::keep_apart;

/// One thing that is enforced.
pub struct Check {
    /// Its name, as findings carry it.
    pub name: &'static str,
    /// What must be so.
    pub what: &'static str,
    /// How bad it is when it is not.
    pub severity: Severity,
    how: How,
}

enum How {
    /// Found while the files are read.
    Reading,
    /// One question at a time.
    Question(fn(&Source, &mut Report)),
    /// One scenario at a time.
    Scenario(fn(&ScenarioSource, &mut Report)),
    /// One question, or one scenario, at a time.
    Both(fn(&Source, &mut Report), fn(&ScenarioSource, &mut Report)),
    /// One file's text at a time, whatever it is.
    Style(fn(&Prose<'_>, &mut Report)),
    /// All of them together.
    Bank(fn(&Sources, &mut Report)),
}

use How::{Bank as All, Both, Question as Each, Reading, Scenario as Staged, Style};
use Severity::{Error, Warning};

/// Every check, in the order in which an author meets them.
pub const TABLE: &[Check] = &[
    row("files", "every file can be read and lies where it belongs", Error, Reading),
    row("topics", "topics.toml is whole, topics are known, and each has a question", Error, All(whole::topics)),
    row(
        "front-matter",
        "the front matter has the known keys with values of their kind",
        Error,
        Both(shape::front_matter, scenario::front_matter),
    ),
    row("place", "the id is the file's name and the topic its folder", Error, Both(shape::place, scenario::place)),
    row("unique", "ids, aliases and titles are used once in the bank", Error, Reading),
    row("sections", "the sections are there, in order", Error, Reading),
    row("key-points", "key points have an id and a text", Error, Reading),
    row("mistakes", "mistakes have an id, a claim and what is true instead", Error, Reading),
    row("follow-ups", "each follow-up has one pointer", Error, Reading),
    row("choices", "the choices have a stem, reasons, and one right answer", Error, Reading),
    row("hints", "a scenario's hints are one entry each", Error, Reading),
    row("red-flags", "red flags have an id, a claim and what is true instead", Error, Reading),
    row("branches", "branches are well formed, know their ids, and lead forward", Error, Staged(scenario::branches)),
    row("reached", "side stages are reached by a branch, main stages without one", Error, Staged(scenario::reached)),
    row(
        "rubric",
        "criteria have their levels and are fed, and no key point is left over",
        Error,
        Staged(scenario::rubric),
    ),
    row("debrief", "the debrief's entries are well formed", Error, Reading),
    row("practice", "what is to be practiced is a question of the bank, each once", Error, All(scenario::practice)),
    row(
        "counts",
        "there are as many parts of each kind as the format wants",
        Error,
        Both(shape::counts, scenario::counts),
    ),
    row("lengths", "texts are as long as the format wants", Error, Both(shape::lengths, scenario::lengths)),
    row("ids", "ids are well formed and unique in the file", Error, Both(shape::ids, scenario::ids)),
    row("decisive", "the decisive key points are key points", Error, Each(shape::decisive)),
    row("links", "links have a title and an https address, each once", Error, Both(shape::links, scenario::links)),
    row("references", "`(see some-slug)` names a question of the bank", Error, All(whole::references)),
    row(
        "choice-lengths",
        "the choices are of like length and the right one is not told by it",
        Error,
        Each(shape::choice_lengths),
    ),
    row("choice-balance", "the right choice's place varies over the bank", Warning, All(whole::choice_balance)),
    row("phrases", "phrases are well formed", Error, Both(recognition::phrases, scenario::phrases)),
    row("own-answer", "the answer covers every key point by its phrases", Error, Each(recognition::own_answer)),
    row("own-phrase", "a scenario's key point is found by a phrase of its own", Error, Staged(scenario::own_phrase)),
    row(
        "own-mistakes",
        "the answer (a stage's key points) is not taken for one of the mistakes",
        Error,
        Both(recognition::own_mistakes, scenario::own_mistakes),
    ),
    row("wrong-choice", "no wrong choice covers a decisive key point", Error, Each(recognition::wrong_choice)),
    row(
        "prompt-covers",
        "the prompt, given back in other words, covers nothing",
        Warning,
        Each(recognition::prompt_covers),
    ),
    row("code", "code blocks name their language and fit a phone", Error, Style(prose::code)),
    row("javascript", "blocks of JavaScript parse (when `node` is there)", Error, Reading),
    row(
        "plain-markdown",
        "no headings, HTML, pictures or notes inside the sections",
        Error,
        Style(prose::plain_markdown),
    ),
    row("spelling", "spelling is American", Error, Style(prose::spelling)),
    row("long-sentence", "sentences are short enough for a phone", Warning, Style(prose::long_sentence)),
    row("near-duplicates", "no two prompts ask the same", Error, All(whole::near_duplicates)),
    row(
        "layout",
        "the file is laid out as `viva bank fmt` does it",
        Warning,
        Both(prose::layout, prose::scenario_layout),
    ),
];

const fn row(name: &'static str, what: &'static str, severity: Severity, how: How) -> Check {
    Check { name, what, severity, how }
}

/// Runs every check of the table over all files; what was found while they were read is in `report` already.
pub fn run(sources: &Sources, report: &mut Report) {
    keep_apart(sources, report);
    for check in TABLE {
        report.by(check.name, check.severity);
        match check.how {
            Reading => {}
            Each(run) => questions(run, sources, report),
            Staged(run) => scenarios(run, sources, report),
            Both(question, scenario) => {
                questions(question, sources, report);
                scenarios(scenario, sources, report);
            }
            Style(run) => {
                questions(|source, report| run(&source.prose(), report), sources, report);
                scenarios(|source, report| run(&source.prose(), report), sources, report);
            }
            All(run) => run(sources, report),
        }
    }
}

fn questions(run: impl Fn(&Source, &mut Report), sources: &Sources, report: &mut Report) {
    for source in &sources.questions {
        run(source, report.in_file(&source.file));
    }
}

fn scenarios(run: impl Fn(&ScenarioSource, &mut Report), sources: &Sources, report: &mut Report) {
    for source in &sources.scenarios {
        run(source, report.in_file(&source.file));
    }
}
