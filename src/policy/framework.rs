//! Other catalogues that checks name, called frameworks here: weaknesses, techniques, controls, and the
//! rules of other scanners.

use super::metadata::{Check, Threat};
use super::set::PolicySet;
use std::collections::BTreeSet;

/// A framework: a catalogue whose entries checks name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framework {
    /// Techniques of MITRE ATT&CK (`T1611`).
    MitreAttack,
    /// The Common Weakness Enumeration (`CWE-250`).
    Cwe,
    /// Controls of AWS Security Hub (`ECS.4`).
    SecurityHub,
    /// Rules of Checkov (`CKV_AWS_334`).
    Checkov,
}

impl Framework {
    /// All, in the order in which they are told.
    pub const ALL: [Framework; 4] =
        [Framework::SecurityHub, Framework::MitreAttack, Framework::Cwe, Framework::Checkov];

    /// The name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Framework::MitreAttack => "mitre-attack",
            Framework::Cwe => "cwe",
            Framework::SecurityHub => "security-hub",
            Framework::Checkov => "checkov",
        }
    }

    /// The name for a person.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Framework::MitreAttack => "MITRE ATT&CK",
            Framework::Cwe => "CWE",
            Framework::SecurityHub => "AWS Security Hub",
            Framework::Checkov => "Checkov",
        }
    }

    /// The entries of it that a check names.
    pub fn entries(self, check: &Check) -> impl Iterator<Item = &str> {
        let (all, prefix): (&[String], &str) = match self {
            Framework::MitreAttack => (&check.frameworks.mitre, ""),
            Framework::Cwe => (&check.frameworks.cwe, ""),
            Framework::SecurityHub => (&check.frameworks.security_hub, ""),
            Framework::Checkov => (&check.peers, "CKV"),
        };
        all.iter().map(String::as_str).filter(move |entry| entry.starts_with(prefix))
    }
}

impl PolicySet {
    /// The checks that stand in a framework (`cwe`) or for an entry of one (`CWE-250`, `ECS.4`,
    /// `CKV_AWS_334`), in the set's order. An entry with parts stands for these too: `T1552` for
    /// `T1552.001`. Letter case does not matter.
    ///
    /// # Errors
    /// The nearest name, where a name stands for no check.
    pub fn in_framework(&self, name: &str) -> Result<Vec<&Check>, Option<String>> {
        let framework =
            Framework::ALL.into_iter().find(|one| one.name().eq_ignore_ascii_case(name));
        let named = |check: &&Check| match framework {
            Some(framework) => framework.entries(check).next().is_some(),
            None => self.entries(check).any(|entry| is_part_of(entry, name)),
        };
        let checks: Vec<&Check> = self.checks().filter(named).collect();
        if !checks.is_empty() {
            return Ok(checks);
        }
        let upper = name.to_ascii_uppercase();
        let names: BTreeSet<&str> = self.checks().flat_map(|check| self.entries(check)).collect();
        let names: Vec<&str> =
            names.into_iter().chain(Framework::ALL.map(Framework::name)).collect();
        let nearest = |name: &str| crate::config::nearest_name(name, names.iter().copied());
        Err(nearest(name).or_else(|| nearest(&upper)).map(str::to_owned))
    }

    /// All entries of other frameworks that a check or its threat names.
    fn entries<'a>(&'a self, check: &'a Check) -> impl Iterator<Item = &'a str> {
        let Check { frameworks, peers, .. } = check;
        let threat = self.threat(&check.threat).map(|Threat { frameworks, .. }| frameworks);
        let own = [&frameworks.mitre, &frameworks.cwe, &frameworks.security_hub, peers];
        let of_threat = threat
            .into_iter()
            .flat_map(|frameworks| [&frameworks.mitre, &frameworks.cwe, &frameworks.security_hub]);
        own.into_iter().chain(of_threat).flatten().map(String::as_str)
    }
}

/// Whether an entry is the one that is named, or a part of it.
fn is_part_of(entry: &str, name: &str) -> bool {
    let head = entry.get(..name.len()).filter(|head| head.eq_ignore_ascii_case(name));
    head.is_some_and(|_| matches!(entry.as_bytes().get(name.len()), None | Some(b'.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(set: &PolicySet, name: &str) -> Vec<String> {
        set.in_framework(name).unwrap().into_iter().map(|check| check.id.clone()).collect()
    }

    #[test]
    fn an_entry_of_any_catalogue_leads_to_its_checks() {
        let set = PolicySet::bundled().unwrap();
        for entry in ["CKV_AWS_334", "ECS.4", "ecs.4"] {
            assert_eq!(ids(&set, entry), ["container-escape.privileged-container"], "{entry}");
        }
        for entry in ["T1611", "CWE-250"] {
            let found = ids(&set, entry);
            assert!(
                found.iter().any(|id| id == "container-escape.privileged-container"),
                "{entry}"
            );
        }
    }

    #[test]
    fn an_entry_stands_for_its_parts_and_for_nothing_that_begins_alike() {
        let set = PolicySet::bundled().unwrap();
        let of = |name: &str| -> BTreeSet<String> { ids(&set, name).into_iter().collect() };
        assert!(of("T1552").is_superset(&of("T1552.001")));
        assert!(set.in_framework("CKV_AWS_22").is_err());
        assert!(of("ECS").is_superset(&of("ECS.4")));
    }

    #[test]
    fn a_catalogue_has_the_checks_that_name_an_entry_of_it() {
        let set = PolicySet::bundled().unwrap();
        for framework in Framework::ALL {
            let found = set.in_framework(framework.name()).unwrap();
            assert!(!found.is_empty(), "{}", framework.title());
            assert!(found.iter().all(|check| framework.entries(check).count() > 0));
        }
    }

    #[test]
    fn what_is_near_a_name_is_told() {
        let set = PolicySet::bundled().unwrap();
        assert_eq!(
            set.in_framework("CKV_AWS_3344").err().flatten().as_deref(),
            Some("CKV_AWS_334")
        );
        assert_eq!(
            set.in_framework("security-hubs").err().flatten().as_deref(),
            Some("security-hub")
        );
    }
}
