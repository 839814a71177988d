//! One file -> one question, with the line of each part. Reading goes on after a finding, so that an author sees all of them.

pub mod scenario;

use std::path::{Path, PathBuf};

use super::findings::{Report, Severity};
use super::front::{self, Front};
use super::markdown::{self, FenceLine, Fences, Item, Line};
use crate::domain::question::{Choice, FollowUp, KeyPoint, Kind, Level, Mistake, Question};

/// The sections of a question, in order.
pub const SECTIONS: [&str; 6] = ["Question", "Answer", "Key points", "Common mistakes", "Follow-ups", "Choices"];

/// A question as it stands in its file.
#[derive(Debug)]
pub struct Source {
    /// The file.
    pub file: PathBuf,
    /// The whole text.
    pub text: String,
    /// What was read; parts that could not be read are empty.
    pub question: Question,
    /// The line of each key of the front matter.
    pub keys: std::collections::HashMap<String, usize>,
    /// The number of the first line after the front matter.
    pub body_line: usize,
    /// The line of each section's heading; `None` for a missing one.
    pub sections: [Option<usize>; 6],
    /// The lines of the key points, and of their phrases.
    pub key_points: Vec<Lines>,
    /// The lines of the mistakes, and of their phrases.
    pub mistakes: Vec<Lines>,
    /// The lines of the follow-ups.
    pub follow_ups: Vec<Lines>,
    /// The lines of the choices.
    pub choices: Vec<Lines>,
    /// True when nothing was wrong that keeps the question from being asked.
    pub sound: bool,
}

/// Where an entry stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// Its first line.
    pub line: usize,
    /// The first lines of its phrases, or of what else stands below it.
    pub below: Vec<usize>,
}

/// What is written in a file, whatever it is: for checks of style.
#[derive(Debug)]
pub struct Prose<'a> {
    /// The whole text.
    pub text: &'a str,
    /// The number of the first line after the front matter.
    pub body_line: usize,
    /// The title, and its line.
    pub title: (usize, &'a str),
    /// The lines of phrases, which are no sentences.
    pub phrases: Vec<usize>,
    /// True where the sections have parts with headings of their own (`###`).
    pub has_parts: bool,
}

impl<'a> Prose<'a> {
    /// The file after the front matter, with the numbers of its lines.
    pub fn body(&self) -> impl Iterator<Item = Line<'a>> {
        self.text.lines().enumerate().map(|(at, line)| (at + 1, line)).skip(self.body_line - 1)
    }
}

impl Source {
    /// What is written in the file.
    pub fn prose(&self) -> Prose<'_> {
        let lists = self.key_points.iter().chain(&self.mistakes);
        Prose {
            text: &self.text,
            body_line: self.body_line,
            title: (self.key_line("title"), &self.question.title),
            phrases: lists.flat_map(|lines| lines.below.iter().copied()).collect(),
            has_parts: false,
        }
    }

    /// The line of a key of the front matter; the file's first if it has none.
    pub fn key_line(&self, key: &str) -> usize {
        self.keys.get(key).copied().unwrap_or(1)
    }

    /// The line of a section's heading, by its place in [`SECTIONS`].
    pub fn section_line(&self, section: usize) -> usize {
        self.sections[section].unwrap_or(1)
    }

    /// The folder it lies in.
    pub fn folder(&self) -> &str {
        self.file.parent().and_then(Path::file_name).and_then(|name| name.to_str()).unwrap_or("")
    }

    /// The file's name without `.md`.
    pub fn stem(&self) -> &str {
        self.file.file_stem().and_then(|name| name.to_str()).unwrap_or("")
    }

    /// The file after the front matter, with the numbers of its lines.
    pub fn body(&self) -> impl Iterator<Item = Line<'_>> {
        self.text.lines().enumerate().map(|(at, line)| (at + 1, line)).skip(self.body_line - 1)
    }
}

