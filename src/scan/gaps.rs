//! The gaps of a scan, gathered from the stages: each once, those that the scan is about.

use crate::finding::Report;
use crate::gap::{Gap, GapKind};
use crate::source::{Loss, Position, Problem};
use crate::tree::Tree;
use std::collections::{BTreeMap, BTreeSet};

/// The gaps of a report, sorted, each place and cause once. `asked`: the files that the scan is about;
/// what is missing elsewhere says nothing of them. `always`: what has to be said all the same.
pub fn gathered(
    mut gaps: Vec<Gap>,
    tree: &Tree,
    asked: Option<&BTreeSet<String>>,
    always: &[Gap],
) -> Vec<Gap> {
    gaps.retain(|gap| {
        let about = asked.is_none_or(|asked| gap.path.is_empty() || asked.contains(&gap.path));
        about || gap.is_of_policy() || always.contains(gap)
    });
    for gap in gaps.iter_mut().filter(|gap| !gap.is_of_policy()) {
        let named = gap.what == gap.path;
        gap.path = tree.reported(&gap.path);
        if named {
            gap.what.clone_from(&gap.path);
        }
    }
    distinct(gaps)
}

/// The gaps of units, each with its name without a variant's: what a default leaves out in one
/// variant and not in another is looked at there.
pub fn of_units(units: Vec<(String, Vec<Gap>)>) -> Vec<Gap> {
    type Block = (String, Option<Position>);
    let block = |gap: &Gap| -> Block { (gap.path.clone(), gap.at) };
    let mut variants: BTreeMap<&str, usize> = BTreeMap::new();
    let mut missing: BTreeMap<(&str, Block), usize> = BTreeMap::new();
    for (unit, gaps) in &units {
        *variants.entry(unit).or_default() += 1;
        let off = gaps.iter().filter(|gap| gap.kind == GapKind::OffByDefault);
        for at in off.map(block).collect::<BTreeSet<Block>>() {
            *missing.entry((unit, at)).or_default() += 1;
        }
    }
    let everywhere: BTreeSet<(String, Block)> = missing
        .into_iter()
        .filter(|((unit, _), count)| variants.get(unit) == Some(count))
        .map(|((unit, at), _)| (unit.to_owned(), at))
        .collect();
    let mut kept = Vec::new();
    for (unit, gaps) in units {
        kept.extend(gaps.into_iter().filter(|gap| {
            gap.kind != GapKind::OffByDefault || everywhere.contains(&(unit.clone(), block(gap)))
        }));
    }
    kept
}

/// Tells files that are not read as gaps, and no more as problems; and what keeps contents from being
/// known, where it stands beside the gap of those contents.
pub fn tell_unread(report: &mut Report) {
    let contents = report.gaps.iter().filter(|gap| gap.kind == GapKind::ContentsUnknown);
    let said: BTreeSet<(&str, &str)> =
        contents.map(|gap| (gap.path.as_str(), gap.why.as_str())).collect();
    let twice = |problem: &Problem| {
        problem.loss != Loss::Lost && said.contains(&(problem.path.as_str(), &problem.message))
    };
    report.problems.retain(|problem| !twice(problem));
    let problems = std::mem::take(&mut report.problems);
    for mut problem in problems {
        let Some(cure) = problem.cure.take() else {
            report.problems.push(problem);
            continue;
        };
        let why = problem.message.strip_prefix("is ").unwrap_or(&problem.message);
        let gap = Gap::file(GapKind::FileNotRead, problem.path.as_str(), why, cure);
        report.gaps.push(Gap { at: problem.at, lost: problem.loss == Loss::Lost, ..gap });
    }
    report.gaps = distinct(std::mem::take(&mut report.gaps));
}

/// Sorted, and of several at one place with one cause the first: the instances of a module call
/// miss the same module.
pub fn distinct(mut gaps: Vec<Gap>) -> Vec<Gap> {
    gaps.sort();
    let mut seen = BTreeSet::new();
    gaps.retain(|gap| {
        let call =
            matches!(gap.kind, GapKind::ModuleNotRead | GapKind::OffByDefault) && gap.at.is_some();
        let what = if call { String::new() } else { gap.what.clone() };
        seen.insert((gap.kind, gap.path.clone(), gap.at, what, gap.why.clone()))
    });
    gaps
}
