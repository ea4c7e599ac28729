use super::*;
use crate::source::SourceFile;
use crate::tree::Tree;
use crate::value::{Cause, Marks, Part, Piece, Place, StepKind, Text};

fn file(text: &str) -> (FileId, File) {
    let tree = Tree::of_texts(&[("a.json", text)]);
    tree.load("a.json").unwrap()
}

fn at<'a>(file: &'a SourceFile, value: &Value) -> &'a str {
    let span = value.place.span.unwrap();
    &file.text[span.start as usize..span.end as usize]
}

/// A string value whose text stands at `needle` in the file.
fn written(id: FileId, file: &SourceFile, needle: &str) -> Value {
    let start = file.text.find(needle).unwrap();
    Value::string(needle, Some(Span::new(id, start, start + needle.len())))
}

fn known(value: &Value) -> Piece {
    Piece::Known {
        text: value.as_str().unwrap().into(),
        place: value.place.clone(),
        marks: value.marks,
        encoded: None,
    }
}

fn partly(pieces: Vec<Piece>) -> Value {
    let mut unknown = Unknown::because(Cause::Part("partly known"));
    unknown.pieces = pieces;
    unknown.ty = Type::String;
    Value::new(Data::Unknown(Arc::new(unknown)), None)
}

fn hole(reason: &str) -> Piece {
    Piece::Unknown(Value::unknown(Cause::outside(reason), None))
}

#[test]
fn a_file_keeps_the_places_of_keys_and_values() {
    let (id, file) = file("{\"a\": [true, {\"b\": 1.50}], \"ü\": null,\n \"s\": \"x\"}");
    let value = parse(id, &file).unwrap();
    let b = value.get("a").unwrap().items().unwrap()[1].entries().unwrap().get("b").unwrap();
    assert_eq!(b.value.as_number().unwrap().to_string(), "1.5");
    assert_eq!(at(&file, &b.value), "1.50");
    let key = b.key.unwrap();
    assert_eq!(&file.text[key.start as usize..key.end as usize], "\"b\"");
    assert_eq!(at(&file, value.get("s").unwrap()), "\"x\"");
    assert!(value.get("ü").unwrap().is_null());
}

