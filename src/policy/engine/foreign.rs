//! Rules that were written for conftest, as they are: Rego of either version, evaluated on a file's own
//! JSON. What they may call and what they may cost is what holds for policies of one's own.

use super::super::source::PolicyFile;
use super::super::text::{MAX_DEPTH, MAX_EXPONENT, scan};
use super::lint::{self, Foreign};
use super::merge::merge;
use super::{Allowance, Budget, Datum, Ended, bounded, ended, fault, items, steps};
use crate::budget;
use crate::policy::metadata::wrong;
use crate::source::{Loss, Problem, SourceFile};
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// A rule that is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ForeignRule {
    /// Its package.
    pub(crate) namespace: String,
    /// Its name.
    pub(crate) name: String,
    /// The file of its first definition, as problems name it.
    pub(crate) file: String,
    /// The line there.
    pub(crate) line: u32,
}

/// What one rule says of one input.
pub(crate) struct ForeignAnswer {
    /// The rule's number.
    pub(crate) rule: usize,
    /// Its sentences; why it could not be asked.
    pub(crate) said: Result<Vec<String>, fault::Fault>,
}

/// The files, read and prepared.
pub(crate) struct Foreigners {
    rules: Vec<ForeignRule>,
    /// Namespaces that have a rule `exception`.
    excepting: BTreeSet<String>,
    /// All namespaces with rules that conftest asks.
    namespaces: BTreeSet<String>,
    prepared: Mutex<regorus::Engine>,
    budget: Budget,
}

impl Foreigners {
    /// Reads files and data. `wanted`: whether conftest asks a rule of this namespace and name.
    ///
    /// A file that is no Rego, or calls what is not available, is told and left out.
    pub(crate) fn new(
        files: &[PolicyFile],
        data: &serde_json::Value,
        wanted: &dyn Fn(&str, &str) -> bool,
    ) -> (Foreigners, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut found = Foreigners {
            rules: Vec::new(),
            excepting: BTreeSet::new(),
            namespaces: BTreeSet::new(),
            prepared: Mutex::new(regorus::Engine::new()),
            budget: Budget::default(),
        };
        let (mut new, mut old) = (Vec::new(), Vec::new());
        let mut all: Vec<(&PolicyFile, Foreign)> = Vec::new();
        for file in files.iter().filter(|file| file.is_rego() && !file.is_test()) {
            let Some(read) = readable(file, &mut problems) else { continue };
            for (name, line) in &read.rules {
                let namespace = &read.package;
                if name == "exception" {
                    found.excepting.insert(namespace.clone());
                }
                if super::super::check::severity_of(name).is_none() {
                    continue;
                }
                found.namespaces.insert(namespace.clone());
                let known = |one: &ForeignRule| one.namespace == *namespace && one.name == *name;
                if wanted(namespace, name) && !found.rules.iter().any(known) {
                    found.rules.push(ForeignRule {
                        namespace: namespace.clone(),
                        name: name.clone(),
                        file: file.path.clone(),
                        line: *line,
                    });
                }
            }
            if read.v1 {
                new.push(file)
            } else {
                old.push(file)
            }
            all.push((file, read));
        }
        problems.extend(unbound(&all));
        found.rules.sort_by(|one, other| {
            (&one.namespace, &one.name).cmp(&(&other.namespace, &other.name))
        });
        match prepare(&new, &old, data, &found.rules) {
            Ok(engine) => found.prepared = Mutex::new(engine),
            Err(why) => {
                found.rules.clear();
                let path = files.first().map_or("", |file| file.path.as_str());
                problems.push(Problem::file(
                    Loss::Lost,
                    path,
                    format!("P001 the rules do not fit together: {}", super::plain(&why)),
                ));
            }
        }
        (found, problems)
    }

    /// The rules that are asked, sorted.
    pub(crate) fn rules(&self) -> &[ForeignRule] {
        &self.rules
    }

    /// The namespaces that have rules which conftest would ask, asked or not.
    pub(crate) fn namespaces(&self) -> &BTreeSet<String> {
        &self.namespaces
    }

