//! Nested stacks: `AWS::CloudFormation::Stack` and `AWS::Serverless::Application` whose template is
//! a file of the tree.

use super::conditions::Truth;
use super::given::Given;
use super::resources::names_of;
use super::stack::{Nested, Stack};
use crate::gap::Call;
use crate::source::Loss;
use crate::tree::Tree;
use crate::unit::{Opaque, Presence, Resource};
use crate::value::{Condition, Data, Piece, StepKind, Value};
use indexmap::IndexMap;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The outputs of a stack by name.
type Outputs = IndexMap<Arc<str>, Value>;

/// How deep stacks may be nested.
const MAX_LEVELS: usize = 10;

/// Nested stacks of one unit: stacks that nest the same ones multiply.
const MAX_STACKS: usize = 500;

/// Whether a resource of this type is a stack of its own.
pub(super) fn is_stack(source_type: &str) -> bool {
    matches!(source_type, "AWS::CloudFormation::Stack" | "AWS::Serverless::Application")
}

impl Stack<'_> {
    /// An output of a nested stack; `None` when the resource is no stack, or one whose template is
    /// not read.
    pub(super) fn output_of(&mut self, target: &str, output: &str, raw: &Value) -> Option<Value> {
        let is_stack =
            self.root.get("Resources")?.get(target)?.get("Type")?.as_str().is_some_and(is_stack);
        if !is_stack {
            return None;
        }
        let body = self.root.get("Resources")?.get(target)?.clone();
        self.ensure_nested(target, &body);
        let (found, known) = match self.nested.get(target)? {
            Nested::Visiting => {
                return Some(self.wrong(
                    raw,
                    format!("the stack {target} and its own outputs depend on one another"),
                ));
            }
            Nested::Done { outputs, known, .. } => (outputs.get(output).cloned(), *known),
        };
        match found {
            Some(value) => Some(value),
            None if known => {
                Some(self.wrong(raw, format!("the nested stack {target} has no output {output}")))
            }
            None => None,
        }
    }

    /// Evaluates a nested stack, once.
    pub(super) fn ensure_nested(&mut self, id: &str, body: &Value) {
        if self.nested.contains_key(id) {
            return;
        }
        self.nested.insert(id.to_owned(), Nested::Visiting);
        let done = self.nested_stack(id, body);
        let (resources, outputs, known) = done.map_or_else(
            || (Vec::new(), IndexMap::new(), false),
            |(resources, outputs)| (resources, outputs, true),
        );
        self.nested.insert(id.to_owned(), Nested::Done { outputs, resources, known });
    }

    /// The resources of a nested stack, which exist only where the stack does.
    pub(super) fn nested_resources(&mut self, id: &str, presence: &Presence) -> Vec<Resource> {
        let Some(Nested::Done { resources, .. }) = self.nested.get_mut(id) else {
            return Vec::new();
        };
        let mut resources = std::mem::take(resources);
        for resource in &mut resources {
            resource.presence = both(presence, &resource.presence);
        }
        resources
    }

    fn nested_stack(&mut self, id: &str, body: &Value) -> Option<(Vec<Resource>, Outputs)> {
        let properties = body.get("Properties")?.clone();
        let written = properties.get("TemplateURL").or_else(|| properties.get("Location"))?.clone();
        let url = self.value(&written);
        let arguments = properties.get("Parameters").cloned().map(|raw| self.value(&raw));
        let asset = body
            .get("Metadata")
            .and_then(|metadata| metadata.get("aws:asset:path"))
            .and_then(Value::as_str);
        // What the CDK packaged is named by a hash in the URL, and by its path in the metadata.
        let found = asset.and_then(|path| self.beside(path)).or_else(|| self.template_file(&url));
        let address = format!("{}{id}", self.prefix);
        let opaque = |stack: &mut Self, said: Option<(&str, &str)>| {
            let call = Call {
                source: shown(&url),
                arguments: arguments.as_ref().map(names_of).unwrap_or_default(),
                ..Call::default()
            };
            if let Some((why, cure)) = said {
                stack.gap(&written, format!("the stack {address}"), why, cure, Some(call));
            }
            let inputs = arguments.as_ref().map(inputs).unwrap_or_default();
            stack.shared.opaque.push(Opaque {
                address: address.clone(),
                source: shown(&url),
                inputs,
            });
            None
        };
        let Some(path) = found else {
            let path = url.as_str().filter(|text| !text.contains("://") && !text.contains("{{"));
            let said = match path {
                Some(_) => {
                    ("there is no template at its path", "correct the path, or add the template")
                }
                None if url.get("ApplicationId").is_some() => (
                    "it is an application of the Serverless Application Repository",
                    "scan its template (`aws serverlessrepo create-cloud-formation-template`)",
                ),
                None => (
                    "the template is not in the tree",
                    "put its template into the tree (`sam build`, `cdk synth`), or scan it where it is",
                ),
            };
            return opaque(self, Some(said));
        };
        // A circle would not end; CloudFormation refuses it too.
        if self.shared.above.contains(&path) || self.shared.above.len() >= MAX_LEVELS {
            let said = if self.shared.above.contains(&path) {
                ("it names a template that contains it", "break the circle")
            } else {
                ("it is nested too deep", "scan its template by itself")
            };
            return opaque(self, Some(said));
        }
        self.shared.stacks += 1;
        if self.shared.stacks > MAX_STACKS {
            let message = format!("the template nests more than {MAX_STACKS} stacks");
            self.problem(Loss::Lost, &written, message);
            let said =
                ("the template nests too many stacks", "scan the nested templates by themselves");
            return opaque(self, Some(said));
        }
        let mut given = Given { nested: true, ..Given::default() };
        if let Some(entries) = arguments.as_ref().and_then(Value::entries) {
            for (name, entry) in entries.iter().filter(|(_, entry)| !entry.value.is_null()) {
                given.values.insert(
                    name.clone(),
                    entry.value.clone().through(StepKind::ModuleArgument, &*address, entry.key),
                );
            }
        }
        // Problems and budgets are one for all stacks: the child works with them and gives them
        // back.
        let mut shared = std::mem::take(&mut self.shared);
        shared.above.push(path.clone());
        let mut child = match Stack::new(self.tree, &path, format!("{address}/"), &given, shared) {
            Ok(child) => child,
            Err(failed) => {
                let (problem, shared) = *failed;
                self.shared = shared;
                self.shared.above.pop();
                // That says what is missing, and why.
                self.shared.problems.push(problem);
                return opaque(self, None);
            }
        };
        let resources = child.resources();
        let outputs = child.outputs();
        self.shared = child.shared;
        self.shared.above.pop();
        Some((resources, outputs))
    }

    /// The values of the stack's outputs.
    pub(super) fn outputs(&mut self) -> IndexMap<Arc<str>, Value> {
        let mut out = IndexMap::new();
        let Some(section) = self.root.get("Outputs").cloned() else { return out };
        for (name, entry) in section.entries().into_iter().flatten() {
            if name.starts_with("Fn::ForEach::") {
                let (looped, _) = self.loop_entries(name, &entry.value, Loss::Warning);
                for (name, looped) in looped {
                    let value = self.with_loops(&looped.loops, |stack| stack.output(&looped.raw));
                    out.extend(value.map(|value| (name, value)));
                }
            } else {
                out.extend(self.output(&entry.value).map(|value| (name.clone(), value)));
            }
        }
        out
    }

    pub(super) fn output(&mut self, body: &Value) -> Option<Value> {
        let truth = match body.get("Condition") {
            Some(condition) => condition.as_str().map(|name| self.condition(name, condition)),
            None => None,
        };
        if truth == Some(Truth::Known(false)) {
            return None;
        }
        Some(self.value(body.get("Value")?))
    }

    /// A file named relative to the template.
    pub(super) fn beside(&self, path: &str) -> Option<String> {
        let folder = self.file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        Tree::join(folder, path).filter(|path| self.tree.has_file(path))
    }

    /// The file of the tree that a template's address means: a path, or a URL that ends like a
    /// file's path.
    fn template_file(&self, url: &Value) -> Option<String> {
        let (text, whole) = match &url.data {
            Data::String(text) => (text.text.to_string(), true),
            Data::Unknown(unknown) if !unknown.pieces.is_empty() => {
                (unknown.suffix().to_owned(), false)
            }
            // The bucket may depend on a condition; the file must not.
            Data::Either(either) => {
                let (then, otherwise) =
                    (self.template_file(&either.then), self.template_file(&either.otherwise));
                return then.filter(|then| Some(then) == otherwise.as_ref());
            }
            _ => return None,
        };
        let local = text.strip_prefix("file://").unwrap_or(&text);
        if whole && !local.contains("://") {
            return self.beside(local);
        }
        let path = text.split(['?', '#']).next().unwrap_or_default();
        let path = path
            .split_once("://")
            .map_or(path, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
        let wanted: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).rev().collect();
        let base = wanted.first().filter(|base| base.contains('.'))?;
        let folder: Vec<&str> = self.file.path.split('/').collect();
        let score = |file: &str| {
            let parts: Vec<&str> = file.split('/').collect();
            let tail = parts.iter().rev().zip(&wanted).take_while(|(a, b)| a == b).count();
            let near = parts.iter().zip(&folder).take_while(|(a, b)| a == b).count();
            (tail, near, std::cmp::Reverse(parts.len()))
        };
        let mut candidates: Vec<_> = self
            .tree
            .files()
            .filter(|file| {
                file.rsplit('/').next() == Some(base)
                    && *file != self.file.path
                    && !self.tree.is_alias(file)
            })
            .map(|file| (score(file), file))
            .collect();
        candidates.sort();
        match candidates.as_slice() {
            // Two that may be meant equally well are as good as none.
            [.., (next, _), (best, _)] if next == best => None,
            [.., (_, file)] => Some((*file).to_owned()),
            [] => None,
        }
    }
}

