//! Ids come from addresses and survive edits; the same input gives the same bytes.

use super::{SHOP, drawn};
use crate::model::{Detail, dot, mermaid, text};

#[test]
fn moving_and_reformatting_changes_no_id() {
    let one = drawn(&[("main.tf", SHOP)]);
    // Blocks in the other order, over two files.
    let blocks: Vec<&str> = SHOP.split("\nresource ").skip(1).collect();
    let (first, second) = blocks.split_at(blocks.len() / 2);
    let written = |blocks: &[&str]| {
        blocks.iter().rev().map(|block| format!("\n\nresource {block}")).collect::<String>()
    };
    let other = drawn(&[("b.tf", &written(first)), ("a.tf", &written(second))]);
    let ids = |drawn: &super::Drawn| {
        let system = drawn.system();
        let elements = system.elements.iter().map(|own| own.id.clone());
        let boundaries = system.boundaries.iter().map(|own| own.id.clone());
        elements
            .chain(boundaries)
            .chain(system.flows.iter().map(|own| own.id.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&one), ids(&other));
    // A default that changes is no other thing.
    let other = drawn(&[(
        "main.tf",
        &SHOP
            .replace("nginx:1", "nginx:2")
            .replace("name                   = \"web\"", "name = \"shop\""),
    )]);
    assert_eq!(ids(&one), ids(&other));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let (one, other) = (drawn(&[("main.tf", SHOP)]), drawn(&[("main.tf", SHOP)]));
    let json = |drawn: &super::Drawn| serde_json::to_string_pretty(&drawn.0).unwrap();
    assert_eq!(json(&one), json(&other));
    for detail in [Detail::Auto, Detail::Full, Detail::Services] {
        assert_eq!(mermaid::write(&one.0, detail), mermaid::write(&other.0, detail));
        assert_eq!(dot::write(&one.0, detail), dot::write(&other.0, detail));
    }
    assert_eq!(text::write(&one.0), text::write(&other.0));
}

#[test]
fn ends_of_flows_are_elements_and_everything_has_its_evidence() {
    let one = drawn(&[("main.tf", SHOP)]);
    let system = one.system();
    for flow in &system.flows {
        for end in [&flow.from, &flow.to] {
            assert!(system.elements.iter().any(|own| own.id == *end), "{end} of {}", flow.id);
        }
        let seed = matches!(flow.kind, "api" | "control" | "schedule" | "credentials");
        assert!(seed || !flow.evidence.is_empty(), "{}", flow.id);
    }
    for own in &system.elements {
        let place = own.boundary.as_deref().unwrap_or_default();
        assert!(
            system.boundaries.iter().any(|boundary| boundary.id == place),
            "{place} of {}",
            own.id
        );
        assert!(own.address.is_none() || !own.evidence.is_empty(), "{}", own.id);
    }
}
