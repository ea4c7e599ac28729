//! Resources and data sources: their instances, and the document's list of everything a unit
//! declares.

use super::config::{self, ModuleCall};
use super::eval::Evaluator;
use super::handed;
use super::instance::{Called, Instance, Placed, Scope, Shape, Slot, place_of};
use super::limits::Limits;
use super::registry;
use crate::gap::{Call, Gap, GapKind};
use crate::source::Span;
use crate::syntax::hcl::ast::Block;
use crate::unit::{Evaluated, LeftOut, Move, Opaque, Presence, Resource, ResourceKind};
use crate::value::{Cause, Data, Entry, Map, Reference, UnreadModule, Value, WhyUnread};
use indexmap::IndexMap;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

impl Evaluator<'_> {
    /// What `aws_x.y` is as a whole: an object, a tuple, a map; attributes that are not written are
    /// known after apply.
    pub(super) fn resource_value(
        &self,
        instance: &Rc<Instance>,
        key: &str,
        _span: Option<Span>,
    ) -> Option<Value> {
        let block = instance.config.resources.get(key)?.clone();
        Some(
            self.memo(instance, key, block.header, || {
                self.evaluate_resource(instance, key, &block)
            }),
        )
    }

    /// A resource's instances.
    fn placed(&self, instance: &Rc<Instance>, key: &str) -> Rc<Vec<Placed>> {
        let _ = self.resource_value(instance, key, None);
        instance.resources.borrow().get(key).cloned().unwrap_or_default()
    }

    fn evaluate_resource(&self, instance: &Rc<Instance>, key: &str, block: &Rc<Block>) -> Value {
        let address = instance.address(key);
        let scope = Scope::of(instance, None);
        let expansion = self.expand(&block.body, &scope, &address);
        let mut placed = Vec::with_capacity(expansion.slots.len());
        let mut room = usize::MAX;
        for slot in &expansion.slots {
            if placed.len() == 1 {
                room = placed.first().map_or(room, |one: &Placed| Limits::instances(&one.values));
            }
            if placed.len() >= room {
                let message = format!(
                    "{address} has {} instances: only {} are looked at, because each is large",
                    expansion.slots.len(),
                    placed.len()
                );
                self.report(crate::source::Loss::Lost, block.header, message);
                break;
            }
            let scope = Scope::of(instance, slot.each.clone());
            placed.push(self.place(instance, key, block, &scope, slot));
        }
        let placed = Rc::new(placed);
        instance.resources.borrow_mut().insert(key.to_owned(), placed.clone());
        let whole = |slot: usize| {
            placed
                .get(slot)
                .map_or_else(|| Value::null(block.header), |placed| self.object(key, block, placed))
        };
        let mut value = self.aggregate(expansion.shape, &expansion.slots, &address, &whole);
        if expansion.shape != Shape::One {
            value.place.span = value.place.span.or(block.header);
        }
        value
    }

    fn place(
        &self,
        instance: &Rc<Instance>,
        key: &str,
        block: &Block,
        scope: &Scope,
        slot: &Slot,
    ) -> Placed {
        let address = format!("{}{}", instance.address(key), slot.suffix);
        let before = self.off.borrow().len();
        let mut values = self.body_values(block, scope, true);
        for off in self.off.borrow_mut()[before..].iter_mut().filter(|off| off.address.is_empty()) {
            off.address.clone_from(&address);
        }
        values.place = place_of(instance.header(block.header));
        if let Err(why) = self.limits.keep(&values) {
            let message = format!("`{address}` {why}");
            self.report(crate::source::Loss::Lost, block.header, message.clone());
            values = Value::map(IndexMap::new(), block.header);
        }
        Placed {
            address,
            each: slot.each.clone(),
            presence: self.both(&instance.presence, &slot.presence),
            values,
            lifecycle: self.lifecycle(block, scope),
        }
    }

    /// An instance as other expressions see it.
    fn object(&self, key: &str, block: &Block, placed: &Placed) -> Value {
        let mut entries = placed.values.entries().cloned().unwrap_or_default();
        let to: Arc<str> = Arc::from(placed.address.as_str());
        for (name, value) in self.rendered(key, placed) {
            entries.insert(Arc::from(name), Entry { key: None, value });
        }
        let rest = Some(Cause::AfterApply {
            resource: placed.address.as_str().into(),
            attribute: "".into(),
        });
        let map = Map { kind: crate::value::MapKind::Object, entries, rest };
        let mut value = Value::new(Data::Map(Arc::new(map)), block.header);
        value.refs = Some(Arc::from([Reference { to, attribute: Arc::from("") }]));
        value
    }

    /// Everything that a module's instance and the modules below it declare.
    pub(super) fn emit(&self, instance: &Rc<Instance>, evaluated: &mut Evaluated) {
        self.learn_secrets(instance);
        self.emit_settings(instance, evaluated);
        for (key, block) in &instance.config.resources {
            let data = key.starts_with("data.");
            for placed in self.placed(instance, key).iter() {
                let scope = Scope::of(instance, placed.each.clone());
                let own = || self.object(key, block, placed);
                let values = self.with_provisioners(placed.values.clone(), block, &scope, own);
                evaluated.resources.push(Resource {
                    address: placed.address.clone(),
                    kind: if data { ResourceKind::Data } else { ResourceKind::Managed },
                    source_type: block.label(0).map(ToString::to_string).unwrap_or_default(),
                    name: block.label(1).map(ToString::to_string).unwrap_or_default(),
                    values,
                    place: place_of(instance.header(block.header)),
                    presence: placed.presence.clone(),
                    lifecycle: placed.lifecycle.clone(),
                    display: None,
                    modelled: written_call(instance),
                });
            }
        }
        for block in &instance.config.moves {
            let address = |name: &str| {
                let value = &block.body.attribute(name)?.value;
                let text = value.literal().unwrap_or_else(|| self.written_at(value.place));
                let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
                (!text.is_empty()).then(|| instance.address(&text))
            };
            if let Some(from) = address("from") {
                evaluated.moves.push(Move { from, to: address("to") });
            }
        }
        for (address, when) in &instance.config.left_out {
            let is_there = self.value_of(when, &Scope::of(instance, None));
            if matches!(is_there.data, Data::Bool(false)) {
                continue;
            }
            let Some(call) = written_call(instance) else { continue };
            evaluated.left_out.push(LeftOut {
                address: instance.address(address),
                call: call.to_string(),
                source_type: address.split('.').next().unwrap_or_default().to_owned(),
            });
        }
        for name in instance.config.modules.keys() {
            self.emit_module(instance, name, evaluated);
        }
    }

    /// Variables, providers, backends: they have no instances.
    fn emit_settings(&self, instance: &Rc<Instance>, evaluated: &mut Evaluated) {
        let scope = Scope::of(instance, None);
        let mut push =
            |address: String, kind, source_type: &str, name: &str, block: &Block, values: Value| {
                evaluated.resources.push(Resource {
                    address,
                    kind,
                    source_type: source_type.to_owned(),
                    name: name.to_owned(),
                    values,
                    place: place_of(instance.header(block.header)),
                    presence: instance.presence.clone(),
                    lifecycle: Value::map(IndexMap::new(), block.header),
                    display: None,
                    modelled: None,
                });
            };
        // A registry module's model declares variables that stand nowhere.
        let declared = instance.config.variables.iter().filter(|(_, block)| block.header.is_some());
        for (name, block) in declared {
            let mut entries = IndexMap::new();
            for attribute in &block.body.attributes {
                let value = match &*attribute.name {
                    // A type is no expression: it is kept as it is written.
                    "type" => {
                        Value::string(self.written_at(attribute.value.place), attribute.value.place)
                    }
                    _ => self.value_of(&attribute.value, &scope),
                };
                entries.insert(attribute.name.clone(), Entry { key: attribute.place, value });
            }
            // What it is in this unit, whoever set it.
            if let Ok(value) = self.variable(instance, name, block.header) {
                entries.insert(Arc::from("value"), Entry { key: None, value });
            }
            push(
                instance.address(&format!("var.{name}")),
                ResourceKind::Variable,
                "variable",
                name,
                block,
                Value::map(entries, block.header),
            );
        }
        for block in &instance.config.providers {
            let Some(name) = block.label(0) else { continue };
            let alias = config::alias(block).map(|alias| format!(".{alias}")).unwrap_or_default();
            let address = instance.address(&format!("provider.{name}{alias}"));
            // OpenTofu: one configuration for each entry.
            let slots = match block.body.attribute("for_each") {
                Some(_) => self.expand(&block.body, &scope, &address).slots,
                None => vec![Slot::only()],
            };
            for slot in slots {
                let scope = Scope::of(instance, slot.each.clone());
                push(
                    format!("{address}{}", slot.suffix),
                    ResourceKind::Provider,
                    &format!("provider.{name}"),
                    name,
                    block,
                    self.body_values(block, &scope, false),
                );
            }
        }
        if instance.call.is_some() {
            // Only a root module's backend counts.
            return;
        }
        for block in &instance.config.backends {
            let kind = block.label(0).map_or_else(|| block.kind.clone(), Arc::clone);
            let values = self.body_values(block, &scope, false);
            push(
                format!("terraform.backend.{kind}"),
                ResourceKind::Backend,
                "terraform.backend",
                &kind,
                block,
                values,
            );
        }
    }

    fn written_at(&self, span: Option<Span>) -> String {
        span.map(|span| self.tree.file(span.file).slice(span.start, span.end).to_owned())
            .unwrap_or_default()
    }

    /// What the scan misses with a module that is not read.
    fn gap_of(&self, header: Option<Span>, call: &ModuleCall, missing: &UnreadModule) -> Gap {
        let (why, cure) = match &missing.why {
            WhyUnread::NoSource => ("no source is named", "name its source".to_owned()),
            WhyUnread::NotLiteral => (
                "the source is an expression",
                "write its source as a literal string, or scan a plan".to_owned(),
            ),
            WhyUnread::Outside(_) => (
                "the source lies outside the tree that is read",
                "scan a folder that holds both, or the git work tree".to_owned(),
            ),
            WhyUnread::Absent(_) => (
                "the source is a path at which there is no module",
                "add the module, or correct the path".to_owned(),
            ),
            WhyUnread::NotDownloaded(_) => (
                "the source is not downloaded",
                "run `terraform init` in each root module, then scan again".to_owned(),
            ),
            WhyUnread::Refused(message) => {
                (&**message, "break the circle, or scan the module by itself".to_owned())
            }
        };
        let lost = matches!(missing.why, WhyUnread::Refused(_));
        let gap = match header {
            Some(span) => Gap::at(
                GapKind::ModuleNotRead,
                &self.tree.file(span.file),
                span.start,
                &*missing.address,
                why,
                cure,
            ),
            None => Gap {
                what: missing.address.to_string(),
                ..Gap::file(GapKind::ModuleNotRead, self.unit.root.as_str(), why, cure)
            },
        };
        Gap { lost, ..gap }.of_call(Call {
            source: missing.source.as_deref().unwrap_or_default().to_owned(),
            version: missing.version.as_deref().map(str::to_owned),
            arguments: call.arguments.keys().map(ToString::to_string).collect(),
        })
    }

    fn emit_module(&self, instance: &Rc<Instance>, name: &str, evaluated: &mut Evaluated) {
        let (Some(called), Some(call)) =
            (self.called(instance, name), instance.config.modules.get(name))
        else {
            return;
        };
        if called.slots.is_empty() {
            return;
        }
        let address = instance.address(&format!("module.{name}"));
        let opaque = called.missing.is_some();
        let each = called.slots.first().and_then(|(slot, _)| slot.each.clone());
        let scope = Scope::of(instance, each);
        let mut entries = IndexMap::new();
        for attribute in &call.block.body.attributes {
            let own = matches!(&*attribute.name, "source" | "version");
            // Arguments matter only where the module itself cannot be read.
            let argument = opaque && call.arguments.contains_key(&attribute.name);
            if own || argument {
                let value = self.value_of(&attribute.value, &scope);
                entries.insert(attribute.name.clone(), Entry { key: attribute.place, value });
            }
        }
        let values = Value::map(entries, call.block.header);
        if let Some(missing) = &called.missing {
            let mut inputs = BTreeSet::new();
            referred(&values, &mut inputs);
            let source = values
                .get("source")
                .and_then(Value::as_str)
                .map_or_else(|| missing.why.to_string(), str::to_owned);
            evaluated.gaps.push(self.gap_of(instance.header(call.block.header), call, missing));
            evaluated.opaque.push(Opaque {
                address: address.clone(),
                source,
                inputs: inputs.into_iter().collect(),
            });
        }
        // How a model calls another says nothing of what the user wrote.
        let written = !registry::is_model(&instance.config.folder);
        self.emit_uncovered(instance, call, &called, &scope, evaluated);
        let own = Resource {
            address,
            kind: ResourceKind::Module,
            source_type: "terraform.module".to_owned(),
            name: name.to_owned(),
            values,
            place: place_of(call.block.header),
            presence: self.both(
                &instance.presence,
                &called.slots.first().map_or(Presence::Always, |(slot, _)| slot.presence.clone()),
            ),
            lifecycle: Value::map(IndexMap::new(), call.block.header),
            display: None,
            modelled: None,
        };
        let missing = called.missing.as_ref();
        let handed = missing.and_then(|missing| handed::task_definition(&own, missing));
        evaluated.resources.extend(written.then_some(own));
        evaluated.resources.extend(handed);
        for (_, child) in &called.slots {
            if let Some(child) = child {
                self.emit(child, evaluated);
            }
        }
    }
}

