//! What concerns several files at once.

use std::collections::{BTreeMap, HashMap};

use super::super::Sources;
use super::super::findings::{Report, Severity};
use super::super::reading::{Source, shortened};
use super::shape::is_slug;
use crate::domain::grading::telling_stems;

/// Two prompts with this share of their telling words in common ask the same.
const NEAR_DUPLICATE: f64 = 0.6;
/// From so many questions on, the places of the right choices should be even.
const BALANCED_FROM: usize = 20;

/// Ids, aliases and titles that are taken, and topics that nobody knows: what keeps a question out of the bank.
pub fn keep_apart(sources: &Sources, report: &mut Report) {
    report.by("unique", Severity::Error);
    let mut slugs: HashMap<&str, &Source> = HashMap::new();
    let mut titles: HashMap<String, &Source> = HashMap::new();
    for source in &sources.questions {
        report.in_file(&source.file);
        let id = [("id", source.question.id.as_str())];
        let aliases = source.question.aliases.iter().map(|alias| ("aliases", alias.as_str()));
        for (key, slug) in id.into_iter().chain(aliases).filter(|(_, slug)| !slug.is_empty()) {
            match slugs.get(slug) {
                Some(other) => {
                    report.at(source.key_line(key), format!("`{slug}` is taken by {}", other.file.display()));
                }
                None => {
                    slugs.insert(slug, source);
                }
            }
        }
        let title = source.question.title.trim().to_lowercase();
        match titles.get(&title) {
            Some(other) if !title.is_empty() => {
                report.at(source.key_line("title"), format!("the title is that of {} too", other.file.display()));
            }
            _ => {
                titles.insert(title, source);
            }
        }
    }
    for source in &sources.scenarios {
        report.in_file(&source.file);
        let slug = source.scenario.id.as_str();
        let title = source.scenario.title.trim().to_lowercase();
        // Questions come first, so that it is the scenario that is told.
        let taken = slugs.get(slug).map(|other| &other.file).or_else(|| {
            let mut before = sources.scenarios.iter().take_while(|other| !std::ptr::eq(*other, source));
            before.find(|other| other.scenario.id == slug).map(|other| &other.file)
        });
        if let Some(other) = taken.filter(|_| !slug.is_empty()) {
            report.at(source.key_line("id"), format!("`{slug}` is taken by {}", other.display()));
        }
        let same = titles.get(&title).map(|other| &other.file).or_else(|| {
            let mut before = sources.scenarios.iter().take_while(|other| !std::ptr::eq(*other, source));
            before.find(|other| other.scenario.title.trim().to_lowercase() == title).map(|other| &other.file)
        });
        if let Some(other) = same.filter(|_| !title.is_empty()) {
            report.at(source.key_line("title"), format!("the title is that of {} too", other.display()));
        }
    }
    report.by("topics", Severity::Error);
    for source in &sources.scenarios {
        for topic in &source.scenario.topics {
            if sources.topics.iter().all(|(_, known)| known.id != *topic) {
                let message = format!("`{topic}` is no topic of {}", sources.topics_file.display());
                report.in_file(&source.file).at(source.key_line("topics"), message);
            }
        }
    }
    for source in &sources.questions {
        let topic = &source.question.topic;
        if !topic.is_empty() && sources.topics.iter().all(|(_, known)| known.id != *topic) {
            report
                .in_file(&source.file)
                .at(source.key_line("topic"), format!("`{topic}` is no topic of {}", sources.topics_file.display()));
        }
    }
}

pub(super) fn topics(sources: &Sources, report: &mut Report) {
    report.in_file(&sources.topics_file);
    for (line, topic) in &sources.topics {
        if !is_slug(&topic.id) {
            report.at(*line, format!("the topic `{}` must be lower-case words joined by hyphens", topic.id));
        }
        if topic.name.trim().is_empty() || topic.about.trim().is_empty() {
            report.at(*line, format!("the topic `{}` needs a name and a line about it", topic.id));
        }
        if sources.questions.iter().all(|source| source.question.topic != topic.id) {
            report.at(*line, format!("the topic `{}` has no question", topic.id));
        }
    }
    for (at, (line, topic)) in sources.topics.iter().enumerate() {
        if sources.topics[..at].iter().any(|(_, other)| other.name == topic.name) {
            report.at(*line, format!("two topics are called `{}`", topic.name));
        }
    }
}

pub(super) fn references(sources: &Sources, report: &mut Report) {
    let known = |slug: &str| {
        let mut questions = sources.questions.iter().map(|source| &source.question);
        questions.any(|question| question.id == slug || question.aliases.iter().any(|alias| alias == slug))
    };
    let questions = sources.questions.iter().map(|source| (&source.file, source.prose()));
    let scenarios = sources.scenarios.iter().map(|source| (&source.file, source.prose()));
    for (file, prose) in questions.chain(scenarios) {
        report.in_file(file);
        for (number, line) in prose.body() {
            for rest in line.split("(see ").skip(1) {
                let slug = rest.split(')').next().unwrap_or("").trim().trim_matches('`');
                if slug.contains('-') && is_slug(slug) && !known(slug) {
                    report.at(number, format!("no question is called `{slug}`"));
                }
            }
        }
    }
}

pub(super) fn choice_balance(sources: &Sources, report: &mut Report) {
    let mut places: BTreeMap<usize, usize> = (0..4).map(|place| (place, 0)).collect();
    for right in sources.questions.iter().filter_map(|source| source.question.right_choice()) {
        *places.entry(right).or_default() += 1;
    }
    let all: usize = places.values().sum();
    let even = places.values().all(|count| (all * 15..=all * 40).contains(&(count * 100)));
    if all >= BALANCED_FROM && !even {
        let shares: Vec<String> = places
            .iter()
            .map(|(place, count)| format!("{} {count}", char::from(b'a' + u8::try_from(*place).unwrap_or_default())))
            .collect();
        report
            .in_file(&sources.topics_file)
            .at(1, format!("the right choice's place is uneven: {}", shares.join(", ")));
    }
}

pub(super) fn near_duplicates(sources: &Sources, report: &mut Report) {
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let prompts: Vec<Vec<u32>> = sources
        .questions
        .iter()
        .map(|source| {
            let mut words: Vec<u32> = telling_stems(&source.question.prompt)
                .into_iter()
                .map(|stem| {
                    let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                    *numbers.entry(stem).or_insert(next)
                })
                .collect();
            words.sort_unstable();
            words.dedup();
            words
        })
        .collect();
    for (at, one) in prompts.iter().enumerate().filter(|(_, words)| words.len() > 2) {
        for (before, other) in prompts[..at].iter().enumerate() {
            if overlap(one, other) >= NEAR_DUPLICATE {
                let (source, twin) = (&sources.questions[at], &sources.questions[before]);
                report.in_file(&source.file).at(
                    source.section_line(0),
                    format!("asks nearly what {} asks: “{}”", twin.file.display(), shortened(&twin.question.prompt)),
                );
            }
        }
    }
}

/// The share of what both have in what either has; both sorted.
fn overlap(one: &[u32], other: &[u32]) -> f64 {
    let common = one.iter().filter(|word| other.binary_search(word).is_ok()).count();
    let all = one.len() + other.len() - common;
    if all == 0 { 0.0 } else { common as f64 / all as f64 }
}
