//! `stridelint.toml`: settings of policies, selections, variants of units, and findings to ignore.

mod error;
mod layers;
mod patterns;
mod places;
mod read;

pub use error::ConfigError;
pub use layers::{Choice, unknown_profile};
pub use patterns::Patterns;
pub use read::{read, read_in};

use crate::finding::{FailOn, Severity};
use crate::tree::Tree;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// The names a configuration file may have, the first wins.
pub const NAMES: [&str; 2] = ["stridelint.toml", ".stridelint.toml"];

/// Largest configuration file, in bytes.
const CAP: u64 = 1 << 20;

/// The configuration.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Another configuration file, below the file's folder. What it says holds where this file says
    /// nothing; its lists add to this file's, and its paths are those below its own folder.
    pub extends: Option<String>,
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
    #[schemars(length(max = read::MOST_SETS))]
    pub policies: Vec<String>,
    /// Patterns of folders and files, below the file's folder, as `.gitignore` has them, that show or
    /// test something and do not count. Not given: examples of modules, and what belongs to tests.
    pub examples: Option<Vec<String>>,
    /// Leave out examples and tests.
    #[schemars(with = "bool")]
    pub no_examples: Option<bool>,
    /// Scan a Terraform root once per variable file of its environments (`--discover-var-files`).
    #[schemars(with = "bool")]
    pub discover_var_files: Option<bool>,
    /// How bad findings are, by check (its short name does), threat, category, or `all`: the narrowest
    /// that names a check decides.
    #[serde(deserialize_with = "severities")]
    #[schemars(with = "BTreeMap<String, SeverityName>")]
    pub severity: BTreeMap<String, Severity>,
    /// Settings for one kind of run, by the name that `--profile` takes: they weigh more than the rest
    /// of the file.
    pub profile: BTreeMap<String, Profile>,
    /// Settings of policies.
    pub settings: serde_json::Map<String, serde_json::Value>,
    /// Variants of units.
    pub unit: Vec<UnitConfig>,
    /// Findings that do not count.
    pub ignore: Vec<Ignore>,
    /// Threats that are accepted, or transferred to somebody, at a target.
    pub threat: Vec<Decision>,
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
    /// What the file extends.
    #[serde(skip)]
    pub above: Option<Box<Config>>,
    /// The profile that was asked for, where the file has it.
    #[serde(skip)]
    pub active: Option<String>,
    /// The file's text, for the places of what is wrong in it.
    #[serde(skip)]
    pub(crate) text: Arc<str>,
    /// Where things stand in the text, once one is asked for.
    #[serde(skip)]
    pub(crate) places: OnceLock<Arc<places::Places>>,
}

/// `[profile.NAME]`: what holds for one kind of run.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Profile {
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
    /// Patterns of files and folders that are not scanned either.
    pub exclude: Vec<String>,
    /// Leave out examples and tests.
    #[schemars(with = "bool")]
    pub no_examples: Option<bool>,
    /// Scan a Terraform root once per variable file of its environments (`--discover-var-files`).
    #[schemars(with = "bool")]
    pub discover_var_files: Option<bool>,
    /// How bad findings are, by check, threat, category, or `all`.
    #[serde(deserialize_with = "severities")]
    #[schemars(with = "BTreeMap<String, SeverityName>")]
    pub severity: BTreeMap<String, Severity>,
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

/// `[[threat]]`: a decision about a threat at a target of the threat model.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("required" = ["threat", "decision", "reason", "owner", "date"]))]
pub struct Decision {
    /// The threat's id.
    pub threat: String,
    /// Glob of the target's id, with units named below the repository's root, as `model --threats`
    /// prints it there. Empty: every target.
    pub target: String,
    /// What is decided.
    #[schemars(with = "DecisionWord")]
    pub decision: String,
    /// Why.
    pub reason: String,
    /// Who decided it, or who carries the risk now.
    pub owner: String,
    /// The day of the decision, `YYYY-MM-DD`.
    pub date: String,
    /// Last day it holds, `YYYY-MM-DD`.
    pub until: Option<String>,
}

/// The words of `decision`, for the schema.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(dead_code, reason = "only its schema is used")]
enum DecisionWord {
    Accept,
    Transfer,
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

fn severities<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, Severity>, D::Error> {
    let words = BTreeMap::<String, String>::deserialize(deserializer)?;
    let read = |(id, word): (String, String)| {
        word.parse().map(|severity| (id, severity)).map_err(serde::de::Error::custom)
    };
    words.into_iter().map(read).collect()
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
