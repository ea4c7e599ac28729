use super::*;
use crate::source::SourceFile;
use crate::tree::Tree;
use crate::value::{Cause, Marks, Part, Piece, Place, Text};

fn file(text: &str) -> (FileId, File) {
    Tree::of_texts(&[("a.yaml", text)]).load("a.yaml").unwrap()
}

fn at<'a>(file: &'a SourceFile, value: &Value) -> &'a str {
    let span = value.place.span.unwrap();
    &file.text[span.start as usize..span.end as usize]
}

fn key<'a>(file: &'a SourceFile, map: &Value, name: &str) -> &'a str {
    let span = map.entries().unwrap()[name].key.unwrap();
    &file.text[span.start as usize..span.end as usize]
}

fn fails(text: &str) -> String {
    let (id, file) = file(text);
    let error = parse(id, &file).unwrap_err();
    assert!(error.span.is_some());
    error.message
}

#[test]
fn values_and_keys_keep_their_places() {
    let (id, file) =
        file("é: \"x y\"\nlist:\n  - a: 1   # one\n    b: [p, 'q']\n  - yes\nempty:\nlast: z\n");
    let value = parse(id, &file).unwrap();
    assert_eq!(at(&file, value.get("é").unwrap()), "\"x y\"");
    let item = &value.get("list").unwrap().items().unwrap()[0];
    assert_eq!(at(&file, item.get("a").unwrap()), "1");
    assert_eq!(key(&file, item, "b"), "b");
    assert_eq!(at(&file, item), "a: 1   # one\n    b: [p, 'q']");
    assert_eq!(at(&file, &item.get("b").unwrap().items().unwrap()[1]), "'q'");
    assert_eq!(value.get("list").unwrap().items().unwrap()[1].as_bool(), Some(true));
    assert!(value.get("empty").unwrap().is_null());
    assert_eq!(at(&file, value.get("last").unwrap()), "z");
}

#[test]
fn short_tags_are_read_in_their_long_form() {
    let (id, file) = file(
        "a: !Ref Bucket\nb: !GetAtt X.Arn\nc: !If [C, 1, !Ref AWS::NoValue]\nd: !Sub\n  - '${x}'\n  - x: 1\ne: !Equals\n  - 1\nf: !Condition C\n",
    );
    let value = parse(id, &file).unwrap();
    let a = value.get("a").unwrap();
    assert_eq!(a.get("Ref").unwrap().as_str(), Some("Bucket"));
    assert_eq!(at(&file, a), "!Ref Bucket");
    assert_eq!(key(&file, a, "Ref"), "!Ref");
    assert_eq!(value.get("b").unwrap().get("Fn::GetAtt").unwrap().as_str(), Some("X.Arn"));
    let arms = value.get("c").unwrap().get("Fn::If").unwrap().items().unwrap();
    assert_eq!(arms[2].get("Ref").unwrap().as_str(), Some("AWS::NoValue"));
    let sub = value.get("d").unwrap().get("Fn::Sub").unwrap();
    assert_eq!(sub.items().unwrap()[0].as_str(), Some("${x}"));
    assert!(value.get("e").unwrap().get("Fn::Equals").is_some());
    assert_eq!(value.get("f").unwrap().get("Condition").unwrap().as_str(), Some("C"));
}

#[test]
fn merge_keys_and_aliases_are_followed() {
    let (id, file) = file(
        "base: &base {a: 1, b: 2}\nx:\n  <<: *base\n  b: 3\ny:\n  <<: [*base, {c: 4}]\nz: *base\n",
    );
    let value = parse(id, &file).unwrap();
    let number = |path: [&str; 2]| {
        value.get(path[0]).unwrap().get(path[1]).unwrap().as_number().unwrap().as_i64()
    };
    assert_eq!(number(["x", "a"]), Some(1));
    assert_eq!(number(["x", "b"]), Some(3));
    assert_eq!(number(["y", "c"]), Some(4));
    // An alias stands where its anchor was written: there is the text to change.
    assert_eq!(at(&file, value.get("z").unwrap()), "{a: 1, b: 2}");
}

#[test]
fn alias_bombs_and_loops_end_with_a_message() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let alias = format!("*a{}", level - 1);
        bomb += &format!("a{level}: &a{level} [{}]\n", vec![alias; 10].join(", "));
    }
    assert!(fails(&bomb).contains("more than 1000000 values"));
    assert!(fails("a: &a [1, *a]").contains("alias"));
    assert!(fails("a: *nowhere").contains("not valid YAML"));
}

