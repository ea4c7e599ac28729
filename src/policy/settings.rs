//! Settings of policies: defaults of the files called `settings.json`, and what a configuration puts on top.

use crate::source::{Loss, Problem};
use serde_json::{Map, Value};

/// What the path of a problem with a setting begins with; the setting's name follows.
const SETTING: &str = "settings.";

/// The setting that a problem of loading policies is about.
#[must_use]
pub fn setting_of(problem: &Problem) -> Option<&str> {
    problem.path.strip_prefix(SETTING)
}

/// Defaults with overrides on top; an override has to exist and to have the default's type.
pub(super) fn merge(
    mut defaults: Map<String, Value>,
    settings: &Map<String, Value>,
    problems: &mut Vec<Problem>,
) -> Map<String, Value> {
    let kind = |value: &Value| match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    for (key, value) in settings {
        let why = match defaults.get(key) {
            None => {
                let known = || defaults.keys().map(String::as_str);
                let hint = match crate::config::nearest_name(key, known()) {
                    Some(nearest) => format!("did you mean `{nearest}`?"),
                    None => format!("expected one of {}", known().collect::<Vec<_>>().join(", ")),
                };
                format!("unknown setting `{key}`; {hint}")
            }
            Some(default) if kind(default) != kind(value) => {
                format!("setting `{key}` has to be {}", kind(default))
            }
            Some(default) => {
                let item = default.as_array().and_then(|items| items.first()).map(kind);
                let wrong_item = item.is_some_and(|item| {
                    value
                        .as_array()
                        .is_some_and(|items| items.iter().any(|other| kind(other) != item))
                });
                if wrong_item {
                    format!(
                        "setting `{key}` has to be a list of which each item is {}",
                        item.unwrap_or_default()
                    )
                } else {
                    defaults.insert(key.clone(), value.clone());
                    continue;
                }
            }
        };
        problems.push(Problem::file(Loss::Lost, format!("{SETTING}{key}"), why));
    }
    defaults
}
