//! Rules of conftest's files: what they are called, and which attributes they speak of.

use crate::policy::engine::lint;
use std::collections::BTreeSet;

/// A rule of a file of conftest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConftestRule {
    /// Its name.
    pub name: String,
    /// How bad conftest takes it for.
    pub severity: &'static str,
    /// Its text.
    pub text: String,
    /// The source types that it names.
    pub sources: Vec<String>,
    /// The names of attributes in it.
    pub attributes: Vec<String>,
}

/// How bad what a rule of this name says is; `None`: it is no rule that conftest asks.
#[must_use]
pub fn severity_of(name: &str) -> Option<&'static str> {
    let is = |word: &str| {
        name == word || name.strip_prefix(word).is_some_and(|rest| rest.starts_with('_'))
    };
    match () {
        () if is("deny") || is("violation") => Some("high"),
        () if is("warn") => Some("medium"),
        () => None,
    }
}

/// The rules that conftest would ask of a file.
#[must_use]
pub fn rules_of_conftest(path: &str, text: &str) -> Vec<ConftestRule> {
    let rules = lint::rule_texts(path, text);
    rules
        .into_iter()
        .filter_map(|(name, text)| {
            let severity = severity_of(&name)?;
            let word = |c: char| !c.is_ascii_alphanumeric() && c != '_' && c != ':';
            let words: BTreeSet<&str> = text.split(word).collect();
            let is_source = |word: &&&str| {
                (word.starts_with("aws_") || word.starts_with("AWS::")) && word.len() > 5
            };
            let sources = words.iter().filter(is_source).map(|word| (*word).to_owned()).collect();
            let attributes: BTreeSet<String> = text
                .split('.')
                .skip(1)
                .map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_'))
                .filter_map(|mut parts| parts.next())
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect();
            let attributes = attributes.into_iter().collect();
            Some(ConftestRule { name, severity, text, sources, attributes })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_of_both_versions_are_found() {
        let old = "package main\n\ndeny[msg] {\n\tbucket := input.resource.aws_s3_bucket[name]\n\tbucket.acl == \"public-read\"\n\tmsg := name\n}\n\nhelper { true }\n";
        let rules = rules_of_conftest("a.rego", old);
        assert_eq!(rules.len(), 1);
        assert_eq!((rules[0].name.as_str(), rules[0].severity), ("deny", "high"));
        assert_eq!(rules[0].sources, ["aws_s3_bucket"]);
        assert!(rules[0].attributes.contains(&"acl".to_owned()), "{:?}", rules[0].attributes);
        let new = "package main\n\nwarn_tags contains msg if {\n\tmsg := \"x\"\n}\n";
        assert_eq!(rules_of_conftest("a.rego", new)[0].severity, "medium");
    }
}
