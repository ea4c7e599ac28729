//! The part of SARIF 2.1.0 that reports write, as types: names and meanings are the
//! specification's. A property that is not there is left out, never null.

use super::places::{ArtifactLocation, Location, Message, Region};
use serde::Serialize;
use std::collections::BTreeMap;

/// `sarifLog`.
#[derive(Serialize)]
pub struct Log {
    /// The address of the schema.
    #[serde(rename = "$schema")]
    pub schema: &'static str,
    /// The specification's version.
    pub version: &'static str,
    /// One run of the program.
    pub runs: [Run; 1],
}

/// `run`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Run {
    /// The program and its rules.
    pub tool: Tool,
    /// By this code scanning tells runs of one commit apart.
    pub automation_details: AutomationDetails,
    /// How the run went.
    pub invocations: [Invocation; 1],
    /// What columns count.
    pub column_kind: ColumnKind,
    /// What relative addresses are relative to.
    pub original_uri_base_ids: BTreeMap<&'static str, UriBase>,
    /// The catalogues that the rules point to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub taxonomies: Vec<Taxonomy>,
    /// The findings.
    pub results: Vec<SarifResult>,
    /// What the specification has no word for.
    pub properties: RunProperties,
}

/// What a column counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ColumnKind {
    /// Unicode code points, as [`crate::source::Position`] has them.
    UnicodeCodePoints,
}

/// Properties of a run.
#[derive(Serialize)]
pub struct RunProperties {
    /// The date that counted as today.
    pub today: String,
    /// What the change, or the time since the baseline, took away. These are no results: code
    /// scanning closes what a run does not have.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fixed: Vec<Apart>,
    /// What the base of a comparison could not show: no results of the change.
    #[serde(rename = "newlyVisible", skip_serializing_if = "Vec::is_empty")]
    pub newly_visible: Vec<Apart>,
}

/// What is told beside the results.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Apart {
    /// The check.
    pub rule_id: String,
    /// What is, or was, wrong.
    pub message: String,
    /// The file.
    pub uri: String,
    /// The resource's address.
    pub resource: String,
    /// The finding's identity.
    pub fingerprint: String,
}

/// `tool`.
#[derive(Serialize)]
pub struct Tool {
    /// The program.
    pub driver: Driver,
    /// Policies beside the program's own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extensions: Vec<Extension>,
}

/// `toolComponent`, of policies.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Extension {
    /// The set's name.
    pub name: String,
    /// Its version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// What tells this edition of it from others.
    pub full_name: String,
}

/// `toolComponent`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Driver {
    /// The program's name.
    pub name: &'static str,
    /// Its version.
    pub semantic_version: &'static str,
    /// Where it is described.
    pub information_uri: &'static str,
    /// The catalogues that its rules point to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub supported_taxonomies: Vec<Component>,
    /// The checks that the results name.
    pub rules: Vec<Rule>,
}

/// `toolComponent` that is a taxonomy: a catalogue of weaknesses or techniques.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Taxonomy {
    /// Its name.
    pub name: &'static str,
    /// Who keeps it.
    pub organization: &'static str,
    /// What it is.
    pub short_description: Message,
    /// Where it is described.
    pub information_uri: &'static str,
    /// Whether all its entries are in `taxa`: only those that rules name are.
    pub is_comprehensive: bool,
    /// Its entries.
    pub taxa: Vec<Taxon>,
}

/// `reportingDescriptor`: an entry of a catalogue.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Taxon {
    /// Its id.
    pub id: String,
    /// The page that describes it.
    pub help_uri: String,
}

/// `toolComponentReference`.
#[derive(Clone, Copy, Serialize)]
pub struct Component {
    /// The catalogue's name.
    pub name: &'static str,
    /// Its index among the run's.
    pub index: usize,
}

/// `reportingDescriptorRelationship`: what a rule has to do with an entry of a catalogue.
#[derive(Serialize)]
pub struct Relationship {
    /// The entry.
    pub target: Descriptor,
    /// `superset`: the rule is a case of it. `relevant`: it has to do with it.
    pub kinds: [&'static str; 1],
}

/// `reportingDescriptorReference`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Descriptor {
    /// The entry's id.
    pub id: String,
    /// Its index in the catalogue.
    pub index: usize,
    /// The catalogue.
    pub tool_component: Component,
}

/// `runAutomationDetails`.
#[derive(Serialize)]
pub struct AutomationDetails {
    /// The category, with a slash behind it.
    pub id: String,
}

/// `artifactLocation` of a base.
#[derive(Serialize)]
pub struct UriBase {
    /// What the base is.
    pub description: Message,
}

/// `invocation`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Invocation {
    /// Whether all input was read.
    pub execution_successful: bool,
    /// What was wrong with the input.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tool_execution_notifications: Vec<Notification>,
}

/// `notification`.
#[derive(Serialize)]
pub struct Notification {
    /// How bad.
    pub level: Level,
    /// What is wrong.
    pub message: Message,
    /// Where.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub locations: Vec<Location>,
}

/// `level`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// A serious problem.
    Error,
    /// A problem.
    Warning,
    /// Worth knowing.
    Note,
    /// Not a failure.
    None,
}

