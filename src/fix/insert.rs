//! New entries in the style of those around them.

use super::layout::{Entry, Layout, Style, Text};
use super::literal::Language;
use super::render::Replacement;
use serde_json::{Map, Value};

/// Arguments that stand first in a block by custom.
const FIRST: [&str; 3] = ["count", "for_each", "provider"];
/// What stands last in a block by custom.
const LAST: [&str; 5] = ["tags", "tags_all", "depends_on", "lifecycle", "timeouts"];
/// By how much lines go in where nothing around shows it.
const UNIT: usize = 2;

/// Puts what a tree says and the text lacks into an object or a block.
pub(super) fn extend(
    text: Text<'_>,
    layout: &Layout,
    tree: &Map<String, Value>,
    made: &mut Vec<Replacement>,
) -> Result<(), String> {
    if layout.is_function() {
        return Err("it is given by a function".to_owned());
    }
    if layout.list {
        return match &*layout.entries {
            [Entry { inner: Some(only), .. }] if !only.list => extend(text, only, tree, made),
            _ => Err("it is one of several, or none".to_owned()),
        };
    }
    let mut new: Vec<(&str, &Value)> = Vec::new();
    for (name, value) in tree {
        let Some(entry) = layout.entry(name) else {
            new.push((name, value));
            continue;
        };
        let computed = || format!("`{name}` is given by an expression");
        let block = entry.block
            || layout.style == Style::Body && !entry.inner.as_ref().is_some_and(|inner| inner.list);
        match value {
            Value::Object(inner_tree) => {
                let several =
                    layout.entries.iter().filter(|other| other.name == entry.name).count() > 1;
                if several {
                    return Err(format!("there are several `{name}`"));
                }
                extend(text, entry.inner.as_ref().ok_or_else(computed)?, inner_tree, made)?;
            }
            Value::Array(_) if block && entry.block => new.push((name, value)),
            Value::Array(items) => {
                let list = entry.inner.as_ref().filter(|inner| inner.list).ok_or_else(computed)?;
                for item in items {
                    append(text, list, item, made)?;
                }
            }
            // What is written as nothing gets a value.
            constant @ (Value::Bool(_) | Value::Number(_) | Value::String(_))
                if is_nothing(layout.style, text.get(value_at(text, entry), entry.end)) =>
            {
                let written = language(layout.style).constant(constant);
                made.push(Replacement::new(value_at(text, entry), entry.end, written));
            }
            constant
                if text.get(value_at(text, entry), entry.end)
                    == language(layout.style).constant(constant) => {}
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                return Err(format!(
                    "`{name}` is written there, by an expression that is not replaced"
                ));
            }
        }
    }
    if !new.is_empty() {
        add(text, layout, &new, made);
    }
    Ok(())
}

/// Where the value of an entry begins.
fn value_at(text: Text<'_>, entry: &Entry) -> usize {
    let behind = text.get(entry.key_end, entry.end);
    let value = behind
        .trim_start_matches(['"', '\''])
        .trim_start()
        .trim_start_matches(['=', ':'])
        .trim_start();
    entry.end - value.len()
}

/// Whether a value is written that says as much as none.
fn is_nothing(style: Style, written: &str) -> bool {
    match style {
        Style::Body | Style::Object | Style::Json => written == "null",
        Style::Flow | Style::Block => {
            let name =
                written.strip_prefix("!Ref ").map(|name| name.trim().trim_matches(['"', '\'']));
            matches!(written, "null" | "~") || name == Some("AWS::NoValue")
        }
    }
}

/// The language of a style.
fn language(style: Style) -> Language {
    match style {
        Style::Json => Language::Json,
        Style::Flow | Style::Block => Language::Yaml,
        Style::Object | Style::Body => Language::Hcl,
    }
}

fn add(text: Text<'_>, layout: &Layout, new: &[(&str, &Value)], made: &mut Vec<Replacement>) {
    match layout.style {
        Style::Body => body(text, layout, new, made),
        Style::Object => object(text, layout, new, made),
        Style::Json | Style::Flow => {
            let inner = Inside::of(text, layout);
            let entries: Vec<String> =
                new.iter().map(|(name, value)| inner.entry(layout.style, name, value)).collect();
            bracketed(text, layout, &inner, &entries, made);
        }
        Style::Block => {
            let column = column(text, layout.open);
            let mut lines = Vec::new();
            for (name, value) in new {
                yaml(text, name, value, (column, unit_of(text, layout)), &mut lines);
            }
            below(text, layout, &lines, 2 * column, made);
        }
    }
}

