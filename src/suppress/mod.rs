//! Suppressions: comments beside the text they cover, and `[[ignore]]` entries for files that
//! cannot hold comments.
//!
//! ```text
//! # stridelint:ignore[container-escape.privileged-container] until=2026-12-31 reason="needs the GPU driver"
//! ```
//!
//! A comment covers the line it stands on, or, alone on its line, the next line that is neither
//! empty nor a comment; where that line begins a block or a mapping, all of it. A suppression that
//! is past its day or without a reason does not hold; one that covers nothing is told.

use crate::config::{Config, ConfigError, Ignore};
use crate::finding::{Finding, Suppression};
use crate::policy::PolicySet;
use crate::source::{Loss, Position, Problem, SourceFile};
use globset::{GlobBuilder, GlobMatcher};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

static COMMENT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?:#|//|/\*)\s*stridelint:ignore(?:\[([^\]]*)\])?([^\r\n]*)"#).ok()
});
static UNTIL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"\buntil=("?)([^\s"]*)"#).ok());
static REASON: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"\breason=(?:"([^"]*)"|'([^']*)'|(\S+))"#).ok());

/// What a comment that suppresses begins with.
pub const MARK: &str = "stridelint:ignore";

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
    /// What is wrong with an id that covers nothing.
    fn unused(&self, id: &str) -> Option<(Loss, &'static str)> {
        if !self.set.checks().any(|check| names(id, &check.id)) {
            return Some((Loss::Warning, "names no check"));
        }
        (self.whole && self.selected.iter().any(|check| names(id, check)))
            .then_some((Loss::Note, "covers no finding"))
    }
}

/// One comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Checks and threats it names.
    pub checks: Vec<String>,
    /// Last day it holds.
    pub until: Option<String>,
    /// Why.
    pub reason: String,
    /// Where it stands.
    pub at: Position,
    /// Lines it covers, first and last.
    pub lines: (u32, u32),
}

/// The comments of a file, with problems of those that cannot hold.
#[must_use]
pub fn comments(file: &SourceFile) -> (Vec<Comment>, Vec<(Position, String)>) {
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    let Some(pattern) = COMMENT.as_ref().filter(|_| file.text.contains(MARK)) else {
        return (found, faults);
    };
    for captures in pattern.captures_iter(&file.text) {
        let Some(whole) = captures.get(0) else { continue };
        let at = file.position(u32::try_from(whole.start()).unwrap_or(u32::MAX));
        let checks: Vec<String> = captures
            .get(1)
            .map_or("", |list| list.as_str())
            .split(',')
            .map(|id| id.trim().to_owned())
            .filter(|id| !id.is_empty())
            .collect();
        let rest = captures.get(2).map_or("", |rest| rest.as_str());
        let until = UNTIL
            .as_ref()
            .and_then(|pattern| pattern.captures(rest))
            .and_then(|found| found.get(2))
            .map(|text| text.as_str().to_owned());
        let reason = REASON
            .as_ref()
            .and_then(|pattern| pattern.captures(rest))
            .and_then(|found| (1..=3).find_map(|group| found.get(group)))
            .map_or(String::new(), |text| text.as_str().trim().to_owned());
        // A comment that would not hold is told: silence would look like a suppression.
        if checks.is_empty() {
            faults.push((
                at,
                "this suppression names no check: write stridelint:ignore[threat.check]".to_owned(),
            ));
        } else if reason.is_empty() {
            faults.push((
                at,
                "this suppression gives no reason and does not hold: add reason=\"...\"".to_owned(),
            ));
        } else if let Some(until) =
            until.as_deref().filter(|until| crate::date::parse(until).is_none())
        {
            faults.push((at, format!("this suppression has until={until}, which is no date (YYYY-MM-DD), and does not hold")));
        } else {
            found.push(Comment { checks, until, reason, at, lines: covered(file, at.line) });
        }
    }
    (found, faults)
}

/// The lines that a comment on `line` covers.
fn covered(file: &SourceFile, line: u32) -> (u32, u32) {
    let alone = |line: u32| {
        let text = file.line(line).trim_start();
        text.starts_with('#') || text.starts_with("//") || text.starts_with("/*")
    };
    if !alone(line) {
        return (line, extent(file, line));
    }
    let last = file.position(u32::MAX).line;
    let mut next = line + 1;
    while next <= last && (file.line(next).trim().is_empty() || alone(next)) {
        next += 1;
    }
    (next, extent(file, next))
}

/// The last line of what begins on a line: the matching bracket's in HCL, the mapping's by
/// indentation in YAML.
fn extent(file: &SourceFile, line: u32) -> u32 {
    let last = file.position(u32::MAX).line;
    let yaml = [".yaml", ".yml", ".template"].iter().any(|ending| file.path.ends_with(ending))
        && !file.text.trim_start().starts_with('{');
    let indent = |text: &str| text.len() - text.trim_start().len();
    let first = file.line(line);
    if yaml {
        let own = indent(first);
        // A list item's further keys are indented below its dash.
        let mut end = line;
        for at in line + 1..=last {
            let text = file.line(at);
            if text.trim().is_empty() {
                continue;
            }
            if indent(text) <= own {
                break;
            }
            end = at;
        }
        return end;
    }
    let mut depth = 0_i64;
    for at in line..=last.min(line.saturating_add(5_000)) {
        depth += brackets(file.line(at));
        if depth <= 0 {
            return at;
        }
    }
    line
}

