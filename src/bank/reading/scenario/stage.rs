//! Reading a stage: what the interviewer says, and the parts below it.

use super::super::super::findings::{Report, Severity};
use super::super::{id_and_text, lines_of, list, texts_below};
use super::{ELSE, END, STAGE_PARTS, ScenarioSource, Section, StageLines, known_parts, nothing_below, text};
use crate::domain::question::{KeyPoint, Mistake};
use crate::domain::scenario::{Branch, Stage, When};

/// Reads a stage.
pub(super) fn read_stage(
    source: &mut ScenarioSource,
    section: &Section<'_>,
    (side, heading): (bool, &str),
    parts: &[Section<'_>],
    report: &mut Report,
) {
    let cut = heading.strip_prefix('`').and_then(|rest| rest.split_once('`'));
    let (id, title) = cut.map_or(("", heading), |(id, title)| (id, title.trim()));
    if id.is_empty() || title.is_empty() {
        report.at(section.line, "a stage's heading has its id and its title: ## Stage: `some-id` The title");
    }
    let mut stage = Stage {
        id: id.to_owned(),
        title: title.to_owned(),
        side,
        says: text(section, report),
        key_points: Vec::new(),
        decisive: Vec::new(),
        hints: Vec::new(),
        red_flags: Vec::new(),
        bridge: String::new(),
        branches: Vec::new(),
    };
    let mut lines = StageLines { line: section.line, ..StageLines::default() };
    for (part, at) in known_parts(section, parts, &STAGE_PARTS, 4, report) {
        lines.parts[at] = Some(part.line);
        match at {
            0 => read_key_points(&mut stage, &mut lines, part, report),
            1 => {
                report.by("hints", Severity::Error);
                for item in list(&part.lines, report) {
                    nothing_below(&item, "a hint", report);
                    lines.hints.push(lines_of(&item));
                    stage.hints.push(item.text);
                }
            }
            2 => read_red_flags(&mut stage, &mut lines, part, report),
            3 => stage.bridge = text(part, report.by("sections", Severity::Error)),
            _ => read_branches(&mut stage, &mut lines, part, report),
        }
    }
    source.stages.push(lines);
    source.scenario.stages.push(stage);
}

fn read_key_points(stage: &mut Stage, lines: &mut StageLines, part: &Section<'_>, report: &mut Report) {
    report.by("key-points", Severity::Error);
    for item in list(&part.lines, report) {
        let Some((id, text)) = id_and_text(&item, "key point", report) else { continue };
        let text = match text.strip_prefix("(decisive)") {
            Some(text) => {
                stage.decisive.push(id.to_owned());
                text.trim()
            }
            None => text,
        };
        lines.key_points.push(lines_of(&item));
        stage.key_points.push(KeyPoint { id: id.into(), text: text.into(), phrases: texts_below(&item) });
    }
}

fn read_red_flags(stage: &mut Stage, lines: &mut StageLines, part: &Section<'_>, report: &mut Report) {
    report.by("red-flags", Severity::Error);
    for mut item in list(&part.lines, report) {
        let Some((id, text)) =
            id_and_text(&item, "red flag", report).map(|(id, text)| (id.to_owned(), text.to_owned()))
        else {
            continue;
        };
        let instead = match item.below.first() {
            Some((_, first)) if first.starts_with("Instead:") => {
                item.below.remove(0).1["Instead:".len()..].trim().to_owned()
            }
            _ => {
                report.at(item.line, format!("say first below the red flag `{id}` what is true: `  - Instead: …`"));
                String::new()
            }
        };
        lines.red_flags.push(lines_of(&item));
        stage.red_flags.push(Mistake { id, text, instead, phrases: texts_below(&item) });
    }
}

fn read_branches(stage: &mut Stage, lines: &mut StageLines, part: &Section<'_>, report: &mut Report) {
    report.by("branches", Severity::Error);
    for item in list(&part.lines, report) {
        let Some((when, to)) = branch(&item.text) else {
            report.at(
                item.line,
                "a branch is written `- covered|missed|red-flag `some-id`, … -> `stage``, or `- else -> `stage``",
            );
            continue;
        };
        let wanted = usize::from(when != When::Else);
        if item.below.len() != wanted {
            let message = match wanted {
                0 => "below `else` stands nothing: the bridge leads there",
                _ => "below a branch stands one entry: what the interviewer says instead of the bridge",
            };
            report.at(item.line, message);
        }
        lines.branches.push(lines_of(&item));
        let says = item.below.first().map(|(_, text)| text.clone()).unwrap_or_default();
        stage.branches.push(Branch { when, to: (to != END).then_some(to), says });
    }
}

/// ``covered `a`, `b` -> `stage` `` -> the condition and the target.
fn branch(text: &str) -> Option<(When, String)> {
    let (condition, target) = text.rsplit_once("->")?;
    let target = ids(target).filter(|ids| ids.len() == 1)?.remove(0);
    let condition = condition.trim();
    if condition == ELSE {
        return Some((When::Else, target));
    }
    let (word, rest) = condition.split_once(' ')?;
    let ids = ids(rest).filter(|ids| !ids.is_empty())?;
    let when = match word {
        "covered" => When::Covered(ids),
        "missed" => When::Missed(ids),
        "red-flag" => When::RedFlag(ids),
        _ => return None,
    };
    Some((when, target))
}

/// `` `a`, `b` `` -> both; the target `end` may stand without backticks.
fn ids(text: &str) -> Option<Vec<String>> {
    let id = |part: &str| {
        let part = part.trim();
        let bare = part.strip_prefix('`').and_then(|rest| rest.strip_suffix('`'));
        bare.or((part == END).then_some(END)).filter(|id| !id.is_empty() && !id.contains('`')).map(str::to_owned)
    };
    text.split(',').map(id).collect()
}
