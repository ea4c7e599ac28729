//! Rules that were written for conftest (`deny`, `violation`, `warn` and their exceptions): asked of files
//! as they are written. What they say is raw, and no threat.

use super::check::{data, severity_of};
use super::engine::{Fault, ForeignAnswer, ForeignWorker, Foreigners};
use super::message::Template;
use super::metadata::{Check, Frameworks, Reads, Rests, Scope, Stride, Threat};
use super::own::{SetInfo, set_digest};
use super::remediation::Remediation;
use super::source::PolicyFile;
use crate::finding::Severity;
use crate::gap::{Gap, GapKind};
use crate::source::{Loss, Position, Problem};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The threat's id that all such rules stand below.
const THREAT: &str = "conftest";

/// The namespace that conftest asks where nobody names one.
const MAIN: &str = "main";

/// Files of conftest, read and prepared.
pub struct Conftest {
    found: Foreigners,
    /// The check of each rule.
    checks: Vec<Check>,
    info: SetInfo,
}

/// What a rule says of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawSaid {
    /// `conftest.main.deny`.
    pub check: String,
    /// How bad.
    pub severity: Severity,
    /// Its sentence.
    pub message: String,
}

impl Conftest {
    /// Reads the rules of files. `data`: files whose keys stand below `data`; `namespaces`: the packages
    /// that are asked, `main` where none is named. What cannot be read is told, and the others hold.
    #[must_use]
    pub fn load(
        folder: &str,
        files: &[PolicyFile],
        data: &[PolicyFile],
        namespaces: &[String],
    ) -> (Conftest, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut tables = Map::new();
        for file in data.iter().filter(|file| file.is_data()) {
            match data::table(file) {
                Ok(table) => merge(&mut tables, table),
                Err((line, column, why)) => {
                    let at = Position { line, column, byte_column: column };
                    let told = Problem::file(Loss::Lost, file.path.as_str(), format!("P050 {why}"));
                    problems.push(Problem { at: Some(at), ..told });
                }
            }
        }
        let asked: Vec<&str> = match namespaces {
            [] => vec![MAIN],
            named => named.iter().map(String::as_str).collect(),
        };
        let wanted = |namespace: &str, _: &str| asked.contains(&namespace);
        let (found, told) = Foreigners::new(files, &Value::Object(tables), &wanted);
        let refused = !told.is_empty();
        problems.extend(told);
        if found.rules().is_empty() && !refused {
            problems.push(Problem::file(Loss::Lost, folder, nothing(&asked, &found)));
        }
        problems.extend(files.iter().filter(|file| file.is_rego()).flat_map(of_objects));
        let checks: Vec<Check> = found.rules().iter().map(check).collect();
        let info = SetInfo {
            name: folder.to_owned(),
            version: None,
            folder: folder.to_owned(),
            digest: set_digest(files),
            checks: checks.len(),
            settings: Vec::new(),
            raw: true,
        };
        (Conftest { found, checks, info }, problems)
    }

    /// The rules as checks of one threat that is none.
    pub(crate) fn threat(&self) -> Option<Threat> {
        let first = self.checks.first()?;
        Some(Threat {
            id: THREAT.to_owned(),
            stride: Stride::Own,
            title: "Rules that were written for conftest".to_owned(),
            description: description(),
            origin: None,
            actors: Vec::new(),
            flow: None,
            targets: Vec::new(),
            frameworks: Frameworks::default(),
            related: Vec::new(),
            package: THREAT.to_owned(),
            file: first.file.clone(),
            bundled: false,
            checks: self.checks.clone(),
        })
    }

    /// Its folder as a set of the run.
    #[must_use]
    pub fn info(&self) -> &SetInfo {
        &self.info
    }

    /// What asks the rules, for one thread.
    #[must_use]
    pub fn asker(&self) -> Asker<'_> {
        Asker { all: self, worker: self.found.worker() }
    }
}

/// Asks the rules of one thread's files.
pub struct Asker<'a> {
    all: &'a Conftest,
    worker: ForeignWorker<'a>,
}

