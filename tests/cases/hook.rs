//! The hook with the real pre-commit program.

use crate::Case;
use crate::oracle::PRE_COMMIT;
use crate::support::program::{Folder, PRIVILEGED, committed, program, task};
use crate::support::repository;
use std::process::Command;

/// `hook::refuses-what-a-commit-adds`.
pub fn cases() -> Vec<Case> {
    vec![
        Case::holds("hook::refuses-what-a-commit-adds", the_hook_refuses_what_a_commit_adds)
            .needs(&PRE_COMMIT),
    ]
}

fn the_hook_refuses_what_a_commit_adds() {
    // The hooks come from a repository of their own, as they do for users.
    let hooks = Folder::new(&[(
        ".pre-commit-hooks.yaml",
        &std::fs::read_to_string(repository::root().join(".pre-commit-hooks.yaml")).unwrap(),
    )]);
    hooks.git(&["init", "-q"]);
    hooks.commit();
    let folder = committed();
    let config = format!(
        "repos:\n- repo: {}\n  rev: main\n  hooks:\n  - id: stridelint-system\n",
        hooks.path().display()
    );
    folder.write(".pre-commit-config.yaml", config);
    folder.commit();
    let home = tempfile::tempdir().unwrap();
    let folder_of_program = std::path::Path::new(program()).parent().unwrap();
    let before = std::env::var_os("PATH").unwrap_or_default();
    let folders =
        std::iter::once(folder_of_program.to_path_buf()).chain(std::env::split_paths(&before));
    let path = std::env::join_paths(folders).unwrap();
    let hook = || {
        folder.git(&["add", "-A"]);
        let output = Command::new("pre-commit")
            .args(["run", "--hook-stage", "pre-commit"])
            .current_dir(folder.path())
            .env("PATH", &path)
            .env("PRE_COMMIT_HOME", home.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .output()
            .unwrap();
        (
            output.status.success(),
            String::from_utf8_lossy(&output.stdout).into_owned()
                + &String::from_utf8_lossy(&output.stderr),
        )
    };
    folder.write("infra/web.tf", task("web", PRIVILEGED));
    let (passed, said) = hook();
    assert!(!passed, "{said}");
    assert!(
        said.contains("container web runs privileged") && said.contains("infra/web.tf:"),
        "{said}"
    );
    assert!(!said.contains("container old"), "{said}");
    folder.write("infra/web.tf", task("web", ""));
    folder.write(
        "infra/old.tf",
        format!("# moved\n\n{}", task("old", &format!("      cpu = 10\n{PRIVILEGED}"))),
    );
    let (passed, said) = hook();
    assert!(passed, "moved, with a new neighbour: {said}");
    folder.write("infra/old.tf", task("old", ""));
    let (passed, said) = hook();
    assert!(passed, "fixed: {said}");
    folder.git(&["commit", "-q", "-m", "y"]);
    folder.write("docs/README.md", "y");
    let (passed, said) = hook();
    assert!(passed && said.contains("Skipped"), "no infrastructure file: {said}");
    folder.git(&["commit", "-q", "-m", "z"]);
    folder.write("infra/web.tf", task("web", "      cpu = 20"));
    let (passed, said) = hook();
    assert!(passed, "the broken file is not among those committed: {said}");
    folder.git(&["commit", "-q", "-m", "w"]);
    folder.write("other/broken.tf", "resource {{{{{\n");
    let (passed, said) = hook();
    assert!(!passed && said.contains("broken.tf"), "{said}");
}
