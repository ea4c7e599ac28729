//! The sentences of the checks, as the fixtures make them say them.

use stridelint::finding::Finding;

/// Characters of a message at most: what a terminal shows in two lines, and a pull request in one.
const LONGEST: usize = 160;

/// What is wrong with a message.
pub fn faults(finding: &Finding) -> Vec<&'static str> {
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
        (message.ends_with('.') || message.contains('\n'), "is no plain sentence"),
    ];
    faults.into_iter().filter(|(wrong, _)| *wrong).map(|(_, why)| why).collect()
}
