//! One file -> one scenario, with the line of each part. `content/scenarios/README.md` is the format.

mod stage;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::super::findings::{Report, Severity};
use super::super::front::{self, ScenarioFront};
use super::super::markdown::{self, FenceLine, Fences, Item, Line};
use super::{Lines, Prose, id_and_text, lines_of, list, shortened, without_notes};
use crate::domain::question::Level;
use crate::domain::scenario::{Criterion, Practice, Scenario, ScenarioKind};

/// The parts of a stage, in order; the last may be missing.
pub const STAGE_PARTS: [&str; 5] = ["Key points", "Hints", "Red flags", "Bridge", "Branches"];
/// The parts of the debrief.
pub const DEBRIEF_PARTS: [&str; 2] = ["Strong candidates", "Practice"];
/// The name of the stage that is none: behind an arrow it means the rubric.
pub const END: &str = "end";
/// The name of the branch that always holds.
pub const ELSE: &str = "else";

/// A scenario as it stands in its file.
#[derive(Debug)]
pub struct ScenarioSource {
    /// The file.
    pub file: PathBuf,
    /// The whole text.
    pub text: String,
    /// What was read; parts that could not be read are empty.
    pub scenario: Scenario,
    /// The line of each key of the front matter.
    pub keys: HashMap<String, usize>,
    /// The number of the first line after the front matter.
    pub body_line: usize,
    /// The line of the setting's heading.
    pub setting: Option<usize>,
    /// The lines of the stages, like `scenario.stages`.
    pub stages: Vec<StageLines>,
    /// The line of the rubric's heading.
    pub rubric: Option<usize>,
    /// The lines of the criteria.
    pub criteria: Vec<Lines>,
    /// The lines of the debrief's parts' headings.
    pub debrief: [Option<usize>; 2],
    /// The lines of what strong candidates add.
    pub strong: Vec<Lines>,
    /// The lines of what is to be practiced.
    pub practice: Vec<Lines>,
    /// True when nothing was wrong that keeps the scenario from being run.
    pub sound: bool,
}

/// Where the parts of a stage stand.
#[derive(Clone, Debug, Default)]
pub struct StageLines {
    /// The heading.
    pub line: usize,
    /// The parts' headings, by their place in [`STAGE_PARTS`].
    pub parts: [Option<usize>; 5],
    /// The key points, and their phrases.
    pub key_points: Vec<Lines>,
    /// The hints.
    pub hints: Vec<Lines>,
    /// The red flags, and their phrases.
    pub red_flags: Vec<Lines>,
    /// The branches, and their words.
    pub branches: Vec<Lines>,
}

impl ScenarioSource {
    /// What is written in the file.
    pub fn prose(&self) -> Prose<'_> {
        let lists = self.stages.iter().flat_map(|stage| stage.key_points.iter().chain(&stage.red_flags));
        Prose {
            text: &self.text,
            body_line: self.body_line,
            title: (self.key_line("title"), &self.scenario.title),
            phrases: lists.flat_map(|lines| lines.below.iter().copied()).collect(),
            has_parts: true,
        }
    }

    /// The line of a key of the front matter; the file's first if it has none.
    pub fn key_line(&self, key: &str) -> usize {
        self.keys.get(key).copied().unwrap_or(1)
    }

    /// The file's name without `.md`.
    pub fn stem(&self) -> &str {
        self.file.file_stem().and_then(|name| name.to_str()).unwrap_or("")
    }
}

impl StageLines {
    /// The line of a part's heading, by its place in [`STAGE_PARTS`]; the stage's own if it has none.
    pub fn part(&self, part: usize) -> usize {
        self.parts[part].unwrap_or(self.line)
    }
}

/// What stands below a heading, up to the next one.
struct Section<'a> {
    /// 2 or 3.
    level: usize,
    name: &'a str,
    line: usize,
    lines: Vec<Line<'a>>,
}

