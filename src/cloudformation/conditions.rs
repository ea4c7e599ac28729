//! Conditions: what `Fn::If` and a resource's `Condition` depend on (user guide, "Condition
//! functions").
//!
//! An unknown condition's identity is its resolved expression: two names of one expression share
//! it, and a negation is the same condition with its arms swapped.

use super::loops::Loops;
use super::stack::Stack;
use super::strings::{same, text_of};
use crate::source::Loss;
use crate::value::{Cause, Condition, Data, Marks, Piece, Value};
use std::collections::HashMap;
use std::sync::Arc;

/// How deep conditions may refer to one another.
const MAX_CHAIN: usize = 60;
/// Bytes of an expression: a longer one is called by its condition's name, which is as good an
/// identity within a stack.
const MAX_EXPRESSION: usize = 2_000;

/// What is known of a condition.
#[derive(Clone, Debug)]
pub(super) enum Truth {
    Known(bool),
    /// Holds when the condition does (`true`) or does not (`false`).
    Unknown(Arc<Condition>, bool),
}

/// A condition is its identity; what it is called in the template does not matter.
impl PartialEq for Truth {
    fn eq(&self, other: &Truth) -> bool {
        match (self, other) {
            (Truth::Known(a), Truth::Known(b)) => a == b,
            (Truth::Unknown(a, holds), Truth::Unknown(b, other)) => a.id == b.id && holds == other,
            _ => false,
        }
    }
}

impl Truth {
    fn not(self) -> Truth {
        match self {
            Truth::Known(known) => Truth::Known(!known),
            Truth::Unknown(condition, holds) => Truth::Unknown(condition, !holds),
        }
    }

    fn id(&self) -> String {
        match self {
            Truth::Known(known) => known.to_string(),
            Truth::Unknown(condition, true) => condition.id.to_string(),
            Truth::Unknown(condition, false) => format!("!({})", condition.id),
        }
    }

    fn text(&self) -> String {
        match self {
            Truth::Known(known) => known.to_string(),
            Truth::Unknown(condition, true) => condition.text.to_string(),
            Truth::Unknown(condition, false) => format!("not {}", condition.text),
        }
    }
}

fn unknown(id: impl Into<Arc<str>>, text: impl Into<Arc<str>>, reason: Cause) -> Truth {
    Truth::Unknown(Arc::new(Condition { id: id.into(), text: text.into(), reason }), true)
}

/// All of them: a false one decides, a condition beside its own negation is false, what is left is
/// a condition of its own.
fn all(truths: Vec<Truth>) -> Truth {
    let mut open: Vec<Truth> = Vec::new();
    for truth in truths {
        match truth {
            Truth::Known(false) => return Truth::Known(false),
            Truth::Known(true) => {}
            truth if open.contains(&truth) => {}
            truth => open.push(truth),
        }
    }
    if open.iter().any(|truth| open.contains(&truth.clone().not())) {
        return Truth::Known(false);
    }
    if open.len() < 2 {
        return open.pop().unwrap_or(Truth::Known(true));
    }
    let reason = open.iter().find_map(|truth| {
        if let Truth::Unknown(condition, _) = truth { Some(condition.reason.clone()) } else { None }
    });
    let reason = reason.unwrap_or(Cause::Part("a condition is not known"));
    // What only holds when none of several does is the negation of "one of them holds".
    let none_of = open.iter().all(|truth| matches!(truth, Truth::Unknown(_, false)));
    let open: Vec<Truth> = if none_of { open.into_iter().map(Truth::not).collect() } else { open };
    let (sign, word) = if none_of { (" || ", " or ") } else { (" && ", " and ") };
    let mut ids: Vec<String> = open.iter().map(Truth::id).collect();
    ids.sort();
    let text = open.iter().map(Truth::text).collect::<Vec<_>>().join(word);
    let joined = unknown(format!("({})", ids.join(sign)), text, reason);
    if none_of { joined.not() } else { joined }
}

/// One of them at least.
fn any(truths: Vec<Truth>) -> Truth {
    all(truths.into_iter().map(Truth::not).collect()).not()
}

