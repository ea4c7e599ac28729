//! The Rego engine. Nothing outside this folder names it.

mod ast;
mod datum;

pub(crate) use ast::{Module, lint, parse};
pub(crate) use datum::Datum;

use super::metadata::Check;
use crate::document::Segment;
use regorus::utils::limits::ExecutionTimerConfig;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How long one evaluation may take: all checks at once, one threat, one check.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget {
    pub(crate) all: Duration,
    pub(crate) threat: Duration,
    pub(crate) check: Duration,
}

impl Default for Budget {
    fn default() -> Self {
        Budget { all: Duration::from_secs(30), threat: Duration::from_secs(10), check: Duration::from_secs(10) }
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

/// Policies read and prepared, to be cloned per worker.
pub(crate) struct Engine {
    prepared: Mutex<regorus::Engine>,
    budget: Budget,
}

/// The package of the generated entry rules.
const ENTRY: &str = "stridelint_entry";

impl Engine {
    /// Loads modules and data, generates the entry rules and prepares everything once.
    ///
    /// # Errors
    /// The engine's own sentence, which names file and line.
    pub(crate) fn new<'a>(
        modules: impl Iterator<Item = (&'a str, &'a str)>,
        data: &serde_json::Value,
        checks: impl Iterator<Item = &'a Check> + Clone,
        budget: Budget,
    ) -> Result<Engine, String> {
        let mut engine = regorus::Engine::new();
        // A built-in that is given a wrong type then has no value, as in OPA, and the rule's other findings stay.
        engine.set_strict_builtin_errors(false);
        for (path, text) in modules {
            engine.add_policy(path.to_owned(), text.to_owned()).map_err(|error| error.to_string())?;
        }
        engine.add_data(Datum::of(data).0).map_err(|error| error.to_string())?;
        engine.add_policy("stridelint_entry.rego".to_owned(), entry(checks)).map_err(|error| error.to_string())?;
        engine.set_input(regorus::Value::new_object());
        // Preparing is lazy: one evaluation does it here instead of in every worker.
        engine.eval_rule(format!("data.{ENTRY}.ready")).map_err(|error| error.to_string())?;
        Ok(Engine { prepared: Mutex::new(engine), budget })
    }

    /// A worker's own engine; cheap.
    pub(crate) fn worker(&self) -> Worker {
        let engine = self.prepared.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Worker { engine, budget: self.budget }
    }
}

/// One module with an entry rule for all checks and one per threat, so that helpers shared between checks run once per
/// evaluation. `input.run` says which checks are wanted. Each reference stands behind its own condition: a check that is
/// not wanted costs nothing.
fn entry<'a>(checks: impl Iterator<Item = &'a Check>) -> String {
    let mut text = format!("package {ENTRY}\n\nready := true\n");
    for check in checks {
        for rule in ["all".to_owned(), threat_rule(&check.threat)] {
            let _ = write!(
                text,
                "\n{rule} contains hit if {{\n\tinput.run[\"{id}\"]\n\tfound := {path}\n\thit := {{\"check\": \"{id}\", \"found\": found}}\n}}\n",
                id = check.id,
                path = check.rule,
            );
        }
    }
    text
}

fn threat_rule(threat: &str) -> String {
    format!("threat_{}", threat.replace('-', "_"))
}

/// An engine that one thread evaluates with.
pub(crate) struct Worker {
    engine: regorus::Engine,
    budget: Budget,
}

impl Worker {
    /// Evaluates checks in one world: all at once; where that fails threat by threat; where that fails check by check.
    pub(crate) fn run(&mut self, input: &Datum, checks: &[&Check]) -> Found {
        let wanted: BTreeMap<regorus::Value, regorus::Value> =
            checks.iter().map(|check| (check.id.as_str().into(), regorus::Value::from(true))).collect();
        self.engine.set_input(input.clone().with("run", Datum(regorus::Value::from(wanted))).0);
        let mut found: Found = checks.iter().map(|check| (check.id.clone(), Ok(Vec::new()))).collect();
        if self.hits(&format!("data.{ENTRY}.all"), self.budget.all, &mut found).is_ok() {
            return found;
        }
        let mut threats: BTreeMap<&str, Vec<&Check>> = BTreeMap::new();
        for check in checks {
            threats.entry(&check.threat).or_default().push(check);
        }
        for (threat, checks) in threats {
            if self.hits(&format!("data.{ENTRY}.{}", threat_rule(threat)), self.budget.threat, &mut found).is_ok() {
                continue;
            }
            for check in checks {
                let result = self.eval(&check.rule, self.budget.check).and_then(|value| raws(&value));
                found.insert(check.id.clone(), result);
            }
        }
        found
    }

    /// Whether a rule is true with an input, and what it is otherwise: for tests of policies.
    ///
    /// # Errors
    /// The engine's sentence.
    pub(crate) fn test(&mut self, rule: &str) -> Result<bool, String> {
        self.engine.set_input(regorus::Value::new_object());
        self.eval(rule, self.budget.check).map(|value| value == regorus::Value::Bool(true))
    }

    fn eval(&mut self, rule: &str, limit: Duration) -> Result<regorus::Value, String> {
        self.engine
            .set_execution_timer_config(ExecutionTimerConfig { limit, check_interval: NonZeroU32::new(256).unwrap_or(NonZeroU32::MIN) });
        self.engine.eval_rule(rule.to_owned()).map_err(|error| plain(&error.to_string()))
    }

    fn hits(&mut self, rule: &str, limit: Duration, found: &mut Found) -> Result<(), String> {
        let value = self.eval(rule, limit)?;
        let mut hits = Vec::new();
        for hit in items(&value) {
            let check = hit["check"].as_string().map_err(|error| error.to_string())?.to_string();
            hits.push((check, raws(&hit["found"])?));
        }
        for (check, raws) in hits {
            found.insert(check, Ok(raws));
        }
        Ok(())
    }
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
    let no_finding = || "its members are no findings: each is made by result.at(resource, path) or result.facts".to_owned();
    let resource = value["resource"].as_string().map_err(|_| no_finding())?.to_string();
    let path =
        value["path"].as_array().map_err(|_| no_finding())?.iter().map(segment).collect::<Option<Vec<_>>>().ok_or_else(no_finding)?;
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
    engine.add_policy("probe.rego".to_owned(), format!("package probe\n\n{rules}")).map_err(|error| error.to_string())?;
    let value = engine.eval_rule(format!("data.probe.{name}")).map_err(|error| error.to_string())?;
    serde_json::to_value(value).map_err(|error| error.to_string())
}
