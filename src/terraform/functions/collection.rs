//! Functions over maps, and what is the same for lists and maps. Entries keep their own places,
//! marks and references.

use super::{Call, Flow, Function, Kind, MAX_ITEMS, Outcome, Param, is_rest, rest_item};
use crate::terraform::convert::{type_of, unify};
use crate::terraform::eval::union;
use crate::terraform::open_keys;
use crate::value::{Cause, Data, Entry, ListKind, Map, MapKind, Type, Value};
use indexmap::IndexMap;
use std::sync::Arc;
use unicode_segmentation::UnicodeSegmentation;

const ANY: Param = Param::new("value", Kind::Any);

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("length", &[ANY.partial()], Kind::Number, length).flow(Flow::Top),
    Function::new("keys", &[Param::new("inputMap", Kind::Any)], Kind::Any, keys).flow(Flow::Top),
    Function::new("values", &[Param::new("mapping", Kind::Any)], Kind::Any, values).flow(Flow::Top),
    Function::new("merge", &[], Kind::Any, merge)
        .rest(Param::new("maps", Kind::Any).null().partial())
        .flow(Flow::Top),
    Function::new(
        "zipmap",
        &[Param::new("keys", Kind::Strings).all(), Param::new("values", Kind::Any)],
        Kind::Any,
        zipmap,
    )
    .flow(Flow::Top),
    Function::new(
        "transpose",
        &[Param::new("values", Kind::StringLists).all()],
        Kind::Any,
        transpose,
    )
    .flow(Flow::Top),
];

/// `length`: of a list, map or set its items; of a string its user-perceived characters. Known
/// whenever the structure is.
fn length(call: &Call, args: &[Value]) -> Outcome {
    let count = match &args[0].data {
        Data::List(list) => {
            let open = list
                .items
                .iter()
                .find(|item| is_rest(item) || (list.kind == ListKind::Set && item.has_unknown()));
            if let Some(open) = open {
                let mut length = call.unknown(open, Type::Number);
                length.refs = None;
                return Ok(length);
            }
            list.items.len()
        }
        Data::Map(map) => match &map.rest {
            Some(_) => return Ok(call.unknown(&args[0], Type::Number)),
            None => map.entries.len(),
        },
        Data::String(text) => text.text.graphemes(true).count(),
        Data::Unknown(unknown) => match &unknown.ty {
            Type::Tuple(types) if unknown.pieces.is_empty() => types.len(),
            Type::Object(attributes) if unknown.pieces.is_empty() => attributes.len(),
            _ => return Ok(call.unknown(&args[0], Type::Number)),
        },
        _ => {
            return call.fail("argument must be a string, a collection type, or a structural type");
        }
    };
    Ok(Value::int(i64::try_from(count).unwrap_or(i64::MAX), call.span))
}

fn sorted(map: &Map) -> Vec<(&Arc<str>, &Entry)> {
    let mut entries: Vec<_> = map.entries.iter().collect();
    entries.sort_by(|a, b| a.0.cmp(b.0));
    entries
}

fn list_of(call: &Call, map: &Map, source: &Value, mut items: Vec<Value>) -> Value {
    if map.rest.is_some() {
        items.push(rest_item(source));
    }
    let kind = if map.kind == MapKind::Map { ListKind::List } else { ListKind::Tuple };
    call.list(kind, items)
}

/// `keys`: in lexical order, each where the key was written.
fn keys(call: &Call, args: &[Value]) -> Outcome {
    let Data::Map(map) = &args[0].data else {
        return call.reject(0, "inputMap", "must have map or object type");
    };
    let items = sorted(map)
        .into_iter()
        .map(|(key, entry)| open_keys::key_value(key, entry.key.or(call.span)))
        .collect();
    Ok(list_of(call, map, &args[0], items))
}

/// `values`: in the lexical order of their keys.
fn values(call: &Call, args: &[Value]) -> Outcome {
    let Data::Map(map) = &args[0].data else {
        return call.fail("values() requires a map as the first argument");
    };
    let items = sorted(map).into_iter().map(|(_, entry)| entry.value.clone()).collect();
    Ok(list_of(call, map, &args[0], items))
}

