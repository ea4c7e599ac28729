//! Dates without times: `YYYY-MM-DD`, ordered as text. The only place that reads a clock.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

/// SOURCE_DATE_EPOCH is set and is no number of seconds since 1970 that a calendar has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("SOURCE_DATE_EPOCH is `{0}`, which is not a number of seconds")]
pub struct EpochError(pub String);

/// The date that counts as today: the one given, else SOURCE_DATE_EPOCH, else the UTC date.
///
/// # Errors
/// SOURCE_DATE_EPOCH is no number of seconds.
pub fn today(given: Option<&str>) -> Result<String, EpochError> {
    if let Some(given) = given {
        return Ok(given.to_owned());
    }
    let now = match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(text) if !text.is_empty() => of_seconds(&text).ok_or(EpochError(text))?,
        _ => Timestamp::now(),
    };
    Ok(Offset::UTC.to_datetime(now).date().to_string())
}

/// The present, for the age of what is kept in a cache: it is part of no report.
#[must_use]
pub fn now() -> std::time::SystemTime {
    std::time::SystemTime::now()
}

fn of_seconds(text: &str) -> Option<Timestamp> {
    let seconds: u64 = text.parse().ok()?;
    Timestamp::from_second(seconds.try_into().ok()?).ok()
}

/// A date from 1970 on, `None` when the text is none.
#[must_use]
pub fn parse(text: &str) -> Option<Date> {
    let digits = |part: &str, length| {
        (part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse::<u16>().ok())
            .flatten()
    };
    let (year, rest) = text.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    let (year, month, day) = (digits(year, 4)?, digits(month, 2)?, digits(day, 2)?);
    (year >= 1970).then(|| on(year, month, day)).flatten()
}

/// The day of a month of a year, `None` when the calendar has no such day.
#[must_use]
pub fn on(year: u16, month: u16, day: u16) -> Option<Date> {
    Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_round_trip_and_impossible_ones_are_none() {
        for text in ["1970-01-01", "2000-02-29", "2026-11-22", "2024-12-31"] {
            assert_eq!(parse(text).unwrap().to_string(), text);
        }
        for text in [
            "2026-02-29",
            "2026-13-01",
            "2026-1-01",
            "today",
            "2026-00-10",
            "+026-01-01",
            "1969-12-31",
            "2026-01-011",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn seconds_are_a_day_of_the_calendar() {
        let day = |text| of_seconds(text).map(|at| Offset::UTC.to_datetime(at).date().to_string());
        assert_eq!(day("1795910399").as_deref(), Some("2026-11-28"));
        assert_eq!(day("1795910400").as_deref(), Some("2026-11-29"));
        assert_eq!(day("-1"), None);
        assert_eq!(day("soon"), None);
        assert_eq!(day("18446744073709551615"), None);
    }
}
