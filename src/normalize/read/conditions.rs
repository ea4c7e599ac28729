//! Principals and conditions of IAM statements.

use crate::normalize::map::arms::given;
use crate::normalize::map::lookup::lookup;
use crate::normalize::map::remade::{rest_of, same_place, unknown_like};
use crate::normalize::map::schema::{Dialect, Rule};
use crate::normalize::map::template::{HOLE, Template};
use crate::normalize::map::walk::Walk;
use crate::normalize::read::{accounts, ranges};
use crate::value::{Data, Entry, List, ListKind, Text, Type, Value};
use std::sync::Arc;

fn object(parts: Vec<(&str, Value)>, like: &Value) -> Value {
    let entries = parts.into_iter().filter(|(_, value)| !value.is_null());
    let entries =
        entries.map(|(name, value)| (Arc::from(name), Entry { key: None, value })).collect();
    let mut object = Value::map(entries, None);
    object.place = like.place.clone();
    object
}

fn listed(value: &Value, items: Vec<Value>) -> Value {
    same_place(value, Data::List(Arc::new(List { kind: ListKind::Tuple, items })))
}

/// Principals as a list of `{type, id, account}`.
pub fn principals(walk: &mut Walk<'_>, value: &Value, block: bool) -> Value {
    let mut items = Vec::new();
    match &value.data {
        Data::Either(_) => return walk.arms(value, |walk, arm| principals(walk, arm, block)),
        Data::Unknown(_) => return value.clone(),
        Data::List(list) if block => {
            for item in &list.items {
                let Some(ty) = lookup(item, "type", Dialect::Terraform) else {
                    items.push(rest_of(item));
                    continue;
                };
                let ids = lookup(item, "identifiers", Dialect::Terraform)
                    .map_or_else(|| Value::null(None), |found| found.value);
                let ty = walk.apply(Rule::Id, &ty.value, Dialect::Terraform, "principals");
                add(walk, &ty, &ids, &mut items);
            }
        }
        Data::Map(map) => {
            for (ty, entry) in &map.entries {
                let ty = Value::string(ty.clone(), entry.key);
                add(walk, &ty, &entry.value, &mut items);
            }
            if let Some(reason) = &map.rest {
                items.push(rest_of(&Value::unknown(reason.clone(), value.place.span)));
            }
        }
        Data::String(_) => {
            // `"Principal": "*"` is everybody.
            let ty = Value::string("*", value.place.span);
            items.push(object(vec![("type", ty), ("id", value.clone())], value));
        }
        _ => return walk.mismatch(value, "principals", "a principal"),
    }
    listed(value, items)
}

fn add(walk: &mut Walk<'_>, ty: &Value, ids: &Value, items: &mut Vec<Value>) {
    let all = match &ids.data {
        Data::List(list) => list.items.as_slice(),
        Data::Null => return,
        // What is no string may be a list of any length.
        Data::Unknown(unknown)
            if unknown.pieces.is_empty()
                && ids.references().is_empty()
                && unknown.ty != Type::String =>
        {
            items.push(rest_of(ids));
            return;
        }
        _ => std::slice::from_ref(ids),
    };
    for id in all {
        if id.as_unknown().is_some_and(|unknown| unknown.rest) {
            items.push(id.clone());
            continue;
        }
        let principal = principal(walk, ty, id);
        if !principal.is_null() {
            items.push(principal);
        }
    }
}

fn principal(walk: &mut Walk<'_>, ty: &Value, id: &Value) -> Value {
    if let Data::Either(_) = id.data {
        return walk.arms(id, |walk, arm| principal(walk, ty, arm));
    }
    let id = walk.apply(Rule::Ref(&["iam.role", "iam.user"]), id, Dialect::Ecs, "principals");
    if id.is_null() {
        return id;
    }
    let account = account(walk, &id);
    let foreign = if ty.as_str().is_none_or(|ty| ty == "AWS") {
        accounts::foreign(walk.index, &id)
    } else {
        Value::null(None)
    };
    let provider = if ty.as_str().is_none_or(|ty| ty == "Federated") {
        provider(walk, &id)
    } else {
        Value::null(None)
    };
    object(
        vec![
            ("type", ty.clone()),
            ("id", given(&id)),
            ("account", account),
            ("foreign", foreign),
            ("provider", provider),
        ],
        &id,
    )
}

/// What kind of identity provider a federated principal is: `oidc` or `saml` by its ARN or by the
/// resource it refers to, else `built-in` (Amazon Cognito, Google, Facebook, Login with Amazon; IAM
/// user guide, "Principal element").
fn provider(walk: &Walk<'_>, id: &Value) -> Value {
    let word = |word: &str| Value::string(word, id.place.span);
    let refers = |wanted: &[&str]| {
        id.references().iter().any(|reference| {
            let ty = walk
                .index
                .find(&reference.to)
                .map(|found| found.source_type.as_str())
                .unwrap_or_default();
            // A module that was not read says what it gives by the output's name only.
            let output = reference.to.starts_with("module.")
                && wanted.iter().any(|name| reference.attribute.contains(name));
            output
                || wanted
                    .iter()
                    .any(|name| ty.contains(name) || reference.to.contains(&format!("{name}.")))
        })
    };
    if refers(&["aws_iam_openid_connect_provider", "AWS::IAM::OIDCProvider", "oidc_provider"]) {
        return word("oidc");
    }
    if refers(&["aws_iam_saml_provider", "AWS::IAM::SAMLProvider", "saml_provider"]) {
        return word("saml");
    }
    let Some(template) = Template::of(id) else { return Value::null(None) };
    if template.text.contains(":oidc-provider/") {
        word("oidc")
    } else if template.text.contains(":saml-provider/") {
        word("saml")
    } else if template.text.contains(HOLE) {
        let mut unknown = unknown_like(id, id.cause_or("its provider is not known"));
        unknown.refs = None;
        unknown
    } else {
        word("built-in")
    }
}

