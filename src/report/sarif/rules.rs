//! The rules that results name, and the catalogues (CWE, MITRE ATT&CK) that rules point to.

use super::model::{
    Component, Configuration, Descriptor, Help, Level, Relationship, Rule, RuleProperties, Taxon,
    Taxonomy,
};
use super::places::Message;
use super::{level, security_severity};
use crate::finding::{Finding, Severity};
use crate::policy::{Check, Frameworks, Threat};
use crate::report::markdown::remediation;
use crate::report::{Input, help_uri};
use std::collections::{BTreeMap, BTreeSet};

/// Longest text of a rule's descriptions.
const MAX_TEXT: usize = 1024;
/// Tags of a rule that are kept.
const MAX_TAGS: usize = 10;

/// A catalogue that frameworks name entries of.
struct Catalogue {
    name: &'static str,
    organization: &'static str,
    about: &'static str,
    page: &'static str,
    of: fn(&Frameworks) -> &Vec<String>,
    entry: fn(&str) -> String,
}

/// The catalogues.
const CATALOGUES: [Catalogue; 2] = [
    Catalogue {
        name: "CWE",
        organization: "MITRE",
        about: "Common Weakness Enumeration",
        page: "https://cwe.mitre.org/",
        of: |frameworks| &frameworks.cwe,
        entry: |id| {
            let number = id.trim_start_matches(|c: char| !c.is_ascii_digit());
            format!("https://cwe.mitre.org/data/definitions/{number}.html")
        },
    },
    Catalogue {
        name: "MITRE ATT&CK",
        organization: "MITRE",
        about: "Techniques of attackers",
        page: "https://attack.mitre.org/",
        of: |frameworks| &frameworks.mitre,
        entry: |id| format!("https://attack.mitre.org/techniques/{}/", id.replace('.', "/")),
    },
];

/// The rules of a run.
pub struct Rules<'a> {
    /// They, in the order in which results name them first.
    pub rules: Vec<Rule>,
    /// The catalogues that they point to.
    pub taxonomies: Vec<Taxonomy>,
    indexes: BTreeMap<&'a str, usize>,
}

impl<'a> Rules<'a> {
    /// The rules of these findings.
    pub fn of(input: Input<'a>, findings: &[&'a Finding]) -> Rules<'a> {
        let mut indexes: BTreeMap<&str, usize> = BTreeMap::new();
        let mut found: Vec<(&Check, &Threat)> = Vec::new();
        for finding in findings {
            if let Some((check, threat)) = input.check(finding).zip(input.threat(finding)) {
                indexes.entry(&check.id).or_insert_with(|| {
                    found.push((check, threat));
                    found.len() - 1
                });
            }
        }
        let mut catalogues: Vec<(&Catalogue, Vec<&str>)> = Vec::new();
        for catalogue in &CATALOGUES {
            let ids = found.iter().flat_map(|(check, threat)| {
                [&check.frameworks, &threat.frameworks].map(catalogue.of)
            });
            let ids: BTreeSet<&str> = ids.flatten().map(String::as_str).collect();
            if !ids.is_empty() {
                catalogues.push((catalogue, ids.into_iter().collect()));
            }
        }
        let rules = found.iter().map(|(check, threat)| Rule {
            relationships: relationships(check, threat, &catalogues),
            ..rule(check, threat)
        });
        Rules { rules: rules.collect(), taxonomies: taxonomies(&catalogues), indexes }
    }

    /// The index of a finding's rule.
    pub fn index(&self, finding: &Finding) -> Option<usize> {
        self.indexes.get(finding.check.as_str()).copied()
    }

    /// The catalogues as the program names them.
    pub fn supported(&self) -> Vec<Component> {
        let all = self.taxonomies.iter().enumerate();
        all.map(|(index, one)| Component { name: one.name, index }).collect()
    }
}