/// Reads a file; `text` has Unix line ends.
pub fn read(file: &Path, text: &str, report: &mut Report) -> ScenarioSource {
    report.in_file(file);
    let found_before = report.len();
    let (front, body, body_line) = match front::cut(text) {
        Ok(cut) => (front::read_scenario(cut.toml, report), cut.body, cut.body_line),
        Err((line, message)) => {
            report.by("front-matter", Severity::Error).at(line, message);
            (ScenarioFront::default(), text, 1)
        }
    };
    let mut source = ScenarioSource {
        file: file.to_owned(),
        text: text.to_owned(),
        keys: front.lines.clone(),
        body_line,
        setting: None,
        stages: Vec::new(),
        rubric: None,
        criteria: Vec::new(),
        debrief: [None; 2],
        strong: Vec::new(),
        practice: Vec::new(),
        sound: false,
        scenario: Scenario {
            id: front.id.unwrap_or_default(),
            title: front.title.unwrap_or_default(),
            kind: front.kind.unwrap_or(ScenarioKind::Incident),
            topics: front.topics,
            level: front.level.unwrap_or(Level::Mid),
            minutes: front.minutes.unwrap_or_default(),
            tags: front.tags,
            links: front.links,
            setting: String::new(),
            stages: Vec::new(),
            rubric: Vec::new(),
            strong: Vec::new(),
            practice: Vec::new(),
        },
    };
    let body = without_notes(body);
    let sections = sections(&body, body_line, report);
    let mut rest = &sections[..];
    while let Some((section, below)) = rest.split_first() {
        let parts = below.iter().take_while(|part| part.level == 3).count();
        read_section(&mut source, section, &below[..parts], report);
        rest = &below[parts..];
    }
    report.by("sections", Severity::Error);
    let end = body_line + body.lines().count().saturating_sub(1);
    for (name, missing) in [
        ("## Setting", source.setting.is_none()),
        ("## Stage: `…` …", source.stages.is_empty()),
        ("## Rubric", source.rubric.is_none()),
        ("## Debrief", source.debrief == [None; 2]),
    ] {
        if missing {
            report.at(end, format!("the section `{name}` is missing"));
        }
    }
    source.sound = report.len() == found_before;
    source
}

fn sections<'a>(body: &'a str, body_line: usize, report: &mut Report) -> Vec<Section<'a>> {
    report.by("sections", Severity::Error);
    let mut sections: Vec<Section<'a>> = Vec::new();
    let mut fences = Fences::default();
    let mut stray = false;
    for (at, line) in body.lines().enumerate() {
        let number = body_line + at;
        let heading = ["## ", "### "].iter().find_map(|mark| Some((mark.len() - 1, line.strip_prefix(mark)?)));
        match heading.filter(|_| fences.step(line) == FenceLine::Outside) {
            Some((level, name)) => {
                if level == 3 && sections.is_empty() {
                    report.at(number, "a part comes before the first section, `## Setting`");
                }
                sections.push(Section { level, name: name.trim(), line: number, lines: Vec::new() });
            }
            None => {
                if heading.is_none() {
                    fences.step(line);
                }
                match sections.last_mut() {
                    Some(section) => section.lines.push((number, line)),
                    None if !line.trim().is_empty() && !stray => {
                        stray = true;
                        report.at(number, "text before the first section: it belongs under `## Setting`");
                    }
                    None => {}
                }
            }
        }
    }
    if fences.is_open() {
        report.at(body_line + body.lines().count().saturating_sub(1), "a code fence is never closed");
    }
    sections
}

fn read_section(source: &mut ScenarioSource, section: &Section<'_>, parts: &[Section<'_>], report: &mut Report) {
    report.by("sections", Severity::Error);
    let Section { name, line, .. } = *section;
    let (stages, rubric, debrief) = (!source.stages.is_empty(), source.rubric.is_some(), source.debrief != [None; 2]);
    let late = |what: &str, is_late: bool, report: &mut Report| {
        if is_late {
            report.at(line, format!("`## {what}` comes too late; the order is Setting, the stages, Rubric, Debrief"));
        }
    };
    if let Some((side, heading)) = stage_heading(name) {
        late("Stage", rubric || debrief, report);
        stage::read_stage(source, section, (side, heading), parts, report);
        return;
    }
    match name {
        "Setting" => {
            late(name, stages || rubric || debrief, report);
            once(source.setting, name, line, report);
            no_parts(parts, report);
            source.setting.get_or_insert(line);
            source.scenario.setting = text(section, report);
        }
        "Rubric" => {
            late(name, debrief, report);
            once(source.rubric, name, line, report);
            no_parts(parts, report);
            source.rubric.get_or_insert(line);
            read_rubric(source, section, report);
        }
        "Debrief" => {
            once(source.debrief[0].or(source.debrief[1]), name, line, report);
            only_parts(section, report);
            source.debrief = [Some(line); 2];
            let found = known_parts(section, parts, &DEBRIEF_PARTS, 2, report);
            for (part, at) in found {
                source.debrief[at] = Some(part.line);
                read_debrief(source, part, at, report);
            }
        }
        _ => report.at(
            line,
            format!(
                "no section is called `{name}`; they are Setting, Stage: `id` Title, Side stage: `id` Title, Rubric, Debrief"
            ),
        ),
    }
}

