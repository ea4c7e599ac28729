//! What the transform allows by name: actions on resource patterns, made into statements at the
//! place of the name.

use crate::cloudformation::stack::Stack;
use crate::cloudformation::strings;
use crate::value::{Cause, Entry, Place, Value};
use std::sync::Arc;

/// Actions of one service on resources.
///
/// In a pattern `${Name}` is an argument's value and `@` the region and the account. A pattern is
/// the end of an ARN behind its partition, unless it is `*` or begins with an argument.
pub(super) struct Grant {
    pub service: &'static str,
    /// The actions without their service, blank between them.
    pub actions: &'static str,
    pub resources: &'static [&'static str],
    /// A key that must equal a pattern (`StringEquals`).
    pub condition: Option<(&'static str, &'static str)>,
}

/// Actions of a service on resources.
pub(super) const fn allow(
    service: &'static str,
    actions: &'static str,
    resources: &'static [&'static str],
) -> Grant {
    Grant { service, actions, resources, condition: None }
}

impl Grant {
    /// The same for as long as a key equals a pattern.
    pub(super) const fn when(self, key: &'static str, pattern: &'static str) -> Grant {
        Grant { condition: Some((key, pattern)), ..self }
    }
}

/// Makes values that stand at one place.
pub(super) struct At(pub Place);

impl At {
    /// Where a value stands, without its way.
    pub fn of(value: &Value) -> At {
        At(Place { span: value.place.span, chain: None })
    }

    pub fn put(&self, value: Value) -> Value {
        Value { place: self.0.clone(), ..value }
    }

    pub fn text(&self, text: &str) -> Value {
        self.put(Value::string(text, None))
    }

    pub fn list(&self, items: Vec<Value>) -> Value {
        self.put(Value::list(items, None))
    }

    pub fn map(&self, entries: Vec<(&str, Value)>) -> Value {
        let entries = entries
            .into_iter()
            .map(|(key, value)| (Arc::from(key), Entry { key: None, value }))
            .collect();
        self.put(Value::map(entries, None))
    }

    /// A policy document of statements.
    pub fn document(&self, statements: Vec<Value>) -> Value {
        self.map(vec![("Version", self.text("2012-10-17")), ("Statement", self.list(statements))])
    }
}

/// The arguments of a grant by their name in its patterns.
pub(super) type Arguments<'a> = &'a dyn Fn(&str) -> Option<Value>;

impl Stack<'_> {
    /// The policy document of grants: actions stand at `at`, resources where their arguments were
    /// written.
    pub(super) fn granted(&mut self, grants: &[Grant], arguments: Arguments<'_>, at: &At) -> Value {
        let statements =
            grants.iter().map(|grant| self.statement(grant, arguments, at, None)).collect();
        at.document(statements)
    }

    /// One statement; a resource policy's has a service as its principal.
    pub(super) fn statement(
        &mut self,
        grant: &Grant,
        arguments: Arguments<'_>,
        at: &At,
        principal: Option<&str>,
    ) -> Value {
        let actions = grant
            .actions
            .split(' ')
            .map(|action| at.text(&format!("{}:{action}", grant.service)))
            .collect();
        let resources =
            grant.resources.iter().map(|pattern| self.pattern(pattern, arguments, at)).collect();
        let mut entries = vec![("Effect", at.text("Allow"))];
        if let Some(service) = principal {
            entries.push(("Principal", at.map(vec![("Service", at.text(service))])));
        }
        entries.push(("Action", at.list(actions)));
        entries.push(("Resource", at.list(resources)));
        if let Some((key, pattern)) = grant.condition {
            let value = self.pattern(pattern, arguments, at);
            let operator = if principal.is_some() { "ArnEquals" } else { "StringEquals" };
            entries.push(("Condition", at.map(vec![(operator, at.map(vec![(key, value)]))])));
        }
        at.map(entries)
    }

    /// A pattern with its arguments in it.
    pub(super) fn pattern(&mut self, pattern: &str, arguments: Arguments<'_>, at: &At) -> Value {
        let whole = pattern == "*" || pattern.starts_with('$');
        let pattern =
            if whole { pattern.to_owned() } else { format!("arn:${{AWS::Partition}}:{pattern}") };
        let pattern = pattern.replace('@', "${AWS::Region}:${AWS::AccountId}");
        let mut parts = Vec::new();
        for (index, run) in pattern.split("${").enumerate() {
            let (name, text) = match run.split_once('}') {
                Some((name, text)) if index > 0 => (Some(name), text),
                _ => (None, run),
            };
            if let Some(name) = name {
                let value = if name.starts_with("AWS::") {
                    Some(self.reference(name, &at.text("")))
                } else {
                    arguments(name)
                };
                parts.push(value.unwrap_or_else(|| {
                    at.put(Value::unknown(Cause::wrong(format!("{name} is not given")), None))
                }));
            }
            if !text.is_empty() {
                parts.push(at.text(text));
            }
        }
        // An argument alone is what was written; one inside an ARN gives the whole its place, which
        // is what a reader changes.
        if let [_] = parts.as_slice() {
            return parts.swap_remove(0);
        }
        let argument =
            parts.iter().find(|part| part.place.span.is_some() && part.place.span != at.0.span);
        let place = argument.map_or_else(|| at.0.clone(), |part| part.place.clone());
        strings::lift(parts, &place, &mut |parts| strings::concat(&parts, &place))
    }
}
