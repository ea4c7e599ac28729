//! Terraform's JSON syntax: the same bodies and expressions (Terraform language, "JSON
//! Configuration Syntax").
//!
//! Which property is a block and which an attribute depends on the provider's schema, which nobody
//! has here: what Terraform itself reads (`lifecycle`, `dynamic`, `provisioner`) becomes blocks,
//! everything else attributes. A list of objects reads like repeated blocks.

use super::ast::{Attribute, Block, Body, Expr, Key, Kind, Place, Template};
use super::{MAX_DEPTH, Origin, SyntaxError, parse_expression, parse_template};
use crate::source::{File, FileId, Span};
use crate::value::{Data, Value};
use std::sync::Arc;

/// A `.tf.json` file's body.
#[must_use]
pub fn parse_body(id: FileId, file: &File) -> (Body, Vec<SyntaxError>) {
    let (value, odd) = match crate::syntax::json::read_blocks(id, file) {
        Ok(read) => read,
        Err(error) => return (Body::default(), vec![error]),
    };
    let mut reader = Reader { file, errors: Vec::new(), no_blocks: false };
    let mut body = Body { odd, ..Body::default() };
    if objects(&value).is_empty() && !is_empty(&value) {
        let message = "an object of blocks is expected".to_owned();
        return (body, vec![SyntaxError { message, span: value.place.span }]);
    }
    for object in objects(&value) {
        for (kind, entry) in object.entries().into_iter().flatten() {
            if &**kind != "//" {
                reader.blocks(
                    kind,
                    labels_of(kind),
                    &entry.value,
                    entry.key,
                    &mut Vec::new(),
                    &mut body.blocks,
                );
            }
        }
    }
    (body, reader.errors)
}

/// How many labels a top-level block has.
fn labels_of(kind: &str) -> usize {
    match kind {
        "resource" | "data" | "ephemeral" | "action" => 2,
        "module" | "variable" | "output" | "provider" | "check" => 1,
        _ => 0,
    }
}

/// The objects that a property holds: one, or a list of them.
fn objects(value: &Value) -> Vec<&Value> {
    match &value.data {
        Data::Map(_) => vec![value],
        Data::List(list) => list.items.iter().flat_map(objects).collect(),
        _ => Vec::new(),
    }
}

/// Whether nothing stands where blocks are expected.
fn is_empty(value: &Value) -> bool {
    match &value.data {
        Data::Null => true,
        Data::List(list) => list.items.iter().all(is_empty),
        _ => false,
    }
}

/// Whether a property was given more than once, so that its objects stand in a list that nobody
/// wrote.
fn given_twice(value: &Value) -> Option<&[Value]> {
    match &value.data {
        Data::List(list) if value.place.span.is_none() => Some(&list.items),
        _ => None,
    }
}

struct Reader<'a> {
    file: &'a File,
    errors: Vec<SyntaxError>,
    /// What is read cannot be a block, so that it may be given only once.
    no_blocks: bool,
}

