//! `yamlencode` and `yamldecode`.
//!
//! `yamlencode` writes what Terraform's library does: keys and strings in double quotes, strings of
//! several lines as literal blocks, sequences inside mappings without indentation, quoted text
//! folded at 80 columns.

use super::encoding::{decode_with, encoding_of};
use super::{Call, Flow, Function, Kind, Outcome, Param, reason};
use crate::terraform::convert::{MAX_DEPTH, MAX_STRING, StringBuilder, TooLong, as_pieces};
use crate::value::{Cause, Data, Marks, Piece, Place, Type, Unknown, Value};
use std::fmt::Write;
use std::sync::Arc;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new(
        "yamlencode",
        &[Param::new("value", Kind::Any).null().partial().arms()],
        Kind::String,
        yamlencode,
    ),
    Function::new(
        "yamldecode",
        &[Param::new("src", Kind::String).partial()],
        Kind::Any,
        yamldecode,
    )
    .flow(Flow::Top),
];

/// `yamldecode`: every value at the place where its text was written.
fn yamldecode(call: &Call, args: &[Value]) -> Outcome {
    decode_with(call, &args[0], "YAML", crate::syntax::yaml::decode)
}

fn yamlencode(call: &Call, args: &[Value]) -> Outcome {
    let mut writer = Writer {
        out: StringBuilder::new(),
        run: String::new(),
        column: 0,
        place: Place { span: call.span, chain: None },
    };
    let written = writer.node(&args[0], 0, Within::Root, 0).and_then(|()| {
        writer.write("\n");
        if matches!(args[0].data, Data::Null | Data::Bool(_) | Data::Number(_)) {
            writer.write("...\n");
        }
        writer.flush()
    });
    if let Err(error) = written {
        return call.fail(error);
    }
    Ok(encoding_of(writer.out.finish(call.span), &args[0]))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Root,
    /// Behind `- `: a collection goes on in the same line.
    Item,
    /// Behind `key:`.
    Entry,
}

struct Writer {
    out: StringBuilder,
    run: String,
    /// Characters in the line so far.
    column: usize,
    place: Place,
}

impl Writer {
    fn write(&mut self, text: &str) {
        match text.rfind('\n') {
            Some(at) => self.column = text[at + 1..].chars().count(),
            None => self.column += text.chars().count(),
        }
        self.run.push_str(text);
    }

    fn line(&mut self, indent: usize) {
        self.write("\n");
        self.write(&" ".repeat(indent));
    }

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

    /// Writes a value; `indent` is that of the collection it stands in. No line break follows.
    fn node(
        &mut self,
        value: &Value,
        indent: usize,
        within: Within,
        depth: usize,
    ) -> Result<(), TooLong> {
        if depth > MAX_DEPTH {
            return self.open(value, Cause::limit("nested too deep to be encoded"));
        }
        let space = if within == Within::Entry { " " } else { "" };
        match &value.data {
            Data::List(list) if !list.items.is_empty() => {
                // A sequence in a mapping is not indented, one in a sequence is.
                let own = if within == Within::Item { indent + 2 } else { indent };
                for (index, item) in list.items.iter().enumerate() {
                    if index > 0 || within == Within::Entry {
                        self.line(own);
                    }
                    self.write("- ");
                    self.node(item, own, Within::Item, depth + 1)?;
                }
            }
            Data::Map(map) if !map.entries.is_empty() || map.rest.is_some() => {
                let own = if within == Within::Root { indent } else { indent + 2 };
                let mut entries: Vec<_> = map.entries.iter().collect();
                entries.sort_by(|a, b| a.0.cmp(b.0));
                for (index, (key, entry)) in entries.into_iter().enumerate() {
                    if index > 0 || within == Within::Entry {
                        self.line(own);
                    }
                    self.key(key, own);
                    self.node(&entry.value, own, Within::Entry, depth + 1)?;
                }
                if let Some(why) = &map.rest {
                    if !map.entries.is_empty() || within == Within::Entry {
                        self.line(own);
                    }
                    self.open(value, why.clone())?;
                }
            }
            Data::Unknown(unknown) if !unknown.pieces.is_empty() && unknown.encoded.is_none() => {
                self.write(space);
                self.write("\"");
                for piece in as_pieces(value) {
                    match piece {
                        Piece::Known { text, .. } => {
                            text.chars().for_each(|char| self.escaped(char))
                        }
                        Piece::Unknown(inner) => self.open(&inner, reason(&inner))?,
                    }
                }
                self.write("\"");
            }
            Data::Unknown(_) | Data::Either(_) => {
                self.write(space);
                self.open(value, reason(value))?;
            }
            data => {
                self.write(space);
                match data {
                    Data::Null => self.write("null"),
                    Data::Bool(known) => self.write(if *known { "true" } else { "false" }),
                    Data::Number(number) => self.write(&number.to_string()),
                    Data::String(text) => {
                        self.text(&text.text, if within == Within::Root { 2 } else { indent + 2 })
                    }
                    Data::List(_) => self.write("[]"),
                    _ => self.write("{}"),
                }
            }
        }
        if self.run.len() > MAX_STRING { Err(TooLong) } else { Ok(()) }
    }

