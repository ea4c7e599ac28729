//! METADATA: OPA's annotation comments, read from source text (the engine has no access to comments).
//!
//! `policies/README.md` states the shape; what is here is its reading. Unknown keys are errors, with file and line.

use super::message::Template;
use super::pattern::Pattern;
use super::text::{Comment, Scanned};
use crate::finding::Severity;
use crate::source::{Loss, Position, Problem};
use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer};
use std::fmt;

/// A STRIDE category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stride {
    /// Pretending to be someone else.
    Spoofing,
    /// Changing what is not one's own.
    Tampering,
    /// Denying what one did.
    Repudiation,
    /// Reading what is not one's own.
    InformationDisclosure,
    /// Making a service unusable.
    DenialOfService,
    /// Doing more than one may.
    ElevationOfPrivilege,
}

impl Stride {
    /// All, in STRIDE's order.
    pub const ALL: [Stride; 6] = [
        Stride::Spoofing,
        Stride::Tampering,
        Stride::Repudiation,
        Stride::InformationDisclosure,
        Stride::DenialOfService,
        Stride::ElevationOfPrivilege,
    ];

    /// The id: `information-disclosure`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Stride::Spoofing => "spoofing",
            Stride::Tampering => "tampering",
            Stride::Repudiation => "repudiation",
            Stride::InformationDisclosure => "information-disclosure",
            Stride::DenialOfService => "denial-of-service",
            Stride::ElevationOfPrivilege => "elevation-of-privilege",
        }
    }

    /// The name for a person: `Information disclosure`.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Stride::Spoofing => "Spoofing",
            Stride::Tampering => "Tampering",
            Stride::Repudiation => "Repudiation",
            Stride::InformationDisclosure => "Information disclosure",
            Stride::DenialOfService => "Denial of service",
            Stride::ElevationOfPrivilege => "Elevation of privilege",
        }
    }
}

impl fmt::Display for Stride {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// Further reading.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct RelatedResource {
    /// The address.
    pub url: String,
    /// What stands there.
    pub description: Option<String>,
}

impl<'de> Deserialize<'de> for RelatedResource {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            Url(String),
            Full(Full),
        }
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Full {
            #[serde(rename = "ref")]
            url: String,
            description: Option<String>,
        }
        Ok(match Form::deserialize(deserializer)? {
            Form::Url(url) => RelatedResource { url, description: None },
            Form::Full(full) => RelatedResource { url: full.url, description: full.description },
        })
    }
}

/// Where a threat or a check stands in other catalogues.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Frameworks {
    /// MITRE ATT&CK techniques (`T1611`).
    pub mitre: Vec<String>,
    /// Weaknesses (`CWE-250`).
    pub cwe: Vec<String>,
    /// AWS Security Hub controls (`ECS.4`).
    pub security_hub: Vec<String>,
}

/// The fix, per format, as text or code. At least one is there for a bundled check.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Remediation {
    /// In Terraform.
    pub terraform: Option<String>,
    /// In CloudFormation.
    pub cloudformation: Option<String>,
    /// In a task definition's JSON.
    pub task_definition: Option<String>,
}

impl Remediation {
    /// The fix for a format's name as [`crate::finding::Finding::format`] has it, else any other one.
    #[must_use]
    pub fn for_format(&self, format: &str) -> Option<&str> {
        let first = match format {
            "cloudformation" => &self.cloudformation,
            "ecs" => &self.task_definition,
            _ => &self.terraform,
        };
        first.as_deref().or_else(|| [&self.terraform, &self.cloudformation, &self.task_definition].into_iter().find_map(Option::as_deref))
    }

    fn is_empty(&self) -> bool {
        self.terraform.is_none() && self.cloudformation.is_none() && self.task_definition.is_none()
    }
}

/// What a check depends on: per type the paths below `values`, each with the value that makes the check fire (null: missing).
pub type Reads = IndexMap<String, IndexMap<Pattern, serde_json::Value>>;

/// A check: one rule of a threat's package.
#[derive(Clone, Debug)]
pub struct Check {
    /// Full id, `<threat>.<check>`.
    pub id: String,
    /// The id without its threat.
    pub name: String,
    /// The threat's id.
    pub threat: String,
    /// What is wrong.
    pub title: String,
    /// Why, in terms of the threat.
    pub description: String,
    /// How bad at most.
    pub severity: Severity,
    /// The sentence of its findings.
    pub message: Template,
    /// What it depends on.
    pub reads: Reads,
    /// The fix.
    pub remediation: Remediation,
    /// The same idea in other scanners.
    pub peers: Vec<String>,
    /// Wider checks whose reported findings replace this one's.
    pub yields_to: Vec<String>,
    /// Off unless enabled.
    pub opt_in: bool,
    /// Other catalogues.
    pub frameworks: Frameworks,
    /// Further reading.
    pub related: Vec<RelatedResource>,
    /// The file, as problems name it.
    pub file: String,
    /// The rule's line, from 1.
    pub line: u32,
    /// Part of the program.
    pub bundled: bool,
    /// The rule's path for the engine.
    pub(crate) rule: String,
}

