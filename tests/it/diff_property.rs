//! A comparison and two full scans say the same: what is new, what is old and what is fixed,
//! whatever is edited, copied, renamed and moved between them.

use crate::program::Folder;
use crate::repository::root;
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};
use std::collections::{BTreeMap, BTreeSet};
use stridelint::discover;
use stridelint::finding::{Certainty, Finding, Fixed, Report};
use stridelint::gap::GapKind;
use stridelint::policy::{PolicySet, bundled};
use stridelint::scan::{Options, Setup, Silent, documents, scan, share_installed};
use stridelint::tree::git::{Comparison, Head, Since, Surroundings};
use stridelint::tree::{Limits, disk, git};

/// Sequences of edits that are tried; `STRIDELINT_EDITS` for more.
const SEQUENCES: u32 = 10;

/// Where the sequences come from, the same in each run; `STRIDELINT_SEED` for others.
const SEED: u64 = 13;

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
    /// A resource is called differently, where it stands and where it is referred to.
    Relabel(usize, usize),
    /// A key of a `for_each` is called differently.
    Key(usize, usize),
}

impl Edit {
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
            Edit::Relabel(file, which) => {
                let Some(path) = nth(files, file).filter(|path| path.ends_with(".tf")) else {
                    return;
                };
                let labels: Vec<(String, String)> =
                    files[&path].lines().filter_map(labels).collect();
                let Some((kind, name)) = labels.get(which % labels.len().max(1)) else { return };
                let new = format!("{name}_{}", which % 3);
                let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
                for (other, text) in files.iter_mut() {
                    if other.rsplit_once('/').map_or("", |(folder, _)| folder) == folder {
                        let block = |name: &str| format!("\"{kind}\" \"{name}\" {{");
                        *text = text.replace(&block(name), &block(&new));
                        for end in [".", "[", ")", ",", "\n", " "] {
                            let to = format!("{kind}.{new}{end}");
                            *text = text.replace(&format!("{kind}.{name}{end}"), &to);
                        }
                    }
                }
            }
            Edit::Key(which, to) => {
                let Some(text) = files.get_mut(KEYS) else { return };
                let line = |key: &str| format!("\n    {key} = {{");
                let all = ["a", "b", "c", "d"];
                let (there, free): (Vec<&str>, Vec<&str>) =
                    all.iter().partition(|key| text.contains(&line(key)));
                let old = there.get(which % there.len().max(1));
                if let Some((old, new)) = old.zip(free.get(to % free.len().max(1))) {
                    *text = text.replace(&line(old), &line(new));
                }
            }
        }
    }
}

/// Type and name of a line that begins a resource.
fn labels(line: &str) -> Option<(String, String)> {
    let mut words = line.strip_prefix("resource \"")?.split('"');
    let kind = words.next()?.to_owned();
    Some((kind, words.nth(1)?.to_owned()))
}

/// A file with the keys of a `for_each`.
const KEYS: &str = "keys/main.tf";

const KEYED: &str = r#"locals {
  tasks = {
    a = { privileged = true, user = "root" }
    b = { privileged = false, user = "1000" }
    c = { privileged = true, user = "1000" }
  }
}

resource "aws_ecs_task_definition" "each" {
  for_each = local.tasks
  family   = "each"
  container_definitions = jsonencode([{
    name       = "c"
    image      = "nginx:1.27"
    privileged = each.value.privileged
    user       = each.value.user
  }])
}
"#;