/// Adds an item to a list.
fn append(
    text: Text<'_>,
    list: &Layout,
    item: &Value,
    made: &mut Vec<Replacement>,
) -> Result<(), String> {
    match (list.style, item) {
        (Style::Block, Value::Object(map)) => {
            let dash = text.get(0, list.open).rfind('-').ok_or("the list has no dash")?;
            let column = column(text, dash);
            let inner = column + (list.open - dash);
            let mut lines = Vec::new();
            for (name, value) in map {
                yaml(text, name, value, (inner, UNIT), &mut lines);
            }
            if let Some(first) = lines.first_mut() {
                let lead = format!("{}-{}", " ".repeat(column), " ".repeat(list.open - dash - 1));
                *first = format!("{lead}{}", first.trim_start());
            }
            below(text, list, &lines, 2 * column + 1, made);
            Ok(())
        }
        (Style::Json | Style::Flow | Style::Object, item) => {
            let inner = Inside::of(text, list);
            let written = inner.value(list.style, item);
            bracketed(text, list, &inner, &[written], made);
            Ok(())
        }
        (Style::Body | Style::Block, _) => {
            Err("the list is laid out as nothing is added to".to_owned())
        }
    }
}

/// Lines below the last one of a YAML block.
fn below(
    text: Text<'_>,
    layout: &Layout,
    lines: &[String],
    depth: usize,
    made: &mut Vec<Replacement>,
) {
    let at = text.line_end(layout.close);
    let new: String = lines.iter().flat_map(|line| [text.line_ending(), line]).collect();
    // What stands deeper belongs to what stands less deep: it comes first.
    let order = -i64::try_from(depth).unwrap_or(0);
    made.push(Replacement::new(at, at, new).ordered(order));
}

fn column(text: Text<'_>, at: usize) -> usize {
    text.get(text.line_start(at), at).chars().count()
}

/// By how much nested lines go in.
fn unit_of(text: Text<'_>, layout: &Layout) -> usize {
    let own = column(text, layout.open);
    let deeper = layout.entries.iter().filter_map(|entry| entry.inner.as_ref()).filter(|inner| {
        inner.style == Style::Block && !inner.list && !inner.is_function() && text.leads(inner.open)
    });
    deeper
        .map(|inner| column(text, inner.open).saturating_sub(own))
        .find(|unit| (1..=8).contains(unit))
        .unwrap_or(UNIT)
}

/// The lines of an entry of a YAML block.
fn yaml(
    text: Text<'_>,
    name: &str,
    value: &Value,
    (column, unit): (usize, usize),
    lines: &mut Vec<String>,
) {
    let blanks = " ".repeat(column);
    match value {
        Value::Object(map) => {
            lines.push(format!("{blanks}{name}:"));
            for (name, value) in map {
                yaml(text, name, value, (column + unit, unit), lines);
            }
        }
        Value::Array(items) => {
            lines.push(format!("{blanks}{name}:"));
            for item in items.iter().filter_map(Value::as_object) {
                let first = lines.len();
                for (name, value) in item {
                    yaml(text, name, value, (column + unit + 2, unit), lines);
                }
                if let Some(line) = lines.get_mut(first) {
                    *line = format!("{blanks}{}- {}", " ".repeat(unit), line.trim_start());
                }
            }
        }
        constant => lines
            .push(format!("{blanks}{name}: {}", text.quoted(&Language::Yaml.constant(constant)))),
    }
}

/// How entries stand between brackets.
struct Inside {
    /// What stands between a name and its value.
    between: &'static str,
    /// What the lines of entries begin with; `None`: all of it stands on one line.
    lines: Option<String>,
    unit: String,
    ending: &'static str,
}

impl Inside {
    fn of(text: Text<'_>, layout: &Layout) -> Inside {
        let outer = text.indentation(layout.open);
        let lines = match layout.entries.last() {
            Some(last) if text.leads(last.start) => Some(text.indentation(last.start).to_owned()),
            Some(_) => None,
            None if text.breaks(layout.open, layout.close) => {
                Some(format!("{outer}{}", " ".repeat(UNIT)))
            }
            None => None,
        };
        let unit =
            lines.as_ref().and_then(|own| own.strip_prefix(outer)).filter(|unit| !unit.is_empty());
        let unit = unit.map_or_else(|| " ".repeat(UNIT), str::to_owned);
        let spaced = |entry: &Entry| text.get(entry.key_end, value_at(text, entry)).contains(" :");
        let between = match layout.style {
            Style::Object | Style::Body => " = ",
            _ if layout.entries.last().is_some_and(spaced) => " : ",
            _ => ": ",
        };
        Inside { between, lines, unit, ending: text.line_ending() }
    }

