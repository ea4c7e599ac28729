//! `testdata/cloudformation/intrinsics/`: every form of every intrinsic function, with expectations
//! computed by hand from the user guide. Each file names its section and says beside each case what
//! it gives:
//!
//! - `# gives: <value>` behind a property. Strings are quoted; `?` is not known, `~"a*b"` known in
//!   part, `...` any number of items, `(Name ? a : b)` one of two by a condition, `nothing` a
//!   property that is not there. Edges follow in parentheses, `secret` marks.
//! - `# at: <text>`: the source text at the value's place.
//! - `# problem: <text> => <words>`: a problem with these words stands where that text begins in
//!   the line.
//! - `# resource: <address> <values>` and `# maybe: <address> <values>`: a resource as a whole, one
//!   that may not exist.
//!
//! What no line expects must not be complained about. Each file is read three times, with short
//! tags as it is written, as JSON and as YAML in the long form: the values and the messages have to
//! be the same.

use crate::cloudformation::*;
use crate::syntax::SyntaxError;
use crate::unit::{Format, Resource, ResourceKind};
use crate::value::{Map, Piece};
use std::collections::BTreeSet;
use std::fmt::Write as _;

struct Run {
    tree: Tree,
    evaluated: Evaluated,
    problems: Vec<Problem>,
}

fn run(path: &str, text: &str) -> Run {
    let tree = Tree::of_texts(&[(path, text)]);
    let unit = Unit {
        id: path.into(),
        format: Format::CloudFormation,
        root: path.into(),
        example: false,
        called: false,
    };
    let (evaluated, problems) = evaluate(&tree, &unit, &Inputs::default());
    Run { tree, evaluated, problems }
}

/// What is known of a value, unambiguously.
fn shown(value: &Value) -> String {
    let mut out = match &value.data {
        Data::Null => return "nothing".into(),
        Data::Bool(bool) => bool.to_string(),
        Data::Number(number) => number.to_string(),
        Data::String(text) => format!("{:?}", &*text.text),
        Data::List(list) => {
            format!("[{}]", list.items.iter().map(shown).collect::<Vec<_>>().join(", "))
        }
        Data::Map(map) => shown_map(map),
        Data::Unknown(unknown) if unknown.rest => "...".into(),
        Data::Unknown(unknown) if unknown.encoded.is_some() => {
            format!("json {}", shown(unknown.encoded.as_deref().unwrap()))
        }
        Data::Unknown(unknown) if unknown.pieces.is_empty() => "?".into(),
        Data::Unknown(unknown) => {
            let known = |piece: &Piece| {
                if let Piece::Known { text, .. } = piece { text.to_string() } else { "*".into() }
            };
            format!("~{:?}", unknown.pieces.iter().map(known).collect::<String>())
        }
        Data::Either(either) => format!(
            "({} ? {} : {})",
            either.condition.text,
            shown(&either.then),
            shown(&either.otherwise)
        ),
    };
    if !value.references().is_empty() {
        let edges: Vec<String> = value
            .references()
            .iter()
            .map(|edge| format!("{}.{}", edge.to, edge.attribute))
            .collect();
        write!(out, "({})", edges.join(", ")).unwrap();
    }
    if value.marks.is_secret() {
        out.push_str(" secret");
    }
    out
}

fn shown_map(map: &Map) -> String {
    let there = map.entries.iter().filter(|(_, entry)| !entry.value.is_null());
    let mut parts: Vec<String> =
        there.map(|(key, entry)| format!("{key}: {}", shown(&entry.value))).collect();
    parts.extend(map.rest.as_ref().map(|_| "...".to_owned()));
    format!("{{{}}}", parts.join(", "))
}

