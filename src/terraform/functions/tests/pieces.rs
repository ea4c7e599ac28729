//! Strings keep the places of their runs, and what is not known keeps what is known of it.

use super::*;
use crate::source::FileId;
use crate::terraform::eval::MAX_REFS;
use crate::value::{Cause, Marks, Piece, Reference};

fn span(start: usize, end: usize) -> Option<Span> {
    Some(Span::new(FileId(0), start, end))
}

fn one(name: &str, args: &[Value]) -> Value {
    call(&host(), name, args, None).unwrap().unwrap()
}

#[test]
fn unknown_arguments_keep_what_is_known() {
    check(
        r#"
        join(",", ["a", "~x", "b"]) => ~`a,<~x>,b`
        join(",", "~x", ["b"]) => ~`<~~x>b`
        format("%s:%s", "img", "~tag") => ~`img:<~tag>`
        format("[%s]", ["a"]) => !string required
        upper("~x") => ~`<~x>`
        length(["a", "~x"]) => 2
        length("~x") => ~x
        concat(["a"], "~x", ["b"]) => ["a",~~x,"b"]
        flatten([["a"], "~x"]) => ["a",~~x]
        merge({"a": 1}, "~x", {"b": 2}) => {"a":~"a" may be overridden: x,"b":2,~~x}
        lookup({"a": 1}, "~k") => ~k
        contains(["a", "~x"], "a") => true
        contains(["a", "~x"], "b") => ~x
        coalesce("~x", "a") => ~x
        coalesce(null, "", "a") => "a"
        element(["a", "~x"], 1) => ~x
        keys({"b": "~x", "a": 1}) => ["a","b"]
        alltrue([false, "~x"]) => false
        anytrue([true, "~x"]) => true
        jsonencode({"a": ["~x", 1]}) => ~`{"a":[<~x>,1]}`
        compact(["a", "~x", ""]) => ["a",~~x]
        substr("~x", 0, 3) => ~x
        file("../outside") => ~file("../outside") is not read: it leads outside the scanned folder
        "#,
    );
}

#[test]
fn base64_remembers_its_text() {
    let text = one("base64encode", &[Value::string("a", span(0, 1))]);
    assert_eq!(text.as_str(), Some("YQ=="));
    let Data::String(crate::value::Text { parts: Some(parts), .. }) = &text.data else {
        panic!("no parts")
    };
    let plain = parts[0].encoded.as_ref().unwrap();
    assert_eq!((plain.as_str(), plain.place.span), (Some("a"), span(0, 1)));
    let partly =
        one("format", &[Value::string("%s!", None), Value::unknown(Cause::Part("x"), None)]);
    let encoded = one("base64encode", &[partly]);
    let plain = encoded.as_unknown().and_then(|unknown| unknown.encoded.clone()).unwrap();
    assert_eq!(plain.as_unknown().unwrap().suffix(), "!");
}

#[test]
fn an_encoding_remembers_its_value() {
    let text = one("jsonencode", &[lit(r#"{"b": [1, true, null], "a": "<é\n"}"#)]);
    assert_eq!(text.as_str(), Some(r#"{"a":"\u003cé\n","b":[1,true,null]}"#));
    let Data::String(crate::value::Text { parts: Some(parts), .. }) = &text.data else {
        panic!("no parts")
    };
    assert_eq!(show(parts[0].encoded.as_ref().unwrap()), r#"{"a":"<é\n","b":[1,true,null]}"#);
    let wrapped = one("format", &[Value::string("[%s]", span(0, 4)), text.clone()]);
    let pieces = crate::terraform::convert::as_pieces(&wrapped);
    assert!(
        matches!(&pieces[0], Piece::Known { text, place, .. } if &**text == "[" && place.span == span(0, 1))
    );
    assert!(matches!(&pieces[1], Piece::Known { encoded: Some(_), .. }));
    let joined = one(
        "join",
        &[
            Value::string(",", None),
            Value::list(vec![text.clone(), Value::unknown(Cause::Part("x"), None)], None),
        ],
    );
    assert!(matches!(
        &joined.as_unknown().unwrap().pieces[0],
        Piece::Known { encoded: Some(_), .. }
    ));
}

#[test]
fn a_file_is_written_in_itself() {
    let host = host();
    let text = call(&host, "file", &[lit("\"./sub/../hello.txt\"")], span(1, 2)).unwrap().unwrap();
    let at = text.place.span.unwrap();
    assert_eq!(host.0.file(at.file).slice(at.start, at.end), "Hello");
    assert_eq!(text.place.steps().next().unwrap().span, span(1, 2));
}

#[test]
fn marks_and_references_flow() {
    let mut secret = Value::string("s", None).marked(Marks::SENSITIVE);
    secret.refs = Some(Arc::from([Reference { to: "aws_x.y".into(), attribute: "arn".into() }]));
    let list = Value::list(vec![secret.clone(), Value::string("b", None)], None);
    let joined = one("join", &[Value::string(",", None), list.clone()]);
    assert!(joined.marks.any(Marks::SENSITIVE) && joined.references().len() == 1);
    let reversed = one("concat", std::slice::from_ref(&list));
    assert!(
        !reversed.marks.any(Marks::SENSITIVE)
            && reversed.items().unwrap()[0].marks.any(Marks::SENSITIVE)
    );
    assert!(!one("nonsensitive", &[secret.clone()]).marks.any(Marks::SENSITIVE));
    assert_eq!(one("issensitive", &[secret]).as_bool(), Some(true));
}

/// What each call adds to its arguments' references does not grow without end.
#[test]
fn references_are_bounded() {
    let of = |text: &str, from: usize| {
        let reference =
            |at| Reference { to: format!("aws_x.y{at}").into(), attribute: "arn".into() };
        let refs = (from..from + 400).map(reference).collect();
        Value { refs: Some(refs), ..Value::string(text, None) }
    };
    let (one_half, other_half) = (of("a", 0), of("b", 400));
    let list = Value::list(vec![one_half.clone(), other_half.clone()], None);
    assert_eq!(one("join", &[Value::string(",", None), list]).references().len(), MAX_REFS);
    let map = Value::map([("k".into(), Entry { key: None, value: one_half })].into(), None);
    let key = Value { data: Value::string("k", None).data, ..other_half };
    let found = one("lookup", &[map, key]);
    assert_eq!((found.as_str(), found.references().len()), (Some("a"), MAX_REFS));
}

#[test]
fn arms_of_one_condition_move_together() {
    let condition = Arc::new(Condition {
        id: "c".into(),
        text: "c".into(),
        reason: Cause::NoDefault { variable: "var.c".into() },
    });
    let either = |then: &str, otherwise: &str| {
        let arms =
            Either { condition: condition.clone(), then: lit(then), otherwise: lit(otherwise) };
        Value::new(Data::Either(Arc::new(arms)), None)
    };
    let list = Value::list(vec![either("\"a\"", "\"b\""), either("\"x\"", "\"y\"")], None);
    assert_eq!(show(&one("join", &[Value::string("-", None), list])), r#"(c ? "a-x" : "b-y")"#);
    assert_eq!(show(&one("length", &[either("[1]", "[2]")])), "1");
    assert_eq!(show(&one("tolist", &[either("[1]", "[\"a\", 2]")])), r#"(c ? [1] : ["a","2"])"#);
    assert_eq!(
        show(&one("merge", &[either("{\"a\": 1}", "null"), lit("{\"b\": 2}")])),
        r#"(c ? {"a":1,"b":2} : {"b":2})"#
    );
    assert_eq!(show(&one("jsonencode", &[either("1", "2")])), "~`<~var.c has no default>`");
}
