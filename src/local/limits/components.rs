//! Buttons, menus and forms.

use std::collections::HashSet;

use serde_json::{Value, json};
use twilight_model::channel::message::Component;
use twilight_validate::component as validate;

use super::{address, field, list, needed_text, text, under, whole, without_nulls};
use crate::local::errors::{ApiError, Problems};
use crate::local::world::Form;

const ROW: u64 = 1;
const BUTTON: u64 = 2;
const TEXT_SELECT: u64 = 3;
const INPUT: u64 = 4;
const LABEL: u64 = 18;
const TEXT_DISPLAY: u64 = 10;

fn kind(component: &Value) -> u64 {
    component.get("type").and_then(Value::as_u64).unwrap_or(0)
}

/// Reads and checks the components of a message. With the newer kind of layout only what `twilight-validate` knows is checked.
pub(super) fn components(problems: &mut Problems, body: &Value, layout: bool) -> Vec<Component> {
    let items = list(problems, body, "", "components", (0, if layout { 40 } else { 5 }));
    let mut ids = HashSet::new();
    if !layout {
        for (i, row) in items.iter().enumerate() {
            check_row(problems, row, &format!("components.{i}"), &mut ids);
        }
    }
    read(
        problems,
        items,
        |component| {
            if layout { validate::component_v2(component) } else { validate::component_v1(component) }
        },
    )
}

/// Reads components that were checked, numbers them, and has them checked again.
fn read(
    problems: &mut Problems,
    items: &[Value],
    check: impl Fn(&Component) -> Result<(), validate::ComponentValidationError>,
) -> Vec<Component> {
    if !problems.is_empty() {
        return Vec::new();
    }
    let mut next = 1;
    let mut out = Vec::new();
    for (i, item) in items.iter().enumerate() {
        let mut item = without_nulls(item);
        number(&mut item, &mut next);
        match serde_json::from_value::<Component>(item) {
            Ok(component) => {
                if let Err(error) = check(&component) {
                    problems.add(&format!("components.{i}"), "BASE_TYPE_BAD_LENGTH", error.to_string());
                }
                out.push(component);
            }
            Err(error) => problems.add(&format!("components.{i}"), "UNION_TYPE_CHOICES", error.to_string()),
        }
    }
    out
}

/// Every component has a number within its message, and every menu says how much can be chosen.
fn number(component: &mut Value, next: &mut i32) {
    let Some(fields) = component.as_object_mut() else { return };
    let kind = fields.get("type").and_then(Value::as_u64).unwrap_or(0);
    if kind != 0 {
        fields.entry("id").or_insert(json!(*next));
        *next += 1;
    }
    if matches!(kind, TEXT_SELECT | 5..=8) {
        fields.entry("min_values").or_insert(json!(1));
        fields.entry("max_values").or_insert(json!(1));
    }
    for inside in ["components", "component", "accessory"] {
        match fields.get_mut(inside) {
            Some(Value::Array(items)) => items.iter_mut().for_each(|item| number(item, next)),
            Some(item) => number(item, next),
            None => {}
        }
    }
}

