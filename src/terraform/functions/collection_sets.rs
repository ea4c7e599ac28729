//! Functions over sets.

use super::{Call, Flow, Function, Kind, MAX_ITEMS, Outcome, Param, is_rest, rest_item};
use crate::terraform::convert::{ConvertError, convert, equals, make_set, type_of, unify};
use crate::value::{Data, ListKind, Type, Value};
use std::sync::Arc;

const SET: Param = Param::new("a", Kind::Set);

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new(
        "setunion",
        &[Param::new("first_set", Kind::Set).partial().deep()],
        Kind::Set,
        setunion,
    )
    .rest(Param::new("other_sets", Kind::Set).partial().deep())
    .flow(Flow::Top),
    Function::new(
        "setintersection",
        &[Param::new("first_set", Kind::Set).all()],
        Kind::Set,
        setintersection,
    )
    .rest(Param::new("other_sets", Kind::Set).all())
    .flow(Flow::Top),
    Function::new(
        "setsubtract",
        &[SET.all(), Param::new("b", Kind::Set).all()],
        Kind::Set,
        setsubtract,
    )
    .flow(Flow::Top),
    Function::new("setproduct", &[], Kind::Any, setproduct)
        .rest(Param::new("sets", Kind::Any).deep())
        .flow(Flow::Top),
];

/// The items of all sets, of one type.
fn of_one_type(call: &Call, args: &[Value]) -> Result<Vec<Vec<Value>>, super::CallError> {
    let items: Vec<Vec<Value>> = args
        .iter()
        .map(|arg| match &arg.data {
            Data::List(list) => list.items.clone(),
            _ => vec![rest_item(arg)],
        })
        .collect();
    let types: Vec<Type> = items.iter().flatten().map(type_of).collect();
    let Some(ty) = unify(&types) else {
        return call.fail("given sets must all have compatible element types");
    };
    let mut converted = Vec::with_capacity(items.len());
    for set in items {
        let set: Result<Vec<Value>, ConvertError> =
            set.into_iter().map(|item| convert(item, &ty)).collect();
        match set {
            Ok(set) => converted.push(set),
            Err(why) => return call.fail(why),
        }
    }
    Ok(converted)
}

fn set(call: &Call, items: Vec<Value>) -> Value {
    Value::new(Data::List(Arc::new(make_set(items))), call.span)
}

/// `setunion`: everything that is in any of the sets.
fn setunion(call: &Call, args: &[Value]) -> Outcome {
    Ok(set(call, of_one_type(call, args)?.concat()))
}

fn holds(items: &[Value], item: &Value) -> bool {
    items.iter().any(|other| equals(other, item) == Some(true))
}

/// `setintersection`: what is in all of the sets.
fn setintersection(call: &Call, args: &[Value]) -> Outcome {
    let sets = of_one_type(call, args)?;
    let (first, others) =
        sets.split_first().map_or((&[] as &[Value], &[] as &[Vec<Value>]), |(first, others)| {
            (first.as_slice(), others)
        });
    let kept = first.iter().filter(|item| others.iter().all(|other| holds(other, item))).cloned();
    Ok(set(call, kept.collect()))
}

/// `setsubtract`: what is in the first set and not in the second.
fn setsubtract(call: &Call, args: &[Value]) -> Outcome {
    let sets = of_one_type(call, args)?;
    let kept = sets[0].iter().filter(|item| !holds(&sets[1], item)).cloned();
    Ok(set(call, kept.collect()))
}

/// `setproduct`: every combination of one item of each; a list when one of the arguments has an
/// order.
fn setproduct(call: &Call, args: &[Value]) -> Outcome {
    if args.len() < 2 {
        return call.fail("at least two arguments are required");
    }
    let mut sets = Vec::with_capacity(args.len());
    let mut ordered = false;
    let mut count: usize = 1;
    for (index, arg) in args.iter().enumerate() {
        let Data::List(list) = &arg.data else {
            return call.reject(index, "sets", "a set or a list is required");
        };
        if let Some(open) = list.items.iter().find(|item| is_rest(item)) {
            return Ok(call.unknown(open, Type::Any));
        }
        ordered |= list.kind != ListKind::Set;
        let whole = if list.kind == ListKind::Tuple {
            convert(arg.clone(), &Type::List(Box::new(Type::Any)))
        } else {
            Ok(arg.clone())
        };
        let items = match whole {
            Ok(whole) => whole.items().unwrap_or_default().to_vec(),
            Err(why) => return call.reject(index, "sets", why),
        };
        count = count.saturating_mul(items.len());
        sets.push(items);
    }
    if count.saturating_mul(args.len()) > MAX_ITEMS {
        return call.fail(format!("the result would have more than {MAX_ITEMS} items"));
    }
    // Every row so far with every item of the next set: the last set varies fastest.
    let mut rows: Vec<Vec<Value>> = vec![Vec::new()];
    for items in &sets {
        rows = rows
            .iter()
            .flat_map(|row| {
                items.iter().map(|item| [row.as_slice(), std::slice::from_ref(item)].concat())
            })
            .collect();
    }
    let tuples: Vec<Value> = rows.into_iter().map(|row| call.list(ListKind::Tuple, row)).collect();
    Ok(if ordered { call.list(ListKind::List, tuples) } else { set(call, tuples) })
}
