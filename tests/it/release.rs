//! `scripts/release.py`: what a release is made of, with the program that is tested in place of a
//! release build.

use crate::program::{Folder, Run, program};
use crate::repository::root;
use std::path::Path;
use std::process::Command;

/// Runs the script of a checkout.
fn release(checkout: &Path, args: &[&str]) -> Run {
    let output = Command::new("python3")
        .arg(checkout.join("scripts/release.py"))
        .args(args)
        .env("SOURCE_DATE_EPOCH", "1767225600")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).replace("\r\n", "\n"),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Whether Python is on the machine; the tests of the script hold nothing without it, and say so.
fn python() -> bool {
    let there = Command::new("python3").arg("--version").output().is_ok();
    if !there {
        println!("python3 is not here: scripts/release.py is not tested");
    }
    there
}

/// The files that say the version, in a folder of their own.
fn checkout(changelog: &str) -> Folder {
    let folder = Folder::new(&[("CHANGELOG.md", changelog)]);
    for name in ["Cargo.toml", "Cargo.lock", "pyproject.toml", "scripts/release.py"] {
        folder.write(name, std::fs::read(root().join(name)).unwrap());
    }
    folder
}

const VERSION: &str = env!("CARGO_PKG_VERSION");

#[test]
fn the_version_stands_in_one_place() {
    if !python() {
        return;
    }
    assert_eq!(release(&root(), &["check"]).out.trim(), VERSION);
    let tag = format!("v{VERSION}");
    let folder = checkout(&format!(
        "# Changelog\n\n## {VERSION} (2026-12-01)\n\n- One.\n\n## 0.0.1\n\n- Zero.\n"
    ));
    let at = |args: &[&str]| release(folder.path(), args);
    assert_eq!(at(&["check", &tag]).out.trim(), VERSION);
    assert_eq!(at(&["notes"]).out, "- One.\n");
    let wrong = at(&["check", "v9.9.9"]);
    assert!(wrong.code == 1 && wrong.err.contains("the tag is v9.9.9"), "{}", wrong.err);
    let lock = folder.read("Cargo.lock");
    let other = lock.replace(
        &format!("name = \"stridelint\"\nversion = \"{VERSION}\""),
        "name = \"stridelint\"\nversion = \"9.9.9\"",
    );
    folder.write("Cargo.lock", other);
    let wrong = at(&["check"]);
    assert!(wrong.code == 1 && wrong.err.contains("Cargo.lock has version 9.9.9"), "{}", wrong.err);
    folder.write("Cargo.lock", lock);
    folder.write("pyproject.toml", "[project]\nversion = \"1\"\n");
    assert!(at(&["check"]).err.contains("pyproject.toml has a version"));
    // What is not released can be tried, and not be tagged.
    let folder = checkout("# Changelog\n\n## Unreleased\n\n- Next.\n");
    assert_eq!(release(folder.path(), &["check"]).code, 0);
    assert_eq!(release(folder.path(), &["notes"]).out, "- Next.\n");
    let wrong = release(folder.path(), &["check", &tag]);
    assert!(wrong.code == 1 && wrong.err.contains("CHANGELOG.md has no section"), "{}", wrong.err);
}

