//! Tests of sets of one's own: which are true, why one is not, and which lines were evaluated.

use super::lint::{self, Statement};
use super::{Engine, Rego, bounded, steps};
use std::collections::{BTreeMap, BTreeSet};

/// One test that was run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tested {
    /// The file's name below its folder.
    pub file: String,
    /// The package without `data.`.
    pub package: String,
    /// The rule.
    pub name: String,
    /// Where it failed, else where it stands: line and column.
    pub at: (u32, u32),
    /// Why it failed; `None`: it passed.
    pub failure: Option<String>,
    /// What it printed.
    pub prints: Vec<String>,
}

/// The lines of a file that were evaluated, and those that were not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Covered {
    /// The file's name below its folder.
    pub file: String,
    /// The lines that were evaluated.
    pub covered: BTreeSet<u32>,
    /// Those that were not.
    pub not_covered: BTreeSet<u32>,
}

impl Engine {
    /// Runs the tests of the sets of one's own whose names are wanted (`package.test_name`).
    ///
    /// # Errors
    /// The engine's own sentence, which names file and line.
    pub(crate) fn run_tests(
        &self,
        wanted: &dyn Fn(&str) -> bool,
        coverage: bool,
    ) -> Result<(Vec<Tested>, Vec<Covered>), String> {
        let mut all = Vec::new();
        let mut lines = Vec::new();
        for rego in &self.own {
            let mut engine = rego.prepare(true)?;
            engine.set_enable_coverage(coverage);
            for (file, package, name, at) in rego.tests() {
                if !wanted(&format!("{package}.{name}")) {
                    continue;
                }
                engine.set_input(regorus::Value::new_object());
                let rule = format!("data.{package}.{name}");
                let value = asked(&mut engine, &rule, self.budget.interpreted);
                let prints = engine.take_prints().unwrap_or_default();
                let mut tested = Tested { file, package, name, at, failure: None, prints };
                match value {
                    Ok(regorus::Value::Bool(true)) => {}
                    Ok(_) => self.explain(rego, &mut tested),
                    Err(why) => tested.failure = Some(rego.located(&why)),
                }
                all.push(tested);
            }
            if coverage {
                lines.extend(rego.covered(&engine));
            }
        }
        Ok((all, lines))
    }

    /// What a query gives for an input: a list of the values of an expression, or whether
    /// statements hold.
    ///
    /// # Errors
    /// The engine's own sentence.
    pub(crate) fn ask(
        &self,
        query: &str,
        input: &super::Datum,
    ) -> Result<serde_json::Value, String> {
        let files: Vec<_> = self.own.iter().flat_map(|rego| rego.files.iter()).cloned().collect();
        let texts = files.iter().map(|file: &crate::policy::PolicyFile| &*file.text);
        let shared = crate::policy::shared::needed(texts.chain([query]));
        let shared = shared.into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
        let rego = Rego::new(files.into(), shared, self.data.clone(), Vec::new(), None);
        let head =
            "package stridelint_query\n\nimport data.stride.lib\nimport data.stride.result\n";
        let mut why = String::new();
        // An expression, else statements of a body: those say whether they hold.
        for body in [
            format!("answer contains stridelint_value if {{\n\tstridelint_value := {query}\n}}\n"),
            format!("answer contains true if {{\n\t{query}\n}}\n"),
        ] {
            let text = format!("{head}\n{body}");
            if let Err(faults) = lint::read("query", &text) {
                if why.is_empty() {
                    why = faults.into_iter().map(|fault| fault.message).collect();
                }
                continue;
            }
            let mut engine = rego.prepare(false)?;
            if self.own.is_empty() {
                bounded::bind(&mut engine)?;
            }
            engine.add_policy("query".to_owned(), text).map_err(|error| error.to_string())?;
            engine.set_input(input.0.clone());
            let rule = "data.stridelint_query.answer";
            let value = asked(&mut engine, rule, self.budget.interpreted)?;
            return serde_json::to_value(value).map_err(|error| error.to_string());
        }
        Err(why)
    }

