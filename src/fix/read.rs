//! Texts to their layout. HCL is read by `hcl-edit` where it gives the file back unchanged, else by our own reader, which
//! reads more. YAML and JSON are read as everywhere.

use super::layout::{Entry, Layout, Style, Text};
use super::literal::Language;
use crate::source::{FileId, SourceFile, Span as Bytes};
use crate::syntax::hcl::ast::{self, Kind};
use crate::syntax::hcl::{self, Origin};
use crate::syntax::{json, yaml};
use crate::value::{Data, Value};
use hcl_edit::Span as _;
use hcl_edit::expr::Expression;
use hcl_edit::structure::{Body, Structure};
use std::sync::Arc;

const NOWHERE: FileId = FileId(u32::MAX);

/// The layout of the block whose header stands at a place, of the object below the key there, or, where the place begins a
/// whole file, of that.
pub(super) fn resource(file: &SourceFile, start: usize) -> Option<Layout> {
    let text = Text(&file.text);
    match Language::of(file) {
        Language::Hcl => hcl_file(text)?.named_at(start)?.inner.clone(),
        language => {
            let root = of_value(&parsed(file, language)?, text, language)?;
            if let Some(entry) = root.named_at(start) {
                return entry.inner.clone();
            }
            root.at(start).cloned()
        }
    }
}

/// Whether a constant stands in a condition, so that what decides is something else.
pub(super) fn is_arm(file: &SourceFile, start: usize) -> bool {
    let text = Text(&file.text);
    match Language::of(file) {
        Language::Hcl => {
            let before = text.get(0, start).trim_end();
            let line = before.rsplit('\n').next().unwrap_or("");
            before.ends_with('?')
                || before.ends_with(':') && (line.contains('?') || line.trim() == ":")
        }
        language => parsed(file, language)
            .and_then(|value| of_value(&value, text, language))
            .is_some_and(|layout| layout.is_argument(start)),
    }
}

/// The layout of an object at a place.
pub(super) fn object(file: &SourceFile, start: usize, end: usize) -> Option<Layout> {
    let text = Text(&file.text);
    let language = Language::of(file);
    if language != Language::Hcl {
        return of_value(&parsed(file, language)?, text, language)?.at(start).cloned();
    }
    let slice = text.get(start, end);
    if !slice.starts_with('{') {
        // A nested block is an item of a list.
        return resource(file, start);
    }
    // JSON in a text of Terraform.
    let inner = Arc::new(SourceFile::new(file.path.clone(), without_holes(slice)));
    if let Some(layout) = json::parse(NOWHERE, &inner)
        .ok()
        .and_then(|value| of_value(&value, Text(slice), Language::Json))
    {
        return Some(layout.moved(start));
    }
    match hcl_edit::parser::parse_expr(slice) {
        Ok(read) if read.to_string() == slice => theirs(&read, Text(slice)),
        _ => ours(&hcl::parse_expression(slice, Origin::File(NOWHERE, 0)).ok()?, Text(slice)),
    }
    .map(|layout| layout.moved(start))
}

fn parsed(file: &SourceFile, language: Language) -> Option<Value> {
    let text = match language {
        Language::Json => without_holes(&file.text),
        Language::Yaml | Language::Hcl => file.text.clone(),
    };
    let own = Arc::new(SourceFile::new(file.path.clone(), text));
    match language {
        Language::Json => json::parse(NOWHERE, &own).ok(),
        Language::Yaml => yaml::parse(NOWHERE, &own).ok(),
        Language::Hcl => None,
    }
}

/// A template of JSON with numbers of the same length in place of what is put in: the layout is that of the rest.
fn without_holes(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, hole)) = rest.split_once("${") {
        let Some((inside, behind)) =
            hole.split_once('}').filter(|(inside, _)| !inside.contains(['{', '\n']))
        else {
            break;
        };
        plain.push_str(before);
        plain.push('0');
        plain.extend(std::iter::repeat_n(' ', inside.len() + 2));
        rest = behind;
    }
    plain.push_str(rest);
    plain
}

// YAML and JSON.

