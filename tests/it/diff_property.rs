//! A comparison and two full scans say the same: what is new, what is old and what is fixed,
//! whatever is edited, copied, renamed and moved between them.

use crate::program::Folder;
use crate::repository::root;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use stridelint::discover;
use stridelint::finding::{Certainty, Finding, Fixed, Report};
use stridelint::policy::{PolicySet, bundled};
use stridelint::scan::{Options, Setup, Silent, scan, share_installed};
use stridelint::tree::git::{Comparison, Head, Since, Surroundings};
use stridelint::tree::{Limits, disk, git};

/// Sequences of edits that are tried; `STRIDELINT_EDITS` for more.
const SEQUENCES: u32 = 10;

#[derive(Clone, Debug)]
enum Edit {
    /// `true` to `false` and back, at a place.
    Flip(usize, usize),
    /// A line that sets an attribute is taken out.
    Cut(usize, usize),
    /// Lines are added in front.
    Shift(usize),
    /// A file is copied into a folder of its own.
    Copy(usize, usize),
    /// A file is called differently.
    Rename(usize, usize),
    /// A folder is called differently.
    Move(usize, usize),
    /// A file is deleted.
    Remove(usize),
}

impl Edit {
    /// Whether every unit and resource is called as before.
    fn in_place(&self) -> bool {
        matches!(self, Edit::Flip(..) | Edit::Cut(..) | Edit::Shift(_))
    }

    fn apply(&self, files: &mut BTreeMap<String, String>) {
        let nth = |files: &BTreeMap<String, String>, at: usize| {
            files.keys().nth(at % files.len().max(1)).cloned()
        };
        match *self {
            Edit::Flip(file, place) => {
                let Some(text) = nth(files, file).and_then(|path| files.get_mut(&path)) else {
                    return;
                };
                let mut places: Vec<(usize, &str, &str)> = Vec::new();
                for (from, to) in [("true", "false"), ("false", "true")] {
                    places.extend(text.match_indices(from).map(|(at, _)| (at, from, to)));
                }
                if let Some((at, from, to)) = places.get(place % places.len().max(1)).copied() {
                    text.replace_range(at..at + from.len(), to);
                }
            }
            Edit::Cut(file, place) => {
                let Some(path) = nth(files, file).filter(|path| path.ends_with(".tf")) else {
                    return;
                };
                let text = &files[&path];
                let sets = |line: &str| {
                    let plain = !line.contains(['{', '}', '[', ']', '(', ')', '<']);
                    let written = line.ends_with('"') || line.ends_with("true");
                    plain && line.contains(" = ") && written
                };
                let all: Vec<usize> = text
                    .lines()
                    .enumerate()
                    .filter(|(_, line)| sets(line))
                    .map(|(at, _)| at)
                    .collect();
                let Some(cut) = all.get(place % all.len().max(1)).copied() else { return };
                let left = text.lines().enumerate().filter(|(at, _)| *at != cut);
                let left: String = left.map(|(_, line)| format!("{line}\n")).collect();
                files.insert(path, left);
            }
            Edit::Shift(file) => {
                let Some(path) = nth(files, file).filter(|path| !path.ends_with(".json")) else {
                    return;
                };
                let text = format!("# a line\n\n{}", files[&path]);
                files.insert(path, text);
            }
            Edit::Copy(file, to) => {
                let Some(path) = nth(files, file) else { return };
                let name = path.rsplit('/').next().unwrap_or(&path);
                files.insert(format!("copy-{}/{name}", to % 3), files[&path].clone());
            }
            Edit::Rename(file, to) => {
                let Some(path) = nth(files, file) else { return };
                let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
                let new = format!("{folder}/renamed-{}-{name}", to % 3);
                if let Some(text) = files.remove(&path) {
                    files.entry(new.trim_start_matches('/').to_owned()).or_insert(text);
                }
            }
            Edit::Move(file, to) => {
                let Some(path) = nth(files, file) else { return };
                let Some((folder, _)) = path.rsplit_once('/') else { return };
                let inside = format!("{folder}/");
                let moved: Vec<String> =
                    files.keys().filter(|path| path.starts_with(&inside)).cloned().collect();
                for path in moved {
                    if let Some(text) = files.remove(&path) {
                        let new = format!("moved-{}/{}", to % 3, &path[inside.len()..]);
                        files.entry(new).or_insert(text);
                    }
                }
            }
            Edit::Remove(file) => {
                nth(files, file).and_then(|path| files.remove(&path));
            }
        }
    }
}

