//! Scans whose system calls are written down: they open no connection, start no program, and open no
//! file but those of the git work tree (else of the path), git's own and those named to them.
//!
//! `STRIDELINT_TRACED=1 cargo test --test hostile` traces the hostile inputs too.

use crate::Case;
use crate::oracle::{STRACE, STRACE_AND_CORPORA};
use crate::support::program::{Folder, PRIVILEGED, program, task};
use crate::support::{repository, traced};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// `traced::<what>`.
pub fn cases() -> Vec<Case> {
    vec![
        Case::holds("traced::strays-are-found", traced::finds_strays),
        Case::holds("traced::what-leads-out", what_leads_out).needs(&STRACE),
        Case::holds("traced::a-repository", a_repository).needs(&STRACE),
        Case::holds("traced::named-paths", named_paths).needs(&STRACE),
        Case::holds("traced::corpora", corpora).needs(&STRACE_AND_CORPORA),
    ]
}

/// Runs the program in a folder; it may open what lies below `may`. Gives standard output.
fn scan(folder: &Path, args: &[&str], may: &[PathBuf]) -> String {
    let log = tempfile::tempdir().unwrap();
    let before = traced::before(log.path());
    let output = Command::new(&before[0])
        .args(&before[1..])
        .arg(program())
        .args(args)
        .current_dir(folder)
        // What a person's own configuration says is nobody's business here.
        .env("HOME", "/home/of/nobody")
        .env("GIT_CONFIG_GLOBAL", "/home/of/nobody/config")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(matches!(output.status.code(), Some(0..=3)), "{args:?}: {:?} {said}", output.status);
    let (strays, opened) = traced::strays(log.path(), may);
    assert!(opened > 5, "nothing was traced: {said}");
    assert!(strays.is_empty(), "{args:?}: {} strays\n{}", strays.len(), strays.join("\n"));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// All that a tree has to name what lies outside of it.
fn what_leads_out() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new(&[
        ("home/token", "x\n"),
        ("home/main.tf", "locals {}\n"),
        ("home/policies/x.rego", "package x\n"),
        ("tree/ok/main.tf", &task("ok", PRIVILEGED)),
        (
            "tree/stack.yaml",
            "Resources:\n  S:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: ../home/x.yaml}\n  T:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: \"file:///etc/passwd\"}\n  U:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: \"https://example.com/x.yaml\"}\n  W:\n    Fn::Transform: {Name: AWS::Include, Parameters: {Location: ../home/token}}\n",
        ),
        (
            "tree/.terraform/modules/modules.json",
            "{\"Modules\": [{\"Key\": \"m\", \"Source\": \"x\", \"Dir\": \"../home\"}, {\"Key\": \"n\", \"Source\": \"x\", \"Dir\": \"/etc\"}]}",
        ),
        (
            "tree/.gitmodules",
            "[submodule \"x\"]\n\tpath = ../home\n\turl = https://example.com/x\n",
        ),
    ]);
    let at = |path: &str| folder.path().join(path);
    for (to, link) in [
        ("home", "tree/folder"),
        ("home/token", "tree/x.auto.tfvars"),
        ("home/main.tf", "tree/far.tf"),
    ] {
        symlink(at(to), at(link)).unwrap();
    }
    symlink("/etc/passwd", at("tree/passwd.yaml")).unwrap();
    let mut text = String::new();
    for (number, path) in
        ["/etc/passwd", "../home/token", "folder/token", "~/.aws/credentials", "x.auto.tfvars"]
            .iter()
            .enumerate()
    {
        for (function, more) in [
            ("file", ""),
            ("filebase64", ""),
            ("filemd5", ""),
            ("fileexists", ""),
            ("templatefile", ", {}"),
        ] {
            let _ = writeln!(
                text,
                "output \"{function}{number}\" {{\n  value = {function}(\"{path}\"{more})\n}}"
            );
        }
        let _ = writeln!(
            text,
            "output \"set{number}\" {{\n  value = fileset(\"{path}\", \"**\")\n}}\nmodule \"m{number}\" {{\n  source = \"{path}\"\n}}"
        );
    }
    text.push_str("module \"m\" {\n  source = \"x\"\n}\nmodule \"n\" {\n  source = \"x\"\n}\nmodule \"git\" {\n  source = \"git::ssh://example.com/x\"\n}\ndata \"http\" \"x\" {\n  url = \"https://example.com\"\n}\ndata \"external\" \"x\" {\n  program = [\"sh\", \"-c\", \"id\"]\n}\ndata \"terraform_remote_state\" \"x\" {\n  backend = \"local\"\n  config  = { path = \"../home/token\" }\n}\n");
    folder.write("tree/main.tf", text);
    folder.write(
        "tree/stridelint.toml",
        "policies = [\"../home/policies\"]\nparameter_files = [\"../home/token\"]\n",
    );
    let may = [at("tree")];
    for args in [
        &["scan", "--no-config", "--undecided", "--gaps", "-v", "-f", "json", "."][..],
        &["document", "--no-config", "."],
    ] {
        let out = scan(&at("tree"), args, &may);
        assert!(out.contains("privileged"), "{args:?}: {out}");
    }
    scan(&at("tree"), &["scan", "."], &may);
}

