//! Commands as they are registered, and completions.

use std::collections::HashSet;

use serde_json::{Value, json};
use twilight_model::application::command::{Command, CommandOptionChoice};
use twilight_validate::command as validate;

use super::{field, length, list, needed_text, text, under, whole, without_nulls};
use crate::local::errors::{ApiError, Problems};

/// Names, descriptions and values of a command may have so many characters together.
const ALL_CHARACTERS: usize = 8000;

/// Reads and checks a command.
pub(crate) fn command(body: &Value) -> Result<Command, ApiError> {
    let mut problems = Problems::new();
    let kind = whole(&mut problems, body, "", "type", (1, 3)).unwrap_or(1);
    let name = needed_text(&mut problems, body, "", "name", (1, 32));
    if kind == 1 {
        check_name(&mut problems, "name", name);
        needed_text(&mut problems, body, "", "description", (1, 100));
        check_options(&mut problems, body, "", 0);
        if characters(body) > ALL_CHARACTERS {
            let says = format!("Command exceeds maximum size ({ALL_CHARACTERS})");
            problems.add("", "APPLICATION_COMMAND_TOO_LARGE", says);
        }
    } else if field(body, "description").is_some_and(|d| d != "") {
        let says = "Context menu commands cannot have description";
        problems.add("description", "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_NOT_ALLOWED", says);
    } else if field(body, "options").is_some_and(|o| o.as_array().is_none_or(|o| !o.is_empty())) {
        let says = "Context menu commands cannot have options";
        problems.add("options", "APPLICATION_COMMAND_CONTEXT_MENU_OPTIONS_NOT_ALLOWED", says);
    }
    problems.check()?;
    let mut whole = without_nulls(body);
    for (name, default) in [
        ("type", json!(1)),
        ("description", json!("")),
        ("version", json!("1")),
        ("default_member_permissions", Value::Null),
    ] {
        if whole.get(name).is_none() {
            whole[name] = default;
        }
    }
    let known: Command = serde_json::from_value(whole)
        .map_err(|error| Problems::one("options", "UNION_TYPE_CHOICES", error.to_string()))?;
    match validate::command(&known) {
        Ok(()) => Ok(known),
        // It still has the limit of 4000 that Discord has raised.
        Err(error) if matches!(error.kind(), validate::CommandValidationErrorType::CommandTooLarge { .. }) => Ok(known),
        Err(error) => Err(Problems::one("", "APPLICATION_COMMAND_INVALID", error.to_string())),
    }
}

fn check_name(problems: &mut Problems, path: &str, name: Option<&str>) {
    if name.is_some_and(|name| !name.is_empty() && validate::chat_input_name(name).is_err()) {
        problems.add(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
    }
}

fn check_options(problems: &mut Problems, of: &Value, path: &str, depth: usize) {
    let options = list(problems, of, path, "options", (0, 25));
    let mut names = HashSet::new();
    let mut optional_seen = false;
    let nested = |o: &Value| matches!(o["type"].as_i64(), Some(1 | 2));
    if options.iter().any(nested) && !options.iter().all(nested) {
        let says = "Sub-command and sub-command group option types are mutually exclusive to all other types";
        problems.add(&under(path, "options"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", says);
    }
    for (i, option) in options.iter().enumerate() {
        let path = under(path, format!("options.{i}"));
        let kind = whole(problems, option, &path, "type", (1, 11)).unwrap_or_default();
        if kind == 0 {
            problems.add(&under(&path, "type"), "BASE_TYPE_REQUIRED", "This field is required");
        }
        let name = needed_text(problems, option, &path, "name", (1, 32));
        check_name(problems, &under(&path, "name"), name);
        needed_text(problems, option, &path, "description", (1, 100));
        if name.is_some_and(|name| !names.insert(name)) {
            let says = "Option names must be unique";
            problems.add(&under(&path, "name"), "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", says);
        }
        if kind == 1 || kind == 2 {
            // A group holds subcommands, a subcommand holds values, a value holds nothing.
            if (kind == 2 && depth > 0) || depth > 1 {
                problems.add(&under(&path, "type"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Nested too deep");
            } else {
                check_options(problems, option, &path, if kind == 2 { 1 } else { 2 });
            }
            continue;
        }
        let required = option["required"] == true;
        if required && optional_seen {
            let says = "Required options must be placed before non-required options";
            problems.add(&path, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", says);
        }
        optional_seen |= !required;
        if option["autocomplete"] == true {
            if field(option, "choices").is_some_and(|c| c.as_array().is_none_or(|c| !c.is_empty())) {
                let says = "Autocomplete cannot be used with choices";
                problems.add(&under(&path, "choices"), "APPLICATION_COMMAND_OPTION_AUTOCOMPLETE_CHOICES", says);
            }
            if !matches!(kind, 3 | 4 | 10) {
                let says = "Autocomplete is for string, integer and number options";
                problems.add(&under(&path, "autocomplete"), "APPLICATION_COMMAND_OPTION_AUTOCOMPLETE_TYPE", says);
            }
        }
        whole(problems, option, &path, "min_length", (0, 6000));
        whole(problems, option, &path, "max_length", (1, 6000));
        check_choices(problems, option, &path, kind);
    }
}

fn check_choices(problems: &mut Problems, of: &Value, path: &str, kind: i64) {
    let mut names = HashSet::new();
    for (i, choice) in list(problems, of, path, "choices", (0, 25)).iter().enumerate() {
        let path = under(path, format!("choices.{i}"));
        let name = needed_text(problems, choice, &path, "name", (1, 100));
        if name.is_some_and(|name| !names.insert(name)) {
            let says = "Option choice names must be unique";
            problems.add(&under(&path, "name"), "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS", says);
        }
        let value = field(choice, "value");
        let fits = match (kind, value) {
            (_, None) => false,
            (4, Some(value)) => value.is_i64(),
            (10, Some(value)) => value.is_number(),
            _ => {
                text(problems, choice, &path, "value", (0, 100));
                true
            }
        };
        if !fits {
            problems.add(&under(&path, "value"), "BASE_TYPE_BAD_TYPE", "The value is not of the option's type");
        }
    }
}

fn characters(of: &Value) -> usize {
    let own = |name: &str| of[name].as_str().map_or(0, length);
    let mut all = own("name") + own("description");
    for choice in of["choices"].as_array().into_iter().flatten() {
        all += choice["name"].as_str().map_or(0, length) + choice["value"].as_str().map_or(0, length);
    }
    all + of["options"].as_array().into_iter().flatten().map(characters).sum::<usize>()
}

/// Reads and checks what an option of type `kind` could be completed to.
pub(crate) fn choices(data: &Value) -> Result<Vec<CommandOptionChoice>, ApiError> {
    let mut problems = Problems::new();
    let items = list(&mut problems, data, "data", "choices", (0, 25));
    for (i, choice) in items.iter().enumerate() {
        let path = format!("data.choices.{i}");
        needed_text(&mut problems, choice, &path, "name", (1, 100));
        match field(choice, "value") {
            None => problems.add(&under(&path, "value"), "BASE_TYPE_REQUIRED", "This field is required"),
            Some(Value::String(value)) if length(value) > 100 => {
                problems.add(&under(&path, "value"), "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer in length.");
            }
            Some(_) => {}
        }
    }
    problems.check()?;
    let read: Result<_, _> = items.iter().map(|c| serde_json::from_value(without_nulls(c))).collect();
    read.map_err(|error| Problems::one("data.choices", "UNION_TYPE_CHOICES", error.to_string()))
}
