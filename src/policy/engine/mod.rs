//! The Rego engine. Nothing outside this folder names it.

mod ast;
mod bounded;
mod bytecode;
mod calls;
mod capabilities;
// The build script's; what it does is tested here.
#[cfg(test)]
mod compile;
mod datum;
mod entry;
mod merge;

pub(crate) use ast::{Module, parse};
pub(crate) use bytecode::Program;
pub(crate) use calls::lint;
pub(crate) use datum::Datum;
pub(crate) use entry::ENTRY;

use bytecode::{Machine, Stopped};
use merge::{Merged, merge};

use super::metadata::Check;
use super::source::PolicyFile;
use crate::budget;
use crate::document::Segment;
use regorus::utils::limits::ExecutionTimerConfig;
use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

/// The engine and its version, as Cargo.lock has them.
pub const ENGINE: &str = "regorus 0.14.1";

/// What one evaluation may cost, in the engine's steps: the same on every machine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget {
    /// Instructions of bytecode, all checks together.
    pub(crate) all: usize,
    /// Instructions of bytecode, one check by itself.
    pub(crate) check: usize,
    /// Steps of the interpreter, several checks together or one by itself.
    pub(crate) interpreted: u32,
}

impl Default for Budget {
    fn default() -> Self {
        Budget {
            all: budget::ENGINE_STEPS,
            check: budget::ENGINE_STEPS_OF_ONE,
            interpreted: budget::INTERPRETED_STEPS,
        }
    }
}

impl Budget {
    /// Why a check ends that needs more.
    pub(crate) fn beyond(steps: impl std::fmt::Display) -> String {
        format!("it takes more than {steps} steps on this unit")
    }
}

/// A finding as a policy gave it: in terms of one world.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Raw {
    pub(crate) resource: String,
    pub(crate) path: Vec<Segment>,
    pub(crate) facts: serde_json::Map<String, serde_json::Value>,
}

/// Per check id what its rule found, or why it failed.
pub(crate) type Found = BTreeMap<String, Result<Vec<Raw>, String>>;

/// How many compiled patterns are kept: those of all policies, and those that a unit's own values
/// make.
const PATTERNS: usize = 1024;

/// Policies to evaluate: bytecode of those that the program brings, an interpreter for all others.
pub(crate) struct Engine {
    program: Option<Program>,
    data: Datum,
    files: Arc<[PolicyFile]>,
    checks: Vec<(String, String, String)>,
    /// Made when it is first needed: parsing and preparing take longer than a small scan.
    interpreter: OnceLock<Result<Mutex<regorus::Engine>, String>>,
    budget: Budget,
}

impl Engine {
    /// Takes Rego files and data. What `program` does not have is parsed and prepared here.
    ///
    /// # Errors
    /// The engine's own sentence, which names file and line.
    pub(crate) fn new<'a>(
        files: Arc<[PolicyFile]>,
        data: &serde_json::Value,
        checks: impl Iterator<Item = &'a Check>,
        program: Option<Program>,
        budget: Budget,
    ) -> Result<Engine, String> {
        regorus::cache::configure(regorus::cache::Config { regex: PATTERNS, glob: PATTERNS });
        let checks: Vec<_> = checks
            .map(|check| (check.id.clone(), check.threat.clone(), check.rule.clone()))
            .collect();
        let engine = Engine {
            program,
            data: Datum::of(data),
            files,
            checks,
            interpreter: OnceLock::new(),
            budget,
        };
        if !engine.is_compiled() {
            engine.interpreter()?;
        }
        Ok(engine)
    }

    /// Whether the program has every check.
    pub(crate) fn is_compiled(&self) -> bool {
        self.program
            .as_ref()
            .is_some_and(|program| self.checks.iter().all(|(id, ..)| program.has(id)))
    }

    /// Whether the program has a check.
    pub(crate) fn has_compiled(&self, check: &str) -> bool {
        self.program.as_ref().is_some_and(|program| program.has(check))
    }

    fn interpreter(&self) -> Result<regorus::Engine, String> {
        match self.interpreter.get_or_init(|| self.prepared(false).map(Mutex::new)) {
            Ok(prepared) => Ok(prepared.lock().unwrap_or_else(PoisonError::into_inner).clone()),
            Err(why) => Err(why.clone()),
        }
    }

    /// Loads modules and data, generates the entry rules and prepares everything once. The tests of
    /// the program's own policies are left out where nobody asks for them.
    fn prepared(&self, tests: bool) -> Result<regorus::Engine, String> {
        let mut engine = regorus::Engine::new();
        // A built-in that is given a wrong type then has no value, as in OPA, and the rule's other
        // findings stay.
        engine.set_strict_builtin_errors(false);
        if self.files.iter().any(|file| !file.bundled) {
            bounded::bind(&mut engine)?;
        }
        for module in self.modules(tests)? {
            engine.add_policy(module.path, module.text).map_err(|error| error.to_string())?;
        }
        engine.add_data(self.data.0.clone()).map_err(|error| error.to_string())?;
        let mut text = entry::head();
        for (id, threat, rule) in &self.checks {
            entry::add(&mut text, "all", id, rule);
            entry::add(&mut text, &threat_rule(threat), id, rule);
        }
        engine
            .add_policy("stridelint_entry.rego".to_owned(), text)
            .map_err(|error| error.to_string())?;
        engine.set_input(regorus::Value::new_object());
        // Preparing is lazy: one evaluation does it here instead of in every worker.
        engine.eval_rule(format!("data.{ENTRY}.ready")).map_err(|error| error.to_string())?;
        Ok(engine)
    }

    fn modules(&self, tests: bool) -> Result<Vec<Merged>, String> {
        merge(self.files.iter().filter(|file| tests || !file.is_bundled_test()))
    }

    /// An error of the interpreter, with the file as it was written.
    fn located(&self, message: &str) -> String {
        let message = plain(message);
        let modules = self.modules(true).unwrap_or_default();
        modules.iter().find_map(|module| module.located(&message)).unwrap_or(message)
    }

    /// A worker that has the tests of all policies.
    ///
    /// # Errors
    /// As [`Engine::new`].
    pub(crate) fn tester(&self) -> Result<Worker<'_>, String> {
        Ok(Worker {
            engine: self,
            machine: None,
            interpreter: Some(self.prepared(true)?),
            budget: self.budget,
        })
    }

    /// A worker's own engine; cheap.
    pub(crate) fn worker(&self) -> Worker<'_> {
        let machine = self.program.as_ref().and_then(|program| program.machine(&self.data));
        Worker { engine: self, machine, interpreter: None, budget: self.budget }
    }
}

