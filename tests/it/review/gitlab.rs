//! GitLab: discussions at the newest version's commits.

use super::{Job, finding, many, report};
use crate::support::forge::{Scene, Server};
use serde_json::{Value, json};

fn bodies(server: &Server) -> Vec<String> {
    let of = |one: &Value| one["notes"][0]["body"].as_str().unwrap().to_owned();
    server.world().remarks.iter().map(of).collect()
}

fn two() -> Vec<Value> {
    vec![finding("one", "critical", "app/main.tf", 3), finding("two", "high", "app/main.tf", 52)]
}

fn server() -> Server {
    let server = Server::new();
    let patch = "@@ -1,2 +1,3 @@\n a\n b\n+c\n@@ -50,2 +51,3 @@\n+x\n y\n z\n";
    server.world().diff.insert("app/main.tf".to_owned(), patch.to_owned());
    for at in 0..130 {
        let note = json!({"id": at, "body": "chat", "author": {"id": 1}});
        let talk = json!({"id": format!("c{at}"), "notes": [note]});
        server.world().remarks.push(talk);
    }
    server
}

#[test]
fn a_merge_request_is_told_once_and_brought_up_to_date() {
    let server = server();
    let job = Job::on_gitlab(&server);
    let ran = job.tell(&report(&two()));
    assert_eq!(ran.code, 1);
    // The positions are checked by the service: the newest version, both numbers for a line that stays.
    assert_eq!(
        server.world().wrote(),
        ["POST discussions", "POST discussions", "POST notes"],
        "{}",
        ran.err
    );
    job.tell(&report(&two()));
    assert_eq!(server.world().wrote(), [""; 0]);
    server.world().head = "b".repeat(40);
    job.tell(&report(&two()[1..]));
    assert_eq!(server.world().wrote(), ["PUT notes", "PUT discussions", "PUT notes"]);
    let resolved = server.world().remarks[130]["notes"][0]["resolved"].clone();
    assert_eq!(resolved, true);
    assert!(bodies(&server)[130].contains("Fixed in bbbbbbbbbbbb."));
    job.tell(&report(&two()[1..]));
    assert_eq!(server.world().wrote(), [""; 0]);
}

#[test]
fn an_answer_that_is_lost_and_a_limit_make_nothing_twice() {
    for scene in [
        Scene { lost: 3, ..Scene::default() },
        Scene { limited: 2, ..Scene::default() },
        Scene { flaky: Some(3), ..Scene::default() },
        Scene { race: true, ..Scene::default() },
    ] {
        let server = server();
        server.world().scene = scene.clone();
        let ran = Job::on_gitlab(&server).tell(&report(&two()));
        assert_eq!(ran.code, 1);
        assert_eq!(server.world().remarks.len(), 130 + 3, "{scene:?} {}", ran.err);
        assert!(!ran.err.contains("warning"), "{}", ran.err);
    }
}

#[test]
fn lines_that_are_not_taken_are_told_elsewhere() {
    let server = server();
    server.world().scene.no_lines = true;
    let ran = Job::on_gitlab(&server).tell(&report(&two()));
    assert_eq!(server.world().wrote(), ["POST notes"], "{}", ran.err);
    let whole = bodies(&server).pop().unwrap();
    let link = format!("(https://gitlab.com/group/shop/-/blob/{}/app/main.tf#L3)", "a".repeat(40));
    assert!(whole.contains(&link), "{whole}");
    assert!(whole.contains("container one") && whole.contains("container two"));
}

/// CI's own token may not write notes: the findings go where no right is needed.
#[test]
fn a_token_that_may_not_write_gets_the_code_quality_report() {
    let server = server();
    server.world().scene.read_only = true;
    let job = Job::on_gitlab(&server).knows("GITLAB_TOKEN", "");
    let job = job.knows("CI_JOB_TOKEN", crate::support::forge::TOKEN);
    let ran = job.tell(&report(&two()));
    assert_eq!((ran.code, server.world().wrote()), (1, vec![]), "{}", ran.err);
    let told: Value =
        serde_json::from_str(&job.folder.read("gl-code-quality-report.json")).unwrap();
    assert_eq!(told.as_array().unwrap().len(), 2);
    assert_eq!(told[0]["severity"], "blocker");
    assert_eq!(told[0]["location"], json!({"path": "app/main.tf", "lines": {"begin": 3}}));
    let head = server.world().heads.concat().to_lowercase();
    assert!(head.contains("job-token:") && !head.contains("private-token:"));
}

#[test]
fn what_somebody_resolved_stays_and_a_suggestion_spans_its_lines() {
    let server = server();
    let job = Job::on_gitlab(&server);
    let mut one = finding("one", "critical", "app/main.tf", 2);
    let lines =
        json!({"file": "app/main.tf", "first_line": 1, "last_line": 3, "lines": ["a", "c"]});
    one["suggestion"] = lines;
    job.tell(&report(std::slice::from_ref(&one)));
    assert!(
        bodies(&server)[130].contains("```suggestion:-2+0\na\nc\n```"),
        "{}",
        bodies(&server)[130]
    );
    server.world().remarks[130]["notes"][0]["resolved"] = json!(true);
    server.world().wrote();
    server.world().head = "b".repeat(40);
    job.tell(&report(&[one]));
    assert_eq!(server.world().wrote(), [""; 0], "nothing of it is repeated");
}

#[test]
fn three_hundred_findings_have_thirty_comments() {
    let server = Server::new();
    let hunk = format!("@@ -0,0 +1,400 @@\n{}", "+x\n".repeat(400));
    server.world().diff.insert("app/main.tf".to_owned(), hunk);
    let job = Job::on_gitlab(&server);
    job.tell(&report(&many(300)));
    assert_eq!(server.world().wrote().len(), 31);
    assert!(bodies(&server).iter().all(|body| body.chars().count() <= 60_000));
    job.tell(&report(&many(300)));
    assert_eq!(server.world().wrote(), [""; 0]);
}
