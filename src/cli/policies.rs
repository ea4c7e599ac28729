//! The policies a run uses.

use super::args::PolicyArgs;
use super::{Failure, problems};
use crate::config::Config;
use crate::policy::{self, Conftest, OwnSet, PolicyFile, PolicySet};
use crate::source::{Loss, Problem};
use crate::tree::disk::Scope;
use std::path::Path;

/// Loads the bundled policies (unless they are left out) and those of the folders that the command
/// line and the configuration of a scope name: where the scope is what git records, the
/// configuration's are those that are recorded with it.
///
/// # Errors
/// A policy that cannot be read or is refused, with file and line; a setting that no policy has.
pub fn load(
    args: &PolicyArgs,
    config: Option<(&Config, &Scope)>,
) -> Result<(PolicySet, Vec<Problem>), Failure> {
    let (set, notes) = load_apart(args, config)?;
    let lost: Vec<Problem> =
        notes.iter().filter(|problem| problem.loss == Loss::Lost).cloned().collect();
    if lost.is_empty() { Ok((set, notes)) } else { Err(refused(&lost)) }
}

/// As [`load`], but a set of one's own that is refused costs no other: it is told as lost.
///
/// # Errors
/// A policy of the program that is refused; a folder that is not there; a setting that no policy has.
pub fn load_apart(
    args: &PolicyArgs,
    config: Option<(&Config, &Scope)>,
) -> Result<(PolicySet, Vec<Problem>), Failure> {
    let mut of_config = Vec::new();
    if let Some((config, scope)) = config {
        for layer in config.layers() {
            for folder in &layer.policies {
                let (files, unread) = folder_files(&layer.folder.join(folder), Some(scope))?;
                of_config.push(OwnSet { folder: folder.clone(), files, unread });
            }
        }
    }
    if let Some((config, _)) = config {
        super::policy_lock::held(config, &of_config)?;
    }
    load_with(args, config, of_config)
}

/// As [`load_apart`], with the sets of the configuration's policies.
///
/// # Errors
/// As [`load`].
pub fn load_with(
    args: &PolicyArgs,
    config: Option<(&Config, &Scope)>,
    of_config: Vec<OwnSet>,
) -> Result<(PolicySet, Vec<Problem>), Failure> {
    let mut files = if args.no_bundled_policies { shared() } else { policy::bundled() };
    let mut own: Vec<(OwnSet, bool)> = Vec::new();
    for path in &args.policies {
        let folder = crate::path::slashes(path).trim_end_matches('/').to_owned();
        let (files, unread) = folder_files(path, None)?;
        own.push((OwnSet { folder, files, unread }, true));
    }
    let named = config.is_some_and(|(config, _)| config.named);
    own.extend(of_config.into_iter().map(|set| (set, named)));
    let mut sets = Vec::new();
    let mut edition = false;
    // Unpacked once, and only where somebody has policies of their own.
    let bundled = if own.is_empty() { Vec::new() } else { policy::bundled() };
    for (mut set, named) in own {
        if policy::is_edition(&set.files) {
            if !set.unread.is_empty() {
                return Err(refused(&set.unread));
            }
            edition = true;
            for file in set.files {
                // Who leaves the program's policies out may bring an edition of them.
                if !(named && args.no_bundled_policies) {
                    alone(&file, &files)?;
                }
                files.retain(|other| !replaces(&file, other));
                files.push(file);
            }
            continue;
        }
        // A copy of one of the program's files changes nothing.
        set.files.retain(|file| !bundled.iter().any(|own| own.text == file.text));
        if !set.files.is_empty() || !set.unread.is_empty() {
            sets.push(set);
        }
    }
    if args.no_bundled_policies && !edition {
        files.retain(|file| !file.name.ends_with(".rego"));
    }
    let settings = config.map(|(config, _)| config.all_settings()).unwrap_or_default();
    let loaded = PolicySet::load_sets(&files, &sets, &settings).map_err(|found| {
        match (config, found.as_slice()) {
            (Some((config, _)), [first, ..]) => match policy::setting_of(first) {
                Some(key) => config.wrong_setting(key, first.message.clone()).into(),
                None => refused(&found),
            },
            _ => refused(&found),
        }
    })?;
    with_conftest(args, loaded)
}

/// Adds rules that were written for conftest.
fn with_conftest(
    args: &PolicyArgs,
    (set, mut notes): (PolicySet, Vec<Problem>),
) -> Result<(PolicySet, Vec<Problem>), Failure> {
    if args.conftest.is_empty() {
        return Ok((set, notes));
    }
    if let Some(other) = set.threat("conftest") {
        let why = format!("threat conftest is in {} too: --conftest has that name", other.file);
        return Err(Failure::Policy(why));
    }
    let (mut rules, mut data) = (Vec::new(), Vec::new());
    for folder in &args.conftest {
        let (files, lost) = folder_files(folder, None)?;
        notes.extend(lost);
        rules.extend(files.into_iter().filter(|file| file.name.ends_with(".rego")));
    }
    for folder in &args.conftest_data {
        let (files, lost) = folder_files(folder, None)?;
        notes.extend(lost);
        data.extend(files);
    }
    // What could not be read is told already.
    if rules.is_empty() && notes.iter().any(|problem| problem.loss == Loss::Lost) {
        return Ok((set, notes));
    }
    let names: Vec<String> = args.conftest.iter().map(|path| crate::path::slashes(path)).collect();
    let (conftest, told) =
        Conftest::load(&names.join(", "), &rules, &data, &args.conftest_namespace);
    notes.extend(told);
    Ok((set.with_conftest(conftest), notes))
}

