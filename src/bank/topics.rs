//! `topics.toml`: the topics, in the order in which they are listed everywhere.

use std::path::Path;

use serde::Deserialize;

use super::findings::{Report, Severity};
use crate::domain::question::Topic;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    about: String,
}

/// Reads the topics, each with the line of its heading.
pub fn read(file: &Path, text: &str, report: &mut Report) -> Vec<(usize, Topic)> {
    report.in_file(file).by("topics", Severity::Error);
    let mut table: toml::Table = match text.parse() {
        Ok(table) => table,
        Err(error) => {
            let line = error.span().map_or(1, |span| 1 + text[..span.start.min(text.len())].matches('\n').count());
            report.at(line, format!("not TOML: {}", error.message()));
            return Vec::new();
        }
    };
    let mut topics = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let heading = line.trim().strip_prefix('[').and_then(|rest| rest.split_once(']'));
        let Some((id, value)) = heading.and_then(|(id, _)| table.remove_entry(id)) else { continue };
        match value.try_into::<Entry>() {
            Ok(entry) => topics.push((at + 1, Topic { id, name: entry.name, about: entry.about })),
            Err(error) => report.at(at + 1, format!("a topic has a `name` and an `about`: {}", error.message())),
        }
    }
    for key in table.keys() {
        report.at(1, format!("`{key}` is no topic: write it as [{key}] with a `name` and an `about`"));
    }
    topics
}
