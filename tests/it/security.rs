//! SECURITY.md is a contract: what it promises is held by tests, which it names, and its bounds are
//! those of the program.

use crate::program::{CHECK, Folder, PRIVILEGED, task};
use crate::repository;
use std::path::Path;

fn page() -> String {
    std::fs::read_to_string(repository::root().join("SECURITY.md")).unwrap()
}

/// The lines of a section, each bullet, row and paragraph as one.
fn section(page: &str, title: &str) -> Vec<String> {
    let from = page.find(&format!("## {title}\n")).unwrap_or_else(|| panic!("no section {title}"));
    let text = page[from..].lines().skip(1).take_while(|line| !line.starts_with("## "));
    let mut found: Vec<String> = Vec::new();
    let mut goes_on = false;
    for line in text {
        if goes_on && line.starts_with(' ') {
            found.last_mut().unwrap().push_str(line);
        } else if line.starts_with("- ") || line.starts_with('|') {
            found.push(line.to_owned());
            goes_on = true;
        } else {
            goes_on = false;
        }
    }
    found
}

/// The tests that a text names: paths in backticks, with `::name` behind them or without.
fn named(text: &str) -> Vec<&str> {
    let quoted = text.split('`').skip(1).step_by(2);
    quoted
        .filter(|word| ["tests/", "src/", "contrib/"].iter().any(|at| word.starts_with(at)))
        .collect()
}

fn reads(path: &Path) -> String {
    if path.is_dir() {
        let files = std::fs::read_dir(path).unwrap();
        files.map(|file| reads(&file.unwrap().path())).collect()
    } else {
        std::fs::read_to_string(path).unwrap_or_default()
    }
}

#[test]
fn every_promise_names_tests_that_there_are() {
    let page = page();
    let counts = section(&page, "What counts");
    let rows = section(&page, "The program's own threats, by STRIDE");
    let bounds = section(&page, "Bounds");
    assert!(
        counts.len() >= 6 && rows.len() >= 12 && bounds.len() >= 6,
        "the page is cut otherwise"
    );
    let rows = rows.into_iter().skip(2);
    for promise in counts.into_iter().chain(rows).chain(bounds.into_iter().skip(2)) {
        let tests = named(&promise);
        let is_test = |name: &&str| name.starts_with("tests/") || name.contains("tests");
        assert!(tests.iter().any(is_test), "no test is named: {promise}");
        for test in tests {
            let (path, name) = test.split_once("::").unwrap_or((test, ""));
            let text = reads(&repository::root().join(path));
            assert!(!text.is_empty(), "{path} is not there: {promise}");
            let wanted = [format!("fn {name}("), format!("\"{name}\"")];
            assert!(
                name.is_empty() || wanted.iter().any(|wanted| text.contains(wanted.as_str())),
                "{path} has no test {name}: {promise}"
            );
            let has_test = ["#[test]", "Case::", "Input::", "Trial::"];
            assert!(
                !test.starts_with("tests/")
                    || !name.is_empty()
                    || has_test.iter().any(|sign| text.contains(sign)),
                "{path} has no test: {promise}"
            );
        }
    }
}

/// A file, a configuration and policies larger than they may be.
#[test]
fn what_is_too_large_is_lost_alone_and_told() {
    let folder = Folder::new(&[("a/main.tf", &task("a", PRIVILEGED))]);
    let large = |bytes: usize| format!("# {}\n", "x".repeat(bytes));
    folder.write("b/main.tf", large(16 << 20) + &task("b", PRIVILEGED));
    let run = folder.scan(&["--no-config", "."]);
    assert!(run.code == 2 && run.has(CHECK), "{} {}", run.code, run.err);
    assert!(run.err.contains("b/main.tf"), "{}", run.err);
    assert_eq!(run.json()["complete"], false);
    // One byte less is read.
    folder.write("b/main.tf", "x".repeat(16 << 20).replacen("x", "#", 1));
    let run = folder.scan(&["--no-config", "."]);
    assert!(run.code == 1 && run.json()["complete"] == true, "{} {}", run.code, run.err);
    folder.write("own.toml", large(1 << 20));
    let run = folder.scan(&["--config", "own.toml", "a"]);
    assert!(run.code == 2 && run.err.contains("own.toml"), "{}", run.err);
    folder.write("own/x.rego", large(1 << 20) + "package own.x\n");
    let run = folder.scan(&["--no-config", "--policy", "own", "a"]);
    assert!(run.code == 2 && run.err.contains("x.rego"), "{}", run.err);
}

/// A scan, the lock and an editor read no more folders of policies than a configuration may name.
#[test]
fn folders_of_policies_are_counted_wherever_a_configuration_is_read() {
    let folder = Folder::new(&[("a/main.tf", &task("a", PRIVILEGED))]);
    let named = |count: usize| {
        let names: Vec<String> = (0..count).map(|at| format!("\"p{at}\"")).collect();
        format!("policies = [{}]\n", names.join(", "))
    };
    for (own, base) in [(101, 0), (60, 41)] {
        folder.write("base.toml", named(base));
        folder.write("stridelint.toml", "extends = \"base.toml\"\n".to_owned() + &named(own));
        let why = "stridelint.toml:2:1: it names 101 folders of policies";
        for args in [&["scan", "."] as &[&str], &["policy", "lock"]] {
            let run = folder.run(args);
            assert!(run.code == 2 && run.err.contains(why), "{args:?}: {} {}", run.code, run.err);
        }
    }
    // A hundred are read: the first that is not there is told.
    folder.write("stridelint.toml", named(100));
    let run = folder.run(&["policy", "lock"]);
    assert!(run.code == 2 && run.err.contains("no policies in p0"), "{}", run.err);
}

/// More files through links than are followed.
#[cfg(unix)]
#[test]
fn too_many_files_through_links_are_told() {
    let folder = Folder::new(&[("a/main.tf", &task("a", PRIVILEGED))]);
    (0..110).for_each(|at| drop(folder.write(&format!("far/f{at}.txt"), "x")));
    (0..110).for_each(|at| {
        std::os::unix::fs::symlink("far", folder.path().join(format!("l{at}"))).unwrap();
    });
    let run = folder.scan(&["--no-config", "."]);
    assert!(run.has(CHECK), "{}", run.err);
    // What they lead to is scanned where it stands: nothing is lost.
    assert!(run.code == 1 && run.err.contains("10000"), "{} {}", run.code, run.err);
}

#[test]
fn the_help_says_the_bounds() {
    let help = Folder::new(&[]).run(&["scan", "--help"]).out;
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let page = words(&page());
    let from = page.find("One deployment may take").unwrap();
    let told = &page[from..from + page[from..].find("give 1,000 findings.").unwrap()];
    assert!(words(&help).contains(told), "{told}");
}
