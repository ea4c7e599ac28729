//! `Fn::Sub`: names in `${}` replaced by their values (user guide, "Fn::Sub").

use super::stack::Stack;
use super::strings;
use crate::source::{Loss, Span};
use crate::syntax::flat::Flat;
use crate::value::{Data, Entry, Place, StepKind, Value};
use indexmap::IndexMap;
use std::sync::Arc;

/// A run of the text: as it is, a name to look up, or what stands where a name is expected.
enum Run {
    Text(usize, usize),
    Name(usize, usize),
    NoName(usize, usize),
}

impl Stack<'_> {
    pub(super) fn sub(&mut self, argument: &Value, raw: &Value) -> Value {
        let (template, names) = match argument.items() {
            Some([template, names]) if names.entries().is_some() => {
                (template.clone(), names.entries().cloned())
            }
            Some([_, _]) => return self.wrong(raw, "Fn::Sub needs a map beside its string"),
            Some([template]) => (template.clone(), None),
            Some(_) => return self.wrong(raw, "Fn::Sub needs a string, or a string and a map"),
            None => (argument.clone(), None),
        };
        let mut template =
            if template.as_str().is_some() { template } else { self.value(&template) };
        // A loop's identifier inside a name (`${Topic${Name}.Arn}`) is put in before the name is
        // read.
        if let Data::String(text) = &template.data
            && !self.loops.is_empty()
            && nested(&text.text)
        {
            template.data = Value::string(self.looped_key(&text.text), None).data;
        }
        let Some(flat) = Flat::of_string(&template) else {
            return match strings::text_of(&template) {
                Some(text) => Value { data: Value::string(text, None).data, ..template },
                None if template.as_unknown().is_some() => {
                    super::functions::carried(&template, raw)
                }
                None => self.wrong(raw, "Fn::Sub needs a string"),
            };
        };
        let text: Arc<str> = flat.text.as_str().into();
        let mut values = Vec::new();
        for run in runs(&text) {
            match run {
                Run::Text(from, to) => values.push(strings::slice(&template, &flat, from, to)),
                Run::NoName(from, to) => {
                    // CloudFormation refuses the template; what was meant is the text as it stands.
                    let at = Value::null(flat.place(from, to).span.or(raw.place.span));
                    let shown = text.get(from..to).unwrap_or_default();
                    self.problem(Loss::Warning, &at, format!("Fn::Sub takes {shown} for a name, which it cannot be (`${{!` writes `${{`)"));
                    values.push(strings::slice(&template, &flat, from, to));
                }
                Run::Name(from, to) => {
                    // The place of `${Name}` itself.
                    let span = flat.place(from - 2, to + 1).span.or(raw.place.span);
                    let name = text.get(from..to).unwrap_or_default().trim().to_owned();
                    let value = self.named(&name, names.as_ref(), span, raw);
                    if strings::is_collection(&value) {
                        self.problem(
                            Loss::Warning,
                            &Value::null(span),
                            format!("Fn::Sub needs a string for {name}"),
                        );
                    }
                    values.push(value);
                }
            }
        }
        let place = Place { span: template.place.span.or(raw.place.span), chain: None };
        let value = strings::lift(values, &place, &mut |values| strings::concat(&values, &place));
        strings::dynamic(value)
    }

    fn named(
        &mut self,
        name: &str,
        names: Option<&IndexMap<Arc<str>, Entry>>,
        span: Option<Span>,
        raw: &Value,
    ) -> Value {
        let at = Value { place: Place { span, chain: None }, ..raw.clone() };
        if let Some(entry) = names.and_then(|names| names.get(name)) {
            let value = self.value(&entry.value);
            return value.through(StepKind::Template, name, span);
        }
        if self.loops.iter().any(|(known, _)| &**known == name)
            || name.starts_with("AWS::")
            || self.parameters.contains_key(name)
        {
            return self.reference(name, &at);
        }
        match name.split_once('.') {
            Some((target, attribute)) => self.attribute(target, Some(attribute), &at),
            None => self.reference(name, &at),
        }
    }
}

/// The runs of a template: `${Name}` is a name, `${!Name}` the text `${Name}`.
fn runs(text: &str) -> Vec<Run> {
    let mut out = Vec::new();
    let mut done = 0;
    let mut at = 0;
    while let Some(open) = text[at..].find("${").map(|found| at + found) {
        let Some(close) = text[open..].find('}').map(|found| open + found) else { break };
        let name = &text[open + 2..close];
        if name.starts_with('!') {
            out.push(Run::Text(done, open + 2));
            done = open + 3;
            at = close + 1;
            continue;
        }
        out.push(Run::Text(done, open));
        out.push(if is_name(name.trim()) {
            Run::Name(open + 2, close)
        } else {
            Run::NoName(open, close + 1)
        });
        done = close + 1;
        at = done;
    }
    out.push(Run::Text(done, text.len()));
    out.retain(|run| !matches!(run, Run::Text(from, to) if from >= to));
    out
}

/// Names are alphanumeric, with `::` and `.` in them; what is not (`${x:-y}` of a shell)
/// CloudFormation refuses. A loop's item that is not known reads `*`.
fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .replace("::", "")
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '*'))
}

/// Whether a name holds the identifier of a loop.
fn nested(text: &str) -> bool {
    text.contains("&{")
        || text.match_indices("${").any(|(at, _)| {
            let inner = &text[at + 2..];
            inner.find("${").is_some_and(|next| inner.find('}').is_some_and(|close| next < close))
        })
}
