//! `Rules` (user guide, "Rules section"): assertions that CloudFormation checks before it deploys.
//! Where they leave one value for a parameter that has none, that is its value: no other stack can
//! come into being.

use super::conditions::Truth;
use super::given::Given;
use super::stack::Stack;
use super::strings::text_of;
use crate::value::{Data, Value};

/// Functions that only rules have ("Rule-specific intrinsic functions"); they say nothing of values
/// that are not known.
const RULES_ONLY: [&str; 6] = [
    "Fn::Contains",
    "Fn::EachMemberEquals",
    "Fn::EachMemberIn",
    "Fn::RefAll",
    "Fn::ValueOf",
    "Fn::ValueOfAll",
];

impl Stack<'_> {
    /// Gives parameters without a value the one that the rules leave for them.
    pub(super) fn apply_rules(&mut self, given: &Given) {
        let Some(rules) = self.root.get("Rules").and_then(Value::entries).cloned() else { return };
        let declarations =
            self.root.get("Parameters").and_then(Value::entries).cloned().unwrap_or_default();
        let open = declarations
            .into_iter()
            .filter(|(name, entry)| !given.values.contains_key(name) && is_open(&entry.value));
        for (name, declaration) in open {
            let mut left = declaration
                .value
                .get("AllowedValues")
                .and_then(Value::items)
                .map(<[Value]>::to_vec);
            for entry in rules.values() {
                if !self.applies(&entry.value) {
                    continue;
                }
                let assertions =
                    entry.value.get("Assertions").and_then(Value::items).unwrap_or_default();
                for allowed in assertions
                    .iter()
                    .filter_map(|assertion| allowed_by(assertion.get("Assert")?, &name, 0))
                {
                    left = Some(match left {
                        Some(left) => left
                            .into_iter()
                            .filter(|value| {
                                allowed.iter().any(|other| text_of(other) == text_of(value))
                            })
                            .collect(),
                        None => allowed,
                    });
                }
            }
            // One value is left that the rules accept: any deployment that succeeds has it.
            if let Some([only]) = left.as_deref()
                && let Some(parameter) = self.parameters.get(&name).cloned()
            {
                let marks = parameter.marks.with(only.marks);
                self.parameters.insert(name, Value { marks, ..only.clone() });
            }
        }
    }

    /// Whether a rule is known to apply.
    fn applies(&mut self, rule: &Value) -> bool {
        match rule.get("RuleCondition") {
            None => true,
            Some(condition) => {
                !names(condition, 0) && matches!(self.truth(condition, 0), Truth::Known(true))
            }
        }
    }
}

/// A parameter that somebody sets at deployment. One of Systems Manager has a name here and no
/// value, and a list has several.
fn is_open(declaration: &Value) -> bool {
    let ty = declaration.get("Type").and_then(Value::as_str).unwrap_or("String");
    let plain = !ty.starts_with("AWS::SSM::Parameter::Value<")
        && !ty.starts_with("List<")
        && ty != "CommaDelimitedList";
    plain && declaration.get("Default").is_none_or(Value::is_null)
}

/// The values that an assertion leaves for a parameter.
fn allowed_by(assertion: &Value, parameter: &str, depth: usize) -> Option<Vec<Value>> {
    let is_it = |value: &Value| value.get("Ref").and_then(Value::as_str) == Some(parameter);
    let (function, entry) =
        assertion.entries().filter(|entries| entries.len() == 1 && depth < 20)?.first()?;
    let arguments = entry.value.items()?;
    match (&**function, arguments) {
        ("Fn::Equals", [one, other]) | ("Fn::EachMemberEquals", [one, other])
            if is_it(one) && text_of(other).is_some() =>
        {
            Some(vec![other.clone()])
        }
        ("Fn::Equals", [one, other]) if is_it(other) && text_of(one).is_some() => {
            Some(vec![one.clone()])
        }
        ("Fn::Contains", [list, value]) if is_it(value) => {
            let items = list.items()?;
            items.iter().all(|item| text_of(item).is_some()).then(|| items.to_vec())
        }
        ("Fn::And", all) => all.iter().find_map(|one| allowed_by(one, parameter, depth + 1)),
        _ => None,
    }
}

/// Whether a condition uses a function that only rules have.
fn names(value: &Value, depth: usize) -> bool {
    match &value.data {
        _ if depth > 50 => true,
        Data::List(list) => list.items.iter().any(|item| names(item, depth + 1)),
        Data::Map(map) => map
            .entries
            .iter()
            .any(|(name, entry)| RULES_ONLY.contains(&&**name) || names(&entry.value, depth + 1)),
        _ => false,
    }
}
