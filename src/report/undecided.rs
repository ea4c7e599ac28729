//! Undecided results as groups: those that one decision closes stand together, worst first.

use super::Input;
use super::summary::number;
use crate::finding::{Finding, Severity};
use std::collections::{BTreeMap, BTreeSet};

/// Undecided results that one decision closes.
pub struct Group<'a> {
    /// The repository they stand in, where a folder of them was scanned.
    pub repository: &'a str,
    /// What is not known, and why.
    pub why: &'a str,
    /// What would decide it; empty where nothing that can be given to a scan does.
    pub cure: &'a str,
    /// The worst of them.
    pub severity: Severity,
    /// They, worst first.
    pub findings: Vec<&'a Finding>,
}

/// The groups, worst first, then those that close most.
#[must_use]
pub fn groups<'a>(input: Input<'a>) -> Vec<Group<'a>> {
    let mut by_decision: BTreeMap<(&str, &str, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in input.undecided() {
        let (scope, what) = match &finding.open {
            Some(open) => (open.scope.as_str(), open.what.as_str()),
            None => (finding.unit.as_str(), finding.unknown.as_deref().unwrap_or_default()),
        };
        by_decision.entry((&finding.repository, scope, what)).or_default().push(finding);
    }
    let mut groups: Vec<Group<'_>> = by_decision
        .into_iter()
        .filter_map(|((repository, ..), mut findings)| {
            findings.sort_by(|one, other| {
                (one.example, other.severity, &one.check, *one).cmp(&(
                    other.example,
                    one.severity,
                    &other.check,
                    *other,
                ))
            });
            let severity = findings.iter().map(|finding| finding.severity).max()?;
            // Of a library and its callers the library says it shortest.
            let why = findings
                .iter()
                .map(|finding| match &finding.open {
                    Some(open) => open.why.as_str(),
                    None => finding.unknown.as_deref().unwrap_or("a value is not known"),
                })
                .min_by_key(|why| (why.len(), *why))?;
            let cure = findings.iter().find_map(|finding| finding.open.as_ref());
            let cure = cure.map_or("", |open| open.cure.as_str());
            Some(Group { repository, why, cure, severity, findings })
        })
        .collect();
    groups.sort_by(|one, other| {
        let key = |group: &Group<'_>| {
            let example = group.findings.iter().all(|finding| finding.example);
            let (severity, count) = (group.severity, group.checks().len());
            (example, std::cmp::Reverse((severity, count)))
        };
        key(one).cmp(&key(other)).then_with(|| {
            (one.repository, one.why, &one.findings).cmp(&(
                other.repository,
                other.why,
                &other.findings,
            ))
        })
    });
    groups
}

impl<'a> Group<'a> {
    /// The checks, worst first, each with how bad it is here.
    #[must_use]
    pub fn checks(&self) -> Vec<(&'a str, Severity)> {
        let mut seen = BTreeSet::new();
        let mut checks: Vec<(&str, Severity)> = Vec::new();
        for finding in &self.findings {
            if seen.insert(finding.check.as_str()) {
                checks.push((&finding.check, finding.severity));
            }
        }
        checks.sort_by_key(|(check, severity)| (std::cmp::Reverse(*severity), *check));
        checks
    }

    /// The resources' addresses, each once.
    #[must_use]
    pub fn resources(&self) -> BTreeSet<&'a str> {
        let instances = self.findings.iter().flat_map(|finding| each(finding));
        instances.map(|(_, resource)| resource).collect()
    }

    /// The units, each once.
    #[must_use]
    pub fn units(&self) -> BTreeSet<&'a str> {
        self.findings.iter().flat_map(|finding| each(finding)).map(|(unit, _)| unit).collect()
    }

    /// Where it is decided, or told: the places, each once.
    #[must_use]
    pub fn places(&self) -> Vec<String> {
        let mut places: Vec<String> = Vec::new();
        for finding in &self.findings {
            let place = super::place(finding);
            if !places.contains(&place) {
                places.push(place);
            }
        }
        places
    }

    /// ``var.containers has no default: 14 checks of task definition `web` ``.
    #[must_use]
    pub fn title(&self) -> String {
        let checks = number(self.checks().len(), "check");
        let subjects: BTreeSet<(&str, &str)> =
            self.findings.iter().flat_map(|finding| subjects(finding)).collect();
        let units = self.units();
        let of = match subjects.first() {
            Some(("", name)) if subjects.len() == 1 => format!("`{name}`"),
            Some(("vpc", name)) if subjects.len() == 1 => format!("VPC `{name}`"),
            Some((kind, name)) if subjects.len() == 1 => {
                format!("{} `{name}`", kind.replace('_', " "))
            }
            _ => number(subjects.len(), "resource"),
        };
        let several = if units.len() > 1 {
            format!(" in {}", number(units.len(), "deployment"))
        } else {
            String::new()
        };
        format!("{}: {checks} of {of}{several}", self.why)
    }

    /// The checks by severity, by their short names: the first ones, and how many more; `all`: each.
    #[must_use]
    pub fn by_severity(&self, all: bool) -> Vec<(Severity, Vec<String>)> {
        const SHOWN: usize = 6;
        let mut found: Vec<(Severity, Vec<String>)> = Vec::new();
        for (check, severity) in self.checks() {
            let name = check.rsplit('.').next().unwrap_or(check).to_owned();
            match found.last_mut().filter(|(last, _)| *last == severity) {
                Some((_, checks)) => checks.push(name),
                None => found.push((severity, vec![name])),
            }
        }
        for (_, checks) in found.iter_mut().filter(|(_, checks)| !all && checks.len() > SHOWN + 1) {
            let more = format!("{} more", checks.len() - SHOWN);
            checks.truncate(SHOWN);
            checks.push(more);
        }
        found
    }

    /// The places in a line: the first ones, and how many more.
    #[must_use]
    pub fn places_in_words(&self) -> String {
        const SHOWN: usize = 3;
        let places = self.places();
        let mut shown: Vec<String> = places.iter().take(SHOWN).cloned().collect();
        if places.len() > SHOWN {
            shown.push(format!("{} more", places.len() - SHOWN));
        }
        shown.join(", ")
    }
}

/// The unit and the resource of each of a finding's instances.
fn each(finding: &Finding) -> impl Iterator<Item = (&str, &str)> {
    let own = (finding.unit.as_str(), finding.resource.as_str());
    let further = finding.instances.iter().skip(1);
    [own].into_iter().chain(further.map(|one| (one.unit.as_str(), one.resource.as_str())))
}

/// What a finding is about, in words: the kind of the resource, and the names of its instances
/// without modules and keys.
fn subjects(finding: &Finding) -> impl Iterator<Item = (&str, &str)> {
    // Types of the document are words; what no table maps keeps its source's type.
    let kind = match finding.resource_type.rsplit_once('.') {
        Some((_, kind)) if !finding.resource_type.contains(':') => kind,
        _ => "",
    };
    each(finding).map(move |(_, resource)| (kind, name(resource)))
}

/// The last part of an address, without an instance's key: `web` of `module.a.aws_x.web[0]`.
fn name(address: &str) -> &str {
    let bare = match address.strip_suffix(']').and_then(|_| address.rfind('[')) {
        Some(at) => &address[..at],
        None => address,
    };
    let own = bare.rsplit(['/', '#']).next().unwrap_or(bare);
    let name = own.rsplit('.').next().unwrap_or(own);
    if name.is_empty() { address } else { name }
}
