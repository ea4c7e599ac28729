//! What the configuration of each base of a comparison leaves out: what `[[ignore]]`, `disable` or
//! `exclude` keep from counting there and not here is new, as it is with a comment.

use super::Setup;
use super::excluded::Below;
use crate::config::{self, Config, Ignore, Patterns};
use crate::policy::Words;
use crate::tree::git::Base;
use globset::Glob;
use std::collections::BTreeSet;

/// The configurations of the bases.
pub(super) struct Formerly<'a> {
    setup: &'a Setup<'a>,
    own: Vec<Option<Former>>,
}

/// What one base leaves out.
pub(super) struct Former {
    /// Its configuration.
    pub(super) config: Config,
    exclude: Vec<Below>,
    /// The checks that run there and here.
    checks: BTreeSet<String>,
}

impl<'a> Formerly<'a> {
    pub(super) fn new(setup: &'a Setup<'a>) -> Formerly<'a> {
        let own = setup.bases.iter().filter(|_| setup.options.own_config);
        Formerly { setup, own: own.map(|base| Former::of(setup, base)).collect() }
    }

    /// The configuration whose `[[ignore]]` entries hold in the base with this number.
    pub(super) fn config(&self, number: usize) -> Option<&Config> {
        match self.setup.options.own_config {
            true => self.of(number).map(|former| &former.config),
            false => self.setup.config,
        }
    }

    fn of(&self, number: usize) -> Option<&Former> {
        self.own.get(number).and_then(Option::as_ref)
    }

    /// Whether a check ran in the base with this number.
    pub(super) fn ran(&self, number: usize, check: &str) -> bool {
        self.of(number).is_none_or(|former| former.checks.contains(check))
    }

    /// Whether the base with this number leaves out a file or folder.
    pub(super) fn excluded(&self, number: usize, path: &str, folder: bool) -> bool {
        self.of(number).is_some_and(|former| former.excludes(self.setup, path, folder))
    }

    /// The files that the change concerns: all of them where what held for all does not any more.
    pub(super) fn concerned(&self, changed: Option<&BTreeSet<String>>) -> Option<BTreeSet<String>> {
        let Setup { scope, config, options, .. } = *self.setup;
        let ignores: Vec<&Ignore> = config.map_or_else(Vec::new, ignores);
        let own = || self.own.iter().flatten();
        let all = own().any(|former| {
            let lifted = self::ignores(&former.config).iter().any(|entry| !ignores.contains(entry));
            lifted || former.checks.len() < options.selection.checks.len()
        });
        let excluded = |path: &str| options.exclude.iter().any(|now| now.has(scope, path, false));
        let comes = |path: &&str| {
            all || own().any(|former| former.excludes(self.setup, path, false)) && !excluded(path)
        };
        let files = scope.tree.files().filter(|_| all || own().any(Former::leaves_out));
        let files = files.filter(comes).map(str::to_owned);
        changed.map(|changed| changed.iter().cloned().chain(files).collect())
    }
}

impl Former {
    /// The configuration that stands in a base. One that is broken there leaves nothing out.
    fn of(setup: &Setup<'_>, base: &Base) -> Option<Former> {
        let Setup { scope, set, options, .. } = *setup;
        let file = config::nearest_in(&base.tree, options.realm.folder(scope))?;
        let valid = |config: &Config| {
            let all = ignores(config).into_iter();
            let mut globs = all.flat_map(|entry| [&entry.path, &entry.resource, &entry.name]);
            globs.all(|glob| Glob::new(glob).is_ok())
        };
        let mut config = config::read_in(&base.tree, &file, &scope.root).ok().filter(valid)?;
        if let Some(name) = &options.profile {
            config.take_profile(name);
        }
        let given = Words { enable: &options.enable, disable: &options.disable };
        let words: Vec<Words<'_>> =
            std::iter::once(given).chain(config.choices().map(Words::from)).collect();
        let mut checks = set.selected(&words);
        checks.retain(|check| options.selection.checks.contains(check));
        let below =
            |layer: &Config| Some(Below::new(layer, Patterns::new(&layer.excluded()).ok()?));
        let exclude = config.layers().filter_map(below).collect();
        Some(Former { exclude, checks, config })
    }

    fn leaves_out(&self) -> bool {
        self.config.layers().any(|layer| !layer.excluded().is_empty())
    }

    fn excludes(&self, setup: &Setup<'_>, path: &str, folder: bool) -> bool {
        self.exclude.iter().any(|below| below.has(setup.scope, path, folder))
    }
}

/// The `[[ignore]]` entries of a configuration and of what it extends.
fn ignores(config: &Config) -> Vec<&Ignore> {
    config.layers().flat_map(|layer| &layer.ignore).collect()
}