/// A threat: one package.
#[derive(Clone, Debug)]
pub struct Threat {
    /// The id: the package's last part with `-` for `_`.
    pub id: String,
    /// Its category.
    pub stride: Stride,
    /// Its title.
    pub title: String,
    /// The threat in words.
    pub description: String,
    /// Where it comes from (`ecs-model`, `ecs-article`).
    pub origin: Option<String>,
    /// Who carries it out.
    pub actors: Vec<String>,
    /// The element or data flow of the model it attacks.
    pub flow: Option<String>,
    /// Other catalogues.
    pub frameworks: Frameworks,
    /// Further reading.
    pub related: Vec<RelatedResource>,
    /// The package: `stride.tampering.container_image_tampering`.
    pub package: String,
    /// The file, as problems name it.
    pub file: String,
    /// Part of the program.
    pub bundled: bool,
    /// Its checks in source order.
    pub checks: Vec<Check>,
}

/// The annotations of one file.
#[derive(Debug, Default)]
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
    #[serde(default)]
    pub(crate) reads: Option<IndexMap<String, Option<IndexMap<String, serde_json::Value>>>>,
    #[serde(default)]
    pub(crate) remediation: Remediation,
    #[serde(default)]
    pub(crate) peers: Vec<String>,
    #[serde(default)]
    pub(crate) yields_to: Vec<String>,
    #[serde(default)]
    pub(crate) opt_in: bool,
    #[serde(default)]
    pub(crate) mitre: Vec<String>,
    #[serde(default)]
    pub(crate) cwe: Vec<String>,
    #[serde(default)]
    pub(crate) security_hub: Vec<String>,
}

/// A problem of a policy file at a line.
pub(crate) fn wrong(path: &str, line: u32, message: impl Into<String>) -> Problem {
    Problem { loss: Loss::Lost, path: path.to_owned(), at: Some(Position { line, column: 1 }), message: message.into() }
}

/// Reads every annotation of a file.
pub(crate) fn annotations(path: &str, scanned: &Scanned<'_>) -> (Annotations, Vec<Problem>) {
    let mut found = Annotations::default();
    let mut problems = Vec::new();
    let mut comments = scanned.comments.iter().filter(|comment| comment.whole_line).peekable();
    while let Some(first) = comments.next() {
        if first.text.trim() != "METADATA" {
            continue;
        }
        let mut yaml = String::new();
        let mut last = first.line;
        while let Some(Comment { text, .. }) = comments.next_if(|next| next.line == last + 1) {
            yaml.push_str(text);
            yaml.push('\n');
            last += 1;
        }
        let Some((line, word)) = scanned.heads.iter().find(|(line, _)| *line > last) else {
            problems.push(wrong(path, first.line, "this METADATA block stands above nothing"));
            continue;
        };
        if *word == "package" {
            match parse(&yaml) {
                Ok(block) => found.package = Some(block),
                Err((at, why)) => problems.push(wrong(path, first.line + at, why)),
            }
        } else {
            match parse(&yaml) {
                Ok(block) => found.rules.push(((*word).to_owned(), *line, block)),
                Err((at, why)) => problems.push(wrong(path, first.line + at, why)),
            }
        }
    }
    (found, problems)
}

/// A block, or the line within it (from 1) and what is wrong.
fn parse<C: DeserializeOwned>(yaml: &str) -> Result<Block<C>, (u32, String)> {
    serde_yaml::from_str(yaml).map_err(|error| {
        let line = error.location().map_or(1, |location| u32::try_from(location.line()).unwrap_or(1));
        (line, format!("METADATA: {error}"))
    })
}

