//! Where on a pull request a finding can be commented.

use super::diff::Lines;
use super::report::{Finding, Report, Suggestion};
use super::state::State;
use std::collections::{BTreeMap, BTreeSet};

/// Lines that a suggestion may span at most.
const MOST_LINES: u32 = 30;

/// Which line of the pull request's head is which of what was scanned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Mapping {
    /// The head itself was scanned.
    #[default]
    Same,
    /// Another commit was: the merge commit that services make for CI. Lines of a file that is not here belong to no line of the head.
    Files(BTreeMap<String, Lines>),
}

impl Mapping {
    /// The line of the head.
    #[must_use]
    pub fn get(&self, file: &str, line: u32) -> Option<u32> {
        match self {
            Mapping::Same => Some(line),
            Mapping::Files(files) => files.get(file)?.get(line),
        }
    }
}

/// The files that a mapping has to know: those of findings, and of steps on the way to them, that the pull request changes.
#[must_use]
pub fn files(report: &Report, state: &State) -> BTreeSet<String> {
    let open = report.open();
    let own = open.iter().map(|one| &one.location.file);
    let steps = open.iter().flat_map(|one| one.related.iter().map(|step| &step.location.file));
    own.chain(steps).filter(|file| state.diff.contains_key(*file)).cloned().collect()
}

/// Lines of a pull request's diff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot<'a> {
    /// The file.
    pub path: &'a str,
    /// The first line at the head.
    pub first: u32,
    /// The last one.
    pub last: u32,
    /// It is a step on the way to the finding, whose own line is not in the diff.
    pub step: Option<&'a str>,
    /// The finding's suggestion fits in its place.
    pub suggests: bool,
}

/// Where a finding can be commented: at its own line, else at a step of its chain. `None`: the diff has neither.
#[must_use]
pub fn spot<'a>(finding: &'a Finding, state: &State, mapping: &Mapping) -> Option<Spot<'a>> {
    let inside = |file: &str, line: u32| {
        let at = mapping.get(file, line)?;
        state.diff.get(file).filter(|diff| diff.has(at, at)).map(|_| at)
    };
    let at = &finding.location;
    if let Some(line) = inside(&at.file, at.start.line) {
        let lines =
            finding.suggestion.as_ref().and_then(|one| suggested(one, finding, state, mapping));
        let (first, last) = lines.unwrap_or((line, line));
        return Some(Spot { path: &at.file, first, last, step: None, suggests: lines.is_some() });
    }
    finding.related.iter().filter(|step| step.kind != "concern").find_map(|step| {
        let line = inside(&step.location.file, step.location.start.line)?;
        let (path, step) = (step.location.file.as_str(), step.message.as_str());
        Some(Spot { path, first: line, last: line, step: Some(step), suggests: false })
    })
}

/// The lines of the head that a suggestion replaces, where they are the same lines and lie in one hunk.
fn suggested(
    made: &Suggestion,
    finding: &Finding,
    state: &State,
    mapping: &Mapping,
) -> Option<(u32, u32)> {
    let long = made.last_line.checked_sub(made.first_line)? >= MOST_LINES;
    if long || made.file != finding.location.file {
        return None;
    }
    let first = mapping.get(&made.file, made.first_line)?;
    let last = first.checked_add(made.last_line - made.first_line)?;
    let same = (made.first_line..=made.last_line)
        .zip(first..=last)
        .all(|(scanned, head)| mapping.get(&made.file, scanned) == Some(head));
    (same && state.diff.get(&made.file)?.has(first, last)).then_some((first, last))
}
