//! Small systems whose flows were derived by hand (`testdata/model/oracles`).

use super::drawn;
use crate::model::v1::Certainty;

#[test]
fn the_flows_of_small_systems_are_those_that_a_person_derived() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/model/oracles");
    let mut seen = 0;
    for entry in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.extension().is_none_or(|ending| ending != "flows") {
            continue;
        }
        let code = path.with_extension("yaml");
        let name = code.file_name().unwrap().to_string_lossy().into_owned();
        let own = drawn(&[(&name, &std::fs::read_to_string(&code).unwrap())]);
        let word = |value: serde_json::Value| match value {
            serde_json::Value::String(text) => text,
            serde_json::Value::Null => "-".to_owned(),
            other => other.to_string(),
        };
        let flows = own.system().flows.iter().filter(|flow| {
            !matches!(flow.rule, "R1" | "R3") && flow.certainty != Certainty::Blocked
        });
        let mut told: Vec<String> = flows
            .map(|flow| {
                let flow = serde_json::to_value(flow).unwrap();
                ["rule", "from", "to", "protocol", "port", "encrypted", "certainty"]
                    .map(|key| word(flow[key].clone()))
                    .join(" ")
            })
            .collect();
        told.sort();
        let expected = std::fs::read_to_string(&path).unwrap();
        assert_eq!(told, expected.lines().collect::<Vec<_>>(), "{name}");
        seen += 1;
    }
    assert!(seen >= 3, "{seen} systems");
}
