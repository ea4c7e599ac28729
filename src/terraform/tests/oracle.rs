//! Cases of our own with Terraform's answers beside them
//! (`testdata/terraform/<case>/expected.json`: what Terraform 1.11 planned for every
//! `terraform_data` instance, `{"$expect": "unknown"}` where it does not know).

use crate::terraform::evaluate;
use crate::tree::{Folder, Limits, Tree};
use crate::unit::{Assignment, Format, Inputs, Unit};
use crate::value::{Data, Value};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use std::path::Path;

fn tree(folder: &Path) -> Tree {
    let files: BTreeSet<String> = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            entry.path().strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/")
        })
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

#[test]
fn terraform_gives_the_same_answers() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/terraform");
    let mut seen = 0;
    for case in std::fs::read_dir(&cases).unwrap() {
        let case = case.unwrap().path();
        let answers: Json =
            serde_json::from_str(&std::fs::read_to_string(case.join("expected.json")).unwrap())
                .unwrap();
        let tree = tree(&case.join("src"));
        let unit = Unit {
            id: ".".to_owned(),
            format: Format::Terraform,
            root: String::new(),
            example: false,
            called: true,
        };
        let (evaluated, problems) = evaluate(&tree, &unit, &inputs(&case));
        assert!(problems.is_empty(), "{}: {problems:?}", case.display());
        let made: BTreeSet<&str> = evaluated
            .resources
            .iter()
            .filter(|resource| resource.source_type == "terraform_data")
            .map(|resource| resource.address.as_str())
            .collect();
        let answers = answers.as_object().unwrap();
        assert_eq!(made, answers.keys().map(String::as_str).collect(), "{}", case.display());
        for resource in
            evaluated.resources.iter().filter(|resource| made.contains(resource.address.as_str()))
        {
            let ours = resource.values.get("input").map_or(Json::Null, plain);
            assert_eq!(
                ours,
                expected(&answers[&resource.address]),
                "{}: {}",
                case.display(),
                resource.address
            );
            seen += 1;
        }
    }
    assert!(seen > 100, "only {seen} answers were compared");
}