fn edit() -> impl Strategy<Value = Edit> {
    let any = 0..1000_usize;
    prop_oneof![
        4 => (any.clone(), any.clone()).prop_map(|(file, place)| Edit::Flip(file, place)),
        3 => (any.clone(), any.clone()).prop_map(|(file, place)| Edit::Cut(file, place)),
        1 => any.clone().prop_map(Edit::Shift),
        1 => (any.clone(), any.clone()).prop_map(|(file, to)| Edit::Copy(file, to)),
        1 => (any.clone(), any.clone()).prop_map(|(file, to)| Edit::Rename(file, to)),
        1 => (any.clone(), any.clone()).prop_map(|(file, to)| Edit::Move(file, to)),
        1 => any.prop_map(Edit::Remove),
    ]
}

/// The demonstration, a few fixtures of every format, and forms with modules and keys.
fn material() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for (from, below) in [
        ("demo", ""),
        ("checks/container-escape/privileged-container", ""),
        ("checks/s3-misconfiguration/versioning-disabled", "b/"),
        ("checks/over-granted-privileges/root-user", "c/"),
    ] {
        let base = root().join("testdata").join(from);
        for entry in walkdir::WalkDir::new(&base).sort_by_file_name().into_iter().flatten() {
            let Ok(text) = std::fs::read_to_string(entry.path()) else { continue };
            let path = entry.path().strip_prefix(&base).unwrap().to_string_lossy().into_owned();
            files.insert(format!("{below}{path}"), text);
        }
    }
    assert!(files.len() > 20, "too little to edit: {}", files.len());
    files
}

fn commit(folder: &Folder, files: &BTreeMap<String, String>) {
    folder.git(&["rm", "-r", "-q", "--cached", "--ignore-unmatch", "."]);
    for entry in std::fs::read_dir(folder.path()).unwrap().flatten() {
        if entry.file_name() != ".git" {
            let path = entry.path();
            if path.is_dir() {
                std::fs::remove_dir_all(path).unwrap();
            } else {
                std::fs::remove_file(path).unwrap();
            }
        }
    }
    for (path, text) in files {
        folder.write(path, text);
    }
    folder.git(&["add", "-A"]);
    folder.git(&["commit", "-q", "--allow-empty", "-m", "x"]);
}

struct Scanner {
    set: PolicySet,
    options: Options,
}

impl Scanner {
    fn new() -> Scanner {
        let (set, _) = PolicySet::load(&bundled(), &serde_json::Map::new()).unwrap();
        let mut options = Options { today: "2026-11-22".to_owned(), ..Options::default() };
        options.selection.checks =
            set.checks().filter(|check| !check.opt_in).map(|check| check.id.clone()).collect();
        Scanner { set, options }
    }

    /// The checks that are undecided somewhere.
    fn undecided(&self, folder: &Folder) -> BTreeSet<String> {
        let mut options = self.options.clone();
        options.selection.undecided = true;
        let findings = self.full_with(folder, &options).into_iter();
        findings
            .filter(|finding| finding.certainty == Certainty::Undecided)
            .map(|finding| finding.check)
            .collect()
    }

    fn full(&self, folder: &Folder) -> Vec<Finding> {
        self.full_with(folder, &self.options)
    }

    fn full_with(&self, folder: &Folder, options: &Options) -> Vec<Finding> {
        let (scopes, _) = disk::open(&[folder.path().to_path_buf()], Limits::default());
        let setup = Setup { scope: &scopes[0], set: &self.set, config: None, bases: &[], options };
        scan(&setup, &Silent).unwrap().findings
    }

    fn difference(&self, folder: &Folder) -> Report {
        let (places, _) = disk::places(&[folder.path().to_path_buf()]);
        let comparison =
            Comparison { since: vec![Since::MergeBase("HEAD~1".to_owned())], head: Head::WorkTree };
        let surroundings = Surroundings::default();
        let limits = Limits::default();
        let mut compared =
            git::open(&places[0], &comparison, &surroundings, limits, discover::is_ours).unwrap();
        share_installed(&compared.scope, &mut compared.bases);
        let setup = Setup {
            scope: &compared.scope,
            set: &self.set,
            config: None,
            bases: &compared.bases,
            options: &self.options,
        };
        scan(&setup, &Silent).unwrap()
    }
}