impl Stack<'_> {
    /// A condition that decides whether something exists. A default is a suggestion that whoever
    /// deploys the template may refuse: where it alone decides, the condition may be left open. So is
    /// that of a nested stack's parameter which the stack around it leaves alone, or hands a default
    /// of its own.
    pub(super) fn existence(&mut self, name: &str, at: &Value) -> Truth {
        let closed = self.condition(name, at);
        if matches!(closed, Truth::Unknown(..)) {
            return closed;
        }
        std::mem::swap(&mut self.conditions, &mut self.open_conditions);
        self.opening = true;
        let open = self.condition(name, at);
        self.opening = false;
        std::mem::swap(&mut self.conditions, &mut self.open_conditions);
        if matches!(open, Truth::Known(_)) {
            return closed;
        }
        self.shared.suggested = true;
        if self.shared.open { open } else { closed }
    }

    /// A condition by its name.
    pub(super) fn condition(&mut self, name: &str, at: &Value) -> Truth {
        if let Some(known) = self.conditions.get(name) {
            return known.clone();
        }
        let Some((expression, loops)) = self.declared_condition(name) else {
            let put_in =
                self.root.get("Conditions").is_some_and(|all| all.get("Fn::Transform").is_some());
            if !self.macros && !put_in {
                self.problem(
                    Loss::Warning,
                    at,
                    format!("the condition {name} is not defined in the template"),
                );
            }
            return unknown(
                format!("{}{name}", self.prefix),
                name,
                Cause::outside(format!("the condition {name} is not in the template")),
            );
        };
        if self.visiting.len() >= MAX_CHAIN || self.visiting.iter().any(|visited| visited == name) {
            let why = if self.visiting.len() >= MAX_CHAIN {
                "is nested too deep"
            } else {
                "refers to itself"
            };
            self.problem(Loss::Warning, at, format!("the condition {name} {why}"));
            return unknown(
                format!("{}{name}", self.prefix),
                name,
                Cause::wrong(format!("the condition {name} {why}")),
            );
        }
        self.visiting.push(name.to_owned());
        // The loops around what names the condition are not those around the condition.
        let mut truth = self.with_loops(&loops, |stack| stack.truth(&expression, 0));
        self.visiting.pop();
        if let Truth::Unknown(condition, holds) = &truth {
            let mut named = (**condition).clone();
            if named.id.len() > MAX_EXPRESSION {
                named.id =
                    format!("{}{}{name}", if *holds { "" } else { "not " }, self.prefix).into();
            }
            // In messages a condition is called by its name.
            if *holds {
                named.text = name.into();
            } else if named.text.len() > MAX_EXPRESSION {
                named.text = format!("not {name}").into();
            }
            truth = Truth::Unknown(Arc::new(named), *holds);
        }
        self.conditions.insert(name.to_owned(), truth.clone());
        truth
    }

    /// A condition's expression with the loops it stands in.
    fn declared_condition(&mut self, name: &str) -> Option<(Value, Loops)> {
        let section = self.root.get("Conditions")?.clone();
        if let Some(found) = section.get(name) {
            return Some((found.clone(), Vec::new()));
        }
        if self.looped_conditions.is_none() {
            // What a loop of this section refers to while it is expanded is looked for among what
            // is written out.
            self.looped_conditions = Some(HashMap::new());
            let mut all = HashMap::new();
            for (key, entry) in
                section.entries()?.iter().filter(|(key, _)| key.starts_with("Fn::ForEach::"))
            {
                let (made, _) = self
                    .with_loops(&[], |stack| stack.loop_entries(key, &entry.value, Loss::Warning));
                all.extend(
                    made.into_iter()
                        .map(|(name, looped)| (name.to_string(), (looped.raw, looped.loops))),
                );
            }
            self.looped_conditions = Some(all);
        }
        self.looped_conditions.as_ref()?.get(name).cloned()
    }

    /// The truth of a condition's expression.
    pub(super) fn truth(&mut self, raw: &Value, depth: usize) -> Truth {
        let wrong = |stack: &mut Self, what: &str| {
            stack.problem(Loss::Warning, raw, format!("is not a condition: {what}"));
            unknown(
                format!("{}{}", stack.prefix, stack.position(raw)),
                "a condition",
                Cause::wrong(what),
            )
        };
        if depth > MAX_CHAIN {
            return wrong(self, "it is nested too deep");
        }
        // A condition that is written as text is one only where it says so itself.
        if let Some(text) = text_of(raw) {
            return match &*text {
                "true" => Truth::Known(true),
                "false" => Truth::Known(false),
                _ => wrong(self, "a function is expected"),
            };
        }
        let Some((name, argument)) =
            raw.entries().filter(|entries| entries.len() == 1).and_then(|entries| entries.first())
        else {
            return wrong(self, "a function is expected");
        };
        let argument = argument.value.clone();
        let list = |value: &Value| value.items().map(<[Value]>::to_vec);
        match &**name {
            "Condition" => match &argument.data {
                Data::String(text) => {
                    let name = self.looped_key(&text.text);
                    self.condition(&name, &argument)
                }
                _ => match self.found_condition(&argument, false) {
                    Some(truth) => truth,
                    None => wrong(self, "Condition needs a name"),
                },
            },
            "Fn::Not" => match list(&argument).as_deref() {
                Some([only]) => self.truth(only, depth + 1).not(),
                _ => wrong(self, "Fn::Not needs a list of one condition"),
            },
            "Fn::And" | "Fn::Or" => match list(&argument) {
                Some(items) if !items.is_empty() && items.len() <= 1000 => {
                    // CloudFormation would refuse the template; what is meant is plain all the
                    // same.
                    if !(2..=10).contains(&items.len()) {
                        self.problem(
                            Loss::Warning,
                            raw,
                            format!("{name} takes 2 to 10 conditions"),
                        );
                    }
                    let truths = items.iter().map(|item| self.truth(item, depth + 1)).collect();
                    if &**name == "Fn::And" { all(truths) } else { any(truths) }
                }
                _ => wrong(self, &format!("{name} needs a list of conditions")),
            },
            "Fn::Equals" => match list(&argument).as_deref() {
                Some([a, b]) => {
                    let at = format!("{}{}", self.prefix, self.position(raw));
                    let raws = (a.clone(), b.clone());
                    let (a, b) = (self.value(a), self.value(b));
                    if self.opening && (is_suggested(&a) || is_suggested(&b)) {
                        let id = self.identity(raw);
                        let text = format!("{} = {}", written(&raws.0, &a), written(&raws.1, &b));
                        let why = "a default decides it, and a deployment may give another value";
                        return unknown(id, text, Cause::outside(why));
                    }
                    equals(&a, &b, &at, depth)
                }
                _ => wrong(self, "Fn::Equals needs a list of two values"),
            },
            "Fn::If" => match list(&argument).as_deref() {
                Some([condition, then, otherwise]) => {
                    let condition = match &condition.data {
                        Data::String(text) => {
                            let name = self.looped_key(&text.text);
                            self.condition(&name, condition)
                        }
                        _ => match self.found_condition(condition, false) {
                            Some(truth) => truth,
                            None => self.truth(condition, depth + 1),
                        },
                    };
                    let (then, otherwise) =
                        (self.truth(then, depth + 1), self.truth(otherwise, depth + 1));
                    // Either branch decides, each under the condition that selects it.
                    any(vec![
                        all(vec![condition.clone(), then]),
                        all(vec![condition.not(), otherwise]),
                    ])
                }
                _ => wrong(self, "Fn::If needs a condition and two values"),
            },
            _ => {
                let value = self.value(raw);
                match text_of(&value).as_deref() {
                    Some("true") => Truth::Known(true),
                    Some("false") => Truth::Known(false),
                    _ => wrong(self, &format!("{name} gives none")),
                }
            }
        }
    }

    /// A function's expression as text: what makes two unknown values of one stack the same.
    pub(super) fn identity(&self, raw: &Value) -> Arc<str> {
        let mut text = self.prefix.clone();
        if !expression(raw, &mut text, 0) {
            text = format!("{}{}", self.prefix, self.position(raw));
        }
        for (name, item) in &self.loops {
            text.push_str(&format!(" {name}={}", shown(item, "an item")));
        }
        text.into()
    }
}

