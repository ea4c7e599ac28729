//! What the loader accepts and refuses, and what of the engine it relies on.

use super::given::*;
use crate::policy::{PolicySet, bundled};
use serde_json::{Map, json};

const BODY: &str = "\tsome id, resource in input.resources\n\tfinding := result.at(resource, [])";
const CUSTOM: &str = "severity: low\nmessage: bad\nreads: {vpc: {}}";

fn refused(rules: &str, sentence: &str) {
    let problems = load(rules).err().unwrap_or_else(|| panic!("was loaded: {rules}"));
    assert!(
        problems.iter().any(|problem| problem.message.contains(sentence) && problem.at.is_some()),
        "{problems:#?}"
    );
}

#[test]
fn the_bundled_policies_load() {
    let set = PolicySet::bundled().unwrap_or_else(|problems| panic!("{problems:#?}"));
    assert!(set.checks().count() >= 10);
    assert!(set.settings().contains_key("web_ports"));
    for check in set.checks() {
        assert_eq!(set.check(&check.id).unwrap().line, check.line);
        assert!(set.threat(&check.threat).is_some());
    }
}

#[test]
fn metadata_is_validated_with_its_line() {
    assert!(load(&rule("fine", CUSTOM, BODY)).is_ok());
    refused(
        &rule("x", "severity: low\nmessage: bad\nreads: {vpc: {}}\nseverty: high", BODY),
        "severty",
    );
    refused(&rule("x", "severity: severe\nmessage: bad\nreads: {vpc: {}}", BODY), "severe");
    refused(&rule("x", "severity: low\nreads: {vpc: {}}", BODY), "custom.message");
    refused(&rule("x", "severity: low\nmessage: bad", BODY), "custom.reads");
    refused(&rule("x", "severity: low\nmessage: \"{nam}\"\nreads: {vpc: {}}", BODY), "{nam}");
    refused(&rule("x", "severity: low\nmessage: bad\nreads: {vpc: {\"a[0]\": 1}}", BODY), "a[0]");
    refused(
        &rule("x", "severity: low\nmessage: bad\nreads: {vpc: {}}\nyields_to: [nothing]", BODY),
        "yields_to",
    );
    let problems =
        load(&rule("x", "severity: low\nmessage: bad\nreads: {vpc: {}}\nseverty: high", BODY))
            .err()
            .unwrap();
    assert_eq!(problems[0].path, "threat.rego");
    let line = problems[0].at.unwrap().line;
    assert!((10..=18).contains(&line), "{problems:?}");
}

#[test]
fn heads_that_lose_findings_are_refused() {
    refused("\nhelper contains x.y if {\n\tsome x in input.list\n}\n", "x.y");
    refused("\nhelper contains {\"a\": x} if {\n\tsome x in input.list\n}\n", "helper");
    refused("\nhelper contains x if {\n\tinput.x\n}\n", "helper");
    assert!(load("\nhelper contains x if {\n\tsome x in input.list\n}\n").is_ok());
    assert!(load("\nhelper contains x if {\n\tinput.list[x]\n}\n").is_ok());
}

/// The engine's interpreter alone finds nothing here: see `engine/merge.rs`.
#[test]
fn a_package_may_have_several_files() {
    let checks =
        rule("bad", CUSTOM, "\tsome resource in lib.wanted\n\tfinding := result.at(resource, [])");
    let head = "package test.threat\n\nimport data.stride.result\nimport data.test.lib\n";
    let files = [
        file("a.rego", "package test.lib\n\nunrelated := 1\n"),
        file(
            "b.rego",
            "package test.lib\n\nwanted contains resource if {\n\tsome resource in every_one\n}\n",
        ),
        file(
            "c.rego",
            "package test.lib\n\nevery_one := found if found := [resource | some resource in input.resources]\n",
        ),
        file("result.rego", RESULT),
        file(
            "threat.rego",
            &format!(
                "{}{checks}",
                HEAD.replace("package test.threat\n\nimport data.stride.result\n", head)
            ),
        ),
    ];
    let (set, _) =
        PolicySet::load(&files, &Map::new()).unwrap_or_else(|problems| panic!("{problems:#?}"));
    assert_eq!(lines(&set, &document(&[("a", "vpc", json!({}))])), ["reported a"]);
}

/// A check with a body that finds every resource.
fn every(name: &str) -> String {
    rule(name, CUSTOM, BODY)
}

const OF_STRIDE: &str = "package stride.tampering.some_threat\n\nimport data.stride.result\n";
const ABOUT: &str = "# METADATA\n# title: A threat\n# description: In words.\n";

