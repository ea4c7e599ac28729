//! Twice as much to look at costs a check at most little more than twice the steps of the engine.
//!
//! A fixture that fires, in a module that is called n times, is so many copies of each of its resources
//! in one unit; and each list of the document that checks see, made n times as long, is so many
//! containers of one task, statements of one policy, rules of one group.

use crate::document::Document;
use crate::normalize::normalize;
use crate::policy::PolicySet;
use crate::policy::engine::{Datum, Worker};
use crate::policy::judge::prepared;
use crate::policy::metadata::Check;
use crate::policy::worlds::{Assignment, Kind, Worlds};
use crate::terraform;
use crate::tree::Tree;
use crate::unit::{Format, Inputs, Unit};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

/// How many copies there are first; then twice and four times as many.
const FIRST: usize = 16;

/// What one doubling may cost, in tenths.
const MOST: usize = 23;

/// Steps that a check takes whatever there is, beside which nothing can be told from anything.
const LEAST: usize = 500;

#[test]
fn twice_as_much_costs_no_check_much_more_than_twice() {
    let set = PolicySet::bundled().unwrap();
    let mut worker = set.worker();
    let mut wrong = String::new();
    let mut measured = 0;
    for check in set.checks() {
        let Some(files) = fixture(check) else { continue };
        measured += 1;
        let copies = |times| seen(&set, check, &document(&files, FIRST * times));
        told(&mut wrong, &mut worker, check, "copies of all", &copies);
        let one = seen(&set, check, &document(&files, 1));
        for list in lists(&one, check) {
            let longer = |times| longer(&one, &list, FIRST * times);
            told(&mut wrong, &mut worker, check, &list, &longer);
        }
    }
    assert!(measured > 170, "{measured} checks have a fixture in Terraform that fires");
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Tells where the input that is made twice and four times as large costs too much.
fn told(
    wrong: &mut String,
    worker: &mut Worker<'_>,
    check: &Check,
    what: &str,
    input: &dyn Fn(usize) -> Value,
) {
    let mut ends = |input: &Datum, steps: usize| {
        worker.limit(steps);
        worker.run(input, &[check]).remove(&check.id).is_some_and(|found| found.is_ok())
    };
    let first = Datum::of(&input(1));
    let (mut low, mut high) = (0, LEAST);
    while !ends(&first, high) {
        (low, high) = (high, high * 2);
    }
    // Within a twentieth is near enough.
    while high > LEAST && high - low > high / 20 {
        let middle = low + (high - low) / 2;
        if ends(&first, middle) { high = middle } else { low = middle }
    }
    let mut limit = high;
    for times in [2, 4] {
        limit = limit * MOST / 10;
        if !ends(&Datum::of(&input(times)), limit) {
            let many = FIRST * times;
            let _ = writeln!(
                wrong,
                "{}, {what}: at most {high} steps for {FIRST}, more than {limit} for {many}",
                check.id
            );
            return;
        }
    }
}

/// The files of a fixture in Terraform on which a check fires.
fn fixture(check: &Check) -> Option<Vec<(String, String)>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/checks");
    let folder = folder.join(&check.threat).join(&check.name).join("terraform");
    let entries = std::fs::read_dir(folder).ok()?.map(Result::unwrap).map(|entry| entry.path());
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    let mut fires: Vec<_> = entries.filter(|path| name(path).starts_with("fires")).collect();
    fires.sort();
    let first = fires.into_iter().find(|path| path.is_dir())?;
    let files = walkdir::WalkDir::new(&first).into_iter().map(Result::unwrap);
    let files = files.filter(|entry| entry.file_type().is_file());
    Some(
        files
            .map(|entry| {
                let below = entry.path().strip_prefix(&first).unwrap();
                let text = std::fs::read_to_string(entry.path()).unwrap();
                (format!("copy/{}", crate::path::slashes(below)), text)
            })
            .collect(),
    )
}

/// A unit with so many copies of a fixture.
fn document(files: &[(String, String)], copies: usize) -> Document {
    let call = format!("module \"copy\" {{\n  source = \"./copy\"\n  count  = {copies}\n}}\n");
    let files = files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    let files: Vec<(&str, &str)> = files.chain([("main.tf", call.as_str())]).collect();
    let tree = Tree::of_texts(&files);
    let unit = Unit {
        id: ".".to_owned(),
        format: Format::Terraform,
        root: String::new(),
        example: false,
        called: false,
    };
    let (evaluated, _) = terraform::evaluate(&tree, &unit, &Inputs::default());
    normalize(&tree, &unit, evaluated, "2026-11-30").0
}

/// What a check sees of a document.
fn seen(set: &PolicySet, check: &Check, document: &Document) -> Value {
    let (_, survey, union) = prepared(document, &[check], &set.unions);
    let mut worlds = Worlds::new(document, &survey, &union, set.settings_datum());
    worlds.world(Kind::Absent, &Assignment::all(&survey.conditions)[0]).input.json()
}

/// The lists in the resources of the types that a check reads, each as a JSON pointer: one of each
/// kind.
fn lists(input: &Value, check: &Check) -> Vec<String> {
    fn walk(value: &Value, at: &str, kind: &str, found: &mut BTreeSet<(String, String)>) {
        match value {
            Value::Array(items) => {
                if !items.is_empty() && !found.iter().any(|(known, _)| known == kind) {
                    found.insert((kind.to_owned(), at.to_owned()));
                }
                for (number, item) in items.iter().enumerate() {
                    walk(item, &format!("{at}/{number}"), &format!("{kind}/-"), found);
                }
            }
            Value::Object(entries) => {
                for (key, item) in entries {
                    let step = key.replace('~', "~0").replace('/', "~1");
                    walk(item, &format!("{at}/{step}"), &format!("{kind}/{step}"), found);
                }
            }
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    let resources = input["resources"].as_object().into_iter().flatten();
    for (id, resource) in resources {
        let ty = resource["type"].as_str().unwrap_or_default();
        if check.reads.contains_key(ty) {
            let step = id.replace('~', "~0").replace('/', "~1");
            walk(&resource["values"], &format!("/resources/{step}/values"), ty, &mut found);
        }
    }
    found.into_iter().map(|(_, at)| at).collect()
}

/// The input with a list made so long, its own items left as they are and the copies told apart where
/// they have names.
fn longer(input: &Value, list: &str, length: usize) -> Value {
    let mut input = input.clone();
    if let Some(Value::Array(items)) = input.pointer_mut(list) {
        let given = items.clone();
        *items = given.iter().cycle().take(length).cloned().collect();
        for (number, item) in items.iter_mut().enumerate().skip(given.len()) {
            match item {
                Value::String(text) => text.push_str(&number.to_string()),
                Value::Object(entries) => {
                    for key in ["name", "sid", "source", "value"] {
                        if let Some(Value::String(text)) = entries.get_mut(key) {
                            text.push_str(&number.to_string());
                        }
                    }
                }
                _ => {}
            }
        }
    }
    input
}