#[test]
fn deep_nesting_ends_with_a_message() {
    for text in [
        "[".repeat(10_000),
        "{a: ".repeat(10_000),
        "- ".repeat(10_000),
        (0..3000).map(|n| format!("{}a:\n", " ".repeat(n))).collect(),
    ] {
        assert!(!fails(&text).is_empty());
    }
}

#[test]
fn odd_things_are_told() {
    let (id, file) = file("a: 1\na: 2\n---\nb: 1\n");
    let (value, odd) = read(id, &file, Dialect::CloudFormation).unwrap();
    assert_eq!(value.get("a").unwrap().as_number().unwrap().as_i64(), Some(2));
    assert!(
        odd[0].message.contains("duplicate key `a`") && odd[1].message.contains("only the first")
    );
    assert!(fails("{a: 1}: b").contains("key must be a scalar"));
    assert!(fails("").contains("empty"));
    assert!(fails("a: [1").contains("not valid YAML"));
    assert!(fails("a: b: c: d").contains("not valid YAML"));
}

#[test]
fn the_lines_of_a_block_keep_their_places() {
    let (id, file) = file(
        "a:\n  b: |\n    {\n      \"image\": \"nginx\"\n    }\n  c: >-\n    one\n    two\n  d: \"x\\n\\\"y\\\"\"\n",
    );
    let value = parse(id, &file).unwrap();
    let block = value.get("a").unwrap().get("b").unwrap();
    assert_eq!(block.as_str(), Some("{\n  \"image\": \"nginx\"\n}\n"));
    let image = super::super::json::decode(block).unwrap();
    assert_eq!(at(&file, image.get("image").unwrap()), "\"nginx\"");
    let folded = value.get("a").unwrap().get("c").unwrap();
    let Data::String(text) = &folded.data else { panic!() };
    let last = text.parts.as_deref().unwrap().last().unwrap();
    // The blank that the fold put in is the last one of the indentation.
    assert_eq!(&text.text[last.start as usize..], " two");
    assert_eq!(file.slice(last.place.span.unwrap().start, last.place.span.unwrap().end), " two");
    let Data::String(text) = &value.get("a").unwrap().get("d").unwrap().data else { panic!() };
    let y = text
        .parts
        .as_deref()
        .unwrap()
        .iter()
        .find(|part| text.text[part.start as usize..].starts_with('y'))
        .unwrap();
    assert_eq!(file.slice(y.place.span.unwrap().start, y.place.span.unwrap().end), "y");
}

fn hole(reason: &str) -> Piece {
    Piece::Unknown(Value::unknown(Cause::outside(reason), None))
}

fn text(text: &str) -> Piece {
    Piece::Known { text: text.into(), place: Place::default(), marks: Marks::NONE, encoded: None }
}

fn partly(pieces: Vec<Piece>) -> Value {
    let mut unknown = Unknown::because(Cause::Part("partly known"));
    unknown.pieces = pieces;
    Value::new(Data::Unknown(Arc::new(unknown)), None)
}

#[test]
fn strings_known_in_part_are_decoded() {
    let decoded = decode(&partly(vec![
        text("- image: repo/x:"),
        hole("var.tag"),
        text("\n  cpu: "),
        hole("var.cpu"),
        text("\n  y: 1\n"),
    ]))
    .unwrap();
    let item = &decoded.items().unwrap()[0];
    assert_eq!(item.get("image").unwrap().as_unknown().unwrap().prefix(), "repo/x:");
    assert_eq!(item.get("cpu").unwrap().as_unknown().unwrap().reason.to_string(), "var.cpu");
    assert!(item.get("true").is_some());
    let decoded = decode(&partly(vec![text("a: 1\n"), hole("var.more"), text("\n")])).unwrap();
    assert_eq!(decoded.as_unknown().unwrap().reason.to_string(), "var.more");
}

#[test]
fn an_encoded_part_gives_its_value() {
    let (id, file) = file("x: {k: v}");
    let inner = parse(id, &file).unwrap().get("x").unwrap().clone();
    let part =
        |start, encoded| Part { start, place: Place::default(), marks: Marks::NONE, encoded };
    let mut parts = vec![part(0, None), part(3, Some(Arc::new(inner)))];
    let string = Value::new(
        Data::String(Text { text: "a: {\"k\": \"v\"}".into(), parts: Some(parts.clone().into()) }),
        None,
    );
    let decoded = decode(&string).unwrap();
    assert_eq!(at(&file, decoded.get("a").unwrap().get("k").unwrap()), "v");
    parts.push(part(13, None));
    // Glued to other text the encoding is text.
    let string = Value::new(
        Data::String(Text { text: "a: {\"k\": \"v\"}x".into(), parts: Some(parts.into()) }),
        None,
    );
    assert!(decode(&string).is_err());
}
