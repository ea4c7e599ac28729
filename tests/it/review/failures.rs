//! What goes wrong costs no finding, and makes nothing twice.

use super::{Job, finding, many, report};
use crate::support::forge::{Scene, Server};
use serde_json::{Value, json};

fn one() -> Value {
    report(&[finding("one", "critical", "app/main.tf", 3)])
}

fn with(scene: Scene) -> Server {
    let server = Server::new();
    server.world().scene = scene;
    server
}

/// Whether all is there once.
fn is_told(server: &Server) {
    let world = server.world();
    assert_eq!((world.lines().len(), world.wholes().len()), (1, 1));
}

#[test]
fn a_token_that_may_only_read_gets_the_summary() {
    let server = with(Scene { read_only: true, ..Scene::default() });
    let job = Job::new(&server);
    let summary = job.folder.write("summary", "before\n");
    let job = job.knows("GITHUB_STEP_SUMMARY", summary.to_str().unwrap());
    let mut findings = many(25);
    findings.push(finding("one", "critical", "app/main.tf", 3));
    let ran = job.tell(&report(&findings));
    assert_eq!((ran.code, server.world().wrote()), (1, vec![]), "by findings: {}", ran.err);
    let summary = job.folder.read("summary");
    assert!(summary.starts_with("before\n## stridelint: 1 critical, 25 high"), "{summary}");
    assert!((0..25).all(|at| summary.contains(&format!("Number {at} is wrong"))));
    let errors = ran.out.lines().filter(|line| line.starts_with("::error file=app/main.tf,line="));
    assert_eq!(errors.count(), 10, "{}", ran.out);
    assert!(
        ran.out.contains("container one is privileged")
            && ran.out.contains("::notice::16 findings")
    );
    assert_eq!(ran.err.lines().count(), 1, "one notice: {}", ran.err);
    // Nothing found: the same exit as ever. Asked for it, the service's refusal is an error.
    assert_eq!(job.tell(&one()).code, 1);
    assert_eq!(job.tell_with(&one(), &["--fail-on", "never"]).code, 0);
    assert_eq!(job.tell_with(&one(), &["--strict-api"]).code, 2);
}

#[test]
fn without_a_token_or_a_service_the_exit_is_by_findings() {
    let server = Server::new();
    let ran = Job::new(&server).knows("GITHUB_TOKEN", "").tell(&one());
    assert_eq!(ran.code, 1);
    assert!(
        ran.err.contains("no token") && ran.out.contains("::error file=app/main.tf,line=3"),
        "{}",
        ran.err
    );
    let ran = Job::new(&server).knows("GITHUB_REPOSITORY", "owner/other/../x").tell(&one());
    assert_eq!(ran.code, 2, "{}", ran.err);
    let ran = Job::new(&server).knows("GITHUB_API_URL", "http://git.example.com/api").tell(&one());
    assert!(ran.code == 1 && ran.err.contains("unencrypted"), "{}", ran.err);
    assert_eq!(server.world().requests, 0);
}

/// The writes took effect though nobody heard so.
#[test]
fn an_answer_that_is_lost_makes_no_second_comment() {
    let server = with(Scene { lost: 2, ..Scene::default() });
    let job = Job::new(&server);
    let ran = job.tell(&one());
    assert_eq!(ran.code, 1, "{}", ran.err);
    is_told(&server);
    assert_eq!(server.world().wrote(), ["POST reviews", "POST comments"]);
    server.world().scene.lost = 2;
    job.tell(&report(&[]));
    is_told(&server);
    assert!(server.world().lines()[0]["body"].as_str().unwrap().contains("Fixed in"));
    job.tell(&report(&[]));
}

#[test]
fn a_service_that_falters_is_asked_again() {
    for every in [3, 4] {
        let server = with(Scene { flaky: Some(every), ..Scene::default() });
        let ran = Job::new(&server).tell(&one());
        assert_eq!(ran.code, 1, "{}", ran.err);
        is_told(&server);
        assert!(!ran.err.contains("warning"), "{}", ran.err);
    }
}

#[test]
fn limits_are_waited_for() {
    for scene in
        [Scene { limited: 2, ..Scene::default() }, Scene { exhausted: 1, ..Scene::default() }]
    {
        let server = with(scene);
        let ran = Job::new(&server).tell(&one());
        assert_eq!(ran.code, 1);
        is_told(&server);
        assert_eq!(server.world().wrote().len(), 2, "{}", ran.err);
    }
}

