//! `stridelint.toml`: settings of policies, selections, variants of units, and findings to ignore.

mod patterns;

pub use patterns::Patterns;

use crate::finding::{FailOn, Severity};
use crate::tree::{DecodeError, Tree};
use schemars::JsonSchema;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The names a configuration file may have, the first wins.
pub const NAMES: [&str; 2] = ["stridelint.toml", ".stridelint.toml"];

/// Largest configuration file, in bytes.
const CAP: u64 = 1 << 20;

/// The configuration.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Lowest severity that fails the run.
    #[serde(deserialize_with = "fail_on")]
    #[schemars(with = "FailOnName")]
    pub fail_on: Option<FailOn>,
    /// Lowest severity that is reported.
    #[serde(deserialize_with = "severity")]
    #[schemars(with = "SeverityName")]
    pub min_severity: Option<Severity>,
    /// Checks, threats, categories or `all` to turn on.
    pub enable: Vec<String>,
    /// Checks, threats, categories or `all` to turn off.
    pub disable: Vec<String>,
    /// Patterns of files and folders that are not scanned, below the file's folder, as `.gitignore`
    /// has them.
    pub exclude: Vec<String>,
    /// Folders with policies of one's own, below the file's folder.
    pub policies: Vec<String>,
    /// Patterns of folders and files, below the file's folder, as `.gitignore` has them, that show or
    /// test something and do not count. Not given: examples of modules, and what belongs to tests.
    pub examples: Option<Vec<String>>,
    /// Leave out examples and tests.
    pub no_examples: bool,
    /// Scan a Terraform root once per variable file of its environments (`--discover-var-files`).
    pub discover_var_files: bool,
    /// Settings of policies.
    pub settings: serde_json::Map<String, serde_json::Value>,
    /// Variants of units.
    pub unit: Vec<UnitConfig>,
    /// Findings that do not count.
    pub ignore: Vec<Ignore>,
    /// The file's folder.
    #[serde(skip)]
    pub folder: PathBuf,
    /// How reports name the file.
    #[serde(skip)]
    pub file: String,
    /// A person named the file: what it names may lie anywhere. A file that was found in what is
    /// scanned is input, and names what lies there.
    #[serde(skip)]
    pub named: bool,
}

/// `[[unit]]`: values for one unit; several entries with one path are variants of it.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("required" = ["path"]))]
pub struct UnitConfig {
    /// The unit's folder or file, below the file's folder.
    pub path: String,
    /// The variant's name.
    pub name: Option<String>,
    /// Variable files, below the file's folder.
    pub var_files: Vec<String>,
    /// Terraform variables, as text or as TOML values.
    #[schemars(with = "Json")]
    pub vars: toml::Table,
    /// CloudFormation parameters.
    #[schemars(with = "Json")]
    pub parameters: toml::Table,
    /// Files with CloudFormation parameters, below the file's folder.
    pub parameter_files: Vec<String>,
}

/// `[[ignore]]`: a suppression for files that cannot hold comments, or for many places at once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("required" = ["check", "reason"]))]
pub struct Ignore {
    /// A check (its short name does), a threat, a category, or `all`.
    pub check: String,
    /// Glob of the reported file, below the file's folder. Empty: any.
    pub path: String,
    /// Glob of the resource's address. Empty: any.
    pub resource: String,
    /// Glob of the nearest named object, such as the container. Empty: any.
    pub name: String,
    /// Last day it holds, `YYYY-MM-DD`.
    pub until: Option<String>,
    /// Why.
    pub reason: String,
}

/// What the schema says of a TOML table with values of any type.
type Json = serde_json::Map<String, serde_json::Value>;

/// What the schema says of a severity.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(dead_code, reason = "only its schema is used")]
enum SeverityName {
    Critical,
    High,
    Medium,
    Low,
    Info,
}

/// The words of `fail_on`, for the schema.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(dead_code, reason = "only its schema is used")]
enum FailOnName {
    Critical,
    High,
    Medium,
    Low,
    Info,
    Never,
}

fn severity<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Severity>, D::Error> {
    String::deserialize(deserializer)?.parse().map(Some).map_err(serde::de::Error::custom)
}

fn fail_on<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<FailOn>, D::Error> {
    String::deserialize(deserializer)?.parse().map(Some).map_err(serde::de::Error::custom)
}

/// The nearest configuration file at or above a folder, not above the git work tree's root.
#[must_use]
pub fn nearest(folder: &Path, work_tree: Option<&Path>) -> Option<PathBuf> {
    for at in folder.ancestors() {
        if let Some(file) = NAMES.iter().map(|name| at.join(name)).find(|file| file.is_file()) {
            return Some(file);
        }
        if work_tree.is_none_or(|top| at == top) {
            break;
        }
    }
    None
}

/// As [`nearest`], among the files of a tree.
#[must_use]
pub fn nearest_in(tree: &Tree, folder: &str) -> Option<String> {
    let mut at = folder;
    loop {
        let names = NAMES.iter().map(|name| crate::path::joined(at, name));
        if let Some(file) = names.into_iter().find(|file| tree.has_file(file)) {
            return Some(file);
        }
        if at.is_empty() {
            return None;
        }
        at = crate::path::folder_of(at);
    }
}

