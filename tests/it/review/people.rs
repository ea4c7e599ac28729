//! What people do on a pull request is respected.

use super::{Job, finding, report};
use crate::support::forge::{BOT, Server};
use serde_json::{Value, json};

fn one() -> Value {
    report(&[finding("one", "critical", "app/main.tf", 3)])
}

fn first_id(server: &Server) -> u64 {
    server.world().lines()[0]["id"].as_u64().unwrap()
}

#[test]
fn an_answer_keeps_its_comment() {
    let server = Server::new();
    let job = Job::new(&server);
    job.tell(&one());
    let id = first_id(&server);
    server.world().answer(id);
    job.tell(&report(&[]));
    assert_eq!(first_id(&server), id);
    assert_eq!(server.world().remarks.len(), 2, "nothing is deleted");
    // Even where it is there twice.
    let mut twice = server.world().lines()[0].clone();
    twice["id"] = json!(9_000);
    twice["body"] = json!(twice["body"].as_str().unwrap().replace(" fixed -->", " -->"));
    server.world().remarks.push(twice);
    server.world().answer(9_000);
    job.tell(&one());
    assert!(server.world().lines().iter().any(|line| line["id"] == 9_000));
}

#[test]
fn what_somebody_resolved_stays_resolved_and_is_not_repeated() {
    let server = Server::new();
    let job = Job::new(&server);
    job.tell(&one());
    let id = first_id(&server);
    server.world().resolved.insert(id);
    server.world().wrote();
    // Also when its line moved, and at later commits.
    server.world().head = "b".repeat(40);
    let moved = report(&[finding("one", "critical", "app/main.tf", 7)]);
    assert_eq!(job.tell(&moved).code, 1);
    assert_eq!(server.world().wrote(), ["PATCH comments"], "the report's comment alone");
    assert_eq!(server.world().lines().len(), 1);
    assert_eq!(server.world().resolved.len(), 1);
}

#[test]
fn a_comment_that_somebody_deleted_is_not_written_again() {
    let server = Server::new();
    let job = Job::new(&server);
    job.tell(&one());
    server.world().remarks.clear();
    server.world().wrote();
    assert_eq!(job.tell(&one()).code, 1);
    assert_eq!(server.world().wrote(), ["PATCH comments"]);
    assert!(server.world().wholes()[0].contains("### Findings\n"), "told in the report's comment");
    job.tell(&one());
    assert_eq!(server.world().wrote(), [""; 0]);
}

/// Anybody may write a comment that begins as ours do.
#[test]
fn the_comments_of_others_are_never_changed() {
    let server = Server::new();
    let job = Job::new(&server);
    job.tell(&one());
    let (whole, line) = {
        let mut world = server.world();
        let whole = world.notes.pop().unwrap();
        let mut line = world.remarks.pop().unwrap();
        line["user"] = json!({"login": "somebody", "type": "User"});
        world.remarks.push(line.clone());
        let body = whole["body"].as_str().unwrap().to_owned();
        world.chat("somebody", &body);
        // A person may quote it, and a program of somebody else may too.
        world.chat(BOT, &format!("> {body}"));
        (whole["body"].clone(), line["body"].clone())
    };
    server.world().wrote();
    job.tell(&one());
    assert_eq!(server.world().wrote(), ["POST reviews", "POST comments"]);
    assert_eq!(server.world().notes[0]["body"], whole);
    assert_eq!(server.world().remarks[0]["body"], line);
}

/// Where the service does not say who the token is, comments of programs with the marker are ours.
#[test]
fn our_comments_are_known_where_the_service_does_not_say_who_we_are() {
    let server = Server::new();
    server.world().scene.no_viewer = true;
    let job = Job::new(&server);
    job.tell(&one());
    assert_eq!(server.world().wrote(), ["POST reviews", "POST comments"]);
    job.tell(&one());
    assert_eq!(server.world().wrote(), [""; 0]);
}