/// `merge`: later maps win. A map that is not known may override everything before it and may add
/// anything.
pub(super) fn merge(call: &Call, args: &[Value]) -> Outcome {
    let mut entries: IndexMap<Arc<str>, Entry> = IndexMap::new();
    let mut rest: Option<Cause> = None;
    let mut all_maps = true;
    for (index, arg) in args.iter().enumerate() {
        match &arg.data {
            Data::Null => {}
            Data::Map(map) => {
                all_maps &= map.kind == MapKind::Map;
                if let Some(why) = &map.rest {
                    let open = |key: &Arc<str>| !map.entries.contains_key(key);
                    cover(&mut entries, arg, why, open);
                    rest = Some(why.clone());
                }
                entries.extend(map.entries.iter().map(|(key, entry)| (key.clone(), entry.clone())));
            }
            Data::Unknown(unknown) => match &unknown.ty {
                Type::Object(attributes) if unknown.pieces.is_empty() => {
                    all_maps = false;
                    for (key, ty) in attributes {
                        entries.insert(
                            key.clone(),
                            Entry { key: None, value: call.unknown(arg, ty.clone()) },
                        );
                    }
                }
                Type::Any | Type::Map(_) => {
                    cover(&mut entries, arg, &unknown.reason, |_| true);
                    rest = Some(unknown.reason.clone());
                }
                _ => return call.reject(index, "maps", "arguments must be maps or objects"),
            },
            other => {
                return call
                    .fail(format!("arguments must be maps or objects, got {}", word(other)));
            }
        }
    }
    let item = unify(&entries.values().map(|entry| type_of(&entry.value)).collect::<Vec<_>>());
    let uniform = all_maps
        && !args.is_empty()
        && item.is_some_and(|item| entries.values().all(|entry| fits(&entry.value, &item)));
    let kind = if uniform { MapKind::Map } else { MapKind::Object };
    Ok(Value::new(Data::Map(Arc::new(Map { kind, entries, rest })), call.span))
}

fn fits(value: &Value, ty: &Type) -> bool {
    let own = type_of(value);
    own == *ty
        || own == Type::Any
        || unify(&[own, ty.clone()]).as_ref() == Some(ty) && !matches!(ty, Type::String)
}

/// Makes entries unknown that what is not known may override.
fn cover(
    entries: &mut IndexMap<Arc<str>, Entry>,
    by: &Value,
    why: &Cause,
    open: impl Fn(&Arc<str>) -> bool,
) {
    for (key, entry) in entries.iter_mut().filter(|(key, _)| open(key)) {
        let mut covered = Value::unknown(
            Cause::Overridden { key: key.clone(), why: Arc::new(why.clone()) },
            entry.value.place.span,
        );
        covered.marks = entry.value.marks.with(by.marks);
        covered.refs = union(&entry.value.refs, &by.refs);
        covered.place = entry.value.place.clone();
        entry.value = covered;
    }
}

pub(super) fn word(data: &Data) -> &'static str {
    match data {
        Data::Bool(_) => "bool",
        Data::Number(_) => "number",
        Data::String(_) => "string",
        Data::List(list) => match list.kind {
            ListKind::Tuple => "tuple",
            ListKind::List => "list",
            ListKind::Set => "set",
        },
        _ => "another value",
    }
}

/// `zipmap`: keys and values by position; the last of equal keys wins.
fn zipmap(call: &Call, args: &[Value]) -> Outcome {
    let keys = args[0].items().unwrap_or_default();
    let Data::List(list) = &args[1].data else {
        return call.reject(1, "values", "values parameter must be a list or tuple value");
    };
    if let Some(open) = list.items.iter().find(|item| is_rest(item)) {
        return Ok(call.unknown(open, Type::Any));
    }
    if keys.len() != list.items.len() {
        return call.fail(format!(
            "number of keys ({}) does not match number of values ({})",
            keys.len(),
            list.items.len()
        ));
    }
    let mut entries = IndexMap::with_capacity(keys.len());
    for (key, value) in keys.iter().zip(&list.items) {
        let Some(name) = key.as_str() else {
            return call.reject(0, "keys", "keys must not be null");
        };
        entries.insert(Arc::from(name), Entry { key: key.place.span, value: value.clone() });
    }
    let kind = if list.kind == ListKind::Tuple { MapKind::Object } else { MapKind::Map };
    Ok(Value::new(Data::Map(Arc::new(Map { kind, entries, rest: None })), call.span))
}

/// `transpose`: a map of lists of strings turned round.
fn transpose(call: &Call, args: &[Value]) -> Outcome {
    let Data::Map(map) = &args[0].data else { return call.fail("a map of lists is required") };
    let mut turned: IndexMap<Arc<str>, (Option<crate::source::Span>, Vec<Value>)> = IndexMap::new();
    let mut count = 0;
    for (key, entry) in sorted(map) {
        for item in entry.value.items().unwrap_or_default() {
            let Some(name) = item.as_str() else {
                return call.fail("a null string cannot become a key");
            };
            count += 1;
            if count > MAX_ITEMS {
                return call.fail(format!("the result would have more than {MAX_ITEMS} items"));
            }
            let slot =
                turned.entry(Arc::from(name)).or_insert_with(|| (item.place.span, Vec::new()));
            slot.1.push(Value::string(key.clone(), entry.key.or(call.span)));
        }
    }
    turned.sort_keys();
    let entries = turned.into_iter().map(|(key, (span, items))| {
        (key, Entry { key: span, value: call.list(ListKind::List, items) })
    });
    Ok(Value::new(
        Data::Map(Arc::new(Map { kind: MapKind::Map, entries: entries.collect(), rest: None })),
        call.span,
    ))
}
