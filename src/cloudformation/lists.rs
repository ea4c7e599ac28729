//! Intrinsic functions that make strings of lists and lists of strings (user guide, "Fn::Join",
//! "Fn::Split", "Fn::Select", "Fn::Length", "Fn::Cidr", "Fn::GetAZs"). An item that may not be
//! there moves those behind it, so such a list is looked at once for each case; a list whose length
//! is not known keeps what is known before and behind the gap.

use super::functions::carried;
use super::run::Run;
use super::stack::Stack;
use super::strings::{self, text_of};
use crate::syntax::flat::OPEN;
use crate::value::{Cause, Data, Marks, Piece, Place, StepKind, Type, Unknown, Value};
use std::sync::Arc;

/// Pseudo parameters of letters, digits and hyphens: nothing that is cut at another character is
/// cut inside them.
const PLAIN: [&str; 4] = ["AWS::AccountId", "AWS::Partition", "AWS::Region", "AWS::StackName"];

impl Stack<'_> {
    pub(super) fn join(&mut self, argument: &Value, raw: &Value) -> Value {
        let Some([delimiter, items]) = argument.items() else {
            return self.wrong(raw, "Fn::Join needs a delimiter and a list");
        };
        // The items of a list that is written out are resolved together with those of the same
        // condition.
        let listed = items.items().is_some();
        let mut all = vec![self.value(delimiter)];
        match items.items() {
            Some(items) => all.extend(items.iter().map(|item| self.value(item))),
            None => all.push(self.value(items)),
        }
        let mut bad = None;
        let value = strings::lift(all, &raw.place, &mut |values| {
            let Some((delimiter, rest)) = values.split_first() else {
                return Value::string("", raw.place.span);
            };
            if text_of(delimiter).is_none() && delimiter.as_unknown().is_none() {
                bad = Some("Fn::Join needs a string as its delimiter");
                return self.unknown(Cause::wrong("Fn::Join needs a string as its delimiter"), raw);
            }
            let items = match (listed, rest) {
                (true, items) => items,
                (false, [list]) => match &list.data {
                    Data::List(list) => list.items.as_slice(),
                    Data::Unknown(_) => return typed(carried(list, raw), Type::String),
                    _ => {
                        bad = Some("Fn::Join needs a list");
                        return self.unknown(Cause::wrong("Fn::Join needs a list"), raw);
                    }
                },
                _ => &[],
            };
            if items.iter().any(strings::is_collection) {
                bad = Some("Fn::Join needs a list of strings");
            }
            let mut lifted = vec![delimiter.clone()];
            lifted.extend_from_slice(items);
            strings::lift(lifted, &raw.place, &mut |values| match values.split_first() {
                Some((delimiter, items)) => joined(delimiter, items, &raw.place),
                None => Value::string("", raw.place.span),
            })
        });
        if let Some(message) = bad {
            self.wrong(raw, message);
        }
        strings::dynamic(value)
    }

    pub(super) fn split(&mut self, argument: &Value, raw: &Value) -> Value {
        const NEEDS: &str = "Fn::Split needs a delimiter and a string";
        let Some([delimiter, text]) = argument.items() else { return self.wrong(raw, NEEDS) };
        let values = vec![self.value(delimiter), self.value(text)];
        let mut bad = false;
        let value = strings::lift(values, &raw.place, &mut |values| {
            let [delimiter, text] = values.as_slice() else {
                return self.unknown(Cause::wrong(NEEDS), raw);
            };
            if delimiter.as_unknown().is_some() {
                return list_of_strings(carried(delimiter, raw));
            }
            let cut = text_of(delimiter).filter(|cut| !cut.is_empty());
            match (cut, &text.data) {
                (Some(cut), Data::Unknown(unknown)) if !unknown.pieces.is_empty() => {
                    cut_at(&cut, unknown.pieces.clone(), text, raw)
                }
                (Some(_), Data::Unknown(_)) => list_of_strings(carried(text, raw)),
                (Some(cut), _) if text_of(text).is_some() => {
                    cut_at(&cut, strings::pieces_of(text), text, raw)
                }
                _ => {
                    bad = true;
                    self.unknown(Cause::wrong(NEEDS), raw)
                }
            }
        });
        if bad {
            self.wrong(raw, NEEDS);
        }
        value
    }

    pub(super) fn select(&mut self, argument: &Value, raw: &Value) -> Value {
        let Some([index, list]) = argument.items() else {
            return self.wrong(raw, "Fn::Select needs an index and a list");
        };
        let values = vec![self.value(index), self.value(list)];
        let mut bad = None;
        let value = strings::lift(values, &raw.place, &mut |values| {
            let [index, list] = values.as_slice() else {
                return self.unknown(Cause::Part("a list is not known"), raw);
            };
            let number = text_of(index).and_then(|text| text.parse::<usize>().ok());
            if number.is_none() && index.as_unknown().is_none() {
                bad = Some("Fn::Select needs a whole number as its index".to_owned());
                return self.unknown(Cause::wrong("the index is not a number"), raw);
            }
            match &list.data {
                Data::List(all) => {
                    strings::each_presence(&all.items, &raw.place, &mut |items| match number {
                        Some(number) => item(items, number, raw).unwrap_or_else(|| {
                            let message = format!(
                                "Fn::Select asks for item {number} of a list of {}",
                                items.len()
                            );
                            let unknown = self.unknown(Cause::wrong(message.as_str()), raw);
                            bad = Some(message);
                            unknown
                        }),
                        // Whichever it is, it is this one.
                        None => match items {
                            [one, others @ ..]
                                if others
                                    .iter()
                                    .all(|other| strings::same(one, other, &mut 1000)) =>
                            {
                                one.clone()
                            }
                            _ => carried(index, raw),
                        },
                    })
                }
                Data::Unknown(_) => carried(list, raw),
                _ => {
                    bad = Some("Fn::Select needs a list".to_owned());
                    self.unknown(Cause::wrong("what it selects from is not a list"), raw)
                }
            }
        });
        if let Some(message) = bad {
            self.wrong(raw, message);
        }
        value
    }

    pub(super) fn length(&mut self, argument: &Value, raw: &Value) -> Value {
        let value = self.value(argument);
        let mut bad = false;
        let result = strings::lift(vec![value], &raw.place, &mut |values| match values
            .first()
            .map(|value| (&value.data, value))
        {
            Some((Data::List(list), _)) => {
                strings::each_presence(&list.items, &raw.place, &mut |items| match items
                    .iter()
                    .find(|item| is_rest(item))
                {
                    Some(rest) => typed(carried(rest, raw), Type::Number),
                    None => {
                        Value::int(i64::try_from(items.len()).unwrap_or(i64::MAX), raw.place.span)
                    }
                })
            }
            Some((Data::Unknown(_), value)) => typed(carried(value, raw), Type::Number),
            _ => {
                bad = true;
                self.unknown(Cause::wrong("Fn::Length needs a list"), raw)
            }
        });
        if bad {
            self.wrong(raw, "Fn::Length needs a list");
        }
        result
    }

    pub(super) fn cidr(&mut self, argument: &Value, raw: &Value) -> Value {
        let Some(given @ ([_, _] | [_, _, _])) = argument.items() else {
            return self
                .wrong(raw, "Fn::Cidr needs an address block, a number and the size of a subnet");
        };
        let values: Vec<Value> = given.iter().map(|value| self.value(value)).collect();
        let mut bad = None;
        let value = strings::lift(values, &raw.place, &mut |values| {
            let [block, count, bits @ ..] = values.as_slice() else {
                return self.unknown(Cause::Part("an argument is not known"), raw);
            };
            let mut wrong = |message: &'static str| {
                bad = Some(message);
                self.unknown(Cause::wrong(message), raw)
            };
            let number = |value: &Value| text_of(value).and_then(|text| text.parse::<u32>().ok());
            if [count]
                .into_iter()
                .chain(bits)
                .any(|value| number(value).is_none() && value.as_unknown().is_none())
            {
                return wrong("Fn::Cidr needs whole numbers after its address block");
            }
            if block.as_unknown().is_none() && text_of(block).is_none() {
                return wrong("Fn::Cidr needs an address block");
            }
            let Some(count_known) = number(count) else {
                return list_of_strings(carried(count, raw));
            };
            if !(1..=256).contains(&count_known) {
                return wrong("Fn::Cidr makes 1 to 256 blocks");
            }
            // How many there are is known all the same.
            let unknown = |from: &Value| {
                let item = typed(carried(from, raw), Type::String);
                Value {
                    place: raw.place.clone(),
                    ..Value::list(vec![item; count_known as usize], None)
                }
            };
            let Some(text) = text_of(block) else { return unknown(block) };
            let size = match bits.first() {
                Some(bits) => match number(bits) {
                    Some(size) => size,
                    None => return unknown(bits),
                },
                None if text.contains(':') => 64,
                None => 8,
            };
            let Some(subnets) = subnets(&text, count_known, size) else {
                return wrong("Fn::Cidr cannot cut its address block into so many subnets");
            };
            let item = |subnet: String| Value {
                place: block.place.clone(),
                marks: block.marks,
                ..Value::string(subnet, None)
            };
            let items = subnets.into_iter().map(item).collect();
            let made = block.clone().through(StepKind::Function, "Fn::Cidr", raw.place.span);
            Value { data: Value::list(items, None).data, ..made }
        });
        if let Some(message) = bad {
            self.wrong(raw, message);
        }
        value
    }

    /// The zones differ from account to account.
    pub(super) fn zones(&mut self, argument: &Value, raw: &Value) -> Value {
        let region = self.value(argument);
        if strings::is_collection(&region) {
            return self.wrong(raw, "Fn::GetAZs needs a region's name");
        }
        list_of_strings(self.unknown(
            Cause::Deployment(
                "the availability zones of the region are known at deployment".into(),
            ),
            raw,
        ))
    }
}