/// What is wrong with a configuration file; each begins with the file's name.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// It cannot be read.
    #[error("{file}: cannot be read: {source}")]
    Read {
        /// The file as reports name it.
        file: String,
        /// Why.
        source: std::io::Error,
    },
    /// It cannot be read where git keeps it.
    #[error("{file}: {why}")]
    Recorded {
        /// The file as reports name it.
        file: String,
        /// Why.
        why: String,
    },
    /// It is larger than any configuration is.
    #[error("{file}: is larger than {} MiB", CAP >> 20)]
    TooLarge {
        /// The file as reports name it.
        file: String,
    },
    /// It was found in what is scanned, and leads out of it: by a link, or by a path that it names.
    #[error(
        "{file}: {what} leads outside the repository; only a file that --config names may do that"
    )]
    Outside {
        /// The file as reports name it.
        file: String,
        /// What leads there: the file itself, or a key with the path.
        what: String,
    },
    /// It is no regular file.
    #[error("{file}: {why}")]
    Irregular {
        /// The file as reports name it.
        file: String,
        /// Why.
        why: crate::tree::ReadError,
    },
    /// It is no text.
    #[error("{file}: {source}")]
    NoText {
        /// The file as reports name it.
        file: String,
        /// Why.
        source: DecodeError,
    },
    /// It is no TOML, or says what it may not: an unknown key, a value of the wrong type, a reason
    /// or check that is missing, a date that is none.
    #[error("{file}{}: {why}", shown(*.at))]
    Content {
        /// The file as reports name it.
        file: String,
        /// Line and column, both from 1, where they are known.
        at: Option<(usize, usize)>,
        /// What is wrong.
        why: String,
    },
    /// A glob of an `[[ignore]]` entry is none.
    #[error("{file}: {source}")]
    Ignore {
        /// The file as reports name it.
        file: String,
        /// Why.
        source: globset::Error,
    },
    /// A glob of `exclude` or `examples` is none.
    #[error("{file}: {key}: {source}")]
    Globs {
        /// The file as reports name it.
        file: String,
        /// The key.
        key: &'static str,
        /// Why.
        source: globset::Error,
    },
}

fn shown(at: Option<(usize, usize)>) -> String {
    at.map(|(line, column)| format!(":{line}:{column}")).unwrap_or_default()
}

/// Reads a configuration file. `within`: the root of what is scanned, canonical, where the file was
/// found there and no person named it.
///
/// # Errors
/// The file cannot be read, says what it may not, or leads out of what is scanned.
pub fn read(file: &Path, within: Option<&Path>) -> Result<Config, ConfigError> {
    let name = crate::path::slashes(file);
    let unread = |source| ConfigError::Read { file: name.clone(), source };
    // Canonical, so that a bare `--config stridelint.toml` has a folder too.
    let real = file.canonicalize().map_err(unread)?;
    if within.is_some_and(|root| !real.starts_with(root)) {
        return Err(ConfigError::Outside { file: name, what: "the file".to_owned() });
    }
    if std::fs::metadata(&real).map_err(unread)?.len() > CAP {
        return Err(ConfigError::TooLarge { file: name });
    }
    let bytes = crate::tree::read_regular(&real, CAP)
        .map_err(|why| ConfigError::Irregular { file: name.clone(), why })?;
    let folder = real.parent().unwrap_or(Path::new(""));
    let config = of_bytes(&bytes, name, folder, within.is_none())?;
    if let Some(root) = within {
        config.stays_in(root)?;
    }
    Ok(config)
}

/// Reads a configuration file of a tree whose root is, or would be, this folder on disk.
///
/// # Errors
/// As [`read`].
pub fn read_in(tree: &Tree, path: &str, root: &Path) -> Result<Config, ConfigError> {
    let full = root.join(path);
    let name = crate::path::slashes(&full);
    let recorded = |problem: crate::source::Problem| ConfigError::Recorded {
        file: name.clone(),
        why: problem.message,
    };
    let bytes = tree.bytes(path).map_err(recorded)?;
    if bytes.len() as u64 > CAP {
        return Err(ConfigError::TooLarge { file: name });
    }
    let config = of_bytes(&bytes, name, full.parent().unwrap_or(root), false)?;
    config.stays_in(root)?;
    Ok(config)
}

fn of_bytes(bytes: &[u8], name: String, folder: &Path, named: bool) -> Result<Config, ConfigError> {
    let text = crate::tree::decode(bytes)
        .map_err(|source| ConfigError::NoText { file: name.clone(), source })?;
    let mut config =
        parse(&text).map_err(|(at, why)| ConfigError::Content { file: name.clone(), at, why })?;
    config.folder = folder.to_path_buf();
    config.file = name;
    config.named = named;
    Ok(config)
}

