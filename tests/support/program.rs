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
        run_in(self.dir.path(), args, &[])
    }

    /// As [`Folder::scan`], with variables in the environment.
    pub fn scan_with(&self, args: &[&str], env: &[(&str, &str)]) -> Run {
        let mut all = vec!["scan", "--format", "json"];
        all.extend(args);
        run_in(self.dir.path(), &all, env)
    }

    /// Scans with a JSON report on standard output.
    pub fn scan(&self, args: &[&str]) -> Run {
        let mut all = vec!["scan", "--format", "json"];
        all.extend(args);
        self.run(&all)
    }

    /// Runs git in the folder; it has to work.
    pub fn git(&self, args: &[&str]) {
        self.git_out(args);
    }

    /// What git says, without the last line's end.
    pub fn git_out(&self, args: &[&str]) -> String {
        let output = self.git_run(args);
        assert!(
            output.status.success(),
            "git {args:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
    }

    /// Whether git can do it.
    pub fn try_git(&self, args: &[&str]) -> bool {
        self.git_run(args).status.success()
    }

    fn git_run(&self, args: &[&str]) -> std::process::Output {
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
        Command::new("git").args(who).args(args).current_dir(self.dir.path()).output().unwrap()
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

/// Variables of the machine that runs the tests that say something of a repository.
const OF_THE_MACHINE: [&str; 6] = [
    "SOURCE_DATE_EPOCH",
    "GITHUB_REF",
    "CI_MERGE_REQUEST_EVENT_TYPE",
    "PRE_COMMIT_FROM_REF",
    "PRE_COMMIT_TO_REF",
    "GIT_INDEX_FILE",
];

/// Runs stridelint in a folder.
pub fn run_in(folder: &Path, args: &[&str], env: &[(&str, &str)]) -> Run {
    let mut command = Command::new(program());
    for name in OF_THE_MACHINE {
        command.env_remove(name);
    }
    let output = command.args(args).current_dir(folder).envs(env.iter().copied()).output().unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
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
