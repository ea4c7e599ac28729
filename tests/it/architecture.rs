//! The invariants of ARCHITECTURE.md that source text can show.

use std::path::{Path, PathBuf};

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files: Vec<(PathBuf, String)> = walkdir::WalkDir::new(root)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.path().extension().is_some_and(|extension| extension == "rs"))
        .filter(|entry| {
            !entry
                .path()
                .components()
                .any(|part| matches!(part.as_os_str().to_str(), Some("tests" | "tests.rs")))
                || folder == "tests"
        })
        .map(|entry| {
            let text = std::fs::read_to_string(entry.path()).unwrap();
            (entry.path().strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().to_owned(), text)
        })
        .collect();
    assert!(files.len() > 5, "no sources found below {folder}");
    files
}

/// The code before the file's unit tests, without comments.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text);
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn only(word: &str, allowed: &[&str]) {
    let mut used = false;
    for (path, text) in sources("src") {
        let path = path.to_string_lossy().replace('\\', "/");
        if !code(&text).contains(word) {
            continue;
        }
        used = true;
        assert!(
            allowed.iter().any(|prefix| path.starts_with(prefix)),
            "{path} names `{word}`, which belongs to {allowed:?}"
        );
    }
    assert!(used, "nothing names `{word}` any more: this test holds nothing");
}

#[test]
fn one_module_knows_the_rego_engine() {
    only("regorus::", &["src/policy/engine.rs", "src/policy/engine/"]);
}

#[test]
fn one_module_has_the_parallelism() {
    only("rayon::", &["src/scan.rs", "src/scan/"]);
}

#[test]
fn only_the_edge_opens_files() {
    only(
        "std::fs",
        &[
            "src/tree",
            "src/cli",
            "src/discover",
            "src/config.rs",
            "src/baseline.rs",
            "src/policy/source.rs",
        ],
    );
}

#[test]
fn nothing_opens_a_connection_or_reads_a_clock() {
    for (path, text) in sources("src") {
        let code = code(&text);
        for word in ["std::net::Tcp", "std::net::Udp", "Command::new", "Instant::now"] {
            assert!(!code.contains(word), "{} uses {word}", path.display());
        }
        if !path.starts_with("src/date.rs") {
            assert!(!code.contains("SystemTime::now"), "{} reads a clock", path.display());
        }
    }
}

#[test]
fn every_dependency_is_explained() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest: toml::Table =
        std::fs::read_to_string(root.join("Cargo.toml")).unwrap().parse().unwrap();
    let page = std::fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap();
    for section in ["dependencies", "dev-dependencies"] {
        for name in manifest[section].as_table().unwrap().keys() {
            assert!(
                page.contains(&format!("`{name}`")),
                "ARCHITECTURE.md does not say what {name} is for"
            );
        }
    }
}

/// The sentence of a cause is for people: rewording it must change no result. What decides matches
/// the variants of `Cause`.
#[test]
fn no_cause_is_decided_on_by_its_words() {
    let methods =
        "contains|starts_with|ends_with|strip_prefix|strip_suffix|split_once|find|matches";
    let words =
        regex::Regex::new(&format!(r"\b(reason|cause)(\.\w+\([^()]*\))*\.({methods})\(")).unwrap();
    // These print causes, or name a condition by what it comes from.
    let printers = ["src/value", "src/report/document", "src/scan/locate.rs"];
    let mut printed = 0;
    for (path, text) in sources("src") {
        let path = path.to_string_lossy().replace('\\', "/");
        let code: String = code(&text).split_whitespace().collect();
        if let Some(found) = words.find(&code) {
            panic!("{path} decides on the words of a cause: `{}`", found.as_str());
        }
        if code.contains("reason.to_string()") || code.contains("cause.to_string()") {
            printed += 1;
            assert!(
                printers.iter().any(|prefix| path.starts_with(prefix)),
                "{path} makes text of a cause: match its variants instead"
            );
        }
    }
    assert!(printed > 0, "nothing prints a cause any more: this test holds nothing");
}
