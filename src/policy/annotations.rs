//! METADATA: OPA's annotation comments, read from source text (the engine has no access to
//! comments).
//!
//! Unknown keys are errors, with file and line. What the program brings was read when it was built
//! ([`super::built`]).

use super::edit::Edit;
use super::metadata::{RelatedResource, Rests, Stride, wrong};
use super::remediation::Remediation;
use super::text::{Scanned, blocks};
use crate::finding::Severity;
use crate::source::Problem;
use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The annotations of one file.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Annotations {
    /// Of the package.
    pub(crate) package: Option<Block<PackageCustom>>,
    /// Of rules: the rule's name, its line, the annotation.
    pub(crate) rules: Vec<(String, u32, Block<RuleCustom>)>,
}

/// One annotation with OPA's own keys.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Block<C> {
    pub(crate) title: Option<String>,
    pub(crate) description: Option<String>,
    #[serde(default)]
    pub(crate) related_resources: Vec<RelatedResource>,
    #[serde(default = "none")]
    pub(crate) custom: Option<C>,
    #[serde(default, rename = "scope")]
    _scope: Option<Scope>,
    #[serde(default, rename = "authors")]
    _authors: serde::de::IgnoredAny,
    #[serde(default, rename = "organizations")]
    _organizations: serde::de::IgnoredAny,
    #[serde(default, rename = "schemas")]
    _schemas: serde::de::IgnoredAny,
    #[serde(default, rename = "entrypoint")]
    _entrypoint: bool,
}

fn none<C>() -> Option<C> {
    None
}

/// OPA's scopes; the place of the block says which one it is.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Scope {
    Rule,
    Document,
    Package,
    Subpackages,
}

/// `custom` of a package.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PackageCustom {
    pub(crate) stride: Option<Stride>,
    pub(crate) threat: Option<String>,
    pub(crate) origin: Option<String>,
    #[serde(default)]
    pub(crate) actors: Vec<String>,
    pub(crate) flow: Option<String>,
    #[serde(default)]
    pub(crate) targets: Vec<String>,
    #[serde(default)]
    pub(crate) mitre: Vec<String>,
    #[serde(default)]
    pub(crate) cwe: Vec<String>,
    #[serde(default)]
    pub(crate) security_hub: Vec<String>,
}

/// `custom` of a rule.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleCustom {
    pub(crate) severity: Option<Severity>,
    pub(crate) message: Option<String>,
    pub(crate) whether: Option<String>,
    pub(crate) unless: Option<String>,
    #[serde(default)]
    pub(crate) reads: Option<IndexMap<String, Option<IndexMap<String, serde_json::Value>>>>,
    #[serde(default)]
    pub(crate) quiet: IndexMap<String, IndexMap<String, serde_json::Value>>,
    #[serde(default)]
    pub(crate) remediation: Remediation,
    #[serde(default)]
    pub(crate) edit: Option<Edit>,
    #[serde(default)]
    pub(crate) peers: Vec<String>,
    #[serde(default)]
    pub(crate) yields_to: Vec<String>,
    #[serde(default)]
    pub(crate) opt_in: bool,
    #[serde(default, deserialize_with = "one_or_more")]
    pub(crate) subject: Option<Vec<String>>,
    #[serde(default)]
    pub(crate) targets: Vec<String>,
    pub(crate) basis: Option<Rests>,
    #[serde(default)]
    pub(crate) scope: Vec<String>,
    pub(crate) fix: Option<String>,
    pub(crate) owner: Option<String>,
    pub(crate) deprecated: Option<String>,
    #[serde(default)]
    pub(crate) mitre: Vec<String>,
    #[serde(default)]
    pub(crate) cwe: Vec<String>,
    #[serde(default)]
    pub(crate) security_hub: Vec<String>,
}

/// A text, or a list of them.
fn one_or_more<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Vec<String>>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Form {
        One(String),
        More(Vec<String>),
    }
    Ok(Option::<Form>::deserialize(deserializer)?.map(|form| match form {
        Form::One(one) => vec![one],
        Form::More(more) => more,
    }))
}

/// Reads every annotation of a file.
pub(crate) fn annotations(path: &str, scanned: &Scanned<'_>) -> (Annotations, Vec<Problem>) {
    let mut found = Annotations::default();
    let mut problems = Vec::new();
    for block in blocks(scanned) {
        let read = match block.head {
            None => Err((0, "this METADATA block is not above a package or a rule".to_owned())),
            Some((_, "package")) => parse(&block.yaml).map(|read| found.package = Some(read)),
            Some((line, rule)) => {
                parse(&block.yaml).map(|read| found.rules.push((rule.to_owned(), line, read)))
            }
        };
        if let Err((at, why)) = read {
            problems.push(wrong(path, block.line + at, why));
        }
    }
    (found, problems)
}

/// The keys of `custom` above a package.
pub(crate) const PACKAGE: &[&str] =
    &["stride", "threat", "origin", "actors", "flow", "targets", "mitre", "cwe", "security_hub"];

/// The keys of `custom` above a rule.
pub(crate) const RULE: &[&str] = &[
    "severity",
    "message",
    "whether",
    "unless",
    "reads",
    "quiet",
    "remediation",
    "edit",
    "peers",
    "yields_to",
    "opt_in",
    "subject",
    "targets",
    "basis",
    "scope",
    "fix",
    "owner",
    "deprecated",
    "mitre",
    "cwe",
    "security_hub",
];

/// Whether a block can be read: what its values are.
///
/// # Errors
/// The line within the block, from 1, and what is wrong.
pub(crate) fn readable(yaml: &str, is_package: bool) -> Result<(), (u32, String)> {
    if is_package {
        parse::<PackageCustom>(yaml).map(drop)
    } else {
        parse::<RuleCustom>(yaml).map(drop)
    }
}

/// A block, or the line within it (from 1) and what is wrong.
fn parse<C: DeserializeOwned>(yaml: &str) -> Result<Block<C>, (u32, String)> {
    serde_yaml::from_str(yaml).map_err(|error| {
        let line =
            error.location().map_or(1, |location| u32::try_from(location.line()).unwrap_or(1));
        (line, format!("METADATA: {error}"))
    })
}
