//! Models of registry modules (`src/terraform/registry`) against callers of them:
//! `testdata/modules/<model>/<caller>/main.tf`. The lines that have to be reported say so
//! themselves, as those of the checks' fixtures do: a comment `# expect: <threat>.<check>, ...` at
//! the line's end. Nothing else may be reported, and nothing may be reported or left out of the
//! model's own inside. A line `# undecided: <threat>.<check>` names a check that is not decided,
//! a line `# gap: <words>` what the model does not cover.

use crate::Case;
use crate::oracle::CORPORA;
use crate::support::fixtures::{everything, folders, policies};
use crate::support::program::Folder;
use crate::support::repository;
use std::collections::BTreeSet;
use std::path::Path;
use stridelint::finding::{Certainty, Report};
use stridelint::gap::GapKind;
use stridelint::path;
use stridelint::scan::{Setup, Silent, scan};
use stridelint::tree::{Limits, disk};

/// `modules::<model>::<caller>`, `modules::<model>::<caller>::installed` for a module that is in the
/// corpora, and `modules::<model>` for a model that nobody calls.
pub fn cases() -> Vec<Case> {
    let root = repository::root();
    let callers = root.join("testdata/modules");
    let mut cases: Vec<Case> = folders(&callers)
        .into_iter()
        .flat_map(|(model, folder)| {
            folders(&folder).into_iter().map(move |(caller, folder)| {
                let name = format!("modules::{model}::{caller}").replace('_', "-");
                Case::new(name, move || complaints(&folder))
            })
        })
        .collect();
    let models = std::fs::read_dir(root.join("src/terraform/registry")).expect("the models");
    let models = models.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    for model in models.filter_map(|name| name.strip_suffix(".hcl").map(str::to_owned)) {
        let called = callers.join(&model).is_dir() || TESTED_ELSEWHERE.contains(&&*model);
        if !called {
            let complaint = format!("{model}.hcl has no caller in testdata/modules/{model}");
            let name = format!("modules::{model}").replace('_', "-");
            cases.push(Case::new(name, move || vec![complaint.clone()]));
        }
    }
    for (model, module, below) in INSTALLED {
        // Other callers ask for other versions than the one that is there.
        let called = folders(&callers.join(model)).into_iter();
        for (caller, folder) in
            called.filter(|(caller, _)| ["bad", "defaults"].contains(&&**caller))
        {
            let name = format!("modules::{model}::{caller}::installed").replace('_', "-");
            cases
                .push(Case::new(name, move || differences(&folder, module, below)).needs(&CORPORA));
        }
    }
    cases
}

/// Models whose modules are in the corpora: repository, and folder in it.
const INSTALLED: [(&str, &str, &str); 8] = [
    ("aws_ecs", "terraform-aws-modules__terraform-aws-ecs", ""),
    ("aws_ecs_cluster", "terraform-aws-modules__terraform-aws-ecs", "/modules/cluster"),
    (
        "aws_ecs_container_definition",
        "terraform-aws-modules__terraform-aws-ecs",
        "/modules/container-definition",
    ),
    ("aws_ecs_service", "terraform-aws-modules__terraform-aws-ecs", "/modules/service"),
    ("cloudposse_container_definition", "cloudposse__terraform-aws-ecs-container-definition", ""),
    ("cloudposse_ecs_alb_service_task", "cloudposse__terraform-aws-ecs-alb-service-task", ""),
    ("cloudposse_ecs_web_app", "cloudposse__terraform-aws-ecs-web-app", ""),
    ("cn_ecs_fargate_service", "cn-terraform__terraform-aws-ecs-fargate-service", ""),
];

