//! A mock interview: its opening, its stages, hints, what was seen, the interviewer's guidance.

mod debrief;
mod history;
pub mod press;

pub use debrief::{Debrief, SCORING, debrief, score_page, to_be_scored};
pub use history::history;

use crate::domain::ids::{ChannelId, MockId};
use crate::domain::mock::{Found, Mock, Sight, Visit};
use crate::domain::scenario::{Scenario, Stage};

use super::action::Action;
use super::message::{Button, Embed, Field, Form, Input, Look, Message, Select, SelectOption, Tone};
use super::text::{self, count};
use super::time;
use press::MockPress;

/// A run at one of its stages.
#[derive(Clone, Copy)]
pub struct At<'a> {
    /// The run.
    pub mock: &'a Mock,
    /// What it runs through.
    pub scenario: &'a Scenario,
    /// The stage.
    pub stage: &'a Stage,
    /// The visit to it.
    pub visit: &'a Visit,
    /// Whether messages are read as answers there.
    pub replies: bool,
}

fn button(mock: &MockId, press: MockPress, label: &str) -> Button {
    Button::new(Action::Mock(mock.clone(), press), label)
}

/// The name of a run's thread.
pub fn thread_name(scenario: &Scenario) -> String {
    text::shorten(&format!("Mock: {}", scenario.title), 100)
}

/// What the footer of the opening says, and nothing else in the thread.
pub fn opening_mark() -> &'static str {
    "Mock interview · the setting"
}

/// What is said first.
pub fn opening(mock: &Mock, scenario: &Scenario) -> Message {
    let end = mock.started_at + chrono::TimeDelta::minutes(scenario.minutes.into());
    let who = match mock.interviewer {
        Some(interviewer) => {
            format!("<@{}> answers. <@{interviewer}> interviews and has the guidance.", mock.candidate)
        }
        None => format!("<@{}> answers. I interview.", mock.candidate),
    };
    let stages = count(scenario.main_stages() as i64, "stage");
    let closer = if mock.interviewer.is_some() { "the interviewer" } else { "you" };
    Message::embed(Embed {
        title: format!("Mock interview: {}", scenario.title),
        description: text::shorten(&text::discord(&scenario.setting), text::DESCRIPTION),
        fields: vec![
            Field::new("Who", who),
            Field::new(
                "Time",
                format!(
                    "Begun {} · planned {} minutes, that is until {} if you don't pause. The clock is shown and stops nobody; you \
                     can come back days later.",
                    time::relative(mock.started_at),
                    scenario.minutes,
                    time::full(end)
                ),
            ),
            Field::new(
                "How",
                format!(
                    "{stages}, each closed by {closer}. Ask back, think aloud; a good question counts like an answer."
                ),
            ),
        ],
        footer: opening_mark().to_owned(),
        ..Embed::default()
    })
}

/// What the footer of a stage's message says, and nothing else in the thread.
pub fn stage_mark(visit: &Visit) -> String {
    format!("Stage {}", visit.number)
}

/// A stage: what the interviewer says, and what can be done.
pub fn stage(at: At<'_>) -> Message {
    let At { mock, stage, visit, .. } = at;
    let lead = if visit.lead.is_empty() { String::new() } else { format!("*{}*\n\n", text::discord(&visit.lead)) };
    let here = at.replies && mock.place.is_some();
    let how = match (here, mock.interviewer.is_some()) {
        (true, false) => {
            "Write your answer here, in as many messages as you like, or send it by the form. Then close the stage."
        }
        (true, true) => "Answer here or by the form. The interviewer closes the stage.",
        (false, false) => "Send your answer by the form; you can open it again to add to it. Then close the stage.",
        (false, true) => "Answer by the form, or aloud. The interviewer closes the stage.",
    };
    let number = visit.number;
    let mut first = vec![
        button(&mock.id, MockPress::Done(number), "Done with this stage").look(Look::Main),
        button(&mock.id, MockPress::Answer(number), "Answer by form"),
        button(&mock.id, MockPress::Hint(number * 10 + u32::from(visit.hints)), "Hint"),
    ];
    if mock.interviewer.is_some() {
        first.push(button(&mock.id, MockPress::Guidance(number), "Guidance"));
    }
    first.push(button(&mock.id, MockPress::Pause(number), "Pause"));
    Message::embed(Embed {
        title: format!("{}. {}", number, stage.title),
        description: text::shorten(
            &format!("{lead}{}\n\n-# {how}\n-# {}", text::discord(&stage.says), clock(at)),
            text::DESCRIPTION,
        ),
        footer: stage_mark(visit),
        ..Embed::default()
    })
    .row(first)
}

