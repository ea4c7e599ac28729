//! The program's own policies run as bytecode that the build script made. Held against the same
//! policies read from text and interpreted: METADATA, and what every check finds on every fixture
//! in every world.

use crate::Case;
use crate::support::fixtures::{TODAY, folders};
use crate::support::repository;
use serde_json::Value;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use stridelint::document::Document;
use stridelint::policy::transcript::{answers, transcripts};
use stridelint::policy::{PolicyFile, PolicySet, bundled};
use stridelint::scan::{Options, Silent, documents};
use stridelint::tree::{Limits, disk};

/// `bytecode::metadata`; for the fixtures `bytecode::checks::<threat>`, for the rest of `testdata/`
/// `bytecode::<folder>`. `STRIDELINT_ROOT` puts another folder in the place of `testdata/`.
pub fn cases() -> Vec<Case> {
    let mut cases =
        vec![Case::holds("bytecode::metadata", what_was_built_in_is_what_the_text_says)];
    let folder = std::env::var_os("STRIDELINT_ROOT").map(PathBuf::from);
    let own = folder.is_none();
    for (name, folder) in folders(&folder.unwrap_or_else(|| repository::root().join("testdata"))) {
        // Tables of facts, no infrastructure.
        if own && matches!(name.as_str(), "contract" | "languages") {
            continue;
        }
        let parts = if own && name == "checks" { folders(&folder) } else { Vec::new() };
        if parts.is_empty() {
            cases.push(case(&name, folder));
            continue;
        }
        let parts = parts.into_iter();
        cases.extend(parts.map(|(threat, folder)| case(&format!("checks::{threat}"), folder)));
    }
    cases
}

fn case(name: &str, folder: PathBuf) -> Case {
    let seed = name.to_owned();
    Case::new(format!("bytecode::{name}"), move || differences(&seed, &folder))
}

/// The program's policies as they are built in.
fn compiled() -> &'static PolicySet {
    static SET: OnceLock<PolicySet> = OnceLock::new();
    SET.get_or_init(|| PolicySet::bundled().expect("the bundled policies load"))
}

/// The bundled policies as files of one's own: they are read from text and interpreted.
fn interpreted() -> &'static PolicySet {
    static SET: OnceLock<PolicySet> = OnceLock::new();
    SET.get_or_init(|| {
        let files: Vec<PolicyFile> =
            bundled().into_iter().map(|file| PolicyFile { bundled: false, ..file }).collect();
        PolicySet::load(&files, &serde_json::Map::new())
            .map(|(set, _)| set)
            .expect("the text of the bundled policies loads")
    })
}

fn what_was_built_in_is_what_the_text_says() {
    let (compiled, interpreted) = (compiled(), interpreted());
    assert!(
        compiled.is_compiled(),
        "the build script could not prepare the policies, and said why"
    );
    assert!(!interpreted.is_compiled());
    let text = |set: &PolicySet| {
        format!("{:#?}", set.threats()).replace("bundled: true", "bundled: false")
    };
    assert!(text(compiled) == text(interpreted), "METADATA differs");
    assert_eq!(compiled.settings(), interpreted.settings());
}

/// A small generator of numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }
}

/// How many values stand in a tree.
fn size(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(size).sum::<usize>(),
        Value::Object(map) => map.values().map(size).sum(),
        _ => 0,
    }
}

/// The value at a number, counted from the root, depth first.
fn nth<'a>(value: &'a mut Value, at: &mut usize) -> Option<&'a mut Value> {
    if *at == 0 {
        return Some(value);
    }
    *at -= 1;
    let children: Vec<&mut Value> = match value {
        Value::Array(items) => items.iter_mut().collect(),
        Value::Object(map) => map.values_mut().collect(),
        _ => return None,
    };
    for child in children {
        let within = size(child);
        if *at < within {
            return nth(child, at);
        }
        *at -= within;
    }
    None
}

