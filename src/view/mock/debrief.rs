//! The end of a mock: the rubric, what was covered where, red flags, what strong candidates add, and what to practice.

use crate::domain::mock::{Mock, Scored, Visit};
use crate::domain::scenario::{Criterion, Scenario};

use super::super::action::Action;
use super::super::message::{Embed, Field, Look, Message, Select, SelectOption, Tone};
use super::super::text::{self, count};
use super::press::MockPress;
use super::{button, words};

/// All that a debrief tells.
pub struct Debrief<'a> {
    /// The run.
    pub mock: &'a Mock,
    /// What it ran through.
    pub scenario: &'a Scenario,
    /// Its stages, all closed.
    pub visits: &'a [Visit],
    /// The rubric; the scores are those that stand.
    pub rubric: &'a [Scored<'a>],
    /// The titles of the questions to practice, in the scenario's order.
    pub titles: &'a [String],
}

/// The debrief, in as many messages as it takes; each with a footer of its own.
pub fn debrief(debrief: &Debrief<'_>) -> Vec<Message> {
    let mut embeds = vec![rubric(debrief)];
    embeds.extend(stages(debrief));
    embeds.push(plan(debrief));
    let all = embeds.len();
    let numbered = embeds.into_iter().zip(1..).map(|(embed, at)| {
        Message::embed(Embed { footer: format!("Mock debrief · {at} of {all}"), tone: Tone::Revealed, ..embed })
    });
    numbered.collect()
}

fn rubric(debrief: &Debrief<'_>) -> Embed {
    let by = if debrief.mock.interviewer.is_some() {
        "Scored by the interviewer, with what was said as evidence."
    } else {
        "Scored by rule from the key points that you covered, as you corrected them. 3 is a solid answer, 5 a strong one."
    };
    let fields = debrief.rubric.iter().map(|scored| {
        let score = debrief.mock.scores.get(&scored.criterion.id).copied().or(scored.score);
        let head = match score {
            Some(score) => format!("{} · {score} of 5", scored.criterion.name),
            None => format!("{} · not met in this run", scored.criterion.name),
        };
        let mut value = score.map(|score| looks_like(scored.criterion, score)).unwrap_or_default();
        let shown = scored.evidence.iter().filter(|(_, words)| !words.is_empty()).take(2);
        for (_, words) in shown {
            value.push_str(&format!("\n✅ “{}”", text::excerpt(words, 110)));
        }
        if let Some(missed) = scored.missed.first() {
            value.push_str(&format!("\n⬜ Missing: {}", text::shorten(missed, 150)));
        }
        if scored.missed.len() > 1 {
            value.push_str(&format!(" And {} more.", scored.missed.len() - 1));
        }
        Field::new(head, text::shorten(if value.is_empty() { "—" } else { value.trim() }, 700))
    });
    Embed {
        title: format!("Debrief: {}", debrief.scenario.title),
        description: by.to_owned(),
        fields: fields.collect(),
        ..Embed::default()
    }
}

/// What a score looks like: the level's own words, or between which two it is.
fn looks_like(criterion: &Criterion, score: u8) -> String {
    let [one, three, five] = &criterion.levels;
    match score {
        0 | 1 => one.clone(),
        2 => format!("Between “{one}” and “{three}”"),
        3 => three.clone(),
        4 => format!("Between “{three}” and “{five}”"),
        _ => five.clone(),
    }
}

fn stages(debrief: &Debrief<'_>) -> Vec<Embed> {
    let mut blocks = Vec::new();
    for visit in debrief.visits {
        let Some(stage) = debrief.scenario.stage(&visit.stage) else { continue };
        let covered = |id: &str| visit.sight.covered.iter().find(|found| found.id == id);
        let points = stage.key_points.iter().map(|point| match covered(&point.id) {
            Some(found) => format!("- ✅ {}{}", point.text, words(found)),
            None => format!("- ⬜ {}", point.text),
        });
        let flags = stage.red_flags.iter().filter_map(|flag| {
            visit.sight.red_flags.iter().find(|found| found.id == flag.id)?;
            Some(format!("- ⚠️ Red flag: {}\n  Instead: {}", flag.text, flag.instead))
        });
        let hints = if visit.hints > 0 { format!(" · {}", count(visit.hints, "hint")) } else { String::new() };
        let said = if visit.parts.is_empty() { " · skipped" } else { "" };
        let head = format!(
            "**{}. {}** · {} of {}{hints}{said}",
            visit.number,
            stage.title,
            visit.sight.covered.len(),
            stage.key_points.len()
        );
        let lines: Vec<String> = points.chain(flags).collect();
        blocks.push(format!("{head}\n{}", lines.join("\n")));
    }
    packed(&blocks).into_iter().map(|description| Embed { description, ..Embed::default() }).collect()
}

/// The blocks in as few texts as they fit.
fn packed(blocks: &[String]) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for block in blocks {
        let block = text::shorten(block, text::DESCRIPTION);
        match texts.last_mut() {
            Some(last) if text::length(last) + text::length(&block) + 2 <= text::DESCRIPTION => {
                last.push_str("\n\n");
                last.push_str(&block);
            }
            _ => texts.push(block),
        }
    }
    texts
}

