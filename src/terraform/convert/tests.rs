use super::*;
use crate::value::{Cause, MapKind, Piece};

fn s(text: &str) -> Value {
    Value::string(text, None)
}

fn object(entries: Vec<(&str, Value)>) -> Value {
    Value::map(
        entries
            .into_iter()
            .map(|(key, value)| (Arc::from(key), Entry { key: None, value }))
            .collect(),
        None,
    )
}

fn texts(value: &Value) -> Vec<String> {
    value.items().unwrap().iter().map(|item| item.as_str().unwrap().to_owned()).collect()
}

#[test]
fn primitives_convert_as_terraform_does() {
    assert_eq!(convert(Value::int(12, None), &Type::String).unwrap().as_str(), Some("12"));
    assert_eq!(convert(Value::bool(true, None), &Type::String).unwrap().as_str(), Some("true"));
    assert_eq!(convert(s("1"), &Type::Bool).unwrap().as_bool(), Some(true));
    assert_eq!(convert(s("+5"), &Type::Number).unwrap().as_number().unwrap().as_i64(), Some(5));
    for refused in ["abc", "0x1F", "1_0", " 1", ""] {
        assert!(convert(s(refused), &Type::Number).is_err(), "{refused:?}");
    }
    assert!(convert(Value::list(vec![], None), &Type::String).is_err());
    assert!(convert(Value::null(None), &Type::Number).unwrap().is_null());
}

#[test]
fn collections_of_any_unify_their_elements() {
    let any = Type::List(Box::new(Type::Any));
    let list = convert(
        Value::list(vec![Value::int(1, None), s("a"), Value::bool(true, None)], None),
        &any,
    )
    .unwrap();
    assert_eq!(texts(&list), ["1", "a", "true"]);
    let nested = Value::list(
        vec![Value::list(vec![Value::int(1, None)], None), Value::list(vec![s("a"), s("b")], None)],
        None,
    );
    let nested = convert(nested, &any).unwrap();
    assert_eq!(texts(&nested.items().unwrap()[0]), ["1"]);
    assert_eq!(type_of(&nested), Type::List(Box::new(Type::List(Box::new(Type::String)))));
    let mixed = Value::list(
        vec![object(vec![("a", Value::int(1, None))]), object(vec![("b", s("x"))])],
        None,
    );
    let mixed = convert(mixed, &any).unwrap();
    assert!(matches!(&mixed.items().unwrap()[0].data, Data::Map(map) if map.kind == MapKind::Map));
    assert_eq!(mixed.items().unwrap()[0].get("a").unwrap().as_str(), Some("1"));
    let bad = Value::list(vec![object(vec![]), Value::list(vec![], None)], None);
    assert!(convert(bad, &any).unwrap_err().to_string().contains("any single type"));
}

#[test]
fn sets_are_sorted_and_deduplicated() {
    let set = convert(
        Value::list(vec![s("b"), Value::null(None), s("a"), s("b")], None),
        &Type::Set(Box::new(Type::Any)),
    )
    .unwrap();
    let items = set.items().unwrap();
    assert_eq!(items[0].as_str(), Some("a"));
    assert_eq!(items[1].as_str(), Some("b"));
    assert!(items[2].is_null() && items.len() == 3);
    let number = |b: i64, a: &str| object(vec![("b", Value::int(b, None)), ("a", s(a))]);
    let set = make_set(vec![number(1, "x"), number(10, "x"), number(2, "y"), number(1, "x")]);
    let order: Vec<_> = set
        .items
        .iter()
        .map(|item| item.get("b").unwrap().as_number().unwrap().as_i64().unwrap())
        .collect();
    assert_eq!(order, [10, 1, 2]);
}

#[test]
fn equality_has_three_answers() {
    let unknown = || Value::unknown(Cause::NoDefault { variable: "var.x".into() }, None);
    assert_eq!(equals(&Value::int(1, None), &s("1")), Some(false));
    assert_eq!(equals(&unknown(), &s("1")), None);
    let list = |items: Vec<Value>| Value::list(items, None);
    assert_eq!(equals(&list(vec![s("a"), unknown()]), &list(vec![s("b"), s("c")])), Some(false));
    assert_eq!(equals(&list(vec![s("a"), unknown()]), &list(vec![s("a"), s("c")])), None);
    let as_list = convert(list(vec![s("a")]), &Type::List(Box::new(Type::String))).unwrap();
    assert_eq!(equals(&list(vec![s("a")]), &as_list), Some(false));
    let mut built = StringBuilder::new();
    built.push_value(&s("pre-")).unwrap();
    built.push_value(&unknown()).unwrap();
    let partial = built.finish(None);
    assert_eq!(equals(&partial, &s("other")), Some(false));
    assert_eq!(equals(&partial, &s("pre-x")), None);
    assert_eq!(equals(&partial, &Value::null(None)), Some(false));
}

#[test]
fn optional_attributes_take_their_defaults() {
    let ty = Type::Object(
        [("a".into(), Type::String), ("b".into(), Type::Number), ("c".into(), Type::Bool)]
            .into_iter()
            .collect(),
    );
    let optional = Optional {
        attributes: [("b".into(), Some(s("7"))), ("c".into(), None)].into_iter().collect(),
        children: IndexMap::new(),
    };
    let value = convert_with(
        object(vec![("a", Value::int(1, None)), ("b", Value::null(None)), ("z", s("x"))]),
        &ty,
        &optional,
    )
    .unwrap();
    assert_eq!(value.get("a").unwrap().as_str(), Some("1"));
    assert_eq!(value.get("b").unwrap().as_number().unwrap().as_i64(), Some(7));
    assert!(value.get("c").unwrap().is_null() && value.get("z").is_none());
    assert!(
        convert_with(object(vec![]), &ty, &optional)
            .unwrap_err()
            .to_string()
            .contains("\"a\" is required")
    );
    let each = Optional {
        attributes: IndexMap::new(),
        children: [("".into(), optional)].into_iter().collect(),
    };
    let list = Value::list(vec![object(vec![("a", s("x"))])], None);
    let list = convert_with(list, &Type::List(Box::new(ty)), &each).unwrap();
    assert_eq!(list.items().unwrap()[0].get("b").unwrap().as_number().unwrap().as_i64(), Some(7));
}

#[test]
fn strings_remember_their_runs() {
    let file = crate::source::FileId(0);
    let span = |start, end| Some(crate::source::Span::new(file, start, end));
    let mut built = StringBuilder::new();
    built.push_value(&Value::string("[", span(0, 1))).unwrap();
    built.push_value(&Value::string("a", span(10, 11))).unwrap();
    let whole = built.finish(span(0, 20));
    let pieces = as_pieces(&whole);
    assert_eq!(whole.as_str(), Some("[a"));
    assert!(
        matches!(&pieces[1], Piece::Known { text, place, .. } if &**text == "a" && place.span == span(10, 11))
    );
}