/// An unknown of a type.
fn typed(mut value: Value, ty: Type) -> Value {
    if let Data::Unknown(unknown) = &mut value.data {
        Arc::make_mut(unknown).ty = ty;
    }
    value
}

fn list_of_strings(value: Value) -> Value {
    typed(value, Type::List(Box::new(Type::String)))
}

/// Whether an item stands for any number of items.
fn is_rest(item: &Value) -> bool {
    item.as_unknown().is_some_and(|unknown| unknown.rest)
}

/// An item by its number; not known from the first gap on. `None`: the list is too short.
fn item(items: &[Value], number: usize, raw: &Value) -> Option<Value> {
    match items.iter().take(number + 1).find(|item| is_rest(item)) {
        Some(rest) => Some(carried(rest, raw)),
        None => items.get(number).cloned(),
    }
}

/// Items put together. A gap stands for any number of items, none included, and for the delimiters
/// between them.
fn joined(delimiter: &Value, items: &[Value], place: &Place) -> Value {
    let mut parts: Vec<Value> = Vec::new();
    let mut begun = false;
    for item in items.iter().filter(|item| !item.is_null()) {
        if is_rest(item) {
            let mut gap = Unknown::because(item.cause_or("a list is not known"));
            gap.ty = Type::String;
            parts.push(Value { data: Data::Unknown(Arc::new(gap)), ..item.clone() });
            continue;
        }
        if begun {
            parts.push(delimiter.clone());
        }
        begun = true;
        parts.push(item.clone());
    }
    if parts.is_empty() { Value::string("", place.span) } else { strings::concat(&parts, place) }
}

