//! The front matter of a question or a scenario: TOML between two lines of `+++`.

use std::collections::HashMap;

use toml::{Table, Value};

use super::findings::{Report, Severity};
use crate::domain::question::{Kind, Level, Link};
use crate::domain::scenario::ScenarioKind;

/// The keys of a question, in the order in which they are written.
pub const KEYS: [&str; 10] =
    ["id", "title", "topic", "level", "kind", "tags", "minutes", "decisive", "aliases", "links"];

/// The keys of a scenario, in the order in which they are written.
pub const SCENARIO_KEYS: [&str; 8] = ["id", "title", "kind", "topics", "level", "minutes", "tags", "links"];

/// The values of a front matter; empty where a finding says why.
#[derive(Debug, Default)]
pub struct Front {
    /// The values, as far as they could be read.
    pub id: Option<String>,
    /// See [`crate::domain::question::Question::title`]; the other fields likewise.
    pub title: Option<String>,
    /// The topic's id.
    pub topic: Option<String>,
    /// The level.
    pub level: Option<Level>,
    /// The kind.
    pub kind: Option<Kind>,
    /// The tags.
    pub tags: Vec<String>,
    /// The minutes.
    pub minutes: Option<u32>,
    /// The decisive key points.
    pub decisive: Vec<String>,
    /// The aliases.
    pub aliases: Vec<String>,
    /// The links.
    pub links: Vec<Link>,
    /// The line of each key.
    pub lines: HashMap<String, usize>,
}

/// The values of a scenario's front matter; empty where a finding says why.
#[derive(Debug, Default)]
pub struct ScenarioFront {
    /// See [`crate::domain::scenario::Scenario::id`]; the other fields likewise.
    pub id: Option<String>,
    /// The title.
    pub title: Option<String>,
    /// The kind.
    pub kind: Option<ScenarioKind>,
    /// The topics' ids.
    pub topics: Vec<String>,
    /// The level.
    pub level: Option<Level>,
    /// The minutes.
    pub minutes: Option<u32>,
    /// The tags.
    pub tags: Vec<String>,
    /// The links.
    pub links: Vec<Link>,
    /// The line of each key.
    pub lines: HashMap<String, usize>,
}

/// The front matter of a file, and the number of the line after it.
pub struct Cut<'a> {
    /// What stands between the two `+++`.
    pub toml: &'a str,
    /// The rest of the file.
    pub body: &'a str,
    /// The number of the body's first line.
    pub body_line: usize,
}

/// Cuts a file; an error says in which line what is missing.
pub fn cut(text: &str) -> Result<Cut<'_>, (usize, &'static str)> {
    let rest = text
        .strip_prefix("+++\n")
        .ok_or((1, "the file must begin with a line `+++`, then the front matter (see content/README.md)"))?;
    let mut start = 0;
    for (at, line) in rest.split_inclusive('\n').enumerate() {
        if line.trim_end() == "+++" {
            return Ok(Cut { toml: &rest[..start], body: &rest[start + line.len()..], body_line: at + 3 });
        }
        start += line.len();
    }
    Err((1, "the front matter never ends: put a line `+++` after it"))
}

/// Reads a question's values and reports what is missing, unknown or of the wrong kind. The first line of `toml` is line 2.
pub fn read(toml: &str, report: &mut Report) -> Front {
    let mut front = Front { lines: key_lines(toml), ..Front::default() };
    let Some(mut table) = table(toml, &KEYS, &front.lines, report) else { return front };
    let mut field = Fields { table: &mut table, lines: &front.lines, report };
    front.id = field.text("id");
    front.title = field.text("title");
    front.topic = field.text("topic");
    front.level = field.word("level");
    front.kind = field.word("kind");
    front.tags = field.texts("tags");
    front.minutes = field.number("minutes");
    front.decisive = field.texts("decisive");
    front.aliases = field.texts("aliases");
    front.links = field.links();
    front
}