fn once(before: Option<usize>, name: &str, line: usize, report: &mut Report) {
    if before.is_some() {
        report.at(line, format!("`## {name}` stands here a second time: join the two"));
    }
}

fn no_parts(parts: &[Section<'_>], report: &mut Report) {
    for part in parts {
        report.at(part.line, format!("`### {}` has no place here", part.name));
    }
}

/// A section's text, which must not be empty.
fn text(section: &Section<'_>, report: &mut Report) -> String {
    let text = markdown::unwrapped(&section.lines);
    if text.is_empty() {
        report.at(section.line, format!("the section `{}` is empty", section.name));
    }
    text
}

fn only_parts(section: &Section<'_>, report: &mut Report) {
    if let Some((line, text)) = section.lines.iter().find(|(_, line)| !line.trim().is_empty()) {
        report.at(*line, format!("this belongs under one of the parts below: `{}`", shortened(text.trim())));
    }
}

/// The parts that are known, each with its place; what is unknown, doubled, out of order or missing is reported. The first
/// `needed` must be there.
fn known_parts<'a, 'b>(
    section: &Section<'_>,
    parts: &'b [Section<'a>],
    known: &[&str],
    needed: usize,
    report: &mut Report,
) -> Vec<(&'b Section<'a>, usize)> {
    let mut found: Vec<(&Section<'_>, usize)> = Vec::new();
    for part in parts {
        let Some(at) = known.iter().position(|name| *name == part.name) else {
            report.at(part.line, format!("no part is called `{}` here; they are {}", part.name, known.join(", ")));
            continue;
        };
        if found.iter().any(|(_, other)| *other == at) {
            report.at(part.line, format!("`### {}` stands here a second time: join the two", part.name));
            continue;
        }
        if found.last().is_some_and(|(_, last)| *last > at) {
            report.at(part.line, format!("`### {}` comes too late; the order is {}", part.name, known.join(", ")));
        }
        found.push((part, at));
    }
    for (at, name) in known.iter().enumerate().take(needed) {
        if found.iter().all(|(_, other)| *other != at) {
            report.at(section.line, format!("the part `### {name}` is missing"));
        }
    }
    found
}

/// ``Stage: `id` Title`` -> whether it is a side stage, and the rest.
fn stage_heading(name: &str) -> Option<(bool, &str)> {
    let side = name.strip_prefix("Side stage:").map(|rest| (true, rest.trim()));
    side.or_else(|| name.strip_prefix("Stage:").map(|rest| (false, rest.trim())))
}

fn nothing_below(item: &Item, what: &str, report: &mut Report) {
    if let Some((line, _)) = item.below.first() {
        report.at(*line, format!("{what} is one entry, with nothing below it"));
    }
}

fn read_rubric(source: &mut ScenarioSource, section: &Section<'_>, report: &mut Report) {
    report.by("rubric", Severity::Error);
    for item in list(&section.lines, report) {
        let Some((id, name)) = id_and_text(&item, "criterion", report) else { continue };
        let below = |mark: &str| {
            let found = item.below.iter().find_map(|(_, text)| text.strip_prefix(mark));
            found.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
        };
        let levels = ["1:", "3:", "5:"].map(|mark| {
            below(mark).unwrap_or_else(|| {
                report.at(item.line, format!("the criterion `{id}` needs a line `  - {mark} …`"));
                String::new()
            })
        });
        let from = below("From:").unwrap_or_else(|| {
            report.at(item.line, format!("say what feeds the criterion `{id}`: `  - From: some-stage, some-point`"));
            String::new()
        });
        if item.below.len() > 4 {
            report.at(item.line, format!("below the criterion `{id}` stand four entries: 1, 3, 5 and From"));
        }
        source.criteria.push(lines_of(&item));
        let from = from.split(',').map(|id| id.trim().trim_matches('`').to_owned()).filter(|id| !id.is_empty());
        source.scenario.rubric.push(Criterion { id: id.into(), name: name.into(), levels, from: from.collect() });
    }
}

fn read_debrief(source: &mut ScenarioSource, part: &Section<'_>, at: usize, report: &mut Report) {
    report.by("debrief", Severity::Error);
    for item in list(&part.lines, report) {
        nothing_below(&item, "what stands in the debrief", report);
        if at == 0 {
            source.strong.push(lines_of(&item));
            source.scenario.strong.push(item.text);
        } else if let Some((question, what)) = id_and_text(&item, "question to practice", report) {
            source.practice.push(lines_of(&item));
            source.scenario.practice.push(Practice { question: question.into(), what: what.into() });
        }
    }
}
