//! Which fixes are kept: those with which their finding is gone and no other one is new. What a change does to a unit is
//! not guessed: the files are scanned as they would be.

use super::render::{applied, clash, render};
use crate::finding::{Change, Finding, Fix, Report};
use crate::source::{Loss, SourceFile};
use std::collections::{BTreeMap, BTreeSet};

/// Stands for any repository.
const ANY: &str = "*";

/// Texts of files by their paths on disk.
pub type Texts = BTreeMap<String, String>;

/// What identifies one thing that a check says.
type Key = [String; 6];

/// What is allowed, and where texts and reports come from.
pub trait Bench {
    /// Why no report comes.
    type Error;
    /// The report of a scan with these texts in place of those of the files.
    ///
    /// # Errors
    /// The scan fails.
    fn scan(&mut self, texts: &Texts) -> Result<Report, Self::Error>;
    /// A file's text, where it can be written back as it is.
    ///
    /// # Errors
    /// Why it cannot, in words that go on behind a colon.
    fn text(&mut self, file: &str) -> Result<String, String>;
    /// Whether a finding is asked for.
    fn wants(&self, finding: &Finding) -> bool;
    /// How often fixes are planned, scanned and tried at most.
    fn effort(&self) -> Effort {
        Effort::USUAL
    }
}

/// What fixes may cost.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Times that fixes are planned on what earlier ones made of the text.
    pub passes: usize,
    /// Scans of one pass.
    pub rounds: usize,
    /// Fixes of one pass, the worst findings' first.
    pub fixes: usize,
}

impl Effort {
    /// What a person who asks for fixes waits for.
    pub const USUAL: Effort = Effort { passes: 5, rounds: 48, fixes: usize::MAX };
}

/// A fix that is kept.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The finding.
    pub finding: Finding,
    /// What was changed for it.
    pub changes: Vec<Change>,
    /// The same in the text of its pass: byte ranges are those of that text.
    pub pass: usize,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Settled {
    /// The fixes in the order of findings.
    pub kept: Vec<Kept>,
    /// What is wanted and cannot be fixed, with the reason.
    pub left: Vec<(Finding, String)>,
    /// The texts of files that changed: before and after.
    pub texts: BTreeMap<String, (String, String)>,
    /// What a scan finds in the end.
    pub report: Report,
}

/// Fixes what is wanted of a report.
///
/// # Errors
/// A scan fails.
pub fn settle<B: Bench>(bench: &mut B, report: Report) -> Result<Settled, B::Error> {
    let mut pass =
        Pass { bench, originals: BTreeMap::new(), texts: Texts::new(), refused: BTreeMap::new() };
    let mut report = report;
    let mut kept = Vec::new();
    for number in 0..pass.bench.effort().passes {
        let (more, after) = pass.run(report, number)?;
        report = after;
        let done = more.is_empty();
        kept.extend(more);
        if done {
            break;
        }
    }
    let wanted =
        report.findings.iter().filter(|finding| is_due(finding) && pass.bench.wants(finding));
    let left = wanted
        .filter_map(|finding| {
            let fix = finding.fix.as_ref()?;
            let refused = keys(finding).iter().find_map(|key| pass.refused.get(key));
            let why = refused.cloned().or_else(|| fix.changes.as_ref().err().cloned());
            Some((
                finding.clone(),
                why.unwrap_or_else(|| "too many fixes stand in each other's way".to_owned()),
            ))
        })
        .collect();
    let Pass { originals, texts, .. } = pass;
    let texts = texts
        .into_iter()
        .filter_map(|(file, new)| {
            let old = originals.get(&file)?.clone();
            (old != new).then_some((file, (old, new)))
        })
        .collect();
    Ok(Settled { kept, left, texts, report })
}

/// Whether a finding is one to act on.
fn is_due(finding: &Finding) -> bool {
    finding.is_open() && !finding.example
}

/// The things that a finding says.
fn keys(finding: &Finding) -> Vec<Key> {
    let open = finding.each().into_iter().filter(crate::finding::Instance::is_open);
    let key = |one: crate::finding::Instance| {
        let subject = one.subject.unwrap_or_default();
        let (check, repository) = (finding.check.clone(), finding.repository.clone());
        [check, repository, one.unit, one.resource, subject, one.path]
    };
    open.map(key).collect()
}

