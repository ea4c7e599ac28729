//! Cases of our own with Terraform's answers beside them
//! (`testdata/terraform/<case>/expected.json`: what Terraform 1.11 planned for every
//! `terraform_data` instance, `{"$expect": "unknown"}` where it does not know).

use crate::Case;
use crate::support::fixtures::folders;
use crate::support::repository;
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use stridelint::path;
use stridelint::terraform::evaluate;
use stridelint::tree::{Folder, Limits, Tree};
use stridelint::unit::{Assignment, Evaluated, Format, Inputs, Unit};
use stridelint::value::{Data, Value};

/// `terraform::<case>::<address>` for every answer, and `terraform::<case>` for what the case as a
/// whole has to be.
pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, folder) in folders(&repository::root().join("testdata/terraform")) {
        let text = std::fs::read_to_string(folder.join("expected.json")).unwrap();
        let answers: Map<String, Json> = serde_json::from_str(&text).unwrap();
        let run = Arc::new(Run { case: folder, evaluated: OnceLock::new() });
        let (whole, addresses) = (run.clone(), answers.keys().cloned().collect());
        cases.push(Case::holds(format!("terraform::{name}"), move || whole.makes(&addresses)));
        for (address, answer) in answers {
            let run = run.clone();
            cases.push(Case::holds(format!("terraform::{name}::{address}"), move || {
                run.gives(&address, &answer);
            }));
        }
    }
    cases
}

/// A case, evaluated when its first answer is asked for.
struct Run {
    case: PathBuf,
    evaluated: OnceLock<Evaluated>,
}

impl Run {
    fn evaluated(&self) -> &Evaluated {
        self.evaluated.get_or_init(|| {
            let unit = Unit {
                id: ".".to_owned(),
                format: Format::Terraform,
                root: String::new(),
                example: false,
                called: true,
            };
            let tree = tree(&self.case.join("src"));
            let (evaluated, problems) = evaluate(&tree, &unit, &inputs(&self.case));
            assert!(problems.is_empty(), "{problems:?}");
            evaluated
        })
    }

    /// The resources are those that Terraform makes.
    fn makes(&self, addresses: &BTreeSet<String>) {
        let made: BTreeSet<String> = self
            .evaluated()
            .resources
            .iter()
            .filter(|resource| resource.source_type == "terraform_data")
            .map(|resource| resource.address.clone())
            .collect();
        assert_eq!(made, *addresses);
    }

    /// A resource has the value that Terraform gives it.
    fn gives(&self, address: &str, answer: &Json) {
        let mut resources = self.evaluated().resources.iter();
        let resource = resources.find(|resource| resource.address == address);
        let input = resource.unwrap_or_else(|| panic!("there is no {address}")).values.get("input");
        assert_eq!(input.map_or(Json::Null, plain), expected(answer));
    }
}

fn tree(folder: &Path) -> Tree {
    let files: BTreeSet<String> = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| path::slashes(entry.path().strip_prefix(folder).unwrap()))
        .collect();
    Tree::new(String::new(), Box::new(Folder::new(folder).unwrap()), files, Limits::default())
}

/// Thirteen digits of a number: logarithms differ in the last one from machine to machine, and `1`
/// is `1.0`.
fn rounded(number: Option<f64>) -> Json {
    json!(number.map(|number| format!("{number:.12e}")))
}

/// A value as the answers spell it.
fn plain(value: &Value) -> Json {
    match &value.data {
        Data::Null => Json::Null,
        Data::Bool(known) => json!(known),
        Data::Number(number) => rounded(Some(number.to_f64())),
        Data::String(text) => json!(&*text.text),
        Data::List(list) => list.items.iter().map(plain).collect(),
        Data::Map(map) => map
            .entries
            .iter()
            .filter(|(_, entry)| !entry.value.is_null())
            .map(|(name, entry)| (name.to_string(), plain(&entry.value)))
            .collect(),
        Data::Unknown(_) | Data::Either(_) => json!({"$expect": "unknown"}),
    }
}

fn expected(answer: &Json) -> Json {
    match answer {
        Json::Number(number) => rounded(number.as_f64()),
        Json::Array(items) => items.iter().map(expected).collect(),
        Json::Object(map) => map
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.clone(), expected(value)))
            .collect(),
        other => other.clone(),
    }
}

/// What the case gives on the command line (`case.json`): variables first, files after them.
fn inputs(case: &Path) -> Inputs {
    let Ok(text) = std::fs::read_to_string(case.join("case.json")) else {
        return Inputs::default();
    };
    let given: Json = serde_json::from_str(&text).unwrap();
    let text = |value: &Json| value.as_str().unwrap().to_owned();
    let values = given["vars"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| Assignment::Value(name.clone(), text(value)));
    let files = given["var_files"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|name| Assignment::File(text(name)));
    Inputs { variables: values.chain(files).collect(), ..Inputs::default() }
}
