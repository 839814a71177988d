//! Checks of what is sent: first by hand, so that a refusal names the field as Discord does, then by `twilight-validate`.

mod commands;
mod components;
mod embeds;
mod messages;

use serde_json::Value;

use super::errors::Problems;

pub(crate) use commands::{choices, command};
pub(crate) use components::modal;
pub(crate) use messages::{MessageForm, message};

/// How many characters a text has, as Discord counts.
pub(crate) fn length(text: &str) -> usize {
    text.chars().count()
}

/// A step deeper: `embeds` and `0` are `embeds.0`.
fn under(path: &str, step: impl std::fmt::Display) -> String {
    if path.is_empty() { step.to_string() } else { format!("{path}.{step}") }
}

/// The field of that name, unless it is absent or null.
fn field<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    value.get(name).filter(|v| !v.is_null())
}

/// A text of so many characters, if it is there.
fn text<'a>(problems: &mut Problems, of: &'a Value, path: &str, name: &str, sizes: (usize, usize)) -> Option<&'a str> {
    let value = field(of, name)?;
    let path = under(path, name);
    let Some(text) = value.as_str() else {
        problems.add(&path, "BASE_TYPE_BAD_TYPE", "Must be string.");
        return None;
    };
    let (min, max) = sizes;
    let long = length(text);
    if min > 0 && long == 0 {
        problems.add(&path, "BASE_TYPE_REQUIRED", "This field is required");
    } else if long < min || (long > max && min > 0) {
        problems.add(&path, "BASE_TYPE_BAD_LENGTH", format!("Must be between {min} and {max} in length."));
    } else if long > max {
        problems.add(&path, "BASE_TYPE_MAX_LENGTH", format!("Must be {max} or fewer in length."));
    }
    Some(text)
}

/// A text that must be there.
fn needed_text<'a>(
    problems: &mut Problems,
    of: &'a Value,
    path: &str,
    name: &str,
    sizes: (usize, usize),
) -> Option<&'a str> {
    if field(of, name).is_none() {
        problems.add(&under(path, name), "BASE_TYPE_REQUIRED", "This field is required");
    }
    text(problems, of, path, name, sizes)
}

/// A whole number within bounds, if it is there.
fn whole(problems: &mut Problems, of: &Value, path: &str, name: &str, bounds: (i64, i64)) -> Option<i64> {
    let value = field(of, name)?;
    let path = under(path, name);
    let Some(number) = value.as_i64().or_else(|| value.as_str()?.parse().ok()) else {
        problems.add(&path, "NUMBER_TYPE_COERCE", format!("Value {value} is not int."));
        return None;
    };
    let (min, max) = bounds;
    if number < min {
        problems.add(&path, "NUMBER_TYPE_MIN", format!("int value should be greater than or equal to {min}."));
    }
    if number > max {
        problems.add(&path, "NUMBER_TYPE_MAX", format!("int value should be less than or equal to {max}."));
    }
    Some(number)
}

/// A list of so many items; empty if it is absent.
fn list<'a>(problems: &mut Problems, of: &'a Value, path: &str, name: &str, sizes: (usize, usize)) -> &'a [Value] {
    let Some(value) = field(of, name) else { return &[] };
    let path = under(path, name);
    let Some(items) = value.as_array() else {
        problems.add(&path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
        return &[];
    };
    let (min, max) = sizes;
    if items.len() < min {
        problems.add(&path, "BASE_TYPE_BAD_LENGTH", format!("Must be between {min} and {max} in length."));
    } else if items.len() > max {
        let code = if min > 0 { "BASE_TYPE_BAD_LENGTH" } else { "BASE_TYPE_MAX_LENGTH" };
        let says = if min > 0 {
            format!("Must be between {min} and {max} in length.")
        } else {
            format!("Must be {max} or fewer in length.")
        };
        problems.add(&path, code, says);
    }
    items
}

/// An address of the web, or of a file of the same message.
fn address(problems: &mut Problems, of: &Value, path: &str, name: &str, files_too: bool) {
    let Some(url) = text(problems, of, path, name, (0, 2048)) else { return };
    let path = under(path, name);
    match url::Url::parse(url) {
        Ok(parsed) if matches!(parsed.scheme(), "http" | "https") => {}
        Ok(parsed) if files_too && parsed.scheme() == "attachment" => {}
        Ok(parsed) => {
            let allowed = if files_too { "('http', 'https', 'attachment')" } else { "('http', 'https')" };
            let says = format!("Scheme \"{}\" must be one of {allowed}.", parsed.scheme());
            problems.add(&path, "URL_TYPE_INVALID_SCHEME", says);
        }
        Err(_) => problems.add(&path, "URL_TYPE_INVALID_URL", "Not a well formed URL."),
    }
}

