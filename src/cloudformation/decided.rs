//! The parameter whose default decides a condition. Where that default is empty or one of two words
//! (`Value: !If [HasBucket, 'true', 'false']`), a switch is turned there, not where the condition is
//! asked. Where the default is a switch itself, the arm says what it means.

use super::parameters::is_true;
use super::stack::Stack;
use super::strings;
use crate::source::Span;
use crate::value::{Data, Marks, Place, StepKind, Value, arm_of};
use std::collections::BTreeSet;
use std::sync::Arc;

/// How deep conditions are looked into.
const MAX_DEPTH: usize = 16;
/// What a switch says.
const SWITCH: [&str; 10] =
    ["true", "false", "enabled", "disabled", "enable", "disable", "yes", "no", "on", "off"];
/// What an environment is called.
const STAGES: [&str; 10] = [
    "dev",
    "development",
    "test",
    "qa",
    "stage",
    "staging",
    "prod",
    "production",
    "live",
    "sandbox",
];

impl Stack<'_> {
    /// An arm of `Fn::If` at the default that decides for it, where the arm says no more than yes, no
    /// or nothing; else where it is written. `name`: the condition, which holds or does not.
    pub(super) fn arm(&mut self, value: Value, name: &str, holds: bool, at: Option<Span>) -> Value {
        let decided = value.place.steps().any(|step| step.kind == StepKind::Decided);
        let default = if decided || !is_switch(&value) { None } else { self.decided_by(name) };
        let mut value = value;
        if let Some((parameter, span, asked)) = default {
            let span = span.or(value.place.span);
            value.place =
                Place { span, ..value.place }.through(StepKind::Decided, parameter, asked);
        }
        value.through(StepKind::ConditionArm, arm_of(name, holds), at)
    }

    /// The one parameter that a condition asks for, where nobody gave it a value: its name, where its
    /// default stands (unless it is a switch itself), and where the condition is declared. `None` too
    /// where the default chooses among more than two things, or names an environment: that is not
    /// there to be changed.
    fn decided_by(&self, name: &str) -> Option<(Arc<str>, Option<Span>, Option<Span>)> {
        let conditions = self.root.get("Conditions")?;
        let mut asked = BTreeSet::new();
        let declared = conditions.get(name)?;
        self.asks(declared, conditions, &mut asked, 0)?;
        let [parameter] = &*asked.into_iter().collect::<Vec<_>>() else { return None };
        let value = self.parameters.get(&**parameter)?;
        let declaration = self.root.get("Parameters")?.get(parameter)?;
        if !value.marks.any(Marks::DEFAULT) || declaration.get("NoEcho").is_some_and(is_true) {
            return None;
        }
        let text = strings::text_of(value)?;
        let of_two = || {
            declaration
                .get("AllowedValues")
                .and_then(Value::items)
                .is_some_and(|all| all.len() == 2)
                && !STAGES.iter().any(|stage| text.eq_ignore_ascii_case(stage))
        };
        if !(text.is_empty() || says_switch(&text) || of_two()) {
            return None;
        }
        let default = declaration.get("Default")?.place.span;
        let span = default.filter(|_| !says_switch(&text));
        Some((format!("{}{parameter}", self.prefix).into(), span, declared.place.span))
    }

    /// Collects the parameters that a condition asks for; `None`: it asks for something else too.
    fn asks(
        &self,
        raw: &Value,
        conditions: &Value,
        found: &mut BTreeSet<Arc<str>>,
        depth: usize,
    ) -> Option<()> {
        if depth > MAX_DEPTH {
            return None;
        }
        if let Some(items) = raw.items() {
            return items.iter().try_for_each(|item| self.asks(item, conditions, found, depth + 1));
        }
        let Some(entries) = raw.entries() else { return Some(()) };
        for (function, entry) in entries {
            match (&**function, entry.value.as_str()) {
                ("Ref", Some(name)) if self.parameters.contains_key(name) => {
                    found.insert(name.into());
                }
                ("Condition", Some(name)) => {
                    self.asks(conditions.get(name)?, conditions, found, depth + 1)?;
                }
                ("Fn::Equals" | "Fn::Not" | "Fn::And" | "Fn::Or", _) => {
                    self.asks(&entry.value, conditions, found, depth + 1)?;
                }
                _ => return None,
            }
        }
        Some(())
    }
}

fn is_switch(value: &Value) -> bool {
    match &value.data {
        Data::Null | Data::Bool(_) => true,
        Data::String(text) => says_switch(&text.text),
        _ => false,
    }
}

fn says_switch(text: &str) -> bool {
    SWITCH.iter().any(|word| text.eq_ignore_ascii_case(word))
}