/// A repository whose own configuration asks for programs and files: a linked work tree and objects
/// elsewhere are git's own folders.
fn a_repository() {
    let folder = Folder::new(&[("repo/infra/main.tf", &task("one", PRIVILEGED))]);
    let at = |path: &str| folder.path().join(path);
    folder.git(&["init", "-q", "repo"]);
    folder.git(&["-C", "repo", "add", "-A"]);
    folder.git(&["-C", "repo", "commit", "-qm", "one"]);
    folder.git(&["-C", "repo", "worktree", "add", "-q", "../linked"]);
    folder.write("linked/infra/main.tf", task("two", PRIVILEGED));
    folder.git(&["-C", "linked", "add", "-A"]);
    folder.git(&["-C", "linked", "commit", "-qm", "two"]);
    folder.write("linked/infra/main.tf", task("three", PRIVILEGED));
    folder.git(&["-C", "linked", "add", "-A"]);
    let config = folder.read("repo/.git/config")
        + "[core]\n\tfsmonitor = touch pwned\n\tsshCommand = touch pwned\n\thooksPath = /etc\n\texcludesFile = /etc/passwd\n\tattributesFile = /etc/passwd\n[include]\n\tpath = /etc/passwd\n[filter \"x\"]\n\tsmudge = touch pwned\n\tclean = touch pwned\n[diff \"x\"]\n\ttextconv = touch pwned\n";
    folder.write("repo/.git/config", config);
    folder.write("linked/.gitattributes", "* filter=x diff=x\n");
    let may = [at("linked"), at("repo/.git")];
    for args in [
        &["scan", "--diff-base", "HEAD~1", "-f", "json", "."][..],
        &["scan", "--diff-base", "HEAD~1", "--untrusted", "-f", "json", "infra"],
        &["scan", "--staged", "-f", "json", "."],
    ] {
        let out = scan(&at("linked"), args, &may);
        assert!(out.contains("infra/main.tf"), "{args:?}: {out}");
    }
}

/// What the command line names is opened, and nothing beside it.
fn named_paths() {
    let folder = Folder::new(&[
        ("tree/main.tf", &task("a", PRIVILEGED)),
        ("own/config.toml", "fail_on = \"high\"\n"),
        ("own/values.tfvars", "x = 1\n"),
        ("own/other.tfvars", "x = 1\n"),
        ("report/r.json", ""),
    ]);
    let at = |path: &str| folder.path().join(path);
    let out = scan(
        folder.path(),
        &[
            "scan",
            "tree",
            "--config",
            "own/config.toml",
            "--var-file",
            "own/values.tfvars",
            "-f",
            "json",
            "-o",
            "report/r.json",
            "-f",
            "text",
        ],
        &[at("tree"), at("own/config.toml"), at("own/values.tfvars"), at("report")],
    );
    assert!(out.contains("privileged"), "{out}");
}

/// Repositories of other people, each a path of its own.
fn corpora() {
    let corpora = repository::root().join("../shared/corpora");
    let mut scanned = 0;
    for name in [
        "terragoat",
        "cfngoat",
        "ecs/arminc__terraform-ecs",
        "ecs/widdix__aws-cf-templates",
        "ecs/kayac__ecspresso",
    ] {
        let path = corpora.join(name);
        if path.is_dir() {
            let path = path.canonicalize().unwrap();
            let text = path.to_string_lossy().into_owned();
            scan(
                Path::new("/"),
                &["scan", "--no-config", "-f", "json", &text],
                std::slice::from_ref(&path),
            );
            scanned += 1;
        }
    }
    assert!(scanned > 2, "{} has other folders", corpora.display());
}
