//! The table of what is enforced on the bank's files. A check is a name, a sentence and a function; to add one, write a line here.

mod prose;
mod recognition;
mod shape;
mod whole;

use super::Sources;
use super::findings::{Report, Severity};
use super::reading::Source;

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
    /// All of them together.
    Bank(fn(&Sources, &mut Report)),
}

use How::{Bank as All, Question as Each, Reading};
use Severity::{Error, Warning};

/// Every check, in the order in which an author meets them.
pub const TABLE: &[Check] = &[
    row("files", "every file can be read and lies where it belongs", Error, Reading),
    row("topics", "topics.toml is whole, topics are known, and each has a question", Error, All(whole::topics)),
    row(
        "front-matter",
        "the front matter has the known keys with values of their kind",
        Error,
        Each(shape::front_matter),
    ),
    row("place", "the id is the file's name and the topic its folder", Error, Each(shape::place)),
    row("unique", "ids, aliases and titles are used once in the bank", Error, Reading),
    row("sections", "the six sections are there, in order", Error, Reading),
    row("key-points", "key points have an id and a text", Error, Reading),
    row("mistakes", "mistakes have an id, a claim and what is true instead", Error, Reading),
    row("follow-ups", "each follow-up has one pointer", Error, Reading),
    row("choices", "the choices have a stem, reasons, and one right answer", Error, Reading),
    row("counts", "there are as many parts of each kind as the format wants", Error, Each(shape::counts)),
    row("lengths", "texts are as long as the format wants", Error, Each(shape::lengths)),
    row("ids", "ids of key points and mistakes are well formed and unique in the file", Error, Each(shape::ids)),
    row("decisive", "the decisive key points are key points", Error, Each(shape::decisive)),
    row("links", "links have a title and an https address, each once", Error, Each(shape::links)),
    row("references", "`(see some-slug)` names a question of the bank", Error, All(whole::references)),
    row(
        "choice-lengths",
        "the choices are of like length and the right one is not told by it",
        Error,
        Each(shape::choice_lengths),
    ),
    row("choice-balance", "the right choice's place varies over the bank", Warning, All(whole::choice_balance)),
    row("phrases", "phrases are well formed", Error, Each(recognition::phrases)),
    row("own-answer", "the answer covers every key point by its phrases", Error, Each(recognition::own_answer)),
    row("own-mistakes", "the answer is not taken for one of the mistakes", Error, Each(recognition::own_mistakes)),
    row("wrong-choice", "no wrong choice covers a decisive key point", Error, Each(recognition::wrong_choice)),
    row(
        "prompt-covers",
        "the prompt, given back in other words, covers nothing",
        Warning,
        Each(recognition::prompt_covers),
    ),
    row("code", "code blocks name their language and fit a phone", Error, Each(prose::code)),
    row("javascript", "blocks of JavaScript parse (when `node` is there)", Error, Reading),
    row(
        "plain-markdown",
        "no headings, HTML, pictures or notes inside the sections",
        Error,
        Each(prose::plain_markdown),
    ),
    row("spelling", "spelling is American", Error, Each(prose::spelling)),
    row("long-sentence", "sentences are short enough for a phone", Warning, Each(prose::long_sentence)),
    row("near-duplicates", "no two prompts ask the same", Error, All(whole::near_duplicates)),
    row("layout", "the file is laid out as `viva bank fmt` does it", Warning, Each(prose::layout)),
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
            Each(run) => {
                for source in &sources.questions {
                    run(source, report.in_file(&source.file));
                }
            }
            All(run) => run(sources, report),
        }
    }
}
