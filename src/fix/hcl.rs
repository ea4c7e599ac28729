//! New entries of HCL: arguments, nested blocks and entries of objects, laid out as `terraform fmt` has them.

use super::insert::{Inside, UNIT, behind_comment, bracketed, column};
use super::layout::{Entry, Layout, Style, Text};
use super::literal::Language;
use super::render::Replacement;
use serde_json::Value;

/// Arguments that stand first in a block by custom.
const FIRST: [&str; 3] = ["count", "for_each", "provider"];
/// What stands last in a block by custom.
const LAST: [&str; 5] = ["tags", "tags_all", "depends_on", "lifecycle", "timeouts"];

/// Entries of an object of HCL: lines with or without commas, with their signs of equality below each other.
pub(super) fn object(
    text: Text<'_>,
    layout: &Layout,
    new: &[(&str, &Value)],
    made: &mut Vec<Replacement>,
) {
    let inner = Inside::of(text, layout);
    let last = layout.entries.last();
    let colon =
        last.is_some_and(|last| text.get(last.key_end, last.end).trim_start().starts_with(':'));
    let quoted = last.is_some_and(|last| text.get(last.start, last.key_end).starts_with('"'));
    let name_of = |name: &str| if quoted { format!("\"{name}\"") } else { name.to_owned() };
    let lines = inner.lines.is_some() && last.is_some();
    let names: Vec<String> = new.iter().map(|(name, _)| name_of(name)).collect();
    let plain: Vec<&String> = names.iter().collect();
    let mut width = 0;
    if lines && !colon {
        width = aligned(text, layout, layout.entries.len().checked_sub(1), &plain, made);
    }
    let entries: Vec<String> = names
        .iter()
        .zip(new)
        .map(|(name, (_, value))| {
            let written = inner.value(Style::Object, value);
            if colon {
                format!("{name} : {written}")
            } else {
                format!("{name:<width$} = {written}")
            }
        })
        .collect();
    let between =
        |pair: &[Entry]| text.get(pair[0].end, pair[1].start).trim_start().starts_with(',');
    let behind =
        last.is_some_and(|last| text.get(last.end, layout.close).trim_start().starts_with(','));
    let commas = behind || layout.entries.windows(2).any(between);
    match (&inner.lines, last) {
        (Some(own), Some(last)) if !commas => {
            let at = behind_comment(text, last.end, layout.close);
            let new: String =
                entries.iter().map(|entry| format!("{}{own}{entry}", inner.ending)).collect();
            made.push(Replacement::new(at, at, new));
        }
        (Some(own), None) => {
            let new: String =
                entries.iter().map(|entry| format!("{}{own}{entry}", inner.ending)).collect();
            let new = format!("{new}{}{}", inner.ending, text.indentation(layout.close));
            made.push(Replacement::new(layout.open, layout.close, new));
        }
        _ => bracketed(text, layout, &inner, &entries, made),
    }
}

/// The width of the names among which new ones come, behind an entry. Where a new name is longer than all, the others' signs
/// of equality move along, as `terraform fmt` has them.
fn aligned(
    text: Text<'_>,
    layout: &Layout,
    behind: Option<usize>,
    names: &[&String],
    made: &mut Vec<Replacement>,
) -> usize {
    let longest = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    let group = group(text, layout, behind);
    let sign = |entry: &Entry| {
        let between = text.get(entry.key_end, entry.end);
        entry.key_end + between.find('=').unwrap_or(0)
    };
    let columns: Vec<usize> = group.iter().map(|entry| column(text, sign(entry))).collect();
    let width = |entry: &Entry| text.get(entry.start, entry.key_end).chars().count();
    let widest = group.iter().map(|entry| width(entry)).max().unwrap_or(0);
    let Some(first) = columns.first() else { return longest };
    let indentation = group.first().map_or(0, |entry| column(text, entry.start));
    let straight = columns.iter().all(|own| own == first);
    if !straight {
        return 0;
    }
    let room = first.saturating_sub(indentation + 1);
    if room >= longest || room > widest {
        return room;
    }
    for entry in group {
        let blanks = " ".repeat(longest - width(entry) + 1);
        let (from, to) = (entry.key_end, sign(entry));
        if text.get(from, to) != blanks {
            made.push(Replacement::new(from, to, blanks));
        }
    }
    longest
}

