mod oracle;

use super::ast::{Access, Expr, Kind, TemplatePiece};
use super::*;
use crate::source::SourceFile;
use crate::tree::Tree;

/// A file's body, its errors and its text.
fn body(text: &str) -> (Body, Vec<SyntaxError>, File) {
    let tree = Tree::of_texts(&[("main.tf", text)]);
    let (id, file) = tree.load("main.tf").unwrap();
    let (body, errors) = parse_body(id, &file);
    (body, errors, file)
}

fn at(file: &SourceFile, place: ast::Place) -> &str {
    let span = place.unwrap();
    file.slice(span.start, span.end)
}

fn local(text: &str) -> (Expr, File) {
    let (body, errors, file) = body(&format!("locals {{\n  a = {text}\n}}\n"));
    assert!(errors.is_empty(), "{errors:?}");
    (body.blocks[0].body.attributes[0].value.clone(), file)
}

fn runs(expr: &Expr) -> Vec<ast::Run> {
    let Kind::Template(template) = &expr.kind else { panic!("{expr:?}") };
    let literal = |piece: &TemplatePiece| match piece {
        TemplatePiece::Literal(runs) => runs.clone(),
        _ => Vec::new(),
    };
    template.pieces.iter().flat_map(literal).collect()
}

#[test]
fn blocks_and_labels_have_places() {
    let (body, errors, file) = body(
        "# a comment\nresource \"aws_x\" \"y\" {\n  name = \"n\" // why\n  inner { k = 1 }\n}\nvariable \"v\" {}\n",
    );
    assert!(errors.is_empty());
    let block = &body.blocks[0];
    assert_eq!(at(&file, block.header), "resource \"aws_x\" \"y\"");
    assert_eq!(at(&file, block.body.attributes[0].place), "name");
    assert_eq!(at(&file, block.body.attributes[0].value.place), "\"n\"");
    assert_eq!(&*block.body.blocks[0].kind, "inner");
    assert_eq!(body.blocks.len(), 2);
}

#[test]
fn operators_bind_as_in_terraform() {
    let (expr, file) = local("1 + 2 * 3 == 7 && !false || x.y[0].z");
    let Kind::Chain(first, rest) = &expr.kind else { panic!() };
    assert_eq!(at(&file, first.place), "1 + 2 * 3 == 7 && !false");
    assert_eq!(rest[0].0, ast::Operator::Or);
    assert_eq!(at(&file, rest[0].1.place), "x.y[0].z");
}

#[test]
fn what_hcl_edit_refuses_is_read() {
    let nested = format!("{}1{}", "[".repeat(150), "]".repeat(150));
    let sum = format!("{}1", "1 + ".repeat(500));
    for (text, why) in [
        ("{ a = 1, a = 2 }", "redefined object key"),
        (nested.as_str(), "at most 64 nested levels"),
        (sum.as_str(), "at most 128 chained binary operators"),
    ] {
        local(text);
        let refused = format!("x = {text}\n").parse::<hcl_edit::structure::Body>().unwrap_err();
        assert!(refused.message().contains(why), "{}", refused.message());
    }
    // A byte order mark, and the blocks around a broken one.
    for text in ["\u{feff}locals {}\n", "locals {\n  a =\n}\nresource \"a\" \"b\" {}\n"] {
        assert_eq!(body(text).0.blocks.len(), 1, "{text}");
        assert!(text.parse::<hcl_edit::structure::Body>().is_err(), "{text}");
    }
}

#[test]
fn newlines_in_a_for_expression_are_read() {
    for text in
        ["{ for k, v in m :\n  k => v\n  if v ||\n  k == \"b\"\n}", "{ for k, v in m\n : k => v }"]
    {
        local(text);
    }
}

