//! The canonical layout of a question's or a scenario's file. Moves keys, blank lines, bullets and spaces; never a word.

use std::path::Path;

use toml::{Table, Value};

use super::findings::Report;
use super::front::{self, KEYS, SCENARIO_KEYS};
use super::markdown::{FenceLine, Fences, bullet, is_hard_break};
use super::reading;

/// The longest line of front matter before a list is broken up, in characters.
const WIDTH: usize = 120;

/// What the layout of a kind of file hangs on.
struct Kind {
    /// The keys of the front matter, in order.
    keys: &'static [&'static str],
    /// The sections and parts that are nothing but a list.
    lists: &'static [&'static str],
    /// True where sections have parts with headings of their own (`###`).
    has_parts: bool,
}

const QUESTION: Kind =
    Kind { keys: &KEYS, lists: &["Key points", "Common mistakes", "Follow-ups", "Choices"], has_parts: false };
const SCENARIO: Kind = Kind {
    keys: &SCENARIO_KEYS,
    lists: &["Key points", "Hints", "Red flags", "Branches", "Rubric", "Strong candidates", "Practice"],
    has_parts: true,
};

/// A question's text in its canonical layout; an error says in which line it cannot be read well enough to be laid out.
pub fn formatted(text: &str) -> Result<String, (usize, String)> {
    let question = |text: &str| {
        let mut question = reading::read(Path::new("topic/slug.md"), text, &mut Report::new()).question;
        for part in [&mut question.prompt, &mut question.answer, &mut question.choice_stem] {
            squeeze(part);
        }
        question
    };
    laid_out(text, &QUESTION, question)
}

/// The same for a scenario's text.
pub fn formatted_scenario(text: &str) -> Result<String, (usize, String)> {
    let scenario = |text: &str| {
        let mut scenario = reading::scenario::read(Path::new("slug.md"), text, &mut Report::new()).scenario;
        squeeze(&mut scenario.setting);
        for stage in &mut scenario.stages {
            squeeze(&mut stage.says);
            squeeze(&mut stage.bridge);
        }
        scenario
    };
    laid_out(text, &SCENARIO, scenario)
}

/// Takes blank lines out.
fn squeeze(part: &mut String) {
    *part = part.lines().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n");
}

/// Lays a text out, and makes sure that what it says, as `read` sees it, is still the same.
fn laid_out<T: PartialEq>(text: &str, kind: &Kind, read: impl Fn(&str) -> T) -> Result<String, (usize, String)> {
    let text = text.replace("\r\n", "\n");
    let cut = front::cut(&text).map_err(|(line, message)| (line, message.to_owned()))?;
    let front = formatted_front(cut.toml, kind)?;
    let body = formatted_body(cut.body, kind);
    let out = format!("+++\n{front}+++\n\n{body}");
    if read(&out) != read(&text) {
        return Err((1, "laying this file out would change what it says; see to its findings first".to_owned()));
    }
    Ok(out)
}

fn formatted_front(toml: &str, kind: &Kind) -> Result<String, (usize, String)> {
    let table: Table = toml.parse().map_err(|error: toml::de::Error| {
        let line = error.span().map_or(2, |span| 2 + toml[..span.start.min(toml.len())].matches('\n').count());
        (line, format!("not TOML: {}", error.message()))
    })?;
    let mut entries = entries(toml, &table);
    let rank = |key: &str| kind.keys.iter().position(|known| *known == key).unwrap_or(kind.keys.len());
    entries.sort_by_key(|(key, _)| rank(key));
    let laid_out = entries.iter().map(|(key, text)| match table.get(key) {
        Some(value) if !has_comment(text) => format!("{key} = {}\n", value_text(key, value)),
        _ => text.lines().filter(|line| !line.trim().is_empty()).map(|line| format!("{}\n", line.trim_end())).collect(),
    });
    Ok(laid_out.collect())
}

/// The keys with their lines, comments above them included.
fn entries(toml: &str, table: &Table) -> Vec<(String, String)> {
    let mut entries: Vec<(String, String)> = Vec::new();
    let mut above = String::new();
    for line in toml.split_inclusive('\n') {
        let key = line.split_once('=').map(|(key, _)| key.trim_end().trim_matches('"'));
        match key.filter(|key| table.contains_key(*key) && entries.iter().all(|(known, _)| known != key)) {
            Some(key) => entries.push((key.to_owned(), std::mem::take(&mut above) + line)),
            None if line.starts_with('#') => above.push_str(line),
            None => match entries.last_mut() {
                Some((_, text)) => text.push_str(line),
                None => above.push_str(line),
            },
        }
    }
    if let Some((_, text)) = entries.last_mut() {
        text.push_str(&above);
    }
    entries
}

/// True when there is a `#` outside quotes.
fn has_comment(text: &str) -> bool {
    let mut quote: Option<char> = None;
    let mut escaped = false;
    for char in text.chars() {
        match quote {
            Some('"') if escaped => escaped = false,
            Some('"') if char == '\\' => escaped = true,
            Some(open) if char == open => quote = None,
            Some(_) => {}
            None if char == '#' => return true,
            None if matches!(char, '"' | '\'') => quote = Some(char),
            None => {}
        }
    }
    false
}

