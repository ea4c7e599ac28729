//! What Terraform refuses is told with its line, and what it accepts is read without a word:
//! snippets with Terraform's own verdicts beside them (`testdata/languages/hcl.json`, which
//! `scripts/language_facts.py` writes anew).

use crate::Case;
use crate::support::repository;
use serde::Deserialize;
use stridelint::source::Problem;
use stridelint::terraform::evaluate;
use stridelint::tree::Tree;
use stridelint::unit::{Format, Inputs, Unit};

#[derive(Deserialize)]
struct Fact {
    name: String,
    file: String,
    text: String,
    /// The line at which Terraform refuses it.
    refused: Option<u32>,
}

/// `hcl::<snippet>`.
pub fn cases() -> Vec<Case> {
    let path = repository::root().join("testdata/languages/hcl.json");
    let facts: Vec<Fact> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert!(facts.len() > 80);
    facts
        .into_iter()
        .map(|fact| Case::new(format!("hcl::{}", fact.name), move || complaints(&fact)))
        .collect()
}

fn complaints(fact: &Fact) -> Vec<String> {
    let problems = problems(fact);
    match fact.refused {
        None => problems.iter().map(|problem| problem.message.clone()).collect(),
        Some(line) => {
            let told = problems
                .iter()
                .any(|problem| problem.at.is_some_and(|position| position.line == line));
            let complaint = || format!("line {line} is refused, told is {problems:?}");
            (!told).then(complaint).into_iter().collect()
        }
    }
}

fn problems(fact: &Fact) -> Vec<Problem> {
    let unit = Unit {
        id: ".".to_owned(),
        format: Format::Terraform,
        root: String::new(),
        example: false,
        called: false,
    };
    let tree = Tree::of_texts(&[(fact.file.as_str(), fact.text.as_str())]);
    evaluate(&tree, &unit, &Inputs::default()).1
}