fn threat_rule(threat: &str) -> String {
    format!("threat_{}", threat.replace('-', "_"))
}

/// A limit of steps. The interpreter has a clock only, which it looks at after so many steps: no time
/// at all is over by then.
fn steps(count: u32) -> ExecutionTimerConfig {
    ExecutionTimerConfig {
        limit: Duration::ZERO,
        check_interval: NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN),
    }
}

/// An engine that one thread evaluates with.
pub(crate) struct Worker<'a> {
    engine: &'a Engine,
    machine: Option<Machine>,
    interpreter: Option<regorus::Engine>,
    budget: Budget,
}

impl Worker<'_> {
    /// Takes so many instructions at most, of one check or of all.
    #[cfg(test)]
    pub(crate) fn limit(&mut self, steps: usize) {
        self.budget = Budget { all: steps, check: steps, ..self.budget };
    }

    /// Evaluates checks in one world.
    pub(crate) fn run(&mut self, input: &Datum, checks: &[&Check]) -> Found {
        let mut found: Found =
            checks.iter().map(|check| (check.id.clone(), Ok(Vec::new()))).collect();
        let program = self.engine.program.as_ref();
        let (compiled, others): (Vec<&Check>, Vec<&Check>) = checks
            .iter()
            .copied()
            .partition(|check| program.is_some_and(|program| program.has(&check.id)));
        if !others.is_empty() {
            self.interpret(input, &others, &mut found, true);
        }
        if !compiled.is_empty() {
            let hits = self
                .machine
                .as_mut()
                .map(|machine| machine.run(&wanting(input, &compiled), self.budget.all, hits));
            match hits {
                Some(Ok(hits)) => {
                    found.extend(hits.into_iter().map(|(check, raws)| (check, Ok(raws))))
                }
                Some(Err(Stopped::Steps)) => self.one_by_one(input, &compiled, &mut found),
                // The interpreter says what failed; where all at once failed, it would again.
                Some(Err(Stopped::Failed)) => self.interpret(input, &compiled, &mut found, false),
                None => self.interpret(input, &compiled, &mut found, true),
            }
        }
        found
    }

    /// Each check by itself: the one that takes too many steps costs no other.
    fn one_by_one(&mut self, input: &Datum, checks: &[&Check], found: &mut Found) {
        let Some(machine) = &mut self.machine else { return };
        for check in checks {
            let alone = wanting(input, std::slice::from_ref(check));
            match machine.run(&alone, self.budget.check, hits) {
                Ok(hits) => found.extend(hits.into_iter().map(|(check, raws)| (check, Ok(raws)))),
                Err(Stopped::Steps) => {
                    let why = Budget::beyond(self.budget.check);
                    found.insert(check.id.clone(), Err(why));
                }
                Err(Stopped::Failed) => {
                    found.insert(check.id.clone(), Err("its bytecode failed".to_owned()));
                }
            }
        }
    }

    /// All checks at once; where that fails threat by threat; where that fails check by check.
    fn interpret(&mut self, input: &Datum, checks: &[&Check], found: &mut Found, at_once: bool) {
        if self.interpreter.is_none() {
            match self.engine.interpreter() {
                Ok(interpreter) => self.interpreter = Some(interpreter),
                Err(why) => {
                    return found
                        .extend(checks.iter().map(|check| (check.id.clone(), Err(why.clone()))));
                }
            }
        }
        if let Some(interpreter) = &mut self.interpreter {
            interpreter.set_input(wanting(input, checks).0);
        }
        if at_once && self.hit(entry::ALL, found) {
            return;
        }
        let mut threats: BTreeMap<&str, Vec<&Check>> = BTreeMap::new();
        for check in checks {
            threats.entry(&check.threat).or_default().push(check);
        }
        for (threat, checks) in threats {
            if checks.len() > 1 && self.hit(&format!("data.{ENTRY}.{}", threat_rule(threat)), found)
            {
                continue;
            }
            for check in checks {
                let result = self.eval(&check.rule).and_then(|value| raws(&value));
                found.insert(check.id.clone(), result);
            }
        }
    }

    /// Whether an entry rule could be evaluated; what it found is then in `found`.
    fn hit(&mut self, rule: &str, found: &mut Found) -> bool {
        let hits = self.eval(rule).and_then(|value| hits(&value));
        hits.map(|hits| found.extend(hits.into_iter().map(|(check, raws)| (check, Ok(raws)))))
            .is_ok()
    }

    /// Whether a rule is true with an input, and what it is otherwise: for tests of policies.
    ///
    /// # Errors
    /// The engine's sentence.
    pub(crate) fn test(&mut self, rule: &str) -> Result<bool, String> {
        if let Some(interpreter) = &mut self.interpreter {
            interpreter.set_input(regorus::Value::new_object());
        }
        self.eval(rule).map(|value| value == regorus::Value::Bool(true))
    }

    fn eval(&mut self, rule: &str) -> Result<regorus::Value, String> {
        let Some(interpreter) = &mut self.interpreter else {
            return Err("no interpreter".to_owned());
        };
        bounded::begin();
        interpreter.set_execution_timer_config(steps(self.budget.interpreted));
        interpreter.eval_rule(rule.to_owned()).map_err(|error| {
            match error.downcast_ref::<regorus::LimitError>() {
                Some(regorus::LimitError::TimeLimitExceeded { .. }) => {
                    Budget::beyond(self.budget.interpreted)
                }
                _ => self.engine.located(&error.to_string()),
            }
        })
    }
}

