//! The same against another server that plays GitHub, where it lies beside the repository.

use super::{Job, finding, many, report};
use crate::repository::root;
use crate::support::forge::Server;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

/// The other server.
struct Other {
    child: Child,
    port: u16,
}

impl Other {
    /// Starts it. `None`, and a word on the terminal, where it or Python is not here.
    fn start(scenario: &str) -> Option<Other> {
        let file = root().join("../shared/scale/fake_github.py");
        let python = Command::new("python3").arg("--version").output().is_ok();
        if !file.exists() || !python {
            eprintln!("ignored: needs python3 and ../shared/scale/fake_github.py");
            return None;
        }
        let mut child = Command::new("python3")
            .arg(file)
            .args(["0", scenario])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Some(Other { child, port: line.trim().parse().unwrap() })
    }

    fn state(&self) -> Value {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.write_all(b"GET /_state HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        serde_json::from_str(text.split_once("\r\n\r\n").unwrap().1).unwrap()
    }

    fn writes(&self) -> usize {
        self.state()["writes"].as_array().unwrap().len()
    }

    fn job<'a>(&self, server: &'a Server) -> Job<'a> {
        let job =
            Job::new(server).knows("GITHUB_API_URL", &format!("http://127.0.0.1:{}", self.port));
        job.knows("GITHUB_REPOSITORY", "o/x")
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn at_line() -> Value {
    report(&[
        finding("one", "critical", "app/main.tf", 3),
        finding("two", "high", "app/main.tf", 5),
    ])
}

#[test]
fn the_figures_hold() {
    let server = Server::new();
    let Some(other) = Other::start("") else { return };
    let job = other.job(&server);
    assert_eq!(job.tell(&at_line()).code, 1);
    assert_eq!(other.writes(), 2);
    job.tell(&at_line());
    assert_eq!(other.writes(), 2, "a second run writes nothing");
    job.tell(&report(&[finding("two", "high", "app/main.tf", 5)]));
    assert_eq!(other.writes(), 4, "one update, one strike");
    let state = other.state();
    let threads = state["threads"].as_object().unwrap();
    assert_eq!(threads.values().filter(|done| **done == true).count(), 1);
    let Some(other) = Other::start("") else { return };
    other.job(&server).tell(&report(&many(300)));
    let state = other.state();
    let longest =
        state["writes"].as_array().unwrap().iter().map(|write| write[2].as_u64().unwrap()).max();
    println!("300 findings: {} writes, longest request {longest:?}", other.writes());
    assert!(other.writes() <= 3);
    let bodies = ["comments", "review_comments"]
        .map(|list| state[list].as_array().unwrap().clone())
        .concat();
    assert!(bodies.iter().all(|one| one["body"].as_str().unwrap().chars().count() <= 60_000));
}

#[test]
fn nothing_is_lost_and_nothing_is_there_twice() {
    let server = Server::new();
    for (scenario, writes) in [
        ("lost", 1),
        ("secondary", 1),
        ("flaky", 1),
        ("noresolve", 1),
        ("noviewer", 1),
        ("fork", 0),
        ("moved", 0),
    ] {
        let Some(other) = Other::start(scenario) else { return };
        let job = other.job(&server);
        let head = "h".repeat(40);
        let ran = job.tell_with(&at_line(), &["--head", &head]);
        // The scenario says another head; where the run does not know better, the lines are not taken and all is told elsewhere.
        assert_eq!(ran.code, 1, "{scenario}: {}", ran.err);
        let state = other.state();
        let ours = |list: &str, mark: &str| {
            let all = state[list].as_array().unwrap();
            all.iter().filter(|one| one["body"].as_str().unwrap().starts_with(mark)).count()
        };
        assert_eq!(ours("comments", "<!-- stridelint:report"), writes, "{scenario}: {}", ran.err);
        assert_eq!(
            ours("review_comments", "<!-- stridelint:finding"),
            2 * writes,
            "{scenario}: {}",
            ran.err
        );
        if scenario == "lost" {
            // The odd writes of this server get lost, the first one and the second one's repetition among them.
            job.tell(&report(&[]));
        }
    }
}
