//! `stridelint policy shared`: the Rego and the tables that policies of one's own share with the program's, as files.
//! OPA, and editors of Rego, know `data.stride.lib` from them.

use super::generated::{Generated, sync};
use super::{Failure, Status};
use crate::policy::{self, PolicyFile};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::Path;

/// How each file of Rego begins.
const HEAD: &str = "# Written by `stridelint policy shared`.\n";
/// The key of the tables that says the same.
const KEY: &str = "stridelint_shared";

/// Writes the files, or compares them.
///
/// # Errors
/// A file that cannot be written or that somebody else wrote; files that are stale, when `check` is set.
pub fn run(to: &Path, check: bool) -> Result<Status, Failure> {
    let bundled = policy::bundled();
    let shared = bundled.iter().filter_map(|file| Some((file, file.name.strip_prefix("lib/")?)));
    let mut files = BTreeMap::new();
    let mut tables = Map::from_iter([(KEY.to_owned(), Value::from("policy shared"))]);
    for (file, name) in shared {
        if let Some(text) = rego(file, name) {
            files.insert(name.replace("_test.rego", ".rego"), format!("{HEAD}{text}"));
        } else if let Ok(Value::Object(own)) = serde_json::from_str(&file.text) {
            tables.extend(own);
        }
    }
    let tables = serde_json::to_string_pretty(&tables)
        .map_err(|error| Failure::Output(format!("data.json: {error}")))?;
    files.insert("data.json".to_owned(), tables + "\n");
    let generated = Generated {
        what: "the shared Rego",
        command: "stridelint policy shared",
        files: &files,
        owned: (&[""], ".rego"),
        ours: |text| text.starts_with(HEAD) || text.contains(KEY),
    };
    sync(&generated, to, check)?;
    Ok(Status::Clean)
}

/// The Rego of a file; tests of the program's own are none of it, documents for tests are.
fn rego(file: &PolicyFile, name: &str) -> Option<String> {
    match name {
        "given_test.rego" => {
            Some(file.text.replacen("package stride.given_test", "package stride.given", 1))
        }
        _ if name.ends_with("_test.rego") => None,
        _ => name.ends_with(".rego").then(|| file.text.to_string()),
    }
}
