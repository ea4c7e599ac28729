//! Bodies as values: attributes as written, nested blocks as a list of maps under the block's type.

use super::eval::{Evaluator, either, iterate, reason_of, rest};
use super::instance::Scope;
use crate::source::{Loss, Span};
use crate::syntax::hcl::ast::{Block, Body, Expr, Kind};
use crate::value::{Cause, Data, Entry, List, ListKind, Map, Place, StepKind, Value};
use indexmap::IndexMap;
use std::sync::Arc;

/// Attributes and blocks that Terraform itself reads; they are no values of the resource.
const META: [&str; 7] =
    ["count", "for_each", "depends_on", "lifecycle", "provider", "provisioner", "connection"];

/// Blocks that may name the resource they stand in: they are evaluated when it is there.
const AFTERWARDS: [&str; 2] = ["provisioner", "connection"];

/// Arguments of a provisioner whose values are keywords.
const KEYWORDS: [&str; 2] = ["when", "on_failure"];

/// The entries of a body in the making.
type Entries = IndexMap<Arc<str>, Entry>;

impl Evaluator<'_> {
    /// The values of a resource's, data source's or provider's body.
    pub(super) fn body_values(&self, block: &Block, scope: &Scope, meta: bool) -> Value {
        let skip = |name: &str| meta && META.contains(&name);
        Value::map(self.entries(&block.body, scope, &skip), block.header)
    }

    /// Adds a resource's `provisioner` and `connection` blocks to its values. `self` and the
    /// resource's own name are the resource as the others see it.
    pub(super) fn with_provisioners(
        &self,
        values: Value,
        block: &Block,
        scope: &Scope,
        own: impl FnOnce() -> Value,
    ) -> Value {
        if !block.body.blocks.iter().any(|inner| AFTERWARDS.contains(&&*inner.kind)) {
            return values;
        }
        let Data::Map(map) = &values.data else { return values };
        let scope = scope.with(&Arc::from("self"), own());
        let mut entries = map.entries.clone();
        entries
            .extend(self.block_entries(&block.body, &scope, &|kind| !AFTERWARDS.contains(&kind)));
        let data = Data::Map(Arc::new(Map { kind: map.kind, entries, rest: map.rest.clone() }));
        Value { data, ..values.clone() }
    }

    fn entries(&self, body: &Body, scope: &Scope, skip: &dyn Fn(&str) -> bool) -> Entries {
        let mut entries = Entries::with_capacity(body.attributes.len() + body.blocks.len());
        for attribute in &body.attributes {
            if !skip(&attribute.name) {
                let mut value = self.value_of(&attribute.value, scope);
                // `var.enabled ? "x" : null`: the flag leaves it out, not the word `null`. A word of a
                // registry module's model is written nowhere: the flag stands for it too.
                let modelled = attribute.place.is_none() && value.place.span.is_none();
                if (value.is_null() || modelled)
                    && let Some(flag) = self.decided_by(&attribute.value, scope)
                {
                    value.place = left_out(&flag, attribute.value.place);
                }
                entries.insert(attribute.name.clone(), Entry { key: attribute.place, value });
            }
        }
        for (name, entry) in self.block_entries(body, scope, skip) {
            // An attribute of the name of a block (`ingress = [...]`) and blocks of that name
            // exclude one another.
            entries.entry(name).or_insert(entry);
        }
        entries
    }

    /// The nested blocks of a body: a list of maps under each type.
    fn block_entries(&self, body: &Body, scope: &Scope, skip: &dyn Fn(&str) -> bool) -> Entries {
        let mut lists: IndexMap<Arc<str>, Blocks<'_>> = IndexMap::new();
        for block in &body.blocks {
            if skip(&block.kind) {
                continue;
            }
            let dynamic = &*block.kind == "dynamic";
            let name = if dynamic { block.label(0) } else { Some(&block.kind) };
            let Some(name) = name else {
                let message =
                    "a dynamic block needs the type of the blocks it makes: it is not read";
                self.report(Loss::Lost, block.header, message);
                continue;
            };
            let empty = || Blocks { header: block.header, items: Vec::new(), off: Vec::new() };
            let list = lists.entry(name.clone()).or_insert_with(empty);
            if !dynamic {
                list.items.push(self.block_value(block, scope));
            } else if let Some(each) = self.dynamic(block, name, scope, &mut list.items) {
                list.off.push((block, each));
            }
        }
        let list = |(name, blocks): (Arc<str>, Blocks<'_>)| {
            let Blocks { header, items, off } = blocks;
            // What leaves one block out says nothing where there is another one.
            let mut off = off.into_iter().rev().filter(|_| items.is_empty());
            let flag = off.find_map(|(block, each)| {
                Some(left_out(&self.decided_by(each, scope)?, block.header))
            });
            let place = flag.unwrap_or(Place { span: header, chain: None });
            let key = place.span;
            let value = Value { place, ..Value::list(items, key) };
            (name, Entry { key, value })
        };
        lists.into_iter().map(list).collect()
    }

    fn block_value(&self, block: &Block, scope: &Scope) -> Value {
        if let Err(message) = self.limits.enter() {
            self.report(Loss::Lost, block.header, message.clone());
            return Value::unknown(Cause::limit(message), block.header);
        }
        let provisioner = &*block.kind == "provisioner";
        let mut entries =
            self.entries(&block.body, scope, &|name| provisioner && KEYWORDS.contains(&name));
        self.limits.leave();
        let keywords = block.body.attributes.iter().filter(|_| provisioner);
        for keyword in keywords.filter(|attribute| KEYWORDS.contains(&&*attribute.name)) {
            let value = self.as_written(&keyword.value);
            entries.insert(keyword.name.clone(), Entry { key: keyword.place, value });
        }
        // A provisioner's label is its type.
        if provisioner && let Some((label, place)) = block.labels.first() {
            entries.insert(
                Arc::from("type"),
                Entry { key: *place, value: Value::string(label.clone(), *place) },
            );
        }
        Value::map(entries, block.header)
    }

    /// A `dynamic` block's items. An unknown collection is any number of further items; one that
    /// depends on a condition gives items that are there under the condition. Gives the collection's
    /// expression where it has no item.
    fn dynamic<'b>(
        &self,
        block: &'b Block,
        name: &Arc<str>,
        scope: &Scope,
        items: &mut Vec<Value>,
    ) -> Option<&'b Expr> {
        let Some(content) = block.body.blocks_of("content").next() else {
            self.report(Loss::Warning, block.header, "a dynamic block needs a content block");
            return None;
        };
        let Some(each) = block.body.attribute("for_each") else {
            self.report(Loss::Warning, block.header, "a dynamic block needs for_each");
            return None;
        };
        let iterator = match block.body.attribute("iterator").map(|iterator| &iterator.value.kind) {
            Some(Kind::Name(iterator)) => iterator.clone(),
            Some(Kind::Template(template)) => {
                template.literal().map_or_else(|| name.clone(), Arc::from)
            }
            _ => name.clone(),
        };
        let collection = self.value_of(&each.value, scope);
        let made = Dynamic {
            header: block.header,
            name,
            iterator: &iterator,
            content,
            at: each.value.place,
        };
        let before = items.len();
        self.dynamic_items(&made, &collection, scope, items);
        if items.len() > before {
            return None;
        }
        self.note_off(&each.value, scope, "", Some(name));
        Some(&each.value)
    }

    fn dynamic_items(
        &self,
        made: &Dynamic,
        collection: &Value,
        scope: &Scope,
        items: &mut Vec<Value>,
    ) {
        if let Data::Either(known) = &collection.data {
            let mut then = Vec::new();
            self.dynamic_items(made, &known.then, scope, &mut then);
            let mut otherwise = Vec::new();
            self.dynamic_items(made, &known.otherwise, scope, &mut otherwise);
            let missing = || Value::null(made.header);
            items.extend(
                then.into_iter().map(|item| conditional(&known.condition, item, true, missing())),
            );
            items.extend(
                otherwise
                    .into_iter()
                    .map(|item| conditional(&known.condition, item, false, missing())),
            );
            return;
        }
        let Some(pairs) = iterate(collection) else {
            match &collection.data {
                Data::Unknown(_) => {
                    let reason = reason_of(collection).unwrap_or(Cause::Part("not known"));
                    let mut further = rest(collection, reason);
                    further.place.span = made.header;
                    items.push(further);
                }
                Data::Null => {
                    self.report(Loss::Warning, made.at, "for_each of a dynamic block is null")
                }
                _ => self.report(
                    Loss::Warning,
                    made.at,
                    "for_each of a dynamic block needs a list, a set or a map",
                ),
            }
            return;
        };
        for (key, value) in pairs {
            // Any number of further blocks, as the collection has any number of further items.
            if let Some(unknown) = value.as_unknown().filter(|unknown| unknown.rest) {
                let mut further = rest(&value, unknown.reason.clone());
                further.place.span = made.header;
                items.push(further);
                continue;
            }
            // An item that is there only under a condition makes a block that is too.
            if let Data::Either(known) = &value.data
                && (known.then.is_null() || known.otherwise.is_null())
            {
                let holds = known.otherwise.is_null();
                let arm = if holds { known.then.clone() } else { known.otherwise.clone() };
                let item = self.dynamic_item(made, key, either::inherit(arm, collection), scope);
                items.push(conditional(&known.condition, item, holds, Value::null(made.header)));
                continue;
            }
            items.push(self.dynamic_item(made, key, either::inherit(value, collection), scope));
        }
    }

    fn dynamic_item(&self, made: &Dynamic, key: Value, value: Value, scope: &Scope) -> Value {
        let value = value.through(StepKind::ForEach, format!("dynamic \"{}\"", made.name), made.at);
        // A block of a registry module's model is written nowhere: the caller's item stands for it.
        let written = value.place.clone();
        let entries = [("key", key), ("value", value)];
        let entries = entries
            .into_iter()
            .map(|(name, value)| (Arc::from(name), Entry { key: None, value }))
            .collect();
        let inner = scope.with(made.iterator, Value::map(entries, made.at));
        let mut item = self.block_value(made.content, &inner);
        match made.header {
            Some(_) => item.place.span = made.header,
            None => item.place = written,
        }
        item
    }

    /// `lifecycle`: what Terraform is told to ignore or to prevent. References to attributes are
    /// their names.
    pub(super) fn lifecycle(&self, block: &Block, scope: &Scope) -> Value {
        let mut entries = Entries::new();
        for lifecycle in block.body.blocks_of("lifecycle") {
            for attribute in &lifecycle.body.attributes {
                let value = match &*attribute.name {
                    "ignore_changes" | "replace_triggered_by" => self.names(&attribute.value),
                    _ => self.value_of(&attribute.value, scope),
                };
                entries.insert(attribute.name.clone(), Entry { key: attribute.place, value });
            }
        }
        let header =
            block.body.blocks_of("lifecycle").next().and_then(|lifecycle| lifecycle.header);
        Value::map(entries, header.or(block.header))
    }

    /// A keyword or a reference as the text it is written as.
    fn as_written(&self, expr: &Expr) -> Value {
        let text = match expr.place {
            Some(span) => {
                self.tree.file(span.file).slice(span.start, span.end).trim_matches('"').to_owned()
            }
            None => String::new(),
        };
        Value::string(text, expr.place)
    }

    fn names(&self, expr: &Expr) -> Value {
        let items = match &expr.ungrouped().kind {
            Kind::List(items) => items.iter().map(|item| self.as_written(item)).collect(),
            _ => vec![self.as_written(expr)],
        };
        Value::new(Data::List(Arc::new(List { kind: ListKind::Tuple, items })), expr.place)
    }
}

/// The nested blocks of one type in a body.
struct Blocks<'b> {
    /// Where the first of them stands.
    header: Option<Span>,
    items: Vec<Value>,
    /// The `dynamic` ones without an item, and their collections.
    off: Vec<(&'b Block, &'b Expr)>,
}

/// A `dynamic` block.
struct Dynamic<'a> {
    header: Option<Span>,
    name: &'a Arc<str>,
    iterator: &'a Arc<str>,
    content: &'a Block,
    /// Where `for_each` stands.
    at: Option<Span>,
}

/// The place of what a flag leaves out: the flag, with a step where it is left out.
fn left_out(flag: &Place, at: Option<Span>) -> Place {
    flag.through(StepKind::LeftOut, "left out here", at)
}

fn conditional(
    condition: &Arc<crate::value::Condition>,
    item: Value,
    holds: bool,
    missing: Value,
) -> Value {
    // Any number of further items is any number of them under a condition, too.
    if item.as_unknown().is_some_and(|unknown| unknown.rest) {
        return item;
    }
    let span = item.place.span;
    let mut made = if holds {
        either::either(condition, item, missing)
    } else {
        either::either(condition, missing, item)
    };
    made.place.span = made.place.span.or(span);
    made
}