fn taxonomies(catalogues: &[(&Catalogue, Vec<&str>)]) -> Vec<Taxonomy> {
    let taxonomy = |(catalogue, ids): &(&Catalogue, Vec<&str>)| Taxonomy {
        name: catalogue.name,
        organization: catalogue.organization,
        short_description: Message { text: catalogue.about.to_owned() },
        information_uri: catalogue.page,
        is_comprehensive: false,
        taxa: ids
            .iter()
            .map(|id| Taxon { id: (*id).to_owned(), help_uri: (catalogue.entry)(id) })
            .collect(),
    };
    catalogues.iter().map(taxonomy).collect()
}

/// A check's own weaknesses are what it is a case of; what its threat names, and techniques, have to do with it.
fn relationships(
    check: &Check,
    threat: &Threat,
    catalogues: &[(&Catalogue, Vec<&str>)],
) -> Vec<Relationship> {
    let mut found = Vec::new();
    for (at, (catalogue, ids)) in catalogues.iter().enumerate() {
        let own = (catalogue.of)(&check.frameworks);
        let others = (catalogue.of)(&threat.frameworks).iter().filter(|id| !own.contains(id));
        let case = if catalogue.name == "CWE" { "superset" } else { "relevant" };
        let named = own.iter().map(|id| (id, case)).chain(others.map(|id| (id, "relevant")));
        for (id, kind) in named {
            if let Ok(index) = ids.binary_search(&id.as_str()) {
                let tool_component = Component { name: catalogue.name, index: at };
                let target = Descriptor { id: id.clone(), index, tool_component };
                found.push(Relationship { target, kinds: [kind] });
            }
        }
    }
    found
}

/// A check's name as SARIF has names: `PrivilegedContainer`.
fn name(check: &Check) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    let name: String = check.name.split(['-', '_']).map(capital).collect();
    if name.is_empty() { check.id.clone() } else { name }
}

/// As [`level`], in the words of `problem.severity`.
fn problem_severity(severity: Severity) -> &'static str {
    match level(severity) {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note | Level::None => "recommendation",
    }
}

/// Text that is never empty and never longer than allowed.
fn text(text: &str, otherwise: &str) -> Message {
    let text = if text.trim().is_empty() { otherwise } else { text.trim() };
    Message { text: text.chars().take(MAX_TEXT).collect() }
}

fn rule(check: &Check, threat: &Threat) -> Rule {
    let mut tags = vec!["security".to_owned(), format!("stride/{}", threat.stride.id())];
    let frameworks = [&check.frameworks, &threat.frameworks];
    tags.extend(
        frameworks
            .iter()
            .flat_map(|set| &set.cwe)
            .map(|id| format!("external/cwe/{}", id.to_ascii_lowercase())),
    );
    tags.extend(
        frameworks.iter().flat_map(|set| &set.mitre).map(|id| format!("external/mitre/{id}")),
    );
    tags.extend(
        frameworks
            .iter()
            .flat_map(|set| &set.security_hub)
            .map(|id| format!("external/security-hub/{id}")),
    );
    let mut seen = BTreeSet::new();
    tags.retain(|tag| seen.insert(tag.clone()));
    tags.truncate(MAX_TAGS);
    let fixes: Vec<(String, String)> =
        check.remediation.all().map(|fix| (fix.name, fix.text.trim().to_owned())).collect();
    let plain: String = fixes.iter().map(|(name, fix)| format!("\n\n{name}: {fix}")).collect();
    let marked: String = fixes
        .iter()
        .map(|(name, fix)| format!("\n\n**{name}**\n\n{}", remediation(fix, "").trim_end()))
        .collect();
    let about = format!(
        "{}\n\nThreat ({}): {}",
        check.description.trim(),
        threat.stride.title(),
        threat.title
    );
    Rule {
        id: check.id.clone(),
        name: name(check),
        short_description: text(&check.title, &check.id),
        full_description: text(&check.description, &check.title),
        help: Help { text: format!("{about}{plain}"), markdown: format!("{about}{marked}") },
        default_configuration: Configuration { level: level(check.severity) },
        properties: RuleProperties {
            security_severity: security_severity(check.severity),
            tags,
            precision: "high",
            problem_severity: problem_severity(check.severity),
        },
        help_uri: help_uri(check),
        relationships: Vec::new(),
    }
}
