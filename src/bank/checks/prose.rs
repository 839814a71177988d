//! How the text of a question is written: code, Markdown, spelling, sentences.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::super::findings::Report;
use super::super::markdown::{FenceLine, Fences, bullet};
use super::super::reading::{SECTIONS, Source, shortened};
use super::super::{format, spelling};

/// The longest line of code that a phone shows without wrapping, in characters.
const LONGEST_CODE_LINE: usize = 64;
/// More words than this in a sentence are hard to follow.
const LONGEST_SENTENCE: usize = 45;

pub(super) fn code(source: &Source, report: &mut Report) {
    let mut fences = Fences::default();
    for (number, line) in source.body() {
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
    for block in blocks(source).into_iter().filter(|block| block.language == "json") {
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

/// All fenced blocks of a question.
pub(crate) fn blocks(source: &Source) -> Vec<Block> {
    let mut fences = Fences::default();
    let mut blocks: Vec<Block> = Vec::new();
    for (number, line) in source.body() {
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

pub(super) fn plain_markdown(source: &Source, report: &mut Report) {
    let body: String = source.body().map(|(_, line)| format!("{line}\n")).collect();
    let parser = Parser::new_ext(&body, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH).into_offset_iter();
    let mut heading: Option<String> = None;
    let mut note_end = 0;
    for (event, span) in parser {
        let line = source.body_line + body[..span.start].matches('\n').count();
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                if level == HeadingLevel::H2 {
                    heading = Some(String::new());
                } else {
                    report.at(line, "no headings inside a section: use a paragraph that begins in **bold**");
                }
            }
            Event::Text(text) if heading.is_some() => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&text);
                }
            }
            Event::End(TagEnd::Heading(HeadingLevel::H2)) => {
                // A line of dashes below a paragraph makes a heading of it; unknown names are told by `sections`.
                let underlined = !body[span.clone()].starts_with("## ");
                if underlined && heading.take().is_some_and(|name| !SECTIONS.contains(&name.as_str())) {
                    report.at(line, "this is a heading, by the line below it: leave the line out");
                }
                heading = None;
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

pub(super) fn spelling(source: &Source, report: &mut Report) {
    let title = (source.key_line("title"), source.question.title.clone());
    for (number, text) in [title].into_iter().chain(prose_lines(source)) {
        for (british, american) in spelling::british(&text) {
            report.at(number, format!("`{british}` is British; the bank writes `{american}`"));
        }
    }
}

/// The lines that are text: no code, no phrases, no addresses.
fn prose_lines(source: &Source) -> Vec<(usize, String)> {
    let lists = source.key_points.iter().chain(&source.mistakes);
    let phrases: Vec<usize> = lists.flat_map(|lines| lines.below.iter().copied()).collect();
    let mut fences = Fences::default();
    source
        .body()
        .filter(|(number, line)| fences.step(line) == FenceLine::Outside && !phrases.contains(number))
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

pub(super) fn long_sentence(source: &Source, report: &mut Report) {
    let mut paragraph: Vec<(usize, String)> = Vec::new();
    let mut last = 0;
    let mut lines = prose_lines(source);
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
    let Ok(formatted) = format::formatted(&source.text) else { return };
    if formatted != source.text {
        let same = formatted.lines().zip(source.text.lines()).take_while(|(one, other)| one == other).count();
        report.at(same + 1, "not laid out as `viva bank fmt` does it; run that");
    }
}
