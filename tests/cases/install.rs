//! The program as people install it: with the real pip and the real pre-commit, from the files of this
//! repository and from the mirror that one of its scripts makes.
//!
//! What takes minutes is left out: in place of cargo's build, the build that is tested is handed over.
//! `STRIDELINT_COMPILE=1` compiles as everybody does.

use crate::Case;
use crate::oracle::PRE_COMMIT_AND_INDEX;
use crate::support::program::{Folder, PRIVILEGED, program, task};
use crate::support::repository::root;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// `install::the-hook-from-a-clone`.
pub fn cases() -> Vec<Case> {
    let all: [(&str, fn()); 3] = [
        ("the-hook-from-a-clone", the_hook_from_a_clone),
        ("the-hook-from-the-mirror", the_hook_from_the_mirror),
        ("the-wheel-in-an-environment-of-its-own", the_wheel_in_an_environment_of_its_own),
    ];
    let case = |(name, holds): (&str, fn())| {
        Case::holds(format!("install::{name}"), holds).needs(&PRE_COMMIT_AND_INDEX)
    };
    all.map(case).into_iter().collect()
}

/// What a build of this repository needs, as a clone has it.
fn sources() -> Folder {
    let folder = Folder::new(&[]);
    let top = [
        "Cargo.toml",
        "Cargo.lock",
        "pyproject.toml",
        "build.rs",
        "README.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        ".pre-commit-hooks.yaml",
    ];
    let below =
        ["src", "policies", "benches", "tests", "testdata/demo"].map(|name| root().join(name));
    let files = below.iter().flat_map(|path| walkdir::WalkDir::new(path).into_iter().flatten());
    let files = files.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path);
    for path in files.chain(top.map(|name| root().join(name))) {
        let name = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
        folder.write(&name, std::fs::read(&path).unwrap());
    }
    folder.git(&["init", "-q"]);
    folder.commit();
    folder
}

/// A folder with a `cargo` that hands over the build that is tested; what it is asked of the crates it
/// asks the real one.
fn built() -> Folder {
    let folder = Folder::new(&[]);
    if std::env::var_os("STRIDELINT_COMPILE").is_some() {
        return folder;
    }
    // maturin takes what it is handed away: a copy each time.
    let handed = folder.path().join("handed");
    let (copy, handed) = (handed.join("stridelint"), handed.display().to_string());
    let artifact = serde_json::json!({
        "reason": "compiler-artifact",
        "package_id": "@ID@",
        "manifest_path": "Cargo.toml",
        "target": {
            "kind": ["bin"], "crate_types": ["bin"], "name": "stridelint", "src_path": "src/main.rs",
            "edition": "2024", "doc": true, "doctest": false, "test": false,
        },
        "profile": {
            "opt_level": "3", "debuginfo": 0, "debug_assertions": false, "overflow_checks": false, "test": false,
        },
        "features": [],
        "filenames": [copy],
        "executable": copy,
        "fresh": true,
    });
    // Of a package only cargo knows the id.
    let cargo = env!("CARGO");
    let script = [
        "#!/bin/sh".to_owned(),
        format!("case \"$1\" in metadata | --version) exec {cargo} \"$@\" ;; esac"),
        format!("mkdir -p '{handed}' && cp '{}' '{handed}/stridelint'", program()),
        format!("id=$({cargo} pkgid)"),
        format!("printf '%s\\n' '{artifact}' | sed \"s|@ID@|$id|\""),
        "echo '{\"reason\":\"build-finished\",\"success\":true}'\n".to_owned(),
    ];
    let script = script.join("\n");
    executable(&folder.write("cargo", script));
    folder
}

#[cfg(unix)]
fn executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(not(unix))]
fn executable(_: &Path) {}

/// Runs a program in a folder, with the `cargo` of [`built`] in front of the real one.
fn run(folder: &Path, cargo: &Folder, command: &[&str], env: &[(&str, &Path)]) -> (bool, String) {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::iter::once(cargo.path().to_path_buf()).chain(std::env::split_paths(&path));
    let named = cargo.path().join("cargo").exists();
    let output: Output = Command::new(command[0])
        .args(&command[1..])
        .current_dir(folder)
        .env("PATH", std::env::join_paths(path).unwrap())
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("PIP_DISABLE_PIP_VERSION_CHECK", "1")
        .env_remove("CARGO_TARGET_DIR")
        // Of the tests' own run it is the real one.
        .env("CARGO", if named { cargo.path().join("cargo") } else { "cargo".into() })
        .envs(env.iter().copied())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    (output.status.success(), said)
}

