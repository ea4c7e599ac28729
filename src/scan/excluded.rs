//! What the configuration's patterns mean.

use super::Setup;
use crate::config::{Config, Patterns};
use crate::path;
use crate::source::{Loss, Problem};
use crate::tree::disk::Scope;

/// Whether patterns of the configuration mean a file or folder, or a folder above it.
pub(super) fn is_below(
    scope: &Scope,
    config: Option<&Config>,
    patterns: &Patterns,
    path: &str,
    folder: bool,
) -> bool {
    let Some(config) = config else { return false };
    below(scope, config, path).is_some_and(|below| patterns.has(&below, folder))
}

/// A path of the tree below the configuration's folder.
fn below(scope: &Scope, config: &Config, path: &str) -> Option<String> {
    let full = scope.root.join(path);
    let folder = config.folder.canonicalize().unwrap_or_else(|_| config.folder.clone());
    let below = full.strip_prefix(&folder).map(path::slashes).ok()?;
    (!below.is_empty() || path.is_empty()).then_some(below)
}

/// Patterns of `exclude` that mean nothing in the tree: misspelled, or left over.
pub(super) fn idle_patterns(setup: &Setup<'_>) -> Vec<Problem> {
    let Setup { scope, config, options, .. } = *setup;
    let Some((patterns, config)) = options.exclude.as_ref().zip(config) else { return Vec::new() };
    let files: Vec<String> =
        scope.tree.files().filter_map(|file| below(scope, config, file)).collect();
    let idle = patterns.idle(files.iter().map(String::as_str));
    let told = |text: &str| {
        let message = format!("`exclude` has the pattern `{text}`, which matches no file");
        Problem::file(Loss::Note, config.file.as_str(), message)
    };
    idle.into_iter().map(told).collect()
}

pub(super) fn is_terraform(file: &str) -> bool {
    [".tf", ".tofu", ".tf.json", ".tofu.json"].iter().any(|ending| file.ends_with(ending))
}
