//! How the program's own policies are written.

use crate::repository::{policy_files, root};
use std::collections::BTreeSet;
use stridelint::policy::source::PolicyFile;

/// Lines of a policy file at most; a package may have several files.
const LONGEST: usize = 500;

/// The program's policies without their tests.
fn policies() -> Vec<PolicyFile> {
    let mut files = policy_files();
    files.retain(|file| file.name.ends_with(".rego") && !file.name.ends_with("_test.rego"));
    assert!(files.len() > 30, "the policies were not found");
    files
}

#[test]
fn a_policy_file_is_read_at_one_sitting() {
    for file in policies() {
        let lines = file.text.lines().count();
        assert!(lines <= LONGEST, "{} has {lines} lines: cut it by subject", file.path);
    }
}

#[test]
fn metadata_says_nothing_that_goes_without_saying() {
    for file in policies() {
        for (number, line) in (1..).zip(file.text.lines()) {
            let key = line.strip_prefix("#   ").unwrap_or_default();
            let said = ["stride: ", "threat: "].iter().any(|said| key.starts_with(said));
            let empty = !key.starts_with(' ') && (key.ends_with(": []") || key.ends_with(": {}"));
            assert!(
                !said && !empty,
                "{}:{number}: `{key}` is what the path or the default says",
                file.path
            );
        }
    }
}

#[test]
fn a_remediation_has_one_sentence() {
    for file in policies() {
        for (at, block) in file.text.split("\n#   remediation:\n").enumerate().skip(1) {
            let lines: Vec<&str> =
                block.lines().take_while(|line| line.starts_with("#     ")).collect();
            if lines.iter().any(|line| line.starts_with("#     fix: ")) {
                continue;
            }
            let sentences: Vec<&str> = lines
                .windows(2)
                .filter(|pair| pair[0].ends_with(": |"))
                .map(|pair| pair[1].trim_start_matches(['#', ' ']))
                .collect();
            let different: BTreeSet<&&str> = sentences.iter().collect();
            assert!(
                sentences.len() < 2 || different.len() > 1,
                "{}: remediation {at} says {sentences:?}: say it once, in `fix`",
                file.path
            );
        }
    }
}

#[test]
fn a_setting_in_a_fix_says_where_it_stands() {
    let settings = std::fs::read_to_string(root().join("policies/settings.json")).unwrap();
    let settings: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&settings).unwrap();
    let mut named = BTreeSet::new();
    for file in policies() {
        let keys = file.text.lines().map(|line| line.trim_start_matches('#').trim_start());
        for fix in keys.filter_map(|key| key.strip_prefix("fix: ")) {
            let own: Vec<&String> = settings.keys().filter(|name| fix.contains(*name)).collect();
            assert!(
                own.is_empty() || fix.contains("under [settings] in stridelint.toml"),
                "{}: `{fix}` does not say where the setting stands",
                file.path
            );
            named.extend(own);
        }
    }
    let silent: Vec<&String> = settings.keys().filter(|name| !named.contains(name)).collect();
    assert!(silent.is_empty(), "no fix names {silent:?}");
}
