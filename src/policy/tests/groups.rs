//! Which checks share an adverse world.

use super::given::{load, rule, task};
use crate::document::Document;
use crate::policy::metadata::Check;
use crate::policy::worlds::{Survey, groups};
use serde_json::json;
use std::collections::BTreeSet;

/// The checks that are put together, by their rules.
fn together(document: &Document, reads: &[(&str, &str)], alone: &str) -> Vec<Vec<String>> {
    let rules: Vec<String> = reads
        .iter()
        .map(|(name, reads)| {
            let custom = format!("severity: low\nmessage: it is bad\nreads: {{{reads}}}");
            rule(name, &custom, "\tfinding := result.at(input.resources.x, [])")
        })
        .collect();
    let set = load(&rules.concat()).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let checks: Vec<&Check> =
        reads.iter().map(|(name, _)| set.check(&format!("threat.{name}")).unwrap()).collect();
    let read = checks.iter().flat_map(|check| check.reads.keys().map(String::as_str));
    let read: BTreeSet<&str> = read.collect();
    let survey = Survey::of(document, &read);
    let groups = groups(document, &survey, &checks, &|check| name(check) != alone);
    let names =
        |group: Vec<&Check>| group.into_iter().map(|check| name(check).to_owned()).collect();
    groups.into_iter().map(names).collect()
}

/// What a check is called in its threat.
fn name(check: &Check) -> &str {
    check.id.rsplit('.').next().unwrap_or_default()
}

/// A task definition of which two attributes are not known, and a resource of each type of which one
/// is not.
fn unknown(types: &[&str]) -> Document {
    let open = json!({"$unknown": "it is not known"});
    let mut document = task(json!({"containers": [
        {"name": "web", "privileged": open, "user": open}
    ]}));
    for ty in types {
        for (_, mut node) in task(json!({"x": open})).resources {
            (node.id, node.ty) = ((*ty).to_owned(), (*ty).to_owned());
            document.resources.insert(node.id.clone(), node);
        }
    }
    document
}

const PRIVILEGED: &str = "ecs.task_definition: {\"containers[].privileged\": true}";
const USER: &str = "ecs.task_definition: {\"containers[].user\": root}";

#[test]
fn checks_that_see_the_same_share_a_world() {
    let document = unknown(&["s3.bucket"]);
    let bucket = "s3.bucket: {x: bad}";
    let both = format!("{PRIVILEGED}, {bucket}");
    let reads = [("a", PRIVILEGED), ("b", PRIVILEGED), ("c", bucket), ("d", both.as_str())];
    assert_eq!(together(&document, &reads, ""), [["a", "b", "c", "d"]]);
    // Another value of the same, or of something else of the same type, is another world.
    let quiet = "ecs.task_definition: {\"containers[].privileged\": false}";
    let reads = [("a", PRIVILEGED), ("b", USER), ("c", bucket), ("d", quiet)];
    assert_eq!(together(&document, &reads, ""), [vec!["a", "c"], vec!["b"], vec!["d"]]);
}

#[test]
fn nobody_joins_a_check_that_may_see_anything() {
    let document = unknown(&["s3.bucket"]);
    let reads = [("a", "s3.bucket: {x: bad}"), ("b", PRIVILEGED), ("c", "s3.bucket: {x: bad}")];
    assert_eq!(together(&document, &reads, "a"), [vec!["a"], vec!["b", "c"]]);
    assert_eq!(together(&document, &reads, "c"), [vec!["a", "b"], vec!["c"]]);
}

#[test]
fn what_facts_tell_of_is_seen_too() {
    let document = unknown(&["ecs.service", "ecs.cluster"]);
    let reads = [("a", "ecs.service: {x: bad}"), ("b", "ecs.cluster: {x: bad}")];
    assert_eq!(together(&document, &reads, ""), [["a"], ["b"]]);
    let reads = [("a", "ecs.cluster: {x: bad}"), ("b", PRIVILEGED)];
    assert_eq!(together(&document, &reads, ""), [["a"], ["b"]]);
}
