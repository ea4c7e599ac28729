//! The Rego engine. Nothing outside this folder names it.

mod answers;
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
mod fault;
mod foreign;
mod found;
mod interpreter;
pub(crate) mod lint;
mod machine;
mod merge;
mod testing;

pub(crate) use ast::{Module, parse};
pub(crate) use bytecode::{Held, Program};
pub(crate) use calls::lint as lint_calls;
pub(crate) use datum::{Datum, Sum};
pub(crate) use entry::ENTRY;
pub(crate) use fault::Fault;
pub(crate) use foreign::{ForeignAnswer, ForeignRule, ForeignWorker, Foreigners};
pub(crate) use interpreter::{Allowance, Rego};
pub use testing::{Covered, Tested};

use answers::{Answers, Sights, question};
use bytecode::{Machine, Stopped};
use fault::Limit;
use found::{hits, items, raws};

use super::metadata::Check;
use super::source::PolicyFile;
use crate::budget;
use crate::document::Segment;
use regorus::utils::limits::ExecutionTimerConfig;
use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::Arc;
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
        format!("it takes more than {steps} steps on this deployment")
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
pub(crate) type Found = BTreeMap<String, Result<Vec<Raw>, Fault>>;

/// How many compiled patterns are kept: those of all policies, and those that a unit's own values
/// make.
const PATTERNS: usize = 1024;

/// Policies to evaluate: bytecode of those that the program brings, an interpreter for all others.
pub(crate) struct Engine {
    program: Option<Program>,
    data: Datum,
    checks: Vec<String>,
    base: Rego,
    /// The sets of one's own, each by itself.
    own: Vec<Rego>,
    budget: Budget,
    answers: Answers,
    sights: Sights,
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
        let data = Datum::of(data);
        let engine = Engine {
            program,
            data: data.clone(),
            checks: checks.iter().map(|(id, ..)| id.clone()).collect(),
            base: Rego::new(files, Vec::new(), data, checks, None),
            own: Vec::new(),
            budget,
            answers: Answers::default(),
            sights: Sights::default(),
        };
        if !engine.is_compiled() {
            engine.base.engine()?;
        }
        Ok(engine)
    }

    /// The data of the program's policies.
    pub(crate) fn data(&self) -> &Datum {
        &self.data
    }

    /// Adds a set of one's own, which sees nothing of the others.
    ///
    /// # Errors
    /// As [`Engine::new`].
    pub(crate) fn add(&mut self, own: Rego) -> Result<(), String> {
        own.engine()?;
        self.own.push(own);
        Ok(())
    }

    /// Whether the program has every check.
    pub(crate) fn is_compiled(&self) -> bool {
        let has = |program: &Program| self.checks.iter().all(|id| program.has(id));
        self.own.is_empty() && self.program.as_ref().is_some_and(has)
    }

    /// Whether the program has a check.
    pub(crate) fn has_compiled(&self, check: &str) -> bool {
        self.program.as_ref().is_some_and(|program| program.has(check))
    }

    /// A worker that has the tests of all policies.
    ///
    /// # Errors
    /// As [`Engine::new`].
    pub(crate) fn tester(&self) -> Result<Worker<'_>, String> {
        let mut own = Vec::new();
        for rego in &self.own {
            own.push(Some(rego.prepare(true)?));
        }
        let base = if own.is_empty() { Some(self.base.prepare(true)?) } else { None };
        Ok(Worker { engine: self, machine: None, base, own, budget: self.budget })
    }

    /// A worker's own engine; cheap.
    pub(crate) fn worker(&self) -> Worker<'_> {
        let machine = self.program.as_ref().and_then(|program| program.machine(&self.data));
        let own = self.own.iter().map(|_| None).collect();
        Worker { engine: self, machine, base: None, own, budget: self.budget }
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
    base: Option<regorus::Engine>,
    own: Vec<Option<regorus::Engine>>,
    budget: Budget,
}

