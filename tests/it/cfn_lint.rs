//! Our reading of templates against cfn-lint's own loader: the same resources, of the same types.
//!
//! Needs Python with cfn-lint (`pip install cfn-lint`); says so and passes where it is absent. The
//! templates are those of `testdata/`, and those below `../shared/corpora` where there is such a
//! folder.

use crate::repository;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use stridelint::discover::discover;
use stridelint::scan::evaluate;
use stridelint::tree::{Limits, Tree, disk};
use stridelint::unit::{Evaluated, Format, Inputs, ResourceKind};

/// Files of a tree that may be templates for cfn-lint: read without asking our own sniffing. What
/// fuzzing found is none.
fn candidates(tree: &Tree) -> Vec<String> {
    let endings = [".yaml", ".yml", ".json", ".template"];
    let named = tree.files().filter(|path| {
        endings.iter().any(|ending| path.ends_with(ending)) && !path.contains("malformed/")
    });
    named
        .filter(|path| {
            tree.load(path).is_ok_and(|(_, file)| {
                file.text.contains("Resources") && file.text.contains("Type")
            })
        })
        .map(str::to_owned)
        .collect()
}

/// What cfn-lint reads of each file: its answer by path.
fn answers(root: &Path, files: &[String]) -> BTreeMap<String, Value> {
    let script = repository::root().join("tests/it/cfn_lint.py");
    let mut child = Command::new("python3")
        .arg(script)
        .current_dir(root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let lines = files.join("\n");
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success(), "{:?}", output.status);
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Our resources of the template itself, without its parameters and what nested stacks hold.
fn ours(evaluated: &Evaluated) -> BTreeMap<&str, &str> {
    let own = evaluated.resources.iter().filter(|resource| {
        resource.kind == ResourceKind::Managed && !resource.address.contains('/')
    });
    own.map(|resource| (resource.address.as_str(), resource.source_type.as_str())).collect()
}

/// What differs between the two readings of one template.
fn differences(
    ours: &BTreeMap<&str, &str>,
    theirs: &serde_json::Map<String, Value>,
) -> Vec<String> {
    let mut differences = Vec::new();
    // A collection that is not known stands for any number of resources; cfn-lint makes up items
    // for it.
    let open: Vec<&str> =
        ours.keys().filter_map(|name| name.split_once('*')).map(|(prefix, _)| prefix).collect();
    let made_up = |name: &str| open.iter().any(|prefix| name.starts_with(prefix));
    let serverless = theirs
        .values()
        .any(|row| row["type"].as_str().is_some_and(|ty| ty.starts_with("AWS::Serverless::")));
    for (name, row) in theirs.iter().filter(|(name, _)| !made_up(name)) {
        let ty = row["type"].as_str();
        match (ours.get(name.as_str()), ty) {
            // The serverless transform makes other types, and a condition that does not hold
            // removes a resource.
            (Some(_), Some(ty)) if ty.starts_with("AWS::Serverless::") => {}
            (None, _) if row["conditional"] == true => {}
            (Some(our), ty) if Some(*our) == ty => {}
            (None, None) => {}
            (our, ty) => differences.push(format!("{name} is {our:?} for us, {ty:?} for cfn-lint")),
        }
    }
    if !serverless {
        let more = ours.keys().filter(|name| !theirs.contains_key(**name) && !name.contains('*'));
        differences.extend(more.map(|name| format!("{name} is a resource for us only")));
    }
    differences
}

#[test]
fn cfn_lint_reads_the_same_resources() {
    if !Command::new("python3")
        .args(["-c", "import cfnlint"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
    {
        println!("skipped: python3 with cfn-lint is not here (pip install cfn-lint)");
        return;
    }
    let mut complaints = Vec::new();
    for (root, least) in [
        (repository::root().join("testdata"), 100),
        (repository::root().join("../shared/corpora"), 50),
    ] {
        if !root.is_dir() {
            println!("left out: there is no {}", root.display());
            continue;
        }
        let root = root.canonicalize().unwrap();
        let (scopes, problems) = disk::open(std::slice::from_ref(&root), Limits::default());
        assert!(problems.is_empty(), "{problems:?}");
        let (mut compared, mut resources, mut refused) = (0, 0, Vec::new());
        for scope in &scopes {
            let tree = &scope.tree;
            let (units, _) = discover(tree);
            let templates: BTreeSet<&str> = units
                .iter()
                .filter(|unit| unit.format == Format::CloudFormation)
                .map(|unit| unit.root.as_str())
                .collect();
            let files = candidates(tree);
            let answers = answers(&root, &files);
            for (path, answer) in &answers {
                let Some(theirs) = answer["resources"].as_object() else {
                    refused.push(format!(
                        "{path}: {}",
                        answer["refused"].as_str().unwrap_or_default()
                    ));
                    continue;
                };
                let typed = theirs
                    .values()
                    .any(|row| row["type"].as_str().is_some_and(|ty| ty.contains("::")));
                if !templates.contains(path.as_str()) {
                    if typed {
                        complaints.push(format!("{path} is a template for cfn-lint only"));
                    }
                    continue;
                }
                let unit = units
                    .iter()
                    .find(|unit| unit.format == Format::CloudFormation && unit.root == *path)
                    .unwrap();
                let (evaluated, _) = evaluate(tree, unit, &Inputs::default());
                let ours = ours(&evaluated);
                compared += 1;
                resources += ours.len();
                complaints.extend(
                    differences(&ours, theirs)
                        .into_iter()
                        .map(|difference| format!("{path}: {difference}")),
                );
            }
            complaints.extend(
                templates
                    .iter()
                    .filter(|path| !answers.contains_key(**path) && !path.contains("malformed/"))
                    .map(|path| format!("{path} is a template for us only")),
            );
        }
        println!(
            "{}: {compared} templates with {resources} resources agree, cfn-lint refuses {}:\n  {}",
            root.display(),
            refused.len(),
            refused.join("\n  ")
        );
        assert!(compared >= least, "only {compared} templates of {}", root.display());
    }
    assert!(complaints.is_empty(), "{} complaints\n{}", complaints.len(), complaints.join("\n"));
}
