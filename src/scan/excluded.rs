//! What the configuration's patterns mean.

use super::Setup;
use crate::config::{Config, Patterns};
use crate::path;
use crate::source::{Loss, Problem};
use crate::tree::Tree;
use crate::tree::disk::Scope;
use crate::unit::{Format, Unit};
use std::path::{Path, PathBuf};

/// Patterns of a configuration, which mean what lies below its folder.
#[derive(Clone, Debug, Default)]
pub struct Below {
    folder: PathBuf,
    patterns: Patterns,
}

impl Below {
    /// Patterns that a configuration has.
    #[must_use]
    pub fn new(config: &Config, patterns: Patterns) -> Below {
        let folder = config.folder.canonicalize().unwrap_or_else(|_| config.folder.clone());
        Below { folder, patterns }
    }

    /// Whether a file or folder of the tree is meant, or a folder above it.
    #[must_use]
    pub fn has(&self, scope: &Scope, path: &str, folder: bool) -> bool {
        below(scope, &self.folder, path).is_some_and(|below| self.patterns.has(&below, folder))
    }
}

/// A path of the tree below a folder on disk.
fn below(scope: &Scope, folder: &Path, path: &str) -> Option<String> {
    let full = scope.root.join(path);
    let below = full.strip_prefix(folder).map(path::slashes).ok()?;
    (!below.is_empty() || path.is_empty()).then_some(below)
}

/// Patterns of `exclude` that mean nothing in the tree: misspelled, or left over.
pub(super) fn idle_patterns(setup: &Setup<'_>) -> Vec<Problem> {
    let Setup { scope, config, options, .. } = *setup;
    let layers = config.into_iter().flat_map(Config::layers);
    let layers = layers.filter(|layer| !layer.excluded().is_empty());
    let told = |(layer, own): (&Config, &Below)| {
        let files = scope.tree.files().filter_map(|file| below(scope, &own.folder, file));
        let files: Vec<String> = files.collect();
        let idle = own.patterns.idle(files.iter().map(String::as_str));
        let told = |text: &str| {
            let message = format!("`exclude` has the pattern `{text}`, which matches no file");
            let problem = Problem::file(Loss::Note, layer.file.as_str(), message);
            Problem { at: layer.at_excluded(text), ..problem }
        };
        idle.into_iter().map(told).collect::<Vec<_>>()
    };
    layers.zip(&options.exclude).flat_map(told).collect()
}

/// Whether patterns leave a unit out: they mean its file or folder, or every file of the folder.
pub(super) fn is_unit(tree: &Tree, unit: &Unit, means: &dyn Fn(&str, bool) -> bool) -> bool {
    if unit.format != Format::Terraform {
        return means(&unit.root, false);
    }
    let mut files = tree.files_in(&unit.root).filter(|file| is_terraform(file)).peekable();
    means(&unit.root, true) || files.peek().is_some() && files.all(|file| means(file, false))
}

fn is_terraform(file: &str) -> bool {
    [".tf", ".tofu", ".tf.json", ".tofu.json"].iter().any(|ending| file.ends_with(ending))
}