fn all_keys(report: &Report) -> BTreeSet<Key> {
    report.findings.iter().filter(|finding| finding.is_open()).flat_map(keys).collect()
}

/// A fix under trial.
#[derive(Clone)]
struct Candidate {
    finding: Finding,
    keys: Vec<Key>,
    changes: Vec<Change>,
}

struct Pass<'a, B: Bench> {
    bench: &'a mut B,
    /// The files as they stand on disk.
    originals: Texts,
    /// The files as they are so far, where they changed.
    texts: Texts,
    /// What was tried in vain, and why.
    refused: BTreeMap<Key, String>,
}

impl<B: Bench> Pass<'_, B> {
    fn refuse(&mut self, candidate: &Candidate, why: &str) {
        for key in &candidate.keys {
            self.refused.insert(key.clone(), why.to_owned());
        }
    }

    /// A file's text so far.
    fn text(&mut self, file: &str) -> Result<String, String> {
        if let Some(text) = self.texts.get(file).or_else(|| self.originals.get(file)) {
            return Ok(text.clone());
        }
        let text = self.bench.text(file)?;
        self.originals.insert(file.to_owned(), text.clone());
        Ok(text)
    }

    fn candidates(&mut self, report: &Report) -> Vec<Candidate> {
        let mut findings: Vec<&Finding> = report
            .findings
            .iter()
            .filter(|finding| is_due(finding) && self.bench.wants(finding))
            .collect();
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        let mut chosen: Vec<Candidate> = Vec::new();
        for finding in findings {
            let Some(Fix { changes: Ok(changes), .. }) = &finding.fix else { continue };
            let candidate = Candidate {
                finding: finding.clone(),
                keys: keys(finding),
                changes: changes.clone(),
            };
            if candidate.keys.iter().any(|key| self.refused.contains_key(key)) {
                continue;
            }
            let kept_by_somebody = finding.each().iter().any(|one| one.suppression.is_some());
            let possible = match kept_by_somebody {
                true => {
                    Err("it is suppressed for another resource that the change reaches".to_owned())
                }
                false => changes.iter().try_for_each(|change| self.text(&change.file).map(drop)),
            };
            if let Err(why) = possible {
                self.refuse(&candidate, &why);
                continue;
            }
            // What clashes is tried again once the other one is made.
            let clashes = |other: &Candidate| {
                other.changes.iter().any(|one| changes.iter().any(|change| clash(one, change)))
            };
            if !chosen.iter().any(clashes) {
                chosen.push(candidate);
            }
            if chosen.len() >= self.bench.effort().fixes {
                break;
            }
        }
        chosen
    }

    /// The texts with these fixes, those left out that cannot be made beside the others.
    fn with(&mut self, chosen: &mut Vec<Candidate>) -> Texts {
        if let Some(all) = self.all_of(chosen) {
            return all;
        }
        let mut by_file: BTreeMap<String, Vec<Change>> = BTreeMap::new();
        let mut made: BTreeMap<String, String> = BTreeMap::new();
        let mut kept = Vec::new();
        for candidate in std::mem::take(chosen) {
            let mut next = by_file.clone();
            for change in &candidate.changes {
                next.entry(change.file.clone()).or_default().push(change.clone());
            }
            let files: BTreeSet<&String> =
                candidate.changes.iter().map(|change| &change.file).collect();
            let new: Result<Vec<(String, String)>, String> = files
                .into_iter()
                .map(|file| {
                    let source = SourceFile::new(file.clone(), self.text(file)?);
                    let replacements = render(&source, &next[file])?;
                    Ok((file.clone(), applied(&source.text, &replacements)))
                })
                .collect();
            match new {
                Ok(new) => {
                    made.extend(new);
                    by_file = next;
                    kept.push(candidate);
                }
                Err(why) => self.refuse(&candidate, &why),
            }
        }
        *chosen = kept;
        let mut texts = self.texts.clone();
        texts.extend(made);
        texts
    }

    /// The texts with all of these fixes at once; `None` where one of them cannot be made so.
    fn all_of(&mut self, chosen: &[Candidate]) -> Option<Texts> {
        let mut by_file: BTreeMap<&String, Vec<Change>> = BTreeMap::new();
        for change in chosen.iter().flat_map(|candidate| &candidate.changes) {
            by_file.entry(&change.file).or_default().push(change.clone());
        }
        let mut texts = self.texts.clone();
        for (file, changes) in by_file {
            let source = SourceFile::new(file.clone(), self.text(file).ok()?);
            let replacements = render(&source, &changes).ok()?;
            texts.insert(file.clone(), applied(&source.text, &replacements));
        }
        Some(texts)
    }

    /// Fixes what can be fixed on the texts so far. Gives what is kept, and the report with it.
    fn run(&mut self, report: Report, number: usize) -> Result<(Vec<Kept>, Report), B::Error> {
        let before = all_keys(&report);
        let lost = broken(&report);
        let sizes = sizes(&report);
        let mut chosen = self.candidates(&report);
        let mut doubtful: Vec<Candidate> = Vec::new();
        let mut settled = (Vec::new(), self.texts.clone(), report);
        // Those of which it is not known yet whether they do harm.
        let mut under_trial: BTreeSet<Key> =
            chosen.iter().flat_map(|one| one.keys.clone()).collect();
        // Whether fixes that were tried together once more brought something about that none of them explains alone.
        let (mut retrying, mut one_by_one) = (false, false);
        for _ in 0..self.bench.effort().rounds {
            if chosen.is_empty() {
                // All were in doubt together: each is tried alone.
                if doubtful.is_empty() {
                    break;
                }
                let next = doubtful.remove(0);
                under_trial = next.keys.iter().cloned().collect();
                (chosen, one_by_one) = (vec![next], true);
            }
            let texts = self.with(&mut chosen);
            if chosen.is_empty() {
                break;
            }
            let after = self.bench.scan(&texts)?;
            let after = completed(after, &settled.2);
            let now = all_keys(&after);
            let mut bad: BTreeMap<usize, String> = BTreeMap::new();
            for (at, candidate) in chosen.iter().enumerate() {
                if candidate.keys.iter().any(|key| now.contains(key)) {
                    bad.insert(at, "the finding is still there with the change".to_owned());
                }
            }
            let files: BTreeSet<String> =
                broken(&after).difference(&lost).map(|(path, _)| path.clone()).collect();
            let mut doubted: BTreeSet<usize> = BTreeSet::new();
            for file in &files {
                let of_file = |one: &Candidate| one.changes.iter().any(|it| it.shown == *file);
                let all = || chosen.iter().enumerate().filter(|(_, one)| of_file(one));
                // What was kept before did no harm to it.
                let trial = |one: &Candidate| one.keys.iter().any(|key| under_trial.contains(key));
                let on_trial: Vec<usize> =
                    all().filter(|(_, one)| trial(one)).map(|(at, _)| at).collect();
                match &*on_trial {
                    [only] => {
                        let why = "the file cannot be read any more with the change";
                        bad.insert(*only, why.to_owned());
                    }
                    [] => doubted.extend(all().map(|(at, _)| at)),
                    several => doubted.extend(several),
                }
            }
            let found = now
                .difference(&before)
                .map(|new| (new.clone(), format!("{} would be found with the change", new[0])));
            // A number that is also a `count`, a flag that is also a condition.
            let other = self::sizes(&after)
                .into_iter()
                .filter(|(unit, size)| sizes.get(unit).is_some_and(|before| before != size));
            let other = other.map(|((_, unit), _)| {
                let key = ["", ANY, &unit, "", "", ""].map(str::to_owned);
                (key, "resources would come or go with the change".to_owned())
            });
            for (new, why) in found.chain(other).collect::<Vec<_>>() {
                let blamed = blamed(&new, &chosen, &under_trial);
                match &*blamed {
                    [only] => {
                        bad.entry(*only).or_insert(why);
                    }
                    several => doubted.extend(several),
                }
            }
            if bad.is_empty() && doubted.is_empty() {
                settled = (chosen.clone(), texts, after);
                under_trial.clear();
                // One more of each resource in doubt, or one alone.
                retrying = true;
                let mut taken: BTreeSet<String> = BTreeSet::new();
                let mut rest = Vec::new();
                for candidate in std::mem::take(&mut doubtful) {
                    let resource = taken.is_empty() || !one_by_one;
                    if resource
                        && taken.insert(format!(
                            "{}\n{}",
                            candidate.finding.unit, candidate.finding.resource
                        ))
                    {
                        under_trial.extend(candidate.keys.clone());
                        chosen.push(candidate);
                    } else {
                        rest.push(candidate);
                    }
                }
                doubtful = rest;
                if under_trial.is_empty() {
                    break;
                }
                continue;
            }
            one_by_one |= retrying && !doubted.is_empty();
            for (at, why) in &bad {
                let candidate = chosen[*at].clone();
                self.refuse(&candidate, why);
            }
            let mut rest = Vec::new();
            for (at, candidate) in std::mem::take(&mut chosen).into_iter().enumerate() {
                match (bad.contains_key(&at), doubted.contains(&at)) {
                    (true, _) => {}
                    (_, true) => doubtful.push(candidate),
                    _ => rest.push(candidate),
                }
            }
            chosen = rest;
        }
        let (chosen, texts, report) = settled;
        self.texts = texts;
        let kept = chosen.into_iter().map(|one| Kept {
            finding: one.finding,
            changes: one.changes,
            pass: number,
        });
        Ok((kept.collect(), report))
    }
}

