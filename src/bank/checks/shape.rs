//! Counts, lengths, ids and the like, one question at a time.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use super::super::findings::Report;
use super::super::markdown::{FenceLine, Fences};
use super::super::reading::{Lines, SECTIONS, Source};
use crate::domain::question::{Level, Link, Question};

/// The most characters of a choice: what a select menu shows.
const LONGEST_CHOICE: usize = 100;

pub(super) fn front_matter(source: &Source, report: &mut Report) {
    let question = &source.question;
    for tag in question.tags.iter().filter(|tag| !is_slug(tag)) {
        report.at(source.key_line("tags"), format!("the tag `{tag}` must be lower-case words joined by hyphens"));
    }
    if has_twice(&question.tags) {
        report.at(source.key_line("tags"), "a tag stands here twice");
    }
    if source.keys.contains_key("minutes") && !(2..=30).contains(&question.minutes) {
        report.at(source.key_line("minutes"), format!("`minutes` is 2 to 30, not {}", question.minutes));
    }
    for alias in question.aliases.iter().filter(|alias| !is_slug(alias)) {
        report
            .at(source.key_line("aliases"), format!("the alias `{alias}` must be lower-case words joined by hyphens"));
    }
}

pub(super) fn place(source: &Source, report: &mut Report) {
    let question = &source.question;
    if source.keys.contains_key("id") && question.id != source.stem() {
        report.at(
            source.key_line("id"),
            format!("the id is `{}`, but the file is called `{}.md`", question.id, source.stem()),
        );
    }
    if !is_slug(source.stem()) {
        report.at(1, format!("the file's name `{}` must be lower-case words joined by hyphens", source.stem()));
    }
    if source.keys.contains_key("topic") && question.topic != source.folder() {
        let folder = source.folder();
        report.at(
            source.key_line("topic"),
            format!("the topic is `{}`, but the file lies in `{folder}/`", question.topic),
        );
    }
}

pub(super) fn counts(source: &Source, report: &mut Report) {
    let question = &source.question;
    let mut count = |line, what: &str, number, wanted| count(line, (what, number), wanted, report);
    for (key, number, wanted) in [
        ("tags", question.tags.len(), 1..=6),
        ("links", question.links.len(), 1..=4),
        ("decisive", question.decisive.len(), 1..=3),
    ] {
        if source.keys.contains_key(key) {
            count(source.key_line(key), key, number, wanted);
        }
    }
    for (section, number, wanted) in [
        (2, question.key_points.len(), 4..=7),
        (3, question.mistakes.len(), 2..=4),
        (4, question.follow_ups.len(), 2..=4),
        (5, question.choices.len(), 4..=4),
    ] {
        if let Some(line) = source.sections[section] {
            count(line, &SECTIONS[section].to_lowercase(), number, wanted);
        }
    }
    for (point, lines) in question.key_points.iter().zip(&source.key_points) {
        count(lines.line, &format!("phrases of `{}`", point.id), point.phrases.len(), 2..=8);
    }
    for (mistake, lines) in question.mistakes.iter().zip(&source.mistakes) {
        count(lines.line, &format!("phrases of `{}`", mistake.id), mistake.phrases.len(), 0..=5);
    }
}

/// Reports a number that is not wanted.
pub(super) fn count(line: usize, found: (&str, usize), wanted: RangeInclusive<usize>, report: &mut Report) {
    let (what, number) = found;
    if !wanted.contains(&number) {
        let wanted = match (*wanted.start(), *wanted.end()) {
            (least, most) if least == most => least.to_string(),
            (least, most) => format!("{least} to {most}"),
        };
        report.at(line, format!("{what}: {wanted} wanted, {number} found"));
    }
}

pub(super) fn lengths(source: &Source, report: &mut Report) {
    let question = &source.question;
    let mut length = |line, what: &str, text: &str, wanted| length(line, (what, text), wanted, report);
    length(source.key_line("title"), "the title", &question.title, 3..=60);
    length(source.section_line(0), "the prompt", &question.prompt, 40..=900);
    length(source.section_line(1), "the answer", &question.answer, 40..=3900);
    length(source.section_line(5), "the stem of the choices", &question.choice_stem, 10..=500);
    for (point, lines) in question.key_points.iter().zip(&source.key_points) {
        length(lines.line, &format!("the key point `{}`", point.id), &point.text, 10..=240);
    }
    for (mistake, lines) in question.mistakes.iter().zip(&source.mistakes) {
        length(lines.line, &format!("the mistake `{}`", mistake.id), &mistake.text, 10..=240);
        length(lines.line, &format!("the correction of `{}`", mistake.id), &mistake.instead, 10..=300);
    }
    for (follow_up, lines) in question.follow_ups.iter().zip(&source.follow_ups) {
        length(lines.line, "the follow-up", &follow_up.question, 10..=240);
        length(lines.line, "the pointer", &follow_up.pointer, 5..=300);
    }
    for (choice, lines) in question.choices.iter().zip(&source.choices) {
        length(lines.line, "the choice", &choice.text, 1..=LONGEST_CHOICE);
        length(lines.line, "the reason", &choice.reason, 5..=300);
    }
    let words = prose_words(question);
    let wanted = if question.level == Level::Staff { 120..=450 } else { 120..=350 };
    if source.sections[1].is_some() && !wanted.contains(&words) {
        let (least, most) = (wanted.start(), wanted.end());
        report.at(
            source.section_line(1),
            format!("the answer has {words} words outside code: {least} to {most} wanted for {}", question.level),
        );
    }
}

