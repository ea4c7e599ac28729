//! Where things stand in a configuration's text. A configuration may have ten thousand entries that
//! each ask: the text is read once.

use crate::source::Position;
use std::collections::HashMap;
use toml::de::{DeTable, DeValue};

/// Stands between the steps of a path: no key of a configuration has it.
const STEP: &str = "\u{1f}";
/// Deepest table that is looked into.
const MAX_DEPTH: usize = 64;

/// The places of the keys and entries of a text.
#[derive(Debug, Default)]
pub struct Places {
    /// Bytes before each, by its path.
    offsets: HashMap<String, usize>,
    /// The first bytes of the lines.
    lines: Vec<usize>,
}

impl Places {
    /// Those of a text; none of one that is no TOML.
    pub(super) fn of(text: &str) -> Places {
        let mut places = Places::default();
        if let Ok(table) = DeTable::parse(text) {
            places.table(table.get_ref(), "", 0);
        }
        places.lines =
            std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        places
    }

    fn table(&mut self, table: &DeTable<'_>, path: &str, depth: usize) {
        for (key, value) in table {
            let path = format!("{path}{STEP}{}", key.get_ref());
            self.offsets.insert(path.clone(), key.span().start);
            self.value(value.get_ref(), &path, depth + 1);
        }
    }

    fn value(&mut self, value: &DeValue<'_>, path: &str, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        match value {
            DeValue::Table(table) => self.table(table, path, depth),
            DeValue::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    let path = format!("{path}{STEP}{at}");
                    self.offsets.insert(path.clone(), item.span().start);
                    self.value(item.get_ref(), &path, depth + 1);
                }
            }
            _ => {}
        }
    }

    /// The key at the end of a path of keys and of numbers of entries; an entry is its value.
    pub(super) fn at(&self, text: &str, path: &[&str]) -> Option<Position> {
        let path: String = path.iter().flat_map(|step| [STEP, step]).collect();
        let offset = *self.offsets.get(&path)?;
        let line = self.lines.partition_point(|start| *start <= offset).checked_sub(1)?;
        let before = text.get(*self.lines.get(line)?..offset)?;
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX).saturating_add(1);
        Some(Position {
            line: number(line),
            column: number(before.chars().count()),
            byte_column: number(before.len()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_entries_have_places() {
        let text = "exclude = [\"a\",\n  \"é\", \"c\"]\n[[ignore]]\ncheck = \"x\"\n[[ignore]]\ncheck = \"y\"\n[profile.ci]\nexclude = [\"d\"]\n";
        let places = Places::of(text);
        let at =
            |path: &[&str]| places.at(text, path).map(|at| (at.line, at.column, at.byte_column));
        assert_eq!(at(&["exclude"]), Some((1, 1, 1)));
        assert_eq!(at(&["exclude", "2"]), Some((2, 8, 9)));
        assert_eq!(at(&["ignore", "1", "check"]), Some((6, 1, 1)));
        assert_eq!(at(&["profile", "ci", "exclude", "0"]), Some((8, 12, 12)));
        assert_eq!(at(&["ignore", "2"]), None);
        assert_eq!(at(&["nothing"]), None);
        assert_eq!(Places::of("x = [").at("x = [", &["x"]), None);
    }
}
