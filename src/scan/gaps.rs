//! The gaps of a scan, gathered from the stages: each once, those that the scan is about.

use crate::gap::{Gap, GapKind};
use crate::tree::Tree;
use std::collections::BTreeSet;

/// The gaps of a report, sorted, each place and cause once. `asked`: the files that the scan is about;
/// what is missing elsewhere says nothing of them.
pub fn gathered(mut gaps: Vec<Gap>, tree: &Tree, asked: Option<&BTreeSet<String>>) -> Vec<Gap> {
    gaps.retain(|gap| asked.is_none_or(|asked| gap.path.is_empty() || asked.contains(&gap.path)));
    for gap in &mut gaps {
        let named = gap.what == gap.path;
        gap.path = tree.reported(&gap.path);
        if named {
            gap.what.clone_from(&gap.path);
        }
    }
    distinct(gaps)
}

/// Sorted, and of several at one place with one cause the first: the instances of a module call
/// miss the same module.
pub fn distinct(mut gaps: Vec<Gap>) -> Vec<Gap> {
    gaps.sort();
    let mut seen = BTreeSet::new();
    gaps.retain(|gap| {
        let call = gap.kind == GapKind::ModuleNotRead && gap.at.is_some();
        let what = if call { String::new() } else { gap.what.clone() };
        seen.insert((gap.kind, gap.path.clone(), gap.at, what, gap.why.clone()))
    });
    gaps
}
