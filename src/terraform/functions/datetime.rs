//! Dates and times (RFC 3339).

use super::hash::volatile;
use super::{Call, CallError, Function, Kind, Outcome, Param};
use crate::value::Value;
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

/// A moment as it was written: local seconds since 1970-01-01, nanoseconds, and the offset from
/// UTC.
#[derive(Clone, Copy, Debug)]
struct Time {
    local: i64,
    nanos: i64,
    /// Minutes east of UTC.
    offset: i64,
}

struct Civil {
    year: i64,
    month: i64,
    day: i64,
    weekday: usize,
    hour: i64,
    minute: i64,
    second: i64,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] =
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 in the proleptic Gregorian calendar: years are counted from March, so that
/// a leap day comes last.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

impl Time {
    /// `2006-01-02T15:04:05[.fraction](Z|+hh:mm)`.
    fn parse(text: &str) -> Option<Time> {
        let bytes = text.as_bytes();
        let number = |from: usize, len: usize| -> Option<i64> {
            let digits = text.get(from..from + len)?;
            if digits.bytes().all(|byte| byte.is_ascii_digit()) {
                digits.parse().ok()
            } else {
                None
            }
        };
        let at = |index: usize, wanted: u8| bytes.get(index) == Some(&wanted);
        if !(at(4, b'-') && at(7, b'-') && at(10, b'T') && at(13, b':') && at(16, b':')) {
            return None;
        }
        let (year, month, day) = (number(0, 4)?, number(5, 2)?, number(8, 2)?);
        let (hour, minute, second) = (number(11, 2)?, number(14, 2)?, number(17, 2)?);
        if !(1..=12).contains(&month)
            || day < 1
            || day > days_in(year, month)
            || hour > 23
            || minute > 59
            || second > 59
        {
            return None;
        }
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
            let (hours, minutes) = (number(from + 1, 2)?, number(from + 4, 2)?);
            if rest.len() != 6 || !at(from + 3, b':') || hours > 23 || minutes > 59 {
                return None;
            }
            sign * (hours * 60 + minutes)
        };
        let local = days_from_civil(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
        Some(Time { local, nanos, offset })
    }

    fn civil(self) -> Civil {
        let (days, seconds) = (self.local.div_euclid(86_400), self.local.rem_euclid(86_400));
        let shifted = days + 719_468;
        let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march = (5 * of_year + 2) / 153;
        let month = if march < 10 { march + 3 } else { march - 9 };
        Civil {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month,
            day: of_year - (153 * march + 2) / 5 + 1,
            weekday: usize::try_from((days + 4).rem_euclid(7)).unwrap_or(0),
            hour: seconds / 3600,
            minute: seconds / 60 % 60,
            second: seconds % 60,
        }
    }

    fn utc(self) -> (i64, i64) {
        (self.local - self.offset * 60, self.nanos)
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
fn duration(text: &str) -> Option<i128> {
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Some(0);
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
    (total <= i128::from(i64::MAX)).then_some(sign * total)
}

/// `timeadd`: in the same offset from UTC.
fn timeadd(call: &Call, args: &[Value]) -> Outcome {
    let time = time(call, args, 0, "timestamp")?;
    let text = args[1].as_str().unwrap_or_default();
    let Some(by) = duration(text) else { return call.fail(format!("invalid duration {text:?}")) };
    let nanos = i128::from(time.local) * 1_000_000_000 + i128::from(time.nanos) + by;
    let (local, nanos) = (nanos.div_euclid(1_000_000_000), nanos.rem_euclid(1_000_000_000));
    let (Ok(local), Ok(nanos)) = (i64::try_from(local), i64::try_from(nanos)) else {
        return call.fail("the result is out of range");
    };
    let moved = Time { local, nanos, ..time };
    let civil = moved.civil();
    let zone = if moved.offset == 0 { "Z".to_owned() } else { moved.zone(":") };
    let date = format!("{:04}-{:02}-{:02}", civil.year, civil.month, civil.day);
    Ok(call
        .string(format!("{date}T{:02}:{:02}:{:02}{zone}", civil.hour, civil.minute, civil.second)))
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
    let civil = time.civil();
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
        } else if !verb(run, &civil, time, &mut out) {
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

fn verb(run: &str, civil: &Civil, time: Time, out: &mut String) -> bool {
    let month = MONTHS[usize::try_from(civil.month - 1).unwrap_or(0).min(11)];
    let day = DAYS[civil.weekday];
    let twelve = if civil.hour % 12 == 0 { 12 } else { civil.hour % 12 };
    let half = if civil.hour < 12 { "am" } else { "pm" };
    let utc = time.offset == 0;
    let _ = match run {
        "YYYY" => write!(out, "{:04}", civil.year),
        "YY" => write!(out, "{:02}", civil.year % 100),
        "MMMM" => write!(out, "{month}"),
        "MMM" => write!(out, "{}", &month[..3]),
        "MM" => write!(out, "{:02}", civil.month),
        "M" => write!(out, "{}", civil.month),
        "DD" => write!(out, "{:02}", civil.day),
        "D" => write!(out, "{}", civil.day),
        "EEEE" => write!(out, "{day}"),
        "EEE" => write!(out, "{}", &day[..3]),
        "hh" => write!(out, "{:02}", civil.hour),
        "h" => write!(out, "{}", civil.hour),
        "HH" => write!(out, "{twelve:02}"),
        "H" => write!(out, "{twelve}"),
        "AA" => write!(out, "{}", half.to_ascii_uppercase()),
        "aa" => write!(out, "{half}"),
        "mm" => write!(out, "{:02}", civil.minute),
        "m" => write!(out, "{}", civil.minute),
        "ss" => write!(out, "{:02}", civil.second),
        "s" => write!(out, "{}", civil.second),
        "Z" if utc => write!(out, "Z"),
        "ZZZ" if utc => write!(out, "UTC"),
        "ZZZZ" | "ZZZ" => write!(out, "{}", time.zone("")),
        "ZZZZZ" | "Z" => write!(out, "{}", time.zone(":")),
        _ => return false,
    };
    true
}