/// What is reported of a caller with the module itself on disk, and not with its model, and the
/// other way round.
fn differences(caller: &Path, module: &str, below: &str) -> Vec<String> {
    let text = std::fs::read_to_string(caller.join("main.tf")).expect("every caller has a main.tf");
    let name = text.lines().find_map(|line| line.strip_prefix("module \"")?.split('"').next());
    let name = name.expect("a caller calls a module");
    let manifest = format!(
        "{{\"Modules\":[{{\"Key\":\"{name}\",\"Source\":\"x\",\"Dir\":\".terraform/modules/{name}{below}\"}}]}}"
    );
    let folder = Folder::new(&[("main.tf", &text), (".terraform/modules/modules.json", &manifest)]);
    let source = repository::root().join("../shared/corpora/ecs").join(module);
    for entry in walkdir::WalkDir::new(&source).into_iter().flatten() {
        let file = path::slashes(entry.path().strip_prefix(&source).expect("below it"));
        if file.ends_with(".tf") && !file.contains("examples/") {
            let text = std::fs::read_to_string(entry.path()).expect("a file");
            folder.write(&format!(".terraform/modules/{name}/{file}"), text);
        }
    }
    // A default that a module hands out stands where it is taken, that of a model at its call: the
    // checks are compared, and `complaints` holds the places.
    let reported = |folder: &Path| -> BTreeSet<String> {
        let report = scanned(folder);
        let reported = report.findings.iter().filter(|one| one.certainty == Certainty::Reported);
        // How the module declares its variables is its own inside.
        let reported = reported.filter(|one| one.resource_type != "terraform.variable");
        reported.map(|one| one.check.clone()).collect()
    };
    let (modelled, installed) = (reported(caller), reported(folder.path()));
    let only = installed.difference(&modelled).map(|one| format!("only of the module: {one}"));
    only.chain(modelled.difference(&installed).map(|one| format!("only of the model: {one}")))
        .collect()
}

/// A part of other models, and one whose caller is a unit test.
const TESTED_ELSEWHERE: [&str; 2] = ["cloudposse_context", "cloudposse_deepmerge"];

fn complaints(caller: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(caller.join("main.tf")).expect("every caller has a main.tf");
    let report = scanned(caller);
    let of = |certainty| report.findings.iter().filter(move |one| one.certainty == certainty);
    let reported: BTreeSet<(String, u32)> = of(Certainty::Reported)
        .map(|finding| (finding.check.clone(), finding.location.start.line))
        .collect();
    let mut expected = BTreeSet::new();
    let mut undecided = BTreeSet::new();
    let mut gaps = Vec::new();
    for (line, number) in text.lines().zip(1u32..) {
        if let Some((_, checks)) = line.split_once("# expect: ") {
            expected.extend(checks.split(", ").map(|check| (check.trim().to_owned(), number)));
        }
        undecided.extend(line.strip_prefix("# undecided: ").map(str::to_owned));
        gaps.extend(line.strip_prefix("# gap: "));
    }
    let mut complaints: Vec<String> =
        report.problems.iter().map(|problem| format!("{problem:?}")).collect();
    for (check, line) in expected.difference(&reported) {
        complaints.push(format!("{check} is not reported at line {line}"));
    }
    for (check, line) in reported.difference(&expected) {
        complaints.push(format!("{check} is reported at line {line}"));
    }
    for check in undecided {
        if !of(Certainty::Undecided).any(|finding| finding.check == check) {
            complaints.push(format!("{check} is not undecided"));
        }
    }
    let unread = report.gaps.iter().filter(|gap| gap.kind == GapKind::ModuleNotRead);
    let unread: Vec<String> = unread.map(|gap| format!("{}: {}", gap.what, gap.why)).collect();
    if unread.len() != gaps.len()
        || !gaps.iter().all(|gap| unread.iter().any(|told| told.contains(gap)))
    {
        complaints.push(format!("the gaps are {unread:?}"));
    }
    complaints
}

fn scanned(folder: &Path) -> Report {
    let set = policies();
    let (mut scopes, problems) = disk::open(&[folder.to_path_buf()], Limits::default());
    assert!(problems.is_empty(), "{problems:?}");
    let scope = scopes.remove(0);
    let mut options = everything(set);
    // What a caller hears who asks for no check by name.
    let checks = set.checks().filter(|check| !check.opt_in);
    options.selection.checks = checks.map(|check| check.id.clone()).collect();
    let setup = Setup { scope: &scope, set, config: None, bases: &[], options: &options };
    scan(&setup, &Silent).expect("a report")
}
