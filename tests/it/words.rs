//! The words of the program: what it says in errors, reports and its help. The policies' own titles and
//! messages are held by `tests/cases/messages.rs`.

use crate::arrows::{self, Source};
use proc_macro2::{TokenStream, TokenTree};
use regex::Regex;
use std::path::Path;
use std::process::Command;
use stridelint::policy::{Check, PolicySet, bundled};

/// Words of a sentence at most.
const LONGEST: usize = 30;

/// Ways to say it that no reader says, each with what to say.
const KINDS: [(&str, &str); 20] = [
    (r"\bth(is|at) unit('s)?\b", "`this code`, `the deployment`"),
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
    (r"\bpassed over\b", "`skipped`"),
    (r"\basked of the\b", "`run on the`"),
    (r"\bone of all of it\b", "`a summary`"),
    (r"\bmay have an -o behind it\b", "`may be followed by -o`"),
    (r"\bdoes to the attack surface\b", "`affects the attack surface`"),
    (r"\bis tried once more alone\b", "`is retried on its own`"),
    (r"\bno git work tree\b", "`not a git repository`"),
];

/// The same for the policies' titles, descriptions, messages and fixes, where AWS has its own words.
const OF_POLICIES: [(&str, &str); 14] = [
    (r"\b[a-z]+ units?\b", "`this code`, `deployment`"),
    (r"\b([Tt]urn|[Ss]witch)(s|es|ed|ing)? (\S+ ){0,3}?(on|off)\b", "`enable`, `disable`"),
    (r"\bcustomer managed key\b", "`customer managed KMS key`"),
    (r"\b[Rr]evoke them in IAM\b", "`deactivate`"),
    (r"\bof (your|its|their) own that\b", "`custom`"),
    (r"\blog(s|ging)? in the clear\b", "`unencrypted`"),
    (r"\b[Aa]ttacks: ", "`target`"),
    // More than can be known: other logs, other copies and other ways remain.
    (
        r"\b(no log|nothing) (shows|records|watches)\b",
        "what keeps no record: `S3 keeps no record of ...`",
    ),
    (r"\bcannot be reconstructed\b", "`little shows what was done`"),
    (r"\b[Nn]o one notices\b", "what does not see it"),
    (r"\bneeds nothing else\b", "what it needs"),
    (r"\bacts with (it|them)\b", "`gets these permissions`"),
    // ECS resolves a tag once for each deployment of a service.
    (r"\b(its|the|every) (next|new|restarted) task (then )?runs\b", "`the next deployment runs`"),
    (r"\brefuses one\b", "`opts out`"),
];

/// Settings of the program that a fix may name in every format.
const SETTINGS: &str = include_str!("../../policies/settings.json");

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

/// Every check with its texts: what is said of it and how, each once.
fn checks() -> PolicySet {
    PolicySet::load(&bundled(), &serde_json::Map::new()).unwrap().0
}

/// The sentence of a fix, without its code.
fn sentence(fix: &str) -> &str {
    fix.split_once("\n    ").map_or(fix, |(sentence, _)| sentence).trim_end().trim_end_matches(':')
}

#[test]
fn the_policies_are_plain() {
    let own = OF_POLICIES.iter().map(|(kind, better)| (Regex::new(kind).unwrap(), *better));
    let kinds: Vec<_> = kinds().into_iter().chain(own).collect();
    let vague = Regex::new(r"\bcan be\b").unwrap();
    let set = checks();
    let mut complaints = Vec::new();
    for threat in set.threats() {
        let of_threat = [threat.title.clone(), threat.description.clone()];
        complaints.extend(
            of_threat
                .iter()
                .flat_map(|text| faults(text, &kinds))
                .map(|why| format!("{}: {why}", threat.id)),
        );
        for check in &threat.checks {
            let mut said = vec![check.title.clone(), check.description.clone()];
            said.push(check.message.text().to_owned());
            said.extend(check.remediation.all().map(|fix| sentence(&fix.text).to_owned()));
            let mut why: Vec<String> = said.iter().flat_map(|text| faults(text, &kinds)).collect();
            if vague.is_match(check.message.text()) {
                why.push("`can be`: say who can".to_owned());
            }
            why.extend(questions(check));
            why.extend(
                check
                    .remediation
                    .all()
                    .filter_map(|fix| wrong_fix(fix.format, sentence(&fix.text))),
            );
            complaints.extend(why.iter().map(|why| format!("{}: {why}", check.id)));
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

/// In YAML ` #` begins a comment: what stands behind it in an unquoted value is lost, and the program
/// never says it.
#[test]
fn no_text_of_a_policy_is_cut_by_a_comment() {
    let cut = Regex::new(r#"^#\s+(- )?[a-z_]+: +[^'"|>\s][^'"]* #"#).unwrap();
    let mut complaints = Vec::new();
    let mut seen = 0;
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("policies")];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
                continue;
            }
            let text = std::fs::read_to_string(&entry).unwrap();
            for (number, line) in text.lines().enumerate().filter(|(_, line)| line.starts_with('#'))
            {
                seen += 1;
                if cut.is_match(line) {
                    let file = entry.display();
                    complaints.push(format!("{file}:{}: quote it: {line}", number + 1));
                }
            }
        }
    }
    assert!(seen > 5000, "only {seen} lines are read");
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    assert!(cut.is_match("#         terraform: http_redirect = true # with https_enabled"));
    assert!(!cut.is_match("#     terraform: 'environment = [] # without it'"));
}

