//! A question or a scenario as plain text for a terminal.

use std::fmt::Write;

use super::Bank;
use super::markdown::{FenceLine, Fences, bullet};
use crate::domain::question::{Question, Topic};
use crate::domain::scenario::{Scenario, Stage, When};

/// The width of the text, in characters.
const WIDTH: usize = 88;

/// The whole question; with its phrases if `phrases`.
pub fn text(question: &Question, topic: Option<&Topic>, phrases: bool) -> String {
    let mut out = String::new();
    let topic = topic.map_or(question.topic.as_str(), |topic| &topic.name);
    line(&mut out, &question.title);
    line(&mut out, &"=".repeat(question.title.chars().count()));
    let (level, kind, minutes) = (question.level, question.kind, question.minutes);
    line(
        &mut out,
        &format!("{} · {topic} · {level} · {kind} · {minutes} min · {}", question.id, question.tags.join(", ")),
    );
    heading(&mut out, "Question");
    line(&mut out, &wrapped(&question.prompt, ""));
    heading(&mut out, "Answer");
    line(&mut out, &wrapped(&question.answer, ""));
    heading(&mut out, "Key points");
    for point in &question.key_points {
        let mark = if question.is_decisive(&point.id) { "!" } else { "-" };
        line(&mut out, &wrapped(&format!("{mark} {}  ({})", point.text, point.id), "  "));
        if phrases {
            point.phrases.iter().for_each(|phrase| line(&mut out, &format!("      {phrase}")));
        }
    }
    line(&mut out, "  (! without these an answer is not one)");
    heading(&mut out, "Common mistakes");
    for mistake in &question.mistakes {
        line(&mut out, &wrapped(&format!("- {}  ({})", mistake.text, mistake.id), "  "));
        line(&mut out, &wrapped(&format!("    Instead: {}", mistake.instead), "    "));
        if phrases {
            mistake.phrases.iter().for_each(|phrase| line(&mut out, &format!("      {phrase}")));
        }
    }
    heading(&mut out, "Follow-ups");
    for follow_up in &question.follow_ups {
        line(&mut out, &wrapped(&format!("- {}", follow_up.question), "  "));
        line(&mut out, &wrapped(&format!("    {}", follow_up.pointer), "    "));
    }
    heading(&mut out, "Choices");
    line(&mut out, &wrapped(&question.choice_stem, ""));
    for (choice, letter) in question.choices.iter().zip('a'..) {
        let mark = if choice.right { " (right)" } else { "" };
        line(&mut out, &wrapped(&format!("{letter}) {}{mark}", choice.text), "   "));
        line(&mut out, &wrapped(&format!("     {}", choice.reason), "     "));
    }
    heading(&mut out, "Read more");
    for link in &question.links {
        line(&mut out, &format!("- {}\n  {}", link.title, link.url));
    }
    out
}

/// The whole scenario; with its phrases if `phrases`.
pub fn scenario(scenario: &Scenario, bank: &Bank, phrases: bool) -> String {
    let mut out = String::new();
    line(&mut out, &scenario.title);
    line(&mut out, &"=".repeat(scenario.title.chars().count()));
    let topics: Vec<&str> =
        scenario.topics.iter().map(|id| bank.topic(id).map_or(id.as_str(), |topic| &topic.name)).collect();
    let Scenario { id, level, kind, minutes, tags, .. } = scenario;
    line(&mut out, &format!("{id} · {} · {level} · {kind} · {minutes} min · {}", topics.join(", "), tags.join(", ")));
    heading(&mut out, "Setting");
    line(&mut out, &wrapped(&scenario.setting, ""));
    for of_it in &scenario.stages {
        stage(&mut out, of_it, phrases);
    }
    heading(&mut out, "Rubric");
    for criterion in &scenario.rubric {
        line(
            &mut out,
            &wrapped(&format!("- {}  ({}, from {})", criterion.name, criterion.id, criterion.from.join(", ")), "  "),
        );
        for (mark, text) in [1, 3, 5].iter().zip(&criterion.levels) {
            line(&mut out, &wrapped(&format!("    {mark}: {text}"), "       "));
        }
    }
    heading(&mut out, "Strong candidates");
    scenario.strong.iter().for_each(|text| line(&mut out, &wrapped(&format!("- {text}"), "  ")));
    heading(&mut out, "Practice");
    for practice in &scenario.practice {
        line(&mut out, &wrapped(&format!("- {}: {}", practice.question, practice.what), "  "));
    }
    heading(&mut out, "Read more");
    for link in &scenario.links {
        line(&mut out, &format!("- {}\n  {}", link.title, link.url));
    }
    out
}

