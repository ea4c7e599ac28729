//! What a plain YAML scalar is: YAML 1.1 as CloudFormation reads it, and the rules of Terraform's
//! `yamldecode`.

use super::Dialect;
use crate::value::{Cause, Data, Number, Text, Unknown};
use std::sync::Arc;

/// The value of a plain (unquoted, untagged) scalar.
pub(super) fn plain(text: &str, dialect: Dialect) -> Data {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Data::Null,
        _ => {}
    }
    if let Some(bool) = boolean(text, dialect) {
        return Data::Bool(bool);
    }
    let starts_number =
        text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.'));
    if starts_number {
        let number = match dialect {
            Dialect::CloudFormation => yaml_1_1(text),
            Dialect::Terraform => terraform(text),
        };
        if let Some(number) = number {
            return Data::Number(number);
        }
        if dialect == Dialect::Terraform {
            if matches!(text.trim_start_matches(['+', '-']), ".inf" | ".Inf" | ".INF") {
                return Data::Unknown(Arc::new(Unknown::because(Cause::wrong(
                    "infinity is not a number that a document can hold",
                ))));
            }
            if let Some(timestamp) = timestamp(text) {
                return string(timestamp);
            }
        }
    }
    string(text)
}

/// A known string.
pub(super) fn string(text: impl Into<Arc<str>>) -> Data {
    Data::String(Text { text: text.into(), parts: None })
}

/// `y` and `n` are booleans for `yamldecode` (measured with `terraform console`), not for
/// CloudFormation.
pub(super) fn boolean(text: &str, dialect: Dialect) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Some(true),
        "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Some(false),
        "y" | "Y" if dialect == Dialect::Terraform => Some(true),
        "n" | "N" if dialect == Dialect::Terraform => Some(false),
        _ => None,
    }
}

/// Integers in base 2, 8 (leading zero), 10, 16 and 60, and floats, with underscores:
/// yaml.org/type/int and float.
fn yaml_1_1(text: &str) -> Option<Number> {
    let (negative, digits) = signed(text);
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let plain: String = digits.chars().filter(|c| *c != '_').collect();
    if let Some(binary) = plain.strip_prefix("0b") {
        return radix(binary, 2, negative);
    }
    if let Some(hex) = plain.strip_prefix("0x") {
        return radix(hex, 16, negative);
    }
    if digits.contains(':') {
        return sexagesimal(&plain, negative);
    }
    if plain.len() > 1 && plain.starts_with('0') && plain.bytes().all(|byte| byte.is_ascii_digit())
    {
        return if plain.bytes().all(|byte| byte < b'8') {
            radix(&plain, 8, negative)
        } else {
            None
        };
    }
    if plain.bytes().all(|byte| byte.is_ascii_digit()) {
        return decimal(&plain, negative);
    }
    // A float needs a dot, and its exponent a sign: `1e3` is a string.
    let (mantissa, exponent) = plain
        .split_once(['e', 'E'])
        .map_or((plain.as_str(), None), |(mantissa, exponent)| (mantissa, Some(exponent)));
    let has_dot = mantissa.contains('.') && mantissa.bytes().any(|byte| byte.is_ascii_digit());
    let signed_exponent = exponent.is_none_or(|exponent| exponent.starts_with(['+', '-']));
    if has_dot && signed_exponent { decimal(&plain, negative) } else { None }
}

/// The numbers of `yamldecode`: decimal whatever zeros lead, `0o` and `0x`, floats with or without
/// a dot.
fn terraform(text: &str) -> Option<Number> {
    if let Some(octal) = text.strip_prefix("0o") {
        return radix(octal, 8, false);
    }
    if let Some(hex) = text.strip_prefix("0x") {
        return radix(hex, 16, false);
    }
    let (negative, digits) = signed(text);
    decimal(digits, negative)
}

