//! A condition that is not known, and whether it holds, as a person says it.

use std::ops::Range;

/// How much of a condition is told: what modules make of theirs has no end.
const MAX_CONDITION: usize = 140;

/// How many names a condition that is too long for a sentence is told by.
const MAX_NAMES: usize = 3;

/// What a condition asks of something, where it is one question: `var.x`, `is set`.
struct Asked<'a> {
    of: &'a str,
    /// What is said of it if it holds; none: the comparison as it is written.
    predicate: String,
}

/// What a step into an arm of a condition is called: `IsProduction is false`, `var.zone is set`.
#[must_use]
pub fn arm_of(condition: &str, holds: bool) -> String {
    let said = all_of(condition.trim(), holds);
    let said = said.unwrap_or_else(|| format!("`{}` is {holds}", condition.trim()));
    if said.chars().count() <= MAX_CONDITION && !condition.contains('…') {
        return said;
    }
    format!("a condition {}{}", names(condition), if holds { "holds" } else { "does not hold" })
}

/// The same of a condition on the variable of a loop, which a reader of another file knows nothing of:
/// `for an item of its loop whose value is not null`.
#[must_use]
pub fn arm_of_item(condition: &str, holds: bool) -> String {
    if let Some(Asked { of, predicate }) = one(condition.trim(), holds)
        && let Some((item, attribute)) = of.split_once('.')
        && [item, attribute].into_iter().all(is_name)
        && predicate.starts_with("is ")
    {
        let predicate = if predicate == "is set" { "is not empty" } else { &predicate };
        return format!("for an item of its loop whose {attribute} {predicate}");
    }
    let said = arm_of(condition, holds);
    format!("for an item of its loop where {said}")
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
}

/// A condition of several that all have to hold, or of which one has to; else one. `None` where it is
/// neither: a question with another in it.
fn all_of(condition: &str, holds: bool) -> Option<String> {
    for (operator, if_holds, if_not) in [(" || ", " or ", " and "), (" && ", " and ", " or ")] {
        let parts = apart(condition, operator);
        if parts.len() < 2 {
            continue;
        }
        let parts = parts.into_iter().map(|part| simple(without_group(part), holds));
        let parts: Vec<String> = parts.collect::<Option<_>>()?;
        let joined = if holds { if_holds } else { if_not };
        return Some(match parts.split_last() {
            Some((last, [one])) => format!("{one}{joined}{last}"),
            Some((last, before)) => format!("{}{joined}{last}", before.join(", ")),
            None => String::new(),
        });
    }
    simple(without_group(condition), holds)
}

/// One question, said in words.
fn simple(condition: &str, holds: bool) -> Option<String> {
    let joined = [" && ", " || "].iter().any(|operator| apart(condition, operator).len() > 1);
    if joined || apart(condition, " ? ").len() > 1 {
        return None;
    }
    one(condition, holds).map(|Asked { of, predicate }| format!("{of} {predicate}"))
}

fn one(condition: &str, holds: bool) -> Option<Asked<'_>> {
    if let Some(rest) = condition.strip_prefix('!').or_else(|| condition.strip_prefix("not ")) {
        return one(without_group(rest.trim()), !holds);
    }
    // Phrases of our own: `var.x is not empty`, `the collection has items`.
    let phrases = [
        (" is not empty", "is not empty", "is empty"),
        (" has items", "has items", "has no items"),
    ];
    for (end, yes, no) in phrases {
        if let Some(of) = condition.strip_suffix(end) {
            let predicate = if holds { yes } else { no }.to_owned();
            return Some(Asked { of: plain(of), predicate });
        }
    }
    let operators = [
        (" == ", " != "),
        (" != ", " == "),
        (" >= ", " < "),
        (" <= ", " > "),
        (" > ", " <= "),
        (" < ", " >= "),
        (" = ", " is not "),
    ];
    for (operator, opposite) in operators {
        let [left, right] = apart(condition, operator)[..] else { continue };
        let equals = matches!(operator, " == " | " != " | " = ");
        // A constant is what something is compared with.
        let (of, with) = if equals && is_constant(left) { (right, left) } else { (left, right) };
        let same = holds ^ (operator == " != ");
        let predicate = match with.trim() {
            "\"\"" if equals => if same { "is empty" } else { "is set" }.to_owned(),
            "null" if equals => if same { "is null" } else { "is not null" }.to_owned(),
            "[]" | "{}" if equals => if same { "is empty" } else { "is not empty" }.to_owned(),
            "true" | "false" if equals => {
                format!("is {}", (with.trim() == "true") == same)
            }
            with if operator == " = " => format!("is {}{with}", if same { "" } else { "not " }),
            with => format!("{} {}", if holds { operator } else { opposite }.trim(), plain(with)),
        };
        return Some(Asked { of: plain(of), predicate });
    }
    Some(Asked { of: plain(condition), predicate: format!("is {holds}") })
}

/// An expression without the template that is nothing but it.
fn plain(text: &str) -> &str {
    let text = text.trim();
    let inner = text.strip_prefix("\"${").and_then(|text| text.strip_suffix("}\""));
    inner.filter(|inner| !inner.contains(['{', '}'])).map_or(text, str::trim)
}

fn is_constant(text: &str) -> bool {
    let text = text.trim();
    matches!(text, "true" | "false" | "null" | "[]" | "{}")
        || text.parse::<f64>().is_ok()
        || (text.starts_with('"') && !text.contains("${"))
}