fn stage(out: &mut String, stage: &Stage, phrases: bool) {
    let what = if stage.side { "Side stage" } else { "Stage" };
    heading(out, &format!("{what}: {} ({})", stage.title, stage.id));
    line(out, &wrapped(&stage.says, ""));
    line(out, "\n  Key points (! without these the stage is not passed)");
    for point in &stage.key_points {
        let mark = if stage.is_decisive(&point.id) { "!" } else { "-" };
        line(out, &wrapped(&format!("{mark} {}  ({})", point.text, point.id), "  "));
        if phrases {
            point.phrases.iter().for_each(|phrase| line(out, &format!("      {phrase}")));
        }
    }
    line(out, "\n  Hints");
    stage.hints.iter().zip(1..).for_each(|(hint, at)| line(out, &wrapped(&format!("{at}. {hint}"), "   ")));
    line(out, "\n  Red flags");
    for flag in &stage.red_flags {
        line(out, &wrapped(&format!("- {}  ({})", flag.text, flag.id), "  "));
        line(out, &wrapped(&format!("    Instead: {}", flag.instead), "    "));
        if phrases {
            flag.phrases.iter().for_each(|phrase| line(out, &format!("      {phrase}")));
        }
    }
    line(out, "\n  Bridge");
    line(out, &wrapped(&stage.bridge, ""));
    if !stage.branches.is_empty() {
        line(out, "\n  Branches");
    }
    for branch in &stage.branches {
        let when = match &branch.when {
            When::Covered(ids) => format!("covered {}", ids.join(", ")),
            When::Missed(ids) => format!("missed {}", ids.join(", ")),
            When::RedFlag(ids) => format!("red flag {}", ids.join(", ")),
            When::Else => "else".to_owned(),
        };
        line(out, &format!("- {when} -> {}", branch.to.as_deref().unwrap_or("end")));
        if !branch.says.is_empty() {
            line(out, &wrapped(&format!("    {}", branch.says), "    "));
        }
    }
}

fn line(out: &mut String, text: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{text}");
}

fn heading(out: &mut String, name: &str) {
    let _ = writeln!(out, "\n{name}\n{}", "-".repeat(name.chars().count()));
}

/// Markdown with its paragraphs broken at the width; what follows a line's first is indented by `hang`, or by its bullet.
fn wrapped(text: &str, hang: &str) -> String {
    let mut fences = Fences::default();
    let lines = text.lines().map(|line| {
        if fences.step(line) != FenceLine::Outside || line.trim_start().starts_with('|') {
            return line.to_owned();
        }
        let indent = line.len() - line.trim_start().len();
        let mark = bullet(line.trim_start()).map_or(0, str::len);
        let hang = " ".repeat(hang.len().max(indent + mark));
        let mut out = line[..indent].to_owned();
        let mut width = indent;
        for (at, word) in line.split_whitespace().enumerate() {
            let length = word.chars().count();
            if at > 0 && width + 1 + length > WIDTH {
                out.push('\n');
                out.push_str(&hang);
                width = hang.len();
            } else if at > 0 {
                out.push(' ');
                width += 1;
            }
            out.push_str(word);
            width += length;
        }
        out
    });
    lines.collect::<Vec<_>>().join("\n")
}
