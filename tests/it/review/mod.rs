//! `stridelint review`, by real HTTP against services that are played by what their documentation says.

mod failures;
mod github;
mod gitlab;
mod people;
mod shared;
mod text;

use crate::program::{Folder, Run, program};
use crate::support::forge::{Server, TOKEN};
use serde_json::{Value, json};
use std::process::{Command, Stdio};

/// A finding of a report.
pub fn finding(check: &str, severity: &str, file: &str, line: u32) -> Value {
    json!({
        "unit": "app", "check": format!("container-escape.{check}"), "severity": severity,
        "certainty": "reported", "resource": format!("aws_ecs_task_definition.{check}"),
        "message": format!("The container {check} is privileged"),
        "location": {"file": file, "start": {"line": line, "column": 1}, "end": {"line": line, "column": 9}},
        "related": [], "example": false, "stride": "elevation-of-privilege",
        "fingerprint": format!("fp-{check}"), "fix": "Take it out:\n\n    privileged = false\n"
    })
}

/// A report with findings.
pub fn report(findings: &[Value]) -> Value {
    json!({
        "schema": "stridelint-report/1", "version": "0", "today": "2026-11-30", "complete": true,
        "summary": {"units": 1, "resources": 2, "older": 3},
        "checks": {"container-escape.one": {"title": "Privileged container", "severity": "critical",
            "threat": "container-escape", "threat_title": "Container escape", "description": "It is root."}},
        "findings": findings, "gaps": [], "problems": [], "units": []
    })
}

/// A runner of jobs.
pub struct Job<'a> {
    server: std::marker::PhantomData<&'a Server>,
    pub folder: Folder,
    pub env: Vec<(String, String)>,
    service: &'static str,
}

impl<'a> Job<'a> {
    pub fn new(server: &'a Server) -> Job<'a> {
        let env = [
            ("GITHUB_API_URL", server.address.as_str()),
            ("GITHUB_TOKEN", TOKEN),
            ("GITHUB_REPOSITORY", "owner/shop"),
        ];
        let env = env.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Job {
            server: std::marker::PhantomData,
            folder: Folder::new(&[]),
            env: env.to_vec(),
            service: "--github",
        }
    }

    pub fn on_gitlab(server: &'a Server) -> Job<'a> {
        let api = format!("{}/api/v4", server.address);
        let env = [
            ("CI_API_V4_URL", api.as_str()),
            ("GITLAB_TOKEN", TOKEN),
            ("CI_PROJECT_PATH", "group/shop"),
        ];
        let env = env.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Job { env: env.to_vec(), service: "--gitlab", ..Job::new(server) }
    }

    pub fn knows(mut self, name: &str, value: &str) -> Job<'a> {
        self.env.retain(|(known, _)| known != name);
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The command as it is run.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.arg("review").arg(self.service).args(args).current_dir(self.folder.path());
        // Windows opens no connection without it.
        let system = std::env::var_os("SystemRoot").map(|value| ("SystemRoot", value));
        command.env_clear().envs(system).envs(self.env.iter().cloned()).stdin(Stdio::null());
        command
    }

    /// Runs it. Nothing that is printed has the token.
    pub fn run(&self, args: &[&str]) -> Run {
        let output = self.command(args).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let run = Run {
            code: output.status.code().unwrap_or(-1),
            out: text(&output.stdout),
            err: text(&output.stderr),
        };
        assert!(!run.out.contains(TOKEN) && !run.err.contains(TOKEN), "{}{}", run.out, run.err);
        assert!(!run.err.contains("panicked"), "{}", run.err);
        run
    }

    /// Tells the pull request what a report says.
    pub fn tell(&self, report: &Value) -> Run {
        self.tell_with(report, &[])
    }

    pub fn tell_with(&self, report: &Value, args: &[&str]) -> Run {
        self.folder.write("report.json", report.to_string());
        let mut all = vec!["--pr", "12", "--report", "report.json"];
        all.extend(args);
        self.run(&all)
    }
}

/// Findings at different lines of the diff.
pub fn many(count: u32) -> Vec<Value> {
    let one = |at: u32| {
        let mut one = finding("one", "high", "app/main.tf", at % 400 + 1);
        one["fingerprint"] = json!(format!("fp{at}"));
        one["message"] = json!(format!("Number {at} is wrong"));
        one
    };
    (0..count).map(one).collect()
}
