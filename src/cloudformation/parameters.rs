//! A template's parameters: their values from the command line, from a parameter file, from the
//! parent stack or from their defaults (user guide, "Parameters").

use super::given::Given;
use super::stack::Stack;
use super::strings;
use crate::source::Loss;
use crate::syntax::flat::Flat;
use crate::unit::{Presence, Resource, ResourceKind};
use crate::value::{Cause, Data, Marks, Piece, Place, StepKind, Type, Unknown, Value, secrets};
use indexmap::IndexMap;
use std::sync::Arc;

/// The values of a template's parameters.
pub(super) fn read(stack: &mut Stack<'_>, given: &Given) -> IndexMap<Arc<str>, Value> {
    let mut out = IndexMap::new();
    let Some(section) = stack.root.get("Parameters").cloned() else { return out };
    let Some(entries) = section.entries() else {
        if !section.is_null() {
            stack.problem(Loss::Lost, &section, "Parameters is not a map");
        }
        return out;
    };
    for (name, entry) in entries {
        if name.starts_with("Fn::") {
            stack.macros = true;
            continue;
        }
        let declaration = &entry.value;
        if declaration.entries().is_none() {
            stack.problem(Loss::Lost, declaration, format!("the parameter {name} is not a map"));
            continue;
        }
        let value = value_of(stack, name, declaration, given.values.get(name), given.nested);
        let known = &mut stack.shared.secrets;
        secrets::learn(&value, known);
        if declaration.get("NoEcho").is_some_and(is_true) {
            let written = ["Default", "AllowedValues"].map(|name| declaration.get(name));
            let given = given.values.get(name);
            for value in written.into_iter().chain([given]).flatten() {
                secrets::learn(&hidden(value), known);
            }
        }
        out.insert(name.clone(), value);
    }
    out
}

fn value_of(
    stack: &mut Stack<'_>,
    name: &str,
    declaration: &Value,
    given: Option<&Value>,
    nested: bool,
) -> Value {
    let ty = declaration.get("Type").and_then(Value::as_str).unwrap_or("String").to_owned();
    let full = format!("{}{name}", stack.prefix);
    let no_echo = declaration.get("NoEcho").is_some_and(is_true);
    let secret = if no_echo { Marks::SENSITIVE.with(Marks::SECRET_SOURCE) } else { Marks::NONE };
    let allowed = declaration.get("AllowedValues").and_then(Value::items);
    if let Some(Value { data: Data::Either(either), place, .. }) = given {
        // What a parent gives under a condition; an arm without a value leaves the default.
        let mut arm = |value: &Value| {
            value_of(stack, name, declaration, Some(value).filter(|value| !value.is_null()), nested)
        };
        let (then, otherwise) = (arm(&either.then), arm(&either.otherwise));
        return strings::either(&either.condition, then, otherwise, place);
    }
    let is_list = ty == "CommaDelimitedList" || ty.starts_with("List<");
    if let (Some(text), Some(allowed)) = (given.and_then(strings::text_of), allowed)
        && !allows(allowed, &text, &ty, is_list)
    {
        let at = given.filter(|given| given.place.span.is_some()).unwrap_or(declaration).clone();
        let shown = if no_echo { String::new() } else { format!(" {text}") };
        stack.problem(
            Loss::Warning,
            &at,
            format!("the parameter {full} does not allow the value{shown}"),
        );
    }
    let chosen = match (given, declaration.get("Default")) {
        (Some(given), _) => Some(given.clone()),
        // Nothing else could be given.
        (None, Some(default))
            if !default.is_null() && allowed.is_some_and(|all| all.len() == 1) =>
        {
            Some(default.clone())
        }
        (None, Some(default)) if !default.is_null() => {
            Some(Value { marks: default.marks.with(Marks::DEFAULT), ..default.clone() })
        }
        // Only one value can be given.
        _ => match allowed {
            Some([only]) => Some(only.clone()),
            _ => None,
        },
    };
    let place = Place { span: declaration.place.span, chain: None };
    let unknown = |cause: Cause| {
        let mut unknown = Unknown::because(cause);
        unknown.ty = type_of(&ty);
        Value {
            data: Data::Unknown(Arc::new(unknown)),
            place: place.clone(),
            marks: secret,
            refs: None,
        }
    };
    let Some(mut value) = chosen else {
        return unknown(Cause::NotGiven { parameter: full.into(), nested });
    };
    if value.place.span.is_none() {
        value.place.span = place.span;
    }
    if ty.starts_with("AWS::SSM::Parameter::Value<") {
        let path = strings::text_of(&value).unwrap_or_else(|| "?".into());
        let mut unknown = unknown(Cause::SsmParameter { parameter: full.into(), name: path });
        unknown.place = value.place;
        return unknown;
    }
    value.marks = value.marks.with(secret);
    if value.as_unknown().is_some_and(|unknown| unknown.ty == Type::Any)
        && let Data::Unknown(unknown) = &mut value.data
    {
        Arc::make_mut(unknown).ty = type_of(&ty);
    }
    if is_list { split(&value) } else { value }
}

