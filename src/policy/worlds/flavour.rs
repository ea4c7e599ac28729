//! Which values a resource's unknowns have in a world: checks that say the same of what is unknown in it
//! share what is made of it.

use super::super::metadata::{Check, Reads};
use super::super::pattern::Pattern;
use super::guess::MAX_GROWTH;
use super::survey::{Survey, UnknownAt, is_read};
use super::{Guess, Kind, Union};
use crate::document::Node;
use serde_json::Value;

/// What a check says of the paths at which a resource has something unknown.
type Said<'a> = Vec<(&'a Pattern, &'a Value)>;

/// Which values a resource's unknowns have.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Flavour<'a> {
    Absent,
    Quiet,
    /// The bad values that are not to be, and the quiet ones of the check's own.
    Sparing(Said<'a>, Said<'a>),
    Adverse(Said<'a>),
}

impl<'a> Flavour<'a> {
    pub(super) fn of(kind: Kind<'a>, node: &Node, survey: &Survey) -> Flavour<'a> {
        let unknowns = survey.unknowns(&node.id);
        // What is written beside the values, and what a node has besides, is asked for by any path.
        let whole = node.apart || survey.conditions_of(&node.id).is_none();
        let said = |all: &'a Reads| -> Said<'a> {
            let paths = all.get(&node.ty).into_iter().flatten();
            let read = |pattern: &Pattern| {
                unknowns.iter().any(|unknown| is_read(&unknown.pattern, pattern))
            };
            paths.filter(|(pattern, _)| whole || read(pattern)).collect()
        };
        match kind {
            Kind::Absent => Flavour::Absent,
            Kind::Sparing(check) if check.reads.contains_key(&node.ty) => {
                let (bad, quiet) = (said(&check.reads), said(&check.quiet));
                match bad.is_empty() && quiet.is_empty() {
                    true => Flavour::Quiet,
                    false => Flavour::Sparing(bad, quiet),
                }
            }
            Kind::Adverse(checks) => {
                let Some(check) = reader(checks, &node.ty) else { return Flavour::Quiet };
                let bad = said(&check.reads);
                // Where a check has a say, nothing good is added to what a map has besides, and
                // nothing grows too deep.
                let differs =
                    |unknown: &UnknownAt| unknown.rest || unknown.pattern.len() >= MAX_GROWTH;
                match bad.is_empty() && !whole && !unknowns.iter().any(differs) {
                    true => Flavour::Quiet,
                    false => Flavour::Adverse(bad),
                }
            }
            Kind::Favourable | Kind::Closed | Kind::Sparing(_) => Flavour::Quiet,
        }
    }

    /// What the unknowns of a resource read as in a world of the kind that this is of.
    pub(super) fn guess<'g>(&self, kind: Kind<'g>, ty: &'g str, union: &'g Union) -> Guess<'g> {
        let guess = Guess::new(ty, union);
        match (self, kind) {
            (Flavour::Adverse(_), Kind::Adverse(checks)) => match reader(checks, ty) {
                Some(check) => guess.adverse_to(&check.reads),
                None => guess,
            },
            (Flavour::Sparing(..), Kind::Sparing(check)) => {
                guess.sparing(&check.reads, &check.quiet)
            }
            _ => guess,
        }
    }
}

/// One of the checks that read a type: all of them say the same of it.
fn reader<'a>(checks: &[&'a Check], ty: &str) -> Option<&'a Check> {
    checks.iter().copied().find(|check| check.reads.contains_key(ty))
}
