//! Functions over lists. Items keep their own places, marks and references.

use super::collection::word;
use super::{Call, Flow, Function, Kind, MAX_ITEMS, Outcome, Param, is_rest, reason, rest_item};
use crate::terraform::convert::{convert, equals, flat_pieces, set_order};
use crate::value::{Cause, Data, List, ListKind, Number, Piece, Type, Unknown, Value};

const LIST: Param = Param::new("list", Kind::Any);

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("concat", &[], Kind::Any, concat)
        .rest(Param::new("seqs", Kind::Any).partial())
        .flow(Flow::Top),
    Function::new("flatten", &[LIST.deep()], Kind::Any, flatten).flow(Flow::Top),
    Function::new("compact", &[Param::new("list", Kind::Strings).deep()], Kind::Strings, compact)
        .flow(Flow::Top),
    Function::new("distinct", &[Param::new("list", Kind::List).deep()], Kind::List, distinct)
        .flow(Flow::Top),
    Function::new("reverse", &[LIST], Kind::Any, reverse).flow(Flow::Top),
    Function::new(
        "slice",
        &[LIST, Param::new("start_index", Kind::Number), Param::new("end_index", Kind::Number)],
        Kind::Any,
        slice,
    )
    .flow(Flow::Top),
    Function::new(
        "chunklist",
        &[Param::new("list", Kind::List), Param::new("size", Kind::Number)],
        Kind::List,
        chunklist,
    )
    .flow(Flow::Top),
    Function::new("sort", &[Param::new("list", Kind::Strings).all()], Kind::Strings, sort)
        .flow(Flow::Top),
    Function::new("alltrue", &[Param::new("list", Kind::Bools).deep()], Kind::Bool, alltrue),
    Function::new("anytrue", &[Param::new("list", Kind::Bools).deep()], Kind::Bool, anytrue),
];

/// `concat`: the items of all lists; a list that is not known stands for any number of items.
fn concat(call: &Call, args: &[Value]) -> Outcome {
    if args.is_empty() {
        return call.fail("at least one argument is required");
    }
    let mut items = Vec::new();
    let mut lists = true;
    for (index, arg) in args.iter().enumerate() {
        match &arg.data {
            Data::List(list) if list.kind != ListKind::Set => {
                lists &= list.kind == ListKind::List;
                items.extend(list.items.iter().cloned());
            }
            Data::Unknown(unknown) => match &unknown.ty {
                Type::Tuple(types) => {
                    lists = false;
                    items.extend(types.iter().map(|ty| call.unknown(arg, ty.clone())));
                }
                Type::Any | Type::List(_) => items.push(rest_item(arg)),
                _ => return call.reject(index, "seqs", "all arguments must be lists or tuples"),
            },
            other => {
                return call.reject(
                    index,
                    "seqs",
                    format!("all arguments must be lists or tuples; got {}", word(other)),
                );
            }
        }
        if items.len() > MAX_ITEMS {
            return call.fail(format!("the result would have more than {MAX_ITEMS} items"));
        }
    }
    let tuple = call.list(ListKind::Tuple, items);
    if !lists {
        return Ok(tuple);
    }
    Ok(convert(tuple.clone(), &Type::List(Box::new(Type::Any))).unwrap_or(tuple))
}

/// `flatten`: nested lists become one; what is not known and may be a list stands for any number of
/// items.
fn flatten(call: &Call, args: &[Value]) -> Outcome {
    let Data::List(list) = &args[0].data else {
        return call.fail("can only flatten lists, sets and tuples");
    };
    let mut items = Vec::new();
    if !flatten_into(list, &mut items, 0) {
        return call.fail(format!(
            "the result would have more than {MAX_ITEMS} items, or the lists are nested too deep"
        ));
    }
    Ok(call.list(ListKind::Tuple, items))
}

fn flatten_into(list: &List, items: &mut Vec<Value>, depth: usize) -> bool {
    list.items.iter().all(|item| {
        match &item.data {
            Data::List(inner) => return depth < 200 && flatten_into(inner, items, depth + 1),
            Data::Unknown(unknown) if !is_single(item, unknown) => items.push(rest_item(item)),
            _ => items.push(item.clone()),
        }
        items.len() <= MAX_ITEMS
    })
}

/// Whether an unknown is one value and no list: by its type, or as a resource's attribute that is a
/// string in every provider.
fn is_single(value: &Value, unknown: &Unknown) -> bool {
    if unknown.rest {
        return false;
    }
    let scalar = |name: &str| {
        ["id", "arn", "name", "url", "key"]
            .iter()
            .any(|end| name == *end || name.ends_with(&format!("_{end}")))
    };
    match &unknown.ty {
        Type::Any => {
            !unknown.pieces.is_empty()
                || unknown.encoded.is_some()
                || matches!(value.references(), [one] if scalar(&one.attribute))
        }
        Type::List(_) | Type::Set(_) | Type::Tuple(_) => false,
        Type::String | Type::Number | Type::Bool | Type::Map(_) | Type::Object(_) => true,
    }
}

