//! Suppressions where people write them.

use crate::program::{Folder, Run, task};

/// The findings that are suppressed, as `check resource`, and those that are not.
fn judged(run: &Run, check: &str) -> (Vec<String>, Vec<String>) {
    let report = run.json();
    let findings = report["findings"].as_array().unwrap().iter();
    let (covered, open): (Vec<_>, Vec<_>) = findings
        .filter(|finding| finding["check"].as_str().unwrap().ends_with(check))
        .partition(|finding| !finding["suppression"].is_null());
    let names = |found: Vec<&serde_json::Value>| {
        found.iter().map(|finding| finding["resource"].as_str().unwrap().to_owned()).collect()
    };
    (names(covered), names(open))
}

const SERVICE: &str = "resource \"aws_ecs_service\" \"this\" {\n  name            = \"s\"\n  task_definition = \"x:3\"\n  network_configuration {\n    subnets          = [\"subnet-1\"]\n    assign_public_ip = true\n  }\n}\n";

#[test]
fn a_comment_above_or_in_a_module_call_reaches_into_the_module() {
    let ignore = "# stridelint:ignore[public-ip-assigned] reason=\"a bastion\"\n";
    let other = "module \"other\" {\n  source = \"./other\"\n}\n";
    let calls = [
        format!(
            "{ignore}module \"edge\" {{\n  for_each = toset([\"a\"])\n  source   = \"./svc\"\n}}\n"
        ),
        format!(
            "module \"edge\" {{\n  {ignore}  for_each = toset([\"a\"])\n  source   = \"./svc\"\n}}\n"
        ),
    ];
    for call in calls {
        let folder = Folder::new(&[
            ("main.tf", &format!("{call}{other}")),
            ("svc/main.tf", SERVICE),
            ("other/main.tf", SERVICE),
        ]);
        let run = folder.scan(&["."]);
        let (covered, open) = judged(&run, "public-ip-assigned");
        assert_eq!(covered, ["module.edge[\"a\"].aws_ecs_service.this"], "{call}{}", run.err);
        assert_eq!(open, ["module.other.aws_ecs_service.this"], "{call}");
    }
}

/// A synthesized template: what the CDK writes, on one line.
const SYNTHESIZED: &str = r#"{"Metadata":{TOP},"Resources":{"Fs":{"Type":"AWS::EFS::FileSystem","Metadata":{"aws:cdk:path":"App/Fs/Resource"RES},"Properties":{"Encrypted":false}},"Other":{"Type":"AWS::EFS::FileSystem","Properties":{"Encrypted":false}}}}"#;

#[test]
fn metadata_of_a_synthesized_template_suppresses() {
    let check = "efs-file-system-not-encrypted";
    let entry = format!(r#""stridelint":{{"ignore":[{{"check":"{check}","reason":"scratch"}}]}}"#);
    let scan = |top: &str, resource: &str| {
        let text = SYNTHESIZED.replace("TOP", top).replace("RES", resource);
        judged(&Folder::new(&[("App.template.json", &text)]).scan(&["."]), check)
    };
    let (covered, open) = scan("", &format!(",{entry}"));
    assert_eq!((covered, open), (vec!["Fs".to_owned()], vec!["Other".to_owned()]));
    let (covered, open) = scan(&entry, "");
    assert_eq!((covered.len(), open.len()), (2, 0));
}

#[test]
fn a_near_miss_is_told_with_its_place() {
    let with = |comment: &str| {
        let privileged = format!("      # {comment}\n      privileged = true");
        Folder::new(&[("main.tf", &task("web", &privileged))]).scan(&["."])
    };
    let run = with("stridelint-ignore[privileged-container] reason=\"agent\"");
    assert!(run.err.contains("main.tf:11:7: `stridelint-ignore[...]` is no"), "{}", run.err);
    let run = with("stridelint:ignore[priviledged-container] reason=\"agent\"");
    assert!(run.err.contains("did you mean privileged-container?"), "{}", run.err);
    let run = with("stridelint:ignore[privileged-container] reason=\"agent\"");
    assert_eq!(judged(&run, "privileged-container").1.len(), 0, "{}", run.err);
    let file = task("web", "      privileged = true");
    let whole = format!("# stridelint:ignore-file[container-escape] reason=\"agent\"\n{file}");
    let run = Folder::new(&[("main.tf", &whole)]).scan(&["."]);
    assert_eq!(judged(&run, "privileged-container").1.len(), 0, "{}", run.err);
}