/// The hook of a repository refuses a privileged container, and lets it pass once it is none.
fn refuses(hooks: &Folder, revision: &str, cargo: &Folder, wheels: &Path) {
    let folder = Folder::new(&[("app/main.tf", &task("web", PRIVILEGED))]);
    let config = format!(
        "repos:\n- repo: {}\n  rev: {revision}\n  hooks:\n  - id: stridelint\n",
        hooks.path().display()
    );
    folder.write(".pre-commit-config.yaml", config);
    folder.git(&["init", "-q"]);
    folder.git(&["add", "-A"]);
    let home = tempfile::tempdir().unwrap();
    let env = [("PRE_COMMIT_HOME", home.path()), ("PIP_FIND_LINKS", wheels)];
    let (passed, said) = run(folder.path(), cargo, &["pre-commit", "run"], &env);
    assert!(!passed && said.contains("app/main.tf:") && said.contains("runs privileged"), "{said}");
    folder.write("app/main.tf", task("web", ""));
    folder.git(&["add", "-A"]);
    let (passed, said) = run(folder.path(), cargo, &["pre-commit", "run"], &env);
    assert!(passed, "{said}");
}

/// The wheel that pip makes of the sources, in a folder.
fn wheel(sources: &Folder, cargo: &Folder) -> (tempfile::TempDir, PathBuf) {
    let to = tempfile::tempdir().unwrap();
    let command = ["python3", "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir"];
    let mut command: Vec<&str> = command.to_vec();
    command.extend([to.path().to_str().unwrap(), "."]);
    let (made, said) = run(sources.path(), cargo, &command, &[]);
    assert!(made, "{said}");
    let file = std::fs::read_dir(to.path()).unwrap().flatten().next().unwrap().path();
    (to, file)
}

fn the_hook_from_a_clone() {
    let (sources, cargo) = (sources(), built());
    refuses(&sources, "main", &cargo, Path::new("/nowhere"));
}

fn the_hook_from_the_mirror() {
    let (sources, cargo) = (sources(), built());
    let (wheels, _) = wheel(&sources, &cargo);
    let mirror = Folder::new(&[]);
    let script = root().join("contrib/pre-commit-mirror.py");
    let (script, to) = (script.to_str().unwrap(), mirror.path().to_str().unwrap());
    let (made, said) = run(mirror.path(), &cargo, &["python3", script, to], &[]);
    assert!(made, "{said}");
    let mut files: Vec<String> = std::fs::read_dir(mirror.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    assert_eq!(files, [".pre-commit-hooks.yaml", "README.md", "pyproject.toml"]);
    mirror.git(&["init", "-q"]);
    mirror.commit();
    mirror.git(&["tag", "v0"]);
    // No compiler: what would compile is not there.
    refuses(&mirror, "v0", &Folder::new(&[]), wheels.path());
}

fn the_wheel_in_an_environment_of_its_own() {
    let (sources, cargo) = (sources(), built());
    let (_wheels, file) = wheel(&sources, &cargo);
    let name = file.file_name().unwrap().to_str().unwrap();
    // The version stands in Cargo.toml alone, and any Python does.
    let version = env!("CARGO_PKG_VERSION");
    assert!(name.starts_with(&format!("stridelint-{version}-py3-none-")), "{name}");
    let place = tempfile::tempdir().unwrap();
    let bare = Folder::new(&[]);
    let done = |command: &[&str]| {
        let (done, said) = run(place.path(), &bare, command, &[]);
        assert!(done, "{command:?}: {said}");
        said
    };
    done(&["python3", "-m", "venv", "env"]);
    let file = file.to_str().unwrap();
    done(&["env/bin/pip", "install", "--quiet", "--no-index", file]);
    assert_eq!(done(&["env/bin/stridelint", "--version"]).trim(), format!("stridelint {version}"));
    let demo = root().join("testdata/demo");
    let said = done(&["env/bin/stridelint", "scan", demo.to_str().unwrap(), "--exit-zero"]);
    assert!(said.contains("critical"), "{said}");
}
