//! Whose word holds: the configuration of a scan, where it comes from, and what of it every report
//! says in its head. What lies in a scanned tree is input; with `--untrusted` it decides nothing.

use super::args::ScanArgs;
use super::compare::Side;
use super::select::disabled;
use super::{Failure, setting};
use crate::config::{self, Config};
use crate::finding::{Announced, FailOn, Severity};
use crate::policy::{self, OwnSet, PolicySet, Words};
use crate::scan::Realm;
use crate::source::{Loss, Problem};
use crate::tree::Tree;
use crate::tree::disk::Scope;
use std::collections::BTreeSet;

/// The configuration that holds, and the policies that it names where they are not those on disk.
#[derive(Default)]
pub struct Authority {
    /// The configuration.
    pub config: Option<Config>,
    /// The files of its policies; `None`: those of its folders on disk.
    pub policies: Option<Vec<OwnSet>>,
    /// What the change says that does not hold before it is merged.
    pub announced: Vec<Announced>,
}

/// The configuration that holds for a realm of a side.
///
/// # Errors
/// A configuration that cannot be read or leads out of the repository; nothing that is trusted.
pub fn authority(args: &ScanArgs, side: &Side, realm: &Realm) -> Result<Authority, Failure> {
    let known = args.input.config.is_some() || args.input.no_config;
    let Some(base) = side.bases.first().filter(|_| args.untrusted && !known) else {
        let config = setting::config(&args.input, &side.scope, realm)?;
        return Ok(Authority { config, ..Authority::default() });
    };
    let scope = &side.scope;
    let within = realm.folder(scope);
    let text = |tree: &Tree| {
        let file = config::nearest_in(tree, within)?;
        let text = tree.load(&file).ok().map(|(_, read)| read.text.clone());
        Some((file, text))
    };
    let (held, present) = (text(&base.tree), text(&scope.tree));
    let mut found = Authority { policies: Some(Vec::new()), ..Authority::default() };
    if let Some((path, _)) = &held {
        let mut config = config::read_in(&base.tree, path, &scope.root)?;
        config.name_below(&scope.root);
        if let Some(profile) = &args.input.profile {
            config.take_profile(profile);
        }
        found.policies = Some(policies(scope, &base.tree, &config)?);
        found.config = Some(config);
    }
    // What it extends is part of it.
    let differs = |layer: &Config| {
        let text = |tree: &Tree| tree.load(&layer.file).ok().map(|(_, read)| read.text.clone());
        text(&base.tree) != text(&scope.tree)
    };
    let layers = found.config.iter().flat_map(Config::layers);
    let further = layers.skip(1).find(|layer| differs(layer)).map(|layer| layer.file.clone());
    if let Some(file) = further {
        found.announced.push(not_yet(file));
    }
    if held != present {
        let name = present.or(held).map(|(name, _)| name);
        let file = name.unwrap_or_default();
        found.announced.push(not_yet(file));
    }
    Ok(found)
}

/// What a change says of a configuration that it does not bring about yet.
fn not_yet(file: String) -> Announced {
    let message = format!(
        "the change changes the configuration {file}: that takes effect after the merge, and this scan goes by the base's"
    );
    Announced { file, line: None, message }
}

/// The policies that a configuration of a tree names, as the tree has them.
fn policies(scope: &Scope, tree: &Tree, config: &Config) -> Result<Vec<OwnSet>, Failure> {
    let mut all = Vec::new();
    let layers = config.layers();
    for (at, folder) in layers.flat_map(|layer| {
        let at = crate::path::folder_of(&layer.file);
        layer.policies.iter().map(move |folder| (at, folder))
    }) {
        let below = Tree::join(at, folder).unwrap_or_default();
        let (files, found) = policy::read_in(tree, &below, &scope.root);
        let unread: Vec<Problem> =
            found.into_iter().filter(|problem| problem.loss == Loss::Lost).collect();
        if files.is_empty() && unread.is_empty() {
            return Err(Failure::Policy(format!("no policies in {folder} of the base")));
        }
        all.push(OwnSet { folder: folder.clone(), files, unread });
    }
    Ok(all)
}

