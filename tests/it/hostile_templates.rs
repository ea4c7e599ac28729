//! Templates that ask for a great deal, or that are not what they should be, through the program
//! itself: it ends, says with file, line and column what it did not read, and calls the scan
//! incomplete where something was lost.

use crate::program::{Folder, Run};
use serde_json::Value;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// What one template may cost, on a slow machine with others at work.
const BUDGET: Duration = Duration::from_secs(90);

/// Scans one template.
fn scan(text: &str) -> Run {
    let folder = Folder::new(&[("template.yaml", text)]);
    let start = Instant::now();
    let run = folder.scan(&[]);
    assert!(start.elapsed() < BUDGET, "took {:?}", start.elapsed());
    assert!(run.code == 0 || run.code == 1 || run.code == 2, "{}: {}", run.code, run.err);
    run
}

/// The problems of a loss: message, and the source text from the place on.
fn problems<'a>(run: &Run, loss: &str, text: &'a str) -> Vec<(String, &'a str)> {
    let report = run.json();
    let all =
        report["problems"].as_array().unwrap().iter().filter(|problem| problem["loss"] == loss);
    let placed = |problem: &Value| {
        assert_eq!(problem["file"], "template.yaml");
        let at = |key: &str| {
            usize::try_from(
                problem["at"][key].as_u64().unwrap_or_else(|| panic!("no place: {problem}")),
            )
            .unwrap()
        };
        let line = text.lines().nth(at("line") - 1).unwrap_or_default();
        let from =
            line.char_indices().nth(at("column") - 1).map_or(line.len(), |(offset, _)| offset);
        (problem["message"].as_str().unwrap().to_owned(), &line[from..])
    };
    all.map(placed).collect()
}

/// The one thing that is lost: its message and its place.
fn loses(text: &str, words: &str, place: &str) {
    let run = scan(text);
    assert_eq!(
        (run.code, run.json()["complete"].as_bool()),
        (2, Some(false)),
        "{words}: {}",
        run.err
    );
    let lost = problems(&run, "lost", text);
    assert!(
        lost.iter().any(|(message, at)| message.contains(words) && at.starts_with(place)),
        "no `{words}` at `{place}`: {:?}",
        lost.iter()
            .map(|(message, at)| (message, at.chars().take(60).collect::<String>()))
            .collect::<Vec<_>>()
    );
}

/// Nothing is lost; the warnings.
fn reads(text: &str) -> (Run, Vec<(String, &str)>) {
    let run = scan(text);
    assert_eq!(run.json()["summary"]["lost"], 0, "{}", run.out);
    let warnings = problems(&run, "warning", text);
    (run, warnings)
}

const TASK: &str = "Resources:\n  Task:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions:\n        - Name: app\n          Image: nginx\n          Privileged: true\n";

/// The line of the privileged container, found in the report.
fn privileged(run: &Run, text: &str) -> bool {
    let line = text.lines().position(|line| line.contains("Privileged: ")).unwrap() + 1;
    run.findings().contains(&(
        "container-escape.privileged-container".to_owned(),
        format!("template.yaml:{line}"),
    ))
}

#[test]
fn an_alias_bomb_ends() {
    let mut bomb = "Metadata:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let _ = writeln!(
            bomb,
            "  a{level}: &a{level} [{}]",
            vec![format!("*a{}", level - 1); 10].join(", ")
        );
    }
    loses(
        &format!("AWSTemplateFormatVersion: '2010-09-09'\n{bomb}{TASK}"),
        "holds more than 1000000 values",
        "*a",
    );
    loses(
        "AWSTemplateFormatVersion: '2010-09-09'\nResources: &all\n  A:\n    Type: AWS::S3::Bucket\n    Properties: *all\n",
        "an alias refers to the node that contains it",
        "*all",
    );
}

#[test]
fn deep_nesting_ends() {
    let template = |value: &str| {
        format!(
            "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties:\n      P: {value}\n"
        )
    };
    let deep = |open: &str, inner: &str, close: &str| {
        template(&format!("{}{inner}{}", open.repeat(10_000), close.repeat(10_000)))
    };
    loses(&deep("[", "", "]"), "recursion limit exceeded", "[");
    loses(&deep("{a: ", "1", "}"), "is nested deeper than 200 levels", "{");
    loses(&deep("!Join [\"\", [", "x", "]]"), "", "");
    loses(&template(&format!("\n        {}x", "- ".repeat(10_000))), "", "- ");
    let json = format!(
        "{{\"AWSTemplateFormatVersion\": \"2010-09-09\", \"Resources\": {{\"A\": {{\"Type\": \"AWS::S3::Bucket\", \"Properties\": {}1{}}}}}}}",
        "{\"a\": ".repeat(10_000),
        "}".repeat(10_000)
    );
    loses(&json, "is nested deeper than 200 levels", "{");
}

