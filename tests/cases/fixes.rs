//! Every fixture that fires for a check with an `edit` in its METADATA: fixed it is quiet, taking the changes back gives the
//! bytes that were there, and a second run changes nothing.
//!
//! What is left in a fixture stands in `testdata/fix/left.txt`, a line for each: the case, and the reason that is told.

use crate::Case;
use crate::support::fixtures::{Fixture, everything, fixtures, policies, root};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use stridelint::finding::{Change, Finding, Report};
use stridelint::fix::{Bench, Kept, Settled, Texts, applied, render, settle};
use stridelint::scan::{Options, Setup, Silent, merge, scan};
use stridelint::source::SourceFile;
use stridelint::tree::{Limits, disk};

/// `fixes::<threat>::<check>::<format>::<fixture>`.
pub fn cases() -> Vec<Case> {
    let mut cases = vec![Case::holds("fixes::what-is-left-is-there", what_is_left_is_there)];
    cases.extend(edited().map(|fixture| {
        Case::new(format!("fixes::{}", name(&fixture)), move || complaints(&fixture))
    }));
    cases
}

/// The fixtures that fire and have a fix.
fn edited() -> impl Iterator<Item = Fixture> {
    let has_edit = |fixture: &Fixture| {
        policies().check(&fixture.check).is_some_and(|check| check.edit.is_some())
    };
    fixtures().into_iter().filter(move |fixture| fixture.kind() == "fires" && has_edit(fixture))
}

fn name(fixture: &Fixture) -> String {
    format!("{}::{}::{}", fixture.check.replace('.', "::"), fixture.format, fixture.name)
}

/// The reasons that are told in a case.
fn known() -> BTreeMap<String, BTreeSet<String>> {
    let text = std::fs::read_to_string(root().join("../fix/left.txt")).unwrap();
    let mut known: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (case, why) = line.split_once(' ').unwrap();
        known.entry(case.to_owned()).or_default().insert(why.to_owned());
    }
    known
}

fn what_is_left_is_there() {
    let all: BTreeSet<String> = edited().map(|fixture| name(&fixture)).collect();
    for case in known().keys() {
        assert!(all.contains(case), "testdata/fix/left.txt names {case}, which is fixed by nobody");
    }
}

/// A folder that is scanned as it would be.
struct Folder<'a> {
    root: &'a Path,
    check: &'a str,
    options: Options,
}

impl Bench for Folder<'_> {
    type Error = std::convert::Infallible;

    fn scan(&mut self, texts: &Texts) -> Result<Report, Self::Error> {
        let (mut scopes, problems) = disk::open(&[self.root.to_path_buf()], Limits::default());
        assert!(problems.is_empty(), "{problems:?}");
        let texts = texts.iter().map(|(path, text)| (PathBuf::from(path), text.clone())).collect();
        scopes[0].replace(&texts);
        let scope = &scopes[0];
        let setup =
            Setup { scope, set: policies(), config: None, bases: &[], options: &self.options };
        let mut report = merge(vec![scan(&setup, &Silent).unwrap()], &self.options.today);
        let fixes = report.findings.iter_mut().filter_map(|finding| finding.fix.as_mut());
        for change in fixes.filter_map(|fix| fix.changes.as_mut().ok()).flatten() {
            change.file = scope.root.join(&change.file).to_str().unwrap().to_owned();
        }
        Ok(report)
    }

    fn text(&mut self, file: &str) -> Result<String, String> {
        std::fs::read_to_string(file).map_err(|error| error.to_string())
    }

    fn wants(&self, finding: &Finding) -> bool {
        finding.check == self.check && finding.fix.is_some()
    }
}

fn complaints(fixture: &Fixture) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let top = folder.path().canonicalize().unwrap();
    let own = format!("{}/{}/", fixture.check.replace('.', "/"), fixture.format);
    for file in &fixture.files {
        let to = top.join(file.strip_prefix(&own).unwrap());
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(root().join(file), to).unwrap();
    }
    let mut options = Options { fixes: true, separate: true, ..everything(policies()) };
    options.selection.undecided = false;
    let mut bench = Folder { root: &top, check: &fixture.check, options };
    let Ok(before) = bench.scan(&Texts::new());
    let Ok(settled) = settle(&mut bench, before);
    let mut complaints = Vec::new();
    let name = name(fixture);
    let known = known().remove(&name).unwrap_or_default();
    let left: BTreeSet<String> = settled.left.iter().map(|(_, why)| why.clone()).collect();
    for why in left.difference(&known) {
        complaints.push(format!("LEFT {name} {why}"));
    }
    for why in known.difference(&left) {
        complaints.push(format!("{name} is fixed although it is said to be left: {why}"));
    }
    let open = settled
        .report
        .findings
        .iter()
        .filter(|finding| finding.check == fixture.check && finding.is_open());
    let (open, left) = (open.count(), settled.left.len());
    if open != left {
        complaints.push(format!("{open} findings are open, and {left} are said to be left"));
    }
    complaints.extend(not_taken_back(&settled));
    for (file, (_, new)) in &settled.texts {
        std::fs::write(file, new).unwrap();
    }
    let Ok(again) = bench.scan(&Texts::new());
    let Ok(second) = settle(&mut bench, again);
    if !second.texts.is_empty() {
        complaints.push(format!("a second run changes {:?}", second.texts));
    }
    if std::env::var_os("STRIDELINT_SHOW").is_some() {
        for (file, (old, new)) in &settled.texts {
            eprintln!("{name}\n{}", stridelint::fix::unified(file, old, new));
        }
    }
    complaints
}

/// Files of which the first pass' changes, taken back, do not give what was there.
fn not_taken_back(settled: &Settled) -> Vec<String> {
    let mut by_file: BTreeMap<&str, Vec<Change>> = BTreeMap::new();
    for Kept { changes, .. } in settled.kept.iter().filter(|kept| kept.pass == 0) {
        changes
            .iter()
            .for_each(|change| by_file.entry(&change.file).or_default().push(change.clone()));
    }
    let mut wrong = Vec::new();
    for (file, changes) in by_file {
        let Some((old, _)) = settled.texts.get(file) else { continue };
        let made = render(&SourceFile::new(file.to_owned(), old.clone()), &changes).unwrap();
        let mut text = applied(old, &made);
        for (at, one) in made.iter().enumerate().rev() {
            let shift: usize = made[..at].iter().map(|one| one.text.len()).sum();
            let gone: usize = made[..at].iter().map(|one| one.end - one.start).sum();
            let start = one.start + shift - gone;
            text.replace_range(start..start + one.text.len(), &old[one.start..one.end]);
        }
        if text != *old {
            wrong.push(format!("the changes of {file} cannot be taken back"));
        }
    }
    wrong
}