/// A string cut at each delimiter, each item at its own place. A gap that may hold a delimiter
/// leaves the number of items open: what is complete before and behind it stays.
fn cut_at(cut: &str, pieces: Vec<Piece>, text: &Value, raw: &Value) -> Value {
    let open = |piece: &Piece| matches!(piece, Piece::Unknown(hole) if !cannot_hold(hole, cut));
    let gaps: Vec<usize> = pieces
        .iter()
        .enumerate()
        .filter(|(_, piece)| open(piece))
        .map(|(index, _)| index)
        .collect();
    let run = Run::new(pieces);
    let list = |items: Vec<Value>| Value {
        data: Value::list(items, None).data,
        refs: None,
        ..text.clone()
    };
    let mut items = Vec::new();
    let (Some(first), Some(last)) = (gaps.first(), gaps.last()) else {
        split_up(&run, cut, 0, run.text.len(), text, &mut items);
        return list(items);
    };
    let begun = split_up(&run, cut, 0, run.start(*first), text, &mut items);
    items.pop();
    // The item that the gap cuts off begins as it is written.
    let mut cut_off = run.copy(begun, run.start(*first));
    let hole = run.copy(run.start(*first), run.start(*first) + OPEN.len_utf8());
    let reason = hole.iter().find_map(|piece| match piece {
        Piece::Unknown(hole) => hole.as_unknown().map(|unknown| unknown.reason.clone()),
        Piece::Known { .. } => None,
    });
    let reason = reason.unwrap_or(Cause::Part("a part of it is not known"));
    cut_off.extend(hole);
    items.push(strings::of_pieces(
        cut_off,
        text.place.clone(),
        text.marks,
        text.references().to_vec(),
    ));
    items.push(Value { marks: text.marks, ..rest(reason, raw) });
    // Behind the last gap the first delimiter ends what the gap may have begun.
    let behind = run.start(*last) + OPEN.len_utf8();
    if let Some(next) = run.text[behind..].find(cut) {
        split_up(&run, cut, behind + next + cut.len(), run.text.len(), text, &mut items);
    }
    list(items)
}

