//! Functions that pick something out of a collection and pass it through with its own place.

use super::{Call, Flow, Function, Kind, Outcome, Param, is_rest, rest_item};
use crate::terraform::convert::{as_pieces, convert, equals, type_of, unify};
use crate::terraform::eval::union;
use crate::value::{Data, ListKind, MapKind, Piece, Type, Unknown, Value};
use std::sync::Arc;

const LIST: Param = Param::new("list", Kind::Any);

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new(
        "lookup",
        &[
            Param::new("inputMap", Kind::Any).partial(),
            Param::new("key", Kind::String),
            Param::new("default", Kind::Any).null().partial().arms(),
        ],
        Kind::Any,
        lookup,
    )
    .optional(1)
    .flow(Flow::Own),
    Function::new("element", &[LIST, Param::new("index", Kind::Number)], Kind::Any, element)
        .flow(Flow::Top),
    Function::new("coalesce", &[], Kind::Any, coalesce)
        .rest(Param::new("vals", Kind::Any).null().partial())
        .flow(Flow::Own),
    Function::new("coalescelist", &[], Kind::Any, coalescelist)
        .rest(Param::new("vals", Kind::Any).null().partial())
        .flow(Flow::Own),
    Function::new("one", &[LIST], Kind::Any, one).flow(Flow::Top),
    Function::new(
        "index",
        &[LIST.deep(), Param::new("value", Kind::Any).null().partial().deep()],
        Kind::Number,
        index,
    ),
    Function::new(
        "contains",
        &[LIST.deep(), Param::new("value", Kind::Any).null().partial().deep()],
        Kind::Bool,
        contains,
    ),
    Function::new(
        "matchkeys",
        &[
            Param::new("values", Kind::List),
            Param::new("keys", Kind::List).all(),
            Param::new("searchset", Kind::List).all(),
        ],
        Kind::List,
        matchkeys,
    )
    .flow(Flow::Top),
];

/// `lookup`: the value of a key, else the default. An unknown key's or map's result is unknown.
fn lookup(call: &Call, args: &[Value]) -> Outcome {
    let (input, default) = (&args[0], args.get(2));
    let key = args[1].as_str().unwrap_or_default();
    let nature = |mut value: Value| {
        value.marks = value.marks.with(input.marks).with(args[1].marks);
        value.refs = union(&value.refs, &args[1].refs);
        value
    };
    let map = match &input.data {
        Data::Map(map) => map,
        Data::Unknown(unknown) => {
            let ty = match &unknown.ty {
                Type::Map(item) => (**item).clone(),
                Type::Object(attributes) => attributes.get(key).cloned().unwrap_or_default(),
                _ => Type::Any,
            };
            return Ok(nature(call.unknown(input, ty)));
        }
        _ => return call.fail("lookup() requires a map as the first argument"),
    };
    if let Some(entry) = map.entries.get(key) {
        return Ok(nature(entry.value.clone()));
    }
    if let Some(reason) = &map.rest {
        return Ok(nature(Value::unknown(reason.clone(), call.span)));
    }
    match default {
        Some(default) if map.kind == MapKind::Map && !map.entries.is_empty() => {
            let Type::Map(item) = type_of(input) else { return Ok(nature(default.clone())) };
            match convert(default.clone(), &item) {
                Ok(default) => Ok(nature(default)),
                Err(why) => call.reject(
                    2,
                    "default",
                    format!("the default value must have the same type as the map elements: {why}"),
                ),
            }
        }
        Some(default) => Ok(nature(default.clone())),
        None if map.kind == MapKind::Object => {
            call.reject(0, "inputMap", format!("the given object has no attribute \"{key}\""))
        }
        None => call.fail(format!("lookup failed to find key \"{key}\"")),
    }
}

fn whole(call: &Call, index: &Value, argument: usize, name: &str) -> Result<i64, super::CallError> {
    match index.as_number().and_then(crate::value::Number::as_i64) {
        Some(int) => Ok(int),
        None => call.reject(argument, name, "a whole number is required"),
    }
}

/// `element`: the index wraps around the list's length.
fn element(call: &Call, args: &[Value]) -> Outcome {
    let Data::List(list) = &args[0].data else {
        return call.fail("cannot read elements from a value that is not a list");
    };
    if list.kind == ListKind::Set {
        return call.fail("cannot read elements from a set");
    }
    let at = whole(call, &args[1], 1, "index")?;
    let known = list.items.iter().position(is_rest);
    if list.items.is_empty() {
        return call.fail("cannot use element function with an empty list");
    }
    if let Some(known) = known {
        // The length is not known: an index below the rest is the same whatever the length, any
        // other wraps.
        return match usize::try_from(at) {
            Ok(at) if at < known => Ok(list.items[at].clone()),
            _ => Ok(call.unknown(&list.items[known], Type::Any)),
        };
    }
    let len = i64::try_from(list.items.len()).unwrap_or(i64::MAX);
    let at = usize::try_from(at.rem_euclid(len)).unwrap_or(0);
    Ok(list.items[at].clone())
}

