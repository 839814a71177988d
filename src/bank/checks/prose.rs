//! How the text of a question is written: code, Markdown, spelling, sentences.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag};

use super::super::findings::Report;
use super::super::markdown::{FenceLine, Fences, bullet};
use super::super::reading::scenario::ScenarioSource;
use super::super::reading::{Prose, Source, shortened};
use super::super::{format, spelling};

/// The longest line of code that a phone shows without wrapping, in characters.
const LONGEST_CODE_LINE: usize = 64;
/// More words than this in a sentence are hard to follow.
const LONGEST_SENTENCE: usize = 45;

pub(super) fn code(prose: &Prose<'_>, report: &mut Report) {
    let mut fences = Fences::default();
    for (number, line) in prose.body() {
        match fences.step(line) {
            FenceLine::Opens if line.trim().trim_start_matches(['`', '~']).trim().is_empty() => {
                report.at(number, "name the language of the code block: ```js");
            }
            FenceLine::Inside if line.chars().count() > LONGEST_CODE_LINE => {
                let length = line.chars().count();
                report.at(number, format!("a line of code has {length} characters: {LONGEST_CODE_LINE} fit a phone"));
            }
            FenceLine::Inside if line.contains('\t') => report.at(number, "indent code with spaces, not tabs"),
            _ => {}
        }
    }
    for block in blocks(prose).into_iter().filter(|block| block.language == "json") {
        if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(&block.code) {
            report.at(block.line + error.line(), format!("this is not JSON: {error}"));
        }
    }
}

/// A block of code in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// The line of the opening fence.
    pub line: usize,
    /// In lower case.
    pub language: String,
    /// What stands between the fences.
    pub code: String,
}

/// All fenced blocks of a file.
pub(crate) fn blocks(prose: &Prose<'_>) -> Vec<Block> {
    let mut fences = Fences::default();
    let mut blocks: Vec<Block> = Vec::new();
    for (number, line) in prose.body() {
        match fences.step(line) {
            FenceLine::Opens => {
                let language = line.trim().trim_start_matches(['`', '~']).split_whitespace().next().unwrap_or("");
                blocks.push(Block { line: number, language: language.to_lowercase(), code: String::new() });
            }
            FenceLine::Inside => {
                if let Some(block) = blocks.last_mut() {
                    block.code.push_str(line);
                    block.code.push('\n');
                }
            }
            FenceLine::Outside | FenceLine::Closes => {}
        }
    }
    blocks
}

pub(super) fn plain_markdown(prose: &Prose<'_>, report: &mut Report) {
    let body: String = prose.body().map(|(_, line)| format!("{line}\n")).collect();
    let parser = Parser::new_ext(&body, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH).into_offset_iter();
    let mut note_end = 0;
    for (event, span) in parser {
        let line = prose.body_line + body[..span.start].matches('\n').count();
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                let allowed = level == HeadingLevel::H2 || prose.has_parts && level == HeadingLevel::H3;
                // A line of dashes below a paragraph makes a heading of it; unknown names are told by `sections`.
                if !body[span].starts_with('#') {
                    report.at(line, "this is a heading, by the line below it: leave the line out");
                } else if !allowed {
                    report.at(line, "no headings inside a section: use a paragraph that begins in **bold**");
                }
            }
            // A note of several lines comes line by line.
            Event::Html(_) if span.start < note_end => {}
            Event::Html(html) | Event::InlineHtml(html) => {
                if html.starts_with("<!--") {
                    note_end = body[span.start..].find("-->").map_or(body.len(), |end| span.start + end + 3);
                }
                let message = if html.starts_with("<!--") {
                    "take the template's note out, now that the section is written".to_owned()
                } else {
                    format!("no HTML: `{}` needs backticks", shortened(html.trim()))
                };
                report.at(line, message);
            }
            Event::Start(Tag::Image { .. }) => report.at(line, "no pictures: Discord would not show them here"),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => {
                report.at(line, "four spaces make a code block of this: use a fence with a language, or fewer spaces");
            }
            _ => {}
        }
    }
}

pub(super) fn spelling(prose: &Prose<'_>, report: &mut Report) {
    let title = (prose.title.0, prose.title.1.to_owned());
    for (number, text) in [title].into_iter().chain(prose_lines(prose)) {
        for (british, american) in spelling::british(&text) {
            report.at(number, format!("`{british}` is British; the bank writes `{american}`"));
        }
    }
}

/// The lines that are text: no code, no phrases, no addresses.
fn prose_lines(prose: &Prose<'_>) -> Vec<(usize, String)> {
    let mut fences = Fences::default();
    prose
        .body()
        .filter(|(number, line)| fences.step(line) == FenceLine::Outside && !prose.phrases.contains(number))
        .map(|(number, line)| (number, without_code(line)))
        .collect()
}

/// A line without what stands in backticks, and without the targets of links.
fn without_code(line: &str) -> String {
    let outside: String = line.split('`').step_by(2).collect::<Vec<_>>().join(" ");
    let mut words = outside.split_whitespace().filter(|word| !word.contains("://")).peekable();
    let mut text = String::new();
    while let Some(word) = words.next() {
        text.push_str(word);
        if words.peek().is_some() {
            text.push(' ');
        }
    }
    text
}

pub(super) fn long_sentence(prose: &Prose<'_>, report: &mut Report) {
    let mut paragraph: Vec<(usize, String)> = Vec::new();
    let mut last = 0;
    let mut lines = prose_lines(prose);
    lines.push((usize::MAX, String::new()));
    for (number, line) in lines {
        let bare = line.trim();
        let begins = bare.is_empty() || bare.starts_with(['|', '#']) || bullet(bare).is_some() || number != last + 1;
        if begins {
            report_long_sentences(&std::mem::take(&mut paragraph), report);
        }
        last = number;
        if !bare.is_empty() && !bare.starts_with(['|', '#']) {
            paragraph.push((number, bare.to_owned()));
        }
    }
}

fn report_long_sentences(paragraph: &[(usize, String)], report: &mut Report) {
    let mut words = 0;
    let mut begun = 0;
    for (number, line) in paragraph {
        for word in line.split_whitespace() {
            if words == 0 {
                begun = *number;
            }
            words += 1;
            if word.trim_end_matches(['"', ')', '*', '_', '”']).ends_with(['.', '!', '?', ':', ';']) {
                if words > LONGEST_SENTENCE {
                    report.at(begun, format!("a sentence of {words} words: make two of it"));
                }
                words = 0;
            }
        }
    }
    if words > LONGEST_SENTENCE {
        report.at(begun, format!("a sentence of {words} words: make two of it"));
    }
}

pub(super) fn layout(source: &Source, report: &mut Report) {
    compare(&source.text, format::formatted(&source.text), report);
}

pub(super) fn scenario_layout(source: &ScenarioSource, report: &mut Report) {
    compare(&source.text, format::formatted_scenario(&source.text), report);
}

fn compare(text: &str, formatted: Result<String, (usize, String)>, report: &mut Report) {
    let Ok(formatted) = formatted else { return };
    if formatted != text {
        let same = formatted.lines().zip(text.lines()).take_while(|(one, other)| one == other).count();
        report.at(same + 1, "not laid out as `viva bank fmt` does it; run that");
    }
}
