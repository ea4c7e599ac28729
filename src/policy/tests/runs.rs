//! Which runs are made of what may or may not exist.

use super::given::{lines, privileged, task};
use crate::policy::narrow::cover;
use crate::policy::worlds::{Assignment, Survey};
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
