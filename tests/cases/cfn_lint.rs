//! Our reading of templates against cfn-lint's own loader: the same resources, of the same types.
//!
//! Needs Python with cfn-lint (`pip install cfn-lint`). The templates are those of `testdata/`, and
//! those of other people below `../shared/corpora`, which are not part of the repository.

use crate::Case;
use crate::oracle::{CFN_LINT, CFN_LINT_AND_CORPORA};
use crate::support::repository;
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
    let script = repository::root().join("tests/cases/cfn_lint.py");
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

/// `cfn-lint::testdata` and `cfn-lint::corpora`.
pub fn cases() -> Vec<Case> {
    let case = |name, folder| Case::new(name, move || complaints(&repository::root().join(folder)));
    vec![
        case("cfn-lint::testdata", "testdata").needs(&CFN_LINT),
        case("cfn-lint::corpora", "../shared/corpora").needs(&CFN_LINT_AND_CORPORA),
    ]
}

fn complaints(root: &Path) -> Vec<String> {
    let root = root.canonicalize().unwrap();
    let (scopes, problems) = disk::open(std::slice::from_ref(&root), Limits::default());
    assert!(problems.is_empty(), "{problems:?}");
    let (mut complaints, mut compared) = (Vec::new(), 0);
    for scope in &scopes {
        let tree = &scope.tree;
        let (units, _) = discover(tree);
        let templates: BTreeSet<&str> = units
            .iter()
            .filter(|unit| unit.format == Format::CloudFormation)
            .map(|unit| unit.root.as_str())
            .collect();
        let answers = answers(&root, &candidates(tree));
        for (path, answer) in &answers {
            // What cfn-lint refuses says nothing of ours.
            let Some(theirs) = answer["resources"].as_object() else { continue };
            if !templates.contains(path.as_str()) {
                let mut types = theirs.values().filter_map(|row| row["type"].as_str());
                if types.any(|ty| ty.contains("::")) {
                    complaints.push(format!("{path} is a template for cfn-lint only"));
                }
                continue;
            }
            let unit = units
                .iter()
                .find(|unit| unit.format == Format::CloudFormation && unit.root == *path)
                .unwrap();
            let (evaluated, _) = evaluate(tree, unit, &Inputs::default());
            compared += 1;
            complaints.extend(
                differences(&ours(&evaluated), theirs)
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
    assert!(compared > 0, "cfn-lint read no template in {}", root.display());
    complaints
}