/// A snippet that the formats refuse beside what is there, with the word that its sentence owes.
#[test]
fn a_fix_says_what_it_replaces() {
    let owed = [
        ("manage_master_user_password", "emove"),
        ("ManageMasterUserPassword", "emove"),
        ("access_logs {", "whose policy"),
        ("target_bucket", "whose policy"),
        ("enable_all_egress_rule = false", "add"),
        ("network_mode = \"awsvpc\"", "network configuration"),
    ];
    let set = checks();
    let mut seen = 0;
    let mut complaints = Vec::new();
    for check in set.checks() {
        for fix in check.remediation.all() {
            for (code, word) in owed.iter().filter(|(code, _)| fix.text.contains(code)) {
                seen += 1;
                if !sentence(&fix.text).contains(word) {
                    complaints.push(format!("{}: `{code}` needs `{word}`", check.id));
                }
            }
        }
    }
    assert!(seen >= owed.len(), "{seen}");
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

/// What is wrong with the clause that a check asks.
fn questions(check: &Check) -> Option<String> {
    let clause = check.whether.as_ref()?.clause.text();
    let not = Regex::new(r"\b(no|not|never|nor|neither)\b").unwrap();
    if clause.contains("{value}") || clause.contains("{fact.") {
        return Some(format!("asks of what is not known: {clause}"));
    }
    // "and has no web ACL" belongs to what is asked.
    let negated = not.is_match(clause) && !clause.contains(" and ");
    negated.then(|| {
        format!("asks in the negative: say it with the other of `whether` and `unless`: {clause}")
    })
}

/// What is wrong with the sentence of a fix: it goes on behind "If so, ", and its code follows.
fn wrong_fix(format: &str, sentence: &str) -> Option<String> {
    let settings: serde_json::Value = serde_json::from_str(SETTINGS).unwrap();
    let name = Regex::new(r"\b[a-z]+(_[a-z]+)+\b").unwrap();
    let foreign = name
        .find_iter(sentence)
        .map(|found| found.as_str())
        .find(|found| format != "terraform" && settings.get(*found).is_none());
    if sentence.ends_with("stridelint.toml") {
        return Some(format!("the code below is no stridelint.toml: {sentence}"));
    }
    if Regex::new(r"[.;] [A-Z]").unwrap().is_match(sentence) {
        return Some(format!(
            "is more than a sentence: what is last has to be what the code shows: {sentence}"
        ));
    }
    if sentence.starts_with("If ") {
        return Some(format!("begins with a condition: {sentence}"));
    }
    foreign.map(|found| format!("`{found}` is not a word of {format}: {sentence}"))
}

#[test]
fn only_what_a_check_reads_has_a_fix() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/checks");
    let mut complaints = Vec::new();
    for check in checks().checks() {
        for format in ["terraform", "cloudformation", "ecs"] {
            let folder = root.join(&check.threat).join(&check.name).join(format);
            let fires = folder.read_dir().is_ok_and(|mut entries| {
                entries
                    .any(|entry| entry.unwrap().file_name().to_string_lossy().starts_with("fires"))
            });
            let has = check.remediation.all().any(|fix| fix.format == format && fix.case.is_none());
            if fires != has {
                let what = if has { "a fix, and no fixture that fires" } else { "no fix" };
                complaints.push(format!("{}: {format} has {what}", check.id));
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}
