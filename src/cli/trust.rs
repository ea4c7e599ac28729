//! Whose word holds: the configuration of a scan, where it comes from, and what of it every report
//! says in its head. What lies in a scanned tree is input; with `--untrusted` it decides nothing.

use super::args::ScanArgs;
use super::compare::Side;
use super::select::disabled;
use super::{Failure, problems, setting};
use crate::config::{self, Config};
use crate::finding::{Announced, FailOn, Severity};
use crate::policy::{self, PolicyFile, PolicySet, Words};
use crate::scan::Realm;
use crate::source::Loss;
use crate::tree::Tree;
use crate::tree::disk::Scope;

/// The configuration that holds, and the policies that it names where they are not those on disk.
#[derive(Default)]
pub struct Authority {
    /// The configuration.
    pub config: Option<Config>,
    /// The files of its policies; `None`: those of its folders on disk.
    pub policies: Option<Vec<PolicyFile>>,
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
        config.file.clone_from(path);
        found.policies = Some(policies(scope, &base.tree, &config)?);
        found.config = Some(config);
    }
    let same = held == present;
    if !same {
        let name = present.or(held).map(|(name, _)| name);
        let file = name.unwrap_or_default();
        let message = format!(
            "the change changes the configuration {file}: that takes effect after the merge, and this scan goes by the base's"
        );
        found.announced.push(Announced { file, line: None, message });
    }
    Ok(found)
}

/// The policies that a configuration of a tree names, as the tree has them.
fn policies(scope: &Scope, tree: &Tree, config: &Config) -> Result<Vec<PolicyFile>, Failure> {
    let mut all = Vec::new();
    for folder in &config.policies {
        let at = crate::path::folder_of(&config.file);
        let below = Tree::join(at, folder).unwrap_or_default();
        let (files, found) = policy::read_in(tree, &below, &scope.root);
        let lost = found.iter().find(|problem| problem.loss == Loss::Lost);
        if let Some(problem) = lost {
            let why = format!("the policies are refused: {}", problems::line(problem));
            return Err(Failure::Policy(why));
        }
        if files.is_empty() {
            return Err(Failure::Policy(format!("no policies in {folder} of the base")));
        }
        all.extend(files);
    }
    Ok(all)
}

/// What a report says of the configuration: that it holds, whether the change brings it, and what
/// it turns off.
pub fn announced(config: &Config, set: &PolicySet, side: &Side, untrusted: bool) -> Announced {
    let mut said = Vec::new();
    let words = Words { enable: &config.enable, disable: &config.disable };
    let off = disabled(set, &[(words, String::new())]).len();
    if off > 0 {
        said.push(format!(
            "turns off {} ({} of {} checks)",
            config.disable.join(", "),
            off,
            set.checks().count()
        ));
    }
    match config.fail_on {
        Some(FailOn::Never) => said.push("no finding fails the run".to_owned()),
        Some(FailOn::At(least)) if least > Severity::High => {
            said.push(format!("only {least} findings fail the run"));
        }
        _ => {}
    }
    if let Some(least) = config.min_severity.filter(|least| *least > Severity::Info) {
        said.push(format!("reports nothing below {least}"));
    }
    let lists = [
        ("leaves out", Some(&config.exclude)),
        ("counts as examples", config.examples.as_ref()),
        ("takes policies from", Some(&config.policies)),
    ];
    for (what, paths) in lists {
        if let Some(paths) = paths.filter(|paths| !paths.is_empty()) {
            said.push(format!("{what} {}", paths.join(", ")));
        }
    }
    if config.no_examples {
        said.push("leaves out examples".to_owned());
    }
    if !config.ignore.is_empty() {
        said.push(format!("suppresses by {} [[ignore]] entries", config.ignore.len()));
    }
    if !config.settings.is_empty() {
        let names: Vec<&str> = config.settings.keys().map(String::as_str).collect();
        said.push(format!("sets {}", names.join(", ")));
    }
    if !config.unit.is_empty() {
        said.push(format!("gives values to {} units", config.unit.len()));
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

/// Whether the change that is scanned brings the configuration.
fn brought(config: &Config, side: &Side, untrusted: bool) -> Option<&'static str> {
    let base = side.bases.first().filter(|_| !config.named && !untrusted)?;
    let name = config.file.rsplit('/').next()?;
    let path = side.scope.below(&config.folder.join(name))?;
    let Ok((_, before)) = base.tree.load(&path) else { return Some("new in this change") };
    let (_, now) = side.scope.tree.load(&path).ok()?;
    (before.text != now.text).then_some("changed by this change")
}