/// Every property, at any depth, with the place of its key.
fn properties<'a>(value: &'a Value, path: &str, out: &mut Vec<(String, Option<u32>, &'a Value)>) {
    match &value.data {
        Data::Map(map) => {
            for (key, entry) in &map.entries {
                let path = format!("{path}/{key}");
                out.push((path.clone(), entry.key.map(|span| span.start), &entry.value));
                properties(&entry.value, &path, out);
            }
        }
        Data::List(list) => {
            for (index, item) in list.items.iter().enumerate() {
                properties(item, &format!("{path}/{index}"), out);
            }
        }
        _ => {}
    }
}

fn managed(run: &Run) -> impl Iterator<Item = &Resource> {
    run.evaluated.resources.iter().filter(|resource| resource.kind == ResourceKind::Managed)
}

/// The values of a run by path, with whether they exist.
fn values(run: &Run) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for resource in managed(run) {
        all.push((
            resource.address.clone(),
            format!("{} {}", resource.source_type, presence(resource)),
        ));
        let mut found = Vec::new();
        properties(&resource.values, &resource.address, &mut found);
        all.extend(found.into_iter().map(|(path, _, value)| (path, shown(value))));
    }
    all
}

fn presence(resource: &Resource) -> String {
    match &resource.presence {
        Presence::Always => "always".into(),
        Presence::If(condition, holds) => {
            format!("{}{}", if *holds { "" } else { "not " }, condition.text)
        }
    }
}

fn messages(run: &Run) -> Vec<String> {
    let mut all: Vec<String> = run
        .problems
        .iter()
        .map(|problem| format!("{:?} {}", problem.loss, problem.message))
        .collect();
    all.sort();
    all
}

/// A template as JSON text: the long form of every function.
fn json(value: &Value) -> String {
    match &value.data {
        Data::Null => "null".into(),
        Data::Bool(bool) => bool.to_string(),
        Data::Number(number) => number.to_string(),
        Data::String(text) => serde_json::to_string(&*text.text).unwrap(),
        Data::List(list) => {
            format!("[{}]", list.items.iter().map(json).collect::<Vec<_>>().join(",\n"))
        }
        Data::Map(map) => {
            let entry = |(key, entry): (&Arc<str>, &crate::value::Entry)| {
                format!("{}: {}", serde_json::to_string(&**key).unwrap(), json(&entry.value))
            };
            format!("{{{}}}", map.entries.iter().map(entry).collect::<Vec<_>>().join(",\n"))
        }
        _ => panic!("a template as it is written holds no unknowns"),
    }
}

/// The comments of a line by their word.
fn comments(line: &str) -> Vec<(&str, &str)> {
    let words = ["gives", "at", "problem", "resource", "maybe"];
    let parts = line.split("# ").skip(1);
    parts
        .filter_map(|part| part.split_once(": "))
        .filter(|(word, _)| words.contains(word))
        .map(|(word, rest)| (word, rest.trim_end()))
        .collect()
}

