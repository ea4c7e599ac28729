//! What the program writes is what its JSON Schemas say.

use crate::program::{CHECK, Folder, PRIVILEGED, Run, program, task};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// The schema of a name, as `stridelint schema` prints it.
fn schema(name: &str) -> jsonschema::Validator {
    let output = Command::new(program()).args(["schema", name]).output().unwrap();
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    let schema: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(jsonschema::meta::is_valid(&schema), "{name} is not valid JSON Schema");
    jsonschema::validator_for(&schema).unwrap()
}

fn hold(schema: &jsonschema::Validator, value: &Value, what: &str) {
    let faults: Vec<String> = schema
        .iter_errors(value)
        .map(|fault| format!("{}: {fault}", fault.instance_path))
        .take(5)
        .collect();
    assert!(faults.is_empty(), "{what}: {faults:#?}");
}

/// A copy of a folder of the repository's test data.
fn copy(of: &str) -> Folder {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(of);
    let folder = Folder::new(&[]);
    for entry in walkdir::WalkDir::new(&from).into_iter().filter_map(Result::ok) {
        if entry.file_type().is_file() {
            let name = entry.path().strip_prefix(&from).unwrap().to_str().unwrap();
            folder.write(name, std::fs::read(entry.path()).unwrap());
        }
    }
    folder
}

/// Inputs whose reports have between them every field there is.
fn inputs() -> Vec<(&'static str, Folder)> {
    let silenced =
        task("web", &format!("      # stridelint:ignore[{CHECK}] reason=\"agent\"\n{PRIVILEGED}"));
    let both = format!("variable \"debug\" {{}}\n{}", task("web", "      privileged = var.debug"));
    let names = ["plan-odd", "plan-truncated"];
    let mut inputs = vec![
        ("the demo", copy("demo")),
        ("malformed input", copy("malformed")),
        ("a plan", copy("forms/plan")),
        ("suppressed", Folder::new(&[("main.tf", &silenced)])),
        ("undecided", Folder::new(&[("main.tf", &both)])),
        ("nothing", Folder::new(&[])),
    ];
    inputs.extend(names.map(|name| (name, copy(&format!("malformed/{name}")))));
    inputs
}

#[test]
fn reports_findings_and_documents_are_what_their_schemas_say() {
    let (report, findings, document) = (schema("report"), schema("findings"), schema("document"));
    let model = schema("model");
    let mut seen = String::new();
    for (what, folder) in inputs() {
        let scan = |format: &str| -> Run {
            folder.run(&["scan", ".", "--undecided", "--exit-zero", "--format", format])
        };
        let json = scan("json").json();
        hold(&report, &json, what);
        for line in scan("jsonl").out.lines() {
            hold(&findings, &serde_json::from_str(line).unwrap(), what);
        }
        hold(&document, &folder.run(&["document", "."]).json(), what);
        hold(&model, &folder.run(&["model", ".", "-f", "json"]).json(), what);
        seen.push_str(&json.to_string());
    }
    // The inputs are worth something: what is optional is there at least once.
    for field in ["\"undecided\"", "\"kind\":\"inSource\"", "\"lost\"", "\"terraform-plan\""] {
        assert!(seen.contains(field), "no report has {field}");
    }
}

#[test]
fn a_report_that_is_none_is_told() {
    let report = schema("report");
    let folder = Folder::new(&[("main.tf", &task("web", PRIVILEGED))]);
    let good = folder.scan(&["."]).json();
    hold(&report, &good, "a good report");
    let faults: [(&str, Value); 4] = [
        ("/schema", "stridelint-report/0".into()),
        ("/findings/0/severity", "terrible".into()),
        ("/findings/0/location/start/line", "one".into()),
        ("/findings/0/fingerprint", Value::Null),
    ];
    for (at, wrong) in faults {
        let mut bad = good.clone();
        *bad.pointer_mut(at).unwrap() = wrong;
        assert!(!report.is_valid(&bad), "{at}");
    }
}

#[test]
fn the_configuration_schema_accepts_what_the_program_does() {
    let schema = schema("configuration");
    let of = |text: &str| -> Value {
        serde_json::to_value(toml::from_str::<toml::Table>(text).unwrap()).unwrap()
    };
    let readme =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let shown = readme.split_once("```toml\n").unwrap().1.split_once("```").unwrap().0;
    hold(&schema, &of(shown), "the README's example");
    hold(&schema, &of(""), "an empty file");
    for wrong in [
        "fail_on = \"hihg\"",
        "min_severty = \"low\"",
        "enable = \"all\"",
        "[[ignore]]\ncheck = \"a.b\"",
        "[[unit]]\nname = \"prod\"",
    ] {
        assert!(!schema.is_valid(&of(wrong)), "{wrong}");
        let folder = Folder::new(&[("stridelint.toml", wrong), ("main.tf", "")]);
        assert_eq!(folder.scan(&["."]).code, 2, "{wrong}");
    }
}

#[test]
fn schemas_are_listed_and_an_unknown_name_is_told() {
    let folder = Folder::new(&[]);
    let list = folder.run(&["schema"]);
    assert_eq!(list.code, 0);
    for name in ["configuration", "document", "findings", "report"] {
        assert!(list.out.lines().any(|line| line.starts_with(name)), "{}", list.out);
    }
    let run = folder.run(&["schema", "reprot"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("did you mean `report`?"), "{}", run.err);
    assert_eq!(folder.run(&["schema", "zzz"]).code, 2);
}
