//! Installed modules of a base: the copies on disk are those of the work tree.

use crate::terraform::{ModuleBlock, module_blocks};
use crate::tree::disk::Scope;
use crate::tree::git::Base;
use crate::{discover, path};
use std::collections::{BTreeMap, BTreeSet};

/// Has each base read the work tree's installed copy of a module only where source and version are
/// equal. What only the head can read then is told as newly visible, not as new.
pub fn share(scope: &Scope, bases: &mut [Base]) {
    for base in bases {
        let folders: BTreeSet<&str> = base
            .changed
            .iter()
            .filter(|file| discover::is_terraform(file) && !path::in_package(file))
            .map(|file| path::folder_of(file))
            .collect();
        let mut installed = BTreeMap::new();
        for folder in folders {
            let (before, now) =
                (module_blocks(&base.tree, folder), module_blocks(&scope.tree, folder));
            for (name, copy) in copies(&before, &now) {
                installed.insert((folder.to_owned(), name), copy);
            }
        }
        base.tree.set_installed(installed);
    }
}

/// The calls whose installed copy is another call's, or nobody's.
fn copies(before: &[ModuleBlock], now: &[ModuleBlock]) -> Vec<(String, Option<String>)> {
    let equal = |one: &ModuleBlock, other: &ModuleBlock| {
        one.source == other.source && one.version == other.version
    };
    let has = |all: &[ModuleBlock], call: &ModuleBlock| all.iter().any(|other| other == call);
    before
        .iter()
        .filter(|call| !has(now, call))
        .map(|call| {
            let renamed = now.iter().find(|other| equal(other, call) && !has(before, other));
            (call.name.clone(), renamed.map(|other| other.name.clone()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_of_an_equal_source_and_version() {
        let call = |name: &str, version: &str| ModuleBlock {
            name: name.to_owned(),
            source: Some("a/b/aws".to_owned()),
            version: Some(version.to_owned()),
        };
        let told = |before: &[ModuleBlock], now: &[ModuleBlock]| copies(before, now);
        assert_eq!(told(&[call("a", "1")], &[call("a", "1")]), []);
        assert_eq!(told(&[call("a", "1")], &[call("a", "2")]), [("a".to_owned(), None)]);
        assert_eq!(
            told(&[call("a", "1")], &[call("b", "1")]),
            [("a".to_owned(), Some("b".to_owned()))]
        );
    }
}