    fn entry(&self, style: Style, name: &str, value: &Value) -> String {
        let name = if style == Style::Json { format!("\"{name}\"") } else { name.to_owned() };
        format!("{name}{}{}", self.between, self.value(style, value))
    }

    fn value(&self, style: Style, value: &Value) -> String {
        let (opening, closing, inner): (_, _, Vec<String>) = match value {
            Value::Object(map) => {
                let deeper = self.deeper();
                let entries = map.iter().map(|(name, value)| deeper.entry(style, name, value));
                ('{', '}', entries.collect())
            }
            Value::Array(items) => {
                let deeper = self.deeper();
                ('[', ']', items.iter().map(|item| deeper.value(style, item)).collect())
            }
            constant => return language(style).constant(constant),
        };
        match &self.lines {
            Some(own) => {
                let line = format!("{}{own}{}", self.ending, self.unit);
                let comma = if style == Style::Object && opening == '{' { "" } else { "," };
                let inner: Vec<String> =
                    inner.iter().map(|entry| format!("{line}{entry}")).collect();
                format!("{opening}{}{}{own}{closing}", inner.join(comma), self.ending)
            }
            None if opening == '{' && style == Style::Object => {
                format!("{{ {} }}", inner.join(", "))
            }
            None => format!("{opening}{}{closing}", inner.join(", ")),
        }
    }

    fn deeper(&self) -> Inside {
        Inside {
            between: self.between,
            lines: self.lines.as_ref().map(|own| format!("{own}{}", self.unit)),
            unit: self.unit.clone(),
            ending: self.ending,
        }
    }
}

/// Entries between brackets with commas between them.
fn bracketed(
    text: Text<'_>,
    layout: &Layout,
    inner: &Inside,
    entries: &[String],
    made: &mut Vec<Replacement>,
) {
    let Some(last) = layout.entries.last() else {
        let new = match &inner.lines {
            Some(own) => {
                let line = format!("{}{own}", inner.ending);
                format!(
                    "{line}{}{}{}",
                    entries.join(&format!(",{line}")),
                    inner.ending,
                    text.indentation(layout.close)
                )
            }
            None => {
                let blank = if layout.style == Style::Json || layout.list { "" } else { " " };
                format!("{blank}{}{blank}", entries.join(", "))
            }
        };
        made.push(Replacement::new(layout.open, layout.close, new));
        return;
    };
    let rest = text.get(last.end, layout.close);
    let comma = rest.trim_start().starts_with(',');
    let lead =
        inner.lines.as_ref().map_or_else(|| " ".to_owned(), |own| format!("{}{own}", inner.ending));
    let more: String = entries.iter().skip(1).map(|entry| format!(",{lead}{entry}")).collect();
    let Some(first) = entries.first() else { return };
    let new = format!("{lead}{first}{more}");
    if comma {
        // The comma behind the last entry stays the style.
        let at = last.end + rest.find(',').unwrap_or(0) + 1;
        let at = if inner.lines.is_some() { behind_comment(text, at, layout.close) } else { at };
        made.push(Replacement::new(at, at, format!("{new},")));
        return;
    }
    let at =
        if inner.lines.is_some() { behind_comment(text, last.end, layout.close) } else { last.end };
    if at == last.end {
        made.push(Replacement::new(at, at, format!(",{new}")));
    } else {
        made.push(Replacement::new(last.end, last.end, ","));
        made.push(Replacement::new(at, at, new));
    }
}

/// The end of a line of which the rest is a comment, else the place itself.
fn behind_comment(text: Text<'_>, at: usize, limit: usize) -> usize {
    let end = text.line_end(at).min(limit);
    let rest = text.get(at, end).trim();
    let comment = rest.starts_with('#')
        || rest.starts_with("//")
        || rest.starts_with("/*") && rest.ends_with("*/");
    if comment { end } else { at }
}

/// Entries of an object of HCL: lines with or without commas, with their signs of equality below each other.
fn object(text: Text<'_>, layout: &Layout, new: &[(&str, &Value)], made: &mut Vec<Replacement>) {
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
fn body(text: Text<'_>, layout: &Layout, new: &[(&str, &Value)], made: &mut Vec<Replacement>) {
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
