//! What every subcommand that reads input needs: threads, colour, the configuration of a scope.

use super::Failure;
use super::args::{Color, InputArgs};
use crate::config::{self, Config, ConfigError, Patterns};
use crate::path::slashes;
use crate::scan::Realm;
use crate::source::{Loss, Problem};
use crate::tree::disk::Scope;
use crate::tree::git::Base;

/// Applies `--color` to everything that is written.
pub fn color(color: Color) {
    let choice = match color {
        Color::Auto => anstream::ColorChoice::Auto,
        Color::Always => anstream::ColorChoice::Always,
        Color::Never => anstream::ColorChoice::Never,
    };
    choice.write_global();
}

/// The configuration that holds for a realm of a scope: where the scope is what git records, the
/// configuration that is recorded with it. A file that the command line names is read from disk.
///
/// # Errors
/// The file cannot be read or says what it may not.
pub fn config(args: &InputArgs, scope: &Scope, realm: &Realm) -> Result<Option<Config>, Failure> {
    if args.no_config {
        return Ok(None);
    }
    if let Some(file) = &args.config {
        return Ok(Some(config::read(file, None)?));
    }
    let root = scope.work_tree.as_deref().unwrap_or(&scope.root);
    let folder = realm.folder(scope);
    let mut config = if scope.recorded {
        let Some(file) = config::nearest_in(&scope.tree, folder) else { return Ok(None) };
        config::read_in(&scope.tree, &file, &scope.root)?
    } else {
        let found = config::nearest(&scope.root.join(folder), scope.work_tree.as_deref());
        let Some(file) = found else { return Ok(None) };
        config::read(&file, Some(root))?
    };
    // As reports name files: the same wherever the tree lies.
    if let Ok(below) = std::path::Path::new(&config.file).strip_prefix(root) {
        config.file = slashes(below);
    }
    Ok(Some(config))
}

/// The realms of a scope. One configuration governs all of it where the command line says which.
#[must_use]
pub fn realms(args: &InputArgs, scope: &Scope, bases: &[Base]) -> Vec<Realm> {
    match args.no_config || args.config.is_some() {
        true => vec![Realm::default()],
        false => Realm::of(scope, bases),
    }
}

/// A configuration on disk that does not hold, because git does not record it.
#[must_use]
pub fn unrecorded(args: &InputArgs, scope: &Scope) -> Option<Problem> {
    let found = scope.recorded && !args.no_config && args.config.is_none();
    let top = scope.work_tree.as_deref().filter(|_| found)?;
    let file = config::nearest(&scope.folder(), Some(top))?;
    let path = file.strip_prefix(top).ok().map(slashes)?;
    let why =
        "is not tracked by git, so it is no part of what is compared and is not read: `git add` it";
    (!scope.tree.has_file(&path)).then(|| Problem::file(Loss::Warning, path, why))
}

/// The globs of a configuration's `exclude`.
///
/// # Errors
/// One of them is none.
pub fn exclude(config: Option<&Config>) -> Result<Option<Patterns>, Failure> {
    let Some(config) = config.filter(|config| !config.exclude.is_empty()) else { return Ok(None) };
    globs(config, "exclude", &config.exclude).map(Some)
}

/// The globs of a configuration's `examples`; `None`: it does not say.
///
/// # Errors
/// One of them is none.
pub fn examples(config: Option<&Config>) -> Result<Option<Patterns>, Failure> {
    let Some((config, given)) = config.and_then(|config| Some((config, config.examples.as_ref()?)))
    else {
        return Ok(None);
    };
    globs(config, "examples", given).map(Some)
}

fn globs(config: &Config, key: &'static str, texts: &[String]) -> Result<Patterns, Failure> {
    let wrong = |source| ConfigError::Globs { file: config.file.clone(), key, source };
    Ok(Patterns::new(texts).map_err(wrong)?)
}
