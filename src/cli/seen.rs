//! What a scan looked at, so that what it does not find is known to be gone.

use crate::baseline::Entry;
use crate::finding::Report;
use crate::gap::{Gap, GapKind};
use crate::scan::{Realm, Setup};
use std::collections::BTreeSet;

/// What was looked at in one scope.
pub(super) struct Seen {
    /// The scope's name.
    label: String,
    /// The folder's name of the repository that it lies in.
    pub(super) repository: Option<String>,
    /// Calls of modules and stacks that could not be read.
    unread: Vec<String>,
    /// The files that were named in it.
    only: Option<BTreeSet<String>>,
    /// The part of it that was scanned, and what the names of its units begin with.
    realm: (String, Realm),
    /// The checks that ran.
    checks: BTreeSet<String>,
}

impl Seen {
    /// What a scan looked at.
    pub(super) fn of(setup: &Setup<'_>, report: &Report) -> Seen {
        let scope = setup.scope;
        // What is one of several is called in a baseline as it is here.
        let alone = scope.tree.home("").0.is_empty();
        let top = scope.work_tree.as_ref().filter(|_| alone).and_then(|top| top.file_name());
        Seen {
            label: scope.within.clone().unwrap_or_else(|| scope.tree.label.clone()),
            repository: top.map(|name| name.to_string_lossy().into_owned()),
            unread: unread(&report.gaps),
            only: scope.only.clone(),
            realm: (scope.tree.label.clone(), setup.options.realm.clone()),
            checks: setup.options.selection.checks.clone(),
        }
    }

    /// Whether a finding of a baseline would have been found here.
    pub(super) fn has(&self, entry: &Entry) -> bool {
        let Some(entry) =
            self.repository.as_ref().map_or(Some(entry.clone()), |name| entry.of(name))
        else {
            return false;
        };
        let inside = |call: &String| {
            entry.resource.strip_prefix(call).is_some_and(|rest| rest.starts_with(['.', '[', '/']))
        };
        let below = match self.label.as_str() {
            "" => Some(entry.file.as_str()),
            label => entry.file.strip_prefix(label).and_then(|rest| rest.strip_prefix('/')),
        };
        let (prefix, realm) = &self.realm;
        let unit = entry.unit.strip_prefix(prefix.as_str()).unwrap_or(&entry.unit);
        let unit = unit.trim_start_matches('/');
        realm.has(if unit == "." { "" } else { unit })
            && below.is_some_and(|file| self.only.as_ref().is_none_or(|only| only.contains(file)))
            && self.checks.contains(&entry.check)
            && !self.unread.iter().any(inside)
            && !self.unread.contains(&entry.file)
    }
}

/// The calls whose modules or stacks a scan could not read, whichever instance of them, and the
/// files.
fn unread(gaps: &[Gap]) -> Vec<String> {
    let kinds = [GapKind::ModuleNotRead, GapKind::StackNotRead, GapKind::FileNotRead];
    let calls = gaps.iter().filter(|gap| kinds.contains(&gap.kind));
    calls
        .map(|gap| match gap.what.strip_suffix(']').and_then(|inner| inner.rfind('[')) {
            Some(at) => gap.what[..at].to_owned(),
            None => gap.what.clone(),
        })
        .collect()
}
