//! New entries in the style of those around them.

use super::hcl;
use super::layout::{Entry, Layout, Style, Text};
use super::literal::Language;
use super::render::Replacement;
use serde_json::{Map, Value};

/// By how much lines go in where nothing around shows it.
pub(super) const UNIT: usize = 2;

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
        if let Some(nothing) = Nothing::of(text, layout, entry, value) {
            nothing.fill(text, layout, name, value, made);
            continue;
        }
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

/// The value of an entry of a YAML block that says nothing, on the line of its name: `name:`, `name: {}` or `name: []`.
struct Nothing {
    /// Where the line's name begins.
    name: usize,
    /// Behind the colon.
    start: usize,
    /// One past what is written there.
    end: usize,
}

impl Nothing {
    fn of(text: Text<'_>, layout: &Layout, entry: &Entry, value: &Value) -> Option<Nothing> {
        let line_end = text.line_end(entry.key_end);
        let rest = text.get(entry.key_end, line_end).trim_start_matches(['"', '\'']);
        let behind = rest.strip_prefix(':')?;
        let start = line_end - behind.len();
        let said = match behind.find(" #") {
            Some(comment) => behind[..comment].trim_end(),
            None => behind.trim_end(),
        };
        // In a plain block alone: what an alias brings in stands elsewhere.
        let own = layout.style == Style::Block && !layout.list && entry.end <= line_end;
        let empty = match (value, said.trim()) {
            (_, "") => entry.inner.is_none(),
            (Value::Object(_), "{}") | (Value::Array(_), "[]") => true,
            _ => false,
        };
        (own && empty).then(|| Nothing { name: entry.start, start, end: start + said.len() })
    }

    /// Puts a value there, as block style has it.
    fn fill(
        &self,
        text: Text<'_>,
        layout: &Layout,
        name: &str,
        value: &Value,
        made: &mut Vec<Replacement>,
    ) {
        let unit = unit_of(text, layout);
        let column = column(text, self.name);
        let mut lines = Vec::new();
        yaml(text, name, value, (column, unit), &mut lines);
        if !matches!(value, Value::Object(_) | Value::Array(_)) {
            let constant = text.quoted(&Language::Yaml.constant(value));
            made.push(Replacement::new(self.start, self.end, format!(" {constant}")));
            return;
        }
        if self.start < self.end {
            made.push(Replacement::new(self.start, self.end, String::new()));
        }
        let at = text.line_end(self.end);
        let new: String =
            lines.iter().skip(1).flat_map(|line| [text.line_ending(), line]).collect();
        let order = -i64::try_from(2 * (column + unit)).unwrap_or(0);
        made.push(Replacement::new(at, at, new).ordered(order));
    }
}

/// Where the value of an entry begins.
pub(super) fn value_at(text: Text<'_>, entry: &Entry) -> usize {
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
        Style::Body => hcl::body(text, layout, new, made),
        Style::Object => hcl::object(text, layout, new, made),
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

pub(super) fn column(text: Text<'_>, at: usize) -> usize {
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
pub(super) struct Inside {
    /// What stands between a name and its value.
    between: &'static str,
    /// What the lines of entries begin with; `None`: all of it stands on one line.
    pub(super) lines: Option<String>,
    unit: String,
    pub(super) ending: &'static str,
}

impl Inside {
    pub(super) fn of(text: Text<'_>, layout: &Layout) -> Inside {
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

    pub(super) fn value(&self, style: Style, value: &Value) -> String {
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
pub(super) fn bracketed(
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
pub(super) fn behind_comment(text: Text<'_>, at: usize, limit: usize) -> usize {
    let end = text.line_end(at).min(limit);
    let rest = text.get(at, end).trim();
    let comment = rest.starts_with('#')
        || rest.starts_with("//")
        || rest.starts_with("/*") && rest.ends_with("*/");
    if comment { end } else { at }
}
