//! Which runs are made of what may or may not exist.

use super::given::{lines, privileged, task};
use crate::document::Document;
use crate::policy::judge::prepared;
use crate::policy::metadata::Check;
use crate::policy::narrow::cover;
use crate::policy::worlds::{Assignment, Kind, Reach, Survey, Worlds};
use crate::value::Reference;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const WEB: &str = "aws_ecs_task_definition.web";

fn bad(name: &str) -> Value {
    json!({"name": name, "privileged": true})
}

/// The runs that are made first, and how many there are.
fn first(values: Value) -> (Vec<usize>, usize) {
    let document = task(values);
    let survey = Survey::of(&document, &BTreeSet::from(["ecs.task_definition"]));
    let runs = Assignment::all(&survey.conditions);
    (cover(&document, &survey, &runs), runs.len())
}

#[test]
fn few_runs_have_everything_that_may_exist() {
    let present: Vec<Value> = ["var.a", "var.b", "var.c"]
        .iter()
        .map(|condition| json!({"$if": condition, "then": bad("a")}))
        .collect();
    assert_eq!(first(json!({"containers": present})), (vec![0], 8));
    let either: Vec<Value> = ["var.a", "var.b", "var.c"]
        .iter()
        .map(|condition| json!({"$if": condition, "then": bad("a"), "else": bad("b")}))
        .collect();
    assert_eq!(first(json!({"containers": either})), (vec![0, 7], 8));
    let nested = json!({"$if": "var.a", "then": {"$if": "var.b", "else": bad("a")}});
    assert_eq!(first(json!({"containers": [nested]})), (vec![0, 2], 4));
    let scalar = json!({"name": "a", "privileged": {"$if": "var.a", "then": true, "else": false}});
    assert_eq!(first(json!({"containers": [scalar]})), (vec![0], 2));
    assert_eq!(first(json!({"containers": [bad("a")]})), (vec![0], 1));
}

#[test]
fn what_exists_in_one_run_only_is_found() {
    let nested = json!({"$if": "var.a", "then": {"$if": "var.b", "else": bad("a")}});
    assert_eq!(
        lines(&privileged(), &task(json!({"containers": [{"name": "web"}, nested]}))),
        [format!(
            "reported {WEB}/containers/1/$either/0/privileged when var.a is true and var.b is false"
        )]
    );
}

/// A digest of a world is of what policies see: the unit's id is no part of it.
#[test]
fn a_digest_tells_worlds_apart_and_copies_not() {
    let set = privileged();
    let checks: Vec<&Check> = set.checks().collect();
    let sum = |document: &Document| {
        let (_, survey, union) = prepared(document, &checks, &set.unions);
        let mut worlds = Worlds::new(document, &survey, &union, set.settings_datum());
        let run = &Assignment::all(&survey.conditions)[0];
        worlds.world(Kind::Favourable, run);
        // Whichever world was made before.
        worlds.world(Kind::Absent, run).sum()
    };
    let document = task(json!({"containers": [{"name": "a", "privileged": {"$unknown": "x"}}]}));
    let first = sum(&document);
    let copy = Document { unit: "elsewhere".to_owned(), ..document.clone() };
    assert_eq!(first, sum(&copy));
    let library = Document { deployable: !document.deployable, ..document.clone() };
    assert_ne!(first, sum(&library));
    assert_ne!(first, sum(&task(json!({"containers": [{"name": "b"}]}))));
}

/// A run that differs in what a check does not see is the same for it.
#[test]
fn a_check_sees_what_its_types_depend_on() {
    let set = privileged();
    let check = set.checks().next().unwrap();
    let mut document = task(json!({"containers": [
        {"name": "a", "privileged": {"$if": "var.a", "then": true, "else": false}}
    ]}));
    let other = task(json!({"x": {"$if": "var.b", "then": 1, "else": 2}}));
    for (id, mut node) in other.resources {
        let id = format!("{id}-other");
        (node.id, node.ty) = (id.clone(), "s3.bucket".to_owned());
        document.resources.insert(id, node);
    }
    let read = BTreeSet::from(["ecs.task_definition", "s3.bucket"]);
    let survey = Survey::of(&document, &read);
    let runs = Assignment::all(&survey.conditions);
    let reach = Reach::of(&document, &survey);
    let seen: Vec<Assignment> = runs.iter().map(|run| reach.within(check, run)).collect();
    assert_eq!(seen.len(), 4);
    for (one, other) in [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)] {
        let alike = runs[one].holds("var.a") == runs[other].holds("var.a");
        assert_eq!(seen[one] == seen[other], alike, "{one} {other}");
    }
    // What names the task definition may be told by its facts.
    let reference = Reference { to: WEB.into(), attribute: "arn".into() };
    let node = document.resources.get_mut(&format!("{WEB}-other")).unwrap();
    node.values.refs = Some(vec![reference].into());
    let reach = Reach::of(&document, &survey);
    assert!(runs.iter().all(|run| reach.within(check, run) == *run));
}