/// `coalesce`: the first argument that is neither null nor an empty string, converted to the type
/// that all have in common.
fn coalesce(call: &Call, args: &[Value]) -> Outcome {
    let Some(ty) = unify(&args.iter().map(type_of).collect::<Vec<_>>()) else {
        return call.fail("all arguments must have the same type");
    };
    let mut marks = crate::value::Marks::NONE;
    for (index, arg) in args.iter().enumerate() {
        marks = marks.with(arg.marks);
        let taken = match &arg.data {
            Data::Null => false,
            Data::String(text) => !text.text.is_empty(),
            Data::Unknown(unknown) if unknown.pieces.iter().any(known_piece) => true,
            Data::Unknown(_) => return Ok(perhaps(call, args, index, ty)),
            Data::Bool(_) | Data::Number(_) | Data::List(_) | Data::Map(_) | Data::Either(_) => {
                true
            }
        };
        if taken {
            let value = match convert(arg.clone(), &ty) {
                Ok(value) => value,
                Err(why) => return call.reject(index, "vals", why),
            };
            return Ok(value.marked(marks));
        }
    }
    call.fail("no non-null, non-empty-string arguments")
}

fn known_piece(piece: &Piece) -> bool {
    matches!(piece, Piece::Known { text, .. } if !text.is_empty())
}

/// An unknown argument may be the result or be passed over, so the result is unknown; it may be the
/// argument's reference.
fn perhaps(call: &Call, args: &[Value], index: usize, ty: Type) -> Value {
    let mut result = call.unknown(&args[index], ty);
    for other in &args[index + 1..] {
        result.marks = result.marks.with(other.marks);
        result.refs = union(&result.refs, &other.refs);
    }
    // Of a string nothing is known then, not even the ends that one of the candidates has.
    if let (Data::Unknown(unknown), [Piece::Unknown(_)]) =
        (&result.data, as_pieces(&args[index]).as_slice())
    {
        result.data =
            Data::Unknown(Arc::new(Unknown { pieces: Vec::new(), ..(**unknown).clone() }));
    }
    result
}

/// `coalescelist`: the first list that is not empty.
fn coalescelist(call: &Call, args: &[Value]) -> Outcome {
    if args.is_empty() {
        return call.fail("at least one argument is required");
    }
    for (index, arg) in args.iter().enumerate() {
        match &arg.data {
            Data::Null => {}
            Data::Unknown(_) => return Ok(perhaps(call, args, index, Type::Any)),
            Data::List(list) if list.items.is_empty() => {}
            Data::List(list) if list.items.iter().all(is_rest) => {
                return Ok(perhaps(call, args, index, Type::Any));
            }
            Data::List(_) => return Ok(arg.clone()),
            _ => return call.fail("coalescelist arguments must be lists or tuples"),
        }
    }
    call.fail("no non-null arguments")
}

/// `one`: null for an empty list, the only item of a list of one.
fn one(call: &Call, args: &[Value]) -> Outcome {
    let Data::List(list) = &args[0].data else {
        return call.reject(
            0,
            "list",
            "must be a list, set, or tuple value with either zero or one elements",
        );
    };
    match list.items.as_slice() {
        [] => Ok(Value::null(call.span)),
        items if items.iter().any(is_rest) => {
            Ok(call.unknown(&rest_item(&items[items.len() - 1]), Type::Any))
        }
        [only] => Ok(only.clone()),
        items if list.kind == ListKind::Set && items.iter().any(Value::has_unknown) => {
            Ok(call.unknown(&items[items.len() - 1], Type::Any))
        }
        _ => call.reject(
            0,
            "list",
            "must be a list, set, or tuple value with either zero or one elements",
        ),
    }
}

/// `index`: the position of the first item equal to a value.
fn index(call: &Call, args: &[Value]) -> Outcome {
    let Data::List(list) = &args[0].data else {
        return call.fail("argument must be a list or tuple");
    };
    if list.kind == ListKind::Set {
        return call.fail("argument must be a list or tuple");
    }
    for (position, item) in list.items.iter().enumerate() {
        if is_rest(item) {
            return Ok(call.unknown(item, Type::Number));
        }
        match equals(item, &args[1]) {
            Some(true) => {
                return Ok(Value::int(i64::try_from(position).unwrap_or(i64::MAX), call.span));
            }
            Some(false) => {}
            None => return Ok(call.unknown(unknown_of(item, &args[1]), Type::Number)),
        }
    }
    if list.items.is_empty() {
        call.fail("cannot search an empty list")
    } else {
        call.fail("item not found")
    }
}

fn unknown_of<'a>(a: &'a Value, b: &'a Value) -> &'a Value {
    super::first_unknown(a, 0).or_else(|| super::first_unknown(b, 0)).unwrap_or(a)
}

/// `contains`: whether an item is equal to a value; items of another type are not.
fn contains(call: &Call, args: &[Value]) -> Outcome {
    let Data::List(list) = &args[0].data else {
        return call.fail("argument must be list, tuple, or set");
    };
    let mut open = None;
    for item in &list.items {
        match if is_rest(item) { None } else { equals(item, &args[1]) } {
            Some(true) => return Ok(call.bool(true)),
            Some(false) => {}
            None => open = open.or(Some(unknown_of(item, &args[1]))),
        }
    }
    Ok(open.map_or_else(|| call.bool(false), |cause| call.unknown(cause, Type::Bool)))
}

/// `matchkeys`: the values whose keys, by position, are in the search set.
fn matchkeys(call: &Call, args: &[Value]) -> Outcome {
    let (Some(values), Some(keys), Some(wanted)) =
        (args[0].items(), args[1].items(), args[2].items())
    else {
        return call.fail("arguments must be lists");
    };
    if values.len() != keys.len() {
        return call.fail("length of keys and values should be equal");
    }
    let matches = |key: &Value| wanted.iter().any(|one| equals(key, one) == Some(true));
    let items =
        keys.iter().zip(values).filter(|(key, _)| matches(key)).map(|(_, value)| value.clone());
    Ok(call.list(ListKind::List, items.collect()))
}
