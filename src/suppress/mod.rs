//! Suppressions: comments beside the text they cover, the metadata of CloudFormation templates, and
//! `[[ignore]]` entries for files that can hold neither.
//!
//! ```text
//! # stridelint:ignore[container-escape.privileged-container] until=2026-12-31 reason="needs the GPU driver"
//! ```
//!
//! A comment covers the line it stands on, or, alone on its line, the next line that is neither
//! empty nor a comment; where that line begins a block or a mapping, all of it. Where that holds
//! nothing of the check and the comment is the first in its block, it covers the block.
//! `stridelint:ignore-file[...]` covers the file. What a module call or a stack covers reaches into
//! it. A suppression that is past its day or without a reason is ignored; that, one that covers
//! nothing and what nearly is one are told.

mod comments;
mod metadata;

pub use comments::may_suppress;

use crate::config::{Config, ConfigError, Ignore};
use crate::finding::{Finding, RelatedKind, Suppression};
use crate::policy::PolicySet;
use crate::source::{File, Loss, Position, Problem};
use globset::{GlobBuilder, GlobMatcher};
use std::collections::{BTreeMap, BTreeSet};

/// What a scan looked at, so that only what it could see is told of suppressions.
pub struct View<'a> {
    /// The policies, to know which ids there are.
    pub set: &'a PolicySet,
    /// The checks that ran.
    pub selected: &'a BTreeSet<String>,
    /// The date that counts as today.
    pub today: &'a str,
    /// Everything was scanned, so that a suppression that covers nothing is unused.
    pub whole: bool,
}

impl View<'_> {
    /// Whether an id that a suppression names means a check.
    fn names(&self, id: &str, check: &str) -> bool {
        self.set.check(check).is_some_and(|check| self.set.means(check, id) > 0)
    }

    /// What is wrong with an id that covers nothing in `what`.
    fn unused(&self, id: &str, what: &str) -> Option<(Loss, String)> {
        if let Err(nearest) = self.set.is_id(id) {
            let hint = nearest.map(|name| format!("; did you mean {name}?")).unwrap_or_default();
            return Some((Loss::Warning, format!("unknown check {id} in {what}{hint}")));
        }
        (self.whole && self.selected.iter().any(|check| self.names(id, check)))
            .then(|| (Loss::Note, format!("{what} of {id} covers no finding")))
    }
}

/// A line and a column, both from 1.
type End = (u32, u32);

/// A run of a file's text, both ends part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Extent {
    start: End,
    end: End,
}

impl Extent {
    /// All of a file.
    const ALL: Extent = Extent { start: (0, 0), end: (u32::MAX, u32::MAX) };

    fn lines(first: u32, last: u32) -> Extent {
        Extent { start: (first, 1), end: (last, u32::MAX) }
    }

    fn has(&self, at: Position) -> bool {
        (self.start..=self.end).contains(&(at.line, at.column))
    }
}

/// One suppression as a file says it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Written {
    /// Checks, threats and categories it names.
    checks: Vec<String>,
    /// Last day it holds.
    until: Option<String>,
    /// Why.
    reason: String,
    /// Where it stands.
    at: Position,
    /// What it covers, the nearest first: a further one counts where those before hold nothing.
    covers: Vec<Extent>,
    /// The line of a header that it does not reach, though it stands in the block.
    beside: Option<u32>,
}

/// What is wrong with a suppression, and where it stands.
type Fault = (Position, String);

/// Why a suppression cannot hold, as the end of a sentence.
fn unfit(checks: &[String], reason: &str, until: Option<&str>) -> Option<String> {
    if checks.is_empty() {
        return Some("names no check, so it is ignored".to_owned());
    }
    if reason.is_empty() {
        return Some("gives no reason and is ignored: add reason=\"...\"".to_owned());
    }
    until
        .filter(|until| crate::date::parse(until).is_none())
        .map(|until| format!("has until={until}, which is not a date (YYYY-MM-DD), and is ignored"))
}

/// Whether a finding stands in a run of a file: its place, any step that carried the value there,
/// the resource, or the call of a module or stack around it.
fn stands(finding: &Finding, path: &str, extent: Extent) -> bool {
    let inside =
        |location: &crate::finding::Location| location.file == path && extent.has(location.start);
    // What it concerns besides is no part of it.
    let steps = finding.related.iter().filter(|step| step.kind != RelatedKind::Concern);
    inside(&finding.location) || steps.into_iter().any(|step| inside(&step.location))
}

