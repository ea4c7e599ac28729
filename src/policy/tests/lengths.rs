//! Sentences that would be too long.

use super::given::{document, load, outcomes, rule};
use serde_json::json;

/// What is said of a service at an address.
fn said(message: &str, address: &str) -> String {
    let set = load(&rule(
        "said",
        &format!("severity: low\nmessage: \"{message}\"\nreads: {{ecs.service: {{kind: bad}}}}"),
        "\tsome id in input.by_type[\"ecs.service\"]\n\tfinding := result.at(input.resources[id], [\"kind\"])",
    ))
    .unwrap();
    let found = outcomes(&set, &document(&[(address, "ecs.service", json!({"kind": "bad"}))]));
    found[0].message.clone()
}

#[test]
fn a_long_sentence_loses_modules_then_what_follows_then_the_ends_of_names() {
    let modules = "module.one.module.two[\"eu.west-1\"].module.three_with_a_long_name.";
    let long = "so anybody on the way reads and changes what it sends to anybody else";
    let message = format!("service {{resource}} sends in the clear, {long}");
    let short = "aws_ecs_service.web";
    assert_eq!(said(&message, short), format!("service `{short}` sends in the clear, {long}"));
    assert_eq!(
        said(&message, &format!("{modules}{short}")),
        format!("service `{short}` sends in the clear, {long}")
    );
    let name = format!("aws_ecs_service.{}", "w".repeat(60));
    assert_eq!(said(&message, &name), format!("service `{name}` sends in the clear"));
    let name = format!("aws_ecs_service.{}", "w".repeat(160));
    assert_eq!(
        said(&message, &name),
        format!("service `aws_ecs_service.wwwwwwwwwwwwwwww…` sends in the clear, {long}")
    );
}