/// Builds a threat from a file's annotations. `package` is its package without `data.`; `None` when the file has no check.
pub(crate) fn threat(
    path: &str,
    name: &str,
    package: &str,
    bundled: bool,
    found: Annotations,
    problems: &mut Vec<Problem>,
) -> Option<Threat> {
    let is_check = |block: &Block<RuleCustom>| block.custom.as_ref().is_some_and(|custom| custom.severity.is_some());
    for (rule, line, block) in found.rules.iter().filter(|(.., block)| !is_check(block)) {
        let custom = block.custom.as_ref();
        if custom.is_some_and(|custom| custom.message.is_some() || custom.reads.is_some()) {
            problems.push(wrong(
                path,
                *line,
                format!("`{rule}` has a message or reads but no custom.severity: a check states how bad it is"),
            ));
        }
    }
    if !found.rules.iter().any(|(.., block)| is_check(block)) {
        return None;
    }
    let Some(head) = found.package else {
        problems.push(wrong(path, 1, format!("package {package} has checks but no METADATA above `package`")));
        return None;
    };
    let custom = head.custom.unwrap_or_default();
    let parts: Vec<&str> = package.split('.').collect();
    let id = parts.last().copied().unwrap_or_default().replace('_', "-");
    let stride = category(path, &parts, &custom, &id, problems)?;
    if parts.len() == 3 && parts[0] == "stride" {
        let expected = format!("{}/{}.rego", parts[1], parts[2]);
        if name != expected && !path.ends_with(&format!("/{expected}")) {
            problems.push(wrong(path, 1, format!("package {package} belongs into {expected}")));
        }
    }
    if let Some(stated) = custom.threat.as_ref().filter(|stated| **stated != id) {
        problems.push(wrong(path, 1, format!("custom.threat is {stated}, but the package says {id}")));
    }
    let (Some(title), Some(description)) = (head.title, head.description) else {
        problems.push(wrong(path, 1, format!("the METADATA of package {package} lacks a title or a description")));
        return None;
    };
    let mut checks: Vec<Check> = Vec::new();
    for (rule, line, block) in found.rules {
        if !is_check(&block) {
            continue;
        }
        match check(path, &id, package, bundled, (&rule, line), block) {
            Ok(check) if checks.iter().any(|other| other.name == check.name) => {
                problems.push(wrong(path, line, format!("`{rule}` has METADATA with a severity twice")));
            }
            Ok(check) => checks.push(check),
            Err(why) => problems.extend(why.into_iter().map(|why| wrong(path, line, format!("`{rule}`: {why}")))),
        }
    }
    Some(Threat {
        id,
        stride,
        title,
        description: description.trim().to_owned(),
        origin: custom.origin,
        actors: custom.actors,
        flow: custom.flow,
        frameworks: Frameworks { mitre: custom.mitre, cwe: custom.cwe, security_hub: custom.security_hub },
        related: head.related_resources,
        package: package.to_owned(),
        file: path.to_owned(),
        bundled,
        checks,
    })
}

fn category(path: &str, parts: &[&str], custom: &PackageCustom, id: &str, problems: &mut Vec<Problem>) -> Option<Stride> {
    let by_package = match parts {
        ["stride", category, _] => Stride::ALL.into_iter().find(|stride| stride.id().replace('-', "_") == *category),
        _ => None,
    };
    match (by_package, custom.stride) {
        (Some(package), Some(stated)) if package != stated => {
            problems.push(wrong(path, 1, format!("custom.stride is {stated}, but the package says {package}")));
            Some(package)
        }
        (Some(stride), _) | (None, Some(stride)) => Some(stride),
        (None, None) => {
            problems.push(wrong(
                path,
                1,
                format!("the category of threat {id} is not known: state custom.stride in the package's METADATA"),
            ));
            None
        }
    }
}

fn check(
    path: &str,
    threat: &str,
    package: &str,
    bundled: bool,
    rule: (&str, u32),
    block: Block<RuleCustom>,
) -> Result<Check, Vec<String>> {
    let mut why = Vec::new();
    let custom = block.custom.unwrap_or_default();
    let mut required = |value: Option<String>, key: &str| {
        let value = value.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        if value.is_none() {
            why.push(format!("METADATA lacks {key}"));
        }
        value.unwrap_or_default()
    };
    let title = required(block.title, "title");
    let description = required(block.description, "description");
    let message = required(custom.message, "custom.message");
    let message = message.parse::<Template>().map_err(|error| why.push(error.to_string())).unwrap_or_default();
    let mut reads = Reads::new();
    match custom.reads {
        None => why.push("METADATA lacks custom.reads".to_owned()),
        Some(types) if types.is_empty() => why.push("custom.reads names no type".to_owned()),
        Some(types) => {
            for (ty, paths) in types {
                let table = reads.entry(ty).or_default();
                for (pattern, bad) in paths.unwrap_or_default() {
                    match pattern.parse() {
                        Ok(pattern) => drop(table.insert(pattern, bad)),
                        Err(error) => why.push(format!("custom.reads: {error}")),
                    }
                }
            }
        }
    }
    if bundled && custom.remediation.is_empty() {
        why.push("METADATA lacks custom.remediation".to_owned());
    }
    for wider in &custom.yields_to {
        if wider.split('.').filter(|part| !part.is_empty()).count() != 2 {
            why.push(format!("custom.yields_to: `{wider}` is no full check id (threat.check)"));
        }
    }
    let name = rule.0.replace('_', "-");
    if !why.is_empty() {
        return Err(why);
    }
    Ok(Check {
        id: format!("{threat}.{name}"),
        name,
        threat: threat.to_owned(),
        title,
        description,
        severity: custom.severity.unwrap_or(Severity::Info),
        message,
        reads,
        remediation: custom.remediation,
        peers: custom.peers,
        yields_to: custom.yields_to,
        opt_in: custom.opt_in,
        frameworks: Frameworks { mitre: custom.mitre, cwe: custom.cwe, security_hub: custom.security_hub },
        related: block.related_resources,
        file: path.to_owned(),
        line: rule.1,
        bundled,
        rule: format!("data.{package}.{}", rule.0),
    })
}