/// Marks the findings that comments and metadata cover. `files` are the files of the findings as
/// reported, with their text. What is told are suppressions that are expired, faulty or cover
/// nothing.
pub fn by_source(
    findings: &mut [Finding],
    files: &BTreeMap<String, File>,
    view: &View<'_>,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, file) in files {
        let told = |loss: Loss, at: Position, message: String| Problem {
            loss,
            path: path.clone(),
            at: Some(at),
            message,
            cure: None,
        };
        let (mut all, mut faults) = comments::read(file);
        let (more, wrong) = metadata::read(file);
        all.extend(more);
        faults.extend(wrong);
        problems.extend(faults.into_iter().map(|(at, message)| told(Loss::Warning, at, message)));
        for written in all {
            let expired = written.until.as_deref().filter(|until| *until < view.today);
            let mut used = false;
            for id in &written.checks {
                let named: Vec<usize> =
                    (0..findings.len()).filter(|at| view.names(id, &findings[*at].check)).collect();
                let within = |extent: Extent| -> Vec<usize> {
                    let here = |at: &&usize| stands(&findings[**at], path, extent);
                    named.iter().filter(here).copied().collect()
                };
                let covered = written
                    .covers
                    .iter()
                    .map(|extent| within(*extent))
                    .find(|covered| !covered.is_empty())
                    .unwrap_or_default();
                if covered.is_empty() {
                    let header = written
                        .beside
                        .filter(|line| !within(Extent::lines(*line, *line)).is_empty());
                    if let Some(line) = header {
                        let message = format!(
                            "this suppression of {id} covers no finding: what the block lacks is \
                             reported at its header in line {line}. Put the comment above that, or \
                             an empty line below the comment"
                        );
                        problems.push(told(Loss::Warning, written.at, message));
                    } else if let Some((loss, why)) = view.unused(id, "this suppression") {
                        problems.push(told(loss, written.at, why));
                    }
                }
                used |= !covered.is_empty();
                if expired.is_none() {
                    for at in covered {
                        findings[at].suppression.get_or_insert_with(|| Suppression {
                            kind: "inSource",
                            reason: written.reason.clone(),
                            until: written.until.clone(),
                        });
                    }
                }
            }
            if let Some(until) = expired.filter(|_| used) {
                let ids = written.checks.join(", ");
                let message = format!("this suppression of {ids} expired on {until}");
                problems.push(told(Loss::Warning, written.at, message));
            }
        }
    }
    problems
}

/// Marks the findings that `[[ignore]]` entries cover; `prefix` is the configuration's folder as
/// reports name it. What is told are entries that are expired, and apart from these those that cover
/// nothing here.
///
/// # Errors
/// A glob that is none.
pub fn by_config(
    findings: &mut [Finding],
    config: &Config,
    prefix: &str,
    view: &View<'_>,
) -> Result<(Vec<Problem>, Vec<Problem>), ConfigError> {
    let (mut problems, mut idle) = (Vec::new(), Vec::new());
    for (number, ignore) in config.ignore.iter().enumerate() {
        let number = number.to_string();
        let told = |loss, why: String| {
            let at = config.at(&["ignore", &number, "check"]);
            Problem { at, ..Problem::file(loss, &config.file, why) }
        };
        let matcher = Matcher::new(ignore, prefix).map_err(|source| ConfigError::Ignore {
            file: config.file.clone(),
            at: config.at(&["ignore", &number]),
            source,
        })?;
        let expired = ignore.until.as_deref().is_some_and(|until| until < view.today);
        let mut used = false;
        for finding in findings
            .iter_mut()
            .filter(|finding| view.names(&ignore.check, &finding.check) && matcher.covers(finding))
        {
            used = true;
            if !expired && finding.suppression.is_none() {
                finding.suppression = Some(Suppression {
                    kind: "external",
                    reason: ignore.reason.clone(),
                    until: ignore.until.clone(),
                });
            }
        }
        let place = [&ignore.path, &ignore.resource, &ignore.name]
            .into_iter()
            .filter(|text| !text.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join(", ");
        let place = if place.is_empty() { String::new() } else { format!(" ({place})") };
        if expired && used {
            let until = ignore.until.as_deref().unwrap_or_default();
            problems.push(told(
                Loss::Warning,
                format!("the [[ignore]] entry for {}{place} expired on {until}", ignore.check),
            ));
        } else if !used {
            let what = format!("the [[ignore]] entry{place}");
            let unused = view.unused(&ignore.check, &what);
            idle.extend(unused.map(|(loss, why)| told(loss, why)));
        }
    }
    Ok((problems, idle))
}

struct Matcher {
    path: Option<GlobMatcher>,
    resource: Option<GlobMatcher>,
    name: Option<GlobMatcher>,
    prefix: String,
}

impl Matcher {
    fn new(ignore: &Ignore, prefix: &str) -> Result<Matcher, globset::Error> {
        let glob = |text: &str, separator: bool| -> Result<Option<GlobMatcher>, globset::Error> {
            // An address's `[0]` is an index, not a class of characters.
            let text = if separator {
                text.to_owned()
            } else {
                text.replace('[', "\\[").replace(']', "\\]")
            };
            if text.is_empty() {
                return Ok(None);
            }
            GlobBuilder::new(&text)
                .literal_separator(separator)
                .build()
                .map(|glob| Some(glob.compile_matcher()))
        };
        Ok(Matcher {
            path: glob(ignore.path.trim_start_matches("./"), true)?,
            resource: glob(&ignore.resource, false)?,
            name: glob(&ignore.name, false)?,
            prefix: prefix.to_owned(),
        })
    }

    fn covers(&self, finding: &Finding) -> bool {
        let file = match self.prefix.as_str() {
            "" => Some(finding.location.file.as_str()),
            prefix => {
                finding.location.file.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('/'))
            }
        };
        self.path.as_ref().is_none_or(|glob| file.is_some_and(|file| glob.is_match(file)))
            && self.resource.as_ref().is_none_or(|glob| glob.is_match(&finding.resource))
            && self.name.as_ref().is_none_or(|glob| {
                finding.subject.as_deref().is_some_and(|subject| glob.is_match(subject))
            })
    }
}

#[cfg(test)]
mod tests;