/// The account that a principal's id names: a whole account, or the one in its ARN.
fn account(walk: &Walk<'_>, id: &Value) -> Value {
    if accounts::is_own(id) {
        return id.clone();
    }
    let Some(template) = Template::of(id) else { return Value::null(None) };
    let text = template.text.as_str();
    let range = if text.starts_with("arn:") {
        let mut colons = text.match_indices(':').map(|(at, _)| at);
        match (colons.nth(3), colons.next()) {
            (Some(from), Some(to)) => from + 1..to,
            _ => return Value::null(None),
        }
    } else if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        0..text.len()
    } else {
        return Value::null(None);
    };
    if range.is_empty() { Value::null(None) } else { template.value(walk.tree, range) }
}

/// Conditions as a list of `{operator, key, values}`.
pub fn conditions(walk: &mut Walk<'_>, value: &Value, block: bool) -> Value {
    let mut items = Vec::new();
    match &value.data {
        Data::Either(_) => return walk.arms(value, |walk, arm| conditions(walk, arm, block)),
        Data::Unknown(_) => return value.clone(),
        Data::List(list) if block => {
            for item in &list.items {
                let part = |name: &str| {
                    lookup(item, name, Dialect::Terraform)
                        .map_or_else(|| Value::null(None), |found| found.value)
                };
                if item.as_unknown().is_some() {
                    items.push(rest_of(item));
                    continue;
                }
                let operator = walk.apply(Rule::Id, &part("test"), Dialect::Terraform, "condition");
                // Without its key a condition says nothing that could be relied on.
                let Some(key) = key(walk, &part("variable")) else {
                    items.push(rest_of(&part("variable")));
                    continue;
                };
                let values = walk.apply(
                    Rule::Many(&Rule::Text),
                    &part("values"),
                    Dialect::Terraform,
                    "condition",
                );
                items.push(object(
                    vec![("operator", operator), ("key", key), ("values", values)],
                    item,
                ));
            }
        }
        Data::Map(map) => {
            for (operator, entry) in &map.entries {
                let Data::Map(keys) = &entry.value.data else {
                    items.push(rest_of(&entry.value));
                    continue;
                };
                for (key, found) in &keys.entries {
                    let values = walk.apply(
                        Rule::Many(&Rule::Text),
                        &found.value,
                        Dialect::Ecs,
                        "condition",
                    );
                    let parts = vec![
                        ("operator", Value::string(operator.clone(), entry.key)),
                        ("key", Value::string(key.to_ascii_lowercase(), found.key)),
                        ("values", values),
                    ];
                    items.push(object(parts, &found.value));
                }
                if let Some(reason) = &keys.rest {
                    items.push(rest_of(&Value::unknown(reason.clone(), value.place.span)));
                }
            }
            if let Some(reason) = &map.rest {
                items.push(rest_of(&Value::unknown(reason.clone(), value.place.span)));
            }
        }
        _ => return walk.mismatch(value, "condition", "a condition"),
    }
    listed(value, items)
}

/// A condition's key in lower case. Of a key whose beginning is not known
/// (`${module.eks.oidc_provider}:sub`) the name is known, which says what it is about; what is not
/// known reads `x`. `None`: it may be any key.
fn key(walk: &mut Walk<'_>, value: &Value) -> Option<Value> {
    let key = walk.apply(Rule::Lower, value, Dialect::Terraform, "condition");
    if key.as_unknown().is_none() {
        return Some(key);
    }
    let template = Template::of(&key)?;
    let (_, name) = template.text.rsplit_once(':')?;
    if name.is_empty() || name.contains(HOLE) {
        return None;
    }
    let text = template.text.replace(HOLE, "x").to_ascii_lowercase();
    Some(same_place(&key, Data::String(Text { text: Arc::from(text), parts: None })))
}

/// Condition keys that hold nobody back: a caller sets or always meets them.
const WEAK: &[&str] =
    &["aws:referer", "aws:useragent", "aws:currenttime", "aws:epochtime", "aws:securetransport"];

/// Whether conditions restrict a statement: any condition does, except one on the caller's own
/// words or on time, on an address range that holds every address, or on multi-factor
/// authentication that does not demand it.
#[must_use]
pub fn restricts(conditions: &Value) -> Value {
    let Some(items) = conditions.items() else {
        return unknown_like(conditions, conditions.cause_or("its conditions are not known"));
    };
    let mut open: Option<&Value> = None;
    for item in items {
        let Some(key) = item.get("key").and_then(Value::as_str) else {
            open.get_or_insert(item);
            continue;
        };
        let values = item.get("values").and_then(Value::items).unwrap_or_default();
        let texts: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
        if WEAK.contains(&key) {
            continue;
        }
        if matches!(key, "aws:sourceip" | "aws:vpcsourceip")
            && ranges::cover_the_internet(texts.iter().copied())
        {
            continue;
        }
        if key == "aws:multifactorauthpresent" && !values.is_empty() && texts.len() == values.len()
        {
            let demands = texts.iter().all(|text| text.eq_ignore_ascii_case("true"));
            if !demands {
                continue;
            }
        }
        let operator =
            item.get("operator").and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase();
        // `StringLike` with a bare wildcard matches everything.
        if operator.contains("like") && !operator.contains("not") && texts.contains(&"*") {
            continue;
        }
        return Value::bool(true, item.place.span);
    }
    match open {
        Some(item) => unknown_like(item, item.cause_or("a condition is not known")),
        None => Value::bool(false, conditions.place.span),
    }
}