/// The layout of a value that was read from a text.
fn of_value(value: &Value, text: Text<'_>, language: Language) -> Option<Layout> {
    let span = value.place.span?;
    let (start, end) = (span.start as usize, span.end as usize);
    let list = matches!(value.data, Data::List(_));
    let bracket = if list { '[' } else { '{' };
    let style = match language {
        Language::Yaml if !text.get(start, end).starts_with(bracket) => Style::Block,
        Language::Yaml => Style::Flow,
        Language::Hcl | Language::Json => Style::Json,
    };
    let entries: Vec<Entry> = match &value.data {
        Data::Map(map) => map
            .entries
            .iter()
            .map(|(name, entry)| {
                let key = entry.key?;
                Some(Entry {
                    name: name.to_string(),
                    start: key.start as usize,
                    key_end: key.end as usize,
                    end: end_of(&entry.value, text, language).unwrap_or(key.end as usize),
                    block: false,
                    inner: of_value(&entry.value, text, language),
                })
            })
            .collect::<Option<_>>()?,
        Data::List(list) => list
            .items
            .iter()
            .map(|item| {
                let span = item.place.span?;
                Some(Entry {
                    name: String::new(),
                    start: span.start as usize,
                    key_end: span.start as usize,
                    end: end_of(item, text, language)?,
                    block: false,
                    inner: of_value(item, text, language),
                })
            })
            .collect::<Option<_>>()?,
        Data::Null
        | Data::Bool(_)
        | Data::Number(_)
        | Data::String(_)
        | Data::Unknown(_)
        | Data::Either(_) => return None,
    };
    match style {
        Style::Block => {
            let open = entries.first()?.start;
            let close = entries.iter().map(|entry| entry.end).max()?;
            Some(Layout { style, list, open, close, entries })
        }
        _ => Some(Layout { style, list, open: start + 1, close: end.checked_sub(1)?, entries }),
    }
}

/// Where a value's text ends: that of a YAML block with its last scalar.
fn end_of(value: &Value, text: Text<'_>, language: Language) -> Option<usize> {
    let span = value.place.span?;
    let (start, end) = (span.start as usize, span.end as usize);
    let flow = language != Language::Yaml || text.get(start, end).starts_with(['{', '[']);
    let last = match &value.data {
        Data::Map(map) if !flow => map
            .entries
            .values()
            .filter_map(|entry| {
                end_of(&entry.value, text, language).or(entry.key.map(|key| key.end as usize))
            })
            .max(),
        Data::List(list) if !flow => {
            list.items.iter().filter_map(|item| end_of(item, text, language)).max()
        }
        _ => None,
    };
    let end = last.unwrap_or(end);
    // The lines that a literal scalar ends in are no part of what it says.
    Some(start.max(text.get(0, end).trim_end().len()))
}

// HCL.

/// The layout of a file of HCL.
fn hcl_file(text: Text<'_>) -> Option<Layout> {
    match hcl_edit::parser::parse_body(text.0) {
        Ok(body) if body.to_string() == text.0 => their_body(&body, text, 0, text.0.len()),
        _ => {
            let file = Arc::new(SourceFile::new(String::new(), text.0.to_owned()));
            let (body, _) = hcl::parse_body(NOWHERE, &file);
            our_body(&body, text, 0)
        }
    }
}

fn their_body(body: &Body, text: Text<'_>, open: usize, close: usize) -> Option<Layout> {
    let mut entries = Vec::new();
    for structure in body.iter() {
        entries.push(match structure {
            Structure::Attribute(attribute) => {
                let key = attribute.key.span()?;
                let end = attribute.value.span().or_else(|| attribute.span())?.end;
                Entry {
                    name: attribute.key.to_string().trim().to_owned(),
                    start: key.start,
                    key_end: key.end,
                    end: text.get(0, end).trim_end().len(),
                    block: false,
                    inner: theirs(&attribute.value, text),
                }
            }
            Structure::Block(block) => {
                let ident = block.ident.span()?;
                let header =
                    block.labels.last().map_or(Some(ident.clone()), |label| label.span())?.end;
                let whole = block.span()?;
                let end = text.get(0, whole.end).trim_end().len();
                let brace = header + text.get(header, end).find('{')?;
                let name = block_name(
                    block.ident.as_str(),
                    block.labels.iter().map(|label| label.as_str()),
                );
                let inner = their_body(&block.body, text, brace + 1, end.checked_sub(1)?);
                Entry {
                    inner: content(block.ident.as_str(), inner),
                    name,
                    start: ident.start,
                    key_end: header,
                    end,
                    block: true,
                }
            }
        });
    }
    Some(Layout { style: Style::Body, list: false, open, close, entries })
}

/// What a nested block is called: a `dynamic` one makes blocks of its label.
fn block_name<'a>(kind: &str, mut labels: impl Iterator<Item = &'a str>) -> String {
    if kind == "dynamic" { labels.next().unwrap_or(kind).to_owned() } else { kind.to_owned() }
}

/// What stands in the blocks that a `dynamic` one makes.
fn content(kind: &str, body: Option<Layout>) -> Option<Layout> {
    if kind == "dynamic" { body?.entry("content")?.inner.clone() } else { body }
}

