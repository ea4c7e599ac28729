//! A template's parameters: their values from the command line, from a parameter file, from the parent stack or from their
//! defaults (user guide, "Parameters").

use super::stack::Stack;
use super::strings;
use crate::source::{Loss, Span};
use crate::syntax::flat::Flat;
use crate::syntax::json;
use crate::tree::Tree;
use crate::unit::{Inputs, Presence, Resource, ResourceKind};
use crate::value::{Data, Marks, Place, StepKind, Type, Unknown, Value};
use indexmap::IndexMap;
use std::sync::Arc;

/// Values that come from outside the template.
#[derive(Default)]
pub(super) struct Given {
    pub values: IndexMap<Arc<str>, Value>,
    /// A parent stack gave them: what it does not give has only its default.
    pub nested: bool,
}

impl Given {
    /// The values of the command line, over those of parameter files.
    pub fn of_inputs(tree: &Tree, inputs: &Inputs) -> (Given, Vec<crate::source::Problem>) {
        let mut given = Given::default();
        let mut problems = Vec::new();
        for path in inputs.var_files().filter(|path| tree.has_file(path) && !path.ends_with(".tfvars") && !path.ends_with(".tfvars.json")) {
            match tree.load(path) {
                Ok((id, file)) if path.ends_with(".toml") => match samconfig(id, &file.text) {
                    Some(values) => given.values.extend(values),
                    None => problems.push(crate::source::Problem::file(
                        Loss::Warning,
                        path,
                        "holds no parameter_overrides of SAM's configuration",
                    )),
                },
                Ok((id, file)) => match json::parse(id, &file).ok().as_ref().and_then(file_values) {
                    Some(values) => given.values.extend(values),
                    None => problems.push(crate::source::Problem::file(Loss::Warning, path, "is no parameter file of CloudFormation's")),
                },
                Err(problem) => problems.push(problem),
            }
        }
        for (name, text) in &inputs.parameters {
            given.values.insert(name.as_str().into(), Value::string(text.as_str(), None));
        }
        (given, problems)
    }
}

/// The CLI's list (`[{"ParameterKey": .., "ParameterValue": ..}]`) or CodePipeline's template configuration
/// (`{"Parameters": {..}}`).
fn file_values(root: &Value) -> Option<Vec<(Arc<str>, Value)>> {
    if let Some(items) = root.items() {
        let pair = |item: &Value| Some((Arc::from(item.get("ParameterKey")?.as_str()?), item.get("ParameterValue")?.clone()));
        return Some(items.iter().filter_map(pair).collect());
    }
    let entries = root.get("Parameters").unwrap_or(root).entries()?;
    Some(entries.iter().map(|(name, entry)| (name.clone(), entry.value.clone())).collect())
}

/// `parameter_overrides` of samconfig.toml: `"A=1 B=\"x y\""` or a list of such (SAM developer guide, "SAM CLI configuration file").
fn samconfig(id: crate::source::FileId, text: &str) -> Option<Vec<(Arc<str>, Value)>> {
    let table: toml::Table = text.parse().ok()?;
    let overrides = |environment: &toml::Value| {
        let command = |name: &str| environment.get(name)?.get("parameters")?.get("parameter_overrides").cloned();
        command("deploy").or_else(|| command("global"))
    };
    let found = table.get("default").and_then(overrides).or_else(|| table.values().find_map(overrides))?;
    let words: Vec<String> = match found {
        toml::Value::String(line) => words(&line),
        toml::Value::Array(items) => items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect(),
        _ => return None,
    };
    let pair = |word: &String| {
        let (name, value) = word.split_once('=')?;
        let at = text.find(word.as_str()).map(|at| Span::new(id, at + name.len() + 1, at + word.len()));
        Some((Arc::from(name), Value::string(value.trim_matches('"'), at)))
    };
    Some(words.iter().filter_map(pair).collect())
}