/// The entries on lines of their own that follow one another around a place, which `terraform fmt` lays out together.
fn group<'a>(text: Text<'_>, layout: &'a Layout, behind: Option<usize>) -> Vec<&'a Entry> {
    let single = |entry: &Entry| {
        let line = text.get(entry.start, text.line_end(entry.start));
        let heredoc = line.contains("<<");
        !entry.block && text.leads(entry.start) && (heredoc || !text.breaks(entry.start, entry.end))
    };
    let whole = |entry: &Entry| single(entry) && !text.breaks(entry.start, entry.end);
    let next_line = |one: &Entry, other: &Entry| {
        text.get(one.end, other.start).matches('\n').count() == 1
            && text
                .get(one.end, other.start)
                .lines()
                .nth(1)
                .is_none_or(|line| line.trim().is_empty())
    };
    let entries = &layout.entries;
    let next = behind.map_or(0, |at| at + 1);
    let mut from = next;
    while from > 0
        && whole(&entries[from - 1])
        && (from == next || next_line(&entries[from - 1], &entries[from]))
    {
        from -= 1;
    }
    let mut to = next;
    // What follows on the next line goes on below the new lines.
    let joins = |at: usize| match at.checked_sub(1).and_then(|before| entries.get(before)) {
        Some(before) => next_line(before, &entries[at]),
        None => text.get(layout.open, entries[at].start).matches('\n').count() == 1,
    };
    while to < entries.len() && single(&entries[to]) && joins(to) {
        to += 1;
        if !whole(&entries[to - 1]) {
            break;
        }
    }
    entries[from..to].iter().collect()
}