impl Config {
    /// Every path that it names is below a root, links followed.
    ///
    /// # Errors
    /// One leads elsewhere.
    pub fn stays_in(&self, root: &Path) -> Result<(), ConfigError> {
        let units = || self.unit.iter();
        let named = self
            .policies
            .iter()
            .map(|path| ("policies", path))
            .chain(units().flat_map(|unit| unit.var_files.iter().map(|path| ("var_files", path))))
            .chain(units().flat_map(|unit| {
                unit.parameter_files.iter().map(|path| ("parameter_files", path))
            }));
        for (key, path) in named {
            if !stays(&self.folder.join(path), root) {
                let what = format!("{key} = \"{path}\"");
                return Err(ConfigError::Outside { file: self.file.clone(), what });
            }
        }
        Ok(())
    }
}

/// Whether a path is below a root by its name, and where it is there also by its links.
fn stays(path: &Path, root: &Path) -> bool {
    use std::path::Component;
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    let git = |path: &Path| {
        let below = path.strip_prefix(root).unwrap_or(path);
        below.iter().any(|name| name.to_string_lossy().eq_ignore_ascii_case(".git"))
    };
    let inside = |path: &Path| path.starts_with(root) && !git(path);
    inside(&plain) && path.canonicalize().map_or(true, |real| inside(&real))
}

type Fault = (Option<(usize, usize)>, String);

/// Reads a configuration's text.
fn parse(text: &str) -> Result<Config, Fault> {
    let config: Config = toml::from_str(text).map_err(|error| {
        let at = error.span().map(|span| position(text, span.start));
        (at, with_suggestion(error.message()))
    })?;
    for ignore in &config.ignore {
        let fault = |why: String| Err((None, why));
        if ignore.check.is_empty() {
            return fault("an [[ignore]] entry names no check".to_owned());
        }
        if ignore.reason.trim().is_empty() {
            return fault(format!("the [[ignore]] entry for {} gives no reason", ignore.check));
        }
        if let Some(until) = &ignore.until
            && crate::date::parse(until).is_none()
        {
            return fault(format!(
                "the [[ignore]] entry for {} has until = \"{until}\", which is no date (YYYY-MM-DD)",
                ignore.check
            ));
        }
    }
    if config.unit.iter().any(|unit| unit.path.is_empty()) {
        return Err((None, "a [[unit]] entry names no path".to_owned()));
    }
    Ok(config)
}

fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    (line, column)
}

/// `unknown field `x`, expected one of ...` with the nearest of them first.
fn with_suggestion(message: &str) -> String {
    let names: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let Some((unknown, known)) =
        names.split_first().filter(|_| message.starts_with("unknown field"))
    else {
        return message.to_owned();
    };
    match nearest_name(unknown, known.iter().copied()) {
        Some(name) => format!("unknown key `{unknown}`; did you mean `{name}`?"),
        None => format!("unknown key `{unknown}`; known ones are {}", known.join(", ")),
    }
}

/// The known name that is most like the given one, if any is.
#[must_use]
pub fn nearest_name<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|candidate| (strsim::jaro_winkler(name, candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_keys_are_errors_with_a_suggestion_and_a_place() {
        let (at, why) = parse("fail_on = \"high\"\nmin_severty = \"low\"\n").unwrap_err();
        assert_eq!(at, Some((2, 1)));
        assert!(why.contains("did you mean `min_severity`"), "{why}");
        let (_, why) = parse("[[ignore]]\ncheck = \"a.b\"\nresaon = \"x\"\n").unwrap_err();
        assert!(why.contains("did you mean `reason`"), "{why}");
        assert!(parse("fail_on = \"hihg\"").unwrap_err().1.contains("no severity"));
    }

    #[test]
    fn an_ignore_needs_a_reason_and_a_real_date() {
        assert!(parse("[[ignore]]\ncheck = \"a.b\"\n").unwrap_err().1.contains("no reason"));
        assert!(
            parse("[[ignore]]\ncheck = \"a.b\"\nreason = \"x\"\nuntil = \"2026-02-30\"")
                .unwrap_err()
                .1
                .contains("no date")
        );
        let config = parse(
            "[settings]\nweb_ports = [80]\n[[unit]]\npath = \"infra\"\nvars = {a = 1, b = \"x\"}\n",
        )
        .unwrap();
        assert_eq!(config.unit[0].vars["a"].as_integer(), Some(1));
        assert_eq!(config.settings["web_ports"], serde_json::json!([80]));
    }

    #[test]
    fn the_search_stops_at_the_work_tree() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        std::fs::create_dir_all(root.join("repo/a/b")).unwrap();
        std::fs::write(root.join("stridelint.toml"), "").unwrap();
        assert_eq!(nearest(&root.join("repo/a/b"), Some(&root.join("repo"))), None);
        std::fs::write(root.join("repo/.stridelint.toml"), "").unwrap();
        assert_eq!(
            nearest(&root.join("repo/a/b"), Some(&root.join("repo"))),
            Some(root.join("repo/.stridelint.toml"))
        );
    }
}
