//! What METADATA says: threats, checks, and what they carry. `policies/README.md` states the shape,
//! [`super::annotations`] reads it.

use super::edit::Edit;
use super::message::Template;
use super::pattern::Pattern;
use super::remediation::Remediation;
use super::subject::{Subject, TargetOf};
use crate::finding::Severity;
use crate::source::{Loss, Position, Problem};
use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::Deserializer;
use std::fmt;

/// A STRIDE category.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, serde::Serialize,
)]
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
    /// None of them: a rule of one's own that is no threat, as tags and names are.
    #[serde(rename = "none")]
    Own,
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

    /// All that a page or a list may have: STRIDE's, and what is none of it.
    pub fn with_own() -> impl Iterator<Item = Stride> {
        Stride::ALL.into_iter().chain([Stride::Own])
    }

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
            Stride::Own => "none",
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
            Stride::Own => "Own rules",
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

/// What a check depends on: per type the paths below `values`, each with the value that makes the
/// check fire (null: missing).
pub type Reads = IndexMap<String, IndexMap<Pattern, serde_json::Value>>;

/// What the silence of a check rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rests {
    /// Nothing bad is there.
    Absence,
    /// What it asks for is there.
    Control,
}

/// What a check asks, as the clause that follows "cannot tell whether".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whether {
    /// The clause, with placeholders.
    pub clause: Template,
    /// Whether the check finds something where the clause is true; else where it is false.
    pub is_wrong: bool,
}

/// The paths that a check is for.
#[derive(Clone, Debug, Default)]
pub struct Scope(Option<globset::GlobSet>);

impl Scope {
    /// Reads patterns; without one a check is for everything.
    ///
    /// # Errors
    /// A pattern that is none.
    pub(crate) fn of(patterns: &[String]) -> Result<Scope, String> {
        if patterns.is_empty() {
            return Ok(Scope(None));
        }
        let mut all = globset::GlobSetBuilder::new();
        for pattern in patterns {
            let plain = pattern.trim_start_matches("./").trim_end_matches('/');
            for glob in [plain.to_owned(), format!("{plain}/**")] {
                let glob = globset::GlobBuilder::new(&glob).literal_separator(true).build();
                let glob = glob.map_err(|error| {
                    format!("custom.scope: `{pattern}` is not a pattern: {}", error.kind())
                })?;
                all.add(glob);
            }
        }
        let all = all.build().map_err(|error| format!("custom.scope: {}", error.kind()))?;
        Ok(Scope(Some(all)))
    }

    /// Whether what was found counts: its unit's path, or the file that it stands in.
    #[must_use]
    pub fn has(&self, unit: &str, file: &str) -> bool {
        self.0.as_ref().is_none_or(|all| all.is_match(unit) || all.is_match(file))
    }
}

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
    /// What is not decided where it cannot tell.
    pub whether: Option<Whether>,
    /// What it depends on.
    pub reads: Reads,
    /// Of what it reads: values that keep it quiet, where those that are good for most checks do
    /// not.
    pub quiet: Reads,
    /// The fix.
    pub remediation: Remediation,
    /// The same as a change of text, where it is mechanical.
    pub edit: Option<Edit>,
    /// The same idea in other scanners.
    pub peers: Vec<String>,
    /// Wider checks whose reported findings at the same or an enclosing path take this one's in.
    pub yields_to: Vec<String>,
    /// Off unless enabled.
    pub opt_in: bool,
    /// What it looks at: where it found nothing there, that says something.
    pub subject: Vec<Subject>,
    /// Where its findings stand, of what its threat attacks; empty: anywhere.
    pub targets: Vec<TargetOf>,
    /// What its silence rests on.
    pub rests: Rests,
    /// Where its findings count.
    pub scope: Scope,
    /// Who answers for it: its findings say so.
    pub owner: Option<String>,
    /// What to use in its place.
    pub deprecated: Option<String>,
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

impl Check {
    /// Whether it judges the statements of policies.
    #[must_use]
    pub fn judges_statements(&self) -> bool {
        let mut patterns = self.reads.values().flat_map(IndexMap::keys);
        patterns.any(|pattern| pattern.to_string().contains("statements[]"))
    }
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
    /// Where it comes from: `ecs-model`, `ecs-article`, or `extension`, what this project adds.
    pub origin: Option<String>,
    /// Who carries it out.
    pub actors: Vec<String>,
    /// The element or data flow of the model it attacks.
    pub flow: Option<String>,
    /// What of a model it attacks; empty: what its checks look at.
    pub targets: Vec<TargetOf>,
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

/// A problem of a policy file at a line.
pub(crate) fn wrong(path: &str, line: u32, message: impl Into<String>) -> Problem {
    Problem {
        loss: Loss::Lost,
        path: path.to_owned(),
        at: Some(Position::start_of(line)),
        message: message.into(),
        cure: None,
    }
}
