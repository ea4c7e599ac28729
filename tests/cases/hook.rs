//! The hook with the real pre-commit program, in every situation that it is run in.

use crate::Case;
use crate::oracle::PRE_COMMIT;
use crate::support::program::{Folder, PRIVILEGED, program, task};
use crate::support::repository;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// `hook::the-first-commit-and-those-after-it`.
pub fn cases() -> Vec<Case> {
    let all: [(&str, fn()); 7] = [
        ("the-first-commit-and-those-after-it", the_first_commit_and_those_after_it),
        (
            "a-partially-staged-file-a-deleted-one-and-a-rename",
            a_partially_staged_file_a_deleted_one_and_a_rename,
        ),
        (
            "a-broken-file-refuses-the-commit-that-changes-it",
            a_broken_file_refuses_the_commit_that_changes_it,
        ),
        ("all-files-and-refs", all_files_and_refs),
        ("a-push-compares-with-what-the-remote-has", a_push_compares_with_what_the_remote_has),
        ("a-merge-adds-what-neither-side-had", a_merge_adds_what_neither_side_had),
        ("a-submodules-new-commit", a_submodules_new_commit),
    ];
    let case = |(name, holds): (&str, fn())| {
        Case::holds(format!("hook::{name}"), holds).needs(&PRE_COMMIT)
    };
    all.map(case).into_iter().collect()
}

/// A repository with the hook `stridelint-system`, which comes from a repository of its own as it
/// does for users.
struct Hooked {
    folder: Folder,
    home: tempfile::TempDir,
    _hooks: Folder,
}

fn hooked(files: &[(&str, &str)]) -> Hooked {
    let root = repository::root();
    let text = std::fs::read_to_string(root.join(".pre-commit-hooks.yaml")).unwrap();
    let hooks = Folder::new(&[(".pre-commit-hooks.yaml", &text)]);
    hooks.git(&["init", "-q"]);
    hooks.commit();
    let folder = Folder::new(files);
    let config = format!(
        "repos:\n- repo: {}\n  rev: main\n  hooks:\n  - id: stridelint-system\n",
        hooks.path().display()
    );
    folder.write(".pre-commit-config.yaml", config);
    folder.git(&["init", "-q"]);
    Hooked { folder, home: tempfile::tempdir().unwrap(), _hooks: hooks }
}

impl Hooked {
    fn command(&self, program: &str, args: &[&str]) -> (bool, String) {
        self.command_in(self.folder.path(), program, args)
    }

