//! The tables of `docs/grader.md`.

use std::fmt::Write as _;

use viva::bank::Bank;

use super::answers::{Answer, Half, Set};
use super::measures::{Counts, Method, auc, decisions, mean_coverage, total};
use super::methods::{Baseline, BuiltIn, Plain};

/// What is measured of one method on one half.
pub struct Row {
    /// The method's name.
    pub name: &'static str,
    /// Decisions about key points.
    pub counts: Counts,
    /// See [`auc`].
    pub auc: f64,
    /// The mean coverage of answers to something else.
    pub off_topic: f64,
    /// The mean coverage of rows of keywords.
    pub stuffed: f64,
}

impl Row {
    /// Measures; `every` as in [`auc`].
    pub fn of(name: &'static str, method: &impl Method, set: &Set, answers: &[&(usize, Answer)], every: usize) -> Row {
        Row {
            name,
            counts: total(&decisions(method, set, answers)),
            auc: auc(method, set, answers, every),
            off_topic: mean_coverage(method, answers, "off-topic"),
            stuffed: mean_coverage(method, answers, "stuffed"),
        }
    }
}

/// The plain ways, fitted on the half to develop.
pub fn baselines(bank: &Bank, set: &Set) -> Vec<(&'static str, Baseline)> {
    let develop = set.of(Half::Develop);
    [("keyword overlap", Plain::Overlap), ("BM25", Plain::Bm25), ("TF-IDF cosine", Plain::TfIdf)]
        .map(|(name, kind)| (name, Baseline::fitted(kind, set, bank.questions(), &develop)))
        .into()
}

/// All methods on one half.
pub fn rows(built_in: &BuiltIn, plain: &[(&'static str, Baseline)], set: &Set, half: Half, every: usize) -> Vec<Row> {
    let answers = set.of(half);
    let mut rows = vec![Row::of("built in", built_in, set, &answers, every)];
    rows.extend(plain.iter().map(|(name, method)| Row::of(name, method, set, &answers, every)));
    rows
}

/// The rows as a table in Markdown.
pub fn methods_table(rows: &[Row]) -> String {
    let mut text = "| Method | Precision | Recall | F1 | AUC | Off-topic | Keywords |\n".to_owned();
    text.push_str("| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    for row in rows {
        let _ = writeln!(
            text,
            "| {} | {:.3} | {:.3} | {:.3} | {:.3} | {:.1} % | {:.1} % |",
            row.name,
            row.counts.precision(),
            row.counts.recall(),
            row.counts.f1(),
            row.auc,
            100.0 * row.off_topic,
            100.0 * row.stuffed,
        );
    }
    text
}

/// Decisions about common mistakes, where they were labeled.
pub fn mistakes(built_in: &BuiltIn, set: &Set, half: Half) -> Counts {
    let mut counts = Counts::default();
    for (place, answer) in set.of(half) {
        let Some(labels) = &answer.mistakes else { continue };
        let verdict = built_in.graders[*place].grade(&answer.answer);
        for mistake in &set.questions[*place].mistakes {
            let found = verdict.mistakes.iter().any(|evidence| evidence.mistake == mistake.id);
            counts.add(found, labels.contains(&mistake.id));
        }
    }
    counts
}
