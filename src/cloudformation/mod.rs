//! CloudFormation templates: from a template's nodes to resources with located values.
//!
//! `stack` reads a template and resolves values, `functions`, `lists`, `mappings`,
//! `encode` and `sub` are the intrinsic functions, `conditions` what they depend on,
//! `given` what comes from outside, `parameters` and `rules` what that makes of parameters,
//! `nested` the stacks that a stack names, `exports` the values that other stacks of the tree
//! export, `loops` `Fn::ForEach`, `serverless` the serverless transform. `parsed` keeps templates
//! for those who ask again.

mod conditions;
mod decided;
mod defaults;
mod encode;
mod exports;
mod functions;
mod given;
mod lists;
mod loops;
mod mappings;
mod nested;
mod parameters;
mod parsed;
mod resources;
mod rules;
mod run;
mod serverless;
mod stack;
mod strings;
mod sub;

pub use exports::exported;

use crate::gap::{FILLED_IN, RENDERED};
use crate::source::{File, FileId, Loss, Problem, SourceFile};
use crate::tree::{Tree, decode};
use crate::unit::{Evaluated, Inputs, Presence, Unit};
use crate::value::{Condition, Data, Value};
use stack::{Shared, Stack};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Whether a file, which has these bytes, is a CloudFormation template. Cheap for what is not: most
/// files are told apart by their bytes.
#[must_use]
pub fn looks_like_template(tree: &Tree, path: &str, bytes: &[u8]) -> bool {
    let wide = bytes.iter().take(4).any(|byte| *byte == 0 || *byte >= 0xfe);
    let transcoded = if wide { decode(bytes).ok() } else { None };
    let seen = transcoded.as_ref().map_or(bytes, String::as_bytes);
    let has = |word: &str| memchr::memmem::find(seen, word.as_bytes()).is_some();
    if !has("Resources") || !(has("Type") || has("Fn::") || has("AWSTemplateFormatVersion")) {
        return false;
    }
    let Ok((id, file)) = tree.load(path) else { return false };
    match &*parsed::parsed(tree, id, &file) {
        Ok((root, _)) => is_template(root),
        // Broken, but nobody else's: the problem is said when it is evaluated.
        Err(_) => {
            file.text.contains("AWSTemplateFormatVersion")
                || (file.text.contains("AWS::") && !file.text.contains("apiVersion"))
        }
    }
}

/// `Resources` at the top, with resources in it: maps with a `Type` of two parts at least. A
/// version or transform says it too.
fn is_template(root: &Value) -> bool {
    let Some(resources) = root.get("Resources") else { return false };
    if root.get("apiVersion").is_some() {
        return false;
    }
    if root.get("AWSTemplateFormatVersion").is_some() {
        return true;
    }
    let is_resource = |(key, value): (&str, &Value)| {
        key.starts_with("Fn::")
            || value
                .get("Type")
                .and_then(Value::as_str)
                .is_some_and(|ty| ty.contains("::") && !ty.contains(' '))
    };
    resources
        .entries()
        .is_some_and(|entries| entries.iter().any(|(key, entry)| is_resource((key, &entry.value))))
}

/// A template as it is written, its functions not resolved; `None`: the text is none.
#[must_use]
pub fn written(file: &File) -> Option<Value> {
    let (root, _) = stack::read(FileId(0), file).ok()?;
    root.get("Resources").is_some().then_some(root)
}

/// Why a file that is no unit should be told: it nearly is a template.
#[must_use]
pub fn near_miss(text: &str) -> Option<String> {
    let file: File = Arc::new(SourceFile::new(String::new(), text.to_owned()));
    let root = match stack::read(FileId(0), &file) {
        Ok((root, _)) => root,
        // What does not parse is nobody's, unless it says whose it is.
        Err(error) => {
            let own = ["AWS::ECS::", "AWS::IAM::", "AWS::EC2::", "AWS::S3::"];
            return own
                .iter()
                .any(|service| text.contains(service))
                .then(|| format!("cannot be read as a template: {}", error.message));
        }
    };
    let resources = root.get("Resources")?;
    if is_template(&root) || root.get("apiVersion").is_some() {
        return None;
    }
    match &resources.data {
        Data::List(list) if list.items.iter().any(|item| item.get("Type").is_some()) => {
            Some("its `Resources` is a list, where an object belongs".to_owned())
        }
        Data::Map(map)
            if map.entries.values().any(|entry| {
                entry.value.get("Properties").is_some() && entry.value.get("Type").is_none()
            }) =>
        {
            Some("its resources have no `Type`".to_owned())
        }
        _ => None,
    }
}