impl Reader<'_> {
    /// Blocks under their labels: an object per label, then the body; each level may be a list.
    fn blocks(
        &mut self,
        kind: &Arc<str>,
        labels: usize,
        value: &Value,
        place: Place,
        found: &mut Vec<(Arc<str>, Place)>,
        blocks: &mut Vec<Block>,
    ) {
        let found_here = objects(value);
        if found_here.is_empty() && !is_empty(value) {
            let message = if labels > 0 {
                format!("`{kind}` wants an object under the names of its blocks: it is not read")
            } else {
                format!("a `{kind}` block is an object: it is not read")
            };
            self.errors.push(SyntaxError { message, span: value.place.span.or(place) });
        }
        for object in found_here {
            if labels > 0 {
                for (label, entry) in object.entries().into_iter().flatten() {
                    if &**label == "//" {
                        continue;
                    }
                    found.push((label.clone(), entry.key));
                    self.blocks(kind, labels - 1, &entry.value, entry.key, found, blocks);
                    found.pop();
                }
                continue;
            }
            let body = self.body(kind, object);
            blocks.push(Block {
                kind: kind.clone(),
                labels: found.clone(),
                header: place.or(object.place.span),
                body,
                json: true,
            });
        }
    }

    fn body(&mut self, kind: &str, object: &Value) -> Body {
        let mut body = Body::default();
        for (name, entry) in object.entries().into_iter().flatten() {
            let nested = match (kind, &**name) {
                (_, "//") => continue,
                ("resource" | "data" | "module", "lifecycle")
                | ("resource", "connection")
                | ("terraform", "cloud") => Some(0),
                ("resource", "provisioner") | ("terraform", "backend") => Some(1),
                ("resource" | "data" | "provider" | "content", "dynamic") => Some(1),
                ("dynamic", "content") => Some(0),
                _ => None,
            };
            match nested {
                Some(labels) => self.blocks(
                    name,
                    labels,
                    &entry.value,
                    entry.key,
                    &mut Vec::new(),
                    &mut body.blocks,
                ),
                None => {
                    // Terraform takes these texts as they are: nothing is interpolated.
                    let literal = matches!(
                        (kind, &**name),
                        ("variable", "default") | ("module", "source" | "version")
                    );
                    self.no_blocks = matches!(kind, "locals" | "variable" | "output" | "module");
                    let value = match &**name {
                        // References are written as strings without `${}`.
                        "provider"
                        | "depends_on"
                        | "ignore_changes"
                        | "replace_triggered_by"
                        | "iterator" => self.expression(&entry.value, true, 0),
                        _ => self.expression(&entry.value, literal, 0),
                    };
                    body.attributes.push(Attribute { name: name.clone(), place: entry.key, value });
                }
            }
        }
        body
    }

    fn expression(&mut self, value: &Value, literal: bool, depth: u32) -> Expr {
        let twice = given_twice(value);
        if self.no_blocks
            && let Some(second) = twice.and_then(|items| items.get(1))
        {
            self.errors.push(SyntaxError {
                message: "this argument is given twice, and it is not a block".to_owned(),
                span: second.place.span,
            });
        }
        let place = value.place.span.or_else(|| twice?.first()?.place.span);
        if depth > MAX_DEPTH {
            self.errors.push(SyntaxError {
                message: format!("is nested deeper than {MAX_DEPTH} levels"),
                span: place,
            });
            return Expr { kind: Kind::Null, place };
        }
        let kind = match &value.data {
            Data::Bool(known) => Kind::Bool(*known),
            Data::Number(number) => Kind::Number(number.clone()),
            Data::String(_) => self.text(value, literal),
            Data::List(list) => Kind::List(
                list.items.iter().map(|item| self.expression(item, literal, depth + 1)).collect(),
            ),
            Data::Map(map) => {
                let mut entries = Vec::with_capacity(map.entries.len());
                for (name, entry) in &map.entries {
                    let key = if name.contains("${") || name.contains("%{") {
                        let at = Value::string(name.clone(), entry.key);
                        Key::Expr(Expr { kind: self.text(&at, literal), place: entry.key })
                    } else {
                        Key::Name(name.clone(), entry.key)
                    };
                    entries.push((key, self.expression(&entry.value, literal, depth + 1)));
                }
                Kind::Object(entries)
            }
            _ => Kind::Null,
        };
        Expr { kind, place }
    }

    /// A string is a template.
    fn text(&mut self, value: &Value, literal: bool) -> Kind {
        let text = value.as_str().unwrap_or_default();
        let file = self.file;
        let origin = Origin::of_text(value, |span: Span| file.slice(span.start, span.end) == text);
        if literal || !(text.contains("${") || text.contains("%{")) {
            return Kind::Template(Arc::new(self.plain(value, text, &origin)));
        }
        // A string that is one interpolation is that expression.
        if let Some(inner) = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'))
            && !inner.contains("${")
            && let Origin::File(id, base) = origin
            && let Ok(expr) = parse_expression(inner, Origin::File(id, base + 2))
        {
            return Kind::Group(Box::new(expr));
        }
        match parse_template(text, origin.clone()) {
            Ok(template) => Kind::Template(Arc::new(template)),
            Err(error) => {
                self.errors.push(error);
                Kind::Template(Arc::new(self.plain(value, text, &origin)))
            }
        }
    }

    fn plain(&self, value: &Value, text: &str, origin: &Origin) -> Template {
        use super::ast::{Run, TemplatePiece};
        let runs = match &value.data {
            Data::String(known) => match &known.parts {
                Some(parts) => {
                    let ends =
                        parts.iter().skip(1).map(|part| part.start as usize).chain([text.len()]);
                    parts
                        .iter()
                        .zip(ends)
                        .map(|(part, end)| Run {
                            text: text[part.start as usize..end].to_owned(),
                            place: part.place.span,
                        })
                        .collect()
                }
                None => vec![Run { text: text.to_owned(), place: origin.span(0, text.len()) }],
            },
            _ => Vec::new(),
        };
        let plain = matches!((&value.data, value.place.span), (Data::String(known), Some(_)) if known.parts.is_none());
        let pieces = if text.is_empty() { Vec::new() } else { vec![TemplatePiece::Literal(runs)] };
        Template { pieces, text: true, plain }
    }
}