/// The same for a scenario.
pub fn read_scenario(toml: &str, report: &mut Report) -> ScenarioFront {
    let mut front = ScenarioFront { lines: key_lines(toml), ..ScenarioFront::default() };
    let Some(mut table) = table(toml, &SCENARIO_KEYS, &front.lines, report) else { return front };
    let mut field = Fields { table: &mut table, lines: &front.lines, report };
    front.id = field.text("id");
    front.title = field.text("title");
    front.kind = field.word("kind");
    front.topics = field.texts("topics");
    front.level = field.word("level");
    front.minutes = field.number("minutes");
    front.tags = field.texts("tags");
    front.links = field.links();
    front
}

/// The front matter as a table; unknown and missing keys are reported.
fn table(toml: &str, keys: &[&str], lines: &HashMap<String, usize>, report: &mut Report) -> Option<Table> {
    report.by("front-matter", Severity::Error);
    let table: Table = match toml.parse() {
        Ok(table) => table,
        Err(error) => {
            let line = error.span().map_or(2, |span| 2 + toml[..span.start.min(toml.len())].matches('\n').count());
            report.at(line, format!("not TOML: {}", error.message()));
            return None;
        }
    };
    for key in table.keys().filter(|key| !keys.contains(&key.as_str())) {
        let nearest = keys
            .iter()
            .max_by(|one, other| strsim::jaro_winkler(key, one).total_cmp(&strsim::jaro_winkler(key, other)));
        report.at(
            lines.get(key).copied().unwrap_or(2),
            format!("unknown key `{key}`: did you mean `{}`?", nearest.unwrap_or(&"id")),
        );
    }
    for key in keys.iter().filter(|key| !table.contains_key(**key)) {
        report.at(2, format!("`{key}` is missing: add `{key} = {}`", example(key)));
    }
    Some(table)
}

/// The line of each key, counted from the file's beginning.
fn key_lines(toml: &str) -> HashMap<String, usize> {
    let keys = toml.lines().enumerate().filter_map(|(at, line)| {
        let (key, _) = line.split_once('=')?;
        (!key.starts_with([' ', '\t', '#', '{'])).then(|| (key.trim().trim_matches('"').to_owned(), at + 2))
    });
    keys.collect()
}

fn example(key: &str) -> &'static str {
    match key {
        "tags" | "topics" | "decisive" => "[\"…\"]",
        "aliases" => "[]",
        "links" => "[{ title = \"…\", url = \"https://…\" }]",
        "minutes" => "30",
        _ => "\"…\"",
    }
}

struct Fields<'a> {
    table: &'a mut Table,
    lines: &'a HashMap<String, usize>,
    report: &'a mut Report,
}

impl Fields<'_> {
    fn wrong(&mut self, key: &str, message: String) {
        self.report.at(self.lines.get(key).copied().unwrap_or(2), message);
    }

    fn text(&mut self, key: &str) -> Option<String> {
        match self.table.remove(key)? {
            Value::String(text) => Some(text),
            other => {
                self.wrong(key, format!("`{key}` must be a text in quotes, not {}", other.type_str()));
                None
            }
        }
    }

    fn word<T: std::str::FromStr<Err: std::fmt::Display>>(&mut self, key: &str) -> Option<T> {
        let word = self.text(key)?;
        word.parse().map_err(|error: T::Err| self.wrong(key, format!("`{key}`: {error}"))).ok()
    }

    fn number(&mut self, key: &str) -> Option<u32> {
        let number = self.table.remove(key)?;
        let whole = number.as_integer().and_then(|number| u32::try_from(number).ok());
        if whole.is_none() {
            self.wrong(key, format!("`{key}` must be a whole number, not {number}"));
        }
        whole
    }

    fn texts(&mut self, key: &str) -> Vec<String> {
        let Some(value) = self.table.remove(key) else { return Vec::new() };
        let texts: Option<Vec<String>> =
            value.as_array().and_then(|values| values.iter().map(|value| value.as_str().map(str::to_owned)).collect());
        texts.unwrap_or_else(|| {
            self.wrong(key, format!("`{key}` must be a list of texts in quotes: [\"…\", \"…\"]"));
            Vec::new()
        })
    }

    fn links(&mut self) -> Vec<Link> {
        let Some(value) = self.table.remove("links") else { return Vec::new() };
        value.try_into().unwrap_or_else(|error: toml::de::Error| {
            self.wrong(
                "links",
                format!("`links` must be a list of {{ title = \"…\", url = \"…\" }}: {}", error.message()),
            );
            Vec::new()
        })
    }
}
