//! What every subcommand that reads input needs: threads, colour, the configuration of a scope.

use super::Failure;
use super::args::{Color, InputArgs};
use crate::config::{self, Config, ConfigError, Patterns, unknown_profile};
use crate::path::slashes;
use crate::scan::{Below, Elsewhere, Realm};
use crate::source::{Loss, Position, Problem};
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
    let mut found = found(args, scope, realm)?;
    if let (Some(config), Some(profile)) = (&mut found, &args.profile) {
        config.take_profile(profile);
    }
    Ok(found)
}

fn found(args: &InputArgs, scope: &Scope, realm: &Realm) -> Result<Option<Config>, Failure> {
    if args.no_config {
        return Ok(None);
    }
    if let Some(file) = &args.config {
        let mut config = config::read(file, None)?;
        config.name_below(scope.work_tree.as_deref().unwrap_or(&scope.root));
        return Ok(Some(config));
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
    config.name_below(root);
    Ok(Some(config))
}

/// The realms of a scope. One configuration governs all of it where the command line says which.
/// What that of the scope leaves out is left out, whatever stands in it. Where the change is not
/// `trusted`, the bases say which there are.
///
/// # Errors
/// The scope's own configuration is refused.
pub fn realms(
    args: &InputArgs,
    scope: &Scope,
    bases: &[Base],
    trusted: bool,
) -> Result<Vec<Realm>, Failure> {
    if args.no_config || args.config.is_some() {
        return Ok(vec![Realm::default()]);
    }
    let of_scope = if trusted { config(args, scope, &Realm::default())? } else { None };
    let exclude = exclude(of_scope.as_ref())?;
    let left_out = |folder: &str| exclude.iter().any(|below| below.has(scope, folder, true));
    Ok(Realm::of(scope, bases, trusted, &left_out))
}

/// What the configurations of the other realms of a scope leave out.
///
/// # Errors
/// One of their patterns is none.
pub fn elsewhere(
    args: &InputArgs,
    all: &[(Realm, &Option<Config>)],
    own: &Realm,
) -> Result<Vec<Elsewhere>, Failure> {
    let others = all.iter().filter(|(realm, _)| realm != own);
    let left_out = |(realm, config): &(Realm, &Option<Config>)| {
        let config = config.as_ref();
        let no_examples = args.no_examples || config.is_some_and(Config::leaves_examples_out);
        Ok(Elsewhere { realm: realm.clone(), exclude: exclude(config)?, no_examples })
    };
    others.map(left_out).collect()
}

/// A realm with its configuration, and what those of the others leave out.
pub struct Governed {
    /// What is governed.
    pub realm: Realm,
    /// By what.
    pub config: Option<Config>,
    /// What is left out elsewhere.
    pub elsewhere: Vec<Elsewhere>,
}

/// The realms of each scope, with their configurations, where nothing is compared.
///
/// # Errors
/// A configuration is refused, or the profile that was asked for is nobody's.
pub fn governed(args: &InputArgs, scopes: &[&Scope]) -> Result<Vec<Vec<Governed>>, Failure> {
    let mut all = Vec::new();
    for &scope in scopes {
        let realms = realms(args, scope, &[], true)?.into_iter();
        let realms = realms.map(|realm| Ok((config(args, scope, &realm)?, realm)));
        all.push(realms.collect::<Result<Vec<_>, Failure>>()?);
    }
    let configs = all.iter().flatten().filter_map(|(config, _)| config.as_ref());
    known_profile(args, configs)?;
    let with_others = |realms: Vec<(Option<Config>, Realm)>| {
        let others: Vec<(Realm, &Option<Config>)> =
            realms.iter().map(|(config, realm)| (realm.clone(), config)).collect();
        let apart: Vec<Vec<Elsewhere>> = realms
            .iter()
            .map(|(_, realm)| elsewhere(args, &others, realm))
            .collect::<Result<_, Failure>>()?;
        let whole = realms.into_iter().zip(apart);
        Ok(whole
            .map(|((config, realm), elsewhere)| Governed { realm, config, elsewhere })
            .collect())
    };
    all.into_iter().map(with_others).collect()
}

/// Whether one of the configurations has the profile that was asked for.
///
/// # Errors
/// None has it.
pub fn known_profile<'a>(
    args: &InputArgs,
    configs: impl Iterator<Item = &'a Config> + Clone,
) -> Result<(), Failure> {
    let Some(name) = &args.profile else { return Ok(()) };
    if configs.clone().any(|config| config.layers().any(|layer| layer.active.is_some())) {
        return Ok(());
    }
    let known = configs.flat_map(Config::profiles).map(str::to_owned).collect();
    Err(Failure::Usage(unknown_profile(name, &known)))
}

/// A configuration on disk that does not hold, because git does not record it.
#[must_use]
pub fn unrecorded(args: &InputArgs, scope: &Scope) -> Option<Problem> {
    let found = scope.recorded && !args.no_config && args.config.is_none();
    let top = scope.work_tree.as_deref().filter(|_| found)?;
    let file = config::nearest(&scope.folder(), Some(top))?;
    let path = file.strip_prefix(top).ok().map(slashes)?;
    let why =
        "is not tracked by git, so it is not part of the comparison and is not read: `git add` it";
    (!scope.tree.has_file(&path)).then(|| Problem::file(Loss::Warning, path, why))
}

/// The patterns of a configuration's `exclude`.
///
/// # Errors
/// One of them is none.
pub fn exclude(config: Option<&Config>) -> Result<Vec<Below>, Failure> {
    let layers = config.into_iter().flat_map(Config::layers);
    let patterns = |layer: &Config| Some(layer.excluded()).filter(|all| !all.is_empty());
    let all = layers.filter_map(|layer| Some((layer, patterns(layer)?)));
    all.map(|(layer, texts)| {
        let at = || texts.iter().find(|text| Patterns::new(&[(*text).clone()]).is_err());
        let at = || at().and_then(|text| layer.at_excluded(text));
        below(layer, "exclude", &texts, &at)
    })
    .collect()
}

/// The patterns of a configuration's `examples`; `None`: it does not say.
///
/// # Errors
/// One of them is none.
pub fn examples(config: Option<&Config>) -> Result<Option<Below>, Failure> {
    let mut layers = config.into_iter().flat_map(Config::layers);
    let given = layers.find_map(|layer| Some((layer, layer.examples.as_ref()?)));
    let Some((layer, texts)) = given else { return Ok(None) };
    below(layer, "examples", texts, &|| layer.at(&["examples"])).map(Some)
}

fn below(
    layer: &Config,
    key: &'static str,
    texts: &[String],
    at: &dyn Fn() -> Option<Position>,
) -> Result<Below, Failure> {
    let wrong = |source| ConfigError::Globs { file: layer.file.clone(), at: at(), key, source };
    Ok(Below::new(layer, Patterns::new(texts).map_err(wrong)?))
}