#[test]
fn a_threat_may_have_several_files() {
    let files = [
        file("result.rego", RESULT),
        file("tampering/some_threat/a.rego", &format!("{OF_STRIDE}{}", every("first"))),
        file("tampering/some_threat/b.rego", &format!("{ABOUT}{OF_STRIDE}{}", every("second"))),
    ];
    let (set, _) =
        PolicySet::load(&files, &Map::new()).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let threat = set.threat("some-threat").unwrap();
    assert_eq!((threat.title.as_str(), threat.file.as_str()), ("A threat", files[2].path.as_str()));
    for (check, file) in [("first", &files[1]), ("second", &files[2])] {
        let check = set.check(&format!("some-threat.{check}")).unwrap();
        assert_eq!(check.file, file.path);
        let line = file.text.lines().nth(check.line as usize - 1).unwrap();
        assert!(line.starts_with(&format!("{} contains", check.name)), "{line}");
    }
    assert_eq!(lines(&set, &document(&[("a", "vpc", json!({}))])), ["reported a", "reported a"]);
}

#[test]
fn the_files_of_a_threat_agree() {
    let load = |files: &[(&str, &str)]| {
        let mut all = vec![file("result.rego", RESULT)];
        all.extend(files.iter().enumerate().map(|(at, (name, head))| {
            file(name, &format!("{head}{OF_STRIDE}{}", every(&format!("check_{at}"))))
        }));
        PolicySet::load(&all, &Map::new()).err().unwrap_or_default()
    };
    let (a, b) = ("tampering/some_threat/a.rego", "tampering/some_threat/b.rego");
    assert_eq!(load(&[(a, ABOUT), (b, "")]), []);
    assert_eq!(load(&[("tampering/some_threat.rego", ABOUT), (b, "")]), []);
    for (files, at, sentence) in [
        ([(a, ""), (b, "")], a, "no METADATA above `package`"),
        ([(a, ABOUT), (b, ABOUT)], b, "is also in tampering/some_threat/a.rego"),
        (
            [(a, ABOUT), ("tampering/b.rego", "")],
            "tampering/b.rego",
            "files of tampering/some_threat/",
        ),
    ] {
        let problems = load(&files);
        assert!(
            matches!(&problems[..], [problem] if problem.path == at && problem.message.contains(sentence)),
            "{problems:#?}"
        );
    }
}

#[test]
fn a_remediation_says_its_sentence_once() {
    let custom = |remediation: &str| format!("{CUSTOM}\nremediation:\n{remediation}");
    let set = load(&rule(
        "x",
        &custom("  fix: Drop the flag\n  terraform: |\n    a = {\n      b = 1\n    }\n  cloudformation: 'A: 1'"),
        BODY,
    ))
    .unwrap_or_else(|problems| panic!("{problems:#?}"));
    let remediation = &set.checks().next().unwrap().remediation;
    let terraform = "Drop the flag:\n    a = {\n      b = 1\n    }\n";
    assert_eq!(remediation.terraform.as_deref(), Some(terraform));
    assert_eq!(remediation.cloudformation.as_deref(), Some("Drop the flag:\n    A: 1\n"));
    assert_eq!(remediation.task_definition, None);
    refused(&rule("x", &custom("  fix: Drop the flag"), BODY), "`fix` has no code");
    let nested = "  terraform: a\n  cases:\n    b: {terraform: b, cases: {c: {terraform: c}}}";
    refused(&rule("x", &custom(nested), BODY), "no cases of its own");
    refused(&rule("x", &custom("  terraform: a\n  cases: {b c: {terraform: b}}"), BODY), "dashes");
    refused(&rule("x", &custom("  fixes: Drop the flag"), BODY), "fixes");
}

#[test]
fn a_case_has_its_own_fix_where_it_has_one_for_the_format() {
    let custom = format!(
        "{CUSTOM}\nremediation:\n  terraform: all\n  cloudformation: all too\n  cases:\n    old: {{terraform: old}}"
    );
    let set = load(&rule("x", &custom, BODY)).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let remediation = &set.checks().next().unwrap().remediation;
    assert_eq!(remediation.of_case(None, "terraform").as_deref(), Some("all"));
    assert_eq!(remediation.of_case(Some("old"), "terraform").as_deref(), Some("old"));
    assert_eq!(remediation.of_case(Some("old"), "cloudformation").as_deref(), Some("all too"));
    assert_eq!(remediation.of_case(Some("(not known)"), "terraform").as_deref(), Some("all"));
    let names: Vec<String> = remediation.all().map(|fix| fix.name).collect();
    assert_eq!(names, ["Terraform", "CloudFormation", "Terraform: old"]);
    // Code of another format is no fix of this one.
    let custom = format!("{CUSTOM}\nremediation:\n  fix: Drop the flag\n  terraform: a = 1");
    let set = load(&rule("x", &custom, BODY)).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let remediation = &set.checks().next().unwrap().remediation;
    assert_eq!(remediation.of_case(None, "ecs").as_deref(), Some("Drop the flag"));
}