impl Asker<'_> {
    /// What the rules that are wanted say of a file's JSON, and which of them could not be asked.
    pub fn ask(
        &mut self,
        file: &str,
        input: &Value,
        wanted: &dyn Fn(&str) -> bool,
    ) -> (Vec<RawSaid>, Vec<Gap>) {
        let checks = &self.all.checks;
        let mut said = Vec::new();
        let mut gaps = Vec::new();
        let is_wanted = |at: usize| checks.get(at).is_some_and(|check| wanted(&check.id));
        for ForeignAnswer { rule, said: answer } in self.worker.ask(input, &is_wanted) {
            let Some(check) = checks.get(rule) else { continue };
            match answer {
                Ok(messages) => said.extend(messages.into_iter().map(|message| RawSaid {
                    check: check.id.clone(),
                    severity: check.severity,
                    message,
                })),
                Err(fault) => gaps.push(failed(check, file, &fault)),
            }
        }
        (said, gaps)
    }
}

/// What such rules see, for a person.
pub(crate) const SEES: &str =
    "raw rules see a file as it is written, with unresolved text such as `${var.x}`";

/// The same as a sentence.
fn description() -> String {
    format!("Written for conftest: {SEES}.")
}

/// Puts a table into another: objects of one key are one.
fn merge(into: &mut Map<String, Value>, table: Map<String, Value>) {
    for (key, value) in table {
        match (into.get_mut(&key), value) {
            (Some(Value::Object(known)), Value::Object(new)) => merge(known, new),
            (_, value) => {
                into.insert(key, value);
            }
        }
    }
}

/// Why nothing is asked.
fn nothing(asked: &[&str], found: &Foreigners) -> String {
    let asked = asked.join(", ");
    let others: Vec<&str> = found.namespaces().iter().map(String::as_str).collect();
    match others.as_slice() {
        [] => format!("P030 no rule deny, violation or warn in package {asked}"),
        others => format!(
            "P030 no rule deny, violation or warn in package {asked}, but in {}: name it with --conftest-namespace",
            others.join(", ")
        ),
    }
}

fn check(rule: &super::engine::ForeignRule) -> Check {
    let name = format!("{}.{}", rule.namespace, rule.name);
    let severity = match severity_of(&rule.name) {
        Some("high") => Severity::High,
        _ => Severity::Medium,
    };
    Check {
        id: format!("{THREAT}.{name}"),
        title: format!("{} of package {}", rule.name, rule.namespace),
        name,
        threat: THREAT.to_owned(),
        description: description(),
        severity,
        message: Template::default(),
        whether: None,
        reads: Reads::new(),
        quiet: Reads::new(),
        remediation: Remediation::default(),
        edit: None,
        peers: Vec::new(),
        yields_to: Vec::new(),
        opt_in: false,
        subject: Vec::new(),
        targets: Vec::new(),
        rests: Rests::Absence,
        scope: Scope::default(),
        owner: None,
        deprecated: None,
        frameworks: Frameworks::default(),
        related: Vec::new(),
        file: rule.file.clone(),
        line: rule.line,
        bundled: false,
        rule: format!("data.{}.{}", rule.namespace, rule.name),
    }
}

/// A rule that could not be asked of a file.
fn failed(check: &Check, file: &str, fault: &Fault) -> Gap {
    let at = fault.at.as_ref().map(|(_, line, column)| Position {
        line: *line,
        column: *column,
        byte_column: *column,
    });
    Gap {
        kind: GapKind::CheckFailed,
        path: fault.at.as_ref().map_or(file, |(path, ..)| path).to_owned(),
        at,
        what: format!("{} {}", fault.code.unwrap_or("P061"), check.id),
        why: fault.sentence(file),
        cure: format!("correct the policy ({}:{}), or report it", check.file, check.line),
        call: None,
        lost: false,
    }
}