/// The input with the checks that are wanted.
fn wanting(input: &Datum, checks: &[&Check]) -> Datum {
    let wanted: BTreeMap<regorus::Value, regorus::Value> =
        checks.iter().map(|check| (check.id.as_str().into(), regorus::Value::from(true))).collect();
    input.clone().with("run", Datum(regorus::Value::from(wanted)))
}

/// What an entry rule found, by check.
fn hits(value: &regorus::Value) -> Result<Vec<(String, Vec<Raw>)>, String> {
    items(value)
        .into_iter()
        .map(|hit| {
            let check = hit["check"].as_string().map_err(|error| error.to_string())?.to_string();
            Ok((check, raws(&hit["found"])?))
        })
        .collect()
}

/// The engine's message without its drawing of the source line.
fn plain(message: &str) -> String {
    let lines: Vec<&str> = message.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let place = lines.iter().find_map(|line| line.strip_prefix("--> "));
    let error = lines.iter().rev().find_map(|line| line.strip_prefix("error: "));
    match (place, error) {
        (Some(place), Some(error)) => format!("{place}: {error}"),
        _ => lines.join(" "),
    }
}

fn items(value: &regorus::Value) -> Vec<&regorus::Value> {
    match value {
        regorus::Value::Set(set) => set.iter().collect(),
        regorus::Value::Array(array) => array.iter().collect(),
        _ => Vec::new(),
    }
}

/// The findings of a check's set.
fn raws(value: &regorus::Value) -> Result<Vec<Raw>, String> {
    items(value).into_iter().map(raw).collect()
}

fn raw(value: &regorus::Value) -> Result<Raw, String> {
    let no_finding = || {
        "its members are no findings: each is made by result.at(resource, path) or result.facts"
            .to_owned()
    };
    let resource = value["resource"].as_string().map_err(|_| no_finding())?.to_string();
    let path = value["path"]
        .as_array()
        .map_err(|_| no_finding())?
        .iter()
        .map(segment)
        .collect::<Option<Vec<_>>>()
        .ok_or_else(no_finding)?;
    let facts = match &value["facts"] {
        regorus::Value::Undefined => serde_json::Map::new(),
        facts => match serde_json::to_value(facts) {
            Ok(serde_json::Value::Object(facts)) => facts,
            _ => return Err(no_finding()),
        },
    };
    Ok(Raw { resource, path, facts })
}

fn segment(value: &regorus::Value) -> Option<Segment> {
    match value {
        regorus::Value::String(key) => Some(Segment::Key(key.as_ref().into())),
        regorus::Value::Number(_) => usize::try_from(value.as_u64().ok()?).ok().map(Segment::Index),
        _ => None,
    }
}

/// One rule of a module without anything around it: what the engine itself does.
#[cfg(test)]
pub(crate) fn probe(rules: &str, name: &str) -> Result<serde_json::Value, String> {
    let mut engine = regorus::Engine::new();
    engine
        .add_policy("probe.rego".to_owned(), format!("package probe\n\n{rules}"))
        .map_err(|error| error.to_string())?;
    let value =
        engine.eval_rule(format!("data.probe.{name}")).map_err(|error| error.to_string())?;
    serde_json::to_value(value).map_err(|error| error.to_string())
}
