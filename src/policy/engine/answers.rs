//! What checks found in worlds that were asked before: forks, copies and vendored modules make the same
//! world many times, and most of a world is in others.
//!
//! Two worlds are the same where policies see the same in them, all but the unit's own id: no policy of
//! the program reads it (a test of this file looks). Which check is asked is part of the question.

use super::super::metadata::Check;
use super::datum::Sum;
use super::{Raw, Worker};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Fewer checks are sooner asked than others wait for what is kept.
const FEW: usize = 8;

/// How many findings are kept, worlds without any counted as one.
const KEPT: usize = 1 << 14;

/// The same of what single checks saw.
const SEEN: usize = 1 << 16;

/// What each check found, where it found anything.
pub(super) type Hits = Vec<(String, Vec<Raw>)>;

/// A world, and the checks that it is asked of.
pub(super) type Question = Sum;

/// What was found so far.
#[derive(Default)]
pub(super) struct Answers(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    answers: HashMap<Question, Arc<Hits>>,
    findings: usize,
}

impl Answers {
    /// What was found when this was asked before.
    pub(super) fn known(&self, question: &Question) -> Option<Arc<Hits>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.answers.get(question).cloned()
    }

    /// Keeps what was found.
    pub(super) fn keep(&self, question: Question, hits: &Hits) {
        let findings = 1 + hits.iter().map(|(_, raws)| raws.len()).sum::<usize>();
        if findings > KEPT / 8 {
            return;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.findings + findings > KEPT {
            *kept = Kept::default();
        }
        kept.findings += findings;
        kept.answers.insert(question, Arc::new(hits.clone()));
    }
}

/// What each check found where it saw something, by a digest of that and of what else it depends on.
#[derive(Default)]
pub(super) struct Sights(Mutex<Seen>);

#[derive(Default)]
struct Seen {
    found: HashMap<Sum, Arc<Vec<Raw>>>,
    findings: usize,
}

impl Sights {
    /// What was found at these sights.
    pub(super) fn known(&self, sights: &[Option<Sum>]) -> Vec<Option<Arc<Vec<Raw>>>> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = |sight: &Option<Sum>| seen.found.get(sight.as_ref()?).cloned();
        sights.iter().map(known).collect()
    }

    /// Keeps what was found.
    pub(super) fn keep(&self, new: impl Iterator<Item = (Sum, Arc<Vec<Raw>>)>) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (sight, raws) in new {
            let findings = 1 + raws.len();
            if findings > SEEN / 8 {
                continue;
            }
            if seen.findings + findings > SEEN {
                *seen = Seen::default();
            }
            if seen.found.insert(sight, raws).is_none() {
                seen.findings += findings;
            }
        }
    }
}

impl Worker<'_> {
    /// What checks found where they saw the same, in this unit or another.
    pub(crate) fn known(&self, sights: &[Option<Sum>]) -> Vec<Option<Arc<Vec<Raw>>>> {
        self.engine.sights.known(sights)
    }

    /// Keeps what checks found.
    pub(crate) fn keep(&self, new: impl Iterator<Item = (Sum, Arc<Vec<Raw>>)>) {
        self.engine.sights.keep(new);
    }
}

/// The question that some checks are asked; `world`: a digest of all that policies see. `None`: asking
/// again is as quick.
pub(super) fn question(world: &Sum, checks: &[&Check]) -> Option<Question> {
    if checks.len() < FEW {
        return None;
    }
    let mut told = Sha256::new_with_prefix(world);
    for check in checks {
        told.update(check.id.as_bytes());
        told.update([0]);
    }
    Some(told.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_policy_reads_the_id_of_the_unit() {
        let name = |c: char| c.is_alphanumeric() || "_.\"-".contains(c);
        let mut reads = std::collections::BTreeSet::new();
        for file in crate::policy::bundled() {
            if !file.is_rego() || file.name.ends_with("_test.rego") {
                continue;
            }
            let lines = file.text.lines().map(|line| line.split('#').next().unwrap_or_default());
            for line in lines.filter(|line| !line.trim().is_empty()) {
                for (at, found) in line.match_indices("input") {
                    let behind = &line[at + found.len()..];
                    if line[..at].ends_with(name) || behind.starts_with(|c| name(c) && c != '.') {
                        continue;
                    }
                    let path = behind.split(|c: char| c != '.' && c != '_' && !c.is_alphanumeric());
                    reads.insert(match path.into_iter().next() {
                        Some(path) if path.starts_with('.') => path.to_owned(),
                        _ if behind.starts_with(", [\"by_type\", ") => ".by_type".to_owned(),
                        _ => panic!("{} reads all of the input: {line}", file.name),
                    });
                }
            }
        }
        assert!(reads.contains(".unit.closed"), "{reads:?}");
        let whole = reads.iter().find(|path| *path == ".unit" || path.starts_with(".unit.id"));
        assert_eq!(whole, None);
    }

    #[test]
    fn world_and_checks_make_the_question() {
        let set = crate::policy::PolicySet::bundled().unwrap();
        let checks: Vec<&Check> = set.checks().take(FEW).collect();
        let others: Vec<&Check> = set.checks().skip(1).take(FEW).collect();
        let first = question(&[0; 32], &checks);
        assert!(first.is_some() && first == question(&[0; 32], &checks));
        assert_ne!(first, question(&[1; 32], &checks));
        assert_ne!(first, question(&[0; 32], &others));
        assert_eq!(question(&[0; 32], &checks[1..]), None);
    }
}