#[test]
fn a_conditional_ends_where_its_last_arm_does() {
    for (text, conditional) in [
        ("a ? b : c   # why\n", "a ? b : c"),
        ("a ? b : c /* why */  ", "a ? b : c"),
        ("a ? b : d ? e : f  // why\n", "a ? b : d ? e : f"),
        ("a ? b : (c )  ", "a ? b : (c )"),
    ] {
        let (expr, file) = local(text);
        assert_eq!(at(&file, expr.place), conditional);
    }
    let (expr, file) = local("f(a ? b : c , [a ? b : c\n # why\n ])");
    let Kind::Call { args, .. } = &expr.kind else { panic!("{expr:?}") };
    let Kind::List(items) = &args[1].kind else { panic!("{args:?}") };
    assert_eq!(at(&file, args[0].place), "a ? b : c");
    assert_eq!(at(&file, items[0].place), "a ? b : c");
    let (expr, file) = local("\"x-${ a ? b : c  }-y\"");
    let Kind::Template(template) = &expr.kind else { panic!("{expr:?}") };
    let TemplatePiece::Value(value) = &template.pieces[1] else { panic!("{template:?}") };
    assert_eq!(at(&file, value.place), "a ? b : c");
}

#[test]
fn an_object_of_forty_thousand_keys_is_read_at_once() {
    let keys: String = (0..40_000).map(|index| format!("k{index} = {index}\n")).collect();
    let (expr, _) = local(&format!("{{\n{keys}}}"));
    let Kind::Object(entries) = &expr.kind else { panic!() };
    assert_eq!(entries.len(), 40_000);
}

#[test]
fn nesting_has_a_bound_and_a_message() {
    for open in ["[", "(", "!", "-", "{ a = ", "f("] {
        let (_, errors, _) = body(&format!("locals {{ a = {} }}\n", open.repeat(10_000)));
        assert!(errors[0].message.contains("nested deeper than 200"), "{open}: {errors:?}");
    }
    let (_, errors, _) = body(&"x {\n".repeat(10_000));
    assert!(errors[0].message.contains("nested deeper"));
}

