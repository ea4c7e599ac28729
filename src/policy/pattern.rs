//! The paths of `custom.reads`: `containers[].environment[].value`,
//! `attributes["access_logs.s3.enabled"]`, `labels.*`.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// One step of a pattern.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// This key.
    Key(Arc<str>),
    /// Any item of a list.
    Item,
    /// Any key of a map whose keys are the user's own.
    AnyKey,
}

/// A path below a resource's `values` with any list item and any key left open.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Pattern(pub Vec<Part>);

/// Text that is no pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a path: keys joined by `.`, `[]` for any item, `*` for any key, `[\"a.b\"]` for a key with a dot"
)]
pub struct NotAPattern(String);

impl FromStr for Pattern {
    type Err = NotAPattern;

    fn from_str(text: &str) -> Result<Pattern, NotAPattern> {
        let wrong = || NotAPattern(text.to_owned());
        let mut parts = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix("[]") {
                parts.push(Part::Item);
                rest = after;
            } else if let Some(after) = rest.strip_prefix("[\"") {
                let (key, after) = after.split_once("\"]").ok_or_else(wrong)?;
                parts.push(Part::Key(key.into()));
                rest = after;
            } else {
                if !parts.is_empty() {
                    rest = rest.strip_prefix('.').ok_or_else(wrong)?;
                }
                let end = rest.find(['.', '[']).unwrap_or(rest.len());
                let (key, after) = rest.split_at(end);
                match key {
                    "" => return Err(wrong()),
                    "*" => parts.push(Part::AnyKey),
                    key => parts.push(Part::Key(key.into())),
                }
                rest = after;
            }
        }
        if parts.is_empty() { Err(wrong()) } else { Ok(Pattern(parts)) }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, part) in self.0.iter().enumerate() {
            let dot = if index == 0 { "" } else { "." };
            match part {
                Part::Item => f.write_str("[]")?,
                Part::AnyKey => write!(f, "{dot}*")?,
                Part::Key(key) if key.contains(['.', '[', '*']) => write!(f, "[\"{key}\"]")?,
                Part::Key(key) => write!(f, "{dot}{key}")?,
            }
        }
        Ok(())
    }
}

impl Pattern {
    /// Whether the pattern's step matches the step of a concrete pattern.
    #[must_use]
    pub fn step_matches(part: &Part, concrete: &Part) -> bool {
        part == concrete || (*part == Part::AnyKey && matches!(concrete, Part::Key(_)))
    }

    /// What is left of this pattern below `at`; `None` when it does not pass through it. `at` has
    /// no [`Part::AnyKey`].
    #[must_use]
    pub fn below<'a>(&'a self, at: &[Part]) -> Option<&'a [Part]> {
        let (head, tail) = self.0.split_at_checked(at.len())?;
        head.iter()
            .zip(at)
            .all(|(part, concrete)| Pattern::step_matches(part, concrete))
            .then_some(tail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_print_as_they_are_read() {
        for text in [
            "a",
            "containers[].environment[].value",
            "labels.*",
            "attributes[\"access_logs.s3.enabled\"]",
            "a[][].b",
        ] {
            assert_eq!(text.parse::<Pattern>().unwrap().to_string(), text);
        }
        for text in ["", ".", "a..b", "a[", "a[0]", "a.", "[\"x"] {
            assert!(text.parse::<Pattern>().is_err(), "{text}");
        }
    }

    #[test]
    fn below_a_list_item() {
        let pattern: Pattern = "containers[].privileged".parse().unwrap();
        let at: Pattern = "containers[]".parse().unwrap();
        assert_eq!(pattern.below(&at.0), Some(&[Part::Key("privileged".into())][..]));
        assert_eq!(at.below(&pattern.0), None);
    }
}
