//! Secrets by their shape: `testdata/credentials.txt` through every output of the program, and past
//! the Rego library.

use crate::program::Folder;
use crate::repository;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::ValueEnum as _;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use stridelint::finding::Certainty;
use stridelint::policy::{PolicyFile, PolicySet, Selection, evaluate};
use stridelint::report::Format;
use stridelint::scan::{Options, Silent, documents};
use stridelint::secret::{credentials, is_credential, without_credentials};
use stridelint::tree::{Limits, disk};

/// Every format of a report.
pub const FORMATS: [&str; 14] = [
    "text",
    "full",
    "concise",
    "json",
    "jsonl",
    "sarif",
    "markdown",
    "html",
    "junit",
    "gitlab",
    "gitlab-sast",
    "github",
    "rdjson",
    "csv",
];

#[test]
fn the_list_of_formats_is_whole() {
    let all = Format::value_variants().iter();
    let all: Vec<String> =
        all.filter_map(|one| Some(one.to_possible_value()?.get_name().to_owned())).collect();
    assert_eq!(all, FORMATS);
}

/// One line of `testdata/credentials.txt`.
pub struct Example {
    /// The name of the shape.
    pub shape: String,
    /// The text that has the shape.
    pub text: String,
    /// The part of it that is the secret.
    secret: String,
    /// As it stands in the file, split.
    split: String,
}

impl Example {
    /// What no output may have: the secret, and of one that has several lines each that is long
    /// enough to be told from other text.
    pub fn pieces(&self) -> impl Iterator<Item = &str> {
        self.secret.lines().filter(|line| line.len() > 8 && !line.starts_with("-----"))
    }
}

/// The examples.
pub fn examples() -> Vec<Example> {
    let path = repository::root().join("testdata/credentials.txt");
    let file = std::fs::read_to_string(path).unwrap();
    let lines = file.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let example = |line: &str| {
        let (shape, split) = line.split_once(char::is_whitespace).unwrap();
        let split = split.trim_start();
        let whole = split.replace("<>", "").replace("\\n", "\n");
        let secret = whole
            .split_once('[')
            .and_then(|(_, rest)| rest.split_once(']'))
            .map_or(whole.as_str(), |(secret, _)| secret);
        Example {
            shape: shape.to_owned(),
            text: whole.replace(['[', ']'], ""),
            secret: secret.to_owned(),
            split: split.to_owned(),
        }
    };
    lines.map(example).collect()
}

/// The names of the shapes in the list: of those that checks recognize (`shapes`), or of those that
/// are hidden only (`hidden`).
fn shapes(kind: &str) -> BTreeSet<String> {
    let path = repository::root().join("policies/lib/credentials.json");
    let list: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let shapes = list["credentials"][kind].as_array().unwrap();
    shapes.iter().map(|shape| shape["name"].as_str().unwrap().to_owned()).collect()
}

/// A text as a string of HCL or JSON.
pub fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap().replace("${", "$${").replace("%{", "%%{")
}

/// Modules, a template and task definitions that have each example where a finding shows its line,
/// where a message or a problem names it, and where it is encoded.
fn planted(examples: &[Example]) -> Folder {
    let mut terraform = String::new();
    let mut template = "Resources:\n".to_owned();
    let folder = Folder::new(&[]);
    for (at, example) in examples.iter().enumerate() {
        let text = quoted(&example.text);
        let _ = write!(
            terraform,
            r##"
resource "aws_ecs_task_definition" "t{at}" {{
  family = "t{at}"
  container_definitions = jsonencode([{{
    name = "c", image = "x", command = ["serve", {text}],
    environment = [{{ name = "SETTING", value = {text} }}],
    privileged = true
  }}])
}}
resource "aws_ecs_task_definition" "h{at}" {{
  family = "h{at}"
  container_definitions = jsonencode([{{
    name = {text}, image = "x", privileged = true,
    environment = [{{ name = "SETTING", value = <<EOT
{heredoc}
EOT
    }}]
  }}])
}}
resource "aws_launch_template" "l{at}" {{
  user_data = base64encode("#!/bin/sh\necho ready\necho ${{upper("x")}} {script}\n")
}}
resource "aws_ecs_cluster" {text} {{
  name = timeadd({text}, "1h")
}}
module "m{at}" {{
  source = {text}
}}
"##,
            heredoc = example.text,
            script = text.trim_matches('"'),
        );
        let _ = write!(
            template,
            "  T{at}:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions:\n        - Name: {text}\n          Image: x\n          Privileged: true\n          Environment: [{{Name: SETTING, Value: {text}}}]\n  B{at}:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: !FindInMap [{text}, {text}, {text}]\n      Tags: !Ref {text}\n  S{at}:\n    Type: AWS::CloudFormation::Stack\n    Properties: {{TemplateURL: {text}}}\n",
        );
        folder.write(
            &format!("task/t{at}.json"),
            format!(
                "{{\"family\": \"t{at}\", \"containerDefinitions\": [{{\"name\": {text}, \"image\": \"x\", \"privileged\": true, \"environment\": [{{\"name\": \"SETTING\", \"value\": {text}}}]}}]}}"
            ),
        );
    }
    folder.write("terraform/main.tf", terraform);
    folder.write("template.yaml", template);
    folder
}

