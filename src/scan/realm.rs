//! Which units a configuration governs: those whose nearest one it is, however the paths of a scan are
//! spelled.

use super::excluded::{self, Below};
use crate::config::NAMES;
use crate::discover::{Change, Mentions, Modules, affected};
use crate::path::{folder_of, in_package, is_below};
use crate::tree::Tree;
use crate::tree::disk::Scope;
use crate::tree::git::Base;
use crate::unit::{Format, Unit};
use std::collections::BTreeSet;

/// The part of a scope that one configuration governs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Realm {
    /// The configuration's folder, below the tree's root, where it is not the one that holds for the
    /// scope as a whole.
    folder: Option<String>,
    /// The folders in it that have a configuration of their own.
    apart: Vec<String>,
}

impl Realm {
    /// The realms of a scope: first that of the configuration that holds for all that has no nearer
    /// one. A configuration that only a base of the comparison has makes a realm too: what it says
    /// there is compared with what holds here.
    ///
    /// `trusted`: what is scanned has a say; else the bases alone. Folders that are `left_out` have no
    /// configuration of their own.
    #[must_use]
    pub fn of(
        scope: &Scope,
        bases: &[Base],
        trusted: bool,
        left_out: &dyn Fn(&str) -> bool,
    ) -> Vec<Realm> {
        let own = trusted.then_some(&scope.tree);
        let trees = own.into_iter().chain(bases.iter().map(|base| &base.tree));
        let within = scope.within.as_deref().unwrap_or_default();
        let folders: BTreeSet<&str> = trees
            .flat_map(Tree::files)
            .filter(|path| is_configuration(path) && !in_package(path))
            .map(folder_of)
            .filter(|folder| *folder != within && is_below(folder, within) && !left_out(folder))
            .collect();
        let below = |above: &str| {
            let inner = folders.iter().filter(|inner| **inner != above && is_below(inner, above));
            inner.map(|inner| (*inner).to_owned()).collect()
        };
        let own = folders
            .iter()
            .map(|folder| Realm { folder: Some((*folder).to_owned()), apart: below(folder) });
        std::iter::once(Realm { folder: None, apart: below(within) }).chain(own).collect()
    }

    /// Whether a path below the tree's root is governed by this realm's configuration.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        self.folder.as_deref().is_none_or(|folder| is_below(path, folder))
            && !self.apart.iter().any(|inner| is_below(path, inner))
    }

    /// Leaves the realm's units, and those elsewhere that may read one of them: what is read is no
    /// unit. Gives the ids of those elsewhere; nothing is reported of them here.
    pub(super) fn readers(
        &self,
        tree: &Tree,
        modules: &Modules,
        units: &mut Vec<Unit>,
    ) -> BTreeSet<String> {
        let (mut own, others): (Vec<Unit>, Vec<Unit>) =
            std::mem::take(units).into_iter().partition(|unit| self.has(&unit.root));
        let read = own.iter().filter(|unit| unit.format != Format::Terraform);
        let read: BTreeSet<String> = read.map(|unit| unit.root.clone()).collect();
        // What they export is read by nobody as a file.
        let change = Change::between(&[tree, tree], &read);
        let others: Vec<Unit> =
            others.into_iter().filter(|unit| unit.format != Format::Plan).collect();
        let readers = affected(tree, &others, modules, &change, &mut Mentions::default());
        let foreign = readers.iter().map(|unit| unit.id.clone()).collect();
        own.extend(readers);
        own.sort();
        *units = own;
        foreign
    }

    /// The folder below the tree's root from which the configuration is looked for upward.
    #[must_use]
    pub fn folder<'a>(&'a self, scope: &'a Scope) -> &'a str {
        self.folder.as_deref().or(scope.within.as_deref()).unwrap_or_default()
    }
}

/// What the configuration of another realm leaves out of that realm.
#[derive(Clone, Debug, Default)]
pub struct Elsewhere {
    /// Where it holds.
    pub realm: Realm,
    /// Its `exclude`, and that of what it extends.
    pub exclude: Vec<Below>,
    /// It leaves out examples.
    pub no_examples: bool,
}

impl Elsewhere {
    /// Whether a unit is scanned nowhere because of it. What such a unit reads or calls is judged as
    /// if the unit did not exist.
    pub(super) fn leaves_out(&self, scope: &Scope, tree: &Tree, unit: &Unit) -> bool {
        let means = |path: &str, folder| self.exclude.iter().any(|it| it.has(scope, path, folder));
        self.realm.has(&unit.root)
            && (self.no_examples && unit.example || excluded::is_unit(tree, unit, &means))
    }
}

fn is_configuration(path: &str) -> bool {
    NAMES.contains(&path.rsplit('/').next().unwrap_or(path))
}
