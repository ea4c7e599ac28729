//! What checks found in worlds that were asked before: forks, copies and vendored modules make the same
//! world many times.
//!
//! Two worlds are the same where policies see the same in them, all but the unit's own id: no policy of
//! the program reads it (a test of this file looks). Which check is asked is part of the question.

use super::super::metadata::Check;
use super::{Datum, Raw};
use regorus::Value;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Fewer checks are sooner asked than a world is looked through.
const FEW: usize = 8;

/// How many findings are kept, worlds without any counted as one.
const KEPT: usize = 1 << 14;

/// What each check found, where it found anything.
pub(super) type Hits = Vec<(String, Vec<Raw>)>;

/// A world, and the checks that it is asked of.
pub(super) type Question = [u8; 32];

/// What was found so far.
#[derive(Default)]
pub(super) struct Answers(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    answers: HashMap<Question, Arc<Hits>>,
    findings: usize,
}

impl Answers {
    /// What was found when this was asked before.
    pub(super) fn known(&self, question: &Question) -> Option<Arc<Hits>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.answers.get(question).cloned()
    }

    /// Keeps what was found.
    pub(super) fn keep(&self, question: Question, hits: &Hits) {
        let findings = 1 + hits.iter().map(|(_, raws)| raws.len()).sum::<usize>();
        if findings > KEPT / 8 {
            return;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.findings + findings > KEPT {
            *kept = Kept::default();
        }
        kept.findings += findings;
        kept.answers.insert(question, Arc::new(hits.clone()));
    }
}

/// The question that some checks are asked; `None`: asking again is as quick.
pub(super) fn question(input: &Datum, checks: &[&Check]) -> Option<Question> {
    let Value::Object(parts) = &input.0 else { return None };
    if checks.len() < FEW {
        return None;
    }
    let mut told = Told(Vec::with_capacity(16 << 10));
    for check in checks {
        told.text(&check.id);
    }
    let unit = Value::from("unit");
    for (name, part) in parts.iter() {
        told.value(name);
        match part {
            Value::Object(entries) if *name == unit => {
                let id = Value::from("id");
                for (key, value) in entries.iter().filter(|(key, _)| **key != id) {
                    told.value(key);
                    told.value(value);
                }
            }
            part => told.value(part),
        }
    }
    Some(Sha256::digest(&told.0).into())
}

/// A value as bytes that no other value has.
struct Told(Vec<u8>);

impl Told {
    fn length(&mut self, tag: u8, length: usize) {
        self.0.push(tag);
        self.0.extend_from_slice(&length.to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.length(b's', text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Undefined => self.0.push(b'u'),
            Value::Null => self.0.push(b'0'),
            Value::Bool(value) => self.0.push(if *value { b't' } else { b'f' }),
            Value::Number(_) => {
                let text = value.to_string();
                self.length(b'n', text.len());
                self.0.extend_from_slice(text.as_bytes());
            }
            Value::String(text) => self.text(text),
            Value::Array(items) => {
                self.length(b'a', items.len());
                items.iter().for_each(|item| self.value(item));
            }
            Value::Set(items) => {
                self.length(b'e', items.len());
                items.iter().for_each(|item| self.value(item));
            }
            Value::Object(entries) => {
                self.length(b'o', entries.len());
                for (key, value) in entries.iter() {
                    self.value(key);
                    self.value(value);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn no_policy_reads_the_id_of_the_unit() {
        let name = |c: char| c.is_alphanumeric() || "_.\"-".contains(c);
        let mut reads = std::collections::BTreeSet::new();
        for file in crate::policy::bundled() {
            if !file.is_rego() || file.name.ends_with("_test.rego") {
                continue;
            }
            let lines = file.text.lines().map(|line| line.split('#').next().unwrap_or_default());
            for line in lines.filter(|line| !line.trim().is_empty()) {
                for (at, found) in line.match_indices("input") {
                    let behind = &line[at + found.len()..];
                    if line[..at].ends_with(name) || behind.starts_with(|c| name(c) && c != '.') {
                        continue;
                    }
                    let path = behind.split(|c: char| c != '.' && c != '_' && !c.is_alphanumeric());
                    reads.insert(match path.into_iter().next() {
                        Some(path) if path.starts_with('.') => path.to_owned(),
                        _ if behind.starts_with(", [\"by_type\", ") => ".by_type".to_owned(),
                        _ => panic!("{} reads all of the input: {line}", file.name),
                    });
                }
            }
        }
        assert!(reads.contains(".unit.closed"), "{reads:?}");
        let whole = reads.iter().find(|path| *path == ".unit" || path.starts_with(".unit.id"));
        assert_eq!(whole, None);
    }

    #[test]
    fn what_policies_see_makes_the_question() {
        let set = crate::policy::PolicySet::bundled().unwrap();
        let checks: Vec<&Check> = set.checks().take(FEW).collect();
        let others: Vec<&Check> = set.checks().skip(1).take(FEW).collect();
        let world = json!({
            "resources": {"a": {"values": {"n": 1, "s": "x", "l": [true, null, "y"]}}},
            "by_type": {"t": ["a"]}, "unit": {"id": "one", "deployable": true}, "settings": {}
        });
        let ask = |world: &serde_json::Value| question(&Datum::of(world), &checks).unwrap();
        let first = ask(&world);
        assert_eq!(first, ask(&world));
        assert_ne!(Some(first), question(&Datum::of(&world), &others));
        assert_eq!(question(&Datum::of(&world), &checks[1..]), None);
        let changed = |pointer: &str, value: serde_json::Value| {
            let mut world = world.clone();
            *world.pointer_mut(pointer).unwrap() = value;
            ask(&world)
        };
        assert_eq!(first, changed("/unit/id", json!("other")));
        for (pointer, value) in [
            ("/unit/deployable", json!(false)),
            ("/by_type/t", json!([])),
            ("/settings", json!({"x": 1})),
            ("/resources/a/values/n", json!(1.5)),
            ("/resources/a/values/n", json!("1")),
            ("/resources/a/values/s", json!("xs")),
            ("/resources/a/values/l", json!([true, null, ["y"]])),
            ("/resources/a/values/l", json!([true, "y"])),
            ("/resources/a/values/l", json!({"0": true, "1": null, "2": "y"})),
        ] {
            assert_ne!(first, changed(pointer, value.clone()), "{pointer} {value}");
        }
    }
}