/// The fixes that may have brought about a new finding: those on trial of the same resource, else of the same unit, else
/// all on trial, else all.
fn blamed(new: &Key, chosen: &[Candidate], under_trial: &BTreeSet<Key>) -> Vec<usize> {
    let [_, repository, unit, resource, ..] = new;
    let on_trial = |one: &Candidate| one.keys.iter().any(|key| under_trial.contains(key));
    let of = |is: &dyn Fn(&Candidate) -> bool| -> Vec<usize> {
        chosen.iter().enumerate().filter(|(_, one)| is(one)).map(|(at, _)| at).collect()
    };
    let in_unit = |one: &Candidate| {
        let same = |key: &Key| (repository == ANY || key[1] == *repository) && key[2] == *unit;
        one.keys.iter().any(same)
    };
    let on_resource =
        |one: &Candidate| in_unit(one) && one.keys.iter().any(|key| key[3] == *resource);
    let choices = [
        of(&|one| on_trial(one) && on_resource(one)),
        of(&|one| on_trial(one) && in_unit(one)),
        of(&on_trial),
        of(&|_| true),
    ];
    choices.into_iter().find(|found| !found.is_empty()).unwrap_or_default()
}

/// A report of some units, with what one before it says of the others: what the change cannot reach is not scanned again.
fn completed(mut after: Report, before: &Report) -> Report {
    let scanned: BTreeSet<(&str, &str)> = after
        .units
        .iter()
        .flat_map(|unit| {
            let ids = [&*unit.id, &*unit.base];
            ids.into_iter().flat_map(|id| [(&*unit.repository, id), ("", id)])
        })
        .collect();
    let elsewhere = |finding: &&Finding| {
        let mut units = finding.each().into_iter().map(|one| one.unit);
        !units.any(|unit| scanned.contains(&(&*finding.repository, &*unit)))
    };
    let rest: Vec<Finding> = before.findings.iter().filter(elsewhere).cloned().collect();
    after.findings.extend(rest);
    after.findings.sort();
    let known = sizes(&after);
    let missing = |unit: &&crate::finding::Scanned| {
        !known.contains_key(&(unit.repository.clone(), unit.id.clone()))
    };
    let units: Vec<_> = before.units.iter().filter(missing).cloned().collect();
    after.units.extend(units);
    after
}

/// How many resources each unit has.
fn sizes(report: &Report) -> BTreeMap<(String, String), usize> {
    let size = |unit: &crate::finding::Scanned| {
        ((unit.repository.clone(), unit.id.clone()), unit.resources)
    };
    report.units.iter().map(size).collect()
}

/// What files were lost by, and the keys that are given twice in them: file and reason.
fn broken(report: &Report) -> BTreeSet<(String, String)> {
    let problems = report
        .problems
        .iter()
        .filter(|problem| {
            problem.loss == Loss::Lost || problem.message.starts_with("duplicate key")
        })
        .map(|problem| (problem.path.clone(), problem.message.clone()));
    let gaps = report.gaps.iter().filter(|gap| gap.fails());
    let gaps = gaps.map(|gap| (gap.path.clone(), gap.why.clone()));
    problems.chain(gaps).collect()
}
