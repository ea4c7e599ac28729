//! HCL in the form of hcl2json, which conftest reads it by: each block is an item of a list below its type
//! and its labels; literals are values; any other expression is its own text in `${}`.

use super::data::put;
use super::{Declared, Unreadable, Verbatim};
use crate::source::{FileId, Span};
use hcl_edit::Span as _;
use hcl_edit::expr::{Expression, ObjectKey, UnaryOperator};
use hcl_edit::structure::{Block, Body, Structure};
use hcl_edit::template::{Directive, Element, Template};
use serde_json::{Map, Value as Json};

/// Entries of one object, or of one body: the parser's time grows with the square of their number.
const MAX_ENTRIES: usize = 4_000;
/// Bytes of a file.
const MAX_BYTES: usize = 2 << 20;

/// Reads a file of HCL.
///
/// # Errors
/// It is no HCL as the parser reads it, or too large for it.
pub(super) fn read(id: FileId, text: &str) -> Result<Verbatim, Unreadable> {
    if text.len() > MAX_BYTES {
        return Err(Unreadable::because(format!("it is larger than {} MiB", MAX_BYTES >> 20)));
    }
    if crowded(text) {
        let why = format!("an object has more than {MAX_ENTRIES} entries");
        return Err(Unreadable::because(why));
    }
    let body = hcl_edit::parser::parse_body(text).map_err(|error| Unreadable {
        at: u32::try_from(error.location().offset()).ok(),
        why: error.message().trim().replace('\n', "; "),
    })?;
    let reader = Reader { id, text };
    let value = reader.body(&body);
    Ok(Verbatim { value: Json::Object(value), resources: reader.declared(&body) })
}

