//! Scalars: a source's spelling of a string, a number or a boolean to the one the table wants.

use crate::normalize::map::names::kebab_case;
use crate::normalize::map::schema::Rule;
use crate::value::{Data, Number, Text};
use std::sync::Arc;

/// What became of a scalar.
pub enum Scalar {
    /// It has the wanted type.
    Is(Data),
    /// It is spelled so that it means nothing was given (an empty string for an optional id).
    Missing,
    /// It is something else: what was expected, for a person.
    Not(&'static str),
}

/// Converts known scalar data by a rule. Lists, maps and unknowns never reach this.
#[must_use]
pub fn convert(rule: Rule, data: &Data) -> Scalar {
    match rule {
        Rule::Bool => boolean(data, &[("true", true), ("false", false), ("1", true), ("0", false)]),
        Rule::Enabled => boolean(
            data,
            &[("true", true), ("false", false), ("enabled", true), ("disabled", false)],
        ),
        Rule::Word(yes, no) => {
            boolean(data, &[("true", true), ("false", false), (yes, true), (no, false)])
        }
        Rule::State(yes, no) => match data {
            Data::Bool(state) => text(if *state { yes } else { no }),
            Data::String(given) if given.text.eq_ignore_ascii_case("true") => text(yes),
            Data::String(given) if given.text.eq_ignore_ascii_case("false") => text(no),
            _ => string(data, |_| None),
        },
        Rule::Present => Scalar::Is(Data::Bool(true)),
        Rule::Number => number(data, |_| None),
        Rule::CpuUnits => number(data, |text| scaled(text, &["vcpu", "vcpus", "cpu"])),
        Rule::MemoryMib => number(data, |text| {
            scaled(text, &["gb", "gib", "g"])
                .or_else(|| text.strip_suffix("mb")?.trim().parse().ok())
        }),
        Rule::Text | Rule::UserData => match data {
            Data::String(_) => Scalar::Is(data.clone()),
            _ => string(data, |_| None),
        },
        Rule::Lower => string(data, |text| Some(text.to_ascii_lowercase())),
        Rule::Upper => string(data, |text| Some(text.to_ascii_uppercase())),
        Rule::Kebab => string(data, |text| Some(kebab_case(text))),
        Rule::Capability => string(data, |text| {
            let upper = text.to_ascii_uppercase();
            Some(upper.strip_prefix("CAP_").map_or(upper.clone(), str::to_owned))
        }),
        Rule::Protocol => string(data, |text| {
            let lower = text.to_ascii_lowercase();
            let name = match lower.as_str() {
                "-1" | "all" => "all",
                "6" => "tcp",
                "17" => "udp",
                "1" => "icmp",
                "58" => "icmpv6",
                other => other,
            };
            Some(name.to_owned())
        }),
        _ => string(data, |_| None),
    }
}

fn text(word: &str) -> Scalar {
    Scalar::Is(Data::String(Text { text: Arc::from(word), parts: None }))
}

/// A boolean, also from words, without case. The empty string is missing.
fn boolean(data: &Data, words: &[(&str, bool)]) -> Scalar {
    let given = match data {
        Data::Bool(_) => return Scalar::Is(data.clone()),
        Data::String(text) => text.text.trim().to_owned(),
        Data::Number(number) => number.to_string(),
        _ => return Scalar::Not("true or false"),
    };
    if given.is_empty() {
        return Scalar::Missing;
    }
    words
        .iter()
        .find(|(word, _)| word.eq_ignore_ascii_case(&given))
        .map_or(Scalar::Not("true or false"), |(_, value)| Scalar::Is(Data::Bool(*value)))
}

/// A number, also from a string; `units` reads what is no plain number (lower case, trimmed).
fn number(data: &Data, units: impl Fn(&str) -> Option<Number>) -> Scalar {
    match data {
        Data::Number(_) => Scalar::Is(data.clone()),
        Data::String(text) => {
            let text = text.text.trim();
            if text.is_empty() {
                return Scalar::Missing;
            }
            let parsed = text.parse::<Number>().ok().or_else(|| units(&text.to_ascii_lowercase()));
            parsed.map_or(Scalar::Not("a number"), |number| Scalar::Is(Data::Number(number)))
        }
        _ => Scalar::Not("a number"),
    }
}

/// `1 vCPU`, `.5 vcpu`, `0.5GB`: the number before the unit, times 1024.
fn scaled(text: &str, units: &[&str]) -> Option<Number> {
    let count = units.iter().find_map(|unit| text.strip_suffix(unit))?.trim();
    let count = if count.starts_with('.') { format!("0{count}") } else { count.to_owned() };
    let count = count.parse::<Number>().ok()?;
    Some(Number::from_decimal(count.to_decimal() * Number::from(1024).to_decimal()))
}

/// A string, changed where `change` says so; numbers and booleans become their text; the empty
/// string is missing.
fn string(data: &Data, change: impl Fn(&str) -> Option<String>) -> Scalar {
    let (given, parts) = match data {
        Data::String(text) => (text.text.clone(), text.parts.clone()),
        Data::Number(number) => (Arc::from(number.to_string()), None),
        Data::Bool(value) => (Arc::from(if *value { "true" } else { "false" }), None),
        _ => return Scalar::Not("a string"),
    };
    if given.trim().is_empty() {
        return Scalar::Missing;
    }
    match change(&given) {
        // A change of case keeps every offset; any other change loses what the parts of the string
        // were.
        Some(changed) if changed.len() == given.len() => {
            Scalar::Is(Data::String(Text { text: Arc::from(changed), parts }))
        }
        Some(changed) => Scalar::Is(Data::String(Text { text: Arc::from(changed), parts: None })),
        None => Scalar::Is(Data::String(Text { text: given, parts })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Value;

    fn of(rule: Rule, text: &str) -> String {
        match convert(rule, &Value::string(text, None).data) {
            Scalar::Is(Data::String(text)) => text.text.to_string(),
            Scalar::Is(Data::Number(number)) => number.to_string(),
            Scalar::Is(Data::Bool(value)) => value.to_string(),
            Scalar::Is(_) => "?".to_owned(),
            Scalar::Missing => "missing".to_owned(),
            Scalar::Not(expected) => format!("not {expected}"),
        }
    }

    #[test]
    fn each_spelling_of_a_scalar_is_one_value() {
        assert_eq!(of(Rule::CpuUnits, "1 vCPU"), "1024");
        assert_eq!(of(Rule::CpuUnits, ".5 vcpu"), "512");
        assert_eq!(of(Rule::CpuUnits, "256"), "256");
        assert_eq!(of(Rule::MemoryMib, "0.5GB"), "512");
        assert_eq!(of(Rule::MemoryMib, "1 GB"), "1024");
        assert_eq!(of(Rule::MemoryMib, "lots"), "not a number");
        assert_eq!(of(Rule::Bool, "True"), "true");
        assert_eq!(of(Rule::Bool, "yes"), "not true or false");
        assert_eq!(of(Rule::Enabled, "DISABLED"), "false");
        assert_eq!(of(Rule::Capability, "cap_sys_admin"), "SYS_ADMIN");
        assert_eq!(of(Rule::Protocol, "-1"), "all");
        assert_eq!(of(Rule::Kebab, "PublicRead"), "public-read");
        assert_eq!(of(Rule::Kebab, "public-read"), "public-read");
        assert_eq!(of(Rule::Id, ""), "missing");
        assert_eq!(of(Rule::Text, ""), "");
        assert_eq!(of(Rule::State("Enabled", "Disabled"), "true"), "Enabled");
        assert_eq!(of(Rule::Word("internal", "internet-facing"), "internal"), "true");
    }
}
