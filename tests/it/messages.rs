//! The sentences of the checks, as the fixtures make them say them.

use crate::support::fixtures::{findings, fixtures, policies};
use std::collections::BTreeSet;
use stridelint::finding::Finding;

/// Characters of a message at most: what a terminal shows in two lines, and a pull request in one.
const LONGEST: usize = 160;

/// What is wrong with a message.
fn faults(finding: &Finding) -> Vec<&'static str> {
    let message = finding.message.as_str();
    let words: Vec<&str> = message.split([' ', ',', ';', ':']).collect();
    let letters = |word: &str| word.chars().any(char::is_alphabetic);
    let subjects = words.iter().filter(|word| **word == finding.resource).count();
    let faults = [
        (message.chars().count() > LONGEST, "is too long"),
        (words.contains(&"unknown") || message.contains("<worst>"), "says what it does not know"),
        (words.windows(2).any(|pair| letters(pair[0]) && pair[0] == pair[1]), "says a word twice"),
        // A logical id of CloudFormation may be any word.
        (subjects > 1 && finding.resource.contains('.'), "has a double subject"),
        (message.ends_with('.') || message.contains(['\n', '{']), "is no plain sentence"),
    ];
    faults.into_iter().filter(|(wrong, _)| *wrong).map(|(_, why)| why).collect()
}

#[test]
fn every_message_is_one_short_sentence_about_what_is_known() {
    let set = policies();
    let (mut complaints, mut seen) = (BTreeSet::new(), BTreeSet::new());
    for fixture in fixtures() {
        let found = findings(&fixture.check);
        for (_, finding) in found.of(set, &fixture) {
            seen.insert(finding.check.clone());
            for fault in faults(finding) {
                complaints.insert(format!("{}: {fault}: {}", finding.check, finding.message));
            }
        }
    }
    let silent: Vec<_> =
        set.checks().map(|check| &check.id).filter(|id| !seen.contains(*id)).collect();
    assert!(silent.is_empty(), "no fixture makes these speak: {silent:#?}");
    let complaints: Vec<String> = complaints.into_iter().collect();
    assert!(complaints.is_empty(), "{}:\n{}", complaints.len(), complaints.join("\n"));
}