fn plan(debrief: &Debrief<'_>) -> Embed {
    let strong: Vec<String> = debrief.scenario.strong.iter().map(|line| format!("- {line}")).collect();
    let practice = debrief.scenario.practice.iter().zip(debrief.titles).zip(1..);
    let plan: Vec<String> = practice
        .map(|((practice, title), at)| format!("{at}. **{title}** (`{}`): {}", practice.question, practice.what))
        .collect();
    let links: Vec<String> =
        debrief.scenario.links.iter().map(|link| format!("- [{}]({})", text::name(&link.title), link.url)).collect();
    let red_flags: usize = debrief.visits.iter().map(|visit| visit.sight.red_flags.len()).sum();
    let hints: u32 = debrief.visits.iter().map(|visit| u32::from(visit.hints)).sum();
    Embed {
        title: "What to take with you".to_owned(),
        description: format!(
            "{} · {} · {}\n\n**What strong candidates add**\n{}",
            count(debrief.visits.len() as i64, "stage"),
            count(hints, "hint"),
            count(red_flags as i64, "red flag"),
            strong.join("\n")
        ),
        fields: vec![
            Field::new("Three things to practice", text::shorten(&plan.join("\n"), text::FIELD)),
            Field::new(
                "And then",
                format!(
                    "The three are among <@{}>'s cards: `/review start` asks what is due. `/mock history` compares runs.",
                    debrief.mock.candidate
                ),
            ),
            Field::new("Read more", text::shorten(&links.join("\n"), text::FIELD)),
        ],
        ..Embed::default()
    }
}

/// What the footer of the call to score says, and nothing else in the thread.
pub const SCORING: &str = "Mock · the rubric";

/// Calls the interviewer to score the rubric.
pub fn to_be_scored(mock: &Mock, scenario: &Scenario) -> Message {
    Message::embed(Embed {
        title: "The last stage is closed".to_owned(),
        description: format!(
            "<@{}> now scores {}, from 1 to 5. Then both of you see the debrief.",
            mock.conductor(),
            count(scenario.rubric.len() as i64, "criterion").replace("criterions", "criteria")
        ),
        tone: Tone::Calm,
        footer: SCORING.to_owned(),
        ..Embed::default()
    })
    .row(vec![button(&mock.id, MockPress::Score(0), "Score the rubric").look(Look::Main)])
}

/// One criterion to be scored, privately.
pub fn score_page(mock: &Mock, rubric: &[Scored<'_>], page: usize) -> Message {
    let Some(scored) = rubric.get(page) else { return Message::text("There is no such criterion.") };
    let criterion = scored.criterion;
    let [one, three, five] = &criterion.levels;
    let bullet = |lines: Vec<String>| if lines.is_empty() { "- nothing".to_owned() } else { lines.join("\n") };
    let covered = scored.evidence.iter().map(|(point, words)| {
        let cited = if words.is_empty() { String::new() } else { format!(" “{}”", text::excerpt(words, 80)) };
        format!("- {}{cited}", text::shorten(point, 120))
    });
    let missed = scored.missed.iter().map(|point| format!("- {}", text::shorten(point, 120)));
    let rule = scored.score.map_or("nothing".to_owned(), |score| format!("{score} of 5"));
    let at = u32::try_from(page).unwrap_or_default();
    let chosen = mock.scores.get(&criterion.id).copied();
    let options = (1..=5_u8).map(|score| SelectOption {
        value: score.to_string(),
        label: text::shorten(&format!("{score} · {}", looks_like(criterion, score)).replace('`', ""), 100),
        about: String::new(),
        chosen: chosen == Some(score),
    });
    let select = Select {
        id: Action::Mock(mock.id.clone(), MockPress::Scored(at)).to_string(),
        hint: "Your score".to_owned(),
        options: options.collect(),
        count: (1, 1),
    };
    let open = rubric.iter().filter(|scored| !mock.scores.contains_key(&scored.criterion.id)).count();
    Message::embed(Embed {
        title: format!("Criterion {} of {}: {}", page + 1, rubric.len(), criterion.name),
        description: format!("**1** {one}\n**3** {three}\n**5** {five}\n\nBy rule it would be {rule}; you decide."),
        tone: Tone::Calm,
        fields: vec![
            Field::new("What was covered", text::shorten(&bullet(covered.collect()), text::FIELD)),
            Field::new("What was missed", text::shorten(&bullet(missed.collect()), text::FIELD)),
        ],
        footer: if open == 0 { "All are scored".to_owned() } else { format!("{open} left to score") },
    })
    .row(select)
    .row(vec![
        button(&mock.id, MockPress::Score(at.saturating_sub(1)), "Previous").disabled(page == 0),
        button(&mock.id, MockPress::Score(at + 1), "Next").disabled(page + 1 >= rubric.len()),
        button(&mock.id, MockPress::Publish, "Show the debrief").look(Look::Main).disabled(open > 0),
    ])
}