/// A text without the brackets that are around all of it.
fn without_group(text: &str) -> &str {
    let text = text.trim();
    let inner = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
    let closes = |inner: &&str| {
        let mut depth = 0_i32;
        outside(inner).all(|(_, c)| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            depth >= 0
        })
    };
    inner.filter(closes).map_or(text, without_group)
}

/// The characters of an expression that stand in no quotation marks.
fn outside(text: &str) -> impl Iterator<Item = (usize, char)> {
    let (mut quoted, mut escaped) = (false, false);
    text.char_indices().filter(move |(_, c)| {
        let inside = quoted;
        match c {
            '"' if !escaped => quoted = !quoted,
            _ => {}
        }
        escaped = inside && *c == '\\' && !escaped;
        !inside && *c != '"'
    })
}

/// The parts of an expression between an operator, where that stands in no brackets and in no text.
fn apart<'a>(text: &'a str, operator: &str) -> Vec<&'a str> {
    let mut depth = 0_i32;
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for (at, c) in outside(text) {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 && at >= start && text[at..].starts_with(operator) {
            parts.push(start..at);
            start = at + operator.len();
        }
    }
    parts.push(start..text.len());
    parts.into_iter().map(|range| &text[range]).collect()
}

/// What a condition asks for, where all of it would be too long: `on var.a and var.b `.
fn names(condition: &str) -> String {
    let code: String = outside(condition).map(|(_, c)| c).collect();
    let words = code.split(|c: char| !(c.is_alphanumeric() || "_.-".contains(c)));
    let mut found: Vec<&str> = Vec::new();
    for word in words {
        let named =
            ["var.", "local.", "module.", "data."].iter().any(|root| word.starts_with(root));
        if named && !found.contains(&word) {
            found.push(word);
        }
    }
    // The last one may have been cut.
    if condition.contains('…') && found.len() > 1 {
        found.pop();
    }
    let more = found.len() > MAX_NAMES;
    found.truncate(MAX_NAMES);
    match found.split_last() {
        None => String::new(),
        Some((last, [])) => format!("on {last} "),
        Some(_) if more => format!("on {} and others ", found.join(", ")),
        Some((last, before)) => format!("on {} and {last} ", before.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_said_as_a_reader_says_it() {
        for (condition, if_holds, if_not) in [
            ("IsProduction", "IsProduction is true", "IsProduction is false"),
            ("not HasKey", "HasKey is false", "HasKey is true"),
            ("!var.off", "var.off is false", "var.off is true"),
            ("var.on == true", "var.on is true", "var.on is false"),
            ("\"${length(var.x)}\" > 0", "length(var.x) > 0", "length(var.x) <= 0"),
            ("var.arn != \"\"", "var.arn is set", "var.arn is empty"),
            ("\"\" == var.arn", "var.arn is empty", "var.arn is set"),
            ("Bucket = \"\"", "Bucket is empty", "Bucket is set"),
            ("Stage = \"prod\"", "Stage is \"prod\"", "Stage is not \"prod\""),
            ("var.key != null", "var.key is not null", "var.key is null"),
            ("var.stage == \"prod\"", "var.stage == \"prod\"", "var.stage != \"prod\""),
            ("var.tasks is not empty", "var.tasks is not empty", "var.tasks is empty"),
            (
                "lookup(var.t[each.key], \"a == b\", \"\") == \"\"",
                "lookup(var.t[each.key], \"a == b\", \"\") is empty",
                "lookup(var.t[each.key], \"a == b\", \"\") is set",
            ),
            (
                "local.on && !var.a && (var.b == \"\")",
                "local.on is true, var.a is false and var.b is empty",
                "local.on is false, var.a is true or var.b is set",
            ),
            (
                "var.a || var.b",
                "var.a is true or var.b is true",
                "var.a is false and var.b is false",
            ),
            (
                "(var.a || var.b) && var.c",
                "`(var.a || var.b) && var.c` is true",
                "`(var.a || var.b) && var.c` is false",
            ),
            (
                "var.a ? var.b : var.c",
                "`var.a ? var.b : var.c` is true",
                "`var.a ? var.b : var.c` is false",
            ),
        ] {
            assert_eq!(arm_of(condition, true), if_holds);
            assert_eq!(arm_of(condition, false), if_not);
        }
    }

    #[test]
    fn a_condition_that_is_too_long_is_told_by_what_it_asks_for() {
        let long = format!(
            "!(\"\" == var.arn) && !((!(length(var.listeners) > 0) && var.{})",
            "x".repeat(200)
        );
        assert_eq!(
            arm_of(&long, false),
            format!(
                "a condition on var.arn, var.listeners and var.{} does not hold",
                "x".repeat(200)
            )
        );
        let cut = "length(var.a) > 0 && length(var.b) > 0 && var.c… (900 bytes)";
        assert_eq!(arm_of(cut, true), "a condition on var.a and var.b holds");
        let none = "x".repeat(200);
        assert_eq!(arm_of(&none, true), "a condition holds");
    }

    #[test]
    fn an_item_of_a_loop_is_told_by_what_it_has() {
        let told = arm_of_item("pair.value != null", true);
        assert_eq!(told, "for an item of its loop whose value is not null");
        assert_eq!(
            arm_of_item("length(v.ports) > 0", true),
            "for an item of its loop where length(v.ports) > 0"
        );
    }
}