impl Worker<'_> {
    /// Takes so many instructions at most, of one check or of all.
    #[cfg(test)]
    pub(crate) fn limit(&mut self, steps: usize) {
        self.budget = Budget { all: steps, check: steps, ..self.budget };
    }

    /// What a check sees besides resources of the types that its METADATA names, with their facts: the
    /// program's own are held to that by tests. `None`: nobody knows.
    pub(crate) fn held(&self, check: &Check) -> Option<Held> {
        if self.engine.own.iter().any(|own| own.has(&check.id))
            || !self.engine.has_compiled(&check.id)
        {
            return None;
        }
        let machine = self.machine.as_ref()?;
        Some(Held { asks_closed: machine.names_closed(&check.rule) })
    }

    /// Evaluates checks in one world.
    pub(crate) fn run(&mut self, input: &Datum, checks: &[&Check]) -> Found {
        self.run_known(input, None, checks)
    }

    /// As [`Worker::run`], in a world with a digest of all that policies see of it: what was found in an
    /// equal one is not looked for again.
    pub(crate) fn run_known(
        &mut self,
        input: &Datum,
        world: Option<&Sum>,
        checks: &[&Check],
    ) -> Found {
        let mut found: Found =
            checks.iter().map(|check| (check.id.clone(), Ok(Vec::new()))).collect();
        let mut rest: Vec<&Check> = checks.to_vec();
        for at in 0..self.engine.own.len() {
            let (own, others): (Vec<&Check>, Vec<&Check>) =
                rest.into_iter().partition(|check| self.engine.own[at].has(&check.id));
            rest = others;
            if !own.is_empty() {
                self.interpret(Some(at), input, &own, &mut found, true);
            }
        }
        let program = self.engine.program.as_ref();
        let (compiled, others): (Vec<&Check>, Vec<&Check>) = rest
            .into_iter()
            .partition(|check| program.is_some_and(|program| program.has(&check.id)));
        if !others.is_empty() {
            self.interpret(None, input, &others, &mut found, true);
        }
        if !compiled.is_empty() {
            let world = self.machine.as_ref().and(world);
            let asked = world.and_then(|world| question(world, &compiled));
            let answers = &self.engine.answers;
            if let Some(known) = asked.as_ref().and_then(|asked| answers.known(asked)) {
                found.extend(known.iter().map(|(check, raws)| (check.clone(), Ok(raws.clone()))));
                return found;
            }
            let hits = self
                .machine
                .as_mut()
                .map(|machine| machine.run(&wanting(input, &compiled), self.budget.all, hits));
            match hits {
                Some(Ok(hits)) => {
                    if let Some(asked) = asked {
                        answers.keep(asked, &hits);
                    }
                    found.extend(hits.into_iter().map(|(check, raws)| (check, Ok(raws))));
                }
                Some(Err(Stopped::Steps)) => self.one_by_one(input, &compiled, &mut found),
                // The interpreter says what failed; where all at once failed, it would again.
                Some(Err(Stopped::Failed)) => {
                    self.interpret(None, input, &compiled, &mut found, false);
                }
                None => self.interpret(None, input, &compiled, &mut found, true),
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
                    found.insert(check.id.clone(), Err(Fault::of_program(why)));
                }
                Err(Stopped::Failed) => {
                    let why = Fault::of_program("its bytecode failed");
                    found.insert(check.id.clone(), Err(why));
                }
            }
        }
    }

    /// All checks at once; where that fails threat by threat; where that fails check by check. `set`:
    /// the set of one's own that they are of.
    fn interpret(
        &mut self,
        set: Option<usize>,
        input: &Datum,
        checks: &[&Check],
        found: &mut Found,
        at_once: bool,
    ) {
        let rego = set.map_or(&self.engine.base, |at| &self.engine.own[at]);
        let place = match set {
            Some(at) => &mut self.own[at],
            None => &mut self.base,
        };
        if place.is_none() {
            match rego.engine() {
                Ok(interpreter) => *place = Some(interpreter),
                Err(why) => {
                    let why = Fault::of_program(why);
                    return found
                        .extend(checks.iter().map(|check| (check.id.clone(), Err(why.clone()))));
                }
            }
        }
        let Some(interpreter) = place else { return };
        let steps = match set {
            Some(_) => self.budget.interpreted.min(rego.allowed.steps),
            None => self.budget.interpreted,
        };
        let mut runner = Runner { rego, interpreter, steps };
        let mut input = wanting(input, checks);
        if let Some(settings) = &rego.settings {
            input.put("settings", settings.clone());
        }
        runner.interpreter.set_input(input.0);
        let alone = checks.len() == 1;
        if at_once && !alone && runner.hit(entry::ALL, found) {
            return;
        }
        let mut threats: BTreeMap<&str, Vec<&Check>> = BTreeMap::new();
        for check in checks {
            threats.entry(&check.threat).or_default().push(check);
        }
        for (threat, checks) in threats {
            let rule = format!("data.{ENTRY}.{}", threat_rule(threat));
            if checks.len() > 1 && runner.hit(&rule, found) {
                continue;
            }
            for check in checks {
                let result = runner.check(&check.rule);
                found.insert(check.id.clone(), result);
            }
        }
    }

    /// Whether a rule is true with an input, and what it is otherwise: for tests of policies.
    ///
    /// # Errors
    /// The engine's sentence.
    pub(crate) fn test(&mut self, rule: &str) -> Result<bool, String> {
        let engine = self.engine;
        let own = self.own.iter_mut().zip(&engine.own);
        let base = self.base.iter_mut().map(|interpreter| (interpreter, &engine.base));
        let own = own.filter_map(|(place, rego)| Some((place.as_mut()?, rego)));
        let mut why = "no interpreter".to_owned();
        for (interpreter, rego) in base.chain(own) {
            interpreter.set_input(regorus::Value::new_object());
            let mut runner = Runner { rego, interpreter, steps: self.budget.interpreted };
            match runner.eval(rule) {
                Ok(value) => return Ok(value == regorus::Value::Bool(true)),
                Err(Ended::Steps) => return Err(Budget::beyond(self.budget.interpreted)),
                Err(Ended::Findings) => return Err(bounded::FINDINGS.to_owned()),
                Err(Ended::Memory(told) | Ended::Failed(told)) => why = told,
            }
        }
        Err(why)
    }
}

