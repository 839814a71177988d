//! What is enforced on scenarios alone: their parts, their ids, the way through them, and whether their phrases recognize.

use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;

use super::super::Sources;
use super::super::findings::Report;
use super::super::reading::scenario::{ELSE, END, ScenarioSource, StageLines};
use super::super::reading::{Lines, shortened};
use super::shape::{check_links, count, has_twice, is_slug, length, line_of};
use crate::domain::grading::{Grader, Sheet, phrase_problem};
use crate::domain::scenario::{Scenario, Stage, When};

pub(super) fn front_matter(source: &ScenarioSource, report: &mut Report) {
    let scenario = &source.scenario;
    for tag in scenario.tags.iter().filter(|tag| !is_slug(tag)) {
        report.at(source.key_line("tags"), format!("the tag `{tag}` must be lower-case words joined by hyphens"));
    }
    for (key, texts) in [("tags", &scenario.tags), ("topics", &scenario.topics)] {
        if has_twice(texts) {
            report.at(source.key_line(key), format!("one of the {key} stands here twice"));
        }
    }
    if source.keys.contains_key("minutes") && !(15..=60).contains(&scenario.minutes) {
        report.at(source.key_line("minutes"), format!("`minutes` is 15 to 60, not {}", scenario.minutes));
    }
}

pub(super) fn place(source: &ScenarioSource, report: &mut Report) {
    let (id, stem) = (&source.scenario.id, source.stem());
    if source.keys.contains_key("id") && id != stem {
        report.at(source.key_line("id"), format!("the id is `{id}`, but the file is called `{stem}.md`"));
    }
    if !is_slug(stem) {
        report.at(1, format!("the file's name `{stem}` must be lower-case words joined by hyphens"));
    }
}

/// The stages with their lines.
fn stages(source: &ScenarioSource) -> impl Iterator<Item = (&Stage, &StageLines)> {
    source.scenario.stages.iter().zip(&source.stages)
}

pub(super) fn counts(source: &ScenarioSource, report: &mut Report) {
    let scenario = &source.scenario;
    let mut count = |line: usize, what: &str, number: usize, wanted: RangeInclusive<usize>| {
        count(line, (what, number), wanted, report);
    };
    for (key, number, wanted) in [
        ("topics", scenario.topics.len(), 1..=3),
        ("tags", scenario.tags.len(), 1..=6),
        ("links", scenario.links.len(), 1..=4),
    ] {
        if source.keys.contains_key(key) {
            count(source.key_line(key), key, number, wanted);
        }
    }
    if let Some(first) = source.stages.first() {
        count(first.line, "stages (without side stages)", scenario.main_stages(), 4..=7);
    }
    for (stage, lines) in stages(source) {
        let id = &stage.id;
        let points = if stage.side { 2..=5 } else { 3..=6 };
        for (part, what, number, wanted) in [
            (0, "key points", stage.key_points.len(), points),
            (0, "decisive key points", stage.decisive.len(), 1..=2),
            (1, "hints", stage.hints.len(), 3..=3),
            (2, "red flags", stage.red_flags.len(), 1..=3),
        ] {
            if lines.parts[part].is_some() {
                count(lines.part(part), &format!("{what} of `{id}`"), number, wanted);
            }
        }
        for (point, lines) in stage.key_points.iter().zip(&lines.key_points) {
            count(lines.line, &format!("phrases of `{}`", point.id), point.phrases.len(), 2..=8);
        }
        for (flag, lines) in stage.red_flags.iter().zip(&lines.red_flags) {
            count(lines.line, &format!("phrases of `{}`", flag.id), flag.phrases.len(), 0..=5);
        }
    }
    if let Some(line) = source.rubric {
        count(line, "criteria", scenario.rubric.len(), 4..=6);
    }
    if let [Some(strong), Some(practice)] = source.debrief {
        count(strong, "things that strong candidates add", scenario.strong.len(), 3..=6);
        count(practice, "questions to practice", scenario.practice.len(), 3..=3);
    }
}

