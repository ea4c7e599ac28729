//! Module calls: where their source is, their instances, their outputs (Terraform language, "Module
//! Sources").

use super::config::{Config, ModuleCall};
use super::eval::{Eval, Evaluator, Failure};
use super::instance::{Call, Called, Instance, Scope, Shape, Slot};
use super::limits::{MAX_MODULE_DEPTH, MAX_MODULES, MAX_VALUE_DEPTH};
use super::registry::{self, Versions};
use super::resources::referred;
use super::variables::{deep_marked, is_module, relative};
use crate::source::{Loss, Span};
use crate::syntax::hcl::ast::{Access, Kind};
use crate::tree::Tree;
use crate::value::{
    Cause, Data, Entry, Map, MapKind, Marks, Part, Place, Reference, StepKind, UnreadModule, Value,
    WhyUnread, secrets,
};
use indexmap::IndexMap;
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::Arc;

/// Where a module's files are.
struct Found {
    folder: String,
    path: String,
}

/// A value with what is written nowhere in it put at a place. What somebody wrote stays.
fn placed(mut value: Value, span: Option<Span>, depth: u32) -> Value {
    if value.place.span.is_some() || depth > MAX_VALUE_DEPTH {
        return value;
    }
    value.place.span = span;
    match &mut value.data {
        Data::List(list) => {
            let items = &mut Arc::make_mut(list).items;
            items.iter_mut().for_each(|item| *item = placed(item.clone(), span, depth + 1));
        }
        Data::Map(map) => {
            for entry in Arc::make_mut(map).entries.values_mut() {
                entry.value = placed(entry.value.clone(), span, depth + 1);
            }
        }
        Data::String(text) => {
            let inner = |part: &Part| {
                let encoded = part.encoded.as_deref().cloned();
                let encoded = encoded.map(|inner| Arc::new(placed(inner, span, depth + 1)));
                let place = Place { span: part.place.span.or(span), ..part.place.clone() };
                Part { encoded, place, ..part.clone() }
            };
            text.parts = text.parts.as_deref().map(|parts| parts.iter().map(inner).collect());
        }
        _ => {}
    }
    value
}

/// A call whose module is not read.
fn unread(call: &ModuleCall, address: &str, why: WhyUnread) -> Arc<UnreadModule> {
    let literal = |name| Some(call.block.body.attribute(name)?.value.literal()?.into());
    Arc::new(UnreadModule {
        address: address.into(),
        source: literal("source"),
        version: literal("version"),
        why,
    })
}