fn edit() -> impl Strategy<Value = Edit> {
    let any = 0..1000_usize;
    prop_oneof![
        4 => (any.clone(), any.clone()).prop_map(|(file, place)| Edit::Flip(file, place)),
        3 => (any.clone(), any.clone()).prop_map(|(file, place)| Edit::Cut(file, place)),
        1 => any.clone().prop_map(Edit::Shift),
        1 => (any.clone(), any.clone()).prop_map(|(file, to)| Edit::Copy(file, to)),
        1 => (any.clone(), any.clone()).prop_map(|(file, to)| Edit::Rename(file, to)),
        1 => (any.clone(), any.clone()).prop_map(|(file, to)| Edit::Move(file, to)),
        1 => any.clone().prop_map(Edit::Remove),
        1 => (any.clone(), any.clone()).prop_map(|(file, which)| Edit::Relabel(file, which)),
        1 => (any.clone(), any).prop_map(|(which, to)| Edit::Key(which, to)),
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
    files.insert(KEYS.to_owned(), KEYED.to_owned());
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
        let mut options = Options {
            today: "2026-11-22".to_owned(),
            // The comparison works on what each check says.
            separate: true,
            ..Options::default()
        };
        options.selection.checks =
            set.checks().filter(|check| !check.opt_in).map(|check| check.id.clone()).collect();
        Scanner { set, options }
    }

    /// The checks that are undecided somewhere.
    fn undecided(&self, folder: &Folder) -> BTreeSet<String> {
        let mut options = self.options.clone();
        options.selection.undecided = true;
        let findings = self.full_with(folder, &options).findings.into_iter();
        findings
            .filter(|finding| finding.certainty == Certainty::Undecided)
            .map(|finding| finding.check)
            .collect()
    }

    fn full(&self, folder: &Folder) -> Report {
        self.full_with(folder, &self.options)
    }

    fn full_with(&self, folder: &Folder, options: &Options) -> Report {
        let (scopes, _) = disk::open(&[folder.path().to_path_buf()], Limits::default());
        let setup = Setup { scope: &scopes[0], set: &self.set, config: None, bases: &[], options };
        scan(&setup, &Silent).unwrap()
    }

    /// Unit and address of all that stands there.
    fn standing(&self, folder: &Folder) -> BTreeSet<(String, String)> {
        let (scopes, _) = disk::open(&[folder.path().to_path_buf()], Limits::default());
        let (documents, _) = documents(&scopes[0], None, &self.options, &Silent);
        let mut standing = BTreeSet::new();
        for document in &documents {
            let unit = if document.unit.is_empty() { "." } else { &document.unit };
            for all in std::iter::once(document).chain(document.otherwise.as_deref()) {
                standing
                    .extend(all.resources.keys().map(|address| (unit.to_owned(), address.clone())));
            }
        }
        standing
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

/// What stands in a module that a scan could not read, by what it says: nobody knows whether that
/// is fixed.
fn unseen<'a>(before: &'a [Finding], now: &Report) -> Counts<(&'a str, &'a str)> {
    let unread: Vec<String> = now
        .gaps
        .iter()
        .filter(|gap| matches!(gap.kind, GapKind::ModuleNotRead | GapKind::StackNotRead))
        .flat_map(|gap| [".", "[", "/"].map(|next| format!("{}{next}", gap.what)))
        .collect();
    let mut counts = Counts::new();
    for finding in before {
        if unread.iter().any(|call| finding.resource.starts_with(call)) {
            *counts.entry((finding.check.as_str(), finding.identity.as_str())).or_default() += 1;
        }
    }
    counts
}

/// A repository, and what two scans and a comparison say of an edit of it.
struct Property {
    scanner: Scanner,
    material: BTreeMap<String, String>,
    folder: Folder,
    /// What stands in the material.
    stood: BTreeSet<(String, String)>,
}

impl Property {
    fn new() -> Property {
        let folder = Folder::new(&[]);
        folder.git(&["init", "-q"]);
        let (scanner, material) = (Scanner::new(), material());
        commit(&folder, &material);
        let stood = scanner.standing(&folder);
        Property { scanner, material, folder, stood }
    }

    /// The place of a file in the material.
    fn at(&self, path: &str) -> usize {
        self.material.keys().position(|other| other == path).unwrap()
    }

    fn holds(&self, edits: &[Edit]) -> Result<(), TestCaseError> {
        let Property { scanner, material, folder, stood } = self;
        commit(folder, material);
        let before = scanner.full(folder);
        let mut files = material.clone();
        edits.iter().for_each(|edit| edit.apply(&mut files));
        commit(folder, &files);
        let now = scanner.full(folder);
        let report = scanner.difference(folder);
        prop_assert!(report.visible.is_empty(), "{:?}", report.visible);

        // What is told is of the scans: the new of the present one, the fixed of the other.
        let of_now = less(counts(&now.findings, told), &counts(&report.findings, told));
        prop_assert!(of_now.values().all(|count| *count > 0), "not of the present: {of_now:?}");
        let mut fixed = Counts::new();
        // Of a cause that stands for others what is gone is told to the next stage alone.
        let plain = |one: &Fixed| Fixed { stands: false, ..one.clone() };
        report.fixed.iter().for_each(|one| *fixed.entry(plain(one)).or_default() += 1);
        let of_before = less(counts(&before.findings, told), &fixed);
        prop_assert!(of_before.values().all(|count| *count > 0), "not of the base: {of_before:?}");

        // The rest of both is the same, said of something that may be called differently.
        let is_in = |rest: &Counts<Fixed>, findings: &[Finding]| {
            let mut rest = rest.clone();
            let kept = findings.iter().filter(|finding| {
                let left = rest.entry(told(finding)).or_default();
                *left -= 1;
                *left >= 0
            });
            kept.cloned().collect::<Vec<Finding>>()
        };
        let identity = |finding: &Finding| (finding.check.clone(), finding.identity.clone());
        let (old_now, old_before) =
            (is_in(&of_now, &now.findings), is_in(&of_before, &before.findings));
        let rest = less(counts(&old_now, identity), &counts(&old_before, identity));
        let undecided = scanner.undecided(folder);
        let unseen = unseen(&old_before, &now);
        let yields =
            |check: &str| scanner.set.check(check).is_some_and(|check| !check.yields_to.is_empty());
        for ((check, said), count) in &rest {
            // What cannot be decided any more, and what stands where nobody can look, is not fixed.
            let hidden = unseen.get(&(check.as_str(), said.as_str())).copied().unwrap_or_default();
            if *count < 0 && (undecided.contains(check) || count + hidden >= 0) {
                continue;
            }
            // What a wider check had covered is old without an old self.
            prop_assert!(*count > 0 && yields(check), "{check} {count}: {edits:?}");
        }

        // Nothing is hidden: what is old and was not said of the same resource has an old self of a
        // resource that is gone.
        let place = |finding: &Finding| {
            let Finding { check, unit, resource, identity, .. } = finding;
            (check.clone(), unit.clone(), resource.clone(), identity.clone())
        };
        let standing = scanner.standing(folder);
        let gone = old_before.iter().filter(|finding| {
            !standing.contains(&(finding.unit.clone(), finding.resource.clone()))
        });
        let gone = counts(gone, identity);
        let mut elsewhere = Counts::new();
        for ((check, _, _, said), count) in
            less(counts(&old_now, place), &counts(&old_before, place))
        {
            if count > 0 {
                *elsewhere.entry((check, said)).or_default() += count;
            }
        }
        for (said, count) in &elsewhere {
            let gone = gone.get(said).copied().unwrap_or_default();
            prop_assert!(*count <= gone || yields(&said.0), "hidden {said:?} {count}: {edits:?}");
        }

        // Where everything is called as before, the difference is that of the lists.
        if standing == *stood {
            let added = less(counts(&now.findings, place), &counts(&before.findings, place));
            let added = added.into_iter().filter(|(_, count)| *count > 0).collect();
            let missing = less(added, &counts(&report.findings, place));
            for ((check, ..), count) in &missing {
                prop_assert!(*count > 0 && yields(check), "{check} {count}: {edits:?}");
            }
        }
        Ok(())
    }
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().and_then(|text| text.parse().ok())
}

#[test]
fn new_old_and_fixed_are_the_difference_of_two_scans() {
    let property = Property::new();
    let cases = number("STRIDELINT_EDITS").and_then(|count| u32::try_from(count).ok());
    let config = ProptestConfig {
        cases: cases.unwrap_or(SEQUENCES),
        failure_persistence: None,
        max_shrink_iters: 60,
        rng_seed: RngSeed::Fixed(number("STRIDELINT_SEED").unwrap_or(SEED)),
        ..ProptestConfig::default()
    };
    let edits = proptest::collection::vec(edit(), 1..6);
    let held = TestRunner::new(config).run(&edits, |edits| property.holds(&edits));
    if let Err(failure) = held {
        panic!("{failure}");
    }
}

/// Sequences that once told a difference.
#[test]
fn edits_that_told_a_difference_do_not_any_more() {
    let property = Property::new();
    let [service, caller, task] =
        ["shop/modules/service/main.tf", "shop/main.tf", "reports/task-definition.json"]
            .map(|path| property.at(path));
    let sequences = [
        // Of two calls of a module that is elsewhere now, one is followed there; the other cannot
        // be read any more.
        vec![Edit::Move(service, 0)],
        vec![Edit::Move(service, 0), Edit::Move(task, 0)],
        // A module that nobody calls any more is a unit of its own.
        vec![Edit::Remove(caller)],
    ];
    for edits in sequences {
        if let Err(failure) = property.holds(&edits) {
            panic!("{failure}");
        }
    }
}