pub(super) fn lengths(source: &ScenarioSource, report: &mut Report) {
    let scenario = &source.scenario;
    let mut length = |line: usize, what: &str, text: &str, wanted: RangeInclusive<usize>| {
        length(line, (what, text), wanted, report);
    };
    length(source.key_line("title"), "the title", &scenario.title, 3..=60);
    length(source.setting.unwrap_or(1), "the setting", &scenario.setting, 40..=900);
    for (stage, lines) in stages(source) {
        length(lines.line, "the stage's title", &stage.title, 3..=60);
        length(lines.line, "what the interviewer says", &stage.says, 40..=900);
        for (point, lines) in stage.key_points.iter().zip(&lines.key_points) {
            length(lines.line, &format!("the key point `{}`", point.id), &point.text, 10..=240);
        }
        for (hint, lines) in stage.hints.iter().zip(&lines.hints) {
            length(lines.line, "the hint", hint, 5..=300);
        }
        for (flag, lines) in stage.red_flags.iter().zip(&lines.red_flags) {
            length(lines.line, &format!("the red flag `{}`", flag.id), &flag.text, 10..=240);
            length(lines.line, &format!("the correction of `{}`", flag.id), &flag.instead, 10..=300);
        }
        length(lines.part(3), "the bridge", &stage.bridge, 20..=400);
        for (branch, lines) in stage.branches.iter().zip(&lines.branches) {
            length(lines.line, "what the interviewer says on this branch", &branch.says, 10..=400);
        }
    }
    for (criterion, lines) in scenario.rubric.iter().zip(&source.criteria) {
        length(lines.line, "the criterion's name", &criterion.name, 3..=60);
        for level in &criterion.levels {
            length(lines.line, "a level of the criterion", level, 5..=200);
        }
    }
    for (text, lines) in scenario.strong.iter().zip(&source.strong) {
        length(lines.line, "what strong candidates add", text, 10..=300);
    }
    for (practice, lines) in scenario.practice.iter().zip(&source.practice) {
        length(lines.line, "what to practice", &practice.what, 5..=200);
    }
}

pub(super) fn ids(source: &ScenarioSource, report: &mut Report) {
    let mut all: Vec<(&str, usize)> = Vec::new();
    for (stage, lines) in stages(source) {
        all.push((&stage.id, lines.line));
        let points = stage.key_points.iter().map(|point| point.id.as_str()).zip(&lines.key_points);
        let flags = stage.red_flags.iter().map(|flag| flag.id.as_str()).zip(&lines.red_flags);
        all.extend(points.chain(flags).map(|(id, lines)| (id, lines.line)));
    }
    let criteria = source.scenario.rubric.iter().map(|criterion| criterion.id.as_str()).zip(&source.criteria);
    all.extend(criteria.map(|(id, lines)| (id, lines.line)));
    let mut seen: HashSet<&str> = HashSet::new();
    for (id, line) in all.into_iter().filter(|(id, _)| !id.is_empty()) {
        if !is_slug(id) || id.len() > 40 {
            report.at(line, format!("the id `{id}` must be lower-case words joined by hyphens, 40 characters at most"));
        }
        if id == END || id == ELSE {
            report.at(line, format!("the id `{id}` is taken: it has a meaning in branches"));
        }
        if !seen.insert(id) {
            report.at(line, format!("the id `{id}` is used twice in this file"));
        }
    }
}

pub(super) fn links(source: &ScenarioSource, report: &mut Report) {
    let line = line_of(&source.text, source.body_line, source.key_line("links"));
    check_links(&source.scenario.links, line, report);
}

pub(super) fn branches(source: &ScenarioSource, report: &mut Report) {
    let place: HashMap<&str, usize> =
        source.scenario.stages.iter().enumerate().map(|(at, stage)| (stage.id.as_str(), at)).collect();
    for (at, (stage, lines)) in stages(source).enumerate() {
        let known = &source.scenario.stages[..=at];
        let points: HashSet<&str> =
            known.iter().flat_map(|stage| &stage.key_points).map(|point| point.id.as_str()).collect();
        let flags: HashSet<&str> =
            known.iter().flat_map(|stage| &stage.red_flags).map(|flag| flag.id.as_str()).collect();
        for (number, (branch, lines)) in stage.branches.iter().zip(&lines.branches).enumerate() {
            let (wanted, what) = match branch.when {
                When::RedFlag(_) => (&flags, "red flag"),
                _ => (&points, "key point"),
            };
            for id in branch.when.ids().iter().filter(|id| !wanted.contains(id.as_str())) {
                report.at(lines.line, format!("`{id}` is no {what} of this stage or an earlier one"));
            }
            match branch.to.as_deref().map(|to| (to, place.get(to))) {
                Some((to, None)) => report.at(lines.line, format!("no stage is called `{to}`")),
                Some((to, Some(target))) if *target <= at => {
                    report.at(
                        lines.line,
                        format!("`{to}` stands further up: a branch leads forward, or nobody gets out"),
                    );
                }
                _ => {}
            }
            if branch.when == When::Else && number + 1 < stage.branches.len() {
                report.at(lines.line, "`else` comes last: what stands below it is never tried");
            }
        }
    }
}

pub(super) fn reached(source: &ScenarioSource, report: &mut Report) {
    let scenario = &source.scenario;
    if let Some((first, lines)) = stages(source).next().filter(|(first, _)| first.side) {
        report.at(lines.line, format!("the first stage, `{}`, cannot be a side stage", first.id));
    }
    let reached =
        reachable(scenario, |stage| stage.branches.iter().filter_map(|branch| branch.to.as_deref()).collect());
    let without = reachable(scenario, |stage| {
        let last = stage.branches.last().filter(|branch| branch.when == When::Else);
        last.and_then(|branch| branch.to.as_deref()).into_iter().collect()
    });
    for (stage, lines) in stages(source) {
        if stage.side && !reached.contains(stage.id.as_str()) {
            report.at(lines.line, format!("no branch leads to the side stage `{}`", stage.id));
        }
        if !stage.side && !without.contains(stage.id.as_str()) {
            report
                .at(lines.line, format!("the stage `{}` is reached only by a branch: make it a side stage", stage.id));
        }
    }
}