fn value_text(key: &str, value: &Value) -> String {
    let Value::Array(values) = value else { return inline(value) };
    let parts: Vec<String> = values.iter().map(inline).collect();
    let line = format!("[{}]", parts.join(", "));
    let long = key.len() + 3 + line.chars().count() > WIDTH;
    if parts.is_empty() || (!long && key != "links") {
        return line;
    }
    format!("[\n{}]", parts.iter().map(|part| format!("  {part},\n")).collect::<String>())
}

fn inline(value: &Value) -> String {
    let Value::Table(table) = value else { return value.to_string() };
    // A link's title comes before its address.
    let mut keys: Vec<&String> = table.keys().collect();
    keys.sort_by_key(|key| (key.as_str() != "title", key.as_str()));
    let pairs: Vec<String> = keys.into_iter().map(|key| format!("{key} = {}", inline(&table[key]))).collect();
    format!("{{ {} }}", pairs.join(", "))
}

/// What a line of the body is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Blank,
    Heading,
    Code,
    /// The first or last line of code at the margin.
    Edge,
    Row,
    Bullet,
    Text,
}

fn formatted_body(body: &str, kind: &Kind) -> String {
    let mut fences = Fences::default();
    let mut section = "";
    let mut below = false;
    let mut in_list = false;
    let mut in_note = false;
    let lines: Vec<&str> = body.lines().collect();
    let mut out: Vec<(Role, String)> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let bare = line.trim();
        let indented = line.starts_with(' ') || line.starts_with('\t');
        let structured = kind.lists.contains(&section);
        if in_note || bare.starts_with("<!--") {
            in_note = !bare.contains("-->");
            out.push((Role::Text, line.trim_end().to_owned()));
            continue;
        }
        match fences.step(line) {
            FenceLine::Outside => {}
            step @ (FenceLine::Opens | FenceLine::Closes) => {
                let role = match (indented, step) {
                    (true, _) => Role::Code,
                    (false, _) => Role::Edge,
                };
                out.push((role, line.trim_end().to_owned()));
                continue;
            }
            FenceLine::Inside => {
                out.push((Role::Code, (*line).to_owned()));
                continue;
            }
        }
        let part = line.strip_prefix("### ").filter(|_| kind.has_parts).map(|name| ("###", name));
        if let Some((mark, name)) = line.strip_prefix("## ").map(|name| ("##", name)).or(part) {
            section = name.trim();
            (below, in_list) = (false, false);
            out.push((Role::Heading, format!("{mark} {section}")));
        } else if bare.is_empty() {
            out.push((Role::Blank, String::new()));
        } else if bare.starts_with('|') {
            out.push((Role::Row, line.trim_end().to_owned()));
        } else if let Some(mark) = bullet(bare).filter(|mark| mark.len() == 2) {
            let text = bare[mark.len()..].trim_start();
            let text = text.strip_prefix("[X] ").map_or(text.to_owned(), |rest| format!("[x] {rest}"));
            below = indented && in_list;
            in_list = true;
            let indent = match structured {
                true if below => "  ",
                true => "",
                false => &line[..line.len() - line.trim_start().len()],
            };
            out.push((Role::Bullet, format!("{indent}- {text}")));
        } else if structured && in_list {
            out.push((Role::Text, format!("{}{bare}", if below { "    " } else { "  " })));
        } else {
            let breaks = is_hard_break(line) && lines.get(at + 1).is_some_and(|next| !next.trim().is_empty());
            let text = line.trim_end().trim_end_matches('\\').trim_end();
            out.push((Role::Text, format!("{text}{}", if breaks { "\\" } else { "" })));
        }
    }
    spaced(&out, kind)
}

/// One blank line between blocks, none elsewhere.
fn spaced(lines: &[(Role, String)], kind: &Kind) -> String {
    let mut out = String::new();
    let mut structured = false;
    let mut last: Option<Role> = None;
    let mut blank = false;
    let mut listed = false;
    let mut in_code = false;
    for (role, line) in lines {
        match role {
            Role::Blank => {
                blank = true;
                continue;
            }
            Role::Heading => {
                structured = kind.lists.contains(&line.trim_start_matches('#').trim());
                listed = false;
            }
            _ => {}
        }
        let opens = *role == Role::Edge && !in_code;
        if *role == Role::Edge {
            in_code = !in_code;
        }
        let closed = last == Some(Role::Edge) && !in_code && !matches!(role, Role::Edge | Role::Code);
        let apart = match (last, role) {
            (None, _) => false,
            (Some(_), Role::Heading) | (Some(Role::Heading), _) => true,
            _ if opens || closed => true,
            (Some(Role::Text), Role::Row | Role::Bullet) if !listed && !line.starts_with(' ') => true,
            // In a list of a section of lists blank lines have no place.
            (_, Role::Bullet) if structured && listed => false,
            (_, Role::Text) if structured && listed && line.starts_with(' ') => false,
            _ => {
                blank && !in_code
                    || (blank && *role == Role::Code && last != Some(Role::Code) && last != Some(Role::Edge))
            }
        };
        if apart {
            out.push('\n');
        }
        if matches!(role, Role::Bullet) {
            listed = true;
        } else if blank && !line.starts_with(' ') {
            listed = false;
        }
        out.push_str(line);
        out.push('\n');
        blank = false;
        last = Some(*role);
    }
    out
}
