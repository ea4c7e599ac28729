//! What the fuzz targets share: bytes as the only file of a tree, and every stage on the units of
//! it.

use stridelint::policy::{PolicyFile, PolicySet};
use stridelint::scan::evaluate;
use stridelint::syntax::{json as own_json, yaml as own_yaml};
use stridelint::tree::Tree;
use stridelint::unit::Inputs;
use stridelint::value::Value;
use stridelint::{discover, normalize};

/// Discovers, evaluates and normalizes a tree that holds `data` under `path`, without the scan's
/// guard against panics.
pub fn stages(path: &str, data: &[u8]) {
    let tree = Tree::of_bytes(&[(path, data)]);
    let (units, _) = discover::discover(&tree);
    for unit in &units {
        let (evaluated, _) = evaluate(&tree, unit, &Inputs::default());
        let _ = normalize::normalize(&tree, unit, evaluated, "2026-11-22");
    }
}

/// Loads `data` as the only policy of a set: METADATA, heads, recursion and the engine's own parser.
pub fn policy(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let file = PolicyFile {
        path: "a.rego".into(),
        name: "tampering/a.rego".into(),
        text: text.to_owned().into(),
        bundled: false,
    };
    let _ = PolicySet::load(&[file], &serde_json::Map::new());
}

/// Reads `data` as JSON, in a file and in a string.
pub fn json(data: &[u8]) {
    let tree = Tree::of_bytes(&[("a.json", data)]);
    let Ok((id, file)) = tree.load("a.json") else { return };
    let _ = own_json::parse(id, &file);
    let _ = own_json::decode(&Value::string(file.text.as_str(), None));
}

/// Reads `data` as YAML, in a file and in a string, in both dialects.
pub fn yaml(data: &[u8]) {
    let tree = Tree::of_bytes(&[("a.yaml", data)]);
    let Ok((id, file)) = tree.load("a.yaml") else { return };
    let _ = own_yaml::parse(id, &file);
    let _ = own_yaml::decode(&Value::string(file.text.as_str(), None));
}