/// Brackets opened less brackets closed on a line, outside strings and comments.
fn brackets(text: &str) -> i64 {
    let (mut depth, mut quoted, mut escaped) = (0, false, false);
    let mut before = ' ';
    for c in text.chars() {
        if quoted {
            (quoted, escaped) = (escaped || c != '"', !escaped && c == '\\');
        } else {
            match c {
                '"' => quoted = true,
                '#' => break,
                '/' if before == '/' => break,
                '{' | '[' | '(' => depth += 1,
                '}' | ']' | ')' => depth -= 1,
                _ => {}
            }
        }
        before = c;
    }
    depth
}

/// Whether an id that a suppression names covers a check: the check itself or its threat.
fn names(id: &str, check: &str) -> bool {
    id == check || check.strip_prefix(id).is_some_and(|rest| rest.starts_with('.'))
}

/// Marks the findings that comments cover. `files` are the files of the findings as reported, with
/// their text. What is told are suppressions that are expired, faulty or cover nothing.
pub fn by_comments(
    findings: &mut [Finding],
    files: &BTreeMap<String, crate::source::File>,
    view: &View<'_>,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let told = |path: &str, at: Position, message: String| Problem {
        loss: Loss::Note,
        path: path.to_owned(),
        at: Some(at),
        message,
    };
    for (path, file) in files {
        let (comments, faults) = comments(file);
        problems.extend(
            faults
                .into_iter()
                .map(|(at, message)| Problem { loss: Loss::Warning, ..told(path, at, message) }),
        );
        for comment in comments {
            let mut used: BTreeSet<&str> = BTreeSet::new();
            let expired = comment.until.as_deref().is_some_and(|until| until < view.today);
            let inside = |file: &str, line: u32| {
                file == path && (comment.lines.0..=comment.lines.1).contains(&line)
            };
            for finding in findings.iter_mut() {
                let at = &finding.location;
                // The place of the value, or any step that carried it there: a module call's
                // comment reaches into the module.
                let here = inside(&at.file, at.start.line)
                    || finding
                        .related
                        .iter()
                        .any(|step| inside(&step.location.file, step.location.start.line));
                let Some(id) = comment.checks.iter().find(|id| here && names(id, &finding.check))
                else {
                    continue;
                };
                used.insert(id);
                if !expired && finding.suppression.is_none() {
                    finding.suppression = Some(Suppression {
                        kind: "inSource",
                        reason: comment.reason.clone(),
                        until: comment.until.clone(),
                    });
                }
            }
            if expired && !used.is_empty() {
                let (until, ids) =
                    (comment.until.as_deref().unwrap_or_default(), comment.checks.join(", "));
                problems.push(Problem {
                    loss: Loss::Warning,
                    ..told(
                        path,
                        comment.at,
                        format!("this suppression of {ids} expired on {until}"),
                    )
                });
            }
            for id in comment.checks.iter().filter(|id| !used.contains(id.as_str())) {
                if let Some((loss, why)) = view.unused(id) {
                    problems.push(Problem {
                        loss,
                        ..told(path, comment.at, format!("this suppression of {id} {why}"))
                    });
                }
            }
        }
    }
    problems
}

/// Marks the findings that `[[ignore]]` entries cover; `prefix` is the configuration's folder as
/// reports name it.
///
/// # Errors
/// A glob that is none.
pub fn by_config(
    findings: &mut [Finding],
    config: &Config,
    prefix: &str,
    view: &View<'_>,
) -> Result<Vec<Problem>, ConfigError> {
    let mut problems = Vec::new();
    for ignore in &config.ignore {
        let matcher = Matcher::new(ignore, prefix)
            .map_err(|source| ConfigError::Ignore { file: config.file.clone(), source })?;
        let expired = ignore.until.as_deref().is_some_and(|until| until < view.today);
        let mut used = false;
        for finding in findings.iter_mut().filter(|finding| matcher.covers(ignore, finding)) {
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
            problems.push(Problem::file(
                Loss::Warning,
                &config.file,
                format!("the [[ignore]] entry for {}{place} expired on {until}", ignore.check),
            ));
        } else if !used && let Some((loss, why)) = view.unused(&ignore.check) {
            problems.push(Problem::file(
                loss,
                &config.file,
                format!("the [[ignore]] entry for {}{place} {why}", ignore.check),
            ));
        }
    }
    Ok(problems)
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

    fn covers(&self, ignore: &Ignore, finding: &Finding) -> bool {
        let file = match self.prefix.as_str() {
            "" => Some(finding.location.file.as_str()),
            prefix => {
                finding.location.file.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('/'))
            }
        };
        names(&ignore.check, &finding.check)
            && self.path.as_ref().is_none_or(|glob| file.is_some_and(|file| glob.is_match(file)))
            && self.resource.as_ref().is_none_or(|glob| glob.is_match(&finding.resource))
            && self.name.as_ref().is_none_or(|glob| {
                finding.subject.as_deref().is_some_and(|subject| glob.is_match(subject))
            })
    }
}

#[cfg(test)]
mod tests;