fn check_row(problems: &mut Problems, row: &Value, path: &str, ids: &mut HashSet<String>) {
    if kind(row) != ROW {
        problems.add(&under(path, "type"), "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (1,).");
        return;
    }
    if field(row, "components").is_none() {
        problems.add(&under(path, "components"), "BASE_TYPE_REQUIRED", "This field is required");
    }
    let inside = list(problems, row, path, "components", (1, 5));
    for (i, component) in inside.iter().enumerate() {
        let path = format!("{path}.components.{i}");
        match kind(component) {
            BUTTON => check_button(problems, component, &path, ids),
            TEXT_SELECT | 5..=8 => {
                if inside.len() > 1 {
                    problems.add(&path, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The layout width is exceeded");
                }
                check_select(problems, component, &path, ids);
            }
            _ => {
                let says = "Value of field \"type\" must be one of (2, 3, 5, 6, 7, 8).";
                problems.add(&under(&path, "type"), "UNION_TYPE_CHOICES", says);
            }
        }
    }
}

fn check_id(problems: &mut Problems, component: &Value, path: &str, ids: &mut HashSet<String>) {
    if let Some(id) = needed_text(problems, component, path, "custom_id", (1, 100))
        && !ids.insert(id.into())
    {
        let says = "Component custom id cannot be duplicated";
        problems.add(&under(path, "custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", says);
    }
}

fn check_button(problems: &mut Problems, button: &Value, path: &str, ids: &mut HashSet<String>) {
    let label = text(problems, button, path, "label", (0, 80));
    let style = whole(problems, button, path, "style", (1, 6));
    match style {
        None => problems.add(&under(path, "style"), "BASE_TYPE_REQUIRED", "This field is required"),
        Some(5) => {
            if field(button, "url").is_none() {
                problems.add(&under(path, "url"), "BASE_TYPE_REQUIRED", "This field is required");
            }
            address(problems, button, path, "url", false);
            if field(button, "custom_id").is_some() {
                let says = "A custom id and url cannot both be specified";
                problems.add(path, "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", says);
            }
        }
        Some(6) => {}
        Some(_) => check_id(problems, button, path, ids),
    }
    if style != Some(6) && label.is_none_or(str::is_empty) && field(button, "emoji").is_none() {
        problems.add(&under(path, "label"), "BASE_TYPE_REQUIRED", "This field is required");
    }
}

fn check_select(problems: &mut Problems, menu: &Value, path: &str, ids: &mut HashSet<String>) {
    check_id(problems, menu, path, ids);
    text(problems, menu, path, "placeholder", (0, 150));
    let min = whole(problems, menu, path, "min_values", (0, 25)).unwrap_or(1);
    let max = whole(problems, menu, path, "max_values", (1, 25)).unwrap_or(1);
    if min > max {
        let says = "min_values must be less than or equal to max_values";
        problems.add(&under(path, "min_values"), "NUMBER_TYPE_MAX", says);
    }
    if kind(menu) != TEXT_SELECT {
        return;
    }
    if field(menu, "options").is_none() {
        problems.add(&under(path, "options"), "BASE_TYPE_REQUIRED", "This field is required");
    }
    let mut values = HashSet::new();
    let mut chosen = 0;
    for (i, option) in list(problems, menu, path, "options", (1, 25)).iter().enumerate() {
        let path = format!("{path}.options.{i}");
        needed_text(problems, option, &path, "label", (1, 100));
        text(problems, option, &path, "description", (0, 100));
        if let Some(value) = needed_text(problems, option, &path, "value", (1, 100))
            && !values.insert(value)
        {
            let says = "The specified option value is already used";
            problems.add(&under(&path, "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", says);
        }
        chosen += i64::from(option["default"] == true);
    }
    if chosen > max {
        let says = format!("More default options than max_values ({max})");
        problems.add(&under(path, "options"), "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", says);
    }
}

/// Reads and checks a form.
pub(crate) fn modal(body: &Value) -> Result<Form, ApiError> {
    let mut problems = Problems::new();
    let title = needed_text(&mut problems, body, "", "title", (1, 45)).unwrap_or_default();
    let custom_id = needed_text(&mut problems, body, "", "custom_id", (1, 100)).unwrap_or_default();
    if field(body, "components").is_none() {
        problems.add("components", "BASE_TYPE_REQUIRED", "This field is required");
    }
    let items = list(&mut problems, body, "", "components", (1, 5));
    let mut ids = HashSet::new();
    for (i, item) in items.iter().enumerate() {
        check_form_item(&mut problems, item, &format!("components.{i}"), &mut ids);
    }
    let components = read(&mut problems, items, |component| match component {
        Component::ActionRow(row) => row.components.iter().try_for_each(|inner| match inner {
            Component::TextInput(input) => validate::text_input(input, true),
            _ => Ok(()),
        }),
        other => validate::component_v2(other),
    });
    problems.check()?;
    Ok(Form { custom_id: custom_id.into(), title: title.into(), components })
}

fn check_form_item(problems: &mut Problems, item: &Value, path: &str, ids: &mut HashSet<String>) {
    match kind(item) {
        ROW => {
            let inside = list(problems, item, path, "components", (1, 1));
            if let Some(input) = inside.first() {
                let path = under(path, "components.0");
                if kind(input) == INPUT {
                    needed_text(problems, input, &path, "label", (1, 45));
                    check_input(problems, input, &path, ids);
                } else {
                    problems.add(
                        &under(&path, "type"),
                        "UNION_TYPE_CHOICES",
                        "Value of field \"type\" must be one of (4,).",
                    );
                }
            }
        }
        LABEL => {
            needed_text(problems, item, path, "label", (1, 45));
            text(problems, item, path, "description", (0, 100));
            let path = under(path, "component");
            match field(item, "component") {
                Some(inner) if kind(inner) == INPUT => check_input(problems, inner, &path, ids),
                Some(inner) if kind(inner) == TEXT_SELECT => check_select(problems, inner, &path, ids),
                Some(inner) => check_id(problems, inner, &path, ids),
                None => problems.add(&path, "BASE_TYPE_REQUIRED", "This field is required"),
            }
        }
        TEXT_DISPLAY => {}
        _ => problems.add(
            &under(path, "type"),
            "UNION_TYPE_CHOICES",
            "Value of field \"type\" must be one of (1, 10, 18).",
        ),
    }
}

fn check_input(problems: &mut Problems, input: &Value, path: &str, ids: &mut HashSet<String>) {
    check_id(problems, input, path, ids);
    if whole(problems, input, path, "style", (1, 2)).is_none() {
        problems.add(&under(path, "style"), "BASE_TYPE_REQUIRED", "This field is required");
    }
    let min = whole(problems, input, path, "min_length", (0, 4000)).unwrap_or(0);
    let max = whole(problems, input, path, "max_length", (1, 4000)).unwrap_or(4000);
    if min > max {
        let says = "min_length must be less than or equal to max_length";
        problems.add(&under(path, "min_length"), "NUMBER_TYPE_MAX", says);
    }
    text(problems, input, path, "placeholder", (0, 100));
    text(problems, input, path, "value", (0, max.clamp(1, 4000) as usize));
}
