//! A partly known text as JSON text with markers where its holes are.

use super::{decode, untyped};
use crate::syntax::flat::{self, Bit, Flat};
use crate::value::{Data, Marks, Place, Type, Value};
use std::sync::Arc;

/// Writes a partly known text as JSON with markers: inside quotes bare, outside as strings of their
/// own.
struct Writer {
    flat: Flat,
    brackets: Vec<u8>,
    quoted: bool,
    escaped: bool,
    /// The last thing written is a hole outside quotes: what touches it is part of it.
    touching: bool,
}

/// The text of what is known in part.
pub(super) fn write(bits: &[Bit<'_>]) -> Flat {
    Writer::write(bits)
}

impl Writer {
    fn write(bits: &[Bit<'_>]) -> Flat {
        let mut writer = Writer {
            flat: Flat::new(),
            brackets: Vec::new(),
            quoted: false,
            escaped: false,
            touching: false,
        };
        for (index, bit) in bits.iter().enumerate() {
            match bit {
                Bit::Known { encoded: Some(inner), .. } if !writer.quoted => {
                    writer.hole((*inner).clone(), &bits[index + 1..])
                }
                Bit::Known { text, place, marks, .. } => writer.known(text, place, *marks),
                Bit::Hole(value) if writer.quoted => writer.flat.push_hole((*value).clone(), false),
                Bit::Hole(value) => {
                    let inner = match &value.data {
                        Data::Unknown(unknown) => {
                            unknown.encoded.as_deref().map(|inner| flat::unwrapped(inner, value))
                        }
                        Data::Either(_) => decode(value).ok(),
                        _ => None,
                    };
                    writer.hole(
                        inner.unwrap_or_else(|| untyped((*value).clone())),
                        &bits[index + 1..],
                    );
                }
            }
        }
        writer.flat
    }

    fn known(&mut self, text: &str, place: &Place, marks: Marks) {
        let skipped =
            if self.touching { text.find(|c| !is_literal(c)).unwrap_or(text.len()) } else { 0 };
        let rest = &text[skipped..];
        if skipped > 0 {
            self.spoil();
        }
        for byte in rest.bytes() {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' if self.quoted => self.escaped = true,
                b'"' => self.quoted = !self.quoted,
                b'[' | b'{' if !self.quoted => self.brackets.push(byte),
                b']' | b'}' if !self.quoted => drop(self.brackets.pop()),
                _ => {}
            }
        }
        if !rest.is_empty() {
            self.touching = false;
        }
        self.flat.push(rest, place, marks, skipped, text.len());
    }

    /// The last hole is only a part of a literal: its value is unknown as a whole.
    fn spoil(&mut self) {
        if let Some(last) = self.flat.holes.last_mut() {
            *last = flat::unreadable(std::slice::from_ref(last), last.place.clone());
        }
    }

    fn hole(&mut self, value: Value, after: &[Bit<'_>]) {
        if self.touching {
            // `${a}${b}`: one value that nobody knows.
            if let Some(last) = self.flat.holes.last_mut() {
                let rest = last.as_unknown().is_some_and(|unknown| unknown.rest);
                let mut joined = flat::unreadable(&[last.clone(), value], last.place.clone());
                if let (true, Data::Unknown(unknown)) = (rest, &mut joined.data) {
                    Arc::make_mut(unknown).rest = true;
                }
                *last = joined;
            }
            return;
        }
        let before = self.flat.text.trim_end_matches(is_literal).len();
        let spoiled = before < self.flat.text.len();
        if spoiled {
            self.flat.truncate(before);
        }
        let at = self.flat.text.trim_end().bytes().last();
        let mut value = value;
        let opaque = value
            .as_unknown()
            .is_some_and(|unknown| unknown.encoded.is_none() && matches!(unknown.ty, Type::Any));
        let mut entry = false;
        match self.brackets.last() {
            Some(b'[') if opaque => {
                if let Data::Unknown(unknown) = &mut value.data {
                    Arc::make_mut(unknown).rest = true;
                }
            }
            Some(b'{') if at != Some(b':') => entry = !followed_by_colon(after),
            _ => {}
        }
        self.flat.push_hole(value, true);
        if entry {
            let place = Place::default();
            self.flat.push(":null", &place, Marks::NONE, 0, 5);
        }
        if spoiled {
            self.spoil();
        }
        self.touching = !entry;
    }
}

/// A character of a number, `true`, `false` or `null`.
fn is_literal(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_')
}

fn followed_by_colon(after: &[Bit<'_>]) -> bool {
    after
        .iter()
        .find_map(|bit| match bit {
            Bit::Known { text, .. } => text.trim_start().bytes().next().map(|byte| byte == b':'),
            Bit::Hole(_) => Some(false),
        })
        .unwrap_or(false)
}
