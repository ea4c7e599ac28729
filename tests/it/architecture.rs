//! The invariants of ARCHITECTURE.md that source text can show.

use crate::arrows::{self, Source, arrows};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The files of the program, without those that hold nothing but tests.
fn sources() -> Vec<Source> {
    arrows::sources().into_iter().filter(|source| !source.is_test()).collect()
}

/// The code before the file's unit tests, without comments.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text);
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn only(word: &str, allowed: &[&str]) {
    let mut used = false;
    for Source { file: path, text, .. } in sources() {
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
            "src/config/",
            "src/baseline.rs",
            "src/policy/source.rs",
        ],
    );
}

#[test]
fn nothing_opens_a_connection_or_reads_a_clock() {
    for Source { file: path, text, .. } in sources() {
        let code = code(&text);
        for word in ["std::net::Tcp", "std::net::Udp", "ToSocketAddrs", "Command::new"] {
            assert!(!code.contains(word), "{path} uses {word}");
        }
        // How long something took is told (`-vv`) and is part of no result.
        if !["src/cli/verbose.rs", "src/cli/bulk/cost.rs", "src/forge/apply.rs"]
            .contains(&path.as_str())
        {
            assert!(!code.contains("Instant::now"), "{path} measures time");
        }
        let clocks = ["SystemTime::now", "Timestamp::now", "Zoned::now"];
        if path == "src/date.rs" {
            assert!(clocks.iter().any(|clock| code.contains(clock)), "this test holds nothing");
        } else {
            assert!(!clocks.iter().any(|clock| code.contains(clock)), "{path} reads a clock");
        }
    }
}

/// A client of networks is what `stridelint review` has and no other command: one file names the
/// library, and one folder of the command line the module that the file is of.
#[test]
fn one_command_opens_connections() {
    only("ureq::", &["src/forge/http.rs"]);
    let arrows: Vec<arrows::Arrow> = sources().iter().flat_map(arrows).collect();
    let to = |arrow: &&arrows::Arrow| arrow.to.first().is_some_and(|to| to == "forge");
    let outside = arrows
        .iter()
        .filter(to)
        .filter(|arrow| arrow.from.first().is_none_or(|from| from != "forge"));
    let mut used = false;
    for arrow in outside.filter(|arrow| arrow.file != "src/lib.rs") {
        used = true;
        assert!(
            arrow.file.starts_with("src/cli/review/"),
            "{}:{} names `forge`",
            arrow.file,
            arrow.line
        );
    }
    assert!(used, "nothing names `forge` any more: this test holds nothing");
    let manifest: toml::Table = page("Cargo.toml").parse().unwrap();
    assert_eq!(manifest["dependencies"]["ureq"]["optional"].as_bool(), Some(true));
    let library = page("src/lib.rs");
    for module in ["forge", "review"] {
        assert!(
            library.contains(&format!("#[cfg(feature = \"review\")]\nmod {module};")),
            "{module}"
        );
    }
}

/// The stages in order: the modules of each row of ARCHITECTURE.md's table. What stands in one row
/// does not know one another.
fn stages() -> Vec<Vec<String>> {
    let page = page("ARCHITECTURE.md");
    let rows: Vec<Vec<String>> = page
        .lines()
        .skip_while(|line| !line.starts_with("| modules |"))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let first = line.split('|').nth(1).unwrap();
            first.split('`').skip(1).step_by(2).map(str::to_owned).collect()
        })
        .collect();
    assert!(rows.len() > 10, "ARCHITECTURE.md has no table of the stages");
    rows
}

