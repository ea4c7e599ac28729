//! What was found in equal trees is taken from a cache, and from nowhere else.

use crate::program::{CHECK, Folder, PRIVILEGED, Run, task};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Three repositories; two say the same, and one of the names would make an example of it elsewhere.
fn repositories() -> Folder {
    let folder = Folder::new(&[]);
    for name in ["org/one", "examples/fork", "three"] {
        folder.write(&format!("{name}/.git/HEAD"), "ref: refs/heads/main\n");
        folder.write(&format!("{name}/main.tf"), task("web", PRIVILEGED));
        folder.write(&format!("{name}/broken/x.json"), "{\"family\": ");
    }
    folder.write("three/notes.txt", "another tree");
    folder.run(&["list", ".", "-o", "m.jsonl"]);
    folder
}

fn scan(folder: &Folder, more: &[&str]) -> Run {
    let args = ["scan", "--manifest", "m.jsonl", "--jobs", "1", "-v", "-o", "t.jsonl"];
    let run = folder.run(&[&args[..], more].concat());
    assert_eq!(run.code, 0, "{}", run.err);
    run
}

const CACHE: [&str; 2] = ["--cache", "kept"];

/// How many repositories were known.
fn known(run: &Run) -> usize {
    run.err.lines().filter(|line| line.contains("known")).count()
}

fn entries(folder: &Folder) -> BTreeSet<PathBuf> {
    let folders = std::fs::read_dir(folder.path().join("kept")).into_iter().flatten().flatten();
    folders
        .filter_map(|folder| std::fs::read_dir(folder.path()).ok())
        .flat_map(Iterator::flatten)
        .map(|file| file.path())
        .collect()
}

#[test]
fn equal_trees_are_scanned_once_and_say_the_same() {
    let folder = repositories();
    scan(&folder, &[]);
    let without = folder.read("t.jsonl");
    assert!(without.contains(CHECK));
    let first = scan(&folder, &CACHE);
    assert_eq!(known(&first), 1, "a fork: {}", first.err);
    assert!(folder.read("t.jsonl") == without, "a cache that is filled");
    let second = scan(&folder, &CACHE);
    assert_eq!(known(&second), 3, "{}", second.err);
    assert!(folder.read("t.jsonl") == without, "a cache that is full");
    assert_eq!(entries(&folder).len(), 2);
}

#[test]
fn what_is_found_depends_on_is_part_of_the_key() {
    let folder = repositories();
    scan(&folder, &CACHE);
    for more in [
        &["--today", "2020-01-01"][..],
        &["--undecided"],
        &["--disable", "tampering"],
        &["--min-severity", "high"],
        &["--var", "x=y"],
        &["--no-config"],
    ] {
        let run = scan(&folder, &[&CACHE[..], more].concat());
        assert_eq!(known(&run), 1, "{more:?} is another run: {}", run.err);
    }
    folder.write("c.toml", "disable = [\"tampering\"]\n");
    let given = [&CACHE[..], &["--config", "c.toml"]].concat();
    assert_eq!(known(&scan(&folder, &given)), 1);
    assert_eq!(known(&scan(&folder, &given)), 3);
    folder.write("c.toml", "disable = [\"spoofing\"]\n");
    assert_eq!(known(&scan(&folder, &given)), 1, "another configuration");
    folder.write("c.toml", "extends = \"d.toml\"\n");
    folder.write("d.toml", "disable = [\"spoofing\"]\n");
    scan(&folder, &given);
    folder.write("d.toml", "disable = [\"tampering\"]\n");
    assert_eq!(known(&scan(&folder, &given)), 1, "what it extends is another one");
    // Each thing of a tree that a scan can see.
    assert_eq!(known(&scan(&folder, &CACHE)), 3);
    folder.write("three/main.tf", task("web", ""));
    assert_eq!(known(&scan(&folder, &CACHE)), 2, "a content");
    folder.write("three/stridelint.toml", "disable = [\"container-escape\"]\n");
    assert_eq!(known(&scan(&folder, &CACHE)), 2, "a configuration in the tree");
    std::fs::rename(folder.path().join("three/notes.txt"), folder.path().join("three/n")).unwrap();
    assert_eq!(known(&scan(&folder, &CACHE)), 2, "a name");
    assert_eq!(known(&scan(&folder, &CACHE)), 3);
}

#[test]
fn what_depends_on_more_than_the_tree_is_not_kept() {
    let folder = repositories();
    let lock = |text: &str| folder.write("three/.git/hidden/p.rego", text);
    lock("package acme.demo\n");
    for own in ["policies = [\".git/hidden\"]\n", "policies = [\"none\"]\n", "wrong = [\n"] {
        folder.write("three/stridelint.toml", own);
        scan(&folder, &CACHE);
        scan(&folder, &CACHE);
        assert_eq!(entries(&folder).len(), 1, "{own}");
    }
}

#[test]
fn what_is_damaged_or_of_another_key_is_not_there() {
    let folder = repositories();
    scan(&folder, &CACHE);
    let sound = folder.read("t.jsonl");
    let files: Vec<PathBuf> = entries(&folder).into_iter().collect();
    let [one, other] = &files[..] else { panic!("{files:?}") };
    let bytes = std::fs::read(one).unwrap();
    for damaged in [
        bytes[..bytes.len() - 1].to_vec(),
        [&bytes[..], b"x"].concat(),
        Vec::new(),
        std::fs::read(other).unwrap(),
    ] {
        std::fs::write(one, damaged).unwrap();
        let run = scan(&folder, &CACHE);
        assert!(known(&run) < 3, "{}", run.err);
        assert!(folder.read("t.jsonl") == sound);
        assert_eq!(std::fs::read(one).unwrap(), bytes, "it is written again");
    }
}

#[test]
fn a_cache_is_as_large_as_it_may_be() {
    let folder = repositories();
    scan(&folder, &CACHE);
    let mine = folder.write("kept/mine.txt", "not of the cache");
    let run = scan(&folder, &[&CACHE[..], &["--cache-size", "0"]].concat());
    assert_eq!(known(&run), 3, "{}", run.err);
    assert_eq!(entries(&folder).len(), 0);
    assert!(mine.exists(), "what is not of the cache stays");
    let alone = folder.run(&["scan", "--cache", "kept", "."]);
    assert_eq!(alone.code, 2, "it is for manifests");
}

#[test]
fn a_commit_is_known_by_what_git_calls_it() {
    let folder = Folder::new(&[("repo/main.tf", &task("web", PRIVILEGED))]);
    let git = |args: &[&str]| folder.git(&[&["-C", "repo"][..], args].concat());
    folder.git(&["init", "-q", "repo"]);
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "one"]);
    folder.run(&["list", "repo", "--rev", "HEAD", "-o", "m.jsonl"]);
    scan(&folder, &CACHE);
    git(&["commit", "-q", "--allow-empty", "-m", "two"]);
    folder.run(&["list", "repo", "--rev", "HEAD", "-o", "m.jsonl"]);
    assert_eq!(known(&scan(&folder, &CACHE)), 1, "another commit of the same tree");
    folder.write("repo/main.tf", task("web", ""));
    git(&["commit", "-q", "-a", "-m", "three"]);
    folder.run(&["list", "repo", "--rev", "HEAD", "-o", "m.jsonl"]);
    assert_eq!(known(&scan(&folder, &CACHE)), 0);
    assert!(!folder.read("t.jsonl").contains(CHECK));
}