/// Words of a command line, double quotes kept together.
fn words(line: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            c if c.is_whitespace() && !quoted => out.push(String::new()),
            c => {
                if let Some(last) = out.last_mut() {
                    last.push(c);
                }
            }
        }
    }
    out.retain(|word| !word.is_empty());
    out
}

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
        out.insert(name.clone(), value);
    }
    out
}

fn value_of(stack: &mut Stack<'_>, name: &str, declaration: &Value, given: Option<&Value>, nested: bool) -> Value {
    let ty = declaration.get("Type").and_then(Value::as_str).unwrap_or("String").to_owned();
    let full = format!("{}{name}", stack.prefix);
    let no_echo = declaration.get("NoEcho").is_some_and(is_true);
    let secret = if no_echo { Marks::SENSITIVE.with(Marks::SECRET_SOURCE) } else { Marks::NONE };
    let allowed = declaration.get("AllowedValues").and_then(Value::items);
    let chosen = match (given, declaration.get("Default")) {
        (Some(given), _) => Some(given.clone()),
        (None, Some(default)) if !default.is_null() => Some(Value { marks: default.marks.with(Marks::DEFAULT), ..default.clone() }),
        // Only one value can be given.
        _ => match allowed {
            Some([only]) => Some(only.clone()),
            _ => None,
        },
    };
    let place = Place { span: declaration.place.span, chain: None };
    let unknown = |reason: String| {
        let mut unknown = Unknown::because(reason);
        unknown.ty = type_of(&ty);
        Value { data: Data::Unknown(Arc::new(unknown)), place: place.clone(), marks: secret, refs: None }
    };
    let Some(mut value) = chosen else {
        let why = if nested { "is given no value by the parent stack" } else { "has no default" };
        return unknown(format!("the parameter {full} {why}"));
    };
    if value.place.span.is_none() {
        value.place.span = place.span;
    }
    if ty.starts_with("AWS::SSM::Parameter::Value<") {
        let path = strings::text_of(&value).unwrap_or_else(|| "?".into());
        let mut unknown = unknown(format!("the parameter {full} is read from the SSM parameter {path} at deployment"));
        unknown.place = value.place;
        return unknown;
    }
    value.marks = value.marks.with(secret);
    let is_list = ty == "CommaDelimitedList" || ty.starts_with("List<");
    if is_list { split(&value) } else { value }
}

/// A list parameter's text as a list: cut at commas, blank space around each item dropped.
fn split(value: &Value) -> Value {
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

fn type_of(ty: &str) -> Type {
    match ty {
        "Number" => Type::Number,
        "CommaDelimitedList" => Type::List(Box::new(Type::String)),
        ty if ty.starts_with("List<") || ty.contains("<List<") => Type::List(Box::new(Type::String)),
        _ => Type::String,
    }
}

/// `true` or `"true"`.
pub(super) fn is_true(value: &Value) -> bool {
    value.as_bool() == Some(true) || value.as_str().is_some_and(|text| text.eq_ignore_ascii_case("true"))
}

/// The parameters as resources of their own: `Parameters/X`.
pub(super) fn resources(stack: &Stack<'_>) -> Vec<Resource> {
    let Some(section) = stack.root.get("Parameters").and_then(Value::entries) else { return Vec::new() };
    let declared = section.iter().filter(|(_, entry)| entry.value.entries().is_some());
    declared
        .map(|(name, entry)| Resource {
            address: format!("{}Parameters/{name}", stack.prefix),
            kind: ResourceKind::Parameter,
            source_type: "AWS::CloudFormation::Parameter".to_owned(),
            name: name.to_string(),
            values: entry.value.clone(),
            place: Place { span: entry.key.or(entry.value.place.span), chain: None },
            presence: Presence::Always,
            lifecycle: Value::map(IndexMap::new(), None),
            display: None,
        })
        .collect()
}

impl Stack<'_> {
    /// `Ref` of a parameter: its value, which came through here.
    pub(super) fn parameter(&self, name: &str, at: &Value) -> Option<Value> {
        let value = self.parameters.get(name)?.clone();
        Some(value.through(StepKind::Parameter, format!("{}{name}", self.prefix), at.place.span))
    }
}
