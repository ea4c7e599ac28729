//! The action and the workflows of docs/review.md, their shell steps run as they are written, against a service that plays GitHub:
//! from the first push of a pull request to its fix, and pull requests of forks.

use crate::action::{Machine, on_pull_request, only_the_new};
use crate::program::{Folder, PRIVILEGED, task};
use crate::repository::root;
use crate::workflow::yaml;
use std::os::unix::fs::symlink;

/// Push, review, fix, push, struck: the steps as they are written, against the service. What is checked out is the merge commit,
/// in which the base has moved the lines.
#[test]
fn a_pull_request_from_its_first_push_to_its_fix() {
    let mut machine = on_pull_request();
    let merge = |machine: &mut Machine, text: &str, base: Option<&str>| {
        let checkout = &machine.checkout;
        checkout.git(&["checkout", "-q", "change"]);
        checkout.write("app/old.tf", text);
        checkout.write("app/new.tf", text.replace("\"old\"", "\"new\""));
        checkout.commit();
        checkout.git(&["checkout", "-q", "main"]);
        if let Some(base) = base {
            checkout.write("app/old.tf", base);
            checkout.commit();
        }
        let base = checkout.git_out(&["rev-parse", "HEAD"]);
        checkout.git(&["checkout", "-q", "--detach"]);
        checkout.git(&["merge", "-q", "--no-ff", "-m", "merge", "change"]);
        machine.knows(&[("github.event.pull_request.base.sha", &base)]);
        machine.pushed();
    };
    // The change adds a second container that is privileged to a file whose first lines the base changes.
    let old = task("old", PRIVILEGED);
    let more = task("more", PRIVILEGED);
    merge(
        &mut machine,
        &format!("{old}{more}"),
        Some(&format!("# of the base\n# and so on\n{old}")),
    );
    let (succeeded, said) = machine.runs(&[]);
    assert!(!succeeded, "{said}");
    assert!(machine.step("Review").succeeded, "{}", machine.step("Review").said);
    assert_eq!(machine.server.world().wrote(), ["POST reviews", "POST comments"]);
    let added = {
        let world = machine.server.world();
        let added = world.lines().into_iter().filter(|line| {
            let body = line["body"].as_str().unwrap();
            line["path"] == "app/old.tf" && body.contains("container-escape.privileged-container")
        });
        added.map(|line| line["line"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    let head = machine.checkout.git_out(&["show", "change:app/old.tf"]);
    let wanted: Vec<u64> = head
        .lines()
        .zip(1..)
        .filter(|(line, at)| line.contains("privileged") && *at as usize > old.lines().count())
        .map(|(_, at)| at)
        .collect();
    assert_eq!(added, wanted, "at the head's lines, not at the merge commit's");
    // Once more: nothing.
    machine.runs(&[]);
    assert_eq!(machine.server.world().wrote(), [""; 0]);
    // The fix is pushed.
    merge(&mut machine, &format!("{old}{}", task("more", "")), None);
    machine.checkout.git(&["checkout", "-q", "change"]);
    machine.checkout.write("app/new.tf", task("new", ""));
    machine.checkout.commit();
    machine.checkout.git(&["checkout", "-q", "main"]);
    machine.checkout.git(&["checkout", "-q", "--detach"]);
    machine.checkout.git(&["merge", "-q", "--no-ff", "-m", "merge", "change"]);
    machine.pushed();
    let (succeeded, said) = machine.runs(&[]);
    assert!(succeeded, "{said}{}", machine.step("Review").said);
    let world = machine.server.world();
    let bodies: Vec<&str> =
        world.lines().into_iter().map(|line| line["body"].as_str().unwrap()).collect();
    assert!(!bodies.is_empty());
    for body in bodies.iter().filter(|body| body.contains("privileged")) {
        assert!(body.contains("~~") && body.contains("Fixed in"), "{body}");
    }
    let whole = world.wholes();
    assert_eq!(whole.len(), 1);
    assert!(!whole[0].contains("privileged-container"), "{}", whole[0]);
}

/// The token may not review: the summary, annotations and code scanning have the findings all the same, and the exit is by them.
#[test]
fn a_fork_gets_the_summary_and_annotations() {
    let mut machine = on_pull_request();
    machine.server.world().scene.read_only = true;
    let (succeeded, _) = machine.runs(&[("upload-sarif", "true"), ("fail-on", "never")]);
    let review = machine.step("Review").said.clone();
    assert!(succeeded && machine.server.world().wrote().is_empty(), "{review}");
    assert!(review.contains("::error file=app/new.tf,line="), "{review}");
    assert!(machine.summary().contains("app/new.tf"), "{}", machine.summary());
    assert!(machine.has("github/codeql-action/upload-sarif"));
    let (succeeded, _) = machine.runs(&[]);
    assert!(!succeeded && machine.step("Review").succeeded && !machine.step("Result").succeeded);
    // Where there is no report, there is nothing to upload.
    let mut machine = on_pull_request();
    let gone = "1234567890123456789012345678901234567890";
    let (succeeded, _) = machine.runs(&[("upload-sarif", "true"), ("base", gone)]);
    assert!(!succeeded && !machine.has("github/codeql-action"));
    assert_eq!(machine.runner.done.last().unwrap().name, "Result");
}

/// The workflows of the page: one scans without any right, the other one tells what it found and runs nothing of the change.
#[test]
fn a_pair_of_workflows_tells_a_pull_request_of_a_fork() {
    let page = std::fs::read_to_string(root().join("docs/review.md")).unwrap();
    let block = |name: &str| {
        let begin = format!("```yaml\n# .github/workflows/{name}.yml\n");
        let (_, rest) = page.split_once(&begin).unwrap();
        rest.split_once("\n```").unwrap().0.to_owned()
    };
    let mut machine = on_pull_request();
    machine.server.world().scene.read_only = true;
    machine.runner.actions.insert("OWNER/stridelint@COMMIT".to_owned(), root());
    let scan = block("stridelint");
    assert!(!scan.contains("write"), "the job of a stranger has no right");
    assert!(!machine.runner.workflow(&yaml(&scan)), "the change adds a finding");
    only_the_new(&machine.step("Scan").said);
    assert_eq!(machine.server.world().requests, 0);
    let report = std::fs::read(machine.runner.temp.join("stridelint/report/report.json")).unwrap();
    // The other job, on another machine: the report, this repository, and nothing of the change.
    let empty = Folder::new(&[]);
    empty.write("report.json", report);
    symlink(root(), empty.path().join("stridelint")).unwrap();
    machine.runner.workspace = empty.path().to_path_buf();
    let head = machine.server.world().head.clone();
    let event = serde_json::json!({"workflow_run": {
        "event": "pull_request", "head_sha": head, "head_branch": "change-1", "id": 7,
        "head_repository": {"owner": {"login": "somebody"}}
    }});
    let file = machine.fake.write("event.json", event.to_string());
    machine.knows(&[
        ("github.event_name", "workflow_run"),
        ("github.event.workflow_run.event", "pull_request"),
        ("machine.GITHUB_EVENT_PATH", file.to_str().unwrap()),
    ]);
    // It looks the lines of the merge commit up.
    let commits = [machine.checkout.git_out(&["rev-parse", "HEAD"]), head];
    for commit in commits {
        let text = machine.checkout.git_out(&["show", &format!("{commit}:app/new.tf")]);
        let file = (commit, "app/new.tf".to_owned());
        machine.server.world().files.insert(file, text);
    }
    machine.server.world().scene.read_only = false;
    machine.runner.done.clear();
    let review = block("stridelint-review");
    assert!(machine.runner.workflow(&yaml(&review)), "{:?}", machine.runner.done);
    assert!(!machine.has("OWNER/stridelint"), "nothing but the review runs");
    let wrote = machine.server.world().wrote();
    assert_eq!(wrote, ["POST reviews", "POST comments"], "{}", machine.step("Review").said);
    assert!(machine.server.world().lines().iter().all(|line| line["path"] == "app/new.tf"));
    // The page warns of the other way.
    assert!(page.contains("Do not use `pull_request_target` with a checkout"));
}