fn theirs(expression: &Expression, text: Text<'_>) -> Option<Layout> {
    let span = expression.span()?;
    let mut entries = Vec::new();
    let list = match expression {
        Expression::Object(object) => {
            for (key, value) in object.iter() {
                let at = match key {
                    hcl_edit::expr::ObjectKey::Ident(ident) => ident.span()?,
                    hcl_edit::expr::ObjectKey::Expression(expression) => expression.span()?,
                };
                let value = value.expr();
                entries.push(Entry {
                    name: text.get(at.start, at.end).trim_matches('"').to_owned(),
                    start: at.start,
                    key_end: at.end,
                    end: text.get(0, value.span()?.end).trim_end().len(),
                    block: false,
                    inner: theirs(value, text),
                });
            }
            false
        }
        Expression::Array(array) => {
            for item in array.iter() {
                let at = item.span()?;
                entries.push(Entry {
                    name: String::new(),
                    start: at.start,
                    key_end: at.start,
                    end: at.end,
                    block: false,
                    inner: theirs(item, text),
                });
            }
            true
        }
        _ => return None,
    };
    bracketed(text, span.start, span.end, list, entries)
}

fn bracketed(
    text: Text<'_>,
    start: usize,
    end: usize,
    list: bool,
    entries: Vec<Entry>,
) -> Option<Layout> {
    let end = text.get(0, end).trim_end().len();
    let close = end.checked_sub(1)?;
    let (opening, closing) = if list { ("[", "]") } else { ("{", "}") };
    let bracketed = text.get(start, start + 1) == opening && text.get(close, end) == closing;
    bracketed.then_some(Layout { style: Style::Object, list, open: start + 1, close, entries })
}

fn our_body(body: &ast::Body, text: Text<'_>, open: usize) -> Option<Layout> {
    let mut entries = Vec::new();
    for attribute in &body.attributes {
        let (key, value) = (attribute.place?, attribute.value.place?);
        entries.push(Entry {
            name: attribute.name.to_string(),
            start: key.start as usize,
            key_end: key.end as usize,
            end: text.get(0, value.end as usize).trim_end().len(),
            block: false,
            inner: ours(&attribute.value, text),
        });
    }
    for block in &body.blocks {
        let header = block.header?;
        let brace = header.end as usize + text.0.get(header.end as usize..)?.find('{')?;
        let inner = our_body(&block.body, text, brace + 1)?;
        entries.push(Entry {
            name: block_name(&block.kind, block.labels.iter().map(|(label, _)| &**label)),
            start: header.start as usize,
            key_end: header.end as usize,
            end: inner.close + 1,
            block: true,
            inner: content(&block.kind, Some(inner)),
        });
    }
    entries.sort_by_key(|entry| entry.start);
    let last = entries.last().map_or(open, |entry| entry.end);
    let close = closing(text, last);
    Some(Layout { style: Style::Body, list: false, open, close, entries })
}

/// The brace behind the last entry of a block: blanks and comments stand in between.
fn closing(text: Text<'_>, from: usize) -> usize {
    let mut at = from;
    loop {
        let rest = text.0.get(at..).unwrap_or("");
        let skipped = rest.len() - rest.trim_start().len();
        let rest = rest.trim_start();
        at += skipped;
        if rest.starts_with('#') || rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with("/*") {
            at += rest.find("*/").map_or(rest.len(), |end| end + 2);
        } else {
            return at;
        }
    }
}

fn ours(expression: &ast::Expr, text: Text<'_>) -> Option<Layout> {
    let expression = expression.ungrouped();
    let span = expression.place?;
    let bytes = |span: Bytes| (span.start as usize, span.end as usize);
    let mut entries = Vec::new();
    let list = match &expression.kind {
        Kind::Object(all) => {
            for (key, value) in all {
                let (start, key_end) = bytes(match key {
                    ast::Key::Name(_, place) => (*place)?,
                    ast::Key::Expr(expression) => expression.place?,
                });
                entries.push(Entry {
                    name: text.get(start, key_end).trim_matches('"').to_owned(),
                    start,
                    key_end,
                    end: text.get(0, value.place?.end as usize).trim_end().len(),
                    block: false,
                    inner: ours(value, text),
                });
            }
            false
        }
        Kind::List(all) => {
            for item in all {
                let (start, end) = bytes(item.place?);
                let inner = ours(item, text);
                entries.push(Entry {
                    name: String::new(),
                    start,
                    key_end: start,
                    end,
                    block: false,
                    inner,
                });
            }
            true
        }
        _ => return None,
    };
    let (start, end) = bytes(span);
    bracketed(text, start, end, list, entries)
}