/// Reports a text that is too short or too long; an empty one is reported elsewhere.
pub(super) fn length(line: usize, text: (&str, &str), wanted: RangeInclusive<usize>, report: &mut Report) {
    let (what, text) = text;
    let characters = text.chars().count();
    if !wanted.contains(&characters) && characters > 0 {
        let (least, most) = (wanted.start(), wanted.end());
        report.at(line, format!("{what} has {characters} characters: {least} to {most} wanted"));
    }
}

/// The words of the answer, without code blocks.
pub(crate) fn prose_words(question: &Question) -> usize {
    let mut fences = Fences::default();
    let prose = question.answer.lines().filter(|line| fences.step(line) == FenceLine::Outside);
    prose.map(|line| line.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()).sum()
}

pub(super) fn ids(source: &Source, report: &mut Report) {
    let question = &source.question;
    let points = question.key_points.iter().map(|point| &point.id).zip(&source.key_points);
    let mistakes = question.mistakes.iter().map(|mistake| &mistake.id).zip(&source.mistakes);
    let mut seen: HashSet<&str> = HashSet::new();
    for (id, Lines { line, .. }) in points.chain(mistakes) {
        if !is_slug(id) || id.len() > 40 {
            report
                .at(*line, format!("the id `{id}` must be lower-case words joined by hyphens, 40 characters at most"));
        }
        if !seen.insert(id) {
            report.at(*line, format!("the id `{id}` is used twice in this file"));
        }
    }
}

pub(super) fn decisive(source: &Source, report: &mut Report) {
    let question = &source.question;
    for id in question.decisive.iter().filter(|id| question.key_point(id).is_none()) {
        let known: Vec<&str> = question.key_points.iter().map(|point| point.id.as_str()).collect();
        report.at(source.key_line("decisive"), format!("`{id}` is no key point; they are {}", known.join(", ")));
    }
    if has_twice(&question.decisive) {
        report.at(source.key_line("decisive"), "a key point stands here twice");
    }
}

pub(super) fn links(source: &Source, report: &mut Report) {
    let line = line_of(&source.text, source.body_line, source.key_line("links"));
    check_links(&source.question.links, line, report);
}

/// Where an address stands in the front matter.
pub(super) fn line_of(text: &str, body_line: usize, otherwise: usize) -> impl Fn(&str) -> usize {
    move |url| text.lines().take(body_line).position(|line| line.contains(url)).map_or(otherwise, |at| at + 1)
}

pub(super) fn check_links(links: &[Link], line: impl Fn(&str) -> usize, report: &mut Report) {
    let mut seen = HashSet::new();
    for link in links {
        let line = line(&link.url);
        if link.title.trim().is_empty() {
            report.at(line, format!("the link {} needs a title", link.url));
        }
        match url::Url::parse(&link.url) {
            Ok(url) if url.scheme() == "https" && url.host_str().is_some_and(|host| host.contains('.')) => {}
            Ok(_) => report.at(line, format!("{}: only https addresses of a named host", link.url)),
            Err(error) => report.at(line, format!("`{}` is no address: {error}", link.url)),
        }
        if !seen.insert(&link.url) {
            report.at(line, format!("{} is linked twice", link.url));
        }
    }
}

pub(super) fn choice_lengths(source: &Source, report: &mut Report) {
    let question = &source.question;
    let mut lengths: Vec<usize> = question.choices.iter().map(|choice| choice.text.chars().count()).collect();
    let (Some(longest), Some(shortest)) = (lengths.iter().max().copied(), lengths.iter().min().copied()) else {
        return;
    };
    // 2.2 times the shortest and ten characters more are still "like length".
    if longest * 10 > shortest * 22 + 100 {
        report.at(
            source.section_line(5),
            format!("the choices' lengths differ too much: {shortest} to {longest} characters"),
        );
    }
    let Some(right) = question.right_choice() else { return };
    let right_length = lengths[right];
    lengths.sort_unstable_by(|one, other| other.cmp(one));
    if right_length == longest && lengths.get(1).is_some_and(|second| longest * 4 > second * 5) {
        report.at(
            source.choices[right].line,
            format!("the right choice can be told by its length: {longest} characters, the next has {}", lengths[1]),
        );
    }
    let mut texts: Vec<String> = question.choices.iter().map(|choice| choice.text.to_lowercase()).collect();
    texts.sort();
    if has_twice(&texts) {
        report.at(source.section_line(5), "two choices say the same");
    }
}

/// True for lower-case words joined by hyphens.
pub(crate) fn is_slug(text: &str) -> bool {
    let word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    text.split('-').all(word)
}

pub(super) fn has_twice(texts: &[String]) -> bool {
    let mut seen = HashSet::new();
    texts.iter().any(|text| !seen.insert(text))
}