fn signed(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

fn radix(digits: &str, radix: u32, negative: bool) -> Option<Number> {
    if !digits.starts_with(|c: char| c.is_ascii_hexdigit()) {
        return None;
    }
    let number = i64::from_str_radix(digits, radix).ok()?;
    Some(Number::from(if negative { -number } else { number }))
}

/// `190:20:30`: whole numbers in base 60; each group after the first is below 60.
fn sexagesimal(digits: &str, negative: bool) -> Option<Number> {
    let mut total: i64 = 0;
    for (index, group) in digits.split(':').enumerate() {
        let group_value: i64 =
            group.parse().ok().filter(|_| group.bytes().all(|byte| byte.is_ascii_digit()))?;
        if (index > 0 && (group_value > 59 || group.len() > 2))
            || (index == 0 && group.starts_with('0'))
        {
            return None;
        }
        total = total.checked_mul(60)?.checked_add(group_value)?;
    }
    Some(Number::from(if negative { -total } else { total }))
}

fn decimal(digits: &str, negative: bool) -> Option<Number> {
    let valid = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && digits
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-'))
        && digits.bytes().any(|byte| byte.is_ascii_digit());
    if !valid {
        return None;
    }
    let mut text = if negative { format!("-{digits}") } else { digits.to_owned() };
    if let Some(whole) = text.strip_suffix('.') {
        text = whole.to_owned();
    }
    text.parse().ok()
}

/// The RFC 3339 text that `yamldecode` makes of a timestamp: a date, a date and a time behind a
/// blank, or a date and a time with a zone behind `T`. A fraction of a second is dropped. `None`:
/// the text is no timestamp that exists.
pub(super) fn timestamp(text: &str) -> Option<String> {
    let (date, time) = match text.find(['T', 't', ' ']) {
        Some(at) => (&text[..at], Some((text.as_bytes()[at], &text[at + 1..]))),
        None => (text, None),
    };
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    let (year, month, day) = (digits(year, 4)?, digits(month, 2)?, digits(day, 2)?);
    crate::date::on(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?)?;
    let (clock, zone) = match time {
        None => ("0:0:0", "Z"),
        Some((b' ', clock)) => (clock, "Z"),
        Some((_, rest)) => rest.split_at(rest.find(['Z', '+', '-'])?),
    };
    let zone_exists = match zone.strip_prefix(['+', '-']) {
        None => zone == "Z",
        Some(offset) => offset.split_once(':').is_some_and(|(hour, minute)| {
            (hour.len(), minute.len()) == (2, 2)
                && below(hour, 25).is_some()
                && below(minute, 60).is_some()
        }),
    };
    let mut parts = clock.split(':');
    let (hour, minute, second) =
        (below(parts.next()?, 24)?, below(parts.next()?, 60)?, parts.next()?);
    let (second, fraction) = second.split_once('.').unwrap_or((second, "0"));
    let second = below(second, 60)?;
    if parts.next().is_some()
        || !zone_exists
        || fraction.is_empty()
        || !fraction.bytes().all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    let zone = if matches!(zone, "+00:00" | "-00:00") { "Z" } else { zone };
    Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}"))
}

/// A number of at most so many digits.
fn digits(text: &str, most: usize) -> Option<u32> {
    let valid =
        !text.is_empty() && text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
    if valid { text.parse().ok() } else { None }
}

/// A number of one or two digits below a limit.
fn below(text: &str, limit: u32) -> Option<u32> {
    digits(text, 2).filter(|number| *number < limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, dialect: Dialect) -> String {
        match plain(text, dialect) {
            Data::Null => "null".to_owned(),
            Data::Bool(bool) => bool.to_string(),
            Data::Number(number) => number.to_string(),
            Data::String(text) => format!("{:?}", text.text),
            _ => "unknown".to_owned(),
        }
    }

    #[test]
    fn scalars_of_yaml_1_1() {
        for (text, expected) in [
            ("yes", "true"),
            ("Off", "false"),
            ("y", "\"y\""),
            ("~", "null"),
            ("", "null"),
            ("0123", "83"),
            ("0189", "\"0189\""),
            ("012345678901", "\"012345678901\""),
            ("0x1F", "31"),
            ("0b11", "3"),
            ("1_000", "1000"),
            ("-12", "-12"),
            ("1e3", "\"1e3\""),
            ("1.0e+3", "1000"),
            ("1.50", "1.5"),
            (".5", "0.5"),
            ("5.", "5"),
            ("12:30:00", "45000"),
            ("22:22", "1342"),
            ("09:00", "\"09:00\""),
            ("2012-10-17", "\"2012-10-17\""),
            ("1.2.3", "\"1.2.3\""),
            ("10.0.0.0/16", "\"10.0.0.0/16\""),
            ("-", "\"-\""),
            (".", "\".\""),
            ("...", "\"...\""),
            ("+", "\"+\""),
            ("80:80", "\"80:80\""),
            ("0x", "\"0x\""),
            ("0", "0"),
        ] {
            assert_eq!(shown(text, Dialect::CloudFormation), expected, "{text}");
        }
    }

    /// Each expectation is what `terraform console` (1.15) answers to `jsonencode(yamldecode("a:
    /// <text>"))`.
    #[test]
    fn scalars_of_yamldecode() {
        for (text, expected) in [
            ("yes", "true"),
            ("y", "true"),
            ("on", "true"),
            ("0123", "123"),
            ("0o17", "15"),
            ("0x1F", "31"),
            ("-0x1f", "\"-0x1f\""),
            ("0b11", "\"0b11\""),
            ("1_000", "\"1_000\""),
            ("1e3", "1000"),
            ("0.1e+3", "100"),
            (".5", "0.5"),
            ("5.", "5"),
            ("+5", "5"),
            ("12:30:00", "\"12:30:00\""),
            ("2012-10-17", "\"2012-10-17T00:00:00Z\""),
            ("2020-1-2", "\"2020-01-02T00:00:00Z\""),
            ("2020-13-01", "\"2020-13-01\""),
            ("2020-01-01T1:2:3Z", "\"2020-01-01T01:02:03Z\""),
            ("2020-01-01t10:00:00.5+02:00", "\"2020-01-01T10:00:00+02:00\""),
            ("2020-01-01T10:00:00", "\"2020-01-01T10:00:00\""),
            ("2020-01-01 10:00:00.123", "\"2020-01-01T10:00:00Z\""),
            ("2020-01-01 10:00:00 -5", "\"2020-01-01 10:00:00 -5\""),
            ("012345678901", "12345678901"),
            (".inf", "unknown"),
            ("=", "\"=\""),
        ] {
            assert_eq!(shown(text, Dialect::Terraform), expected, "{text}");
        }
    }
}