#[cfg(unix)]
#[test]
fn archives_are_the_same_bytes_each_time_and_hold_the_program() {
    if !python() {
        return;
    }
    let folder = Folder::new(&[]);
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let targets =
        ["x86_64-unknown-linux-musl", "aarch64-unknown-linux-musl", "x86_64-pc-windows-msvc"];
    // A small program: what is packed is not what is tested.
    folder.write("small", "#!/bin/sh\necho small\n");
    for to in ["one", "two"] {
        for target in targets {
            let run = release(&root(), &["archive", target, &at("small"), &at(to)]);
            assert_eq!(run.code, 0, "{}", run.err);
        }
    }
    let packed = format!("stridelint-{VERSION}-{}.tar.gz", targets[0]);
    for name in [packed.clone(), format!("stridelint-{VERSION}-{}.zip", targets[2])] {
        let read = |to: &str| std::fs::read(folder.path().join(to).join(&name)).unwrap();
        assert_eq!(read("one"), read("two"), "{name}");
    }
    let listed =
        Command::new("tar").args(["tzvf", &at(&format!("one/{packed}"))]).output().unwrap();
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    for file in ["stridelint", "README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"] {
        let name = format!("stridelint-{VERSION}-{}/{file}", targets[0]);
        let line = listed.lines().find(|line| line.ends_with(&name));
        let line = line.unwrap_or_else(|| panic!("{file} is not in {listed}"));
        assert_eq!(line.starts_with("-rwxr-xr-x"), file == "stridelint", "{line}");
    }
    // The image takes its binaries from there.
    let run = release(&root(), &["image", &at("one"), &at("image")]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(folder.read("image/amd64/stridelint"), folder.read("small"));
    let sums = release(&root(), &["checksums", &at("one")]);
    assert_eq!(sums.out.lines().count(), 3, "{}{}", sums.out, sums.err);
    if let Ok(checked) = Command::new("sha256sum")
        .args(["--check", "--ignore-missing", "SHA256SUMS"])
        .current_dir(at("one"))
        .output()
    {
        assert!(checked.status.success(), "{checked:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_wheel_is_listed_with_its_hash_and_tried() {
    if !python() {
        return;
    }
    // A wheel as maturin writes it, around the program that is tested.
    let make = r##"
import os, sys, zipfile
version, program, to = sys.argv[1:]
info = f"stridelint-{version}.dist-info"
name = f"{to}/stridelint-{version}-py3-none-any.whl"
files = {
    f"{info}/METADATA": f"Metadata-Version: 2.1\nName: stridelint\nVersion: {version}\n",
    f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: false\nTag: py3-none-any\n",
    f"{info}/sboms/stridelint.cyclonedx.json": "{\"bomFormat\": \"CycloneDX\"}",
    f"{info}/RECORD": "",
}
with zipfile.ZipFile(name, "w") as wheel:
    script = zipfile.ZipInfo(f"stridelint-{version}.data/scripts/stridelint")
    script.external_attr = 0o100755 << 16
    wheel.writestr(script, f"#!/bin/sh\nexec {program} \"$@\"\n")
    for file, text in files.items():
        wheel.writestr(file, text)
print(name)
"##;
    let folder = Folder::new(&[]);
    let to = folder.path().to_str().unwrap();
    let made = Command::new("python3").args(["-c", make, VERSION, program(), to]).output().unwrap();
    let wheel = String::from_utf8_lossy(&made.stdout).trim().to_owned();
    assert!(made.status.success(), "{made:?}");
    let tried = release(&root(), &["try", &wheel]);
    assert_eq!(tried.code, 0, "{}", tried.err);
    assert!(tried.out.contains("scans the demo in"), "{}", tried.out);
    let listed = release(&root(), &["wheels", to]).out;
    let pinned = format!("stridelint=={VERSION} \\\n    --hash=sha256:");
    assert!(listed.contains(&pinned), "{listed}");
    let sbom = format!("{to}/sbom.json");
    assert_eq!(release(&root(), &["sbom", &wheel, &sbom]).code, 0);
    assert!(folder.read("sbom.json").contains("CycloneDX"));
    assert_eq!(release(&root(), &["sizes", &wheel]).code, 0);
    let large = folder.path().join("large.whl");
    std::fs::File::create(&large).unwrap().set_len(12_000_001).unwrap();
    let run = release(&root(), &["sizes", large.to_str().unwrap()]);
    assert!(run.code == 1 && run.err.contains("larger than is promised"), "{}", run.err);
}

#[test]
fn a_command_that_is_none_shows_those_that_there_are() {
    if !python() {
        return;
    }
    for args in [&[][..], &["bogus"], &["archive", "x"], &["check", "a", "b"]] {
        let run = release(&root(), args);
        assert!(
            run.code == 2 && run.err.contains("scripts/release.py check"),
            "{args:?}: {}",
            run.err
        );
    }
}

/// The workflow calls the commands that the script has, and its tools are pinned by hash.
#[test]
fn the_workflow_calls_what_there_is() {
    let workflow = std::fs::read_to_string(root().join(".github/workflows/release.yml")).unwrap();
    let script = std::fs::read_to_string(root().join("scripts/release.py")).unwrap();
    let called = regex::Regex::new(r"scripts/release\.py ([a-z]+)").unwrap();
    let mut calls = 0;
    for call in called.captures_iter(&workflow) {
        assert!(script.contains(&format!("    \"{}\": ", &call[1])), "{}", &call[1]);
        calls += 1;
    }
    assert!(calls > 8);
    let tools = std::fs::read_to_string(root().join(".github/release/requirements.txt")).unwrap();
    let named = tools.lines().filter(|line| line.contains("==")).count();
    assert!(named == 2 && tools.contains("maturin==") && tools.contains("ziglang=="), "{tools}");
}
