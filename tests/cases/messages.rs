//! The sentences of the checks, as the fixtures make them say them.

use stridelint::finding::{Certainty, Finding};

/// Characters of a message at most: what a terminal shows in two lines, and a pull request in one.
const LONGEST: usize = 160;

/// The verbs of the messages' main clauses.
const VERBS: &str = "accepts adds allow allows answers asks assumes belongs brings calls can caps carries deletes disables does downloads drops exchanges forwards gives grants hands has have holds ignores is joins keeps leaves lets lifts live logs makes may mounts names never offers opens passes prints pulls reads receives records registers rotates runs sends sets shares starts stays stops switches takes tell trusts turns uses waits writes";

/// What is wrong with a message.
pub fn faults(finding: &Finding) -> Vec<&'static str> {
    let message = finding.message.as_str();
    let words: Vec<&str> = message.split([' ', ',', ';', ':']).collect();
    let letters = |word: &str| word.chars().any(char::is_alphabetic);
    let guessed = finding.certainty == Certainty::Reported && message.contains("(not known)");
    let subjects = words.iter().filter(|word| **word == finding.resource).count();
    let verb = |word: &&str| VERBS.split_whitespace().any(|verb| verb == *word);
    let faults = [
        (message.chars().count() > LONGEST, "is too long"),
        (
            message.contains("unknown") || message.contains("<worst>") || guessed,
            "says what it does not know",
        ),
        (!words.iter().any(verb), "has no verb"),
        (words.contains(&"whoever"), "names nobody"),
        (words.windows(2).any(|pair| letters(pair[0]) && pair[0] == pair[1]), "says a word twice"),
        // A logical id of CloudFormation may be any word.
        (subjects > 1 && finding.resource.contains('.'), "has a double subject"),
        (message.ends_with('.') || message.contains('\n'), "is no plain sentence"),
    ];
    faults.into_iter().filter(|(wrong, _)| *wrong).map(|(_, why)| why).collect()
}