impl Evaluator<'_> {
    /// A folder's declarations, read once.
    pub(super) fn config(&self, folder: &str) -> Rc<Config> {
        if let Some(known) = self.configs.borrow().get(folder) {
            return known.clone();
        }
        let config = self.read.get(folder).cloned().unwrap_or_else(|| {
            let modelled = registry::config(folder);
            Rc::new(modelled.unwrap_or_else(|| Config::read(self.tree, folder)))
        });
        let config = self.with_config(config);
        self.configs.borrow_mut().insert(folder.to_owned(), config.clone());
        config
    }

    /// Declarations that stand in no folder of their own: their files and problems are the unit's.
    pub(super) fn with_config(&self, config: Rc<Config>) -> Rc<Config> {
        config.problems.iter().for_each(|problem| self.add_problem(problem.clone()));
        self.files.borrow_mut().extend(config.files.iter().cloned());
        config
    }

    /// A call's instances; `None` when the module has no such call.
    pub(super) fn called(&self, instance: &Rc<Instance>, name: &str) -> Option<Rc<Called>> {
        if let Some(known) = instance.modules.borrow().get(name) {
            return Some(known.clone());
        }
        let call = instance.config.modules.get(name)?.clone();
        let address = instance.address(&format!("module.{name}"));
        // What a count says is not asked for where nothing of it would be looked at.
        if !self.limits.has_room() {
            let why = self.too_many(&call);
            return Some(Rc::new(Called {
                shape: Shape::One,
                slots: Vec::new(),
                missing: Some(unread(&call, &address, why)),
            }));
        }
        let scope = Scope::of(instance, None);
        // Asked for while its own count is evaluated, it has no instances yet.
        let busy = format!("module.{name}");
        let mut expansion = None;
        self.memo(instance, &busy, call.block.header, || {
            expansion = Some(self.expand(&call.block.body, &scope, &address));
            Value::null(call.block.header)
        });
        let Some(expansion) = expansion else {
            return Some(Rc::new(Called {
                shape: Shape::One,
                slots: Vec::new(),
                missing: Some(unread(
                    &call,
                    &address,
                    WhyUnread::Refused(format!("{address} depends on itself").into()),
                )),
            }));
        };
        let (found, missing) = match self.source(instance, &call) {
            Ok(found) => (Some(found), None),
            Err(why) => (None, Some(unread(&call, &address, why))),
        };
        let config = found.as_ref().map(|found| self.config(&found.folder));
        let wanted = expansion.slots.len();
        let room = self.limits.modules(wanted);
        if room < wanted {
            self.too_many(&call);
        }
        let slots = expansion.slots.into_iter().take(room).map(|slot| {
            let made = found.as_ref().zip(config.as_ref()).map(|(found, config)| {
                self.instantiate(instance, &call, &address, &slot, found, config)
            });
            (slot, made)
        });
        let called = Rc::new(Called { shape: expansion.shape, slots: slots.collect(), missing });
        instance.modules.borrow_mut().insert(call.name.clone(), called.clone());
        Some(called)
    }

    /// The unit has no room for the instances of a call.
    fn too_many(&self, call: &ModuleCall) -> WhyUnread {
        let message = format!("this deployment has more than {MAX_MODULES} module instances");
        self.apart(|| self.report(Loss::Lost, call.block.header, message.clone()));
        WhyUnread::Refused(message.into())
    }

    fn instantiate(
        &self,
        parent: &Rc<Instance>,
        call: &Rc<ModuleCall>,
        address: &str,
        slot: &Slot,
        found: &Found,
        config: &Rc<Config>,
    ) -> Rc<Instance> {
        Rc::new(Instance {
            prefix: format!("{address}{}.", slot.suffix),
            config: config.clone(),
            path: found.path.clone(),
            call: Some(Call {
                parent: Rc::downgrade(parent),
                each: slot.each.clone(),
                block: call.clone(),
            }),
            presence: self.both(&parent.presence, &slot.presence),
            depth: parent.depth + 1,
            values: RefCell::default(),
            resources: RefCell::default(),
            modules: RefCell::default(),
        })
    }

    fn source(&self, instance: &Rc<Instance>, call: &ModuleCall) -> Result<Found, WhyUnread> {
        let Some(attribute) = call.block.body.attribute("source") else {
            return Err(WhyUnread::NoSource);
        };
        // OpenTofu and Terraform take variables and locals that are known before anything is
        // planned.
        let source = attribute.value.literal().or_else(|| {
            let value = self.value_of(&attribute.value, &Scope::of(instance, None));
            value.as_str().map(str::to_owned)
        });
        let Some(source) = source else {
            return Err(WhyUnread::NotLiteral);
        };
        let local = source.starts_with("./")
            || source.starts_with("../")
            || source == "."
            || source == "..";
        let found = if local {
            let folder = Tree::join(&instance.config.folder, &source)
                .ok_or_else(|| WhyUnread::Outside(source.as_str().into()))?;
            if !is_module(self.tree, &folder) {
                return Err(WhyUnread::Absent(source.into()));
            }
            Found { folder, path: relative(&instance.path, &source) }
        } else {
            self.installed(instance, call)
                .or_else(|| self.modelled(instance, call, &source))
                .ok_or_else(|| WhyUnread::NotDownloaded(source.as_str().into()))?
        };
        let mut at = Some(instance.clone());
        while let Some(ancestor) = at {
            if ancestor.config.folder == found.folder {
                let message = "it is called in a module that is part of it";
                return Err(WhyUnread::Refused(message.into()));
            }
            at = ancestor.call.as_ref().and_then(|call| call.parent.upgrade());
        }
        if instance.depth >= MAX_MODULE_DEPTH {
            let message =
                format!("modules call one another through more than {MAX_MODULE_DEPTH} levels");
            return Err(WhyUnread::Refused(message.into()));
        }
        Ok(found)
    }

    /// A module that is known although it is not there.
    fn modelled(&self, instance: &Rc<Instance>, call: &ModuleCall, source: &str) -> Option<Found> {
        let constraint = match call.block.body.attribute("version") {
            None => Versions::LATEST,
            Some(version) => {
                let value = self.value_of(&version.value, &Scope::of(instance, None));
                value.as_str().map_or(Versions::ANY, Versions::of_constraint)
            }
        };
        let folder = registry::folder_of(source, constraint, &instance.config.folder)?;
        Some(Found { folder, path: instance.path.clone() })
    }

    /// A registry or git module that `terraform init` has fetched:
    /// `.terraform/modules/modules.json` says where it is.
    fn installed(&self, instance: &Rc<Instance>, call: &ModuleCall) -> Option<Found> {
        let manifest = self.installed.get_or_init(|| self.read_manifest());
        let mut key = self.tree.installed_as(&instance.config.folder, &call.name)?.to_owned();
        let mut at = Some(instance.clone());
        while let Some(inner) = at {
            let Some((outer, parent)) =
                inner.call.as_ref().and_then(|call| Some((call, call.parent.upgrade()?)))
            else {
                break;
            };
            let name = self.tree.installed_as(&parent.config.folder, &outer.block.name)?;
            key = format!("{name}.{key}");
            at = Some(parent);
        }
        let path = manifest.get(&key)?;
        let folder = Tree::join(&self.unit.root, path)?;
        is_module(self.tree, &folder).then(|| Found { folder, path: relative("", path) })
    }

    fn read_manifest(&self) -> HashMap<String, String> {
        let path =
            Tree::join(&self.unit.root, ".terraform/modules/modules.json").unwrap_or_default();
        let Ok((_, file)) = self.tree.load(&path) else { return HashMap::new() };
        let Ok(json) = serde_json::from_str::<serde_json::Value>(&file.text) else {
            return HashMap::new();
        };
        let entries =
            json.get("Modules").and_then(serde_json::Value::as_array).into_iter().flatten();
        let text = |entry: &serde_json::Value, name: &str| {
            entry.get(name).and_then(serde_json::Value::as_str).map(str::to_owned)
        };
        entries.filter_map(|entry| Some((text(entry, "Key")?, text(entry, "Dir")?))).collect()
    }

    /// An output of a module's instance.
    fn output(&self, instance: &Rc<Instance>, name: &str, span: Option<Span>) -> Eval {
        let Some(block) = instance.config.outputs.get(name) else {
            if let Some(value) = self.unmodelled(instance, name, span) {
                return Ok(value);
            }
            return Err(Failure {
                message: format!(
                    "{} has no output `{name}`",
                    instance.prefix.trim_end_matches('.')
                ),
                span,
            });
        };
        let key = format!("output.{name}");
        Ok(self.memo(instance, &key, block.header, || {
            let Some(attribute) = block.body.attribute("value") else {
                return Value::null(block.header);
            };
            let value = self.value_of(&attribute.value, &Scope::of(instance, None));
            let flag = |name: &str| {
                let flag = block.body.attribute(name);
                flag.is_some_and(|flag| matches!(flag.value.kind, Kind::Bool(true)))
            };
            if !flag("sensitive") && !flag("ephemeral") {
                return value;
            }
            // Of an encoded object the output says that there is a secret in it, not that all is one.
            let marked = deep_marked(value.clone(), Marks::SENSITIVE);
            self.learn(if secrets::is_encoding(&value) { &value } else { &marked });
            marked
        }))
    }

    /// An output of which the model of a module says nothing: it is unknown, and refers to the
    /// call.
    fn unmodelled(&self, instance: &Instance, name: &str, span: Option<Span>) -> Option<Value> {
        let call =
            instance.call.as_ref().filter(|_| registry::is_model(&instance.config.folder))?;
        let address = instance.prefix.trim_end_matches('.');
        let source = call.block.block.body.attribute("source")?.value.literal()?;
        let why = WhyUnread::NotDownloaded(source.into());
        let missing = unread(&call.block, &format!("{address}.{name}"), why);
        let mut value = Value::unknown(Cause::Module(missing), span);
        value.refs = Some(Arc::from([Reference { to: address.into(), attribute: name.into() }]));
        Some(value)
    }

    /// The addresses of what the outputs of a module that others call give out.
    pub(super) fn given_out(&self, root: &Rc<Instance>) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        // What is wrong with an output nobody here takes is no business of the resources.
        for name in root.config.outputs.keys() {
            if let Ok(value) = self.quietly(|| self.output(root, name, None)) {
                referred(&value, &mut found);
            }
        }
        self.take_conditions();
        found
    }

    /// `module.name` and what is taken out of it. Outputs are evaluated one by one: a module may
    /// take what another of its own outputs gives.
    pub(super) fn module_reference(
        &self,
        name: &str,
        rest: &[Access],
        span: Option<Span>,
        scope: &Scope,
    ) -> Eval {
        let instance = &scope.instance;
        let Some(called) = self.called(instance, name) else {
            return Err(Failure { message: format!("`module.{name}` is not declared"), span });
        };
        let address = instance.address(&format!("module.{name}"));
        // Whatever is asked of a module that is not read is unknown, and refers to the call.
        if let Some(missing) = &called.missing {
            let mut whole = Value::unknown(Cause::Module(missing.clone()), span);
            whole.refs = Some(Arc::from([Reference {
                to: Arc::from(address.as_str()),
                attribute: Arc::from(""),
            }]));
            return self.accesses(whole, rest, span, scope);
        }
        let slots: Vec<Slot> = called.slots.iter().map(|(slot, _)| slot.clone()).collect();
        // What a model of a module makes by itself is written nowhere: the call brings it about.
        let call = instance.config.modules.get(name).and_then(|call| call.block.header);
        let step = |value: Value, output: &str| {
            let placed = placed(value, call, 0);
            placed.through(StepKind::ModuleOutput, format!("{address}.{output}"), span)
        };
        let of = |index: usize, output: &str| -> Value {
            let Some((_, Some(child))) = called.slots.get(index) else { return Value::null(span) };
            match self.soft(self.output(child, output, span), span) {
                Ok(value) => step(value, output),
                Err(failure) => Value::unknown(Cause::wrong(failure.message), span),
            }
        };
        match (called.shape, rest) {
            (Shape::One, [Access::Attribute(output, _), rest @ ..]) => {
                let Some((_, Some(child))) = called.slots.first() else {
                    return Ok(Value::null(span));
                };
                let value = step(self.output(child, output, span)?, output);
                self.accesses(value, rest, span, scope)
            }
            (
                Shape::Count | Shape::ForEach,
                [index @ Access::Index(_), Access::Attribute(output, _), rest @ ..],
            ) => {
                let all = self.aggregate(called.shape, &slots, &address, &|slot| of(slot, output));
                // Instances whose keys are known are told apart; else one stands for all of them.
                if !matches!(all.data, Data::Unknown(_)) {
                    let value = self.accesses(all, std::slice::from_ref(index), span, scope)?;
                    return self.accesses(value, rest, span, scope);
                }
                self.symbolic_output(&called, &address, output, rest, span, scope)
            }
            (Shape::Count | Shape::ForEach, [Access::Splat(inner), rest @ ..])
                if matches!(inner.first(), Some(Access::Attribute(..))) =>
            {
                let Some(Access::Attribute(output, _)) = inner.first() else {
                    return Ok(Value::null(span));
                };
                let all = self.aggregate(called.shape, &slots, &address, &|slot| of(slot, output));
                let taken =
                    self.accesses(all, &[Access::Splat(inner[1..].to_vec())], span, scope)?;
                self.accesses(taken, rest, span, scope)
            }
            _ => {
                let all = self.aggregate(called.shape, &slots, &address, &|slot| {
                    self.outputs(&called, slot, &of, span)
                });
                self.accesses(all, rest, span, scope)
            }
        }
    }

    /// An output of one of any number of instances: what is known of it whichever it is.
    fn symbolic_output(
        &self,
        called: &Called,
        address: &str,
        output: &str,
        rest: &[Access],
        span: Option<Span>,
        scope: &Scope,
    ) -> Eval {
        let symbolic = called.slots.iter().find(|(slot, _)| slot.symbolic.is_some());
        match symbolic {
            Some((_, Some(child))) => {
                let value = self.output(child, output, span)?;
                let value =
                    value.through(StepKind::ModuleOutput, format!("{address}.{output}"), span);
                self.accesses(value, rest, span, scope)
            }
            _ => Ok(Value::unknown(Cause::Instances { address: address.into() }, span)),
        }
    }

    fn outputs(
        &self,
        called: &Called,
        slot: usize,
        of: &dyn Fn(usize, &str) -> Value,
        span: Option<Span>,
    ) -> Value {
        let Some((_, Some(child))) = called.slots.get(slot) else { return Value::null(span) };
        let names: Vec<Arc<str>> = child.config.outputs.keys().cloned().collect();
        let entries: IndexMap<Arc<str>, Entry> = names
            .into_iter()
            .map(|name| {
                let value = of(slot, &name);
                let key = child.config.outputs.get(&name).and_then(|block| block.header);
                (name, Entry { key, value })
            })
            .collect();
        Value::new(Data::Map(Arc::new(Map { kind: MapKind::Object, entries, rest: None })), span)
    }
}
