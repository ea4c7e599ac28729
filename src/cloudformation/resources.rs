//! A template's resources.

use super::conditions::Truth;
use super::loops::Looped;
use super::parameters;
use super::stack::{PROCESSED, Stack};
use super::strings::text_of;
use crate::gap::Call;
use crate::source::{Loss, Span};
use crate::unit::{Opaque, Presence, Resource, ResourceKind};
use crate::value::{Condition, Data, Entry, Place, Value};
use indexmap::IndexMap;
use std::sync::Arc;

impl Stack<'_> {
    /// The resources of the stack in source order, each nested stack's behind the resource that
    /// names it, the parameters last.
    pub(super) fn resources(&mut self) -> Vec<Resource> {
        let mut out = Vec::new();
        if self.root.entries().is_none() {
            let root = self.root.clone();
            self.problem(Loss::Lost, &root, "is not a template: the top level is not a map");
            return out;
        }
        let Some(section) = self.root.get("Resources").cloned() else {
            let root = self.root.clone();
            self.problem(Loss::Note, &root, "has no Resources");
            return out;
        };
        let Some(entries) = section.entries() else {
            self.problem(Loss::Lost, &section, "Resources is not a map");
            return out;
        };
        for (name, entry) in entries {
            if name.starts_with("Fn::ForEach::") {
                let (looped, _) = self.loop_entries(name, &entry.value, Loss::Lost);
                for (id, looped) in looped {
                    self.looped_resource(&id, &looped, &mut out);
                }
            } else if name.starts_with("Fn::") {
                self.macros = true;
                self.macro_in(name, &entry.value);
            } else {
                self.resource(name, entry.key, &entry.value, Presence::Always, &mut out);
            }
        }
        if self.serverless {
            out.extend(self.implicit_apis());
            out.extend(self.shared_usage_plan());
        }
        out.extend(parameters::resources(self));
        out
    }

    /// A resource that a loop made. Of an unknown collection: one that stands for any number, and
    /// may not be there.
    fn looped_resource(&mut self, id: &str, looped: &Looped, out: &mut Vec<Resource>) {
        let presence = match &looped.unknown {
            Some(reason) => {
                let id = format!("{}{id} exists", self.prefix).into();
                Presence::If(
                    Arc::new(Condition {
                        id,
                        text: "the collection of Fn::ForEach has items".into(),
                        reason: reason.clone(),
                    }),
                    true,
                )
            }
            None => Presence::Always,
        };
        if !self.expanded.insert(id.to_owned()) || self.has_resource(id) {
            self.problem(
                Loss::Warning,
                &looped.raw,
                format!("a loop makes the resource {id} twice"),
            );
            return;
        }
        let loops = looped.loops.clone();
        self.with_loops(&loops, |stack| stack.resource(id, looped.key, &looped.raw, presence, out));
    }

    fn resource(
        &mut self,
        id: &str,
        key: Option<Span>,
        body: &Value,
        presence: Presence,
        out: &mut Vec<Resource>,
    ) {
        if body.entries().is_none() {
            self.problem(Loss::Lost, body, format!("resource {id} must be a map"));
            return;
        }
        let put_in = body.get("Fn::Transform").cloned();
        if let (Some(transform), None) = (&put_in, body.get("Type")) {
            // All of the resource stands elsewhere.
            return self.macro_in(&format!("Fn::Transform::{id}"), transform);
        }
        let source_type = match body.get("Type") {
            Some(ty) => {
                let found = self.value(ty);
                match found.as_str() {
                    Some(found) => found.to_owned(),
                    None => {
                        self.problem(
                            Loss::Lost,
                            ty,
                            format!("the Type of the resource {id} is not a string"),
                        );
                        return;
                    }
                }
            }
            None => {
                self.problem(Loss::Lost, body, format!("the resource {id} has no Type"));
                return;
            }
        };
        let presence = match body.get("Condition") {
            None => presence,
            Some(condition) => {
                let condition = condition.clone();
                let truth = match &condition.data {
                    Data::String(text) => {
                        let name = self.looped_key(&text.text);
                        self.existence(&name, &condition)
                    }
                    _ => match self.found_condition(&condition, true) {
                        Some(truth) => truth,
                        None => {
                            self.problem(
                                Loss::Warning,
                                &condition,
                                format!("the Condition of the resource {id} is not a name"),
                            );
                            self.truth(&condition, 0)
                        }
                    },
                };
                match truth {
                    Truth::Known(true) => presence,
                    Truth::Known(false) => return,
                    Truth::Unknown(condition, holds) => Presence::If(condition, holds),
                }
            }
        };
        let nothing = || Value::map(IndexMap::new(), key.or(body.place.span));
        let properties = if self.serverless {
            self.with_globals(&source_type, body)
        } else {
            body.get("Properties").cloned()
        };
        let mut values = properties
            .map(|properties| self.value(&properties))
            .filter(|values| !values.is_null())
            .unwrap_or_else(nothing);
        if source_type.starts_with("AWS::Serverless::") {
            // The serverless transform makes something else of what is there: what is not there has
            // no place in it.
            values = present(&values, 0);
        }
        if values.items().is_some() || text_of(&values).is_some() {
            self.problem(
                Loss::Lost,
                &values,
                format!("the Properties of the resource {id} are not a map"),
            );
        }
        if let (Some(transform), Data::Map(map)) = (&put_in, &mut values.data) {
            // What is put into the resource may be a property.
            let reason = self
                .function("Fn::Transform", transform, transform)
                .as_unknown()
                .map(|unknown| unknown.reason.clone());
            Arc::make_mut(map).rest = reason;
        }
        let resource = Resource {
            address: format!("{}{id}", self.prefix),
            kind: ResourceKind::Managed,
            name: id.to_owned(),
            values,
            place: Place { span: key.or(body.place.span), chain: None },
            presence,
            lifecycle: self.lifecycle(body),
            display: display(body),
            modelled: None,
            source_type,
        };
        if resource.source_type.ends_with("::MODULE") {
            let call = Call {
                source: resource.source_type.clone(),
                arguments: names_of(&resource.values),
                ..Call::default()
            };
            let what = format!("the module {}", resource.address);
            self.gap(
                body,
                what,
                "modules live in the registry of an account",
                PROCESSED,
                Some(call),
            );
            self.shared.opaque.push(Opaque {
                address: resource.address.clone(),
                source: resource.source_type.clone(),
                inputs: super::nested::inputs(&resource.values),
            });
        }
        let stack =
            super::nested::is_stack(&resource.source_type).then(|| resource.presence.clone());
        let all = if self.serverless { self.transformed(resource, body) } else { vec![resource] };
        out.extend(all);
        if let Some(presence) = stack {
            self.ensure_nested(id, body);
            out.extend(self.nested_resources(id, &presence));
        }
    }

    /// What keeps a resource's data when it goes (user guide, "DeletionPolicy attribute").
    fn lifecycle(&mut self, body: &Value) -> Value {
        let mut entries = IndexMap::new();
        for (name, ours) in [
            ("DeletionPolicy", "deletion_policy"),
            ("UpdateReplacePolicy", "update_replace_policy"),
        ] {
            let found = body.entries().and_then(|entries| entries.get(name)).cloned();
            if let Some(Entry { key, value }) = found {
                let value = self.value(&value);
                if !value.is_null() {
                    entries.insert(ours.into(), Entry { key, value });
                }
            }
        }
        Value::map(entries, None)
    }
}

/// The keys of an object.
pub(super) fn names_of(value: &Value) -> Vec<String> {
    value.entries().into_iter().flatten().map(|(name, _)| name.to_string()).collect()
}

/// The path in the AWS CDK application that made the resource.
fn display(body: &Value) -> Option<String> {
    body.get("Metadata")?.get("aws:cdk:path")?.as_str().map(str::to_owned)
}

/// A value without what `AWS::NoValue` took out of it.
fn present(value: &Value, depth: usize) -> Value {
    match &value.data {
        Data::Map(map) if depth < 250 => {
            let mut own = (**map).clone();
            own.entries.retain(|_, entry| !entry.value.is_null());
            own.entries
                .values_mut()
                .for_each(|entry| entry.value = present(&entry.value, depth + 1));
            Value { data: Data::Map(Arc::new(own)), ..value.clone() }
        }
        Data::List(list) if depth < 250 => {
            let items = list.items.iter().map(|item| present(item, depth + 1)).collect();
            Value { data: Value::list(items, None).data, ..value.clone() }
        }
        _ => value.clone(),
    }
}
