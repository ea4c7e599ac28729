use super::*;
use crate::finding::{Certainty, Location, Related, RelatedKind, Severity};
use crate::policy::{PolicyFile, PolicySet};
use std::sync::Arc;

fn file(path: &str, text: &str) -> crate::source::SourceFile {
    crate::source::SourceFile::new(path.to_owned(), text.to_owned())
}

fn finding(check: &str, file: &str, line: u32) -> Finding {
    let at = |column| Position { line, column, byte_column: column };
    Finding {
        repository: String::new(),
        unit: ".".into(),
        location: Location { file: file.into(), start: at(1), end: at(5) },
        check: check.into(),
        resource: "aws_ecs_task_definition.web[0]".into(),
        written_in: None,
        display: None,
        resource_type: "ecs.task_definition".into(),
        source_type: "aws_ecs_task_definition".into(),
        path: String::new(),
        missing: false,
        severity: Severity::High,
        certainty: Certainty::Reported,
        message: "m".into(),
        subject: Some("web".into()),
        condition: None,
        variants: Vec::new(),
        unknown: None,
        open: None,
        related: Vec::new(),
        snippet: None,
        example: false,
        format: "terraform",
        case: None,
        fingerprint: "f".into(),
        identity: String::new(),
        suppression: None,
        instances: Vec::new(),
        set_by: None,
        absorbed: Vec::new(),
        fix: None,
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
        text: text.into(),
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
    let told = by_source(
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
    assert!(!covered && told[0].contains("not a date"), "{told:?}");
}

#[test]
fn an_id_that_is_none_is_told_with_the_nearest() {
    let told = |id: &str| {
        let text = format!("a = 1 # stridelint:ignore[{id}] reason=\"x\"\n");
        run("m.tf", &text, "t.c", 1, "2026-11-22").1
    };
    assert_eq!(told("nothing.here"), ["unknown check nothing.here in this suppression"]);
    assert_eq!(told("t.othr"), ["unknown check t.othr in this suppression; did you mean t.other?"]);
}

#[test]
fn ids_mean_what_they_mean_everywhere_else() {
    for id in ["t.other", "other", "t", "spoofing", "all"] {
        let text = format!("a = 1 # stridelint:ignore[{id}] reason=\"x\"\n");
        let (covered, told) = run("m.tf", &text, "t.other", 1, "2026-11-22");
        assert!(covered && told.is_empty(), "{id}: {told:?}");
    }
}

#[test]
fn what_nearly_is_a_suppression_is_told() {
    let near = [
        "# stridelint: ignore[t.c] reason=\"x\"",
        "# stridelint-ignore[t.c] reason=\"x\"",
        "#stridelint ignore t.c",
        "// StrideLint:ignore[t.c] reason=\"x\"",
        "# stride-lint:ignore[t.c] reason=\"x\"",
        "# strideline:ignore[t.c] reason=\"x\"",
        "# stridelint:disable=t.c",
        "# stridelint:skip=t.c:no",
        "/* stridelint:ingore[t.c] reason=\"x\" */",
        "# stridelint:ignore=t.c",
        "# stridelint:ignore t.c reason=\"x\"",
        "# stridelint:ignore-next-line[t.c] reason=\"x\"",
        "# stridelint:ignores[t.c] reason=\"x\"",
        "# stridelint:ignore_file[t.c] reason=\"x\"",
    ];
    for comment in near {
        let (covered, told) = run("m.tf", &format!("{comment}\na = 1\n"), "t.c", 2, "2026-11-22");
        assert!(!covered, "{comment}");
        assert!(told.len() == 1 && told[0].contains("ignored: write"), "{comment}: {told:?}");
    }
    let others = [
        "# tflint-ignore: aws_instance_invalid_type",
        "# cfn-lint:ignore[E3001]",
        "# stylelint-disable",
        "# yamllint disable",
        "# tfsec:ignore:aws-s3-enable-versioning",
        "# checked by stridelint in CI",
        "# stridelint finds this: the agent needs it",
        "# how stridelint:ignore works is in the wiki",
    ];
    for comment in others {
        let told = run("m.tf", &format!("{comment}\na = 1\n"), "t.c", 2, "2026-11-22").1;
        assert!(told.is_empty(), "{comment}: {told:?}");
    }
    let json = "{\"a\": {\"//\": \"stridelint:ignore[t.c] reason='x'\", \"b\": 1}}\n";
    let told = run("m.tf.json", json, "t.c", 1, "2026-11-22").1;
    assert!(told[0].contains("a string is not a comment"), "{told:?}");
}

#[test]
fn a_comment_may_follow_another_programs() {
    let text = "a = 1 # tfsec:ignore:x stridelint:ignore[t.c] reason=\"known\"\n";
    assert!(run("m.tf", text, "t.c", 1, "2026-11-22").0);
    let text = "/*\n * stridelint:ignore[t.c] reason=\"known\"\n */\na = 1\n";
    assert!(run("m.tf", text, "t.c", 4, "2026-11-22").0);
}

#[test]
fn a_comment_for_a_file_covers_all_of_it() {
    let text = "# stridelint:ignore-file[t.c] reason=\"generated\"\na = 1\nb = {\n  c = 1\n}\n";
    for line in [2, 4] {
        assert!(run("m.tf", text, "t.c", line, "2026-11-22").0);
    }
    assert!(!run("m.tf", text, "t.other", 4, "2026-11-22").0);
}

/// Of findings at these lines those that a text covers.
fn covered(path: &str, text: &str, lines: &[u32]) -> Vec<u32> {
    let at = |line: &u32| {
        let mut found = finding("t.c", path, *line);
        found.location.start.column = 3;
        found
    };
    let mut findings: Vec<Finding> = lines.iter().map(at).collect();
    let files = BTreeMap::from([(path.to_owned(), Arc::new(file(path, text)))]);
    let (set, selected) = (set(), selected());
    let view = View { set: &set, selected: &selected, today: "2026-11-22", whole: true };
    by_source(&mut findings, &files, &view);
    let covered = findings.iter().filter(|finding| finding.suppression.is_some());
    covered.map(|finding| finding.location.start.line).collect()
}

#[test]
fn the_first_line_of_a_block_is_for_the_block_where_the_next_has_nothing() {
    let block =
        "b {\n  # stridelint:ignore[t.c] reason=\"x\"\n  y = 1\n  z = 1\n  w = 1\n}\nv = 1\n";
    assert_eq!(covered("m.tf", block, &[3, 4, 7]), [3], "the next line has its own");
    assert_eq!(covered("m.tf", block, &[1, 5, 7]), [1, 5]);
    // What begins a block of its own is what the comment is about.
    let nested = block.replace("y = 1\n", "y = {}\n").replace("{}", "{\n  }");
    assert!(covered("m.tf", &nested, &[1, 6]).is_empty());
    let list = "a = f([{ # the agent\n    # stridelint:ignore[t.c] reason=\"x\"\n    y = 1\n    w = 1\n  }, {\n    w = 1\n}])\n";
    assert_eq!(covered("m.tf", list, &[4, 6]), [4]);
    // What a resource lacks is no business of a comment above one of its attributes; an empty line
    // makes it one for the block.
    let above =
        "resource \"a\" \"b\" {\n  # stridelint:ignore[t.c] reason=\"x\"\n  y = 1\n  w = 1\n}\n";
    assert!(covered("m.tf", above, &[1]).is_empty());
    assert_eq!(covered("m.tf", above, &[1, 4]), [4]);
    let (_, told) = run("m.tf", above, "t.c", 1, "2026-11-22");
    assert!(told[0].contains("at its header in line 1"), "{told:?}");
    let apart = above.replace("\n  y = 1", "\n\n  y = 1");
    assert_eq!(covered("m.tf", &apart, &[1, 5]), [1, 5]);
    let yaml = "Web:\n  # stridelint:ignore[t.c] reason=\"x\"\n  Type: X\n  Properties:\n    A: 1\nOther:\n  Type: Y\n";
    assert_eq!(covered("t.yaml", yaml, &[1, 5, 7]), [1, 5]);
}

#[test]
fn what_a_finding_concerns_besides_is_not_where_it_stands() {
    let text = "# stridelint:ignore[t.c] reason=\"x\"\na = 1\nb = 1\n";
    let files = BTreeMap::from([("m.tf".to_owned(), Arc::new(file("m.tf", text)))]);
    let kinds = [
        (RelatedKind::Step, true),
        (RelatedKind::Declaration, true),
        (RelatedKind::Call, true),
        (RelatedKind::Concern, false),
    ];
    for (kind, covers) in kinds {
        let mut found = finding("t.c", "m.tf", 3);
        let location = Location { start: Position::start_of(2), ..found.location.clone() };
        found.related =
            vec![Related { location, message: "concerns it in words".to_owned(), kind }];
        let mut findings = [found];
        let (set, selected) = (set(), selected());
        let view = View { set: &set, selected: &selected, today: "2026-11-22", whole: true };
        by_source(&mut findings, &files, &view);
        assert_eq!(findings[0].suppression.is_some(), covers, "{kind:?}");
    }
}

/// A template with metadata at its top and on a resource.
fn template(top: &str, resource: &str) -> String {
    format!(
        "Metadata:\n  a: {{}}\n{top}Resources:\n  Web:\n    Type: A::B::C\n    Metadata:\n      b: {{}}\n{resource}    Properties:\n      A: 1\n  Other:\n    Type: A::B::C\n"
    )
}

#[test]
fn metadata_covers_its_resource_or_all_of_a_template() {
    let entry = "stridelint: {ignore: [{check: c, reason: known, until: 2026-12-31}]}\n";
    let on_resource = template("", &format!("      {entry}"));
    assert_eq!(covered("t.yaml", &on_resource, &[4, 10, 12]), [4, 10]);
    let at_the_top = template(&format!("  {entry}"), "");
    assert_eq!(covered("t.yaml", &at_the_top, &[5, 10, 12]), [5, 10, 12]);
    let json = "{\"Resources\": {\n\"A\": {\"Type\": \"A::B::C\", \"Metadata\": {\"stridelint\": {\"ignore\": [{\"check\": \"t.c\", \"reason\": \"known\"}]}},\n\"Properties\": {}},\n\"B\": {\"Type\": \"A::B::C\"}}}\n";
    assert_eq!(covered("t.json", json, &[3, 4]), [3]);
    let looped = "Resources:\n  Fn::ForEach::N:\n    - I\n    - [a, b]\n    - Web${I}:\n        Type: A::B::C\n        Metadata: {stridelint: {ignore: [{check: c, reason: known}]}}\n  B:\n    Type: A::B::C\n";
    assert_eq!(covered("t.yaml", looped, &[6, 9]), [6]);
}

#[test]
fn metadata_that_cannot_hold_is_told() {
    for (written, why) in [
        ("stridelint: {ignore: [{check: c}]}", "gives no reason"),
        ("stridelint: {ignore: [{reason: x}]}", "names no check"),
        ("stridelint: {ignore: [{check: c, reason: x, until: soon}]}", "not a date"),
        (
            "stridelint: {ignore: [{check: c, reason: x, untill: 2026-12-31}]}",
            "did you mean `until`",
        ),
        ("stridelint: {ignore: [{check: [c], reason: x}]}", "`check` is not a string"),
        ("stridelint: {ignore: {check: c, reason: x}}", "a list of"),
        ("stridelint: {ignore: [c]}", "write {check"),
        ("stridelint: {ignored: [{check: c, reason: x}]}", "write `ignore`"),
        ("stridelint: [c]", "write stridelint: {ignore"),
        ("StrideLint: {ignore: [{check: c, reason: x}]}", "write `stridelint`"),
        ("stride-lint: {ignore: [{check: c, reason: x}]}", "write `stridelint`"),
        ("stridelint: {ignore: [{check: cc, reason: x}]}", "unknown check cc"),
    ] {
        let text = template("", &format!("      {written}\n"));
        let (covered, told) = run("t.yaml", &text, "t.c", 10, "2026-11-22");
        assert!(!covered && told.len() == 1 && told[0].contains(why), "{written}: {told:?}");
    }
    let past = "stridelint: {ignore: [{check: c, reason: x, until: 2026-01-01}]}";
    let (covered, told) =
        run("t.yaml", &template("", &format!("      {past}\n")), "t.c", 10, "2026-11-22");
    assert!(!covered && told[0].contains("expired on 2026-01-01"), "{told:?}");
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