/// A review that is not taken costs no finding: the report's comment has them.
#[test]
fn lines_that_are_not_taken_are_told_elsewhere() {
    let server = with(Scene { no_lines: true, ..Scene::default() });
    let job = Job::new(&server);
    let ran = job.tell(&one());
    assert_eq!(ran.code, 1);
    assert!(
        ran.err.contains("not taken") && ran.err.contains("Line could not be resolved"),
        "{}",
        ran.err
    );
    assert_eq!(server.world().wrote(), ["POST comments"]);
    assert!(
        server.world().wholes()[0].contains("### Findings\n\n- 🟥 **critical** The container one")
    );
}

#[test]
fn a_head_that_moved_is_left_to_a_later_run() {
    // Before: nothing is written.
    let server = Server::new();
    let job = Job::new(&server);
    let ran = job.tell_with(&one(), &["--head", &"b".repeat(40)]);
    assert_eq!((ran.code, server.world().wrote()), (1, vec![]));
    assert!(ran.err.contains("at aaaaaaaaaaaa by now"), "{}", ran.err);
    // The same by what the event says.
    let event = json!({"pull_request": {"number": 12, "head": {"sha": "b".repeat(40)}}});
    let file = job.folder.write("event.json", event.to_string());
    let job = job.knows("GITHUB_EVENT_PATH", file.to_str().unwrap());
    let ran = job.run(&["--report", "report.json"]);
    assert_eq!((ran.code, server.world().wrote()), (1, vec![]), "{}", ran.err);
    // In between: nothing more is made.
    let server = with(Scene { moves_after: Some(1), ..Scene::default() });
    let ran = Job::new(&server).tell(&one());
    assert_eq!(server.world().wrote(), ["POST reviews"], "{}", ran.err);
    assert!(ran.err.contains("a later run"), "{}", ran.err);
}

#[test]
fn two_runs_at_once_leave_one_of_each() {
    // Another run's comment appears with our own.
    let server = with(Scene { race: true, ..Scene::default() });
    let job = Job::new(&server);
    job.tell(&one());
    is_told(&server);
    assert!(server.world().wrote().contains(&"DELETE comments".to_owned()));
    job.tell(&one());
    assert_eq!(server.world().wrote(), [""; 0]);
    // Where nothing can be taken away, the later one is no report any more.
    let server = with(Scene { race: true, no_delete: true, ..Scene::default() });
    let job = Job::new(&server);
    job.tell(&one());
    is_told(&server);
    server.world().wrote();
    job.tell(&one());
    assert_eq!(server.world().wrote(), [""; 0]);
    // And two programs that do not know of each other.
    for _ in 0..2 {
        let server = Server::new();
        let job = Job::new(&server);
        job.folder.write("report.json", one().to_string());
        let args = ["--pr", "12", "--report", "report.json"];
        let mut runs = [(); 3].map(|()| job.command(&args).spawn().unwrap());
        runs.iter_mut().for_each(|run| assert_eq!(run.wait().unwrap().code(), Some(1)));
        is_told(&server);
        server.world().wrote();
        job.tell(&one());
        assert_eq!(server.world().wrote(), [""; 0]);
    }
}

#[test]
fn what_is_no_report_is_refused() {
    let server = Server::new();
    let job = Job::new(&server);
    for text in ["", "[]", "{\"findings\": []}", "\u{1b}[2J"] {
        job.folder.write("report.json", text);
        let ran = job.run(&["--pr", "12", "--report", "report.json"]);
        assert_eq!(ran.code, 2);
        assert!(ran.err.contains("report.json is not a JSON report of stridelint"), "{}", ran.err);
    }
    let ran = job.run(&["--report", "report.json"]);
    assert!(ran.code == 2 && ran.err.contains("nothing says which pull request"), "{}", ran.err);
    assert_eq!(server.world().requests, 0);
}

/// The token goes to the service alone, whatever addresses an answer names.
#[test]
fn a_page_that_leads_elsewhere_is_not_followed() {
    let server = Server::new();
    (0..120).for_each(|at| server.world().chat("somebody", &format!("{at}")));
    let job = Job::new(&server).knows("GITHUB_GRAPHQL_URL", "http://127.0.0.1:1/graphql");
    let ran = job.tell(&one());
    assert!(ran.err.contains("is not of the service"), "{}", ran.err);
    let job = Job::new(&server);
    assert_eq!(job.tell(&one()).code, 1);
    is_told(&server);
}
