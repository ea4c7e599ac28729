//! What the engine answered in every world of a document: for comparing it with another Rego
//! implementation.

use super::engine::{Datum, Fault, Raw, Worker};
use super::judge::{evaluate_with, prepared, reads_unknown};
use super::metadata::Check;
use super::set::PolicySet;
use super::worlds::{Assignment, Kind, Worlds};
use super::{Outcome, Selection};
use crate::document::{Document, Segment};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// One world and what the checks found in it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Transcript {
    /// The kind of the world, the check it was built for (adverse worlds), and the number of the
    /// run.
    pub world: String,
    /// The check that an adverse world was built for.
    pub adverse_to: Option<String>,
    /// The document as policies see it.
    pub input: Value,
    /// Per check id what it found: a sorted list of `{resource, path}`; a sentence where the rule
    /// failed.
    pub found: BTreeMap<String, Value>,
}

/// Every world of a document, with all wanted checks of the types it has in the absent and
/// favourable ones and the one check in each adverse one. `wanted` is asked with full check ids.
#[must_use]
pub fn transcripts(
    document: &Document,
    set: &PolicySet,
    wanted: &dyn Fn(&str) -> bool,
) -> Vec<Transcript> {
    let checks: Vec<&Check> = set.checks().filter(|check| wanted(&check.id)).collect();
    let (checks, survey, union) = prepared(document, &checks, &set.unions);
    let mut worlds = Worlds::new(document, &survey, &union, set.settings_datum());
    let mut worker = set.worker();
    let mut transcripts = Vec::new();
    let mut kinds = vec![
        ("absent".to_owned(), Kind::Absent, checks.clone()),
        ("favourable".to_owned(), Kind::Favourable, checks.clone()),
    ];
    for check in checks.iter().filter(|check| reads_unknown(&survey, check)) {
        let own = std::slice::from_ref(check);
        kinds.push((format!("adverse to {}", check.id), Kind::Adverse(own), vec![check]));
    }
    for (name, kind, checks) in kinds {
        for (at, run) in Assignment::all(&survey.conditions).iter().enumerate() {
            let world = worlds.world(kind, run);
            let adverse_to = match kind {
                Kind::Adverse([check]) => Some(check.id.clone()),
                _ => None,
            };
            let found = found(&mut worker, &world.input, &checks);
            transcripts.push(Transcript {
                world: format!("{name}, run {at}"),
                adverse_to,
                input: Datum::json(&world.input),
                found,
            });
        }
    }
    transcripts
}

/// What checks find in one world that somebody made up: the input of a [`Transcript`], changed. As
/// [`Transcript::found`].
#[must_use]
pub fn answers(
    set: &PolicySet,
    input: &Value,
    wanted: &dyn Fn(&str) -> bool,
) -> BTreeMap<String, Value> {
    let checks: Vec<&Check> = set.checks().filter(|check| wanted(&check.id)).collect();
    found(&mut set.worker(), &Datum::of(input), &checks)
}

/// As [`super::evaluate`], with every check asked in every world, whatever it saw before.
#[must_use]
pub fn asked_anew(set: &PolicySet, document: &Document, selection: &Selection) -> Vec<Outcome> {
    evaluate_with(set, document, selection, &|_| true, false).0
}

fn found(worker: &mut Worker<'_>, input: &Datum, checks: &[&Check]) -> BTreeMap<String, Value> {
    let answer = |result: Result<Vec<Raw>, Fault>| match result {
        Ok(raws) => {
            let mut rows: Vec<String> =
                raws.iter().map(|raw| row(&raw.resource, &raw.path).to_string()).collect();
            rows.sort();
            rows.dedup();
            json!(rows)
        }
        Err(fault) => json!(fault.why),
    };
    worker.run(input, checks).into_iter().map(|(check, result)| (check, answer(result))).collect()
}

fn row(resource: &str, path: &[Segment]) -> Value {
    let path: Vec<Value> = path
        .iter()
        .map(|segment| match segment {
            Segment::Key(key) => json!(key),
            Segment::Index(index) | Segment::Arm(index) => json!(index),
        })
        .collect();
    json!([resource, path])
}
