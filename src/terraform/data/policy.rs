//! `aws_iam_policy_document` as the document it renders (AWS provider, "Data Source:
//! aws_iam_policy_document"): statements from `source_policy_documents` first, own statements over
//! those of the same `sid`, `override_policy_documents` over both.

use crate::source::{Loss, Span};
use crate::terraform::eval::either::either;
use crate::terraform::eval::{Evaluator, reason_of, rest};
use crate::value::{Cause, Data, Entry, List, ListKind, Piece, Text, Value};
use indexmap::IndexMap;
use std::sync::Arc;

type Entries = IndexMap<Arc<str>, Entry>;

/// Values by name, with the place of the name.
type Named = IndexMap<Arc<str>, (Option<Span>, Vec<Value>)>;

/// Attribute of a statement block, and the document's element.
const ELEMENTS: [(&str, &str); 6] = [
    ("sid", "Sid"),
    ("effect", "Effect"),
    ("actions", "Action"),
    ("not_actions", "NotAction"),
    ("resources", "Resource"),
    ("not_resources", "NotResource"),
];

impl Evaluator<'_> {
    /// The document, each element at the place of what it was written as.
    pub(super) fn policy_document(&self, values: &Value) -> Value {
        let header = values.place.span;
        let mut document = Entries::new();
        let version =
            values.get("version").cloned().unwrap_or_else(|| Value::string("2012-10-17", header));
        document.insert(Arc::from("Version"), Entry { key: None, value: version });
        if let Some(id) = values.get("policy_id") {
            document.insert(Arc::from("Id"), Entry { key: None, value: id.clone() });
        }
        let mut statements: Vec<Value> = Vec::new();
        for name in ["source_json", "source_policy_documents"] {
            self.add_documents(values.get(name), &mut statements);
        }
        if let Some(own) = values.get("statement").filter(|own| !own.is_null()) {
            match blocks_of(own) {
                Some(blocks) => add(&mut statements, blocks.iter().map(statement).collect()),
                None => statements.push(further(own)),
            }
        }
        for name in ["override_json", "override_policy_documents"] {
            self.add_documents(values.get(name), &mut statements);
        }
        let list = Value::list(
            statements,
            values.get("statement").and_then(|list| list.place.span).or(header),
        );
        document.insert(Arc::from("Statement"), Entry { key: None, value: list });
        Value::map(document, header)
    }

    /// The statements of documents given as JSON: one string, or a list of them.
    fn add_documents(&self, given: Option<&Value>, statements: &mut Vec<Value>) {
        let Some(given) = given else { return };
        match &given.data {
            Data::Null => {}
            Data::String(text) if text.text.is_empty() => {}
            Data::List(list) => {
                list.items.iter().for_each(|item| self.add_documents(Some(item), statements))
            }
            Data::String(_) => match crate::syntax::json::decode(given) {
                Ok(document) => {
                    let inner = document.get("Statement").cloned();
                    let items = match inner {
                        Some(list) if list.items().is_some() => {
                            list.items().unwrap_or_default().to_vec()
                        }
                        Some(one) => vec![one],
                        None => Vec::new(),
                    };
                    add(statements, items);
                }
                Err(error) => self.report(
                    Loss::Warning,
                    given.place.span,
                    format!("a policy document that is not valid JSON: {error}"),
                ),
            },
            Data::Unknown(unknown) => {
                let known = unknown
                    .encoded
                    .as_ref()
                    .and_then(|encoded| encoded.get("Statement"))
                    .and_then(Value::items);
                match known {
                    Some(items) => add(statements, items.to_vec()),
                    None => statements.push(further(given)),
                }
            }
            _ => statements.push(further(given)),
        }
    }
}

/// The blocks of one kind: a list, or in Terraform's JSON syntax one object that stands for a list
/// of one.
fn blocks_of(value: &Value) -> Option<&[Value]> {
    match &value.data {
        Data::Map(_) => Some(std::slice::from_ref(value)),
        _ => value.items(),
    }
}

/// Any number of statements that nobody can see.
fn further(given: &Value) -> Value {
    let reason = reason_of(given).unwrap_or(Cause::Part("a policy document is not known"));
    rest(given, reason)
}

/// Later statements replace earlier ones of the same `Sid`, in their place.
fn add(statements: &mut Vec<Value>, items: Vec<Value>) {
    for item in items {
        let sid = item
            .get("Sid")
            .and_then(Value::as_str)
            .filter(|sid| !sid.is_empty())
            .map(str::to_owned);
        let known = sid.and_then(|sid| {
            statements
                .iter_mut()
                .find(|known| known.get("Sid").and_then(Value::as_str) == Some(&sid))
        });
        match known {
            Some(known) => *known = item,
            None => statements.push(item),
        }
    }
}

/// A statement block as the document's statement; what is there under a condition only stays under
/// it.
fn statement(block: &Value) -> Value {
    if let Data::Either(known) = &block.data {
        let mut value =
            either(&known.condition, statement(&known.then), statement(&known.otherwise));
        value.place = block.place.clone();
        return value;
    }
    let Some(entries) = block.entries() else { return block.clone() };
    let mut made = Entries::new();
    let header = block.place.span;
    for (name, element) in ELEMENTS {
        match entries.get(name) {
            Some(entry) if !entry.value.is_null() => {
                made.insert(
                    Arc::from(element),
                    Entry { key: entry.key, value: one_or_list(&entry.value) },
                );
            }
            // An effect that is not written allows.
            _ if name == "effect" => {
                made.insert(
                    Arc::from(element),
                    Entry { key: None, value: Value::string("Allow", header) },
                );
            }
            _ => {}
        }
    }
    for (name, element) in [("principals", "Principal"), ("not_principals", "NotPrincipal")] {
        if let Some(entry) = entries.get(name) {
            made.insert(
                Arc::from(element),
                Entry { key: entry.key, value: principals(&entry.value) },
            );
        }
    }
    if let Some(entry) = entries.get("condition") {
        made.insert(
            Arc::from("Condition"),
            Entry { key: entry.key, value: conditions(&entry.value) },
        );
    }
    Value { data: Value::map(made, header).data, ..block.clone() }
}

