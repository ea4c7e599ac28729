//! The policies that a principal has: inside it, in a resource of their own, or attached by ARN.

use crate::normalize::map::lookup::lookup;
use crate::normalize::map::remade::unknown_like;
use crate::normalize::map::schema::Rule;
use crate::normalize::map::template::{HOLE, Template};
use crate::normalize::map::walk::Walk;
use crate::normalize::read::managed;
use crate::normalize::read::statement;
use crate::unit::Resource;
use crate::value::{Cause, Data, Entry, Value};
use indexmap::IndexMap;
use std::sync::Arc;

pub(super) fn object(parts: Vec<(&str, Value)>, like: &Value) -> Value {
    let entries: IndexMap<Arc<str>, Entry> = parts
        .into_iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| (Arc::from(name), Entry { key: None, value }))
        .collect();
    let mut object = Value::map(entries, None);
    object.place = like.place.clone();
    object
}

/// A word that nobody wrote, at a value's place.
pub(super) fn word(text: &str, like: &Value) -> Value {
    Value::string(text, like.place.span)
}

/// A policy inside the resource itself.
pub(super) fn inline(
    walk: &mut Walk<'_>,
    block: &Value,
    name: &'static str,
    document: &'static str,
) -> Value {
    if block.as_unknown().is_some() {
        return block.clone();
    }
    if let Data::Either(_) = block.data {
        return walk.arms(block, |walk, arm| {
            if arm.is_null() { arm.clone() } else { inline(walk, arm, name, document) }
        });
    }
    let part = |key| {
        lookup(block, key, walk.dialect).map_or_else(|| Value::null(None), |found| found.value)
    };
    let (name, document) = (part(name), part(document));
    let name = walk.apply(Rule::Id, &name, walk.dialect, "policies.name");
    let statements = statement::statements(walk, &document, "policies");
    object(vec![("name", name), ("kind", word("inline", block)), ("statements", statements)], block)
}

/// A policy that a resource of its own holds.
pub(super) fn held(
    walk: &mut Walk<'_>,
    holder: &Resource,
    name: &str,
    document: &str,
    kind: &str,
) -> Value {
    let dialect = walk.dialect;
    let part = |key: &str| {
        lookup(&holder.values, key, dialect).map_or_else(|| Value::null(None), |found| found.value)
    };
    let (name, document) = (part(name), part(document));
    let name = walk.apply(Rule::Id, &name, walk.dialect, "policies.name");
    let statements = statement::statements(walk, &document, "policies");
    let mut place = Value::null(holder.place.span);
    place.place = holder.place.clone();
    object(
        vec![
            ("name", name),
            ("kind", word(kind, &place)),
            ("statements", statements),
            ("source", word(&holder.address, &place)),
        ],
        &place,
    )
}

/// A managed policy by its ARN: one of the unit, one of AWS, or one that cannot be read.
pub(super) fn attached(walk: &mut Walk<'_>, arn: &Value) -> Value {
    if let Data::Either(_) = arn.data {
        return walk
            .arms(arn, |walk, arm| if arm.is_null() { arm.clone() } else { attached(walk, arm) });
    }
    if arn.as_unknown().is_some_and(|unknown| unknown.rest) {
        return arn.clone();
    }
    let targets: Vec<&Resource> =
        arn.references().iter().filter_map(|reference| walk.index.find(&reference.to)).collect();
    for target in targets {
        let (name, document) = match target.source_type.as_str() {
            "aws_iam_policy" => ("name", "policy"),
            "AWS::IAM::ManagedPolicy" => ("ManagedPolicyName", "PolicyDocument"),
            // A policy that a data source looks up by name or ARN.
            "data.aws_iam_policy" => {
                let named = ["arn", "name"]
                    .iter()
                    .find_map(|key| target.values.get(key)?.as_str().map(str::to_owned));
                if let Some(named) = named {
                    return of_aws(arn, &named);
                }
                continue;
            }
            _ => continue,
        };
        if target.kind == crate::unit::ResourceKind::Data {
            let named = ["arn", "name"]
                .iter()
                .find_map(|key| target.values.get(key)?.as_str().map(str::to_owned));
            return named.map_or_else(|| unreadable(arn), |named| of_aws(arn, &named));
        }
        let mut policy = held(walk, target, name, document, "customer_managed");
        if let Data::Map(map) = &mut policy.data {
            let mut own = (**map).clone();
            own.entries.insert(Arc::from("arn"), Entry { key: None, value: arn.clone() });
            *map = Arc::new(own);
        }
        // It is attached here; its statements stand where they are written.
        policy.place = arn.place.clone();
        return policy;
    }
    match Template::of(arn).map(|template| template.text) {
        Some(text) if text.contains("::aws:policy/") => of_aws(arn, &text),
        Some(text) if !text.contains(HOLE) && !text.starts_with("arn:") => of_aws(arn, &text),
        _ => unreadable(arn),
    }
}

/// A policy that AWS manages, by name or ARN; its statements stand where it was attached.
fn of_aws(arn: &Value, text: &str) -> Value {
    let name = text.rsplit('/').next().unwrap_or(text);
    let statements = match managed::statements(name, arn) {
        Some(statements) => statements,
        None if !text.contains("::aws:policy/") => return unreadable(arn),
        None => {
            let mut unknown = unknown_like(
                arn,
                Cause::outside(format!(
                    "{name} is none of the AWS managed policies that this version knows"
                )),
            );
            // The edges are the ARN's: what is not known are the statements.
            unknown.refs = None;
            unknown
        }
    };
    object(
        vec![
            ("name", word(name, arn)),
            ("kind", word("aws_managed", arn)),
            ("arn", arn.clone()),
            ("statements", statements),
        ],
        arn,
    )
}

/// A policy whose document is not in the unit.
fn unreadable(arn: &Value) -> Value {
    let mut statements =
        unknown_like(arn, Cause::outside("the attached policy is not in this code"));
    statements.refs = None;
    object(
        vec![
            ("kind", word("customer_managed", arn)),
            ("arn", arn.clone()),
            ("statements", statements),
        ],
        arn,
    )
}