/// Rules that read an attribute where a list of blocks stands: older files were written for objects, and
/// say nothing of lists, or the wrong thing.
fn of_objects(file: &PolicyFile) -> Vec<Problem> {
    // One for each list of a rule.
    let mut told: BTreeMap<(usize, String), (u32, String)> = BTreeMap::new();
    let mut rule = 0;
    // Variables of the rule that are such a list.
    let mut lists: Vec<String> = Vec::new();
    for (number, line) in (1..).zip(file.text.lines()) {
        let code = line.split('#').next().unwrap_or_default();
        if !code.starts_with([' ', '\t']) {
            lists.clear();
            rule += 1;
        }
        let known = lists.iter().find_map(|list| {
            let own = |at: usize| !code[..at].ends_with(|c: char| is_word(c) || c == '.');
            let at = code.match_indices(&format!("{list}.")).find(|(at, _)| own(*at))?.0;
            let read = &code[at..at + list.len() + 1 + word(&code[at + list.len() + 1..])];
            Some(read.to_owned())
        });
        let outside = |at: &usize| code[..*at].matches('"').count() % 2 == 0;
        let direct = code.find("input.resource").filter(outside).and_then(|at| {
            let (list, rest) = list_of(&code[at..])?;
            if let Some(name) = attribute(rest) {
                return Some(format!("{list}.{name}"));
            }
            let whole = rest.trim().is_empty() || rest.trim_start().starts_with([';', '}']);
            let before = code[..at].trim_end().trim_end_matches(['=', ':']).trim_end();
            let named = before.rsplit(|c| !is_word(c)).next().filter(|name| !name.is_empty());
            if whole && before.len() < code[..at].trim_end().len() {
                lists.extend(named.map(str::to_owned));
            }
            None
        });
        for reference in known.into_iter().chain(direct) {
            let list = reference.rsplit_once('.').map_or("", |(list, _)| list).to_owned();
            told.entry((rule, list)).or_insert((number, reference));
        }
    }
    told.into_iter()
        .map(|((_, list), (line, reference))| {
            let why = format!(
                "`{reference}` reads an attribute of a list: blocks are lists here, as in hcl2json, so it has no value; write `{list}[_]`"
            );
            Problem {
                at: Some(Position::start_of(line)),
                ..Problem::file(Loss::Note, file.path.as_str(), why)
            }
        })
        .collect()
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// How long the word is that a text begins with.
fn word(text: &str) -> usize {
    text.find(|c| !is_word(c)).unwrap_or(text.len())
}

/// `input.resource.TYPE.NAME` in any spelling, where a text begins with one, and what follows.
fn list_of(text: &str) -> Option<(&str, &str)> {
    let mut at = "input.resource".len();
    for _ in 0..2 {
        let rest = &text[at..];
        at += match rest.chars().next()? {
            '[' => rest.find(']')? + 1,
            '.' => 1 + word(&rest[1..]),
            _ => return None,
        };
    }
    Some(text.split_at(at))
}

/// `.name`, where a text begins with one.
fn attribute(rest: &str) -> Option<&str> {
    let name = rest.strip_prefix('.')?;
    let length = word(name);
    (length > 0 && name.starts_with(|c: char| c.is_ascii_alphabetic())).then(|| &name[..length])
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn file(name: &str, text: &str) -> PolicyFile {
        PolicyFile { path: name.into(), name: name.into(), text: text.into(), bundled: false }
    }

    fn said(text: &str, input: &Value) -> Vec<(String, String)> {
        let (rules, problems) = Conftest::load("p", &[file("a.rego", text)], &[], &[]);
        assert!(problems.iter().all(|problem| problem.loss != Loss::Lost), "{problems:?}");
        let (said, gaps) = rules.asker().ask("x", input, &|_| true);
        assert!(gaps.is_empty(), "{gaps:?}");
        said.into_iter().map(|one| (one.check, one.message)).collect()
    }

    #[test]
    fn rules_of_both_versions_answer() {
        let old = "package main\n\ndeny[msg] {\n\tinput.a == 1\n\tmsg = sprintf(\"a is %v\", [input.a])\n}\n\nwarn_b[{\"msg\": msg, \"x\": 1}] {\n\tinput.b\n\tmsg := \"b\"\n}\n\nother[x] { x := 1 }\n";
        let input = json!({"a": 1, "b": true});
        let all = said(old, &input);
        assert_eq!(
            all,
            [
                ("conftest.main.deny".to_owned(), "a is 1".to_owned()),
                ("conftest.main.warn_b".to_owned(), "b".to_owned()),
            ]
        );
        let new = "package main\n\nimport rego.v1\n\nviolation contains msg if {\n\tinput.a == 1\n\tmsg := \"v\"\n}\n";
        assert_eq!(said(new, &input), [("conftest.main.violation".to_owned(), "v".to_owned())]);
    }

    /// As conftest's own example (examples/exceptions) has them.
    #[test]
    fn exceptions_keep_a_rule_quiet() {
        let text = "package main\n\ndeny_run_as_root[msg] {\n\tinput.root\n\tmsg := \"root\"\n}\n\ndeny_other[msg] {\n\tmsg := \"other\"\n}\n\nexception[rules] {\n\tinput.name == \"may\"\n\trules := [\"run_as_root\"]\n}\n";
        let count = |name: &str| said(text, &json!({"root": true, "name": name})).len();
        assert_eq!((count("may"), count("must-not")), (1, 2));
    }

    #[test]
    fn what_is_not_asked_says_where_the_rules_are() {
        let text = "package acme.tags\n\ndeny[msg] { msg := \"x\" }\n";
        let (_, problems) = Conftest::load("p", &[file("a.rego", text)], &[], &[]);
        assert!(
            problems[0].message.contains("in acme.tags: name it with --conftest-namespace"),
            "{problems:?}"
        );
        let named = ["acme.tags".to_owned()];
        let (rules, problems) = Conftest::load("p", &[file("a.rego", text)], &[], &named);
        assert!(problems.is_empty() && rules.checks[0].id == "conftest.acme.tags.deny");
    }

    #[test]
    fn data_and_helpers_are_seen() {
        let files = [
            file(
                "a.rego",
                "package main\n\nimport data.lib.names\n\ndeny[msg] {\n\tnames.bad(input.n)\n\tmsg := data.words.said\n}\n",
            ),
            file("lib/one.rego", "package lib.names\n\nbad(n) { n == data.words.bad }\n"),
            file("lib/two.rego", "package lib.names\n\ngood(n) { not bad(n) }\n"),
        ];
        let data =
            [file("d.json", "{\"words\": {\"bad\": 1}}"), file("e.yaml", "words:\n  said: no\n")];
        let (rules, problems) = Conftest::load("p", &files, &data, &[]);
        assert!(problems.is_empty(), "{problems:?}");
        let (said, _) = rules.asker().ask("x", &json!({"n": 1}), &|_| true);
        assert_eq!(said.len(), 1, "{said:?}");
        assert_eq!(said[0].message, "no");
    }

    #[test]
    fn the_sandbox_holds() {
        for (text, code) in [
            ("deny[msg] { http.send({}); msg := \"x\" }", "P011 `http.send`"),
            ("deny[msg] { msg := opa.runtime().env.HOME }", "P011 `opa.runtime`"),
            ("deny[msg] { msg := sprintf(\"%1000000000d\", [1]) }", "P011 a width"),
            ("deny[msg] { msg := ((((((((((((((1)))))))))))))) }", "P017"),
            ("deny[msg] { msg := ", "P001"),
        ] {
            let text = format!("package main\n\n{text}\n");
            let (_, problems) = Conftest::load("p", &[file("a.rego", &text)], &[], &[]);
            assert!(problems[0].message.contains(code), "{text}: {problems:?}");
        }
        let text = "package main\n\ndeny[msg] {\n\tx := numbers.range(1, 90000)[_]\n\ty := numbers.range(1, 90000)[_]\n\tx + y < 0\n\tmsg := \"x\"\n}\n\nwarn[msg] { msg := \"w\" }\n";
        let (rules, _) = Conftest::load("p", &[file("a.rego", text)], &[], &[]);
        let (said, gaps) = rules.asker().ask("main.tf", &json!({}), &|_| true);
        assert_eq!((said.len(), gaps.len()), (1, 1));
        assert!(gaps[0].what.starts_with("P060"), "{gaps:?}");
    }

    #[test]
    fn a_rule_that_reads_objects_is_told() {
        for (body, is_told) in [
            ("\tproto := input.resource.aws_alb_listener[lb].protocol", true),
            ("\tinput.resource.aws_x.y.z == 1", true),
            ("\tx := input.resource[type][name]\n\tnot x.tags", true),
            ("\tx := input.resource[type][name][_]\n\tnot x.tags", false),
            ("\tx := input.resource.aws_x[name]\n}\n\ndeny[m] {\n\tx.tags", false),
            ("\tb := input.resource.aws_x[name]", false),
            ("\tb := input.resource.aws_x[name][_].acl", false),
            ("\t# input.resource.aws_x[name].acl", false),
        ] {
            assert_eq!(!of_objects(&file("a.rego", body)).is_empty(), is_told, "{body}");
        }
    }
}