/// Adds the items of a range of the text; where the last of them begins.
fn split_up(
    run: &Run,
    cut: &str,
    from: usize,
    to: usize,
    text: &Value,
    items: &mut Vec<Value>,
) -> usize {
    let mut at = from;
    let mut push = |from: usize, to: usize| {
        let item = match run.copy(from, to).as_slice() {
            [] => Value { place: text.place.clone(), marks: text.marks, ..Value::string("", None) },
            [Piece::Known { text: known, place, marks, .. }] => Value {
                place: place.clone(),
                marks: marks.with(text.marks),
                ..Value::string(known.clone(), None)
            },
            pieces => {
                strings::of_pieces(pieces.to_vec(), text.place.clone(), text.marks, Vec::new())
            }
        };
        items.push(item);
    };
    while let Some(next) = run.text[at..to].find(cut) {
        push(at, at + next);
        at += next + cut.len();
    }
    push(at, to);
    at
}

/// Any number of further items.
fn rest(cause: Cause, raw: &Value) -> Value {
    let mut unknown = Unknown::because(cause);
    unknown.rest = true;
    Value {
        place: raw.place.clone(),
        marks: Marks::NONE,
        ..Value::new(Data::Unknown(Arc::new(unknown)), None)
    }
}

/// Whether nothing of a delimiter can stand in an unknown piece.
fn cannot_hold(hole: &Value, cut: &str) -> bool {
    let plain = hole
        .as_unknown()
        .is_some_and(|unknown| PLAIN.iter().any(|name| unknown.reason.is_pseudo(name)));
    plain && cut.chars().all(|c| !c.is_ascii_alphanumeric() && c != '-')
}

/// `count` subnets of an address block, each with `bits` host bits.
fn subnets(block: &str, count: u32, bits: u32) -> Option<Vec<String>> {
    let net: ipnet::IpNet = block.parse().ok()?;
    let prefix = u8::try_from(u32::from(net.max_prefix_len()).checked_sub(bits)?).ok()?;
    let subnets: Vec<String> = net
        .trunc()
        .subnets(prefix)
        .ok()?
        .take(count as usize)
        .map(|subnet| subnet.to_string())
        .collect();
    (subnets.len() == count as usize).then_some(subnets)
}