/// `reportingDescriptor`: a check.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// The check's id.
    pub id: String,
    /// A name for people.
    pub name: String,
    /// What is wrong, in a few words.
    pub short_description: Message,
    /// Why it matters.
    pub full_description: Message,
    /// All of it, with the fixes.
    pub help: Help,
    /// How bad, unless a result says otherwise.
    pub default_configuration: Configuration,
    /// What code scanning reads beyond the specification.
    pub properties: RuleProperties,
    /// The page that describes the check.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help_uri: Option<String>,
    /// The weaknesses and techniques that it looks for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub relationships: Vec<Relationship>,
}

/// `multiformatMessageString`.
#[derive(Serialize)]
pub struct Help {
    /// As plain text.
    pub text: String,
    /// As markdown.
    pub markdown: String,
}

/// `reportingConfiguration`.
#[derive(Serialize)]
pub struct Configuration {
    /// How bad.
    pub level: Level,
}

/// Properties of a rule, with the names that code scanning reads.
#[derive(Serialize)]
pub struct RuleProperties {
    /// A number from 0 to 10.
    #[serde(rename = "security-severity")]
    pub security_severity: &'static str,
    /// What to filter by.
    pub tags: Vec<String>,
    /// How often a result is right.
    pub precision: &'static str,
    /// How bad, for results without a security severity.
    #[serde(rename = "problem.severity")]
    pub problem_severity: &'static str,
}

/// `result`: a finding.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SarifResult {
    /// The check's id.
    pub rule_id: String,
    /// Its index among the rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule_index: Option<usize>,
    /// `open` when it is undecided; a failure otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// How bad.
    pub level: Level,
    /// What is wrong here.
    pub message: Message,
    /// The text to change.
    pub locations: [Location; 1],
    /// The chain that carried the value.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related_locations: Vec<Location>,
    /// The way of a value from where it is written to the resource that has it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub code_flows: Vec<CodeFlow>,
    /// What would fix it, where that is mechanical and safe.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fixes: Vec<Fix>,
    /// Its identity.
    pub partial_fingerprints: Fingerprints,
    /// Why it does not count.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub suppressions: Vec<Suppression>,
    /// What the specification has no word for.
    pub properties: ResultProperties,
}

/// `fix`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fix {
    /// What is changed.
    pub description: Message,
    /// The files that are.
    pub artifact_changes: Vec<ArtifactChange>,
}

/// `artifactChange`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ArtifactChange {
    /// The file.
    pub artifact_location: ArtifactLocation,
    /// What is replaced in it.
    pub replacements: Vec<Replacement>,
}

/// `replacement`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Replacement {
    /// What goes; of no length where something is put in.
    pub deleted_region: Region,
    /// What comes.
    pub inserted_content: Message,
}

/// `codeFlow`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CodeFlow {
    /// One thread: a value has one way.
    pub thread_flows: [ThreadFlow; 1],
}

/// `threadFlow`.
#[derive(Serialize)]
pub struct ThreadFlow {
    /// The steps, the first where the value is written.
    pub locations: Vec<ThreadFlowLocation>,
}

/// `threadFlowLocation`.
#[derive(Serialize)]
pub struct ThreadFlowLocation {
    /// The step.
    pub location: Location,
}

/// `kind` of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// There is not enough information to decide.
    Open,
}

/// `partialFingerprints`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fingerprints {
    /// The one that code scanning compares.
    pub primary_location_line_hash: String,
}

/// `suppression`.
#[derive(Serialize)]
pub struct Suppression {
    /// `inSource` or `external`.
    pub kind: &'static str,
    /// Always `accepted`.
    pub status: &'static str,
    /// The reason given.
    pub justification: String,
}

/// Properties of a result.
#[derive(Serialize)]
pub struct ResultProperties {
    /// A number from 0 to 10.
    #[serde(rename = "security-severity")]
    pub security_severity: &'static str,
    /// The repository, where a folder of them was scanned.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub repository: String,
    /// The unit's id.
    pub unit: String,
    /// The resource's canonical type.
    #[serde(rename = "resourceType")]
    pub resource_type: String,
    /// JSON pointer into the resource's values.
    pub path: String,
    /// Whether the unit lies under examples, tests or fixtures.
    pub example: bool,
    /// The conditions it holds under.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// What the result is said of, where that are several: the address alone says of no unit.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub instances: Vec<Instance>,
    /// The narrower checks that the same text breaks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub absorbed: Vec<String>,
    /// Their identities.
    #[serde(rename = "absorbedFindings", skip_serializing_if = "Vec::is_empty")]
    pub absorbed_findings: Vec<AbsorbedResult>,
}

/// What a narrower check says of the same text.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AbsorbedResult {
    /// `<threat>.<check>`.
    pub rule_id: String,
    /// Its identity.
    pub fingerprint: String,
}

/// One of the things that a result is said of.
#[derive(Serialize)]
pub struct Instance {
    /// The unit's id.
    pub unit: String,
    /// The resource's address.
    pub resource: String,
    /// The nearest named object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Its identity, where that is not the result's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// `undecided`, where the result is certain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certainty: Option<&'static str>,
    /// Why it does not count, where the result does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suppression: Option<Suppression>,
}
