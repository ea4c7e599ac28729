//! What cases compare with that a machine may lack.

use crate::support::repository;
#[cfg(unix)]
use crate::support::traced;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// Something to compare with.
pub struct Oracle {
    /// What it is and how one gets it.
    pub name: &'static str,
    look: fn() -> bool,
    there: OnceLock<bool>,
}

impl Oracle {
    /// Something that `look` looks for.
    pub const fn new(name: &'static str, look: fn() -> bool) -> Oracle {
        Oracle { name, look, there: OnceLock::new() }
    }

    /// Whether it is there; looked for once.
    pub fn is_there(&self) -> bool {
        *self.there.get_or_init(self.look)
    }
}

/// A second implementation of Rego.
pub static REGOPY: Oracle =
    Oracle::new("python3 with regopy (pip install regopy)", || has_module("regopy"));

/// What writes a program's system calls down.
#[cfg(unix)]
pub static STRACE: Oracle = Oracle::new("strace (apt-get install strace)", traced::is_there);

/// The same, and repositories of other people.
#[cfg(unix)]
pub static STRACE_AND_CORPORA: Oracle =
    Oracle::new("strace (apt-get install strace) and repositories in ../shared/corpora", || {
        repository::root().join("../shared/corpora").is_dir() && STRACE.is_there()
    });

/// Repositories of other people.
pub static CORPORA: Oracle = Oracle::new("repositories in ../shared/corpora", || {
    repository::root().join("../shared/corpora").is_dir()
});

/// Models of repositories that were made by hand.
pub static MODELS: Oracle = Oracle::new("models and repositories in ../shared", || {
    let shared = repository::root().join("../shared");
    shared.join("model/oracle/dev").is_dir() && shared.join("corpora").is_dir()
});

/// A second reader of tables in columns.
#[cfg(feature = "columns")]
pub static PYARROW: Oracle =
    Oracle::new("python3 with pyarrow (pip install pyarrow)", || has_module("pyarrow"));

/// A database that reads tables in columns.
#[cfg(feature = "columns")]
pub static DUCKDB: Oracle =
    Oracle::new("python3 with duckdb (pip install duckdb)", || has_module("duckdb"));

/// A program for threat models that are scripts, 1.4.
pub static PYTM: Oracle =
    Oracle::new("python3 with pytm 1.4 (pip install pytm)", || has_module("pytm"));

/// The same, and repositories of other people.
pub static CORPORA_AND_PYTM: Oracle = Oracle::new(
    "python3 with pytm 1.4 (pip install pytm) and repositories in ../shared/corpora",
    || CORPORA.is_there() && PYTM.is_there(),
);

/// The schema of Open Threat Model, whose licence is not that of this repository.
pub static OTM: Oracle =
    Oracle::new("the schema of Open Threat Model and repositories in ../shared", || {
        let shared = repository::root().join("../shared");
        shared.join("model/schemas/otm_schema.json").is_file() && shared.join("corpora").is_dir()
    });

/// A reader of SVG.
pub static RESVG: Oracle =
    Oracle::new("python3 with resvg-py (pip install resvg-py)", || has_module("resvg_py"));

/// A second reader of templates.
pub static CFN_LINT: Oracle =
    Oracle::new("python3 with cfn-lint (pip install cfn-lint)", || has_module("cfnlint"));

/// A second reader of templates, and templates of other people.
pub static CFN_LINT_AND_CORPORA: Oracle = Oracle::new(
    "python3 with cfn-lint (pip install cfn-lint) and templates in ../shared/corpora",
    || repository::root().join("../shared/corpora").is_dir() && CFN_LINT.is_there(),
);

/// A reader of JUnit's reports.
pub static JUNITPARSER: Oracle =
    Oracle::new("python3 with junitparser (pip install junitparser)", || has_module("junitparser"));

/// What the serverless transform is made of.
pub static TRANSLATOR: Oracle =
    Oracle::new("python3 with aws-sam-translator 1.115 (pip install aws-sam-translator)", || {
        // Another one makes something else.
        let asks = "import samtranslator as it; assert it.__version__.startswith('1.115.')";
        let run = Command::new("python3").args(["-c", asks]).stderr(Stdio::null()).status();
        run.is_ok_and(|status| status.success())
    });

/// The program that runs hooks before a commit.
pub static PRE_COMMIT: Oracle =
    Oracle::new("the pre-commit program (pip install pre-commit)", || {
        let version = Command::new("pre-commit").arg("--version").stderr(Stdio::null()).output();
        version.is_ok_and(|output| output.status.success())
    });

/// A browser, and what drives it and judges what it shows.
pub static BROWSER: Oracle = Oracle::new(
    "Chromium, and node with playwright-core and axe-core (npm install) on NODE_PATH",
    || browser().is_some() && has_packages(&["playwright-core", "axe-core"]),
);

/// What draws Mermaid's charts, with a page for it to draw on.
pub static MERMAID: Oracle =
    Oracle::new("node with mermaid 11 and jsdom (npm install) on NODE_PATH", || {
        has_packages(&["mermaid", "jsdom"])
    });

/// The client's side of the Language Server Protocol, as Visual Studio Code has it.
#[cfg(feature = "lsp")]
pub static LANGUAGE_CLIENT: Oracle =
    Oracle::new("node with vscode-languageserver-protocol (npm install) on NODE_PATH", || {
        has_packages(&["vscode-languageserver-protocol/node"])
    });

/// What runs the extension of Visual Studio Code.
#[cfg(feature = "lsp")]
pub static NODE: Oracle = Oracle::new("node 20", || has_packages(&["node:test"]));

/// The browser's program.
pub fn browser() -> Option<&'static str> {
    let runs = |name: &&str| {
        let version = Command::new(name).arg("--version").stderr(Stdio::null()).output();
        version.is_ok_and(|output| output.status.success())
    };
    ["chromium", "google-chrome"].into_iter().find(runs)
}

/// Whether node finds packages.
fn has_packages(names: &[&str]) -> bool {
    let script: String = names.iter().map(|name| format!("require.resolve('{name}');")).collect();
    Command::new("node")
        .args(["-e", &script])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// pre-commit, and the packages that pip builds wheels with.
pub static PRE_COMMIT_AND_INDEX: Oracle = Oracle::new(
    "pre-commit, and pip with a package index that has maturin and setuptools (or its own copies of them)",
    || {
        let folder = std::env::temp_dir();
        let asked = Command::new("python3")
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--no-deps",
                "--dry-run",
                "--ignore-installed",
            ])
            .args(["maturin", "setuptools"])
            .current_dir(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        cfg!(unix) && PRE_COMMIT.is_there() && asked.is_ok_and(|status| status.success())
    },
);

/// Whether Python finds a module. It is not loaded: that takes a second for some.
fn has_module(name: &str) -> bool {
    let script =
        format!("import importlib.util, sys; sys.exit(importlib.util.find_spec('{name}') is None)");
    Command::new("python3")
        .args(["-c", &script])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