    /// Finds the statement of a test that is not true.
    fn explain(&self, rego: &Rego, tested: &mut Tested) {
        tested.failure = Some("is not true".to_owned());
        let file = rego.files.iter().find(|file| file.name == tested.file && file.is_test());
        let Some(file) = file else { return };
        let statements = lint::statements(&file.name, &file.text, &tested.name);
        let mut text = String::new();
        for at in 0..statements.len() {
            let body = joined(&statements[..=at]);
            text.push_str(&format!("\nstridelint_holds_{at} if {{{body}\n}}\n"));
            let before = joined(&statements[..at]);
            for (side, expr) in statements[at].sides() {
                let with = &statements[at].with;
                text.push_str(&format!(
                    "\nstridelint_{side}_{at} := stridelint_value if {{{before}\n\tstridelint_value := {expr} {with}\n}}\n"
                ));
            }
        }
        let Ok(mut engine) = rego.prepare_with(true, Some((&tested.package, &text))) else {
            return;
        };
        let mut ask = |name: &str| {
            engine.set_input(regorus::Value::new_object());
            let rule = format!("data.{}.{name}", tested.package);
            asked(&mut engine, &rule, self.budget.interpreted).ok()
        };
        for (at, statement) in statements.iter().enumerate() {
            let holds = ask(&format!("stridelint_holds_{at}"));
            if holds == Some(regorus::Value::Bool(true)) {
                continue;
            }
            let source = crate::source::SourceFile::new(String::new(), file.text.to_string());
            let place = source.position(statement.at);
            tested.at = (place.line, place.column);
            let mut said = Vec::new();
            for (side, expr) in statement.sides() {
                match ask(&format!("stridelint_{side}_{at}")) {
                    Some(regorus::Value::Undefined) | None => {
                        said.push(format!("{side} has no value"));
                    }
                    Some(value) if !is_literal(expr) => {
                        said.push(format!("{side} is {}", short(&value)));
                    }
                    Some(_) => {}
                }
            }
            let values =
                if said.is_empty() { String::new() } else { format!(": {}", said.join(", ")) };
            tested.failure = Some(format!("`{}` is false{values}", statement.text));
            return;
        }
    }
}

fn asked(engine: &mut regorus::Engine, rule: &str, most: u32) -> Result<regorus::Value, String> {
    bounded::begin(&super::Allowance::default());
    engine.set_execution_timer_config(steps(most));
    engine.eval_rule(rule.to_owned()).map_err(|error| {
        match error.downcast_ref::<regorus::LimitError>() {
            Some(regorus::LimitError::TimeLimitExceeded { .. }) => super::Budget::beyond(most),
            _ => error.to_string(),
        }
    })
}

fn joined(statements: &[Statement]) -> String {
    statements.iter().map(|one| format!("\n\t{} {}", one.full, one.with)).collect()
}

fn is_literal(text: &str) -> bool {
    serde_json::from_str::<serde_json::Value>(text).is_ok()
}

/// A value as JSON, of what is long its beginning.
fn short(value: &regorus::Value) -> String {
    let text = value.to_string();
    if text.chars().count() > 200 { text.chars().take(199).chain(['…']).collect() } else { text }
}

impl Rego {
    /// The tests: file, package, rule, place.
    fn tests(&self) -> Vec<(String, String, String, (u32, u32))> {
        let mut all = Vec::new();
        for file in self.files.iter().filter(|file| !file.bundled) {
            let Ok(parsed) = lint::read(&file.name, &file.text) else { continue };
            let source = crate::source::SourceFile::new(String::new(), file.text.to_string());
            for rule in parsed.rules.iter().filter(|rule| rule.name.starts_with("test_")) {
                let at = source.position(rule.at);
                let place = (at.line, at.column);
                all.push((file.name.clone(), parsed.package.clone(), rule.name.clone(), place));
            }
        }
        all
    }

    /// Which lines of the files without tests were evaluated.
    fn covered(&self, engine: &regorus::Engine) -> Vec<Covered> {
        let Ok(report) = engine.get_coverage_report() else { return Vec::new() };
        let modules = self.modules(true).unwrap_or_default();
        let mut files: BTreeMap<String, Covered> = BTreeMap::new();
        for of in report.files {
            let Some(module) = modules.iter().find(|module| module.path == of.path) else {
                continue;
            };
            let own = of.covered.iter().map(|line| (*line, true));
            for (line, covered) in own.chain(of.not_covered.iter().map(|line| (*line, false))) {
                let Some((path, line)) = module.place(line) else { continue };
                let Some(file) =
                    self.files.iter().find(|file| file.path == path && !file.is_test())
                else {
                    continue;
                };
                let entry = files.entry(file.name.clone()).or_default();
                entry.file.clone_from(&file.name);
                let set = if covered { &mut entry.covered } else { &mut entry.not_covered };
                set.insert(line);
            }
        }
        for file in files.values_mut() {
            // A line of several parts is covered where one of them is.
            let covered = file.covered.clone();
            file.not_covered.retain(|line| !covered.contains(line));
        }
        // What was never asked for is not in the engine's report.
        for file in self.files.iter().filter(|file| !file.bundled && !file.is_test()) {
            if !files.contains_key(&file.name) {
                let lines = lint::lines(&file.name, &file.text);
                let none =
                    Covered { file: file.name.clone(), not_covered: lines, ..Covered::default() };
                files.insert(file.name.clone(), none);
            }
        }
        files.into_values().collect()
    }
}