/// The value without the fields that are null: absent and null are the same in what is sent.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(
            fields.iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k.clone(), without_nulls(v))).collect(),
        ),
        Value::Array(items) => Value::Array(items.iter().map(without_nulls).collect()),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::local::errors::ApiError;

    fn refused(body: Value) -> Value {
        match message(&body, &[]) {
            Ok(_) => Value::Null,
            Err(ApiError { errors, .. }) => errors.unwrap_or_default(),
        }
    }

    #[test]
    fn a_message_within_the_limits_passes() {
        let button = |i: usize| json!({ "type": 2, "style": 1, "label": "x".repeat(80), "custom_id": format!("b{i}") });
        let rows: Vec<Value> = (0..5)
            .map(|r| json!({ "type": 1, "components": (0..5).map(|b| button(r * 5 + b)).collect::<Vec<_>>() }))
            .collect();
        let body = json!({
            "content": "é".repeat(2000),
            "embeds": [{ "title": "t".repeat(256), "description": "d".repeat(4096), "timestamp": "2026-01-05T09:30:00.000Z",
                "fields": [{ "name": "n", "value": "v".repeat(1024) }], "color": 0, "footer": { "text": "f" } }],
            "components": rows,
        });
        assert_eq!(refused(body), Value::Null);
    }

    #[test]
    fn what_is_too_long_is_named() {
        let found = refused(json!({ "content": "x".repeat(2001), "embeds": [{ "title": "t".repeat(257) }] }));
        assert_eq!(found["content"]["_errors"][0]["code"], "BASE_TYPE_MAX_LENGTH");
        assert_eq!(found["embeds"]["0"]["title"]["_errors"][0]["message"], "Must be 256 or fewer in length.");
        let fields: Vec<Value> = (0..26).map(|_| json!({ "name": "n", "value": "v" })).collect();
        let found = refused(json!({ "embeds": [{ "fields": fields }] }));
        assert_eq!(found["embeds"]["0"]["fields"]["_errors"][0]["code"], "BASE_TYPE_MAX_LENGTH");
        let six = json!([{ "description": "d".repeat(4000) }, { "description": "d".repeat(2001) }]);
        assert_eq!(refused(json!({ "embeds": six }))["embeds"]["_errors"][0]["code"], "MAX_EMBED_SIZE_EXCEEDED");
    }

    #[test]
    fn a_component_id_is_used_once() {
        let button = json!({ "type": 2, "style": 1, "label": "x", "custom_id": "same" });
        let row = json!({ "type": 1, "components": [button.clone(), button] });
        let found = refused(json!({ "components": [row] }));
        let error = &found["components"]["0"]["components"]["1"]["custom_id"]["_errors"][0];
        assert_eq!(error["code"], "COMPONENT_CUSTOM_ID_DUPLICATED");
    }

    #[test]
    fn a_form_needs_its_bounds() {
        let input = |label: &str| json!({ "type": 1, "components": [{ "type": 4, "custom_id": "a", "label": label, "style": 2 }] });
        let form = |label: &str| modal(&json!({ "custom_id": "f", "title": "t", "components": [input(label)] }));
        assert!(form("label").is_ok());
        assert!(form(&"l".repeat(46)).is_err());
        assert!(modal(&json!({ "custom_id": "f", "title": "t".repeat(46), "components": [input("l")] })).is_err());
        assert!(modal(&json!({ "custom_id": "f", "title": "t", "components": [] })).is_err());
    }

    #[test]
    fn a_command_needs_good_names_and_its_required_options_first() {
        let body = |name: &str, options: Value| json!({ "name": name, "description": "d", "options": options });
        assert!(command(&body("track", json!([]))).is_ok());
        assert!(command(&body("Track", json!([]))).is_err());
        assert!(command(&body("a b", json!([]))).is_err());
        let option =
            |name: &str, required: bool| json!({ "type": 3, "name": name, "description": "d", "required": required });
        assert!(command(&body("x", json!([option("a", true), option("b", false)]))).is_ok());
        assert!(command(&body("x", json!([option("a", false), option("b", true)]))).is_err());
        assert!(command(&body("x", json!([option("a", false), option("a", false)]))).is_err());
    }
}