fn page(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// What runs against the order: file, line, and the stage that the module may not know.
fn upwards(stages: &[Vec<String>], sources: &[Source]) -> Vec<String> {
    let rank = |module: &str| stages.iter().position(|row| row.iter().any(|name| name == module));
    let mut wrong = Vec::new();
    for arrow in sources.iter().filter(|source| !source.is_test()).flat_map(arrows) {
        let (Some(from), Some(to)) = (arrow.from.first(), arrow.to.first()) else { continue };
        let may = match (rank(from), rank(to)) {
            (Some(from), Some(to)) => to < from,
            _ => false,
        };
        if from != to && !may {
            let order: Vec<String> = stages.iter().map(|row| row.join(", ")).collect();
            wrong.push(format!(
                "{}:{}: `{from}` may not know `{to}`. The order is: {}. What both need belongs \
                 into a stage before `{from}`, or is an argument.",
                arrow.file,
                arrow.line,
                order.join(" < ")
            ));
        }
    }
    wrong
}

#[test]
fn arrows_run_one_way() {
    let (stages, sources) = (stages(), arrows::sources());
    let mut known: Vec<&str> = stages.iter().flatten().map(String::as_str).collect();
    known.sort_unstable();
    let there: BTreeSet<&str> =
        sources.iter().filter_map(|source| source.module.first()).map(String::as_str).collect();
    assert_eq!(
        known,
        there.into_iter().collect::<Vec<_>>(),
        "ARCHITECTURE.md's table names each module of src/ once"
    );
    let wrong = upwards(&stages, &sources);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_arrow_upwards_is_told_with_its_place() {
    let stages = [
        vec!["path".to_owned()],
        vec!["tree".to_owned(), "unit".to_owned()],
        vec!["scan".to_owned()],
    ];
    let told = |text: &str| {
        let wrong = upwards(&stages, &[Source::new("src/tree/git.rs", text)]);
        wrong
            .iter()
            .map(|line| line.split(". ").next().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    let up = |line: usize| format!("src/tree/git.rs:{line}: `tree` may not know `scan`");
    assert_eq!(told("use crate::path::joined;\nuse super::disk::Scope;"), [""; 0]);
    assert_eq!(
        told("use crate::path;\nuse crate::{path::joined, scan::{Setup, scan}};"),
        [up(2), up(2)]
    );
    assert_eq!(told("pub use super::super::scan;"), [up(1)]);
    assert_eq!(told("fn f() {\n    assert!(crate::scan::merge());\n}"), [up(2)]);
    assert_eq!(told("use crate::unit::Unit;"), ["src/tree/git.rs:1: `tree` may not know `unit`"]);
    // Tests may look at whatever shows that the code is right; visibility is no knowledge.
    assert_eq!(told("#[cfg(test)]\nmod tests {\n    use crate::scan;\n}"), [""; 0]);
    assert_eq!(told("pub(in crate::scan) fn f() {}\n// crate::scan"), [""; 0]);
}

/// The files of a folder, each with the files of the folder that it names.
fn graph_below(folder: &str) -> BTreeMap<String, BTreeSet<String>> {
    let sources: Vec<Source> =
        arrows::sources().into_iter().filter(|source| !source.is_test()).collect();
    let files: BTreeMap<&[String], &str> = sources
        .iter()
        .filter(|source| source.module.first().is_some_and(|first| first == folder))
        .map(|source| (source.module.as_slice(), source.file.as_str()))
        .collect();
    let file_of = |path: &[String]| {
        (1..=path.len()).rev().find_map(|length| files.get(&path[..length])).copied()
    };
    let mut graph: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for arrow in sources.iter().flat_map(arrows) {
        if let (Some(from), Some(to)) = (file_of(&arrow.from), file_of(&arrow.to))
            && from != to
        {
            graph.entry(from.to_owned()).or_default().insert(to.to_owned());
        }
    }
    graph
}

#[test]
fn no_circle_between_the_files_of_normalize() {
    let graph = graph_below("normalize");
    assert!(graph.len() > 20, "the files of normalize are not where this test looks");
    if let Some(around) = arrows::circle(&graph) {
        panic!("a circle: {}", around.join("\n  names "));
    }
}

#[test]
fn derived_facts_ask_for_canonical_names() {
    let derive: Vec<Source> = sources()
        .into_iter()
        .filter(|source| source.file.starts_with("src/normalize/derive/"))
        .collect();
    assert!(derive.len() > 2, "the derived facts are not where this test looks");
    for Source { file, text, .. } in derive {
        let code = code(&text);
        for word in ["source_type", "\"aws_", "AWS::"] {
            assert!(!code.contains(word), "{file} asks for {word}, which is a format's spelling");
        }
    }
}

#[test]
fn a_circle_is_found() {
    let graph = |arrows: &[(&str, &str)]| {
        let mut graph: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (from, to) in arrows {
            graph.entry((*from).to_owned()).or_default().insert((*to).to_owned());
        }
        graph
    };
    assert_eq!(arrows::circle(&graph(&[("a", "b"), ("a", "c"), ("b", "c")])), None);
    let around = arrows::circle(&graph(&[("a", "b"), ("b", "c"), ("c", "d"), ("d", "b")]));
    assert_eq!(around.unwrap(), ["b", "c", "d", "b"]);
}

#[test]
fn modules_and_tests_have_one_place() {
    let sources = arrows::sources();
    let files: BTreeSet<&str> = sources.iter().map(|source| source.file.as_str()).collect();
    for source in &sources {
        let file = source.file.as_str();
        let folder = file.strip_suffix(".rs").unwrap_or(file);
        assert!(
            !files.iter().any(|other| other.starts_with(&format!("{folder}/"))),
            "{file}: a module with modules of its own is {folder}/mod.rs"
        );
        if let Some(folder) = file.strip_suffix("mod.rs") {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
            assert!(
                folder.read_dir().unwrap().count() > 1,
                "{file} is alone in its folder: a module without modules of its own is a file"
            );
        }
        for name in arrows::test_modules(source) {
            // The build script's own module is compiled into the crate for its tests alone.
            if (file, name.as_str()) == ("src/policy/engine/mod.rs", "compile") {
                continue;
            }
            assert_eq!(name, "tests", "{file}: the tests of a module are its module `tests`");
        }
        // (Written apart, so that this file does not find itself.)
        assert!(!source.text.contains(concat!("#[", "path")), "{file} says where a module is");
    }
}

#[test]
fn what_the_page_says_of_places_is_there() {
    let page = page("ARCHITECTURE.md");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let rows: Vec<&str> = page
        .lines()
        .skip_while(|line| !line.starts_with("| change |"))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .collect();
    assert!(rows.len() > 10, "ARCHITECTURE.md has no table of changes");
    for row in rows {
        let words: Vec<&str> = row.split('`').skip(1).step_by(2).collect();
        let (paths, names): (Vec<&str>, Vec<&str>) =
            words.iter().partition(|word| word.contains('/'));
        for path in &paths {
            assert!(root.join(path).exists(), "{path} is not there: {row}");
        }
        for name in names {
            let name = name.rsplit("::").next().unwrap_or(name);
            let said =
                paths.iter().filter_map(|path| std::fs::read_to_string(root.join(path)).ok());
            assert!(said.into_iter().any(|text| text.contains(name)), "{name} is not there: {row}");
        }
    }
}

#[test]
fn every_dependency_is_explained() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest: toml::Table =
        std::fs::read_to_string(root.join("Cargo.toml")).unwrap().parse().unwrap();
    let page = page("ARCHITECTURE.md");
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
    let printers =
        ["src/value", "src/normalize/contents.rs", "src/report/document", "src/scan/locate.rs"];
    let mut printed = 0;
    for Source { file: path, text, .. } in sources() {
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
