//! Dates and times (RFC 3339).

use super::hash::volatile;
use super::{Call, CallError, Function, Kind, Outcome, Param};
use crate::value::Value;
use jiff::civil::DateTime;
use jiff::{SignedDuration, ToSpan};
use std::fmt::Write;

const TIMESTAMP: Param = Param::new("timestamp", Kind::String);

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("timestamp", &[], Kind::String, |call, _| {
        Ok(volatile(call, "timestamp() gives another value at every run"))
    }),
    Function::new("plantimestamp", &[], Kind::String, |call, _| {
        Ok(volatile(call, "plantimestamp() gives another value at every run"))
    }),
    Function::new(
        "timeadd",
        &[TIMESTAMP, Param::new("duration", Kind::String)],
        Kind::String,
        timeadd,
    ),
    Function::new(
        "timecmp",
        &[Param::new("timestamp_a", Kind::String), Param::new("timestamp_b", Kind::String)],
        Kind::Number,
        timecmp,
    ),
    Function::new(
        "formatdate",
        &[Param::new("format", Kind::String), Param::new("time", Kind::String)],
        Kind::String,
        formatdate,
    ),
];

/// A moment as it was written: the clock's time and the offset from UTC.
#[derive(Clone, Copy, Debug)]
struct Time {
    local: DateTime,
    /// Minutes east of UTC.
    offset: i64,
}

impl Time {
    /// `2006-01-02T15:04:05[.fraction](Z|+hh:mm)`: Terraform takes no other form of RFC 3339.
    fn parse(text: &str) -> Option<Time> {
        let bytes = text.as_bytes();
        let number = |from: usize, len: usize| -> Option<i16> {
            let digits = text.get(from..from + len)?;
            if digits.bytes().all(|byte| byte.is_ascii_digit()) {
                digits.parse().ok()
            } else {
                None
            }
        };
        let two = |from: usize| i8::try_from(number(from, 2)?).ok();
        let at = |index: usize, wanted: u8| bytes.get(index) == Some(&wanted);
        if !(at(4, b'-') && at(7, b'-') && at(10, b'T') && at(13, b':') && at(16, b':')) {
            return None;
        }
        let (year, month, day) = (number(0, 4)?, two(5)?, two(8)?);
        let (hour, minute, second) = (two(11)?, two(14)?, two(17)?);
        let mut rest = &text[19..];
        let mut nanos = 0;
        if let Some(fraction) = rest.strip_prefix('.') {
            let len = fraction.bytes().take_while(u8::is_ascii_digit).count();
            if len == 0 {
                return None;
            }
            nanos = format!("{:0<9.9}", &fraction[..len]).parse().ok()?;
            rest = &fraction[len..];
        }
        let offset = if rest == "Z" {
            0
        } else {
            let sign = match rest.bytes().next()? {
                b'+' => 1,
                b'-' => -1,
                _ => return None,
            };
            let from = text.len() - rest.len();
            let (hours, minutes) = (two(from + 1)?, two(from + 4)?);
            if rest.len() != 6 || !at(from + 3, b':') || hours > 23 || minutes > 59 {
                return None;
            }
            sign * (i64::from(hours) * 60 + i64::from(minutes))
        };
        let local = DateTime::new(year, month, day, hour, minute, second, nanos).ok()?;
        Some(Time { local, offset })
    }

    /// The time since 1970 in UTC, which orders moments whatever their offset.
    fn utc(self) -> SignedDuration {
        self.local.duration_since(DateTime::constant(1970, 1, 1, 0, 0, 0, 0))
            - SignedDuration::from_mins(self.offset)
    }

    fn zone(self, colon: &str) -> String {
        let sign = if self.offset < 0 { '-' } else { '+' };
        let minutes = self.offset.abs();
        format!("{sign}{:02}{colon}{:02}", minutes / 60, minutes % 60)
    }
}

fn time(call: &Call, args: &[Value], index: usize, name: &str) -> Result<Time, CallError> {
    let text = args[index].as_str().unwrap_or_default();
    match Time::parse(text) {
        Some(time) => Ok(time),
        None => call.reject(index, name, format!("not a valid RFC3339 timestamp: {text:?}")),
    }
}

/// Go's durations: signed decimal numbers with a unit each (`1h30m`, `-1.5h`, `500ms`), in
/// nanoseconds.
fn duration(text: &str) -> Option<SignedDuration> {
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Some(SignedDuration::ZERO);
    }
    if rest.is_empty() {
        return None;
    }
    let mut total: i128 = 0;
    while !rest.is_empty() {
        let len = rest.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
        let (whole, fraction) = rest[..len].split_once('.').unwrap_or((&rest[..len], ""));
        if whole.is_empty() && fraction.is_empty() || fraction.contains('.') || whole.len() > 18 {
            return None;
        }
        let units = [
            ("ns", 1),
            ("us", 1_000),
            ("µs", 1_000),
            ("μs", 1_000),
            ("ms", 1_000_000),
            ("s", 1_000_000_000),
        ];
        let long = [("m", 60_000_000_000), ("h", 3_600_000_000_000_i128)];
        let (unit, size) = units.into_iter().chain(long).find(|(unit, _)| {
            let after = rest[len..].strip_prefix(unit);
            after.is_some_and(|after| !after.starts_with(|char: char| char.is_alphabetic()))
        })?;
        let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        total = total.checked_add(whole.checked_mul(size)?)?;
        let mut place = size;
        for digit in fraction.bytes() {
            // The unit's tenths, hundredths and so on, as far as they are whole nanoseconds.
            let (next, rest) = (place / 10, place % 10);
            if rest != 0 {
                break;
            }
            total = total.checked_add(i128::from(digit - b'0') * next)?;
            place = next;
        }
        rest = &rest[len + unit.len()..];
    }
    // What Go holds in 64 bits.
    Some(SignedDuration::from_nanos(sign * i64::try_from(total).ok()?))
}

