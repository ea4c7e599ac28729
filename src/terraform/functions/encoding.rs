//! JSON, CSV and URL encoding.

use super::{Call, Flow, Function, Kind, MAX_ITEMS, Outcome, Param, reason};
use crate::syntax::json;
use crate::terraform::convert::{StringBuilder, TooLong, as_pieces, substring};
use crate::value::{
    Cause, Data, Entry, ListKind, Marks, Part, Piece, Place, Text, Type, Unknown, Value,
};
use indexmap::IndexMap;
use std::fmt::Write;
use std::sync::Arc;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new(
        "jsonencode",
        &[Param::new("val", Kind::Any).null().partial().arms()],
        Kind::String,
        jsonencode,
    ),
    Function::new(
        "jsondecode",
        &[Param::new("str", Kind::String).partial()],
        Kind::Any,
        jsondecode,
    )
    .flow(Flow::Top),
    Function::new("csvdecode", &[Param::new("str", Kind::String)], Kind::Any, csvdecode)
        .flow(Flow::Top),
    Function::new(
        "urlencode",
        &[Param::new("str", Kind::String).partial()],
        Kind::String,
        urlencode,
    ),
];

/// `jsonencode`: compact, keys sorted, `<`, `>`, `&` and line separators escaped. The text
/// remembers the value it encodes.
fn jsonencode(call: &Call, args: &[Value]) -> Outcome {
    let mut writer = Writer {
        out: StringBuilder::new(),
        run: String::new(),
        place: Place { span: call.span, chain: None },
    };
    if let Err(TooLong) = writer.value(&args[0], 0).and_then(|()| writer.flush()) {
        return call.fail(TooLong);
    }
    Ok(encoding_of(writer.out.finish(call.span), &args[0]))
}

/// Notes on a string that it is the encoding of a value.
pub(super) fn encoding_of(mut text: Value, value: &Value) -> Value {
    let encoded = Some(Arc::new(value.clone()));
    text.data = match text.data {
        Data::String(whole) => {
            let part = Part { start: 0, place: text.place.clone(), marks: text.marks, encoded };
            Data::String(Text { text: whole.text, parts: Some(Arc::from([part])) })
        }
        Data::Unknown(unknown) => {
            Data::Unknown(Arc::new(Unknown { encoded, ..(*unknown).clone() }))
        }
        other => other,
    };
    text
}

struct Writer {
    out: StringBuilder,
    run: String,
    place: Place,
}

impl Writer {
    fn flush(&mut self) -> Result<(), TooLong> {
        let run = std::mem::take(&mut self.run);
        self.out.push_text(&run, &self.place, Marks::NONE)
    }

    fn open(&mut self, value: &Value, why: Cause) -> Result<(), TooLong> {
        self.flush()?;
        let mut piece = value.clone();
        let (ty, rest) = value
            .as_unknown()
            .map_or((Type::Any, false), |unknown| (unknown.ty.clone(), unknown.rest));
        piece.data = Data::Unknown(Arc::new(Unknown { ty, rest, ..Unknown::because(why) }));
        self.out.push_piece(Piece::Unknown(piece))
    }