    /// An engine for one thread.
    pub(crate) fn worker(&self) -> ForeignWorker<'_> {
        let engine = self.prepared.lock().unwrap_or_else(PoisonError::into_inner).clone();
        ForeignWorker { all: self, engine }
    }
}

/// An engine that one thread asks.
pub(crate) struct ForeignWorker<'a> {
    all: &'a Foreigners,
    engine: regorus::Engine,
}

impl ForeignWorker<'_> {
    /// What the rules that are wanted say of an input. A rule that an exception of its namespace names
    /// says nothing.
    pub(crate) fn ask(
        &mut self,
        input: &serde_json::Value,
        wanted: &dyn Fn(usize) -> bool,
    ) -> Vec<ForeignAnswer> {
        self.engine.set_input(Datum::of(input).0);
        let mut answers = Vec::new();
        let mut excepted: Option<(&str, BTreeSet<String>)> = None;
        for (number, rule) in self.all.rules.iter().enumerate().filter(|(at, _)| wanted(*at)) {
            let namespace = rule.namespace.as_str();
            if excepted.as_ref().is_none_or(|(known, _)| *known != namespace) {
                let names = match self.all.excepting.contains(namespace) {
                    true => match self.eval(&format!("data.{namespace}.exception")) {
                        Ok(value) => items(&value).into_iter().flat_map(inner).collect(),
                        Err(_) => BTreeSet::new(),
                    },
                    false => BTreeSet::new(),
                };
                excepted = Some((namespace, names));
            }
            let short = rule.name.split_once('_').map_or(rule.name.as_str(), |(_, rest)| rest);
            if excepted.as_ref().is_some_and(|(_, names)| names.contains(short)) {
                continue;
            }
            let path = format!("data.{namespace}.{}", rule.name);
            let said = match self.eval(&path) {
                Ok(value) => self.sentences(rule, &value),
                Err(why) => Err(self.stopped(rule, why)),
            };
            answers.push(ForeignAnswer { rule: number, said });
        }
        answers
    }

    fn eval(&mut self, rule: &str) -> Result<regorus::Value, Ended> {
        bounded::begin(&Allowance::default());
        self.engine.set_execution_timer_config(steps(self.all.budget.interpreted));
        let value = self.engine.eval_rule(rule.to_owned());
        value.map_err(|error| ended(&error, &|text| super::plain(text)))
    }

    /// The sentences of a rule's value: texts, and the `msg` of objects. What is neither says nothing, as
    /// in conftest.
    fn sentences(
        &self,
        rule: &ForeignRule,
        value: &regorus::Value,
    ) -> Result<Vec<String>, fault::Fault> {
        let mut said = BTreeSet::new();
        for item in items(value) {
            match item {
                regorus::Value::String(text) => {
                    said.insert(text.to_string());
                }
                regorus::Value::Object(_) => match &item["msg"] {
                    regorus::Value::String(text) => {
                        said.insert(text.to_string());
                    }
                    _ => {
                        let why = "its object has no text `msg`".to_owned();
                        return Err(at(rule, "P061", format!("could not be evaluated: {why}"), ""));
                    }
                },
                _ => {}
            }
        }
        if said.len() > budget::OWN_FINDINGS {
            return Err(self.stopped(rule, Ended::Findings));
        }
        Ok(said.into_iter().filter(|text| !text.is_empty()).collect())
    }

    fn stopped(&self, rule: &ForeignRule, why: Ended) -> fault::Fault {
        let (code, why, behind) = match why {
            Ended::Steps => {
                let most = budget::grouped(self.all.budget.interpreted.into());
                ("P060", format!("took more than {most} steps"), " and was stopped")
            }
            Ended::Memory(_) => {
                let most = budget::OWN_MEMORY >> 20;
                ("P062", format!("took more than {most} MiB"), " and was stopped")
            }
            Ended::Findings => {
                let most = budget::grouped(budget::OWN_FINDINGS as u64);
                ("P063", format!("gave more than {most} findings"), " and was stopped")
            }
            Ended::Failed(why) => ("P061", format!("could not be evaluated: {why}"), ""),
        };
        at(rule, code, why, behind)
    }
}

fn at(rule: &ForeignRule, code: &'static str, why: String, behind: &'static str) -> fault::Fault {
    let place = Some((rule.file.clone(), rule.line, 1));
    fault::Fault { at: place, code: Some(code), why, behind }
}

