//! A question of Rego on one document, in one of its worlds: for people who write policies.

use super::engine::Datum;
use super::judge::prepared;
use super::metadata::Check;
use super::set::PolicySet;
use super::worlds::{Assignment, Kind, Worlds};
use crate::document::Document;
use crate::secret::{hide_in_json, says_secret};
use serde_json::Value;

/// The world that is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InWorld<'a> {
    /// What is not known is missing.
    Absent,
    /// What is not known has the value that keeps checks quiet.
    Quiet,
    /// What is not known has the value with which this check fires.
    Adverse(&'a str),
}

/// Asks. Secrets of the document are hidden before.
///
/// # Errors
/// A check that there is not; the engine's sentence.
pub fn query(
    set: &PolicySet,
    document: &Document,
    world: InWorld<'_>,
    text: &str,
) -> Result<Value, String> {
    let checks: Vec<&Check> = set.checks().collect();
    let (_, survey, union) = prepared(document, &checks, &set.unions);
    let mut adverse = Vec::new();
    let kind = match world {
        InWorld::Absent => Kind::Absent,
        InWorld::Quiet => Kind::Favourable,
        InWorld::Adverse(id) => {
            adverse.push(set.check(id).ok_or_else(|| format!("there is no check {id}"))?);
            Kind::Adverse(&adverse)
        }
    };
    let mut worlds = Worlds::new(document, &survey, &union, set.settings_datum());
    let runs = Assignment::all(&survey.conditions);
    let run = runs.first().ok_or("the document has no world")?;
    let mut input = Datum::json(&worlds.world(kind, run).input);
    hide_in_json(&mut input, &document.secrets().known);
    hide_named(&mut input);
    set.ask(text, &Datum::of(&input))
}

/// Hides texts under a name that says secret.
fn hide_named(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(hide_named),
        Value::Object(map) => {
            let named = map.get("name").and_then(Value::as_str).is_some_and(says_secret);
            for (key, value) in map.iter_mut() {
                match value {
                    Value::String(text) => {
                        let own =
                            says_secret(key) && !key.ends_with("_arn") && !key.ends_with("_from");
                        if text.len() > 3 && (own || named && key == "value") {
                            *text = "***".to_owned();
                        }
                    }
                    other => hide_named(other),
                }
            }
        }
        _ => {}
    }
}