/// How often each thing is there.
type Counts<K> = BTreeMap<K, i64>;

fn counts<'a, K: Ord>(
    findings: impl IntoIterator<Item = &'a Finding>,
    key: impl Fn(&Finding) -> K,
) -> Counts<K> {
    let mut counts = Counts::new();
    for finding in findings {
        assert_eq!(finding.certainty, Certainty::Reported);
        *counts.entry(key(finding)).or_default() += 1;
    }
    counts
}

fn less<K: Ord + Clone>(mut one: Counts<K>, other: &Counts<K>) -> Counts<K> {
    for (key, count) in other {
        *one.entry(key.clone()).or_default() -= count;
    }
    one.retain(|_, count| *count != 0);
    one
}

/// A finding of a report and what is fixed, as both tell it.
fn told(finding: &Finding) -> Fixed {
    Fixed::from(finding)
}

#[test]
fn new_old_and_fixed_are_the_difference_of_two_scans() {
    let scanner = Scanner::new();
    let material = material();
    let cases = std::env::var("STRIDELINT_EDITS").ok().and_then(|text| text.parse().ok());
    let config = ProptestConfig {
        cases: cases.unwrap_or(SEQUENCES),
        failure_persistence: None,
        max_shrink_iters: 60,
        ..ProptestConfig::default()
    };
    let folder = Folder::new(&[]);
    folder.git(&["init", "-q"]);
    proptest!(config, |(edits in proptest::collection::vec(edit(), 1..6))| {
        commit(&folder, &material);
        let before = scanner.full(&folder);
        let mut files = material.clone();
        edits.iter().for_each(|edit| edit.apply(&mut files));
        commit(&folder, &files);
        let now = scanner.full(&folder);
        let report = scanner.difference(&folder);
        prop_assert!(report.visible.is_empty(), "{:?}", report.visible);

        // What is told is of the scans: the new of the present one, the fixed of the other.
        let of_now = less(counts(&now, told), &counts(&report.findings, told));
        prop_assert!(of_now.values().all(|count| *count > 0), "not of the present: {of_now:?}");
        let mut fixed = Counts::new();
        report.fixed.iter().for_each(|one| *fixed.entry(one.clone()).or_default() += 1);
        let of_before = less(counts(&before, told), &fixed);
        prop_assert!(of_before.values().all(|count| *count > 0), "not of the base: {of_before:?}");

        // The rest of both is the same, said of something that may be called differently.
        let is_in = |rest: &Counts<Fixed>, findings: &[Finding]| {
            let mut rest = rest.clone();
            let kept: Vec<Finding> = findings.iter().filter(|finding| {
                let left = rest.entry(told(finding)).or_default();
                *left -= 1;
                *left >= 0
            }).cloned().collect();
            kept
        };
        let identity = |finding: &Finding| (finding.check.clone(), finding.identity.clone());
        let (old_now, old_before) = (is_in(&of_now, &now), is_in(&of_before, &before));
        let rest = less(counts(&old_now, identity), &counts(&old_before, identity));
        let undecided = scanner.undecided(&folder);
        for ((check, _), count) in &rest {
            // What cannot be decided any more is not fixed.
            if *count < 0 && undecided.contains(check) {
                continue;
            }
            // What a wider check had covered is old without an old self.
            let yields = scanner.set.check(check).is_some_and(|check| !check.yields_to.is_empty());
            prop_assert!(*count > 0 && yields, "{check} {count}: {edits:?}");
        }

        // Where everything is called as before, the difference is that of the lists.
        if edits.iter().all(Edit::in_place) {
            let place = |finding: &Finding| {
                let Finding { check, unit, resource, identity, .. } = finding;
                (check.clone(), unit.clone(), resource.clone(), identity.clone())
            };
            let added = less(counts(&now, place), &counts(&before, place));
            let added = added.into_iter().filter(|(_, count)| *count > 0).collect();
            let missing = less(added, &counts(&report.findings, place));
            for ((check, ..), count) in &missing {
                let yields =
                    scanner.set.check(check).is_some_and(|check| !check.yields_to.is_empty());
                prop_assert!(*count > 0 && yields, "{check} {count}: {edits:?}");
            }
        }
    });
}