/// Whether a text may be given. Each item of a list is held to the allowed values; numbers have
/// several spellings, and a name of Systems Manager is no value.
fn allows(allowed: &[Value], text: &str, ty: &str, is_list: bool) -> bool {
    let fits = |text: &str| {
        allowed.iter().any(|value| strings::text_of(value).is_none_or(|value| &*value == text))
    };
    if allowed.is_empty() || ty == "Number" || ty.starts_with("AWS::SSM::Parameter::Value<") {
        return true;
    }
    if is_list { text.split(',').all(|item| fits(item.trim())) } else { fits(text) }
}

/// A list parameter's text as a list: cut at commas, blank space around each item dropped.
fn split(value: &Value) -> Value {
    if let Some(unknown) = value.as_unknown().filter(|unknown| unknown.pieces.len() > 1) {
        return Value {
            data: Value::list(split_pieces(&unknown.pieces, value), None).data,
            ..value.clone()
        };
    }
    let Some(flat) = Flat::of_string(value) else {
        return match strings::text_of(value) {
            Some(text) => {
                let item = Value { data: Value::string(text, None).data, ..value.clone() };
                Value { data: Value::list(vec![item], None).data, ..value.clone() }
            }
            None => value.clone(),
        };
    };
    let mut items = Vec::new();
    let mut at = 0;
    for item in flat.text.split(',') {
        let lead = item.len() - item.trim_start().len();
        items.push(strings::slice(value, &flat, at + lead, at + lead + item.trim().len()));
        at += item.len() + 1;
    }
    if flat.text.is_empty() {
        items.clear();
    }
    Value { data: Value::list(items, None).data, ..value.clone() }
}

/// The items of a text that is known in part: it is cut where its known pieces hold commas.
fn split_pieces(pieces: &[Piece], value: &Value) -> Vec<Value> {
    let mut items: Vec<Vec<Value>> = vec![Vec::new()];
    for piece in pieces {
        match piece {
            Piece::Unknown(open) => {
                items.iter_mut().next_back().into_iter().for_each(|item| item.push(open.clone()))
            }
            Piece::Known { text, place, marks, .. } => {
                let whole = Value {
                    place: place.clone(),
                    marks: *marks,
                    ..Value::string(text.clone(), None)
                };
                let Some(flat) = Flat::of_string(&whole) else { continue };
                let mut at = 0;
                for (index, run) in text.split(',').enumerate() {
                    if index > 0 {
                        items.push(Vec::new());
                    }
                    let lead = run.len() - run.trim_start().len();
                    if let Some(last) = items.last_mut().filter(|_| !run.trim().is_empty()) {
                        last.push(strings::slice(
                            &whole,
                            &flat,
                            at + lead,
                            at + lead + run.trim().len(),
                        ));
                    }
                    at += run.len() + 1;
                }
            }
        }
    }
    items.iter().map(|parts| strings::concat(parts, &value.place)).collect()
}

fn type_of(ty: &str) -> Type {
    match ty {
        "Number" => Type::Number,
        "CommaDelimitedList" => Type::List(Box::new(Type::String)),
        ty if ty.starts_with("List<")
            || ty.contains("<List<")
            || ty.contains("<CommaDelimitedList>") =>
        {
            Type::List(Box::new(Type::String))
        }
        _ => Type::String,
    }
}

/// `true` or `"true"`.
pub(super) fn is_true(value: &Value) -> bool {
    value.as_bool() == Some(true)
        || value.as_str().is_some_and(|text| text.eq_ignore_ascii_case("true"))
}

/// The parameters as resources of their own: `Parameters/X`.
pub(super) fn resources(stack: &Stack<'_>) -> Vec<Resource> {
    let Some(section) = stack.root.get("Parameters").and_then(Value::entries) else {
        return Vec::new();
    };
    let declared = section.iter().filter(|(_, entry)| entry.value.entries().is_some());
    declared
        .map(|(name, entry)| Resource {
            address: format!("{}Parameters/{name}", stack.prefix),
            kind: ResourceKind::Parameter,
            source_type: "AWS::CloudFormation::Parameter".to_owned(),
            name: name.to_string(),
            values: unechoed(&entry.value),
            place: Place { span: entry.key.or(entry.value.place.span), chain: None },
            presence: Presence::Always,
            lifecycle: Value::map(IndexMap::new(), None),
            display: None,
            modelled: None,
        })
        .collect()
}

/// A declaration; what is not to be echoed is as secret in it as where it is used.
fn unechoed(declaration: &Value) -> Value {
    let mut declaration = declaration.clone();
    if declaration.get("NoEcho").is_some_and(is_true)
        && let Data::Map(map) = &mut declaration.data
    {
        for (name, entry) in &mut Arc::make_mut(map).entries {
            if matches!(&**name, "Default" | "AllowedValues") {
                entry.value = hidden(&entry.value);
            }
        }
    }
    declaration
}

fn hidden(value: &Value) -> Value {
    let value = value.clone().marked(Marks::SENSITIVE.with(Marks::SECRET_SOURCE));
    match value.items() {
        Some(items) => {
            Value { data: Value::list(items.iter().map(hidden).collect(), None).data, ..value }
        }
        None => value,
    }
}

impl Stack<'_> {
    /// `Ref` of a parameter: its value, which came through here.
    pub(super) fn parameter(&self, name: &str, at: &Value) -> Option<Value> {
        let value = self.parameters.get(name)?.clone();
        Some(value.through(StepKind::Parameter, format!("{}{name}", self.prefix), at.place.span))
    }
}