    fn command_in(&self, folder: &Path, name: &str, args: &[&str]) -> (bool, String) {
        let own = Path::new(program()).parent().unwrap().to_path_buf();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(
            std::iter::once(own).chain(std::env::split_paths(&path).collect::<Vec<PathBuf>>()),
        );
        let output: Output = Command::new(name)
            .args(args)
            .current_dir(folder)
            .env("PATH", path.unwrap())
            .env("PRE_COMMIT_HOME", self.home.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env_remove("GITHUB_REF")
            .envs(["AUTHOR", "COMMITTER"].iter().flat_map(|who| {
                [(format!("GIT_{who}_NAME"), "a"), (format!("GIT_{who}_EMAIL"), "a@example.com")]
            }))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        (output.status.success(), said)
    }

    /// `pre-commit run` with arguments.
    fn run(&self, args: &[&str]) -> (bool, String) {
        let mut all = vec!["run"];
        all.extend(args);
        self.command("pre-commit", &all)
    }

    /// Installs the hooks that git runs.
    fn install(&self) {
        let types = ["pre-commit", "pre-merge-commit", "pre-push"];
        let args: Vec<&str> =
            std::iter::once("install").chain(types.iter().flat_map(|ty| ["-t", ty])).collect();
        let (done, said) = self.command("pre-commit", &args);
        assert!(done, "{said}");
    }

    /// Commits all that is staged, through the hook.
    fn commit(&self) -> (bool, String) {
        self.command("git", &["commit", "-q", "-m", "x"])
    }

    fn stage(&self, path: &str, text: &str) {
        self.folder.write(path, text);
        self.folder.git(&["add", path]);
    }
}

/// The hook refused what it has to refuse: a privileged container at this place.
fn refused(result: (bool, String), place: &str) {
    let (passed, said) = result;
    assert!(!passed && said.contains(&format!("{place}:")), "{said}");
    assert!(said.contains("runs privileged"), "{said}");
}

fn passed(result: (bool, String)) {
    assert!(result.0, "{}", result.1);
    assert!(!result.1.contains("runs privileged"), "{}", result.1);
}

fn the_first_commit_and_those_after_it() {
    let hooked = hooked(&[("app/main.tf", &task("web", PRIVILEGED))]);
    hooked.install();
    hooked.folder.git(&["add", "-A"]);
    refused(hooked.commit(), "app/main.tf");
    hooked.stage("app/main.tf", &task("web", ""));
    passed(hooked.commit());
    hooked.stage("app/main.tf", &task("web", PRIVILEGED));
    refused(hooked.commit(), "app/main.tf");
    // Past the hook, it is old.
    hooked.folder.git(&["commit", "-q", "-m", "forced"]);
    hooked.stage("app/more.tf", &task("more", ""));
    passed(hooked.commit());
    // `git commit FILE` makes its commit from an index of its own.
    hooked.folder.write("app/more.tf", task("more", PRIVILEGED));
    hooked.stage("other/fine.tf", &task("fine", ""));
    refused(hooked.command("git", &["commit", "-q", "-m", "x", "app/more.tf"]), "app/more.tf");
    passed(hooked.command("git", &["commit", "-q", "-m", "x", "other/fine.tf"]));
    refused(hooked.command("git", &["commit", "-q", "-a", "-m", "x"]), "app/more.tf");
}

fn a_partially_staged_file_a_deleted_one_and_a_rename() {
    let bucket = "resource \"aws_s3_bucket\" \"b\" {\n  bucket = \"b\"\n}\n";
    let versions = "resource \"aws_s3_bucket_versioning\" \"b\" {\n  bucket = aws_s3_bucket.b.id\n  versioning_configuration {\n    status = \"Enabled\"\n  }\n}\n";
    let files = [
        ("app/main.tf", task("web", "")),
        ("app/old.tf", task("old", PRIVILEGED)),
        ("live/bucket.tf", bucket.to_owned()),
        ("live/versions.tf", versions.to_owned()),
    ];
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let hooked = hooked(&files);
    hooked.folder.commit();
    hooked.install();
    // Staged good, on disk bad, and the other way round.
    hooked.stage("app/main.tf", &task("web", "      cpu = 10"));
    hooked.folder.write("app/main.tf", task("web", PRIVILEGED));
    passed(hooked.commit());
    hooked.folder.git(&["add", "-A"]);
    hooked.folder.write("app/main.tf", task("web", ""));
    refused(hooked.commit(), "app/main.tf");
    hooked.folder.git(&["reset", "-q", "--hard"]);
    hooked.folder.git(&["mv", "app/old.tf", "app/new.tf"]);
    passed(hooked.commit());
    hooked.folder.git(&["mv", "app", "service"]);
    passed(hooked.commit());
    // pre-commit hands a deleted file to no hook; what it held is missed elsewhere.
    hooked.folder.git(&["rm", "-q", "live/versions.tf"]);
    let (_, said) = hooked.run(&["--verbose"]);
    assert!(said.contains("live/bucket.tf:1"), "{said}");
}

fn a_broken_file_refuses_the_commit_that_changes_it() {
    let files =
        [("infra/web.tf", task("web", "")), ("other/broken.tf", "resource {{{\n".to_owned())];
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let hooked = hooked(&files);
    hooked.folder.commit();
    hooked.stage("infra/web.tf", &task("web", "      cpu = 20"));
    passed(hooked.run(&[]));
    hooked.folder.commit();
    hooked.stage("other/broken.tf", "resource {{{{{\n");
    let (done, said) = hooked.run(&[]);
    assert!(!done && said.contains("broken.tf"), "{said}");
}

fn all_files_and_refs() {
    let hooked = hooked(&[("app/main.tf", &task("web", "")), ("README.md", "x")]);
    hooked.folder.commit();
    hooked.folder.write("app/main.tf", task("web", PRIVILEGED));
    hooked.folder.commit();
    hooked.folder.write("app/more.tf", task("more", ""));
    hooked.folder.commit();
    refused(hooked.run(&["--all-files"]), "app/main.tf");
    refused(hooked.run(&["--files", "app/main.tf"]), "app/main.tf");
    refused(hooked.run(&["--from-ref", "HEAD~2", "--to-ref", "HEAD"]), "app/main.tf");
    refused(hooked.run(&["--from-ref", "HEAD~2", "--to-ref", "HEAD~1"]), "app/main.tf");
    passed(hooked.run(&["--from-ref", "HEAD~1", "--to-ref", "HEAD"]));
    passed(hooked.run(&[]));
    hooked.stage("README.md", "y");
    passed(hooked.run(&[]));
}

fn a_push_compares_with_what_the_remote_has() {
    let hooked = hooked(&[("app/main.tf", &task("web", ""))]);
    let remote = Folder::new(&[]);
    remote.git(&["init", "-q", "--bare"]);
    hooked.folder.commit();
    hooked.folder.git(&["remote", "add", "origin", &remote.path().display().to_string()]);
    hooked.folder.git(&["push", "-q", "origin", "main"]);
    hooked.install();
    hooked.folder.write("app/main.tf", task("web", PRIVILEGED));
    hooked.folder.commit();
    hooked.folder.write("app/more.tf", task("more", ""));
    hooked.folder.commit();
    let push = |what: &str| hooked.command("git", &["push", "-q", "origin", what]);
    refused(push("main"), "app/main.tf");
    refused(push("main:new"), "app/main.tf");
    hooked.folder.git(&["push", "-q", "origin", "main"]);
    hooked.folder.write("app/more.tf", task("more", "      cpu = 10"));
    hooked.folder.commit();
    passed(push("main"));
    // Another repository has nothing of it.
    let empty = Folder::new(&[]);
    empty.git(&["init", "-q", "--bare"]);
    hooked.folder.git(&["remote", "add", "empty", &empty.path().display().to_string()]);
    refused(hooked.command("git", &["push", "-q", "empty", "main"]), "app/main.tf");
}

fn a_merge_adds_what_neither_side_had() {
    let files = [("app/main.tf", task("web", "")), ("b/main.tf", task("b", ""))];
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let hooked = hooked(&files);
    hooked.folder.commit();
    hooked.folder.git(&["checkout", "-q", "-b", "side"]);
    hooked.folder.write("b/main.tf", task("b", PRIVILEGED));
    hooked.folder.write("app/main.tf", task("web", "      cpu = 10"));
    hooked.folder.commit();
    hooked.folder.git(&["checkout", "-q", "main"]);
    hooked.folder.write("c/main.tf", task("c", ""));
    hooked.folder.commit();
    hooked.install();
    // Without a conflict; the side's own finding stood in the side.
    passed(hooked.command("git", &["merge", "-q", "--no-ff", "-m", "m", "side"]));
    hooked.folder.git(&["reset", "-q", "--hard", "HEAD~1"]);
    hooked.folder.write("app/main.tf", task("web", "      cpu = 20"));
    hooked.folder.commit();
    let (merged, _) = hooked.command("git", &["merge", "-q", "--no-ff", "-m", "m", "side"]);
    assert!(!merged, "a conflict");
    hooked.stage("app/main.tf", &task("web", "      cpu = 15"));
    passed(hooked.run(&[]));
    hooked.stage("app/main.tf", &task("web", PRIVILEGED));
    refused(hooked.commit(), "app/main.tf");
}

fn a_submodules_new_commit() {
    let library = Folder::new(&[("app/main.tf", &task("lib", ""))]);
    library.git(&["init", "-q"]);
    library.commit();
    let hooked = hooked(&[("README.md", "x")]);
    hooked.folder.git(&[
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "add",
        "-q",
        &library.path().display().to_string(),
        "lib",
    ]);
    hooked.folder.commit();
    hooked.install();
    hooked.folder.write("lib/app/main.tf", task("lib", PRIVILEGED));
    hooked.folder.git(&["-C", "lib", "commit", "-q", "-a", "-m", "x"]);
    hooked.stage("README.md", "y");
    passed(hooked.commit());
    hooked.folder.git(&["add", "lib"]);
    refused(hooked.commit(), "lib/app/main.tf");
    // In the submodule itself it is a file like any other.
    let inner = hooked.folder.path().join("lib");
    std::fs::copy(
        hooked.folder.path().join(".pre-commit-config.yaml"),
        inner.join(".pre-commit-config.yaml"),
    )
    .unwrap();
    hooked.folder.write("lib/app/more.tf", task("more", PRIVILEGED));
    hooked.folder.git(&["-C", "lib", "add", "-A"]);
    refused(hooked.command_in(&inner, "pre-commit", &["run"]), "app/more.tf");
}