#[test]
fn every_shape_has_an_example_and_every_example_its_shape() {
    let examples = examples();
    let named: BTreeSet<String> = examples.iter().map(|example| example.shape.clone()).collect();
    let (shapes, hidden) = (shapes("shapes"), shapes("hidden"));
    assert_eq!(named, &shapes | &hidden, "the shapes of testdata/credentials.txt and of the list");
    for Example { shape, text, secret, split } in &examples {
        assert!(is_credential(text) || hidden.contains(shape), "{shape}: {split}");
        let found: Vec<&str> = credentials(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, [secret.as_str()], "{shape}: {split}");
        let line = format!("key = \"{text}\" # and more");
        let hidden = line.replace(secret, "***");
        assert_eq!(without_credentials(&line), hidden, "{shape}: {split}");
        assert_eq!(without_credentials(split), *split, "{shape} is not split in the file");
        let encoded = STANDARD.encode(text);
        assert_eq!(without_credentials(&encoded), "***", "{shape} in base64: {split}");
    }
}

/// Every output: all formats, written by one scan, and the document, each with its standard
/// error.
pub fn outputs(folder: &Folder, options: &[&str]) -> Vec<(String, String)> {
    let out = Folder::new(&[]);
    let file = |format: &str| out.path().join(format).to_string_lossy().into_owned();
    let mut args = vec!["scan", "--no-config", "."];
    args.extend(options);
    let files: Vec<String> = FORMATS.iter().map(|format| file(format)).collect();
    for (format, file) in FORMATS.iter().zip(&files) {
        args.extend(["-f", format, "-o", file]);
    }
    let run = folder.run(&args);
    let mut outputs = vec![("standard error".to_owned(), run.err)];
    for format in FORMATS {
        let text = out.read(format);
        assert!(text.len() > 1000, "{format}: {text}");
        outputs.push((format.to_owned(), text));
    }
    let run = folder.run(&["document", "--no-config", "."]);
    assert!(run.out.len() > 1000, "{}", run.err);
    outputs.push(("document".to_owned(), run.out));
    outputs.push(("standard error of document".to_owned(), run.err));
    for format in ["json", "text", "mermaid", "dot"] {
        let run = folder.run(&["model", "--no-config", ".", "-f", format]);
        assert!(run.out.len() > 100, "{}", run.err);
        outputs.push((format!("model as {format}"), run.out));
    }
    outputs
}

#[test]
fn no_output_has_a_credential() {
    let examples = examples();
    let folder = planted(&examples);
    let outputs = outputs(&folder, &["--undecided"]);
    let mut leaks = Vec::new();
    for example in &examples {
        for piece in example.pieces() {
            for (name, text) in &outputs {
                if let Some(at) = text.find(piece) {
                    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
                    let line = text[start..].lines().next().unwrap_or_default();
                    leaks.push(format!("{}: {piece} in {name}: {line}", example.shape));
                }
            }
        }
    }
    assert!(leaks.is_empty(), "{} leaks\n{}", leaks.len(), leaks.join("\n"));
}

#[test]
fn the_policies_recognize_every_example() {
    let recognized = shapes("shapes");
    let examples: Vec<Example> =
        examples().into_iter().filter(|one| recognized.contains(&one.shape)).collect();
    let folder = planted(&examples);
    let interpreted: Vec<PolicyFile> = repository::policy_files()
        .into_iter()
        .map(|file| PolicyFile { bundled: false, ..file })
        .collect();
    let (interpreted, _) = PolicySet::load(&interpreted, &serde_json::Map::new()).unwrap();
    let (scopes, _) = disk::open(&[folder.path().to_owned()], Limits::default());
    let options = Options { today: "2026-11-29".to_owned(), ..Options::default() };
    let check = "sensitive-env-var-logging.credential-in-environment";
    let selection = Selection {
        checks: BTreeSet::from([check.to_owned()]),
        undecided: false,
        ..Selection::default()
    };
    for set in [repository::policies(), interpreted] {
        let mut reported: BTreeSet<String> = BTreeSet::new();
        for scope in &scopes {
            for document in documents(scope, None, &options, &Silent).0 {
                let (outcomes, problems) = evaluate(&set, &document, &selection);
                assert!(problems.is_empty(), "{problems:?}");
                reported.extend(
                    outcomes
                        .into_iter()
                        .filter(|outcome| outcome.certainty == Certainty::Reported)
                        .map(|outcome| outcome.resource),
                );
            }
        }
        for (at, example) in examples.iter().enumerate() {
            for resource in [
                format!("aws_ecs_task_definition.t{at}"),
                format!("aws_ecs_task_definition.h{at}"),
                format!("T{at}"),
                format!("task/t{at}.json#t{at}"),
            ] {
                assert!(
                    reported.contains(&resource),
                    "{} is not recognized in {resource} (bytecode: {}): {}\n{reported:?}",
                    example.shape,
                    set.is_compiled(),
                    example.split
                );
            }
        }
    }
}