/// What of one file is not as it says.
fn faults(name: &str, text: &str) -> Vec<String> {
    let run = run(name, text);
    let mut faults = Vec::new();
    let (_, file) = run.tree.load(name).unwrap();
    let mut by_line: BTreeMap<u32, Vec<&Value>> = BTreeMap::new();
    for resource in managed(&run) {
        let mut found = Vec::new();
        properties(&resource.values, "", &mut found);
        for (_, key, value) in found {
            let Some(key) = key else { continue };
            by_line.entry(file.position(key).line).or_default().push(value);
        }
    }
    let mut expected_problems: BTreeSet<(u32, u32, String)> = BTreeSet::new();
    let mut cases = 0;
    for (line, number) in text.lines().zip(1..) {
        let here = by_line.get(&number).map_or(&[][..], Vec::as_slice);
        for (word, rest) in comments(line) {
            cases += 1;
            match word {
                "gives" => {
                    // The first one stands around what else there is on the line; loops make it
                    // several times.
                    let all: Vec<String> = here.iter().map(|value| shown(value)).collect();
                    let given = all.first().map_or("nothing", String::as_str);
                    if given != rest && all.join(" | ") != rest {
                        faults.push(format!("{name}:{number} gives {given}, not {rest}"));
                    }
                }
                "at" => {
                    let span = here[0].place.span.unwrap();
                    let there = run.tree.file(span.file).slice(span.start, span.end).to_owned();
                    if there != rest {
                        faults
                            .push(format!("{name}:{number} stands at `{there}`, not at `{rest}`"));
                    }
                }
                "problem" => {
                    let (at, words) = rest
                        .split_once(" => ")
                        .unwrap_or_else(|| panic!("{name}:{number} has no ` => `"));
                    let code = line.split(" # ").next().unwrap();
                    let found = code
                        .find(at)
                        .unwrap_or_else(|| panic!("{name}:{number} does not hold `{at}`"));
                    let column = u32::try_from(code[..found].chars().count()).unwrap() + 1;
                    expected_problems.insert((number, column, words.to_owned()));
                }
                _ => {
                    let (address, values) = rest.split_once(' ').unwrap();
                    let found = managed(&run).find(|resource| resource.address == address);
                    let given = found.map(|resource| {
                        (shown(&resource.values), resource.presence == Presence::Always)
                    });
                    if given.as_ref().map(|(given, always)| (given.as_str(), *always))
                        != Some((values, word == "resource"))
                    {
                        faults.push(format!("{name}:{number} {address} is {given:?}"));
                    }
                }
            }
        }
    }
    let matches = |problem: &Problem, (line, column, words): &(u32, u32, String)| {
        problem.at.is_some_and(|at| at.line == *line && at.column == *column)
            && problem.message.contains(words.as_str())
    };
    for expected in &expected_problems {
        if !run.problems.iter().any(|problem| matches(problem, expected)) {
            faults.push(format!(
                "{name}:{}:{} has no problem `{}`",
                expected.0, expected.1, expected.2
            ));
        }
    }
    for problem in run
        .problems
        .iter()
        .filter(|problem| !expected_problems.iter().any(|expected| matches(problem, expected)))
    {
        let at = problem
            .at
            .map_or_else(|| "nowhere".to_owned(), |at| format!("{}:{}", at.line, at.column));
        faults.push(format!("{name}:{at} complains: {}", problem.message));
    }
    assert!(cases > 3, "{name} expects nothing");
    faults.extend(other_forms(name, &file, &run));
    faults
}

/// The same template as JSON and as YAML in the long form gives the same.
fn other_forms(name: &str, file: &File, short: &Run) -> Vec<String> {
    let (root, _): (Value, Vec<SyntaxError>) = stack::read(FileId(0), file).unwrap();
    let long = json(&root);
    let mut faults = Vec::new();
    for (form, path, text) in [
        ("as JSON", "t.json", long.clone()),
        ("in the long form", "t.yaml", format!("# YAML\n{long}")),
    ] {
        let other = run(path, &text);
        for (a, b) in values(short).iter().zip(values(&other).iter()).filter(|(a, b)| a != b) {
            faults.push(format!("{name} {form}: {b:?}, not {a:?}"));
        }
        if values(short).len() != values(&other).len() {
            faults.push(format!("{name} {form} has other properties"));
        }
        if messages(short) != messages(&other) {
            faults.push(format!(
                "{name} {form} complains {:?}, not {:?}",
                messages(&other),
                messages(short)
            ));
        }
        if let Some(lost) = other.problems.iter().find(|problem| problem.at.is_none()) {
            faults.push(format!("{name} {form}: a problem has no place: {}", lost.message));
        }
    }
    faults
}

#[test]
fn every_form_of_every_intrinsic_function() {
    let folder =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/cloudformation/intrinsics");
    let mut names: Vec<std::path::PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    assert!(names.len() >= 19, "only {} files", names.len());
    let mut all = Vec::new();
    for path in names {
        let text = std::fs::read_to_string(&path).unwrap();
        all.extend(faults(path.file_name().unwrap().to_str().unwrap(), &text));
    }
    assert!(all.is_empty(), "{} faults\n{}", all.len(), all.join("\n"));
}