/// A list of one is that one; `&{` stands for `${`.
fn one_or_list(value: &Value) -> Value {
    match &value.data {
        Data::List(list) => match list.items.as_slice() {
            [one] if !one.as_unknown().is_some_and(|unknown| unknown.rest) => one_or_list(one),
            items => {
                let items = items.iter().map(one_or_list).collect();
                Value {
                    data: Data::List(Arc::new(List { kind: ListKind::Tuple, items })),
                    ..value.clone()
                }
            }
        },
        Data::String(text) if text.text.contains("&{") => {
            let replaced =
                Text { text: Arc::from(text.text.replace("&{", "${")), parts: text.parts.clone() };
            Value { data: Data::String(replaced), ..value.clone() }
        }
        _ => value.clone(),
    }
}

/// `principals` blocks: `"*"`, or identifiers by type.
fn principals(blocks: &Value) -> Value {
    let Some(items) = blocks_of(blocks) else { return blocks.clone() };
    let mut types: Named = IndexMap::new();
    for block in items {
        let (Some(ty), Some(identifiers)) = (block.get("type"), block.get("identifiers")) else {
            if block.has_unknown() {
                return Value {
                    data: Value::unknown(
                        reason_of(block).unwrap_or(Cause::Part("not known")),
                        block.place.span,
                    )
                    .data,
                    ..blocks.clone()
                };
            }
            continue;
        };
        let Some(name) = ty.as_str() else {
            return Value { data: ty.data.clone(), ..blocks.clone() };
        };
        let star = matches!(identifiers.items(), Some([one]) if one.as_str() == Some("*"));
        if name == "*" && star && items.len() == 1 {
            return identifiers
                .items()
                .and_then(|items| items.first())
                .cloned()
                .unwrap_or_else(|| identifiers.clone());
        }
        let (_, all) = types.entry(Arc::from(name)).or_insert_with(|| (ty.place.span, Vec::new()));
        match identifiers.items() {
            Some(items) => all.extend(items.iter().cloned()),
            None => all.push(rest(
                identifiers,
                reason_of(identifiers).unwrap_or(Cause::Part("not known")),
            )),
        }
    }
    let entry = |(name, (key, items)): (Arc<str>, (Option<Span>, Vec<Value>))| {
        let span = items.first().and_then(|item| item.place.span);
        (name, Entry { key, value: one_or_list(&Value::list(items, span)) })
    };
    Value::map(types.into_iter().map(entry).collect(), blocks.place.span)
}

/// `condition` blocks: values by key by operator; equal keys of one operator are joined.
fn conditions(blocks: &Value) -> Value {
    let Some(items) = blocks_of(blocks) else { return blocks.clone() };
    let mut operators: IndexMap<Arc<str>, Named> = IndexMap::new();
    for block in items {
        let test = block.get("test").and_then(Value::as_str).map(Arc::<str>::from);
        let (Some(test), Some(variable), Some(values)) =
            (test, block.get("variable").and_then(key), block.get("values"))
        else {
            return Value {
                data: Value::unknown(
                    reason_of(block).unwrap_or(Cause::Part("not known")),
                    block.place.span,
                )
                .data,
                ..blocks.clone()
            };
        };
        let span = block.get("variable").and_then(|variable| variable.place.span);
        let (_, all) = operators
            .entry(test)
            .or_default()
            .entry(variable)
            .or_insert_with(|| (span, Vec::new()));
        match values.items() {
            Some(items) => all.extend(items.iter().cloned()),
            None => all.push(rest(values, reason_of(values).unwrap_or(Cause::Part("not known")))),
        }
    }
    let inner = |(name, (key, items)): (Arc<str>, (Option<Span>, Vec<Value>))| {
        let span = items.first().and_then(|item| item.place.span);
        (name, Entry { key, value: one_or_list(&Value::list(items, span)) })
    };
    let outer = |(name, keys): (Arc<str>, Named)| {
        let value = Value::map(keys.into_iter().map(inner).collect(), blocks.place.span);
        (name, Entry { key: None, value })
    };
    Value::map(operators.into_iter().map(outer).collect(), blocks.place.span)
}

/// A condition's key. Of one whose beginning is not known (`${module.cluster.oidc_provider}:sub`)
/// the name behind the last colon says what the condition is on; what is not known of it reads `x`.
fn key(variable: &Value) -> Option<Arc<str>> {
    if let Some(text) = variable.as_str() {
        return Some(Arc::from(text));
    }
    let pieces = &variable.as_unknown()?.pieces;
    let Some(Piece::Known { text, .. }) = pieces.last() else { return None };
    text.rsplit_once(':').filter(|(_, name)| !name.is_empty())?;
    let known = |piece: &Piece| match piece {
        Piece::Known { text, .. } => text.to_string(),
        Piece::Unknown(_) => "x".to_owned(),
    };
    Some(Arc::from(pieces.iter().map(known).collect::<String>()))
}
