//! `count` and `for_each`: which instances a block has (Terraform language, "The count
//! Meta-Argument", "The for_each Meta-Argument").

use super::convert::convert;
use super::eval::{Evaluator, either, iterate, reason_of, rest, union, with_refs};
use super::instance::{Each, Scope, Shape, Slot};
use super::limits::MAX_INSTANCES;
use super::open_keys;
use crate::source::Loss;
use crate::syntax::hcl::ast::{Body, Expr};
use crate::unit::Presence;
use crate::value::{
    Cause, Condition, Data, Entry, List, ListKind, Map, MapKind, Reference, StepKind, Type,
    Unknown, Value,
};
use indexmap::IndexMap;
use std::rc::Rc;
use std::sync::Arc;

/// A block's shape and slots.
pub(super) struct Expansion {
    pub(super) shape: Shape,
    pub(super) slots: Vec<Slot>,
}

impl Evaluator<'_> {
    /// The instances of a block whose body may say `count` or `for_each`.
    pub(super) fn expand(&self, body: &Body, scope: &Scope, address: &str) -> Expansion {
        if let Some(count) = body.attribute("count") {
            let value = self.value_of(&count.value, scope);
            let mut slots = Vec::new();
            self.count_slots(&value, &count.value, scope, address, &Presence::Always, &mut slots);
            if slots.is_empty() {
                self.note_off(&count.value, scope, address, None);
            }
            return Expansion { shape: Shape::Count, slots };
        }
        if let Some(each) = body.attribute("for_each") {
            let value = self.value_of(&each.value, scope);
            let mut slots = Vec::new();
            self.each_slots(&value, &each.value, scope, address, &Presence::Always, &mut slots);
            if slots.is_empty() {
                self.note_off(&each.value, scope, address, None);
            }
            return Expansion { shape: Shape::ForEach, slots };
        }
        let enabled =
            body.blocks_of("lifecycle").find_map(|lifecycle| lifecycle.body.attribute("enabled"));
        let Some(enabled) = enabled else {
            return Expansion { shape: Shape::One, slots: vec![Slot::only()] };
        };
        Expansion { shape: Shape::One, slots: self.enabled(&enabled.value, scope, address) }
    }

    fn count_slots(
        &self,
        value: &Value,
        expr: &Expr,
        scope: &Scope,
        address: &str,
        presence: &Presence,
        slots: &mut Vec<Slot>,
    ) {
        if let Data::Either(known) = &value.data {
            // Each arm has instances of its own; those that both have become one again below.
            for (arm, holds) in [(&known.then, true), (&known.otherwise, false)] {
                let inner = self.both(presence, &Presence::If(known.condition.clone(), holds));
                self.count_slots(arm, expr, scope, address, &inner, slots);
            }
            merge_slots(slots, presence);
            return;
        }
        let known = convert(value.clone(), &Type::Number).unwrap_or_else(|_| value.clone());
        match &known.data {
            Data::Number(number) => {
                let Some(count) = number.as_i64().and_then(|count| usize::try_from(count).ok())
                else {
                    self.report(
                        Loss::Warning,
                        expr.place,
                        "count must be a whole number, zero or more",
                    );
                    return;
                };
                if count > MAX_INSTANCES {
                    self.report(
                        Loss::Lost,
                        expr.place,
                        format!("count is {count}: only {MAX_INSTANCES} instances are looked at"),
                    );
                }
                for index in 0..count.min(MAX_INSTANCES) {
                    let each = Each {
                        index: Some(Value::int(
                            i64::try_from(index).unwrap_or(i64::MAX),
                            value.place.span,
                        )),
                        ..Each::default()
                    };
                    let key = Arc::from(index.to_string());
                    slots.push(Slot {
                        suffix: format!("[{index}]"),
                        each: Some(Rc::new(each)),
                        key: Some(key),
                        presence: presence.clone(),
                        symbolic: None,
                    });
                }
            }
            Data::Unknown(_) => {
                let reason = reason_of(value).unwrap_or(Cause::Part("count is not known"));
                // One instance stands for any number of them: it is there if the count is above zero.
                let condition = self.condition_over(expr, value, scope, " > 0");
                let index = with_unknown_type(
                    Value::unknown(
                        Cause::Repeated {
                            by: "count",
                            address: address.into(),
                            why: Arc::new(reason.clone()),
                        },
                        expr.place,
                    ),
                    Type::Number,
                );
                let each = Each { index: Some(index), ..Each::default() };
                slots.push(self.symbolic(each, condition, presence, reason));
            }
            _ => self.report(Loss::Warning, expr.place, "count must be a whole number"),
        }
    }

    fn each_slots(
        &self,
        value: &Value,
        expr: &Expr,
        scope: &Scope,
        address: &str,
        presence: &Presence,
        slots: &mut Vec<Slot>,
    ) {
        if let Data::Either(known) = &value.data {
            for (arm, holds) in [(&known.then, true), (&known.otherwise, false)] {
                let inner = self.both(presence, &Presence::If(known.condition.clone(), holds));
                self.each_slots(arm, expr, scope, address, &inner, slots);
            }
            merge_slots(slots, presence);
            return;
        }
        let open = match &value.data {
            Data::Map(map) if map.rest.is_some() => self.open_entries(expr, scope),
            _ => None,
        };
        let Some(items) = open.or_else(|| iterate(value)) else {
            match &value.data {
                Data::Unknown(_) => {
                    let slot = self.unknown_slot(value, expr, scope, address, presence);
                    slots.push(slot);
                }
                _ => self.report(
                    Loss::Warning,
                    expr.place,
                    "for_each needs a map or a set of strings",
                ),
            }
            return;
        };
        if items.len() > MAX_INSTANCES {
            self.report(
                Loss::Lost,
                expr.place,
                format!(
                    "for_each has {} entries: only {MAX_INSTANCES} instances are looked at",
                    items.len()
                ),
            );
        }
        let tuple = matches!(&value.data, Data::List(list) if list.kind != ListKind::Set);
        if tuple && !items.is_empty() {
            self.report(
                Loss::Warning,
                expr.place,
                "for_each needs a map or a set of strings: toset() makes one of a list",
            );
        }
        let step = format!("for_each of {address}");
        for (key, item) in items.into_iter().take(MAX_INSTANCES) {
            let key = if tuple { item.clone() } else { key };
            let found = condition_of_item(&item);
            let (item, presence) = match found {
                // An entry that is there under a condition only: its other arm is missing.
                Some((condition, holds)) => {
                    let inner = self.both(presence, &Presence::If(condition.clone(), holds));
                    (either::restrict(&item, &condition.id, holds), inner)
                }
                None => (item, presence.clone()),
            };
            let key = if tuple || matches!(value.data, Data::List(_)) { item.clone() } else { key };
            let text = convert(key.clone(), &Type::String).unwrap_or_else(|_| key.clone());
            let Some(name) = text.as_str() else {
                let open = text.as_unknown().filter(|unknown| {
                    !unknown.rest && matches!(unknown.ty, Type::Any | Type::String)
                });
                if open.is_some() {
                    // It is an instance, whatever its key turns out to be.
                    slots.push(self.open_slot(
                        &text,
                        either::inherit(item, value),
                        slots,
                        presence,
                    ));
                } else if key.has_unknown() {
                    slots.push(self.unknown_slot(&key, expr, scope, address, &presence));
                } else {
                    self.report(
                        Loss::Warning,
                        expr.place,
                        "for_each needs a map or a set of strings",
                    );
                }
                continue;
            };
            let carried = |value: Value| value.through(StepKind::ForEach, step.clone(), expr.place);
            let each = Each {
                key: Some(carried(text.clone())),
                value: Some(carried(either::inherit(item, value))),
                index: None,
            };
            let name: Arc<str> = Arc::from(name);
            slots.push(Slot {
                suffix: format!("[{}]", quoted(&name)),
                each: Some(Rc::new(each)),
                key: Some(name),
                presence,
                symbolic: None,
            });
        }
    }

    /// The instance whose key is not known.
    fn open_slot(&self, key: &Value, item: Value, others: &[Slot], presence: Presence) -> Slot {
        let mut suffix = format!("[\"{}\"]", open_keys::shown(key));
        let twins = others.iter().filter(|slot| slot.suffix.starts_with(suffix.as_str())).count();
        if twins > 0 {
            suffix.push_str(&format!("#{}", twins + 1));
        }
        let each = Each { key: Some(key.clone()), value: Some(item), index: None };
        Slot {
            suffix,
            each: Some(Rc::new(each)),
            key: Some(open_keys::held_under(key)),
            presence,
            symbolic: None,
        }
    }

    fn unknown_slot(
        &self,
        value: &Value,
        expr: &Expr,
        scope: &Scope,
        address: &str,
        presence: &Presence,
    ) -> Slot {
        let reason = reason_of(value).unwrap_or(Cause::Part("for_each is not known"));
        let condition = self.condition_over(expr, value, scope, " is not empty");
        let cause = Cause::Repeated {
            by: "for_each",
            address: address.into(),
            why: Arc::new(reason.clone()),
        };
        let item = match &value.data {
            Data::Unknown(unknown) => match &unknown.ty {
                Type::Map(item) | Type::Set(item) | Type::List(item) => (**item).clone(),
                _ => Type::Any,
            },
            _ => Type::Any,
        };
        let unknown = |ty| {
            let mut made = with_unknown_type(Value::unknown(cause.clone(), expr.place), ty);
            made.marks = value.marks;
            with_refs(made, value.references())
        };
        let each =
            Each { key: Some(unknown(Type::String)), value: Some(unknown(item)), index: None };
        self.symbolic(each, condition, presence, reason)
    }

    fn symbolic(
        &self,
        each: Each,
        condition: Arc<Condition>,
        presence: &Presence,
        reason: Cause,
    ) -> Slot {
        let presence = self.both(presence, &Presence::If(condition, true));
        Slot {
            suffix: "[*]".to_owned(),
            each: Some(Rc::new(each)),
            key: None,
            presence,
            symbolic: Some(reason),
        }
    }

    /// Both must hold.
    pub(super) fn both(&self, outer: &Presence, inner: &Presence) -> Presence {
        match (outer, inner) {
            (Presence::Always, other) | (other, Presence::Always) => other.clone(),
            (Presence::If(a, x), Presence::If(b, y)) if a.id == b.id && x == y => {
                Presence::If(a.clone(), *x)
            }
            (Presence::If(a, x), Presence::If(b, y)) => {
                let side = |condition: &Condition, holds: bool| {
                    if holds { condition.id.to_string() } else { format!("!({})", condition.id) }
                };
                let text = format!("{} && {}", side(a, *x), side(b, *y));
                Presence::If(self.condition(text.clone(), text, &a.reason), true)
            }
        }
    }

    /// The value of a repeated block as a whole: an object, a tuple, a map.
    pub(super) fn aggregate(
        &self,
        shape: Shape,
        slots: &[Slot],
        address: &str,
        value: &dyn Fn(usize) -> Value,
    ) -> Value {
        if shape == Shape::One {
            return value(0);
        }
        if let Some(reason) = slots.iter().find_map(|slot| slot.symbolic.clone()) {
            let to: Arc<str> = Arc::from(format!("{address}[*]"));
            let mut whole = Value::unknown(reason, None);
            whole.refs = Some(Arc::from([Reference { to, attribute: Arc::from("") }]));
            return whole;
        }
        let conditions: Vec<Arc<Condition>> = slots.iter().fold(Vec::new(), |mut all, slot| {
            if let Presence::If(condition, _) = &slot.presence
                && !all.contains(condition)
            {
                all.push(condition.clone());
            }
            all
        });
        let values: Vec<Value> = (0..slots.len()).map(value).collect();
        let made = |present: &dyn Fn(&Slot) -> bool| {
            let there = slots.iter().zip(&values).filter(|(slot, _)| present(slot));
            if shape == Shape::Count {
                let items = there.map(|(_, value)| value.clone()).collect();
                return Value::new(
                    Data::List(Arc::new(List { kind: ListKind::Tuple, items })),
                    None,
                );
            }
            let entry = |(slot, value): (&Slot, &Value)| {
                Some((slot.key.clone()?, Entry { key: None, value: value.clone() }))
            };
            let entries: IndexMap<Arc<str>, Entry> = there.filter_map(entry).collect();
            // A key that is looked up may be one of those that are not known.
            let rest = entries
                .keys()
                .any(|key| open_keys::is_open(key))
                .then(|| Cause::Instances { address: address.into() });
            Value::new(Data::Map(Arc::new(Map { kind: MapKind::Object, entries, rest })), None)
        };
        match conditions.as_slice() {
            [] => made(&|_| true),
            [condition] => {
                let arm = |holds: bool| {
                    made(&|slot| {
                        slot.presence == Presence::Always
                            || slot.presence == Presence::If(condition.clone(), holds)
                    })
                };
                either::either(condition, arm(true), arm(false))
            }
            // More than one condition: what is there for sure, and any number of the others.
            _ => {
                let mut sure = made(&|slot| slot.presence == Presence::Always);
                let reason = conditions[0].reason.clone();
                match &sure.data {
                    Data::List(list) => {
                        let mut items = list.items.clone();
                        let mut further = rest(&Value::null(None), reason.clone());
                        for value in &values {
                            further.refs = union(&further.refs, &value.refs);
                        }
                        items.push(further);
                        sure.data = Data::List(Arc::new(List { kind: ListKind::Tuple, items }));
                    }
                    Data::Map(map) => {
                        sure.data = Data::Map(Arc::new(Map {
                            kind: map.kind,
                            entries: map.entries.clone(),
                            rest: Some(reason),
                        }));
                    }
                    _ => {}
                }
                sure
            }
        }
    }
}