    fn value(&mut self, value: &Value, depth: usize) -> Result<(), TooLong> {
        if depth > crate::terraform::convert::MAX_DEPTH {
            return self.open(value, Cause::limit("nested too deep to be encoded"));
        }
        match &value.data {
            Data::Null => self.run.push_str("null"),
            Data::Bool(known) => self.run.push_str(if *known { "true" } else { "false" }),
            Data::Number(number) => self.run.push_str(&number.to_string()),
            Data::String(text) => {
                self.run.push('"');
                escape(&text.text, &mut self.run);
                self.run.push('"');
            }
            Data::List(list) => {
                self.run.push('[');
                for (index, item) in list.items.iter().enumerate() {
                    if index > 0 {
                        self.run.push(',');
                    }
                    self.value(item, depth + 1)?;
                }
                self.run.push(']');
            }
            Data::Map(map) => {
                let mut entries: Vec<_> = map.entries.iter().collect();
                entries.sort_by(|a, b| a.0.cmp(b.0));
                self.run.push('{');
                for (index, (key, entry)) in entries.into_iter().enumerate() {
                    self.run.push_str(if index > 0 { ",\"" } else { "\"" });
                    escape(key, &mut self.run);
                    self.run.push_str("\":");
                    self.value(&entry.value, depth + 1)?;
                }
                if let Some(why) = &map.rest {
                    self.open(value, why.clone())?;
                }
                self.run.push('}');
            }
            Data::Unknown(unknown) if !unknown.pieces.is_empty() && unknown.encoded.is_none() => {
                self.run.push('"');
                for piece in as_pieces(value) {
                    match piece {
                        Piece::Known { text, .. } => escape(&text, &mut self.run),
                        Piece::Unknown(inner) => self.open(&inner, reason(&inner))?,
                    }
                }
                self.run.push('"');
            }
            Data::Unknown(_) | Data::Either(_) => self.open(value, reason(value))?,
        }
        if self.run.len() > crate::terraform::convert::MAX_STRING { Err(TooLong) } else { Ok(()) }
    }
}

fn escape(text: &str, out: &mut String) {
    for char in text.chars() {
        let _ = match char {
            '"' => write!(out, "\\\""),
            '\\' => write!(out, "\\\\"),
            '\n' => write!(out, "\\n"),
            '\r' => write!(out, "\\r"),
            '\t' => write!(out, "\\t"),
            '\u{8}' => write!(out, "\\b"),
            '\u{c}' => write!(out, "\\f"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => {
                write!(out, "\\u{:04x}", u32::from(char))
            }
            char => write!(out, "{char}"),
        };
    }
}

/// `jsondecode`: every value at the place where its text was written. A string that is known in
/// part is read as far as it is known.
fn jsondecode(call: &Call, args: &[Value]) -> Outcome {
    decode_with(call, &args[0], "JSON", json::decode)
}

/// What `jsondecode` and `yamldecode` share: text that is not known at all, or not readable for
/// what is not known in it, is unknown.
pub(super) fn decode_with(
    call: &Call,
    text: &Value,
    format: &'static str,
    decode: impl Fn(&Value) -> Result<Value, crate::syntax::SyntaxError>,
) -> Outcome {
    let partly = match &text.data {
        Data::Unknown(unknown) if unknown.pieces.is_empty() && unknown.encoded.is_none() => {
            return Ok(call.unknown(text, Type::Any));
        }
        Data::Unknown(_) => true,
        _ => false,
    };
    match decode(text) {
        Ok(mut value) => {
            value.place.span = value.place.span.or(call.span);
            Ok(value)
        }
        Err(error) if partly => {
            let unknown = Value::unknown(
                Cause::Unreadable {
                    why: Arc::new(reason(text)),
                    format,
                    error: error.to_string().into(),
                },
                call.span,
            );
            Ok(unknown)
        }
        Err(error) => call.fail(error),
    }
}

/// `csvdecode` (RFC 4180): a list of objects of strings, each field at its own place.
fn csvdecode(call: &Call, args: &[Value]) -> Outcome {
    let text = args[0].as_str().unwrap_or_default();
    let mut rows = match read_csv(text) {
        Ok(rows) => rows.into_iter(),
        Err(why) => return call.fail(why),
    };
    let Some(header) = rows.next() else { return call.fail("missing header line") };
    let mut names: Vec<Arc<str>> = Vec::with_capacity(header.len());
    for field in &header {
        let name: Arc<str> = field.text.as_str().into();
        if names.contains(&name) {
            return call.fail(format!("duplicate column name \"{name}\""));
        }
        names.push(name);
    }
    let mut items = Vec::new();
    for (index, row) in rows.enumerate() {
        if row.len() != names.len() {
            return call.fail(format!(
                "error in row {}: {} fields where the header has {}",
                index + 2,
                row.len(),
                names.len()
            ));
        }
        if items.len() * names.len().max(1) > MAX_ITEMS {
            return call.fail(format!("the table has more than {MAX_ITEMS} fields"));
        }
        let start = row.first().map_or(0, |field| field.from);
        let end = row.last().map_or(0, |field| field.to);
        let entries: IndexMap<Arc<str>, Entry> = names
            .iter()
            .zip(&header)
            .zip(row)
            .map(|((name, column), field)| {
                let key = place_of(call, &args[0], column.from, column.to).span;
                let place = place_of(call, &args[0], field.from, field.to);
                let mut value = Value::string(field.text, None).marked(args[0].marks);
                value.place = place;
                (name.clone(), Entry { key, value })
            })
            .collect();
        let mut item = Value::map(entries, None);
        item.place = place_of(call, &args[0], start, end);
        items.push(item);
    }
    Ok(call.list(ListKind::List, items))
}

fn place_of(call: &Call, text: &Value, from: usize, to: usize) -> Place {
    match substring(text, from, to.max(from + 1)).into_iter().next() {
        Some(Piece::Known { place, .. }) => place,
        _ => Place { span: call.span, chain: text.place.chain.clone() },
    }
}

struct Field {
    text: String,
    from: usize,
    to: usize,
}

/// Records of fields with their byte offsets; empty lines are skipped. As Go's reader does, a
/// carriage return at the very end counts as part of a line break.
fn read_csv(text: &str) -> Result<Vec<Vec<Field>>, String> {
    let text = text.strip_suffix('\r').unwrap_or(text);
    let mut rows = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if let Some(skip) = ["\r\n", "\n"].iter().find(|end| text[at..].starts_with(**end)) {
            at += skip.len();
            continue;
        }
        let mut row = Vec::new();
        loop {
            let (field, next) =
                if text[at..].starts_with('"') { quoted(text, at)? } else { bare(text, at)? };
            row.push(field);
            at = next;
            if text[at..].starts_with(',') {
                at += 1;
                continue;
            }
            at += ["\r\n", "\n"]
                .iter()
                .find(|end| text[at..].starts_with(**end))
                .map_or(0, |end| end.len());
            break;
        }
        rows.push(row);
    }
    Ok(rows)
}

