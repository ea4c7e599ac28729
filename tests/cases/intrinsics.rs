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
//! What no line expects must not be complained about (`::problems`). Each file is read three times,
//! with short tags as it is written, as JSON and as YAML in the long form: the values and the
//! messages have to be the same (`::as-json`, `::in-the-long-form`).

use crate::Case;
use crate::support::repository;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};
use stridelint::cloudformation::evaluate;
use stridelint::source::Problem;
use stridelint::syntax::yaml;
use stridelint::tree::Tree;
use stridelint::unit::{Evaluated, Format, Inputs, Presence, Resource, ResourceKind, Unit};
use stridelint::value::{Data, Entry, Map, Piece, Value};

/// `intrinsics::<file>::<property or resource>` for every line that expects something; the same
/// name a second time has a number.
pub fn cases() -> Vec<Case> {
    let folder = repository::root().join("testdata/cloudformation/intrinsics");
    let mut paths: Vec<std::path::PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut cases = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let group = format!("intrinsics::{stem}");
        let file = Arc::new(Template { name: format!("{stem}.yaml"), text, run: OnceLock::new() });
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for (line, number) in file.text.lines().zip(1..) {
            if comments(line).is_empty() {
                continue;
            }
            let name = case_name(line);
            let times = seen.entry(name.to_lowercase()).or_default();
            *times += 1;
            let name = if *times == 1 { name } else { format!("{name}-{times}") };
            let (file, line) = (file.clone(), line.to_owned());
            cases.push(Case::new(format!("{group}::{name}"), move || file.faults(number, &line)));
        }
        assert!(!seen.is_empty(), "{} expects nothing", path.display());
        let whole = file.clone();
        cases.push(Case::new(format!("{group}::problems"), move || whole.unexpected()));
        let whole = file.clone();
        cases.push(Case::new(format!("{group}::as-json"), move || whole.same_in("t.json", "")));
        cases.push(Case::new(format!("{group}::in-the-long-form"), move || {
            file.same_in("t.yaml", "# YAML\n")
        }));
    }
    cases
}

/// What a line is about: the resource that it names, else its key, else its first words.
fn case_name(line: &str) -> String {
    let (code, rest) = line.split_once("# ").unwrap_or((line, ""));
    let about = match comments(line).first() {
        Some(("resource" | "maybe", rest)) => rest.split(' ').next().unwrap_or_default(),
        _ => code.split(": ").next().unwrap_or(rest),
    };
    let words = about.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

/// A template after evaluation.
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
            let entry = |(key, entry): (&Arc<str>, &Entry)| {
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

/// One file of cases.
struct Template {
    name: String,
    text: String,
    run: OnceLock<Run>,
}

impl Template {
    fn run(&self) -> &Run {
        self.run.get_or_init(|| run(&self.name, &self.text))
    }

    /// The values that stand on a line, what is around others first.
    fn values_on(&self, number: u32) -> Vec<&Value> {
        let run = self.run();
        let (_, file) = run.tree.load(&self.name).unwrap();
        let mut here = Vec::new();
        for resource in managed(run) {
            let mut found = Vec::new();
            properties(&resource.values, "", &mut found);
            here.extend(found.into_iter().filter_map(|(_, key, value)| {
                (file.position(key?).line == number).then_some(value)
            }));
        }
        here
    }

    /// What of one line is not as it says.
    fn faults(&self, number: u32, line: &str) -> Vec<String> {
        let run = self.run();
        let here = self.values_on(number);
        let mut faults = Vec::new();
        for (word, rest) in comments(line) {
            match word {
                "gives" => {
                    // The first one stands around what else there is on the line; loops make it
                    // several times.
                    let all: Vec<String> = here.iter().map(|value| shown(value)).collect();
                    let given = all.first().map_or("nothing", String::as_str);
                    if given != rest && all.join(" | ") != rest {
                        faults.push(format!("line {number} gives {given}, not {rest}"));
                    }
                }
                "at" => {
                    let span = here[0].place.span.unwrap();
                    let there = run.tree.file(span.file).slice(span.start, span.end).to_owned();
                    if there != rest {
                        faults.push(format!("line {number} stands at `{there}`, not at `{rest}`"));
                    }
                }
                "problem" => {
                    let expected = expected_problem(number, line, rest);
                    if !run.problems.iter().any(|problem| expected.is(problem)) {
                        faults.push(format!(
                            "line {number} has no problem `{}` at `{}`: {:?}",
                            expected.words, rest, run.problems
                        ));
                    }
                }
                _ => {
                    let (address, values) = rest.split_once(' ').unwrap();
                    let found = managed(run).find(|resource| resource.address == address);
                    let given = found.map(|resource| {
                        (shown(&resource.values), resource.presence == Presence::Always)
                    });
                    if given.as_ref().map(|(given, always)| (given.as_str(), *always))
                        != Some((values, word == "resource"))
                    {
                        faults.push(format!("line {number}: {address} is {given:?}"));
                    }
                }
            }
        }
        faults
    }

    /// The problems that no line expects.
    fn unexpected(&self) -> Vec<String> {
        let mut expected = Vec::new();
        for (line, number) in self.text.lines().zip(1..) {
            let problems = comments(line).into_iter().filter(|(word, _)| *word == "problem");
            expected.extend(problems.map(|(_, rest)| expected_problem(number, line, rest)));
        }
        let problems = self.run().problems.iter();
        problems
            .filter(|problem| !expected.iter().any(|expected| expected.is(problem)))
            .map(|problem| {
                let place = problem.at.map(|at| format!("{}:{}", at.line, at.column));
                format!("{}: {}", place.as_deref().unwrap_or("nowhere"), problem.message)
            })
            .collect()
    }

    /// What the same template in another spelling gives differently.
    fn same_in(&self, path: &str, comment: &str) -> Vec<String> {
        let short = self.run();
        let (id, file) = short.tree.load(&self.name).unwrap();
        let (root, _) = yaml::read(id, &file, yaml::Dialect::CloudFormation).unwrap();
        let other = run(path, &format!("{comment}{}", json(&root)));
        let (ours, theirs) = (values(short), values(&other));
        let mut faults = Vec::new();
        for (a, b) in ours.iter().zip(&theirs).filter(|(a, b)| a != b) {
            faults.push(format!("{b:?}, not {a:?}"));
        }
        if ours.len() != theirs.len() {
            faults.push("it has other properties".to_owned());
        }
        let (ours, theirs) = (messages(short), messages(&other));
        if ours != theirs {
            faults.push(format!("it complains {theirs:?}, not {ours:?}"));
        }
        if let Some(lost) = other.problems.iter().find(|problem| problem.at.is_none()) {
            faults.push(format!("a problem has no place: {}", lost.message));
        }
        faults
    }
}

/// A problem that a line expects.
struct Expected {
    line: u32,
    column: u32,
    words: String,
}

impl Expected {
    fn is(&self, problem: &Problem) -> bool {
        problem.at.is_some_and(|at| at.line == self.line && at.column == self.column)
            && problem.message.contains(&self.words)
    }
}

/// `<text> => <words>` of a line.
fn expected_problem(number: u32, line: &str, rest: &str) -> Expected {
    let (at, words) =
        rest.split_once(" => ").unwrap_or_else(|| panic!("line {number} has no ` => `"));
    let code = line.split(" # ").next().unwrap();
    let found = code.find(at).unwrap_or_else(|| panic!("line {number} does not hold `{at}`"));
    let column = u32::try_from(code[..found].chars().count()).unwrap() + 1;
    Expected { line: number, column, words: words.to_owned() }
}
