//! The words of the program: what it says in errors, reports and its help. The policies' own titles and
//! messages are held by `tests/cases/messages.rs`.

use crate::arrows::{self, Source};
use proc_macro2::{TokenStream, TokenTree};
use regex::Regex;
use std::process::Command;

/// Words of a sentence at most.
const LONGEST: usize = 30;

/// Ways to say it that no reader says, each with what to say.
const KINDS: [(&str, &str); 12] = [
    (r"\b[Ii]s no ([a-km-z]|l[a-np-z])", "`is not a ...`, or `unknown ...`"),
    (r"\b[Ww]hoever\b", "who it is: `anyone who`, `callers`"),
    (r"\b([Ee]verybody|[Nn]obody)\b", "`anyone`, `no one`"),
    (r"\bfor ever\b", "`without limit`"),
    (r"\bdemands?\b", "`requires`"),
    (r"\bbelongs? into\b", "`belongs in`"),
    (r"\bstands? (twice|alone|above nothing)\b", "`is given twice`"),
    (r"\bstood before\b", "`existing`"),
    (r"\bin the clear\b", "`unencrypted`"),
    (r"\bon the way\b", "`on the network path`"),
    (r"\bare refused\b", "`have errors`"),
    (r"\bof one's own\b", "`custom`"),
];

/// The texts in a source file, its tests and documentation left out.
fn texts(source: &Source) -> Vec<String> {
    let tokens: TokenStream = source.text.parse().unwrap();
    let mut found = Vec::new();
    read(tokens, &mut found);
    found
}

fn read(tokens: TokenStream, found: &mut Vec<String>) {
    let mut tokens = tokens.into_iter().peekable();
    let mut skip = false;
    while let Some(token) = tokens.next() {
        match token {
            // An attribute: documentation is not printed by the program, but for its help; a module for tests ends the file.
            TokenTree::Punct(mark) if mark.as_char() == '#' => {
                if tokens.peek().is_some_and(|next| matches!(next, TokenTree::Punct(_))) {
                    tokens.next();
                }
                if let Some(TokenTree::Group(group)) = tokens.next() {
                    let text = group.stream().to_string();
                    skip = text.replace(' ', "") == "cfg(test)";
                    // What an error says is in an attribute.
                    if text.starts_with("error") {
                        read(group.stream(), found);
                    }
                }
            }
            TokenTree::Group(group) => {
                if !std::mem::take(&mut skip) {
                    read(group.stream(), found);
                }
            }
            TokenTree::Literal(literal) => {
                let text = literal.to_string();
                if let Some(text) = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
                    // A line that ends in a backslash goes on in the next.
                    let mut parts = text.split("\\\n");
                    let first = parts.next().unwrap_or_default().to_owned();
                    let text = parts.fold(first, |text, part| text + part.trim_start());
                    found.push(text.replace("\\n", "\n"));
                }
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }
}

/// What is wrong with a text.
fn faults(text: &str, kinds: &[(Regex, &str)]) -> Vec<String> {
    let mut text = text.replace("here is no ", "here is none: ");
    // Messages that have a code keep their words: other programs look for them.
    for coded in ["`with` belongs into tests", "` is no placeholder"] {
        text = text.replace(coded, "");
    }
    let text = &text;
    let mut found: Vec<String> = kinds
        .iter()
        .filter_map(|(kind, better)| {
            let word = kind.find(text)?.as_str();
            Some(format!("`{word}`: say {better}"))
        })
        .collect();
    let end = Regex::new(r"[.!?:;]\s|\n").unwrap();
    for sentence in end.split(text) {
        let words = sentence.split_whitespace().filter(|word| word.contains(char::is_alphabetic));
        let count = words.count();
        // A list of names has no small words.
        let small = sentence.split(' ').filter(|word| (1..4).contains(&word.len())).count();
        if count > LONGEST && small > 3 {
            found.push(format!("a sentence of {count} words: {sentence}"));
        }
    }
    found
}

fn kinds() -> Vec<(Regex, &'static str)> {
    KINDS.iter().map(|(kind, better)| (Regex::new(kind).unwrap(), *better)).collect()
}

#[test]
fn what_the_program_says_is_plain() {
    let kinds = kinds();
    let mut complaints = Vec::new();
    let mut seen = 0;
    for source in arrows::sources().iter().filter(|source| !source.is_test()) {
        // Tables hold names of AWS; what writes policies' bytecode says nothing to a reader.
        if source.file.contains("/tables/") {
            continue;
        }
        for text in texts(source).iter().filter(|text| text.contains(' ')) {
            seen += 1;
            complaints
                .extend(faults(text, &kinds).iter().map(|why| format!("{}: {why}", source.file)));
        }
    }
    assert!(seen > 1000, "only {seen} texts are read");
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn the_help_is_plain() {
    let kinds = kinds();
    let mut complaints = Vec::new();
    let part = Regex::new(r"\n\n|\n {10}- |\n {2,6}-|\n  [a-z]+  ").unwrap();
    for command in [
        "",
        "scan",
        "init",
        "document",
        "baseline write",
        "baseline update",
        "baseline prune",
        "explain",
        "schema",
        "policy list",
        "policy docs",
        "policy test",
        "policy check",
        "completions",
        "man",
    ] {
        let help = Command::new(env!("CARGO_BIN_EXE_stridelint"))
            .args(command.split_whitespace())
            .arg("--help")
            .output()
            .unwrap();
        let help = String::from_utf8(help.stdout).unwrap();
        assert!(help.contains("Usage:"), "{command}: {help}");
        // Lines of one paragraph are one text.
        for paragraph in part.split(&help) {
            let text = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
            complaints.extend(faults(&text, &kinds).iter().map(|why| format!("{command}: {why}")));
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}