#[test]
fn a_run_reads_in_the_source_as_it_is_decoded() {
    let (expr, file) = local(r#""tab\tend \u00e9 $${x} ${v} rest""#);
    let runs = runs(&expr);
    let texts: Vec<(&str, &str)> =
        runs.iter().map(|run| (run.text.as_str(), at(&file, run.place))).collect();
    assert_eq!(
        texts,
        [
            ("tab", "tab"),
            ("\t", "\\t"),
            ("end ", "end "),
            ("é", "\\u00e9"),
            (" ", " "),
            ("${", "$${"),
            ("x} ", "x} "),
            (" rest", " rest")
        ]
    );
}

#[test]
fn heredoc_lines_lose_their_common_indentation_and_keep_their_places() {
    let (expr, file) = local("<<-EOT\n      six\n\n    four\n  EOT");
    let runs = runs(&expr);
    let text: String = runs.iter().map(|run| run.text.as_str()).collect();
    assert_eq!(text, "  six\n\nfour\n");
    assert!(runs.iter().all(|run| at(&file, run.place) == run.text));
}

#[test]
fn a_trim_marker_ends_at_its_line_in_a_heredoc() {
    let (expr, _) = local("<<-EOF\n  %{~ if true ~}\n    a\n  %{~ endif ~}\n  b\n  EOF");
    let Kind::Template(template) = &expr.kind else { panic!() };
    let TemplatePiece::If { then, .. } = &template.pieces[0] else {
        panic!("{:?}", template.pieces)
    };
    let TemplatePiece::Literal(runs) = &then[0] else { panic!() };
    assert_eq!(runs.iter().map(|run| run.text.as_str()).collect::<String>(), "    a\n");
}

#[test]
fn splats_take_what_follows() {
    let (expr, _) = local("a.b.*.c[0]");
    let Kind::Access(_, steps) = &expr.kind else { panic!() };
    assert!(
        matches!(&steps[1], Access::Splat(inner) if inner.len() == 1),
        "an attribute splat leaves the index to the whole"
    );
    assert!(matches!(&steps[2], Access::Index(_)));
    let (expr, _) = local("a.b[*].c[0]");
    let Kind::Access(_, steps) = &expr.kind else { panic!() };
    assert!(matches!(&steps[1], Access::Splat(inner) if inner.len() == 2));
}

#[test]
fn a_broken_block_costs_itself() {
    let text = "resource \"a\" \"lost\" {\n  x = [1, 2\n}\nresource \"b\" \"kept\" {}\nlocals {\n  y = \"open\n}\n\
                resource \"c\" \"kept\" {\n  t = <<EOF\n}\nresource \"no\" \"no\" {\nEOF\n}\nresource \"d\" \"unclosed\" {\n  z = 1\nresource \"e\" \"kept\" {}\n";
    let (body, errors, file) = body(text);
    let names: Vec<&str> = body.blocks.iter().map(|block| &**block.label(0).unwrap()).collect();
    assert_eq!(names, ["b", "c", "e"]);
    assert_eq!(errors.len(), 3);
    let line = |error: &SyntaxError| file.position(error.span.unwrap().start).line;
    assert_eq!(line(&errors[0]), 3);
    assert_eq!(line(&errors[1]), 6);
}

#[test]
fn no_text_makes_the_reader_panic() {
    let texts = [
        "\"",
        "\"${",
        "\"%{",
        "<<",
        "<<E",
        "<<E\n",
        "<<-E\n\t${",
        "a",
        "a =",
        "a {",
        "a \"",
        "{",
        "}",
        "resource \"a\" \"b\" {\n x = <<-É\n",
        "x = 1e",
        "x = 1e99999",
        "x = \"\\u12",
        "x = \"\\",
        "x = a.",
        "x = a[",
        "x = a.*",
        "/*",
        "x = é.é",
        "x = [for",
        "x = {for a in",
        "x = f(a...",
        "\u{feff}",
        "x = \"%{ if true }",
        "x = \"%{ else }\"",
        "x = \"${~ a ~}\"",
        "x = a::b",
        "x = a ? b",
        "\\\u{1f600}\"${\\é",
        "a \"\\é\n\"é{",
    ];
    for text in texts {
        let _ = body(text);
        let _ = parse_template(text, Origin::Nowhere);
        let _ = parse_expression(text, Origin::Nowhere);
    }
    // Every prefix of a text with everything in it.
    let all = "resource \"a\" \"b\" {\n  x = \"a${f(b, [1, {c = \"d\"}]...)}%{ for k, v in m ~} ${v} %{ endfor }\"\n  y = <<-E\n   t ${z}\n  E\n  w = { for a in b : a => a... if !c }\n}\n";
    for end in (0..all.len()).filter(|end| all.is_char_boundary(*end)) {
        let _ = body(&all[..end]);
    }
}

#[test]
fn json_syntax_is_the_same_configuration() {
    let text = r#"{"resource": {"aws_x": {"y": {"count": 2, "name": "a-${var.v}", "lifecycle": {"ignore_changes": ["name"]},
        "dynamic": {"volume": {"for_each": ["a"], "content": {"name": "${volume.value}"}}}}}},
        "variable": {"v": {"default": "${not}"}}, "//": "a comment"}"#;
    let tree = Tree::of_texts(&[("main.tf.json", text)]);
    let (id, file) = tree.load("main.tf.json").unwrap();
    let (body, errors) = json::parse_body(id, &file);
    assert!(errors.is_empty(), "{errors:?}");
    let resource = body.blocks_of("resource").next().unwrap();
    assert_eq!(&**resource.label(1).unwrap(), "y");
    let name = &resource.body.attribute("name").unwrap().value;
    assert_eq!(at(&file, runs(name)[0].place), "a-");
    assert_eq!(
        resource.body.blocks.iter().map(|block| &*block.kind).collect::<Vec<_>>(),
        ["lifecycle", "dynamic"]
    );
    let default =
        &body.blocks_of("variable").next().unwrap().body.attribute("default").unwrap().value;
    assert_eq!(default.literal().as_deref(), Some("${not}"), "a default is taken as it is");
}
