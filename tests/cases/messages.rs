//! The sentences of the checks, as the fixtures make them say them.

use stridelint::finding::{Certainty, Finding};

/// Characters of a message at most: what a terminal shows in two lines, and a pull request in one.
const LONGEST: usize = 160;

/// The verbs of the messages' main clauses.
const VERBS: &str = "accepts adds allow allows answers asks assigns assumes attaches belongs blocks brings calls can caps carries deletes denies disables does downloads drops enables encrypts exceeds exchanges excludes expires exposes forwards gets gives grants hands has have holds ignores is joins keeps leaves lets lifts limits live logs makes may mounts names needs never offers opens overloads passes pins points prevents prints propagates proves pulls reads receives records registers removes requires restricts rotates runs sends sets share shares starts stays stops stores switches takes throttles trusts turns uses waits writes";

/// What is wrong with a message.
pub fn faults(finding: &Finding) -> Vec<&'static str> {
    let message = finding.message.as_str();
    let words: Vec<&str> = message.split([' ', ',', ';', ':']).collect();
    let letters = |word: &str| word.chars().any(char::is_alphabetic);
    let guessed = finding.certainty == Certainty::Reported && message.contains("(not known)");
    let marked = message.matches(&format!("`{}`", finding.resource)).count();
    let bare = words.iter().filter(|word| **word == finding.resource).count();
    let verb = |word: &&str| VERBS.split_whitespace().any(|verb| verb == *word);
    let asks = message.starts_with("cannot tell whether ");
    let unmarked = finding.resource.contains('.') && bare > 0;
    // AWS counts CPU in units.
    let unit = words.windows(2).any(|pair| pair[0] != "CPU" && matches!(pair[1], "unit" | "units"));
    let faults = [
        (message.chars().count() > LONGEST, "is too long"),
        (
            message.contains("unknown") || message.contains("<worst>") || guessed,
            "says what it does not know",
        ),
        (!words.iter().any(verb), "has no verb"),
        (words.contains(&"whoever"), "names nobody"),
        (words.windows(2).any(|pair| letters(pair[0]) && pair[0] == pair[1]), "says a word twice"),
        (finding.certainty == Certainty::Undecided && !asks, "does not say what is undecided"),
        (unmarked, "does not mark the resource's name"),
        (unit, "calls code a unit"),
        (
            words.windows(2).any(|pair| pair == ["can", "be"]),
            "says that something can be done, and not by whom",
        ),
        // A logical id of CloudFormation may be any word.
        (marked > 1 && finding.resource.contains('.'), "has a double subject"),
        (message.ends_with('.') || message.contains('\n'), "is no plain sentence"),
    ];
    faults.into_iter().filter(|(wrong, _)| *wrong).map(|(_, why)| why).collect()
}
