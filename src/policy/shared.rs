//! The Rego that policies of one's own share with the program's: `stride.lib` and `stride.result`, rule
//! by rule, so that a set is given those rules alone that it needs.

use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::LazyLock;

static TEXT: &str = include_str!(concat!(env!("OUT_DIR"), "/shared.json"));

/// The package of documents for tests.
const GIVEN: &str = "stride.given";

static RULES: LazyLock<Vec<Rule>> =
    LazyLock::new(|| serde_json::from_str(TEXT).unwrap_or_default());

/// One definition of a rule.
#[derive(Deserialize)]
pub(crate) struct Rule {
    /// `stride.lib`.
    pub(crate) package: String,
    /// Its name; a function may have several definitions.
    pub(crate) name: String,
    /// Its text.
    pub(crate) text: String,
    uses: BTreeSet<String>,
}

/// All of them.
pub(crate) fn rules() -> &'static [Rule] {
    &RULES
}

/// The packages with those of their rules that some texts need: package and text. Which rule a text
/// names is told by its words, so that there may be more than it needs.
pub(crate) fn needed<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<(&'static str, String)> {
    let mut wanted: BTreeSet<&str> = BTreeSet::new();
    let texts: Vec<&str> = texts.collect();
    // What documents for tests are made of has names that policies have too.
    let given = texts.iter().any(|text| text.contains("stride.given"));
    let known = || RULES.iter().filter(|rule| given || rule.package != GIVEN);
    let names: BTreeSet<&'static str> = known().map(|rule| rule.name.as_str()).collect();
    for text in texts {
        // A name that is computed may be any.
        if ["lib[", "result[", "stride["].iter().any(|open| text.contains(open)) {
            wanted.extend(names.iter());
        }
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        wanted.extend(words.filter_map(|word| names.get(word)));
    }
    let mut open: Vec<&str> = wanted.iter().copied().collect();
    while let Some(name) = open.pop() {
        for used in known().filter(|rule| rule.name == name).flat_map(|rule| &rule.uses) {
            if wanted.insert(used) {
                open.push(used);
            }
        }
    }
    let mut packages: BTreeMap<&str, String> = BTreeMap::new();
    for rule in known() {
        let text =
            packages.entry(&rule.package).or_insert_with(|| format!("package {}\n", rule.package));
        if wanted.contains(rule.name.as_str()) {
            // Writing to a string cannot fail.
            let _ = write!(text, "\n{}\n", rule.text);
        }
    }
    packages.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_given_what_it_needs() {
        let packages = needed(["some task in lib.tasks"].into_iter());
        let lib = &packages.iter().find(|(name, _)| *name == "stride.lib").unwrap().1;
        assert!(lib.contains("\ntasks := ") && lib.contains("\nof_type(type)"), "{lib}");
        assert!(!lib.contains("secret_words"), "{lib}");
        let all = needed(["x := lib[name]"].into_iter());
        let all: usize = all.iter().map(|(_, text)| text.len()).sum();
        assert!(all > 30_000, "{all}");
        assert!(packages.iter().any(|(name, _)| *name == "stride.result"));
    }
}