/// Whether some braces or brackets have more entries than the parser takes: signs of assignment and commas
/// between them are counted, wherever they stand.
fn crowded(text: &str) -> bool {
    let mut open: Vec<usize> = vec![0];
    for byte in text.bytes() {
        match byte {
            b'{' | b'[' => open.push(0),
            b'}' | b']' if open.len() > 1 => {
                open.pop();
            }
            b'=' | b':' => {
                let last = open.last_mut();
                if last.is_some_and(|count| {
                    *count += 1;
                    *count > MAX_ENTRIES
                }) {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}

struct Reader<'a> {
    id: FileId,
    text: &'a str,
}

impl Reader<'_> {
    fn body(&self, body: &Body) -> Map<String, Json> {
        let mut out = Map::new();
        for structure in body {
            if let Structure::Block(block) = structure {
                self.block(block, &mut out);
            }
        }
        // An attribute counts where a block has its name.
        for structure in body {
            if let Structure::Attribute(attribute) = structure {
                put(&mut out, attribute.key.as_str(), self.value(&attribute.value));
            }
        }
        out
    }

    /// Puts a block below its type and its labels.
    fn block(&self, block: &Block, out: &mut Map<String, Json>) {
        let mut key = block.ident.as_str();
        let mut at = out;
        for label in &block.labels {
            let inner = at.entry(key).or_insert_with(|| Json::Object(Map::new()));
            // A block of this type without the label stands there already: hcl2json gives up.
            let Json::Object(inner) = inner else { return };
            at = inner;
            key = label.as_str();
        }
        let value = Json::Object(self.body(&block.body));
        match at.entry(key).or_insert_with(|| Json::Array(Vec::new())) {
            Json::Array(items) => items.push(value),
            other => *other = Json::Array(vec![value]),
        }
    }

    /// The text of an expression.
    fn source(&self, expression: &Expression) -> &str {
        let span = expression.span().unwrap_or_default();
        self.text.get(span).unwrap_or_default().trim()
    }

    fn wrapped(&self, expression: &Expression) -> String {
        format!("${{{}}}", self.source(expression))
    }

    fn value(&self, expression: &Expression) -> Json {
        match expression {
            Expression::Null(_) => Json::Null,
            Expression::Bool(flag) => Json::Bool(*flag.value()),
            Expression::Number(number) => number_of(number.value()),
            Expression::String(text) => Json::String(text.value().clone()),
            Expression::Array(items) => {
                Json::Array(items.iter().map(|item| self.value(item)).collect())
            }
            Expression::Object(object) => {
                let mut out = Map::new();
                for (key, value) in object {
                    put(&mut out, &self.key(key), self.value(value.expr()));
                }
                Json::Object(out)
            }
            Expression::StringTemplate(template) => self.whole(template),
            Expression::HeredocTemplate(heredoc) => Json::String(self.template(&heredoc.template)),
            Expression::UnaryOp(operation) => match (operation.operator.value(), &operation.expr) {
                (UnaryOperator::Neg, Expression::Number(number)) => number_of(&-*number.value()),
                (UnaryOperator::Not, Expression::Bool(flag)) => Json::Bool(!flag.value()),
                _ => Json::String(self.wrapped(expression)),
            },
            _ => Json::String(self.told(expression)),
        }
    }

    /// Words of types stay as they are (`type = list(string)`), any other expression is wrapped.
    fn told(&self, expression: &Expression) -> String {
        const TYPES: [&str; 8] =
            ["string", "number", "bool", "list", "set", "map", "object", "tuple"];
        let source = self.source(expression);
        match TYPES.iter().any(|word| source.starts_with(word)) {
            true => source.to_owned(),
            false => self.wrapped(expression),
        }
    }

    /// A quoted template: what is one interpolation alone is its expression's value.
    fn whole(&self, template: &Template) -> Json {
        match template.as_single_element() {
            Some(Element::Interpolation(only)) => self.value(&only.expr),
            _ => Json::String(self.template(template)),
        }
    }

    fn template(&self, template: &Template) -> String {
        template.iter().map(|element| self.element(element)).collect()
    }

    fn element(&self, element: &Element) -> String {
        match element {
            Element::Literal(text) => text.as_str().to_owned(),
            Element::Interpolation(inner) => self.part(&inner.expr),
            Element::Directive(directive) => match directive.as_ref() {
                Directive::If(branch) => {
                    let condition = self.source(&branch.if_expr.cond_expr);
                    let yes = self.template(&branch.if_expr.template);
                    let no = branch.else_expr.as_ref();
                    let no = no.map(|other| self.template(&other.template)).unwrap_or_default();
                    branched(condition, &yes, &no)
                }
                Directive::For(every) => {
                    let each = &every.for_expr;
                    let key = each.key_var.as_ref();
                    let key = key.map_or_else(String::new, |key| format!("{}, ", key.as_str()));
                    format!(
                        "%{{for {key}{} in {}}}{}%{{endfor}}",
                        each.value_var.as_str(),
                        self.source(&each.collection_expr),
                        self.template(&each.template)
                    )
                }
            },
        }
    }

    /// An expression inside a text.
    fn part(&self, expression: &Expression) -> String {
        match expression {
            Expression::String(text) => text.value().clone(),
            Expression::Bool(flag) => flag.value().to_string(),
            Expression::Number(number) => number.value().to_string(),
            Expression::StringTemplate(template) => match template.as_single_element() {
                Some(Element::Interpolation(only)) => self.part(&only.expr),
                _ => self.template(template),
            },
            Expression::Conditional(choice) => branched(
                self.source(&choice.cond_expr),
                &self.part(&choice.true_expr),
                &self.part(&choice.false_expr),
            ),
            other => self.wrapped(other),
        }
    }

    fn key(&self, key: &ObjectKey) -> String {
        match key {
            ObjectKey::Ident(name) => name.as_str().to_owned(),
            ObjectKey::Expression(name @ (Expression::Variable(_) | Expression::Traversal(_))) => {
                self.source(name).to_owned()
            }
            ObjectKey::Expression(other) => self.part(other),
        }
    }

    /// The resources, data sources and calls of modules.
    fn declared(&self, body: &Body) -> Vec<Declared> {
        let mut all = Vec::new();
        for block in body.blocks() {
            let labels: Vec<&str> = block.labels.iter().map(|label| label.as_str()).collect();
            let (prefix, ty, name) = match (block.ident.as_str(), labels.as_slice()) {
                ("resource", [ty, name]) => ("", *ty, *name),
                ("data", [ty, name]) => ("data.", *ty, *name),
                ("module", [name]) => ("", "module", *name),
                _ => continue,
            };
            let start = block.ident.span().map(|span| span.start);
            let end = block.labels.last().and_then(|label| label.span()).map(|span| span.end);
            let span = start.zip(end).map(|(start, end)| Span::new(self.id, start, end));
            let address = format!("{prefix}{ty}.{name}");
            all.push(Declared { address, name: name.to_owned(), ty: ty.to_owned(), span });
        }
        all
    }
}

fn branched(condition: &str, yes: &str, no: &str) -> String {
    let no = if no.is_empty() { String::new() } else { format!("%{{else}}{no}") };
    format!("%{{if {condition}}}{yes}{no}%{{endif}}")
}

fn number_of(number: &hcl_edit::Number) -> Json {
    match (number.as_i64(), number.as_u64(), number.as_f64()) {
        (Some(whole), ..) => Json::from(whole),
        (None, Some(whole), _) => Json::from(whole),
        (None, None, float) => {
            float.and_then(serde_json::Number::from_f64).map_or(Json::Null, Json::Number)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::of;
    use serde_json::{Value, json};

    fn value(text: &str) -> Value {
        of("main.tf", text).unwrap().value
    }

    /// What the converter of hcl2json gives, which its own tests say (convert/convert_test.go).
    #[test]
    fn blocks_are_lists_below_their_labels() {
        let text = "locals {\n  a = 1\n}\nlocals {\n  b = 2\n}\nresource \"aws_x\" \"y\" {\n  name = \"n\"\n  rule {\n    port = 80\n  }\n  rule {\n    port = -1\n  }\n}\nresource \"aws_x\" \"z\" {}\n";
        assert_eq!(
            value(text),
            json!({
                "locals": [{"a": 1}, {"b": 2}],
                "resource": {"aws_x": {
                    "y": [{"name": "n", "rule": [{"port": 80}, {"port": -1}]}],
                    "z": [{}],
                }},
            })
        );
    }

    #[test]
    fn expressions_are_their_text() {
        for (written, expected) in [
            ("var.x", json!("${var.x}")),
            ("\"${var.x}\"", json!("${var.x}")),
            ("\"a-${ var.x }-b\"", json!("a-${var.x}-b")),
            ("\"${true}\"", json!(true)),
            ("list(string)", json!("list(string)")),
            ("jsonencode({a = 1})", json!("${jsonencode({a = 1})}")),
            ("[1, var.x, \"y\"]", json!([1, "${var.x}", "y"])),
            (
                "{ a = 1, \"b c\" = null, (var.k) = 2 }",
                json!({"a": 1, "b c": null, "${(var.k)}": 2}),
            ),
            ("!false", json!(true)),
            ("!var.x", json!("${!var.x}")),
            ("var.a ? 1 : 2", json!("${var.a ? 1 : 2}")),
            ("(1 + 2)", json!("${(1 + 2)}")),
            ("\"$${x}\"", json!("${x}")),
            ("\"a\\nb\"", json!("a\nb")),
            ("\"x ${var.a ? \"y\" : \"z\"}\"", json!("x %{if var.a}y%{else}z%{endif}")),
            ("\"%{ if var.a }y%{ endif }\"", json!("%{if var.a}y%{endif}")),
            (
                "\"%{ for k, v in var.m }${k}%{ endfor }\"",
                json!("%{for k, v in var.m}${k}%{endfor}"),
            ),
            ("1.5", json!(1.5)),
            ("12345678901", json!(12_345_678_901_i64)),
        ] {
            assert_eq!(value(&format!("x = {written}\n"))["x"], expected, "{written}");
        }
        let heredoc = "x = <<-EOT\n  a\n    ${var.b}\n  EOT\n";
        assert_eq!(value(heredoc)["x"], json!("a\n  ${var.b}\n"));
    }

    #[test]
    fn headers_are_places() {
        let text = "resource \"aws_x\" \"y\" {}\ndata \"aws_d\" \"e\" {}\nmodule \"m\" {\n  source = \"./m\"\n}\n";
        let read = of("main.tf", text).unwrap();
        let told: Vec<(&str, &str)> = read
            .resources
            .iter()
            .map(|one| {
                let span = one.span.unwrap();
                (one.address.as_str(), &text[span.start as usize..span.end as usize])
            })
            .collect();
        assert_eq!(
            told,
            [
                ("aws_x.y", "resource \"aws_x\" \"y\""),
                ("data.aws_d.e", "data \"aws_d\" \"e\""),
                ("module.m", "module \"m\""),
            ]
        );
    }

    #[test]
    fn what_takes_the_parser_long_is_not_given_to_it() {
        let many: String = (0..20_000).map(|at| format!("k{at} = 1, ")).collect();
        assert!(of("main.tf", &format!("x = {{ {many} }}\n")).unwrap_err().why.contains("entries"));
        let deep = format!("x = {}{}\n", "[".repeat(5_000), "]".repeat(5_000));
        assert!(of("main.tf", &deep).is_err());
    }
}