/// Reads a file; `text` has Unix line ends.
pub fn read(file: &Path, text: &str, report: &mut Report) -> Source {
    report.in_file(file);
    let found_before = report.len();
    let (front, body, body_line) = match front::cut(text) {
        Ok(cut) => (front::read(cut.toml, report), cut.body, cut.body_line),
        Err((line, message)) => {
            report.by("front-matter", Severity::Error).at(line, message);
            (Front::default(), text, 1)
        }
    };
    let body = without_notes(body);
    let (sections, bodies) = split_sections(&body, body_line, report);
    let mut source = Source {
        file: file.to_owned(),
        text: text.to_owned(),
        keys: front.lines.clone(),
        body_line,
        sections,
        key_points: Vec::new(),
        mistakes: Vec::new(),
        follow_ups: Vec::new(),
        choices: Vec::new(),
        sound: false,
        question: Question {
            id: front.id.unwrap_or_default(),
            title: front.title.unwrap_or_default(),
            topic: front.topic.unwrap_or_default(),
            level: front.level.unwrap_or(Level::Mid),
            kind: front.kind.unwrap_or(Kind::Concept),
            tags: front.tags,
            minutes: front.minutes.unwrap_or_default(),
            decisive: front.decisive,
            aliases: front.aliases,
            links: front.links,
            prompt: markdown::unwrapped(&bodies[0]),
            answer: markdown::unwrapped(&bodies[1]),
            key_points: Vec::new(),
            mistakes: Vec::new(),
            follow_ups: Vec::new(),
            choice_stem: String::new(),
            choices: Vec::new(),
        },
    };
    report.by("sections", Severity::Error);
    for section in (0..2).filter(|section| sections[*section].is_some()) {
        if bodies[section].iter().all(|(_, line)| line.trim().is_empty()) {
            report.at(source.section_line(section), format!("the section `## {}` is empty", SECTIONS[section]));
        }
    }
    read_key_points(&mut source, &bodies[2], report);
    read_mistakes(&mut source, &bodies[3], report);
    read_follow_ups(&mut source, &bodies[4], report);
    read_choices(&mut source, &bodies[5], report);
    source.sound = report.len() == found_before;
    source
}

/// The text with notes (`<!-- … -->`) blanked out, line for line. Code is left alone.
pub fn without_notes(text: &str) -> String {
    let mut fences = Fences::default();
    let mut in_note = false;
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        if !in_note && fences.step(line) != FenceLine::Outside {
            out.push_str(line);
            continue;
        }
        let mut rest = line.trim_end_matches('\n');
        let mut kept = String::new();
        loop {
            if in_note {
                let Some(end) = rest.find("-->") else { break };
                rest = &rest[end + 3..];
                in_note = false;
            } else if let Some(start) = rest.find("<!--").filter(|start| rest[..*start].matches('`').count() % 2 == 0) {
                kept.push_str(&rest[..start]);
                rest = &rest[start + 4..];
                in_note = true;
            } else {
                kept.push_str(rest);
                break;
            }
        }
        out.push_str(if kept.trim().is_empty() { "" } else { &kept });
        if line.ends_with('\n') {
            out.push('\n');
        }
    }
    out
}

type Sections<'a> = ([Option<usize>; 6], [Vec<Line<'a>>; 6]);

fn split_sections<'a>(body: &'a str, body_line: usize, report: &mut Report) -> Sections<'a> {
    report.by("sections", Severity::Error);
    let mut headings = [None; 6];
    let mut bodies: [Vec<Line<'a>>; 6] = Default::default();
    let mut current: Option<usize> = None;
    let mut last = 0;
    let mut fences = Fences::default();
    for (at, line) in body.lines().enumerate() {
        let number = body_line + at;
        let heading = line.strip_prefix("## ").filter(|_| fences.step(line) == FenceLine::Outside);
        let Some(name) = heading.map(str::trim) else {
            match current {
                Some(section) => bodies[section].push((number, line)),
                None if !line.trim().is_empty() && headings.iter().all(Option::is_none) => {
                    report.at(number, "text before the first section: it belongs under `## Question`");
                    // One finding is enough for the whole of it.
                    current = Some(0);
                }
                None => {}
            }
            continue;
        };
        let Some(section) = SECTIONS.iter().position(|known| *known == name) else {
            report.at(number, format!("no section is called `{name}`; the sections are {}", SECTIONS.join(", ")));
            continue;
        };
        if headings[section].is_some() {
            report.at(number, format!("`## {name}` stands here a second time: join the two"));
        } else if section < last {
            report.at(number, format!("`## {name}` comes too late; the order is {}", SECTIONS.join(", ")));
        }
        headings[section].get_or_insert(number);
        last = last.max(section);
        current = Some(section);
    }
    if fences.is_open() {
        report.at(body_line + body.lines().count().saturating_sub(1), "a code fence is never closed");
    }
    for (section, name) in SECTIONS.iter().enumerate().filter(|(section, _)| headings[*section].is_none()) {
        let after = headings[..section].iter().flatten().last().copied().unwrap_or(body_line);
        report.at(after, format!("the section `## {name}` is missing"));
    }
    (headings, bodies)
}