/// Arguments and nested blocks of a block of HCL.
pub(super) fn body(
    text: Text<'_>,
    layout: &Layout,
    new: &[(&str, &Value)],
    made: &mut Vec<Replacement>,
) {
    let ending = text.line_ending();
    let outer = text.indentation(layout.open);
    let leads = layout.entries.iter().find(|entry| text.leads(entry.start));
    let own = leads.map_or_else(
        || format!("{outer}{}", " ".repeat(UNIT)),
        |entry| text.indentation(entry.start).to_owned(),
    );
    let unit = own
        .strip_prefix(outer)
        .filter(|unit| !unit.is_empty())
        .map_or_else(|| " ".repeat(UNIT), str::to_owned);
    let (constants, blocks): (Vec<_>, Vec<_>) =
        new.iter().partition(|(_, value)| !value.is_object() && !value.is_array());
    let names: Vec<String> = constants.iter().map(|(name, _)| (*name).to_owned()).collect();
    let plain: Vec<&String> = names.iter().collect();
    let blocks: Vec<String> = blocks
        .iter()
        .flat_map(|(name, value)| match value {
            Value::Array(items) => items.iter().map(|item| (*name, item)).collect(),
            value => vec![(*name, *value)],
        })
        .map(|(name, value)| block(name, value, &own, &unit, ending))
        .collect();
    let line = |width: usize, (name, value): &(&str, &Value)| {
        format!("{own}{name:<width$} = {}", Language::Hcl.constant(value))
    };
    if !text.breaks(layout.open, layout.close) {
        // All on one line: it becomes several. What stands there stays, with other blanks around it.
        let arguments = || layout.entries.iter().filter(|entry| !entry.block);
        let widths = arguments().map(|entry| entry.key_end - entry.start);
        let width = widths.chain(names.iter().map(String::len)).max().unwrap_or(0);
        let mut lines: Vec<String> = constants.iter().map(|one| line(width, one)).collect();
        for block in blocks {
            if !lines.is_empty() || !layout.entries.is_empty() {
                lines.push(String::new());
            }
            lines.push(block);
        }
        let lines = format!("{ending}{}{ending}{outer}", lines.join(ending));
        let mut from = layout.open;
        for entry in &layout.entries {
            made.push(Replacement::new(from, entry.start, format!("{ending}{own}")));
            from = entry.end;
        }
        for entry in arguments().filter(|_| !constants.is_empty()) {
            let sign = entry.key_end + text.get(entry.key_end, entry.end).find('=').unwrap_or(0);
            let blanks = " ".repeat(width + 1 - (entry.key_end - entry.start));
            if text.get(entry.key_end, sign) != blanks {
                made.push(Replacement::new(entry.key_end, sign, blanks));
            }
        }
        made.push(Replacement::new(from, layout.close, lines));
        return;
    }
    let entries = &layout.entries;
    let end_of =
        |behind: Option<usize>| text.line_end(behind.map_or(layout.open, |at| entries[at].end));
    let empty_line = |at: usize| {
        let next = text
            .0
            .get(at..)
            .unwrap_or("")
            .strip_prefix('\r')
            .unwrap_or(text.0.get(at..).unwrap_or(""));
        let next = next.strip_prefix('\n').unwrap_or(next);
        next.lines()
            .next()
            .is_none_or(|line| line.trim().is_empty() || line.trim_start().starts_with('}'))
    };
    let mut attribute_end = None;
    if !constants.is_empty() {
        let is = |words: &[&str], entry: &Entry| words.contains(&&*entry.name);
        let first_block = entries.iter().position(|entry| entry.block).unwrap_or(entries.len());
        let usual = |entry: &Entry| !entry.block && !is(&FIRST, entry) && !is(&LAST, entry);
        let behind = entries[..first_block]
            .iter()
            .rposition(usual)
            .or_else(|| entries.iter().rposition(usual));
        let leading = entries.iter().rposition(|entry| is(&FIRST, entry));
        let at = end_of(behind.or(leading));
        let apart = behind.is_none() && leading.is_some();
        let width = match apart {
            true => names.iter().map(String::len).max().unwrap_or(0),
            false => aligned(text, layout, behind, &plain, made),
        };
        let mut new: String =
            constants.iter().flat_map(|one| [ending.to_owned(), line(width, one)]).collect();
        if apart {
            new.insert_str(0, ending);
        }
        let next = behind.or(leading).map_or(0, |at| at + 1);
        let alone = behind.is_none()
            && entries.get(next).is_some_and(|entry| entry.block || apart)
            && !empty_line(at);
        if alone {
            new.push_str(ending);
        }
        made.push(Replacement::new(at, at, new));
        attribute_end = Some(at);
    }
    if !blocks.is_empty() {
        let behind = entries.iter().rposition(|entry| !LAST.contains(&&*entry.name));
        let at = end_of(behind);
        let first = behind.is_none() && attribute_end != Some(at);
        let mut new = String::new();
        for (index, block) in blocks.iter().enumerate() {
            new.push_str(if index == 0 && first { "" } else { ending });
            new.push_str(ending);
            new.push_str(block);
        }
        if !empty_line(at) {
            new.push_str(ending);
        }
        made.push(Replacement::new(at, at, new).ordered(1));
    }
}

/// A nested block, without the ending of its last line.
fn block(name: &str, tree: &Value, own: &str, unit: &str, ending: &str) -> String {
    let inner = format!("{own}{unit}");
    let mut lines = vec![format!("{own}{name} {{")];
    let entries = || tree.as_object().into_iter().flatten();
    let constant = |value: &Value| !value.is_object() && !value.is_array();
    let width = entries()
        .filter(|(_, value)| constant(value))
        .map(|(name, _)| name.len())
        .max()
        .unwrap_or(0);
    for (name, value) in entries() {
        lines.push(match constant(value) {
            true => format!("{inner}{name:<width$} = {}", Language::Hcl.constant(value)),
            false => block(name, value, &inner, unit, ending),
        });
    }
    lines.push(format!("{own}}}"));
    lines.join(ending)
}
