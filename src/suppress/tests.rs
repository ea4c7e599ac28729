use super::*;
use crate::finding::{Certainty, Location, Severity};
use crate::policy::{PolicyFile, PolicySet};
use std::sync::Arc;

fn file(path: &str, text: &str) -> SourceFile {
    SourceFile::new(path.to_owned(), text.to_owned())
}

fn finding(check: &str, file: &str, line: u32) -> Finding {
    let at = |column| Position { line, column, byte_column: column };
    Finding {
        repository: String::new(),
        unit: ".".into(),
        location: Location { file: file.into(), start: at(1), end: at(5) },
        check: check.into(),
        resource: "aws_ecs_task_definition.web[0]".into(),
        resource_type: "ecs.task_definition".into(),
        source_type: "aws_ecs_task_definition".into(),
        path: String::new(),
        severity: Severity::High,
        certainty: Certainty::Reported,
        message: "m".into(),
        subject: Some("web".into()),
        condition: None,
        variants: Vec::new(),
        unknown: None,
        related: Vec::new(),
        snippet: None,
        example: false,
        format: "terraform",
        fingerprint: "f".into(),
        identity: String::new(),
        suppression: None,
        instances: Vec::new(),
    }
}

/// A set with the checks `t.c` and `t.other`.
fn set() -> PolicySet {
    let rule = |name: &str| {
        let custom = "# custom:\n#   severity: high\n#   message: m\n#   reads: {a.b: {}}\n#   remediation: {terraform: x}\n#   cwe: []\n";
        format!(
            "# METADATA\n# title: T\n# description: D\n{custom}{name} contains finding if {{\n\tfinding := {{\"resource\": \"r\", \"path\": []}}\n}}\n\n"
        )
    };
    let package = "# METADATA\n# title: T\n# description: D\n# custom:\n#   stride: spoofing\n#   threat: t\npackage stride.spoofing.t\n\n";
    let text = format!("{package}{}{}", rule("c"), rule("other"));
    let file = PolicyFile {
        path: "spoofing/t.rego".into(),
        name: "spoofing/t.rego".into(),
        text,
        bundled: false,
    };
    PolicySet::load(&[file], &serde_json::Map::new())
        .map(|(set, _)| set)
        .unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn selected() -> BTreeSet<String> {
    BTreeSet::from(["t.c".to_owned(), "t.other".to_owned()])
}

fn run(path: &str, text: &str, check: &str, line: u32, today: &str) -> (bool, Vec<String>) {
    let mut findings = vec![finding(check, path, line)];
    let files = BTreeMap::from([(path.to_owned(), Arc::new(file(path, text)))]);
    let told = by_comments(
        &mut findings,
        &files,
        &View { set: &set(), selected: &selected(), today, whole: true },
    )
    .into_iter()
    .map(|problem| problem.message)
    .collect();
    (findings[0].suppression.is_some(), told)
}

const HCL: &str = "resource \"a\" \"b\" {\n  x = 1 # stridelint:ignore[t.c] reason=\"known\"\n  # stridelint:ignore[t] until=2026-12-31 reason=\"until the rewrite\"\n  y {\n    z = \"}\"\n    w = 1\n  }\n  v = 2\n}\n";

#[test]
fn a_comment_covers_its_line_and_the_block_below_it() {
    assert!(run("m.tf", HCL, "t.c", 2, "2026-11-22").0);
    assert!(!run("m.tf", HCL, "t.other", 2, "2026-11-22").0);
    assert!(
        run("m.tf", HCL, "t.other", 6, "2026-11-22").0,
        "a threat's id covers its checks, and the whole block"
    );
    assert!(!run("m.tf", HCL, "t.other", 8, "2026-11-22").0);
    assert!(!run("m.tf", HCL, "t2.other", 6, "2026-11-22").0);
}

#[test]
fn expired_unused_and_groundless_suppressions_are_told() {
    let (covered, told) = run("m.tf", HCL, "t.other", 6, "2027-01-01");
    assert!(!covered);
    assert!(told.iter().any(|text| text.contains("expired on 2026-12-31")), "{told:?}");
    assert!(told.iter().any(|text| text.contains("t.c covers no finding")), "{told:?}");
    let (covered, told) = run("m.tf", "a = 1 # stridelint:ignore[t.c]\n", "t.c", 1, "2026-11-22");
    assert!(!covered && told[0].contains("no reason"), "{told:?}");
    let (covered, told) =
        run("m.tf", "a = 1 # stridelint:ignore reason=\"x\"\n", "t.c", 1, "2026-11-22");
    assert!(!covered && told[0].contains("names no check"), "{told:?}");
    let (covered, told) = run(
        "m.tf",
        "a = 1 # stridelint:ignore[t.c] until=soon reason=\"x\"\n",
        "t.c",
        1,
        "2026-11-22",
    );
    assert!(!covered && told[0].contains("no date"), "{told:?}");
}

#[test]
fn an_id_that_is_none_is_told() {
    let (_, told) = run(
        "m.tf",
        "a = 1 # stridelint:ignore[nothing.here] reason=\"x\"\n",
        "t.c",
        1,
        "2026-11-22",
    );
    assert!(told[0].contains("names no check"), "{told:?}");
}

#[test]
fn yaml_goes_by_indentation() {
    let text = "Resources:\n  # stridelint:ignore[t.c] reason=\"ok\"\n  Task:\n    Type: X\n    Properties:\n      A: 1\n  Other:\n    Type: Y\n";
    assert!(run("t.yaml", text, "t.c", 6, "2026-11-22").0);
    assert!(!run("t.yaml", text, "t.c", 8, "2026-11-22").0);
}

#[test]
fn ignore_entries_match_path_resource_and_name() {
    let entry = |path: &str, resource: &str, name: &str| Ignore {
        check: "t".into(),
        path: path.into(),
        resource: resource.into(),
        name: name.into(),
        until: None,
        reason: "r".into(),
    };
    let covered = |ignore: Ignore, prefix: &str| {
        let mut findings = vec![finding("t.c", "infra/a/task.json", 3)];
        let config = Config { ignore: vec![ignore], ..Config::default() };
        let view = View { set: &set(), selected: &selected(), today: "2026-11-22", whole: true };
        by_config(&mut findings, &config, prefix, &view).unwrap();
        findings[0].suppression.is_some()
    };
    assert!(covered(entry("infra/**/*.json", "", ""), ""));
    assert!(covered(entry("a/*.json", "aws_ecs_task_definition.web[0]", "web"), "infra"));
    assert!(!covered(entry("*.json", "", ""), ""));
    assert!(!covered(entry("", "*.other", ""), ""));
    assert!(!covered(entry("", "", "db"), ""));
}