/// The shared Rego and the settings, which policies of one's own build on.
fn shared() -> Vec<PolicyFile> {
    policy::bundled()
        .into_iter()
        .filter(|file| file.name.starts_with("lib/") || file.name == "settings.json")
        .collect()
}

/// The program's policies are nobody else's: a file adds nothing to their packages and replaces none
/// of their data. A copy of one of them changes nothing.
fn alone(file: &PolicyFile, others: &[PolicyFile]) -> Result<(), Failure> {
    if policy::bundled().iter().any(|own| own.text == file.text) {
        return Ok(());
    }
    let said = |why: String| {
        let problem = Problem::file(Loss::Lost, file.path.as_str(), why);
        Failure::Policy(format!("the policies have errors:\n  {}", problems::line(&problem)))
    };
    if let Some(package) = policy::reserved_package(file) {
        return Err(said(format!(
            "package {package} is the program's own, and no other file may add to it. Give the package another name, or replace the program's policies with --no-bundled-policies and --policy"
        )));
    }
    match policy::reserved_key(file, others) {
        Some(key) => Err(said(format!(
            "`{key}` is a table or a setting of the program's own policies, and no other file may replace it; settings are set in stridelint.toml"
        ))),
        None => Ok(()),
    }
}

/// Whether a folder's file stands in for one of the program: the very same text, or another edition
/// of the shared Rego. A copy of the bundled policies loads beside them, and an edited one loads
/// with `--no-bundled-policies`.
fn replaces(file: &PolicyFile, other: &PolicyFile) -> bool {
    let package = |file: &PolicyFile| {
        file.text
            .lines()
            .find(|line| line.starts_with("package "))
            .map(|line| line.trim_end().to_owned())
    };
    let same_package =
        || package(file).is_some_and(|own| package(other).is_some_and(|theirs| own == theirs));
    other.bundled
        && file.name == other.name
        && (file.text == other.text || file.name.starts_with("lib/") && same_package())
}

/// What is wrong with policies of one's own, each at its place.
#[cfg(feature = "lsp")]
pub fn messages(own: Vec<PolicyFile>) -> Vec<Problem> {
    if policy::is_edition(&own) {
        return of_edition(own);
    }
    let said = policy::check::check(&own);
    said.into_iter()
        .filter_map(|message| {
            let file = own.iter().find(|file| file.name == message.file)?;
            let (line, column) = (message.line.max(1), message.column.max(1));
            let before = file.text.lines().nth(line as usize - 1).unwrap_or_default();
            let before: usize = before.chars().take(column as usize - 1).map(char::len_utf8).sum();
            let byte_column = u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1);
            let loss = match (message.note, message.likely) {
                (true, _) => Loss::Note,
                (_, true) => Loss::Warning,
                _ => Loss::Lost,
            };
            let why = format!("{} {}", message.code, message.message);
            let at = Some(crate::source::Position { line, column, byte_column });
            Some(Problem { at, ..Problem::file(loss, file.path.as_str(), why) })
        })
        .collect()
}

/// The same of an edition of the program's policies.
#[cfg(feature = "lsp")]
fn of_edition(own: Vec<PolicyFile>) -> Vec<Problem> {
    let mut files = shared();
    for file in own {
        files.retain(|other| !replaces(&file, other));
        files.push(file);
    }
    match PolicySet::load(&files, &serde_json::Map::new()) {
        Ok((_, notes)) => notes,
        Err(problems) => problems,
    }
}

/// The policies of folders alone, with the shared Rego; the bundled ones when no folder is named.
///
/// # Errors
/// As [`load`].
pub fn of_folders(folders: &[std::path::PathBuf]) -> Result<(PolicySet, Vec<Problem>), Failure> {
    let args = PolicyArgs {
        policies: folders.to_vec(),
        no_bundled_policies: !folders.is_empty(),
        ..PolicyArgs::default()
    };
    load(&args, None)
}

fn folder_files(
    folder: &Path,
    scope: Option<&Scope>,
) -> Result<(Vec<PolicyFile>, Vec<Problem>), Failure> {
    let recorded = scope.filter(|scope| scope.recorded).and_then(|scope| {
        let path = scope.below(folder)?;
        let known = scope.tree.has_file(&path) || scope.tree.has_folder(&path);
        known.then(|| policy::read_in(&scope.tree, &path, &scope.root))
    });
    let (files, found) = recorded.unwrap_or_else(|| policy::read(folder));
    let lost: Vec<Problem> =
        found.into_iter().filter(|problem| problem.loss == Loss::Lost).collect();
    if files.is_empty() && lost.is_empty() {
        return Err(Failure::Policy(format!("no policies in {}", crate::path::slashes(folder))));
    }
    Ok((files, lost))
}

fn refused(found: &[Problem]) -> Failure {
    let lines: Vec<String> =
        found.iter().map(|problem| format!("\n  {}", problems::line(problem))).collect();
    Failure::Policy(format!("the policies have errors:{}", lines.concat()))
}