/// `compact`: without null and empty strings; an unknown string may be empty.
fn compact(call: &Call, args: &[Value]) -> Outcome {
    let known = |item: &Value| {
        flat_pieces(item)
            .iter()
            .any(|piece| matches!(piece, Piece::Known { text, .. } if !text.is_empty()))
    };
    let keep = |item: &Value| match &item.data {
        Data::Null => None,
        Data::String(text) => (!text.text.is_empty()).then(|| item.clone()),
        Data::Unknown(unknown) if !known(item) && !is_identity(&unknown.reason) => {
            Some(rest_item(item))
        }
        _ => Some(item.clone()),
    };
    Ok(call.list(
        ListKind::List,
        args[0].items().unwrap_or_default().iter().filter_map(keep).collect(),
    ))
}

/// Whether it is a resource's own id or ARN, which is never empty.
fn is_identity(cause: &Cause) -> bool {
    matches!(cause, Cause::AfterApply { attribute, .. } if matches!(&**attribute, "id" | "arn"))
}

/// `distinct`: the first of equal items stays.
fn distinct(call: &Call, args: &[Value]) -> Outcome {
    let given = args[0].items().unwrap_or_default();
    let mut order: Vec<usize> = (0..given.len()).collect();
    // Equal items stand side by side in a set's order, the first written first: linear work after
    // one sort.
    order.sort_by(|a, b| set_order(&given[*a], &given[*b]).then(a.cmp(b)));
    let mut drop = vec![false; given.len()];
    let mut first = None;
    for at in order {
        match first {
            Some(kept) if equals(&given[kept], &given[at]) == Some(true) => drop[at] = true,
            _ => first = Some(at),
        }
    }
    let items = given.iter().zip(&drop).filter(|(_, drop)| !**drop).map(|(item, _)| item.clone());
    Ok(call.list(ListKind::List, items.collect()))
}

/// `reverse`: of a list or set.
fn reverse(call: &Call, args: &[Value]) -> Outcome {
    let Data::List(list) = &args[0].data else {
        return call.fail("can only reverse list or tuple values");
    };
    let kind = if list.kind == ListKind::Tuple { ListKind::Tuple } else { ListKind::List };
    Ok(call.list(kind, list.items.iter().rev().cloned().collect()))
}

/// `slice`: from the start index up to, not with, the end index.
fn slice(call: &Call, args: &[Value]) -> Outcome {
    let Data::List(list) = &args[0].data else {
        return call.fail("cannot slice a value that is not a list or tuple");
    };
    if list.kind == ListKind::Set {
        return call
            .fail("cannot slice a set, because its elements do not have indices; explicitly convert to a list if the ordering matters");
    }
    let at = |index: usize, name: &str| match args[index]
        .as_number()
        .and_then(Number::as_i64)
        .and_then(|at| usize::try_from(at).ok())
    {
        Some(at) => Ok(at),
        None => call.reject(index, name, "a whole number that is not negative is required"),
    };
    let (start, end) = (at(1, "start_index")?, at(2, "end_index")?);
    let known = list.items.iter().position(is_rest).unwrap_or(list.items.len());
    if start > end {
        return call.reject(1, "start_index", "start index must not be greater than end index");
    }
    if end > known {
        if known < list.items.len() {
            return Ok(call.unknown(&list.items[known], Type::Any));
        }
        return call.reject(
            2,
            "end_index",
            "end index must not be greater than the length of the list",
        );
    }
    Ok(call.list(list.kind, list.items[start..end].to_vec()))
}

/// `chunklist`: lists of at most so many items; 0 puts all into one.
fn chunklist(call: &Call, args: &[Value]) -> Outcome {
    let items = args[0].items().unwrap_or_default();
    let Some(size) =
        args[1].as_number().and_then(Number::as_i64).and_then(|size| usize::try_from(size).ok())
    else {
        return call.reject(1, "size", "a whole number that is not negative is required");
    };
    if items.is_empty() {
        return Ok(call.list(ListKind::List, Vec::new()));
    }
    if let Some(open) = items.iter().find(|item| is_rest(item)) {
        return Ok(call.unknown(open, Type::List(Box::new(Type::Any))));
    }
    let size = if size == 0 { items.len() } else { size };
    Ok(call.list(
        ListKind::List,
        items.chunks(size).map(|chunk| call.list(ListKind::List, chunk.to_vec())).collect(),
    ))
}

/// `sort`: strings by their bytes.
fn sort(call: &Call, args: &[Value]) -> Outcome {
    let mut items = args[0].items().unwrap_or_default().to_vec();
    if items.iter().any(Value::is_null) {
        return call.fail("given list element is null; a null string cannot be sorted");
    }
    items.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
    Ok(call.list(ListKind::List, items))
}

/// `alltrue`: false as soon as one item is known not to be true.
fn alltrue(call: &Call, args: &[Value]) -> Outcome {
    let items = args[0].items().unwrap_or_default();
    if items.iter().any(|item| item.is_null() || item.as_bool() == Some(false)) {
        return Ok(call.bool(false));
    }
    Ok(match items.iter().find(|item| item.as_bool().is_none()) {
        Some(open) => call.unknown(&because(open), Type::Bool),
        None => call.bool(true),
    })
}

/// `anytrue`: true as soon as one item is.
fn anytrue(call: &Call, args: &[Value]) -> Outcome {
    let items = args[0].items().unwrap_or_default();
    if items.iter().any(|item| item.as_bool() == Some(true)) {
        return Ok(call.bool(true));
    }
    Ok(match items.iter().find(|item| item.as_unknown().is_some()) {
        Some(open) => call.unknown(&because(open), Type::Bool),
        None => call.bool(false),
    })
}

fn because(open: &Value) -> Value {
    Value::unknown(reason(open), open.place.span)
}