#[test]
fn a_map_of_many_keys_is_read() {
    let keys = (0..40_000).fold(String::new(), |mut keys, at| {
        let _ = writeln!(keys, "            K{at}: v{at}");
        keys
    });
    let text = format!("{TASK}          DockerLabels:\n{keys}");
    let (run, warnings) = reads(&text);
    assert!(privileged(&run, &text) && warnings.is_empty(), "{warnings:?}");
}

/// CloudFormation deploys the last of keys that stand twice; so does the scan judge it, and says so
/// at the second.
#[test]
fn keys_that_stand_twice_are_told() {
    let text = TASK.replace("Privileged: true", "Privileged: false\n          Privileged: true");
    let (run, warnings) = reads(&text);
    assert_eq!(
        warnings,
        [("duplicate key `Privileged`; the last value is used".to_owned(), "Privileged: true")]
    );
    assert!(run.findings().contains(&(
        "container-escape.privileged-container".to_owned(),
        "template.yaml:9".to_owned()
    )));
    let text = format!("{TASK}  Task:\n    Type: AWS::ECS::Cluster\n");
    let (run, warnings) = reads(&text);
    assert_eq!(warnings, [("duplicate key `Task`; the last value is used".to_owned(), "Task:")]);
    assert!(!run.has("container-escape.privileged-container"));
}

#[test]
fn resources_of_no_shape_are_lost() {
    for (body, words, place) in [
        ("{Type: [AWS::S3::Bucket]}", "the Type of the resource A is not a string", "[AWS"),
        ("{Type: {a: b}}", "the Type of the resource A is not a string", "{a"),
        ("{Type: 5}", "the Type of the resource A is not a string", "5"),
        ("{Type: !Ref AWS::Region}", "the Type of the resource A is not a string", "!Ref"),
        ("{Type: }", "the Type of the resource A is not a string", ""),
        ("{Properties: {}}", "the resource A has no Type", "{Prop"),
        ("text", "resource A must be a map", "text"),
        ("[a]", "resource A must be a map", "[a]"),
        (
            "{Type: AWS::S3::Bucket, Properties: text}",
            "the Properties of the resource A are not a map",
            "text",
        ),
        (
            "{Type: AWS::S3::Bucket, Properties: [a]}",
            "the Properties of the resource A are not a map",
            "[a]",
        ),
    ] {
        let text = format!("AWSTemplateFormatVersion: '2010-09-09'\n{TASK}  A: {body}\n");
        loses(&text, words, place);
        // What stands beside it is judged.
        assert!(privileged(&scan(&text), &text), "{body}");
    }
}

/// Whether a report says that a macro is not run.
fn not_run(report: &Value) -> bool {
    report["gaps"].as_array().unwrap().iter().any(|gap| {
        gap["kind"] == "stack-not-read" && gap["why"].as_str().unwrap().contains("at deployment")
    })
}

#[test]
fn macros_in_odd_places_are_told() {
    let include = "{Name: 'AWS::Include', Parameters: {Location: 's3://b/x.yaml'}}";
    for (section, note) in [
        (format!("Fn::Transform: {include}\n"), true),
        (format!("Transform: [{include}, MyMacro]\n"), true),
        (format!("Conditions:\n  Fn::Transform: {include}\n"), false),
        (format!("Mappings:\n  M:\n    Fn::Transform: {include}\n"), false),
        (format!("Mappings:\n  Fn::Transform: {include}\n"), false),
        (format!("Parameters:\n  Fn::Transform: {include}\n"), false),
        (format!("Outputs:\n  Fn::Transform: {include}\n"), false),
        (format!("Metadata:\n  Fn::Transform: [{include}]\n"), false),
    ] {
        let text =
            format!("{section}{TASK}          Command: [!FindInMap [M, a, b], !If [C, a, b]]\n");
        let run = scan(&text);
        assert!(privileged(&run, &text), "{section}: {}", run.out);
        assert!(!note || not_run(&run.json()), "{section}: {}", run.out);
        assert!(problems(&run, "lost", &text).is_empty(), "{section}: {}", run.out);
    }
    // Beside resources, as a resource and inside one: what is written is judged all the same.
    for addition in
        [format!("  Fn::Transform: {include}\n"), format!("  B:\n    Fn::Transform: {include}\n")]
    {
        let text = format!("{TASK}{addition}");
        let (run, _) = reads(&text);
        assert!(privileged(&run, &text));
        assert!(not_run(&run.json()), "{}", run.out);
    }
    let text = format!("{TASK}          Fn::Transform: {include}\n");
    assert!(privileged(&reads(&text).0, &text));
    for wrong in ["text", "[a]", "{Parameters: {}}", "{Name: [a]}"] {
        loses(
            &format!("{TASK}  Fn::Transform: {wrong}\n"),
            "Fn::Transform needs a map with the Name of a macro",
            &wrong[..1],
        );
    }
}

