//! The program as a person runs it, in a folder of its own.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A temporary folder with files in it.
pub struct Folder {
    dir: tempfile::TempDir,
}

/// What a run gave.
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    /// Standard output as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("{error}: {}\n{}", self.out, self.err))
    }

    /// Check and place (`file:line`) of each finding of a JSON report.
    pub fn findings(&self) -> Vec<(String, String)> {
        let report = self.json();
        let one = |finding: &Value| {
            let at = &finding["location"];
            let place = format!("{}:{}", at["file"].as_str().unwrap(), at["start"]["line"]);
            (finding["check"].as_str().unwrap().to_owned(), place)
        };
        report["findings"].as_array().unwrap().iter().map(one).collect()
    }

    /// Whether a check is among them.
    pub fn has(&self, check: &str) -> bool {
        self.findings().iter().any(|(found, _)| found == check)
    }
}

impl Folder {
    pub fn new(files: &[(&str, &str)]) -> Folder {
        let folder = Folder { dir: tempfile::tempdir().unwrap() };
        for (path, text) in files {
            folder.write(path, text);
        }
        folder
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let full = self.dir.path().join(path);
        std::fs::create_dir_all(full.parent().unwrap()).unwrap();
        std::fs::write(&full, text).unwrap();
        full
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.dir.path().join(path)).unwrap()
    }

    /// Runs stridelint in the folder.
    pub fn run(&self, args: &[&str]) -> Run {
        let output = Command::new(program())
            .args(args)
            .current_dir(self.dir.path())
            .env_remove("SOURCE_DATE_EPOCH")
            .output()
            .unwrap();
        Run {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Scans with a JSON report on standard output.
    pub fn scan(&self, args: &[&str]) -> Run {
        let mut all = vec!["scan", "--format", "json"];
        all.extend(args);
        self.run(&all)
    }

    /// Runs git in the folder; it has to work.
    pub fn git(&self, args: &[&str]) {
        let who = [
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@example.com",
            "-c",
            "init.defaultBranch=main",
            "-c",
            "core.hooksPath=/dev/null",
        ];
        let output =
            Command::new("git").args(who).args(args).current_dir(self.dir.path()).output().unwrap();
        assert!(
            output.status.success(),
            "git {args:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    /// Commits everything.
    pub fn commit(&self) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", "x"]);
    }
}

/// A repository with one commit: a module with a finding, one without, a broken file, and a page
/// that is no infrastructure.
pub fn committed() -> Folder {
    let folder = Folder::new(&[
        ("infra/old.tf", &task("old", PRIVILEGED)),
        ("infra/web.tf", &task("web", "")),
        ("docs/README.md", "x"),
        ("other/broken.tf", "resource {{{\n"),
    ]);
    folder.git(&["init", "-q"]);
    folder.commit();
    folder
}

/// The program's path.
pub fn program() -> &'static str {
    env!("CARGO_BIN_EXE_stridelint")
}

/// A task definition in Terraform with one container: further attributes of it, in HCL.
pub fn task(name: &str, more: &str) -> String {
    format!(
        r#"resource "aws_ecs_task_definition" "{name}" {{
  family       = "{name}"
  network_mode = "awsvpc"
  container_definitions = jsonencode([
    {{
      name                   = "{name}"
      image                  = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/{name}@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      user                   = "1000:1000"
      readonlyRootFilesystem = true
      logConfiguration       = {{ logDriver = "awslogs", options = {{ "awslogs-group" = "{name}" }} }}
{more}
    }}
  ])
}}
"#
    )
}

/// The attribute that every test makes a critical finding with.
pub const PRIVILEGED: &str = "      privileged             = true";
/// Its check.
pub const CHECK: &str = "container-escape.privileged-container";