    /// A key: on one line where it can be, else behind a question mark.
    fn key(&mut self, key: &str, indent: usize) {
        if key.len() <= 128 && !key.contains('\n') {
            self.quoted(key, None);
            self.write(":");
            return;
        }
        self.write("? ");
        self.text(key, indent + 2);
        self.line(indent);
        self.write(":");
    }

    fn text(&mut self, text: &str, indent: usize) {
        if text.contains('\n') && can_be_literal(text) {
            self.literal(text, indent)
        } else {
            self.quoted(text, Some(indent))
        }
    }

    fn literal(&mut self, text: &str, indent: usize) {
        let body = text.trim_end_matches('\n');
        let breaks = text.len() - body.len();
        self.write("|");
        if text.starts_with([' ', '\n']) {
            self.write("2");
        }
        match breaks {
            0 => self.write("-"),
            1 if !body.is_empty() => {}
            _ => self.write("+"),
        }
        for line in body.split('\n') {
            if line.is_empty() {
                self.write("\n")
            } else {
                self.line(indent);
                self.write(line);
            }
        }
        // The last break of the text is the one that ends the line.
        self.write(&"\n".repeat(breaks.saturating_sub(1)));
    }

    /// In double quotes; folded at spaces beyond column 80 when `indent` says where to go on.
    fn quoted(&mut self, text: &str, indent: Option<usize>) {
        self.write("\"");
        let last = text.chars().count().saturating_sub(1);
        let mut after_space = false;
        let mut chars = text.chars().enumerate().peekable();
        while let Some((at, char)) = chars.next() {
            if char != ' ' {
                self.escaped(char);
                after_space = false;
                continue;
            }
            match indent {
                Some(indent) if !after_space && self.column > 80 && at > 0 && at < last => {
                    self.line(indent);
                    if chars.peek().is_some_and(|(_, next)| *next == ' ') {
                        self.write("\\");
                    }
                }
                _ => self.write(" "),
            }
            after_space = true;
        }
        self.write("\"");
    }

    fn escaped(&mut self, char: char) {
        let mut buffer = String::new();
        let _ = match char {
            '"' => write!(buffer, "\\\""),
            '\\' => write!(buffer, "\\\\"),
            '\0' => write!(buffer, "\\0"),
            '\u{7}' => write!(buffer, "\\a"),
            '\u{8}' => write!(buffer, "\\b"),
            '\t' => write!(buffer, "\\t"),
            '\n' => write!(buffer, "\\n"),
            '\u{b}' => write!(buffer, "\\v"),
            '\u{c}' => write!(buffer, "\\f"),
            '\r' => write!(buffer, "\\r"),
            '\u{1b}' => write!(buffer, "\\e"),
            '\u{85}' => write!(buffer, "\\N"),
            '\u{2028}' => write!(buffer, "\\L"),
            '\u{2029}' => write!(buffer, "\\P"),
            char if printable(char) => write!(buffer, "{char}"),
            char if u32::from(char) <= 0xff => write!(buffer, "\\x{:02X}", u32::from(char)),
            char if u32::from(char) <= 0xffff => write!(buffer, "\\u{:04X}", u32::from(char)),
            char => write!(buffer, "\\U{:08X}", u32::from(char)),
        };
        self.write(&buffer);
    }
}

/// What the library prints as it is; it escapes everything beyond the basic plane.
fn printable(char: char) -> bool {
    matches!(char, ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}')
}

/// A block keeps text as it is, so nothing in it may need an escape, and no space may stand before
/// a break or at the end.
fn can_be_literal(text: &str) -> bool {
    !text.contains(" \n")
        && !text.ends_with(' ')
        && text
            .chars()
            .all(|char| char == '\n' || printable(char) && !matches!(char, '\u{2028}' | '\u{2029}'))
}
