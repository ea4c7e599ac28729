//! The `[[ignore]]` entries of each side of a comparison: what one covers that the change takes away
//! is new, as it is with a comment.

use super::Setup;
use crate::config::{self, Config};
use crate::tree::git::Base;
use globset::Glob;
use std::collections::BTreeSet;

/// The configurations of the bases.
pub(super) struct Ignores<'a> {
    setup: &'a Setup<'a>,
    own: Vec<Option<Config>>,
}

impl<'a> Ignores<'a> {
    pub(super) fn new(setup: &'a Setup<'a>) -> Ignores<'a> {
        let own = setup.bases.iter().filter(|_| setup.options.own_ignores);
        Ignores { setup, own: own.map(|base| of_base(setup, base)).collect() }
    }

    /// The configuration whose entries hold in the base with this number.
    pub(super) fn of(&self, number: usize) -> Option<&Config> {
        match self.setup.options.own_ignores {
            true => self.own.get(number).and_then(Option::as_ref),
            false => self.setup.config,
        }
    }

    /// The files that the change concerns: all of them where it takes entries away.
    pub(super) fn concerned(&self, changed: Option<&BTreeSet<String>>) -> Option<BTreeSet<String>> {
        let now = self.setup.config.map_or(&[][..], |config| &config.ignore);
        let mut before = self.own.iter().flatten().flat_map(|config| &config.ignore);
        let lifted = before.any(|entry| !now.contains(entry));
        let files = self.setup.scope.tree.files().filter(|_| lifted).map(str::to_owned);
        changed.map(|changed| changed.iter().cloned().chain(files).collect())
    }
}

/// The configuration that stands in a base. One that is broken there covers nothing.
fn of_base(setup: &Setup<'_>, base: &Base) -> Option<Config> {
    let scope = setup.scope;
    let file = config::nearest_in(&base.tree, scope.within.as_deref().unwrap_or_default())?;
    let valid = |config: &Config| {
        let globs =
            config.ignore.iter().flat_map(|entry| [&entry.path, &entry.resource, &entry.name]);
        globs.into_iter().all(|glob| Glob::new(glob).is_ok())
    };
    config::read_in(&base.tree, &file, &scope.root).ok().filter(valid)
}
