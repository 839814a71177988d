//! What the bank is made of, and where it is thin.

use std::fmt::{self, Write};

use super::Bank;
use super::checks::prose_words;
use crate::domain::question::{Kind, Level, Question};
use crate::domain::scenario::{Scenario, ScenarioKind};

/// Fewer easy questions (junior or mid) than this leave nobody a way into a topic.
const EASY_PER_TOPIC: usize = 2;
/// Fewer questions than this are soon used up.
const PER_TOPIC: usize = 5;

/// The figures of a bank as text: topics × levels × kinds, lengths, the places of right choices, and what is thin.
pub fn text(bank: &Bank) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = tables(bank, &mut out);
    out
}

fn tables(bank: &Bank, out: &mut String) -> fmt::Result {
    let questions = bank.questions();
    let width = bank.topics().iter().map(|topic| topic.id.len()).max().unwrap_or(5).max(5);
    write!(out, "{:width$} {:>5}", "topic", "all")?;
    Level::ALL.iter().try_for_each(|level| write!(out, " {level:>7}"))?;
    write!(out, "  ")?;
    Kind::ALL.iter().try_for_each(|kind| write!(out, " {kind:>10}"))?;
    writeln!(out)?;
    for topic in bank.topics() {
        let of_topic: Vec<&Question> = questions.iter().filter(|question| question.topic == topic.id).collect();
        row(&topic.id, &of_topic, width, out)?;
    }
    row("all", &questions.iter().collect::<Vec<_>>(), width, out)?;

    writeln!(out, "\n{:34} {:>7} {:>7} {:>7}", "each question", "least", "median", "most")?;
    type Figure = fn(&Question) -> usize;
    let figures: [(&str, Figure); 7] = [
        ("words of the answer, without code", prose_words),
        ("characters of the answer", |question| question.answer.chars().count()),
        ("characters of the prompt", |question| question.prompt.chars().count()),
        ("minutes", |question| question.minutes as usize),
        ("key points", |question| question.key_points.len()),
        ("phrases of a key point, the fewest", |question| {
            question.key_points.iter().map(|point| point.phrases.len()).min().unwrap_or(0)
        }),
        ("mistakes with phrases", |question| {
            question.mistakes.iter().filter(|mistake| !mistake.phrases.is_empty()).count()
        }),
    ];
    for (name, figure) in figures {
        spread(name, questions.iter().map(figure), out)?;
    }

    write!(out, "\nthe right choice stands at")?;
    for (place, letter) in ('a'..='d').enumerate() {
        let count = questions.iter().filter(|question| question.right_choice() == Some(place)).count();
        write!(out, "  {letter} {count}")?;
    }
    writeln!(out)?;
    scenarios(bank.scenarios(), out)?;
    writeln!(out, "\nthin:")?;
    let thin = thin(bank);
    if thin.is_empty() {
        writeln!(out, "  nothing")?;
    }
    thin.iter().try_for_each(|line| writeln!(out, "  {line}"))
}

fn scenarios(scenarios: &[Scenario], out: &mut String) -> fmt::Result {
    write!(out, "\n{:12} {:>5}", "scenarios", "all")?;
    Level::ALL.iter().try_for_each(|level| write!(out, " {level:>7}"))?;
    writeln!(out)?;
    for kind in ScenarioKind::ALL {
        let of_kind = || scenarios.iter().filter(move |scenario| scenario.kind == kind);
        write!(out, "{kind:12} {:>5}", number(of_kind().count()))?;
        for level in Level::ALL {
            write!(out, " {:>7}", number(of_kind().filter(|scenario| scenario.level == level).count()))?;
        }
        writeln!(out)?;
    }
    type Figure = fn(&Scenario) -> usize;
    let figures: [(&str, Figure); 4] = [
        ("stages of a scenario", Scenario::main_stages),
        ("side stages", |scenario| scenario.stages.len() - scenario.main_stages()),
        ("minutes of a scenario", |scenario| scenario.minutes as usize),
        ("key points of a scenario", |scenario| scenario.stages.iter().map(|stage| stage.key_points.len()).sum()),
    ];
    for (name, figure) in figures {
        spread(name, scenarios.iter().map(figure), out)?;
    }
    Ok(())
}

/// A line with the least, the median and the most; nothing if there are none.
fn spread(name: &str, values: impl Iterator<Item = usize>, out: &mut String) -> fmt::Result {
    let mut values: Vec<usize> = values.collect();
    values.sort_unstable();
    match (values.first(), values.last()) {
        (Some(least), Some(most)) => writeln!(out, "{name:34} {least:>7} {:>7} {most:>7}", values[values.len() / 2]),
        _ => Ok(()),
    }
}

fn number(count: usize) -> String {
    if count == 0 { "·".to_owned() } else { count.to_string() }
}

fn row(name: &str, questions: &[&Question], width: usize, out: &mut String) -> fmt::Result {
    write!(out, "{name:width$} {:>5}", questions.len())?;
    for level in Level::ALL {
        let count = questions.iter().filter(|question| question.level == level).count();
        write!(out, " {:>7}", number(count))?;
    }
    write!(out, "  ")?;
    for kind in Kind::ALL {
        let count = questions.iter().filter(|question| question.kind == kind).count();
        write!(out, " {:>10}", number(count))?;
    }
    writeln!(out)
}

/// What the bank has too little of, a line each.
pub fn thin(bank: &Bank) -> Vec<String> {
    let mut thin = Vec::new();
    for topic in bank.topics() {
        let of_topic = || bank.questions().iter().filter(|question| question.topic == topic.id);
        let (all, easy) = (of_topic().count(), of_topic().filter(|question| question.level <= Level::Mid).count());
        if all < PER_TOPIC {
            thin.push(format!("{}: {all} questions of at least {PER_TOPIC}", topic.id));
        }
        if easy < EASY_PER_TOPIC {
            thin.push(format!("{}: {easy} for junior or mid, of at least {EASY_PER_TOPIC}", topic.id));
        }
    }
    for kind in Kind::ALL {
        if bank.questions().iter().all(|question| question.kind != kind) {
            thin.push(format!("no question is of the kind {kind}"));
        }
    }
    for kind in ScenarioKind::ALL {
        if bank.scenarios().iter().all(|scenario| scenario.kind != kind) {
            thin.push(format!("no scenario is of the kind {kind}"));
        }
    }
    thin
}