/// The entries of a section that is nothing but a list.
fn list<'a>(lines: &[Line<'a>], report: &mut Report) -> Vec<Item> {
    let (before, items, stray) = markdown::items(lines);
    for (line, text) in before.iter().chain(&stray).filter(|(_, text)| !text.trim().is_empty()) {
        report.at(*line, format!("this belongs to no entry of the list: `{}`", shortened(text.trim())));
    }
    items
}

/// `` `id` The text.`` -> both.
fn id_and_text<'a>(item: &'a Item, what: &str, report: &mut Report) -> Option<(&'a str, &'a str)> {
    let cut = item.text.strip_prefix('`').and_then(|rest| rest.split_once('`'));
    let Some((id, text)) = cut else {
        report.at(item.line, format!("a {what} begins with its id in backticks: - `some-id` The text."));
        return None;
    };
    if text.trim().is_empty() {
        report.at(item.line, format!("the {what} `{id}` has no text after its id"));
    }
    Some((id, text.trim()))
}

fn lines_of(item: &Item) -> Lines {
    Lines { line: item.line, below: item.below.iter().map(|(line, _)| *line).collect() }
}

fn texts_below(item: &Item) -> Vec<String> {
    item.below.iter().map(|(_, text)| text.clone()).collect()
}

fn read_key_points(source: &mut Source, lines: &[Line<'_>], report: &mut Report) {
    report.by("key-points", Severity::Error);
    for item in list(lines, report) {
        if let Some((id, text)) = id_and_text(&item, "key point", report) {
            source.key_points.push(lines_of(&item));
            source.question.key_points.push(KeyPoint { id: id.into(), text: text.into(), phrases: texts_below(&item) });
        }
    }
}

fn read_mistakes(source: &mut Source, lines: &[Line<'_>], report: &mut Report) {
    report.by("mistakes", Severity::Error);
    for mut item in list(lines, report) {
        let Some((id, text)) = id_and_text(&item, "mistake", report).map(|(id, text)| (id.to_owned(), text.to_owned()))
        else {
            continue;
        };
        let place = item.below.iter().position(|(_, text)| text.starts_with("Instead:"));
        let instead = match place {
            Some(place) => {
                if place > 0 {
                    report.at(item.below[place].0, format!("`Instead:` comes first below the mistake `{id}`"));
                }
                item.below.remove(place).1["Instead:".len()..].trim().to_owned()
            }
            None => {
                report.at(item.line, format!("say below the mistake `{id}` what is true: `  - Instead: …`"));
                String::new()
            }
        };
        source.mistakes.push(lines_of(&item));
        source.question.mistakes.push(Mistake { id, text, instead, phrases: texts_below(&item) });
    }
}

fn read_follow_ups(source: &mut Source, lines: &[Line<'_>], report: &mut Report) {
    report.by("follow-ups", Severity::Error);
    for item in list(lines, report) {
        if item.below.len() != 1 {
            report.at(item.line, "a follow-up has exactly one line below it, the pointer to a good reply");
        }
        source.follow_ups.push(lines_of(&item));
        let pointer = item.below.first().map(|(_, text)| text.clone()).unwrap_or_default();
        source.question.follow_ups.push(FollowUp { question: item.text, pointer });
    }
}

fn read_choices(source: &mut Source, lines: &[Line<'_>], report: &mut Report) {
    report.by("choices", Severity::Error);
    let (stem, items, stray) = markdown::items(lines);
    source.question.choice_stem = markdown::unwrapped(&stem);
    let Some(heading) = source.sections[5] else { return };
    if source.question.choice_stem.is_empty() {
        report.at(heading, "the choices need a question of their own above them");
    }
    for (line, text) in stray {
        report.at(line, format!("this belongs to no choice: `{}`", shortened(text.trim())));
    }
    for item in &items {
        let right = ["[x] ", "[X] "].iter().find_map(|mark| item.text.strip_prefix(mark)).map(|text| (true, text));
        let Some((right, text)) = right.or_else(|| item.text.strip_prefix("[ ] ").map(|text| (false, text))) else {
            report.at(item.line, "a choice begins with `- [ ]`, or `- [x]` if it is the right one");
            continue;
        };
        if item.below.len() != 1 {
            report.at(item.line, "a choice has exactly one entry below it, the reason why it is right or wrong");
        }
        source.choices.push(lines_of(item));
        let reason = item.below.first().map(|(_, text)| text.clone()).unwrap_or_default();
        source.question.choices.push(Choice { text: text.trim().into(), right, reason });
    }
    let right = source.question.choices.iter().filter(|choice| choice.right).count();
    if right != 1 {
        report.at(heading, format!("exactly one choice is right (`- [x]`), here {right} are"));
    }
}

/// The beginning of a text, to be cited.
pub fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