/// Writes what is written; `false` when it is too long to serve as a name.
fn expression(raw: &Value, out: &mut String, depth: usize) -> bool {
    if out.len() > MAX_EXPRESSION || depth > MAX_CHAIN {
        return false;
    }
    match &raw.data {
        Data::Map(map) => {
            out.push('{');
            let all = map.entries.iter().all(|(key, entry)| {
                out.push_str(key);
                out.push(':');
                let fits = expression(&entry.value, out, depth + 1);
                out.push(',');
                fits
            });
            out.push('}');
            all
        }
        Data::List(list) => {
            out.push('[');
            let all = list.items.iter().all(|item| {
                let fits = expression(item, out, depth + 1);
                out.push(',');
                fits
            });
            out.push(']');
            all
        }
        _ => match text_of(raw) {
            Some(text) => {
                out.push_str(&format!("{text:?}"));
                true
            }
            None => raw.is_null(),
        },
    }
}

/// One side of a comparison as its author calls it: a parameter by its name.
fn written(raw: &Value, value: &Value) -> String {
    match raw.get("Ref").and_then(Value::as_str) {
        Some(name) => name.to_owned(),
        None if value.marks.is_secret() => "***".to_owned(),
        None => shown(value, "a value"),
    }
}

/// Whether a value is a parameter's default, or made of one.
fn is_suggested(value: &Value) -> bool {
    value.marks.any(Marks::DEFAULT)
        || value
            .items()
            .is_some_and(|items| items.iter().any(|item| item.marks.any(Marks::DEFAULT)))
}