/// One interpreter and what it was made of.
struct Runner<'a> {
    rego: &'a Rego,
    interpreter: &'a mut regorus::Engine,
    steps: u32,
}

/// Why an evaluation gave no value.
enum Ended {
    Steps,
    Findings,
    Memory(String),
    Failed(String),
}

impl Runner<'_> {
    /// Whether an entry rule could be evaluated; what it found is then in `found`.
    fn hit(&mut self, rule: &str, found: &mut Found) -> bool {
        let Ok(value) = self.eval(rule) else { return false };
        let Ok(hits) = hits(&value) else { return false };
        if self.rego.is_own()
            && hits.iter().any(|(_, raws)| raws.len() > self.rego.allowed.findings)
        {
            return false;
        }
        found.extend(hits.into_iter().map(|(check, raws)| (check, Ok(raws))));
        true
    }

    /// What one check found.
    fn check(&mut self, rule: &str) -> Result<Vec<Raw>, Fault> {
        let own = self.rego.is_own();
        let stopped = |limit: Limit| fault::stopped(self.rego, rule, &limit);
        let value = match self.eval(rule) {
            Ok(value) => value,
            Err(Ended::Steps) if own => return Err(stopped(Limit::Steps(self.steps))),
            Err(Ended::Steps) => return Err(Fault::of_program(Budget::beyond(self.steps))),
            Err(Ended::Findings) => return Err(stopped(Limit::Findings)),
            Err(Ended::Memory(_)) if own => return Err(stopped(Limit::Memory)),
            Err(Ended::Failed(why)) if own => return Err(fault::failed(self.rego, &why)),
            Err(Ended::Memory(why) | Ended::Failed(why)) => return Err(Fault::of_program(why)),
        };
        let raws = raws(&value).map_err(|why| match own {
            true => fault::failed(self.rego, &why),
            false => Fault::of_program(why),
        })?;
        if own && raws.len() > self.rego.allowed.findings {
            return Err(stopped(Limit::Findings));
        }
        Ok(raws)
    }

    fn eval(&mut self, rule: &str) -> Result<regorus::Value, Ended> {
        bounded::begin(&self.rego.allowed);
        self.interpreter.set_execution_timer_config(steps(self.steps));
        let value = self.interpreter.eval_rule(rule.to_owned());
        value.map_err(|error| ended(&error, &|text| self.rego.located(text)))
    }
}

/// Why an evaluation ended. `located`: an error of the engine, with the file as it was written.
fn ended(error: &anyhow::Error, located: &dyn Fn(&str) -> String) -> Ended {
    let limit = error.downcast_ref::<regorus::LimitError>();
    let text = error.to_string();
    // The engine hands some errors on as text.
    if matches!(limit, Some(regorus::LimitError::TimeLimitExceeded { .. }))
        || text.contains("execution exceeded time limit")
    {
        Ended::Steps
    } else if text.contains(bounded::FINDINGS) {
        Ended::Findings
    } else if error.downcast_ref::<bounded::TooMuch>().is_some()
        || text.contains(bounded::MARK)
        || text.contains(bounded::MANY)
    {
        Ended::Memory(located(&text))
    } else {
        Ended::Failed(located(&text))
    }
}

/// The input with the checks that are wanted.
fn wanting(input: &Datum, checks: &[&Check]) -> Datum {
    let wanted: BTreeMap<regorus::Value, regorus::Value> =
        checks.iter().map(|check| (check.id.as_str().into(), regorus::Value::from(true))).collect();
    input.clone().with("run", Datum(regorus::Value::from(wanted)))
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