/// The texts in an item of `exception`.
fn inner(value: &regorus::Value) -> Vec<String> {
    let text = |value: &regorus::Value| value.as_string().ok().map(|text| text.to_string());
    match value {
        regorus::Value::Object(entries) => entries.values().filter_map(text).collect(),
        other => items(other).into_iter().filter_map(text).collect(),
    }
}

/// Variables that nothing binds: conftest refuses such a file, the engine takes any value for them.
fn unbound(all: &[(&PolicyFile, Foreign)]) -> Vec<Problem> {
    let files = all.iter().map(|(_, read)| &read.parsed).collect();
    let program = lint::Program::new(files, &[], BTreeSet::new());
    let told = program.unbound().into_iter().filter(|found| found.code == "P012");
    told.filter_map(|found| {
        let (file, _) = all.get(found.file)?;
        let source = SourceFile::new(file.path.clone(), file.text.to_string());
        let why = format!("{} {}; conftest refuses the file", found.code, found.message);
        let told = Problem::file(Loss::Warning, file.path.as_str(), why);
        Some(Problem { at: Some(source.position(found.at)), ..told })
    })
    .collect()
}

/// Reads a file of either version; what it may not do is told.
fn readable(file: &PolicyFile, problems: &mut Vec<Problem>) -> Option<Foreign> {
    let scanned = scan(&file.text);
    if let Some(line) = scanned.too_deep {
        let why = format!("P017 brackets nest more than {MAX_DEPTH} deep");
        problems.push(wrong(&file.path, line, why));
        return None;
    }
    if let Some(line) = scanned.too_large {
        let why =
            format!("P001 syntax: the exponent of a number has more than {MAX_EXPONENT} digits");
        problems.push(wrong(&file.path, line, why));
        return None;
    }
    match lint::foreign(&file.path, &file.text) {
        Ok(read) if read.refused.is_empty() => Some(read),
        Ok(read) => {
            problems
                .extend(read.refused.into_iter().map(|(line, why)| wrong(&file.path, line, why)));
            None
        }
        Err(error) => {
            let why = format!("{} {}", error.code, error.message);
            problems.push(wrong(&file.path, error.line, why));
            None
        }
    }
}

fn prepare(
    new: &[&PolicyFile],
    old: &[&PolicyFile],
    data: &serde_json::Value,
    rules: &[ForeignRule],
) -> Result<regorus::Engine, String> {
    let error = |error: &dyn std::fmt::Display| error.to_string();
    let mut engine = regorus::Engine::new();
    engine.set_strict_builtin_errors(false);
    engine.set_gather_prints(true);
    bounded::bind(&mut engine)?;
    for (files, is_old) in [(new, false), (old, true)] {
        engine.set_rego_v0(is_old);
        match merge(files.iter().copied()) {
            Ok(modules) => {
                for module in modules {
                    engine.add_policy(module.path, module.text).map_err(|why| error(&why))?;
                }
            }
            // Two files call two packages by one name: they stay apart.
            Err(_) => {
                for file in files {
                    let text = file.text.to_string();
                    engine.add_policy(file.path.clone(), text).map_err(|why| error(&why))?;
                }
            }
        }
    }
    engine.set_rego_v0(false);
    engine.add_data(Datum::of(data).0).map_err(|why| error(&why))?;
    engine.set_input(regorus::Value::new_object());
    if let Some(first) = rules.first() {
        bounded::begin(&Allowance::default());
        engine.set_execution_timer_config(steps(budget::INTERPRETED_STEPS));
        // Preparing is lazy: one evaluation does it here. What it gives on nothing is nobody's concern,
        // but for rules that do not fit together.
        let value = engine.eval_rule(format!("data.{}.{}", first.namespace, first.name));
        if let Err(why) = value
            && matches!(ended(&why, &str::to_owned), Ended::Failed(_))
        {
            let text = why.to_string();
            if ["could not find function", "recursion", "unsafe", "not a valid rule"]
                .iter()
                .any(|word| text.contains(word))
            {
                return Err(text);
            }
        }
    }
    Ok(engine)
}