/// Changes a few values of resources: leaves one out, or puts another of its type there. The
/// normalizer sees to the types.
fn mutate(input: &mut Value, dice: &mut Dice) {
    let Some(resources) = input.get_mut("resources").and_then(Value::as_object_mut) else { return };
    for _ in 0..=dice.below(5) {
        let (to, from) = (dice.below(resources.len()), dice.below(resources.len()));
        let donor = resources.values_mut().nth(from).and_then(|resource| {
            let count = size(&resource["values"]);
            nth(&mut resource["values"], &mut dice.below(count)).cloned()
        });
        let part = ["values", "values", "values", "values", "refs", "marks"][dice.below(6)];
        let Some(part) = resources.values_mut().nth(to).map(|resource| &mut resource[part]) else {
            continue;
        };
        let count = size(part);
        let Some(value) = nth(part, &mut dice.below(count)) else { continue };
        let (kind, entry) = (dice.below(4), dice.below(100));
        match (kind, value) {
            (0, Value::Object(map)) if !map.is_empty() => {
                let key = map.keys().nth(entry % map.len()).cloned().unwrap();
                map.shift_remove(&key);
            }
            (0, Value::Array(items)) if !items.is_empty() => {
                drop(items.remove(entry % items.len()))
            }
            (1, Value::Array(items)) if !items.is_empty() => {
                items.push(items[entry % items.len()].clone())
            }
            (1, Value::Object(map)) => map.clear(),
            (2, Value::Array(items)) => items.clear(),
            (_, Value::String(text)) => match donor {
                Some(Value::String(other)) => *text = other,
                _ => {
                    *text = ["true", "", "*", "0.0.0.0/0", "arn:aws:iam::111122223333:root", "a b"]
                        [entry % 6]
                        .to_owned()
                }
            },
            (_, Value::Number(number)) => *number = [0, 1, 443, 65_535][entry % 4].into(),
            (_, Value::Bool(truth)) => *truth = !*truth,
            _ => {}
        }
    }
}

/// What the two find differently in the documents of a folder, in every world. The name makes the
/// mutations, so that they are the same in every run.
fn differences(name: &str, folder: &Path) -> Vec<String> {
    let (compiled, interpreted) = (compiled(), interpreted());
    let (scopes, _) = disk::open(&[folder.to_path_buf()], Limits::default());
    let options = Options { today: TODAY.to_owned(), ..Options::default() };
    let documents: Vec<Document> =
        scopes.iter().flat_map(|scope| documents(scope, None, &options, &Silent).0).collect();
    assert!(!documents.is_empty(), "no document in {}", folder.display());
    let all = |_: &str| true;
    // More of them: STRIDELINT_MUTATIONS=5 for five of each world.
    let often: usize = std::env::var("STRIDELINT_MUTATIONS")
        .ok()
        .and_then(|often| often.parse().ok())
        .unwrap_or(0);
    let (mut worlds, mut differences) = (0, Vec::new());
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    let mut dice = Dice(hasher.finish());
    for document in &documents {
        let ones = transcripts(document, compiled, &all);
        let others = transcripts(document, interpreted, &all);
        assert_eq!(ones.len(), others.len(), "{} has other worlds", document.unit);
        for (one, other) in ones.iter().zip(others) {
            if one.found != other.found {
                differences.push(format!(
                    "{} in {}: {:?}, interpreted {:?}",
                    document.unit, one.world, one.found, other.found
                ));
            }
            worlds += 1;
            let times = if often == 0 { usize::from(worlds % 3 == 0) } else { often };
            for _ in 0..times {
                let mut input = one.input.clone();
                mutate(&mut input, &mut dice);
                let (one, other) =
                    (answers(compiled, &input, &all), answers(interpreted, &input, &all));
                for (check, found) in
                    one.iter().filter(|(check, found)| other.get(*check) != Some(*found))
                {
                    differences.push(format!(
                        "{check}: {found}, interpreted {:?}\n  in {input}",
                        other.get(check).map(Value::to_string)
                    ));
                }
            }
        }
    }
    differences
}
