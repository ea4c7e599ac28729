//! The printed documents as text: JSON on lines of its own, numbers digit by digit.

use crate::value::Number;
use serde_json::Value as J;
use std::fmt::Write as _;

/// Documents that [`super::json`] made, as one array. Numbers that no double holds are written out.
///
/// # Errors
/// A text that cannot be written as JSON.
pub fn write(documents: &[J]) -> serde_json::Result<String> {
    let mut out = String::new();
    let all = documents.iter().map(|document| (None, document, true));
    lines(all, ['[', ']'], 0, &mut out)?;
    out.push('\n');
    Ok(out)
}

/// `ours`: an object of the one key `$number` is a number. Settings are somebody else's objects.
fn value(json: &J, ours: bool, depth: usize, out: &mut String) -> serde_json::Result<()> {
    match json {
        J::Array(items) => {
            lines(items.iter().map(|item| (None, item, ours)), ['[', ']'], depth, out)
        }
        J::Object(map) => {
            if let Some(digits) = digits(map).filter(|_| ours) {
                out.push_str(digits);
                return Ok(());
            }
            let entries = map.iter().map(|(key, item)| {
                (Some(key.as_str()), item, ours && (depth != 1 || key != "settings"))
            });
            lines(entries, ['{', '}'], depth, out)
        }
        plain => {
            out.push_str(&serde_json::to_string(plain)?);
            Ok(())
        }
    }
}

/// The digits of a number that no double holds.
fn digits(map: &serde_json::Map<String, J>) -> Option<&str> {
    let digits = map.get("$number").filter(|_| map.len() == 1)?.as_str()?;
    digits.parse::<Number>().is_ok().then_some(digits)
}

/// Items or entries, each on its line.
fn lines<'a>(
    items: impl Iterator<Item = (Option<&'a str>, &'a J, bool)>,
    [open, close]: [char; 2],
    depth: usize,
    out: &mut String,
) -> serde_json::Result<()> {
    out.push(open);
    let mut first = true;
    for (key, item, ours) in items {
        out.push_str(if first { "\n" } else { ",\n" });
        first = false;
        let _ = write!(out, "{:1$}", "", 2 * (depth + 1));
        if let Some(key) = key {
            let _ = write!(out, "{}: ", serde_json::to_string(key)?);
        }
        value(item, ours, depth + 1, out)?;
    }
    if !first {
        let _ = write!(out, "\n{:1$}", "", 2 * depth);
    }
    out.push(close);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn documents_are_written_as_json_with_all_digits_of_their_numbers() {
        let number = json!({"$number": "123456789012345678901234567890"});
        let document = json!({
            "resources": {"a": [number, 1.5, "x\"y", {}, [], null, true]},
            "settings": {"own": number, "$number": "7"},
        });
        let text = write(&[document.clone(), json!({})]).unwrap();
        let digits = "      123456789012345678901234567890,\n";
        assert!(text.contains(digits), "{text}");
        let plain = text.replacen(digits, &format!("      {number},\n"), 1);
        assert_eq!(serde_json::from_str::<J>(&plain).unwrap(), json!([document, {}]));
        // All else is written as the library writes it.
        let pretty =
            serde_json::to_string_pretty(&json!([{"a": [1, {"b": {}}], "c": []}])).unwrap();
        assert_eq!(write(&[json!({"a": [1, {"b": {}}], "c": []})]).unwrap(), pretty + "\n");
    }
}