fn items(count: usize) -> String {
    (0..count).map(|at| format!("I{at}")).collect::<Vec<_>>().join(", ")
}

#[test]
fn a_million_combinations_end() {
    let list = items(100);
    let text = format!(
        "Transform: AWS::LanguageExtensions\n{TASK}  Fn::ForEach::A:\n    - A\n    - [{list}]\n    - Fn::ForEach::B:\n        - B\n        - [{list}]\n        - Fn::ForEach::C:\n            - C\n            - [{list}]\n            - ${{A}}${{B}}${{C}}:\n                Type: AWS::CloudFormation::WaitConditionHandle\n"
    );
    loses(&text, "Fn::ForEach::A makes more than 20000 entries; the rest is not read", "- A");
    assert!(privileged(&scan(&text), &text));
    // The same in a property: the map has further keys that nobody can name.
    let text = format!(
        "Transform: AWS::LanguageExtensions\n{TASK}          DockerLabels:\n            Fn::ForEach::A: [A, [{list}], {{'Fn::ForEach::B': [B, [{list}], {{'Fn::ForEach::C': [C, [{list}], {{'K${{A}}${{B}}${{C}}': x}}]}}]}}]\n"
    );
    loses(&text, "makes more than 20000 entries", "[");
}

#[test]
fn a_mapping_of_many_entries_is_read() {
    let entries = (0..100_000).fold(String::new(), |mut entries, at| {
        let _ = writeln!(entries, "    k{at}: {{Image: nginx, Other: v{at}}}");
        entries
    });
    let containers = (0..50).fold(String::new(), |mut more, at| {
        let _ = writeln!(
            more,
            "        - {{Name: c{at}, Image: !FindInMap [M, !Ref AWS::Region, Image]}}"
        );
        more
    });
    let text = format!("Mappings:\n  M:\n{entries}{TASK}{containers}");
    let (run, warnings) = reads(&text);
    assert!(privileged(&run, &text) && warnings.is_empty(), "{warnings:?}");
}

#[test]
fn doubling_ends() {
    // Each condition is twice as long as the one before.
    let conditions = (1..58).fold("Conditions:\n  C0: !Equals [!Ref P, x]\n".to_owned(), |mut text, at| {
        let before = at - 1;
        let _ = writeln!(
            text,
            "  C{at}: !Or [!And [!Condition C{before}, !Equals [!Ref Q, x{at}]], !And [!Condition C{before}, !Equals [!Ref R, x{at}]]]"
        );
        text
    });
    let text = format!(
        "Parameters: {{P: {{Type: String}}, Q: {{Type: String}}, R: {{Type: String}}}}\n{conditions}{TASK}          Essential: !If [C57, true, false]\n"
    );
    let (run, _) = reads(&text);
    assert!(privileged(&run, &text));
    // Each nested stack's parameter is a thousand times as long as the one before.
    let stack = |next: &str| {
        format!(
            "Parameters: {{P: {{Type: String, Default: xxxxxxxx}}}}\nResources:\n  S:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: {next}.yaml\n      Parameters:\n        P: !Sub '{}'\n",
            "${P}".repeat(1000)
        )
    };
    let last = "Parameters: {P: {Type: String}}\nResources:\n  B: {Type: AWS::S3::Bucket, Properties: {BucketName: !Ref P}}\n";
    let files = [
        ("a.yaml", stack("b")),
        ("b.yaml", stack("c")),
        ("c.yaml", stack("d")),
        ("d.yaml", last.to_owned()),
    ];
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let start = Instant::now();
    let run = Folder::new(&files).scan(&[]);
    assert!(
        start.elapsed() < BUDGET && run.json()["summary"]["units"] == 1,
        "{:?}: {}",
        start.elapsed(),
        run.err
    );
}