impl Evaluator<'_> {
    /// What the scan misses with the arguments that the model of a module does not follow. One that
    /// is null or empty asks for nothing.
    fn emit_uncovered(
        &self,
        instance: &Instance,
        call: &ModuleCall,
        called: &Called,
        scope: &Scope,
        evaluated: &mut Evaluated,
    ) {
        let address = instance.address(&format!("module.{}", call.name));
        let child = called.slots.iter().find_map(|(_, child)| child.as_ref());
        let Some(child) = child.filter(|child| registry::is_model(&child.config.folder)) else {
            return;
        };
        let mut uncovered = Vec::new();
        let mut inputs = BTreeSet::new();
        for (name, (expr, _)) in &call.arguments {
            if registry::covers(&child.config, name) {
                continue;
            }
            let value = self.value_of(expr, scope);
            let empty = value.items().is_some_and(<[Value]>::is_empty)
                || value.entries().is_some_and(IndexMap::is_empty)
                || value.as_str() == Some("");
            if !value.is_null() && !empty {
                referred(&value, &mut inputs);
                uncovered.push(name.to_string());
            }
        }
        let (Some(span), Some(_)) = (call.block.header, uncovered.first()) else { return };
        let literal = |name| call.block.body.attribute(name)?.value.literal();
        let source = literal("source").unwrap_or_default();
        let named: Vec<String> = uncovered.iter().map(|name| format!("`{name}`")).collect();
        let why = format!(
            "the source is not downloaded, and what is known of the module without it does not \
             cover {}",
            named.join(", ")
        );
        let cure = "run `terraform init` in each root module, then scan again";
        let file = self.tree.file(span.file);
        let gap = Gap::at(GapKind::ModuleNotRead, &file, span.start, address.as_str(), why, cure);
        let (version, arguments) = (literal("version"), uncovered);
        evaluated.gaps.push(gap.of_call(crate::gap::Call {
            source: source.clone(),
            version,
            arguments,
        }));
        let inputs = inputs.into_iter().collect();
        evaluated.opaque.push(Opaque { address, source, inputs });
    }
}

/// The address of the call in somebody's text that brings about what a model declares.
fn written_call(instance: &Rc<Instance>) -> Option<Arc<str>> {
    let mut at = instance.clone();
    let mut found = None;
    while registry::is_model(&at.config.folder) {
        found = Some(Arc::from(at.prefix.trim_end_matches('.')));
        at = at.call.as_ref()?.parent.upgrade()?;
    }
    found
}

/// The addresses that a value refers to at any depth.
pub(super) fn referred(value: &Value, found: &mut BTreeSet<String>) {
    found.extend(value.references().iter().map(|reference| reference.to.to_string()));
    match &value.data {
        Data::List(list) => list.items.iter().for_each(|item| referred(item, found)),
        Data::Map(map) => map.entries.values().for_each(|entry| referred(&entry.value, found)),
        Data::Either(either) => {
            referred(&either.then, found);
            referred(&either.otherwise, found);
        }
        _ => {}
    }
}
