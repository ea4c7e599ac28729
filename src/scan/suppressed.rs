//! What comments and the configuration suppress.

use super::Setup;
use super::run::Run;
use crate::config::{Config, ConfigError};
use crate::source::Problem;
use crate::tree::Tree;
use crate::{path, suppress};
use std::collections::BTreeMap;

/// Marks the findings that are suppressed, those that states are made of too; what is to be told of
/// suppressions, and which entries of the configuration cover nothing.
pub(super) fn suppressed(
    setup: &Setup<'_>,
    tree: &Tree,
    run: &mut Run,
    whole: bool,
) -> Result<(Vec<Problem>, Vec<Problem>), ConfigError> {
    let Setup { scope, set, config, options, .. } = *setup;
    let commented: BTreeMap<String, crate::source::File> = run
        .files
        .iter()
        .filter(|path| !path::in_package(path))
        .filter_map(|path| tree.load(path).ok())
        .filter(|(_, file)| suppress::may_suppress(&file.text))
        .map(|(_, file)| (tree.reported(&file.path), file))
        .collect();
    let view =
        suppress::View { set, selected: &options.selection.checks, today: &options.today, whole };
    let mut told = (Vec::new(), Vec::new());
    for findings in run.for_states.iter_mut().chain([&mut run.findings]) {
        let mut problems = suppress::by_source(findings, &commented, &view);
        // What a module elsewhere suppresses may be meant for other units than those that were asked for.
        problems.retain(|problem| scope.asks_for(&problem.path));
        let mut idle = Vec::new();
        for (number, layer) in config.into_iter().flat_map(Config::layers).enumerate() {
            // What is extended has entries for other folders as well.
            let view = suppress::View { whole: whole && number == 0, ..view };
            let prefix = scope.work_tree.as_deref().unwrap_or(&scope.root);
            let folder = layer.folder.canonicalize().unwrap_or_else(|_| layer.folder.clone());
            let prefix = folder.strip_prefix(prefix).ok().map(path::slashes);
            let prefix = prefix.as_deref().unwrap_or("");
            let (of_layer, unused) = suppress::by_config(findings, layer, prefix, &view)?;
            problems.extend(of_layer);
            idle.extend(unused);
        }
        // What is reported is told last, and that of it counts.
        told = (problems, idle);
    }
    Ok(told)
}
