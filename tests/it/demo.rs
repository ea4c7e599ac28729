//! The bundled demo, as a new user runs it: what is found, and that each finding's place holds the
//! offending words.

use serde_json::Value;
use std::path::Path;
use std::process::Command;

fn scan(arguments: &[&str]) -> (Value, i32) {
    let output = Command::new(env!("CARGO_BIN_EXE_stridelint"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["scan", "testdata/demo", "--format", "json", "--no-config"])
        .args(arguments)
        .output()
        .unwrap();
    let report = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    (report, output.status.code().unwrap())
}

/// The text at a finding's place.
fn text_at(location: &Value) -> String {
    let file = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join(location["file"].as_str().unwrap()),
    )
    .unwrap();
    let at = |point: &Value| {
        (
            point["line"].as_u64().unwrap() as usize - 1,
            point["column"].as_u64().unwrap() as usize - 1,
        )
    };
    let ((first, from), (last, to)) = (at(&location["start"]), at(&location["end"]));
    let lines: Vec<&str> = file.lines().collect();
    if first == last {
        return lines[first].chars().skip(from).take(to - from).collect();
    }
    lines[first..=last].join("\n")
}

#[test]
fn each_finding_stands_on_the_words_to_change() {
    let (report, status) = scan(&[]);
    assert_eq!(status, 1);
    // check, file, text at the place
    let expected = [
        ("container-escape.privileged-container", "testdata/demo/shop/variables.tf", "true"),
        (
            "container-escape.privileged-container",
            "testdata/demo/reports/task-definition.json",
            "true",
        ),
        (
            "sensitive-env-var-logging.secret-named-environment",
            "testdata/demo/shop/main.tf",
            "\"wolkenkuckucksheim\"",
        ),
        (
            "sensitive-env-var-logging.secret-named-environment",
            "testdata/demo/reports/task-definition.json",
            "\"correct-horse-battery\"",
        ),
        (
            "sensitive-env-var-logging.secret-flows-into-environment",
            "testdata/demo/shop/main.tf",
            "var.admin_password",
        ),
        (
            "sensitive-env-var-logging.secret-flows-into-environment",
            "testdata/demo/payments/template.yaml",
            "!Ref ProviderToken",
        ),
        (
            "cross-task-privilege-escalation.host-network-mode",
            "testdata/demo/payments/template.yaml",
            "host",
        ),
        ("vulnerable-application-code.public-ip-assigned", "testdata/demo/shop/main.tf", "true"),
        (
            "container-image-tampering.latest-image-tag",
            "testdata/demo/shop/main.tf",
            "\"nginx:latest\"",
        ),
    ];
    let findings = report["findings"].as_array().unwrap();
    for (check, file, text) in expected {
        assert!(
            findings.iter().any(|finding| {
                finding["check"] == check
                    && finding["location"]["file"] == file
                    && text_at(&finding["location"]) == text
            }),
            "{check} is not reported on {text} in {file}"
        );
    }
    let printed = report.to_string();
    for secret in ["wolkenkuckucksheim", "correct-horse-battery"] {
        assert!(!printed.contains(secret), "the report prints a secret");
    }
}

#[test]
fn what_depends_on_a_parameter_without_default_is_undecided() {
    let (report, _) = scan(&["--undecided"]);
    let undecided: Vec<&Value> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["certainty"] == "undecided")
        .collect();
    let readonly = undecided
        .iter()
        .find(|finding| finding["check"] == "task-definition-tampering.writable-root-filesystem");
    let readonly = readonly
        .expect("the condition IsProduction is not known, so the root file system is undecided");
    assert!(readonly["unknown"].as_str().unwrap().contains("Stage"), "{readonly}");
    let (quiet, _) = scan(&[]);
    assert!(
        quiet["findings"]
            .as_array()
            .unwrap()
            .iter()
            .all(|finding| finding["certainty"] == "reported")
    );
}