/// Evaluates a template and the nested stacks of the tree that it names.
#[must_use]
pub fn evaluate(tree: &Tree, unit: &Unit, inputs: &Inputs) -> (Evaluated, Vec<Problem>) {
    let (given, mut problems) = given::Given::of_inputs(tree, &unit.root, inputs);
    let (mut evaluated, more, suggested) = template(tree, unit, &given, false);
    problems.extend(more);
    if suggested {
        // What exists by a default, or does not, may be otherwise.
        let open = template(tree, unit, &given, true).0;
        evaluated.gaps.extend(defaults::gaps(tree, &evaluated, &open));
        evaluated.otherwise = Some(Box::new(open));
    }
    (evaluated, problems)
}

/// A template's resources, and whether a default alone decides that something exists; with `open`
/// it decides nothing.
fn template(
    tree: &Tree,
    unit: &Unit,
    given: &given::Given,
    open: bool,
) -> (Evaluated, Vec<Problem>, bool) {
    let mut problems = Vec::new();
    let mut evaluated =
        Evaluated { deployable: true, files: vec![unit.root.clone()], ..Evaluated::default() };
    let shared = Shared { open, ..Shared::default() };
    let mut stack = match Stack::new(tree, &unit.root, String::new(), given, shared) {
        Ok(stack) => stack,
        Err(failed) => {
            let (mut problem, shared) = *failed;
            if problem.cure.is_none() && is_text_template(tree, &unit.root) {
                let at = problem.at;
                problem = Problem::unread(Loss::Note, unit.root.as_str(), FILLED_IN, RENDERED);
                problem.at = at;
            }
            problems.extend(shared.problems);
            problems.push(problem);
            return (evaluated, problems, false);
        }
    };
    // A caller may give the same parameters to several templates.
    for message in given.unused(&stack.parameters) {
        stack.shared.problems.push(Problem::file(Loss::Note, unit.root.as_str(), message));
    }
    stack.shared.above.push(unit.root.clone());
    evaluated.resources = stack.resources();
    evaluated.files = stack.shared.files.iter().cloned().collect();
    evaluated.opaque = std::mem::take(&mut stack.shared.opaque);
    evaluated.gaps = std::mem::take(&mut stack.shared.gaps);
    evaluated.secrets = std::mem::take(&mut stack.shared.secrets);
    // What a macro adds stands in the same template and may name every resource there; a nested
    // stack knows its parameters only.
    for opaque in evaluated.opaque.iter_mut().filter(|opaque| {
        opaque.address.rsplit('/').next().is_some_and(|name| name.starts_with("Fn::"))
    }) {
        let prefix =
            opaque.address.rsplit_once('/').map_or(String::new(), |(stack, _)| format!("{stack}/"));
        opaque.inputs = evaluated
            .resources
            .iter()
            .map(|resource| resource.address.clone())
            .filter(|id| id.starts_with(&prefix))
            .collect();
    }
    problems.append(&mut stack.shared.problems);
    let mut conditions = BTreeMap::new();
    for resource in &evaluated.resources {
        if let Presence::If(condition, _) = &resource.presence {
            conditions.insert(condition.id.clone(), condition.clone());
        }
        collect(&resource.values, &mut conditions, 0);
        collect(&resource.lifecycle, &mut conditions, 0);
    }
    evaluated.conditions = conditions.into_iter().collect();
    (evaluated, problems, stack.shared.suggested)
}

/// Whether a file that is no YAML or JSON has the marks of a text template (Jinja, Go).
fn is_text_template(tree: &Tree, path: &str) -> bool {
    let Ok((_, file)) = tree.load(path) else { return false };
    file.text.contains("{%")
        || file.text.match_indices("{{").any(|(at, _)| !file.text[at..].starts_with("{{resolve:"))
}

/// The unknown conditions that a value depends on.
fn collect(value: &Value, out: &mut BTreeMap<Arc<str>, Arc<Condition>>, depth: usize) {
    if depth > 250 {
        return;
    }
    match &value.data {
        Data::List(list) => list.items.iter().for_each(|item| collect(item, out, depth + 1)),
        Data::Map(map) => {
            map.entries.values().for_each(|entry| collect(&entry.value, out, depth + 1))
        }
        Data::Either(either) => {
            out.entry(either.condition.id.clone()).or_insert_with(|| either.condition.clone());
            collect(&either.then, out, depth + 1);
            collect(&either.otherwise, out, depth + 1);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests;