/// The condition that an entry stands under, where its other arm is missing.
fn condition_of_item(item: &Value) -> Option<(Arc<Condition>, bool)> {
    let Data::Either(known) = &item.data else { return None };
    match (known.then.is_null(), known.otherwise.is_null()) {
        (false, true) => Some((known.condition.clone(), true)),
        (true, false) => Some((known.condition.clone(), false)),
        _ => None,
    }
}

/// A slot that both arms of a condition have is there whatever the condition, its values depending
/// on it.
pub(super) fn merge_slots(slots: &mut Vec<Slot>, presence: &Presence) {
    let mut merged: Vec<Slot> = Vec::with_capacity(slots.len());
    for slot in slots.drain(..) {
        let twin = merged
            .iter_mut()
            .find(|known| known.suffix == slot.suffix && known.presence != slot.presence);
        let Some(known) = twin else {
            merged.push(slot);
            continue;
        };
        if let (Presence::If(a, x), Presence::If(b, y)) = (&known.presence, &slot.presence)
            && a == b
            && x != y
        {
            let condition = a.clone();
            let (then, otherwise) =
                if *x { (&known.each, &slot.each) } else { (&slot.each, &known.each) };
            let pick = |of: fn(&Each) -> Option<Value>| {
                let arm = |each: &Option<Rc<Each>>| each.as_deref().and_then(of);
                match (arm(then), arm(otherwise)) {
                    (Some(then), Some(otherwise)) => {
                        Some(either::either(&condition, then, otherwise))
                    }
                    (one, other) => one.or(other),
                }
            };
            let each = Each {
                key: pick(|each| each.key.clone()),
                value: pick(|each| each.value.clone()),
                index: pick(|each| each.index.clone()),
            };
            known.each = Some(Rc::new(each));
        }
        known.presence = presence.clone();
    }
    *slots = merged;
}

fn with_unknown_type(mut value: Value, ty: Type) -> Value {
    if let Data::Unknown(unknown) = &value.data {
        value.data = Data::Unknown(Arc::new(Unknown { ty, ..(**unknown).clone() }));
    }
    value
}

/// A key as an address spells it.
pub(super) fn quoted(key: &str) -> String {
    let mut text = String::with_capacity(key.len() + 2);
    text.push('"');
    for letter in key.chars() {
        match letter {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '$' | '%' => text.push(letter),
            letter => text.push(letter),
        }
    }
    text.push('"');
    text.replace("${", "$${").replace("%{", "%%{")
}