/// The time, where one answers: Discord counts it on by itself.
fn clock(At { mock, scenario, visit, .. }: At<'_>) -> String {
    let begun = time::relative(mock.started_at);
    format!(
        "⏱️ This stage began {}, the interview {begun}, of {} planned minutes.",
        time::relative(visit.entered_at),
        scenario.minutes
    )
}

/// What the footer of a hint says, and nothing else in the thread.
pub fn hint_mark(visit: u32, hint: u8) -> String {
    format!("Stage {visit} · hint {hint} of 3 · noted")
}

/// A hint, counted from 1; with a button for the next.
pub fn hint(at: At<'_>, hint: u8) -> Message {
    let words = at.stage.hints.get(usize::from(hint).saturating_sub(1)).map_or("", String::as_str);
    let message = Message::embed(Embed {
        description: format!("💡 {}", text::discord(words)),
        tone: Tone::Calm,
        footer: hint_mark(at.visit.number, hint),
        ..Embed::default()
    });
    if usize::from(hint) >= at.stage.hints.len() {
        return message;
    }
    let next = MockPress::Hint(at.visit.number * 10 + u32::from(hint));
    message.row(vec![button(&at.mock.id, next, "Next hint")])
}

/// The answer's form, with what was sent before.
pub fn form(at: At<'_>, before: &str) -> Form {
    Form {
        id: Action::Mock(at.mock.id.clone(), MockPress::Answer(at.visit.number)).to_string(),
        title: text::shorten(&at.stage.title, 45),
        inputs: vec![Input {
            id: "answer".to_owned(),
            label: "Your answer".to_owned(),
            value: before.to_owned(),
            hint: "Think aloud; ask what you would ask".to_owned(),
            long: true,
            max: 4_000,
            required: true,
        }],
    }
}

/// What the footer of an answer by the form says, and nothing else in the thread.
pub fn by_form_mark(visit: &Visit) -> String {
    format!("Stage {} · answered by the form", visit.number)
}

/// An answer by the form, for the interviewer to read.
pub fn by_form(mock: &Mock, visit: &Visit, said: &str) -> Message {
    let quoted = text::quote(&text::shorten(said, 3_500));
    Message::embed(Embed {
        description: text::shorten(&format!("<@{}> answers:\n{quoted}", mock.candidate), text::DESCRIPTION),
        tone: Tone::Calm,
        footer: by_form_mark(visit),
        ..Embed::default()
    })
}

fn words(found: &Found) -> String {
    if found.words.is_empty() { String::new() } else { format!("\n  “{}”", text::excerpt(&found.words, 120)) }
}

/// What was seen in the stage, to be corrected, and to be closed.
pub fn review(at: At<'_>, sight: &Sight) -> Message {
    let At { mock, stage, visit, .. } = at;
    let find = |found: &[Found], id: &str| found.iter().find(|found| found.id == id).map(words);
    let points = stage.key_points.iter().map(|point| {
        let decisive = if stage.is_decisive(&point.id) { " *(decisive)*" } else { "" };
        match find(&sight.covered, &point.id) {
            Some(words) => format!("- ✅ **Covered**: {}{decisive}{words}", point.text),
            None => format!("- ⬜ **Missed**: {}{decisive}", point.text),
        }
    });
    let flags = stage.red_flags.iter().filter_map(|flag| {
        let words = find(&sight.red_flags, &flag.id)?;
        Some(format!("- ⚠️ **Red flag**: {}{words}\n  Instead: {}", flag.text, flag.instead))
    });
    let lines: Vec<String> = points.chain(flags).collect();
    let description = format!(
        "{} of {}. A machine read this from the words; correct it below where it is wrong. What stands here decides where the \
         conversation goes, and feeds the rubric.\n\n{}",
        sight.covered.len(),
        count(stage.key_points.len() as i64, "key point"),
        lines.join("\n")
    );
    let option = |id: &str, label: &str, chosen: bool| SelectOption {
        value: id.to_owned(),
        label: text::shorten(&label.replace('`', ""), 100),
        about: String::new(),
        chosen,
    };
    let ticks: Vec<SelectOption> = stage
        .key_points
        .iter()
        .map(|point| option(&point.id, &point.text, find(&sight.covered, &point.id).is_some()))
        .collect();
    let flags: Vec<SelectOption> = stage
        .red_flags
        .iter()
        .map(|flag| option(&flag.id, &flag.text, find(&sight.red_flags, &flag.id).is_some()))
        .collect();
    let select = |press, hint: &str, options: Vec<SelectOption>| Select {
        id: Action::Mock(mock.id.clone(), press).to_string(),
        hint: hint.to_owned(),
        count: (0, u8::try_from(options.len()).unwrap_or(25)),
        options,
    };
    let number = visit.number;
    Message::embed(Embed {
        title: format!("{}. {}: what was seen", number, text::shorten(&stage.title, 200)),
        description: text::shorten(&description, text::DESCRIPTION),
        tone: Tone::Revealed,
        ..Embed::default()
    })
    .row(select(MockPress::Ticks(number), "Covered key points", ticks))
    .row(select(MockPress::Flags(number), "Red flags that were met", flags))
    .row(vec![button(&mock.id, MockPress::Close(number), "Close the stage and go on").look(Look::Main)])
}

