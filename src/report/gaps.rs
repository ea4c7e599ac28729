//! The gaps as every format says them: counted in the sentence that says how much was found, and
//! listed by cause.

use super::Input;
use super::summary::{self, Summary};
use crate::finding::Report;
use crate::gap::{self, Gap, GapKind};
use crate::secret::without_credentials;
use std::collections::BTreeMap;

/// Causes that text and markdown name unless all are asked for.
const FEW: usize = 5;

/// Things of one cause that are named in its line.
const NAMED: usize = 3;

/// What was found, with what the exit status leaves out and the gaps in the same sentence: `no
/// findings in 2 deployments; 8 in examples; 3 modules were not read`.
#[must_use]
pub fn headline(input: Input<'_>) -> String {
    let found = summary::in_words(input.report.counted());
    let units = summary::number(input.report.units.len(), "deployment");
    let mut said = vec![format!("{found} in {units}")];
    said.extend(besides(input));
    said.join("; ")
}

/// What has to stand in the same sentence as the number of findings, each a clause: findings that
/// the exit status leaves out, input that was lost, gaps.
#[must_use]
pub fn besides(input: Input<'_>) -> Vec<String> {
    let summary = Summary::of(input);
    let left_out = [
        (summary.examples, format!("{} in examples", summary.examples)),
        (summary.suppressed, format!("{} suppressed", summary.suppressed)),
        (
            summary.older,
            format!("{} not shown", summary::number(summary.older, "existing finding")),
        ),
    ];
    let mut said: Vec<String> =
        left_out.into_iter().filter(|(count, _)| *count > 0).map(|(_, what)| what).collect();
    let lost = summary::lost_problems(input.report);
    if lost > 0 {
        said.push(format!("{} could not be read", summary::number(lost, "input")));
    }
    said.extend(counted(&input.report.gaps));
    said
}

/// Whether something that is deployed was not judged, so that the findings alone would read as more
/// than they are.
#[must_use]
pub fn is_incomplete(report: &Report) -> bool {
    report.gaps.iter().any(|gap| gap.kind.is_loss()) || summary::lost_problems(report) > 0
}

/// Each kind of gap with its number, as clauses.
#[must_use]
pub fn counted(gaps: &[Gap]) -> Vec<String> {
    gap::counts(gaps).into_iter().map(|(kind, count)| kind.count(count)).collect()
}

/// Gaps of one cause.
pub struct Group<'a> {
    /// Their kind.
    pub kind: GapKind,
    /// The cause.
    pub why: &'a str,
    /// What would close them.
    pub cure: &'a str,
    /// They, in the report's order.
    pub gaps: Vec<&'a Gap>,
}

/// The gaps by cause, those that can hide a finding first, then the causes of most.
#[must_use]
pub fn groups(gaps: &[Gap]) -> Vec<Group<'_>> {
    let mut by_cause: BTreeMap<(GapKind, &str, &str), Vec<&Gap>> = BTreeMap::new();
    for gap in gaps {
        by_cause.entry((gap.kind, &gap.why, &gap.cure)).or_default().push(gap);
    }
    let mut groups: Vec<Group<'_>> = by_cause
        .into_iter()
        .map(|((kind, why, cure), gaps)| Group { kind, why, cure, gaps })
        .collect();
    groups.sort_by_key(|group| (group.kind, std::cmp::Reverse(group.gaps.len())));
    groups
}

/// The groups that are listed, and how many more there are.
#[must_use]
pub fn listed(report: &Report, all: bool) -> (Vec<Group<'_>>, usize) {
    let mut groups = groups(&report.gaps);
    let more = if all { 0 } else { groups.len().saturating_sub(FEW) };
    groups.truncate(groups.len() - more);
    (groups, more)
}

impl Group<'_> {
    /// One line: what, where, why. `all`: each by name.
    #[must_use]
    pub fn line(&self, all: bool) -> String {
        let shown = if all { self.gaps.len() } else { self.gaps.len().min(NAMED) };
        let mut names: Vec<String> = self.gaps.iter().take(shown).map(|gap| named(gap)).collect();
        if self.gaps.len() > shown {
            names.push(format!("{} more", self.gaps.len() - shown));
        }
        format!(
            "{}: {} ({})",
            self.kind.count(self.gaps.len()),
            without_credentials(self.why),
            names.join(", ")
        )
    }
}

/// What a gap is about, and where.
fn named(gap: &Gap) -> String {
    let place = place(gap);
    let source =
        gap.call.as_deref().map(|call| call.source.as_str()).filter(|text| !text.is_empty());
    let what = match source {
        Some(source) => format!("{} from {}", gap.what, without_credentials(source)),
        None => without_credentials(&gap.what).into_owned(),
    };
    if place.is_empty() || gap.what == gap.path {
        if place.is_empty() { what } else { place }
    } else {
        format!("{what} at {place}")
    }
}

/// Where a gap is: `file:line:column`, the file alone, or nothing.
#[must_use]
pub fn place(gap: &Gap) -> String {
    match gap.at {
        Some(at) => format!("{}:{}:{}", gap.path, at.line, at.column),
        None => gap.path.clone(),
    }
}

/// The sentence with its cure, on one line.
#[must_use]
pub fn sentence(gap: &Gap) -> String {
    let text = without_credentials(&gap.sentence()).into_owned();
    if gap.cure.is_empty() { text } else { format!("{text}; to close it: {}", gap.cure) }
}

/// What tells a gap from others in later reports: its kind, file and subject, without lines.
#[must_use]
pub fn fingerprint(gap: &Gap) -> String {
    use sha2::{Digest, Sha256};
    let mut hash = Sha256::new();
    for part in [gap.kind.id(), &gap.path, &gap.what, &gap.why] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