fn bare(text: &str, from: usize) -> Result<(Field, usize), String> {
    let rest = &text[from..];
    let len = rest.find([',', '\n']).unwrap_or(rest.len());
    let ends_line = rest[len..].starts_with('\n');
    let field = rest[..len].strip_suffix('\r').filter(|_| ends_line).unwrap_or(&rest[..len]);
    if field.contains('"') {
        return Err(format!("bare \" in non-quoted field, at byte {}", from + 1));
    }
    Ok((Field { text: field.to_owned(), from, to: from + field.len() }, from + len))
}

fn quoted(text: &str, from: usize) -> Result<(Field, usize), String> {
    let mut content = String::new();
    let mut at = from + 1;
    loop {
        let Some(len) = text[at..].find('"') else {
            return Err(format!("the quoted field at byte {} has no end", from + 1));
        };
        content.push_str(&text[at..at + len]);
        at += len + 1;
        if text[at..].starts_with('"') {
            content.push('"');
            at += 1;
            continue;
        }
        let rest = &text[at..];
        if !(rest.is_empty() || rest.starts_with([',', '\n']) || rest.starts_with("\r\n")) {
            return Err(format!("extraneous or missing \" in quoted field, at byte {}", at));
        }
        let content = content.replace("\r\n", "\n");
        return Ok((Field { text: content, from: from + 1, to: at - 1 }, at));
    }
}

/// `urlencode`: everything but letters, digits and `-_.~` as `%XX`, spaces as `+`.
fn urlencode(call: &Call, args: &[Value]) -> Outcome {
    let encode = |text: &str| {
        let mut out = String::with_capacity(text.len());
        for byte in text.bytes() {
            let _ = match byte {
                b' ' => write!(out, "+"),
                b'-' | b'_' | b'.' | b'~' => write!(out, "{}", char::from(byte)),
                byte if byte.is_ascii_alphanumeric() => write!(out, "{}", char::from(byte)),
                byte => write!(out, "%{byte:02X}"),
            };
        }
        out
    };
    super::strings::map_pieces(call, &args[0], encode)
}