/// What exists where two things do.
fn both(outer: &Presence, inner: &Presence) -> Presence {
    match (outer, inner) {
        (Presence::Always, other) | (other, Presence::Always) => other.clone(),
        (Presence::If(a, holds), Presence::If(b, also)) if a.id == b.id && holds == also => {
            inner.clone()
        }
        (Presence::If(a, holds), Presence::If(b, also)) => {
            let shown = |text: &str, holds: bool| {
                if holds { text.to_owned() } else { format!("!({text})") }
            };
            let id = format!("({} && {})", shown(&a.id, *holds), shown(&b.id, *also)).into();
            let text = format!("{} and {}", shown(&a.text, *holds), shown(&b.text, *also)).into();
            Presence::If(Arc::new(Condition { id, text, reason: b.reason.clone() }), true)
        }
    }
}

/// An address as it is known, for messages.
fn shown(url: &Value) -> String {
    match &url.data {
        Data::String(text) => text.text.to_string(),
        Data::Unknown(unknown) if !unknown.pieces.is_empty() => unknown
            .pieces
            .iter()
            .map(|piece| match piece {
                Piece::Known { text, .. } => text.to_string(),
                Piece::Unknown(_) => "${...}".to_owned(),
            })
            .collect(),
        // An application of the Serverless Application Repository.
        Data::Map(map) if map.entries.contains_key("ApplicationId") => {
            url.get("ApplicationId").map_or_else(String::new, shown)
        }
        _ => "an address that is not known".to_owned(),
    }
}

/// The resources that a value refers to, at any depth.
pub(super) fn inputs(value: &Value) -> Vec<String> {
    fn walk(value: &Value, out: &mut BTreeSet<String>, depth: usize) {
        if depth > 200 {
            return;
        }
        out.extend(value.references().iter().map(|reference| reference.to.to_string()));
        match &value.data {
            Data::List(list) => list.items.iter().for_each(|item| walk(item, out, depth + 1)),
            Data::Map(map) => {
                map.entries.values().for_each(|entry| walk(&entry.value, out, depth + 1))
            }
            Data::Either(either) => {
                walk(&either.then, out, depth + 1);
                walk(&either.otherwise, out, depth + 1);
            }
            _ => {}
        }
    }
    let mut out = BTreeSet::new();
    walk(value, &mut out, 0);
    out.into_iter().collect()
}