/// Before a stage is closed in which nothing was said.
pub fn nothing_said(at: At<'_>) -> Message {
    let close = button(&at.mock.id, MockPress::Close(at.visit.number), "Skip this stage").look(Look::Danger);
    Message::text("Nothing was said in this stage yet. Skip it all the same?").row(vec![close])
}

/// What the interviewer needs to know, and nobody else.
pub fn guidance(at: At<'_>, sight: &Sight) -> Message {
    let stage = at.stage;
    let points = stage.key_points.iter().map(|point| {
        let decisive = if stage.is_decisive(&point.id) { " *(decisive)*" } else { "" };
        let mark = if sight.covered.iter().any(|found| found.id == point.id) { "✅ said" } else { "⬜ not yet" };
        format!("- {mark}: {}{decisive}", point.text)
    });
    let hints = stage.hints.iter().zip(1..).map(|(hint, at)| format!("{at}. {hint}"));
    let flags = stage.red_flags.iter().map(|flag| format!("- {} *Instead: {}*", flag.text, flag.instead));
    let block = |lines: Vec<String>| text::shorten(&lines.join("\n"), text::FIELD);
    Message::embed(Embed {
        title: format!("{}. {}: guidance", at.visit.number, text::shorten(&stage.title, 200)),
        description: format!(
            "Only you see this. Let them think; ask back before you help.\n\n**Key points**\n{}",
            points.collect::<Vec<_>>().join("\n")
        ),
        tone: Tone::Calm,
        fields: vec![
            Field::new("Hints, gentlest first", block(hints.collect())),
            Field::new("Red flags", block(flags.collect())),
            Field::new("To lead on", text::shorten(&stage.bridge, text::FIELD)),
        ],
        ..Embed::default()
    })
}

/// No private thread can be opened: why, and what can be done all the same.
pub fn no_thread(mock: &Mock, why: &str) -> Message {
    let mut buttons = Vec::new();
    if mock.interviewer.is_none() {
        buttons.push(button(&mock.id, MockPress::Privately, "Run it privately, by forms").look(Look::Main));
    }
    buttons.push(button(&mock.id, MockPress::Publicly, "Run it in a public thread"));
    buttons.push(button(&mock.id, MockPress::Stop, "Don't run it"));
    Message::embed(Embed {
        title: "I can't open a private thread here".to_owned(),
        description: format!("{why}\n\nAn organizer can mend that. Meanwhile you can run it in another way:"),
        tone: Tone::Warning,
        ..Embed::default()
    })
    .row(buttons)
}

/// The post from which a public thread is opened. Its mark is the run's id.
pub fn public_post(mock: &Mock, scenario: &Scenario) -> Message {
    Message::embed(Embed {
        title: format!("Mock interview: {}", scenario.title),
        description: format!("<@{}> practices in the thread below. Please listen, and do not help.", mock.candidate),
        tone: Tone::Calm,
        footer: public_mark(mock),
        ..Embed::default()
    })
}

/// See [`public_post`].
pub fn public_mark(mock: &Mock) -> String {
    format!("Mock {}", mock.id)
}

/// Where the run takes place.
pub fn is_there(scenario: &Scenario, place: ChannelId) -> Message {
    Message::text(format!("**{}** runs in <#{place}>.", scenario.title))
}

/// Asks before a run is stopped.
pub fn ask_stop(mock: &Mock, title: &str) -> Message {
    Message::text(format!(
        "Stop **{}**? There will be no debrief, and it cannot be taken up again. To come back later, leave it as it is: \
         `/mock resume` goes on where you were.",
        text::name(title)
    ))
    .row(vec![
        button(&mock.id, MockPress::Stop, "Stop it").look(Look::Danger),
        button(&mock.id, MockPress::Keep, "Keep it"),
    ])
}

/// Said in the thread when a run pauses.
pub fn paused() -> Message {
    Message::text("Paused. Everything said is kept. Come back when you like: `/mock resume`, or press a button above.")
}

/// Said in the thread when a run goes on.
pub fn resumed(mock: &Mock, visit: &Visit, title: &str) -> Message {
    let since = mock.paused_at.map(|at| format!(" Paused {}.", time::relative(at))).unwrap_or_default();
    Message::text(format!(
        "Welcome back.{since} You are at stage {}, **{title}**; its buttons are above.",
        visit.number
    ))
}
