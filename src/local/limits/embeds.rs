//! Embeds.

use chrono::DateTime;
use serde_json::{Value, json};
use twilight_model::channel::message::Embed;
use twilight_validate::embed as validate;

use super::{address, field, length, list, needed_text, text, under, whole, without_nulls};
use crate::local::errors::Problems;

/// Reads and checks embeds; what a bot cannot set is left out.
pub(super) fn embeds(problems: &mut Problems, body: &Value) -> Vec<Embed> {
    let items = list(problems, body, "", "embeds", (0, 10));
    let mut all = 0;
    for (i, embed) in items.iter().enumerate() {
        all += check(problems, embed, &format!("embeds.{i}"));
    }
    if all > validate::EMBED_TOTAL_LENGTH {
        problems.add("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000");
    }
    if !problems.is_empty() {
        return Vec::new();
    }
    let read: Result<Vec<Embed>, _> = items.iter().map(|e| serde_json::from_value(settable(e))).collect();
    match read {
        Ok(embeds) => {
            for (i, embed) in embeds.iter().enumerate() {
                if let Err(error) = validate::embed(embed) {
                    problems.add(&format!("embeds.{i}"), "BASE_TYPE_BAD_LENGTH", error.to_string());
                }
            }
            embeds
        }
        Err(error) => {
            problems.add("embeds", "DICT_TYPE_CONVERT", error.to_string());
            Vec::new()
        }
    }
}

/// Checks one embed; returns how many characters it has.
fn check(problems: &mut Problems, embed: &Value, path: &str) -> usize {
    if !embed.is_object() {
        problems.add(path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
        return 0;
    }
    let mut long = 0;
    let mut count = |found: Option<&str>| long += found.map_or(0, length);
    count(text(problems, embed, path, "title", (0, 256)));
    count(text(problems, embed, path, "description", (0, 4096)));
    address(problems, embed, path, "url", false);
    whole(problems, embed, path, "color", (0, 0xff_ff_ff));
    if let Some(at) = text(problems, embed, path, "timestamp", (0, 64))
        && DateTime::parse_from_rfc3339(at).is_err()
    {
        let says = format!("Could not parse {at}. Should be ISO8601.");
        problems.add(&under(path, "timestamp"), "DATE_TIME_TYPE_PARSE", says);
    }
    if let Some(footer) = field(embed, "footer") {
        let path = under(path, "footer");
        count(text(problems, footer, &path, "text", (0, 2048)));
        address(problems, footer, &path, "icon_url", true);
    }
    if let Some(author) = field(embed, "author") {
        let path = under(path, "author");
        count(needed_text(problems, author, &path, "name", (0, 256)));
        address(problems, author, &path, "url", false);
        address(problems, author, &path, "icon_url", true);
    }
    for picture in ["image", "thumbnail"] {
        if let Some(inner) = field(embed, picture) {
            address(problems, inner, &under(path, picture), "url", true);
        }
    }
    for (i, inner) in list(problems, embed, path, "fields", (0, 25)).iter().enumerate() {
        let path = format!("{path}.fields.{i}");
        count(needed_text(problems, inner, &path, "name", (1, 256)));
        count(needed_text(problems, inner, &path, "value", (1, 1024)));
    }
    let shown = ["title", "description", "author", "footer", "image", "thumbnail"];
    let says_something = shown.iter().any(|name| field(embed, name).is_some_and(|v| v != ""))
        || field(embed, "fields").is_some_and(|f| f.as_array().is_some_and(|f| !f.is_empty()));
    if !says_something {
        problems.add(&under(path, "description"), "BASE_TYPE_REQUIRED", "This field is required");
    }
    long
}

/// The embed with what a bot may set.
fn settable(embed: &Value) -> Value {
    let mut out = without_nulls(embed);
    if let Some(fields) = out.as_object_mut() {
        fields.retain(|name, _| {
            let known = [
                "title",
                "description",
                "url",
                "timestamp",
                "color",
                "footer",
                "image",
                "thumbnail",
                "author",
                "fields",
            ];
            known.contains(&name.as_str())
        });
        fields.insert("type".into(), json!("rich"));
        // `twilight-model` reads times with an offset in digits only.
        if let Some(at) = fields.get("timestamp").and_then(Value::as_str)
            && let Ok(at) = DateTime::parse_from_rfc3339(at)
        {
            fields.insert("timestamp".into(), json!(at.to_utc().format("%Y-%m-%dT%H:%M:%S%.6f+00:00").to_string()));
        }
        for (inner, kept) in [("image", "url"), ("thumbnail", "url")] {
            if let Some(picture) = fields.get_mut(inner).and_then(Value::as_object_mut) {
                picture.retain(|name, _| name == kept);
            }
        }
    }
    out
}