/// What a report says of the configuration: that it holds, whether the change brings it, and what
/// it turns off.
pub fn announced(config: &Config, set: &PolicySet, side: &Side, untrusted: bool) -> Announced {
    let mut said = Vec::new();
    if let Some(above) = config.layers().nth(1) {
        said.push(format!("extends {}", above.file));
    }
    if let Some(profile) = config.layers().find_map(|layer| layer.active.as_deref()) {
        said.push(format!("profile {profile}"));
    }
    let words: Vec<(Words<'_>, String)> =
        config.choices().map(|choice| (choice.into(), String::new())).collect();
    let off = disabled(set, &words).len();
    if off > 0 {
        let named: Vec<&str> =
            config.choices().flat_map(|choice| choice.disable).map(String::as_str).collect();
        said.push(format!(
            "turns off {} ({} of {} checks)",
            named.join(", "),
            off,
            set.checks().count()
        ));
    }
    let severities: BTreeSet<String> = config
        .severities()
        .flatten()
        .map(|(id, severity)| format!("calls {id} {severity}"))
        .collect();
    said.extend(severities);
    match config.fails_on() {
        Some(FailOn::Never) => said.push("no finding fails the run".to_owned()),
        Some(FailOn::At(least)) if least > Severity::High => {
            said.push(format!("only {least} findings fail the run"));
        }
        _ => {}
    }
    if let Some(least) = config.reports_from().filter(|least| *least > Severity::Info) {
        said.push(format!("reports nothing below {least}"));
    }
    let layers = || config.layers();
    let lists = [
        ("leaves out", layers().flat_map(Config::excluded).collect()),
        (
            "counts as examples",
            layers().find_map(|layer| layer.examples.clone()).unwrap_or_default(),
        ),
        ("takes policies from", layers().flat_map(|layer| layer.policies.clone()).collect()),
        ("sets", config.all_settings().keys().cloned().collect::<Vec<String>>()),
    ];
    for (what, named) in lists.iter().filter(|(_, named)| !named.is_empty()) {
        said.push(format!("{what} {}", named.join(", ")));
    }
    if config.leaves_examples_out() {
        said.push("leaves out examples".to_owned());
    }
    let ignores: usize = layers().map(|layer| layer.ignore.len()).sum();
    if ignores > 0 {
        said.push(format!("{} in effect", entries(ignores, "ignore")));
    }
    let decisions: usize = layers().map(|layer| layer.threat.len()).sum();
    if decisions > 0 {
        said.push(format!("{} in effect", entries(decisions, "threat")));
    }
    let units: usize = layers().map(|layer| layer.unit.len()).sum();
    if units > 0 {
        said.push(format!(
            "gives values to {units} {}",
            if units == 1 { "deployment" } else { "deployments" }
        ));
    }
    if said.is_empty() {
        said.push("turns nothing off".to_owned());
    }
    let how = brought(config, side, untrusted).map_or_else(String::new, |how| format!(" ({how})"));
    Announced {
        file: config.file.clone(),
        line: None,
        message: format!("configuration {}{how}: {}", config.file, said.join("; ")),
    }
}

/// So many entries of a list of the configuration: `2 [[ignore]] entries`.
fn entries(count: usize, list: &str) -> String {
    format!("{count} [[{list}]] {}", if count == 1 { "entry" } else { "entries" })
}

/// Whether the change that is scanned brings the configuration.
fn brought(config: &Config, side: &Side, untrusted: bool) -> Option<&'static str> {
    let base = side.bases.first().filter(|_| !config.named && !untrusted)?;
    let brought = |layer: &Config| {
        let name = layer.file.rsplit('/').next()?;
        let path = side.scope.below(&layer.folder.join(name))?;
        let Ok((_, before)) = base.tree.load(&path) else { return Some("new in this change") };
        let (_, now) = side.scope.tree.load(&path).ok()?;
        (before.text != now.text).then_some("changed by this change")
    };
    config.layers().find_map(brought)
}