/// Whether two values are the same; `at` names the comparison where nothing else tells a value from
/// others.
fn equals(a: &Value, b: &Value, at: &str, depth: usize) -> Truth {
    for (one, other) in [(a, b), (b, a)] {
        if let Data::Either(either) = &one.data
            && depth < MAX_CHAIN
        {
            let condition = Truth::Unknown(either.condition.clone(), true);
            let then = equals(&either.then, other, at, depth + 1);
            let otherwise = equals(&either.otherwise, other, at, depth + 1);
            return any(vec![
                all(vec![condition.clone(), then]),
                all(vec![condition.not(), otherwise]),
            ]);
        }
    }
    if let Some(known) = decided(a, b) {
        return Truth::Known(known);
    }
    let (left, right) = (shown(a, &format!("{at} left")), shown(b, &format!("{at} right")));
    if left == right {
        return Truth::Known(true);
    }
    let reason = a
        .as_unknown()
        .or_else(|| b.as_unknown())
        .map_or(Cause::Part("a value is not known"), |unknown| unknown.reason.clone());
    let (first, second) = if left <= right { (&left, &right) } else { (&right, &left) };
    unknown(format!("{first} == {second}"), format!("{left} = {right}"), reason)
}

/// What can be said of two values without knowing them as a whole.
fn decided(a: &Value, b: &Value) -> Option<bool> {
    if let (Some(a), Some(b)) = (text_of(a), text_of(b)) {
        return Some(a == b);
    }
    if let (Some(a), Some(b)) = (a.items(), b.items()) {
        let open = |items: &[Value]| {
            items.iter().any(|item| {
                matches!(item.data, Data::Either(_))
                    || item.as_unknown().is_some_and(|unknown| unknown.rest)
            })
        };
        if open(a) || open(b) {
            return None;
        }
        let pairs: Vec<Option<bool>> = a.iter().zip(b).map(|(a, b)| decided(a, b)).collect();
        if a.len() != b.len() || pairs.contains(&Some(false)) {
            return Some(false);
        }
        return pairs.iter().all(Option::is_some).then_some(true);
    }
    if a.entries().is_some() && b.entries().is_some() {
        let known = !a.has_unknown() && !b.has_unknown();
        return known.then(|| same(a, b, &mut 1000));
    }
    if a.as_unknown().is_none() && b.as_unknown().is_none() {
        // A string, a list, a map and nothing are never the same.
        return Some(a.is_null() && b.is_null());
    }
    (never_equal(a, b) || never_equal(b, a)).then_some(false)
}

/// An operand as identity: unknown values by their expression, by what they refer to, or by their
/// reason, which names what they come from.
fn shown(value: &Value, at: &str) -> String {
    if let Some(text) = text_of(value) {
        return format!("{:?}", &*text);
    }
    let hole = |value: &Value| match (value.as_unknown(), value.references().first()) {
        (Some(unknown), _) if unknown.identity.is_some() => {
            format!("${{{}}}", unknown.identity.as_deref().unwrap_or_default())
        }
        (Some(_), Some(reference)) => format!("${{{}.{}}}", reference.to, reference.attribute),
        (Some(unknown), None) => format!("${{{}}}", unknown.reason),
        (None, _) => at.to_owned(),
    };
    match &value.data {
        Data::Unknown(unknown) if !unknown.pieces.is_empty() => unknown
            .pieces
            .iter()
            .map(|piece| match piece {
                Piece::Known { text, .. } => text.to_string(),
                Piece::Unknown(value) => hole(value),
            })
            .collect(),
        Data::List(list) if list.items.len() <= 100 => {
            let items: Vec<String> = list
                .items
                .iter()
                .map(|item| text_of(item).map_or_else(|| hole(item), |text| text.to_string()))
                .collect();
            format!("[{}]", items.join(","))
        }
        _ => hole(value),
    }
}

/// Whether a known text cannot be what a partly known string turns out to be.
fn never_equal(partly: &Value, known: &Value) -> bool {
    let (Some(unknown), Some(text)) = (partly.as_unknown(), text_of(known)) else { return false };
    let (prefix, suffix) = (unknown.prefix(), unknown.suffix());
    !unknown.pieces.is_empty()
        && (!text.starts_with(prefix)
            || !text.ends_with(suffix)
            || text.len() < prefix.len() + suffix.len())
}