/// `timeadd`: in the same offset from UTC.
fn timeadd(call: &Call, args: &[Value]) -> Outcome {
    let time = time(call, args, 0, "timestamp")?;
    let text = args[1].as_str().unwrap_or_default();
    let Some(by) = duration(text) else { return call.fail(format!("invalid duration {text:?}")) };
    // The calendar ends with the year 9999, Go's does not: its days repeat after 400 years.
    let cycle = 400;
    let later = || Some((time.local.checked_sub(cycle.years()).ok()?.checked_add(by).ok()?, cycle));
    let Some((local, years)) = time.local.checked_add(by).ok().map(|at| (at, 0)).or_else(later)
    else {
        return call.fail("the result is out of range");
    };
    let year = i32::from(local.year()) + years;
    let zone = if time.offset == 0 { "Z".to_owned() } else { time.zone(":") };
    Ok(call.string(format!("{year:04}{}{zone}", local.strftime("-%m-%dT%H:%M:%S"))))
}

/// `timecmp`: -1, 0 or 1.
fn timecmp(call: &Call, args: &[Value]) -> Outcome {
    let (a, b) = (time(call, args, 0, "timestamp_a")?, time(call, args, 1, "timestamp_b")?);
    Ok(Value::int(a.utc().cmp(&b.utc()) as i64, call.span))
}

/// `formatdate`: runs of one letter are verbs, text in single quotes is literal (a doubled quote is
/// a quote), other characters too.
fn formatdate(call: &Call, args: &[Value]) -> Outcome {
    let format = args[0].as_str().unwrap_or_default();
    let time = time(call, args, 1, "time")?;
    let mut out = String::new();
    let mut rest = format;
    while let Some(first) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("''") {
            out.push('\'');
            rest = after;
            continue;
        }
        if first == '\'' {
            rest = match literal(rest, &mut out) {
                Some(rest) => rest,
                None => return call.reject(0, "format", "unterminated literal '"),
            };
            continue;
        }
        let len: usize = rest.chars().take_while(|char| *char == first).map(char::len_utf8).sum();
        let run = &rest[..len];
        rest = &rest[len..];
        if !first.is_ascii_alphabetic() {
            out.push_str(run);
        } else if !verb(run, time, &mut out) {
            return call.reject(0, "format", format!("invalid date format verb \"{run}\""));
        }
        if out.len() > crate::terraform::convert::MAX_STRING {
            return call.fail(crate::terraform::convert::TooLong);
        }
    }
    Ok(call.string(out))
}

/// Reads a quoted literal that `text` begins with; `None` when it has no end.
fn literal<'a>(text: &'a str, out: &mut String) -> Option<&'a str> {
    let mut rest = &text[1..];
    loop {
        let end = rest.find('\'')?;
        out.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('\'') {
            Some(after) => {
                out.push('\'');
                rest = after;
            }
            None => return Some(rest),
        }
    }
}

fn verb(run: &str, time: Time, out: &mut String) -> bool {
    let twelve = if time.local.hour() % 12 == 0 { 12 } else { time.local.hour() % 12 };
    let half = if time.local.hour() < 12 { "am" } else { "pm" };
    let utc = time.offset == 0;
    let _ = match run {
        "YYYY" => write!(out, "{:04}", time.local.year()),
        "YY" => write!(out, "{:02}", time.local.year() % 100),
        "MMMM" => write!(out, "{}", time.local.strftime("%B")),
        "MMM" => write!(out, "{}", time.local.strftime("%b")),
        "MM" => write!(out, "{:02}", time.local.month()),
        "M" => write!(out, "{}", time.local.month()),
        "DD" => write!(out, "{:02}", time.local.day()),
        "D" => write!(out, "{}", time.local.day()),
        "EEEE" => write!(out, "{}", time.local.strftime("%A")),
        "EEE" => write!(out, "{}", time.local.strftime("%a")),
        "hh" => write!(out, "{:02}", time.local.hour()),
        "h" => write!(out, "{}", time.local.hour()),
        "HH" => write!(out, "{twelve:02}"),
        "H" => write!(out, "{twelve}"),
        "AA" => write!(out, "{}", half.to_ascii_uppercase()),
        "aa" => write!(out, "{half}"),
        "mm" => write!(out, "{:02}", time.local.minute()),
        "m" => write!(out, "{}", time.local.minute()),
        "ss" => write!(out, "{:02}", time.local.second()),
        "s" => write!(out, "{}", time.local.second()),
        "Z" if utc => write!(out, "Z"),
        "ZZZ" if utc => write!(out, "UTC"),
        "ZZZZ" | "ZZZ" => write!(out, "{}", time.zone("")),
        "ZZZZZ" | "Z" => write!(out, "{}", time.zone(":")),
        _ => return false,
    };
    true
}