/// The ids of the stages that are reached from the first one, in order or by the targets that `targets` names. Every step leads
/// down the file, so one pass sees all.
fn reachable<'a>(scenario: &'a Scenario, targets: impl Fn(&'a Stage) -> Vec<&'a str>) -> HashSet<&'a str> {
    let mut reached: HashSet<&str> = scenario.stages.first().map(|stage| stage.id.as_str()).into_iter().collect();
    for stage in &scenario.stages {
        if reached.contains(stage.id.as_str()) {
            reached.extend(targets(stage));
            let always_branches = stage.branches.iter().any(|branch| branch.when == When::Else);
            if let Some(next) = scenario.next_in_order(stage).filter(|_| !always_branches) {
                reached.insert(&next.id);
            }
        }
    }
    reached
}

pub(super) fn rubric(source: &ScenarioSource, report: &mut Report) {
    let scenario = &source.scenario;
    for (criterion, lines) in scenario.rubric.iter().zip(&source.criteria) {
        for id in &criterion.from {
            if scenario.stage(id).is_none() && scenario.key_point(id).is_none() {
                let line = lines.below.last().copied().unwrap_or(lines.line);
                report.at(line, format!("`{id}` feeds `{}`, but is no stage or key point", criterion.id));
            }
        }
    }
    let fed: HashSet<&str> =
        scenario.rubric.iter().flat_map(|criterion| scenario.feeding(criterion)).map(|(_, point)| &*point.id).collect();
    for (stage, lines) in stages(source) {
        for (point, lines) in stage.key_points.iter().zip(&lines.key_points) {
            if source.rubric.is_some() && !fed.contains(point.id.as_str()) {
                report.at(lines.line, format!("the key point `{}` feeds no criterion of the rubric", point.id));
            }
        }
    }
}

pub(super) fn practice(sources: &Sources, report: &mut Report) {
    let questions = || sources.questions.iter().map(|source| &source.question);
    let known: HashSet<&str> = questions()
        .flat_map(|question| [&question.id].into_iter().chain(&question.aliases))
        .map(String::as_str)
        .collect();
    for source in &sources.scenarios {
        report.in_file(&source.file);
        let mut seen: HashSet<&str> = HashSet::new();
        for (practice, lines) in source.scenario.practice.iter().zip(&source.practice) {
            if !known.contains(practice.question.as_str()) {
                report.at(lines.line, format!("no question is called `{}`", practice.question));
            }
            if !seen.insert(&practice.question) {
                report.at(lines.line, format!("`{}` stands here twice", practice.question));
            }
        }
    }
}

pub(super) fn phrases(source: &ScenarioSource, report: &mut Report) {
    for (stage, lines) in stages(source) {
        let points = stage.key_points.iter().map(|point| (&point.id, &point.phrases)).zip(&lines.key_points);
        let flags = stage.red_flags.iter().map(|flag| (&flag.id, &flag.phrases)).zip(&lines.red_flags);
        for ((id, phrases), Lines { below, .. }) in points.chain(flags) {
            let mut seen = HashSet::new();
            for (phrase, line) in phrases.iter().zip(below) {
                if let Some(problem) = phrase_problem(phrase) {
                    report.at(*line, format!("`{}`: {problem}", shortened(phrase)));
                }
                if !seen.insert(phrase.to_lowercase()) {
                    report.at(*line, format!("`{phrase}` stands twice below `{id}`"));
                }
            }
        }
    }
}

/// A stage's grader that knows no prompt.
fn blind(stage: &Stage) -> Grader {
    Grader::of(Sheet {
        prompt: "",
        answer: "",
        key_points: &stage.key_points,
        mistakes: &stage.red_flags,
        asking_counts: true,
    })
}

pub(super) fn own_phrase(source: &ScenarioSource, report: &mut Report) {
    for (stage, lines) in stages(source) {
        let grader = blind(stage);
        for (point, lines) in stage.key_points.iter().zip(&lines.key_points) {
            if grader.grade(&point.text).missed.contains(&point.id) {
                let message =
                    format!("no phrase of `{}` is found in its own sentence: say it there, or add one", point.id);
                report.at(lines.line, message);
            }
        }
    }
}

pub(super) fn own_mistakes(source: &ScenarioSource, report: &mut Report) {
    for (stage, lines) in stages(source) {
        let grader = blind(stage);
        for (point, point_lines) in stage.key_points.iter().zip(&lines.key_points) {
            for found in grader.grade(&point.text).mistakes {
                report.at(
                    point_lines.line,
                    format!(
                        "the key point `{}` is taken for the red flag `{}`: make its phrase narrower",
                        point.id, found.mistake
                    ),
                );
            }
        }
    }
}