#[test]
fn duplicate_keys_are_told_and_the_last_wins() {
    let (id, file) = file(r#"{"a": 1, "a": 2}"#);
    let (value, twice) = read(id, &file).unwrap();
    assert_eq!(value.get("a").unwrap().as_number().unwrap().to_string(), "2");
    assert!(twice[0].message.contains("`a`"));
}

#[test]
fn what_is_no_json_is_an_error_with_a_place() {
    for text in [
        "",
        "{\"a\": 1,}",
        "{a: 1}",
        "[1 2]",
        "// c",
        "/* c",
        "{\"a\"",
        "[\"\\x41\"]",
        "'a'",
        "{} {}",
        "\u{7}",
        "[nul]",
        "\"\\ud800\"",
    ] {
        let (id, file) = file(text);
        let error = parse(id, &file).unwrap_err();
        assert!(error.message.contains("not valid JSON"), "{text}: {error}");
        assert!(error.span.is_some(), "{text}");
    }
}

#[test]
fn comments_are_passed_over_and_told() {
    for text in ["// c\n{\"a\": 1}", "/* c */ {\"a\": /* d */ 1} // e"] {
        let (id, file) = file(text);
        let (value, odd) = read(id, &file).unwrap();
        assert_eq!(at(&file, value.get("a").unwrap()), "1", "{text}");
        assert!(odd[0].message.contains("comments"), "{text}: {odd:?}");
    }
    let (id, file) = file("{\"a\": \"http://x\"}");
    assert!(read(id, &file).unwrap().1.is_empty());
}

#[test]
fn nesting_is_bounded() {
    let (id, file) = file(&("[".repeat(10_000) + &"]".repeat(10_000)));
    assert!(parse(id, &file).unwrap_err().message.contains("deeper than 200"));
    let (id, file) = self::file(&("{\"a\":".repeat(10_000)));
    assert!(parse(id, &file).unwrap_err().message.contains("deeper than 200"));
    let (id, file) = self::file(&("[".repeat(200) + &"]".repeat(200)));
    assert!(parse(id, &file).is_ok());
}

#[test]
fn a_string_in_a_string_keeps_its_places_through_escapes() {
    let (id, file) = file(r#"{"def": "[{\"image\": \"nginx:latest\", \"é\": true}]"}"#);
    let outer = parse(id, &file).unwrap();
    let inner = decode(outer.get("def").unwrap()).unwrap();
    let image = inner.items().unwrap()[0].get("image").unwrap();
    assert_eq!(image.as_str(), Some("nginx:latest"));
    assert_eq!(at(&file, image), "nginx:latest");
    assert_eq!(at(&file, inner.items().unwrap()[0].get("é").unwrap()), "true");
}

#[test]
fn escapes_cut_a_string_into_parts() {
    let (id, file) = file(r#""a\n\u00e9\ud83d\ude00z""#);
    let value = parse(id, &file).unwrap();
    let Data::String(text) = &value.data else { panic!() };
    assert_eq!(&*text.text, "a\né😀z");
    let parts = text.parts.as_deref().unwrap();
    let last = parts.last().unwrap();
    assert_eq!(&text.text[last.start as usize..], "z");
    assert_eq!(file.slice(last.place.span.unwrap().start, last.place.span.unwrap().end), "z");
}

#[test]
fn a_string_from_several_origins_points_at_each() {
    let (id, file) = file("var: nginx:latest\ntpl: [{\"image\": \"<>\", \"n\": <>}]\ncpu: 256");
    let image =
        written(id, &file, "nginx:latest").through(StepKind::VariableDefault, "var.image", None);
    let part = |start: usize, value: &Value, marks| Part {
        start: start as u32,
        place: value.place.clone(),
        marks,
        encoded: None,
    };
    let (a, b, c) = (
        written(id, &file, "[{\"image\": \""),
        written(id, &file, "\", \"n\": "),
        written(id, &file, "}]"),
    );
    let cpu = written(id, &file, "256");
    let mut text = String::new();
    let mut parts = Vec::new();
    for (value, marks) in [
        (&a, Marks::NONE),
        (&image, Marks::DEFAULT),
        (&b, Marks::NONE),
        (&cpu, Marks::NONE),
        (&c, Marks::NONE),
    ] {
        parts.push(part(text.len(), value, marks));
        text.push_str(value.as_str().unwrap());
    }
    let string =
        Value::new(Data::String(Text { text: text.into(), parts: Some(parts.into()) }), None);
    let decoded = decode(&string).unwrap();
    let container = &decoded.items().unwrap()[0];
    let found = container.get("image").unwrap();
    assert_eq!(at(&file, found), "nginx:latest");
    assert_eq!(found.marks, Marks::DEFAULT);
    assert_eq!(&*found.place.steps().next().unwrap().name, "var.image");
    assert_eq!(at(&file, container.get("n").unwrap()), "256");
    assert_eq!(container.get("n").unwrap().as_number().unwrap().as_i64(), Some(256));
    assert_eq!(container.marks, Marks::NONE);
}

#[test]
fn the_span_of_a_quoted_argument_includes_its_quotes() {
    let (id, file) = file("x = \"[true]\"");
    let string = Value::string("[true]", Some(Span::new(id, 4, 12)));
    assert_eq!(at(&file, &decode(&string).unwrap().items().unwrap()[0]), "true");
    // The steps of the whole string are the root's alone.
    let decoded = decode(&string.through(StepKind::Local, "local.x", None)).unwrap();
    assert_eq!(decoded.place.steps().count(), 1);
    assert_eq!(decoded.items().unwrap()[0].place.steps().count(), 0);
}

#[test]
fn unknown_pieces_stand_in_and_outside_quotes() {
    let (id, file) = file(r#"[{"image": "repo/x:", "cpu": , "n": 1}]"#);
    let value = partly(vec![
        known(&written(id, &file, r#"[{"image": "repo/x:"#)),
        hole("var.tag has no default"),
        known(&written(id, &file, r#"", "cpu": "#)),
        hole("var.cpu has no default"),
        known(&written(id, &file, r#", "n": 1}]"#)),
    ]);
    let decoded = decode(&value).unwrap();
    let container = &decoded.items().unwrap()[0];
    let image = container.get("image").unwrap().as_unknown().unwrap();
    assert_eq!(image.prefix(), "repo/x:");
    assert_eq!(image.reason.to_string(), "var.tag has no default");
    let Some(Piece::Known { place, .. }) = image.pieces.first() else { panic!() };
    assert_eq!(file.slice(place.span.unwrap().start, place.span.unwrap().end), "repo/x:");
    let cpu = container.get("cpu").unwrap().as_unknown().unwrap();
    assert!(!cpu.rest && cpu.reason.to_string() == "var.cpu has no default");
    assert_eq!(at(&file, container.get("n").unwrap()), "1");
}

fn text(text: &str) -> Piece {
    Piece::Known { text: text.into(), place: Place::default(), marks: Marks::NONE, encoded: None }
}

#[test]
fn unknown_items_and_entries_are_a_rest() {
    let decoded = decode(&partly(vec![
        text(r#"[{"a": 1, "#),
        hole("env"),
        text("}, "),
        hole("sidecars"),
        text("]"),
    ]))
    .unwrap();
    let items = decoded.items().unwrap();
    let Data::Map(map) = &items[0].data else { panic!() };
    assert_eq!(map.rest.as_ref().map(ToString::to_string).as_deref(), Some("env"));
    assert_eq!(map.entries.len(), 1);
    assert!(items[1].as_unknown().unwrap().rest);
    // Without commas: the unknown piece may bring them along.
    let decoded = decode(&partly(vec![text("[1 "), hole("more"), text(" 2]")])).unwrap();
    assert_eq!(decoded.items().unwrap().len(), 3);
    let decoded = decode(&partly(vec![
        text(r#"{"a": {"#),
        hole("x"),
        text(r#" "b": 1}, "#),
        hole("key"),
        text(": 2}"),
    ]))
    .unwrap();
    let Data::Map(map) = &decoded.data else { panic!() };
    assert_eq!(map.rest.as_ref().map(ToString::to_string).as_deref(), Some("key"));
    assert!(map.entries["a"].value.get("b").is_some());
}

#[test]
fn a_number_known_in_part_is_unknown() {
    let decoded = decode(&partly(vec![
        text(r#"{"a": 2"#),
        hole("x"),
        text("4, \"b\": "),
        hole("y"),
        hole("z"),
        text("}"),
    ]))
    .unwrap();
    assert_eq!(decoded.get("a").unwrap().as_unknown().unwrap().reason.to_string(), "x");
    assert!(decoded.get("b").unwrap().as_unknown().is_some());
    assert_eq!(decoded.entries().unwrap().len(), 2);
}

#[test]
fn encoded_pieces_give_their_values() {
    let env = Value::list(
        vec![Value::string("é\"", None), Value::unknown(Cause::Part("var.x"), None)],
        None,
    );
    let mut encoded = Unknown::because(Cause::Part("var.x"));
    encoded.encoded = Some(Arc::new(env.clone()));
    encoded.pieces = vec![text("[\"é\\\"\","), hole("var.x"), text("]")];
    let encoded = Value::new(Data::Unknown(Arc::new(encoded)), None);
    assert_eq!(decode(&encoded).unwrap().items().unwrap().len(), 2);
    let decoded =
        decode(&partly(vec![text(r#"{"command": "#), Piece::Unknown(encoded.clone()), text("}")]))
            .unwrap();
    assert_eq!(decoded.get("command").unwrap().items().unwrap()[0].as_str(), Some("é\""));
    let decoded = decode(&partly(vec![text("[1, "), Piece::Unknown(encoded), text("]")])).unwrap();
    assert_eq!(decoded.items().unwrap().len(), 2);
    // A known string with an encoded part.
    let parts = vec![
        Part { start: 0, place: Place::default(), marks: Marks::NONE, encoded: None },
        Part {
            start: 1,
            place: Place::default(),
            marks: Marks::NONE,
            encoded: Some(Arc::new(Value::int(7, None))),
        },
        Part { start: 2, place: Place::default(), marks: Marks::NONE, encoded: None },
    ];
    let string =
        Value::new(Data::String(Text { text: "[7]".into(), parts: Some(parts.into()) }), None);
    assert_eq!(decode(&string).unwrap().items().unwrap()[0].as_number().unwrap().as_i64(), Some(7));
}

#[test]
fn what_only_the_unknown_part_could_complete_is_unknown() {
    let decoded = decode(&partly(vec![hole("var.open"), text("\"a\": 1}")])).unwrap();
    assert_eq!(decoded.as_unknown().unwrap().reason.to_string(), "var.open");
    let decoded = decode(&Value::unknown(Cause::Part("module.x.json"), None)).unwrap();
    assert_eq!(decoded.as_unknown().unwrap().reason.to_string(), "module.x.json");
    assert!(decode(&Value::bool(true, None)).is_err());
    assert!(decode(&Value::string("", None)).is_err());
}

#[test]
fn both_arms_of_a_condition_are_decoded() {
    let condition = Arc::new(crate::value::Condition {
        id: "c".into(),
        text: "var.c".into(),
        reason: Cause::Part("r"),
    });
    let either = crate::value::Either {
        condition,
        then: Value::string("[1]", None),
        otherwise: Value::string("[]", None),
    };
    let decoded = decode(&Value::new(Data::Either(Arc::new(either)), None)).unwrap();
    let Data::Either(either) = &decoded.data else { panic!() };
    assert_eq!(either.then.items().unwrap().len(), 1);
    assert_eq!(either.otherwise.items().unwrap().len(), 0);
}