#[test]
fn recursion_is_refused() {
    refused("\nf(x) := g(x)\n\ng(x) := f(x)\n", "recursion");
    refused("\nf(x) := f(x)\n", "recursion");
    refused("\nall contains x if {\n\tx := data.test.threat[_]\n}\n", "recursion");
    let chain: String = (0..60).map(|at| format!("\nf{at}(x) := f{}(x)\n", at + 1)).collect();
    refused(&format!("{chain}\nf60(x) := x\n"), "deep");
}

#[test]
fn what_is_no_policy_is_refused_with_its_line() {
    refused("\nx := [\n", "Rego");
    refused(&format!("\nx := {}{}\n", "[".repeat(14), "]".repeat(14)), "brackets");
    refused("\nx if http.send({})\n", "http.send");
    refused(&format!("{}{}", rule("x", CUSTOM, BODY), rule("x", CUSTOM, BODY)), "twice");
    let files = [file("a.rego", "package a\n"), file("b.json", "1")];
    assert!(PolicySet::load(&files, &Map::new()).is_err());
}

#[test]
fn settings_are_checked_against_their_defaults() {
    let load = |settings: serde_json::Value| {
        PolicySet::load(&bundled(), settings.as_object().unwrap()).map(|(set, _)| set)
    };
    let set = load(json!({"web_ports": [8080]})).unwrap_or_else(|problems| panic!("{problems:#?}"));
    assert_eq!(set.settings()["web_ports"], json!([8080]));
    assert!(load(json!({"web_port": [8080]})).is_err());
    assert!(load(json!({"web_ports": "8080"})).is_err());
    assert!(load(json!({"web_ports": ["8080"]})).is_err());
}

/// The engine loses members that it had found already when a head's expression is undefined for a
/// later one: the reason for refusing such heads. Should this change, the rule may go.
#[test]
fn the_engine_loses_findings_of_an_undefined_head() {
    let result = crate::policy::engine::probe(
        "found contains x.id if {\n\tsome x in [{\"id\": 1}, {\"id\": 2}, {}, {\"id\": 4}]\n}\n",
        "found",
    );
    assert_ne!(result, Ok(json!([1, 2, 4])));
    let result = crate::policy::engine::probe(
        "found contains id if {\n\tsome x in [{\"id\": 1}, {\"id\": 2}, {}, {\"id\": 4}]\n\tid := x.id\n}\n",
        "found",
    );
    assert_eq!(result, Ok(json!([1, 2, 4])));
}

#[test]
fn the_tests_of_the_bundled_policies_pass() {
    let set = PolicySet::bundled().unwrap();
    let results = crate::policy::test(&set);
    assert!(results.len() >= 10);
    let failed: Vec<_> = results.iter().filter(|result| result.failure.is_some()).collect();
    assert!(failed.is_empty(), "{failed:#?}");
    let advice = crate::policy::advice(&set);
    let untested: Vec<_> =
        advice.iter().filter(|problem| problem.message.starts_with("no test")).collect();
    assert!(untested.is_empty(), "{untested:#?}");
}

#[test]
fn a_file_without_checks_that_nobody_uses_is_told() {
    let head = "package test.threat\n\nimport data.stride.result\nimport data.test.lib\n";
    let body = "\tsome resource in lib.wanted\n\tfinding := result.at(resource, [])";
    let bad = rule("bad", CUSTOM, body);
    let files = [
        file("lib.rego", "package test.lib\n\nwanted := input.resources\n"),
        file(
            "threat.rego",
            &format!(
                "{}{bad}",
                HEAD.replace("package test.threat\n\nimport data.stride.result\n", head)
            ),
        ),
        file("more.rego", "package test.threat\n\nalso := 1\n"),
        file("result.rego", RESULT),
        file(
            "deny.rego",
            "package main\n\nimport rego.v1\n\ndeny contains msg if {\n\tinput.privileged\n\tmsg := \"no\"\n}\n",
        ),
        file("deny_test.rego", "package main_test\n\ntest_deny if true\n"),
    ];
    let (_, notes) =
        PolicySet::load(&files, &Map::new()).unwrap_or_else(|found| panic!("{found:#?}"));
    let told: Vec<&str> = notes.iter().map(|note| note.path.as_str()).collect();
    assert_eq!(told, ["deny.rego"]);
}
