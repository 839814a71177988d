//! The grader's decisions by topic and by kind of answer.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::answers::{Answer, Half, Set};
use super::measures::{Counts, decisions, total};
use super::methods::BuiltIn;

/// The decisions on both halves, by what `key` says of an answer.
pub fn table(title: &str, built_in: &BuiltIn, set: &Set, key: impl Fn(&(usize, Answer)) -> String) -> String {
    let halves = [Half::Develop, Half::Report].map(|half| {
        let answers = set.of(half);
        grouped(&answers, &decisions(built_in, set, &answers), &key)
    });
    let mut groups: Vec<&String> = halves.iter().flat_map(|half| half.keys()).collect();
    groups.sort();
    groups.dedup();
    let mut text = format!("| {title} | Develop: P / R / F1 | Report: P / R / F1 | Key points (report) |\n");
    text.push_str("| --- | --- | --- | ---: |\n");
    for group in groups {
        let [develop, report] =
            [0, 1].map(|half: usize| halves[half].get(group).copied().map_or("–".to_owned(), three));
        let there = halves[1].get(group).map_or(0, |counts| counts.right + counts.missed);
        let _ = writeln!(text, "| {group} | {develop} | {report} | {there} |");
    }
    text
}

fn three(counts: Counts) -> String {
    let show = |value: f64| if value.is_nan() { "–".to_owned() } else { format!("{value:.2}") };
    format!("{} / {} / {}", show(counts.precision()), show(counts.recall()), show(counts.f1()))
}

/// The sum of the counts, by what `key` says of their answers.
fn grouped(
    answers: &[&(usize, Answer)],
    counts: &[Counts],
    key: impl Fn(&(usize, Answer)) -> String,
) -> BTreeMap<String, Counts> {
    let mut groups: BTreeMap<String, Vec<Counts>> = BTreeMap::new();
    for (answer, counts) in answers.iter().zip(counts) {
        groups.entry(key(answer)).or_default().push(*counts);
    }
    groups.into_iter().map(|(group, counts)| (group, total(&counts))).collect()
}
