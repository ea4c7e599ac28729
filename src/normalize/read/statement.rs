//! IAM policy documents: statements in one shape, whatever wrote them.
//!
//! A statement is `{sid, effect, actions, not_actions, resources, not_resources, principals,
//! not_principals, conditions}` with `effect` `allow` or `deny`, lists that are missing where the
//! document has none, `principals` of `{type, id, account, foreign}` (`type` is `*`, `AWS`,
//! `Service`, `Federated` or `CanonicalUser`; `account` where the id names one; `foreign` where it
//! means a whole account: whether that is another than the unit's own; `provider` of a federated
//! one: `oidc`, `saml` or `built-in`) and `conditions` of `{operator, key, values}` (`key` in lower
//! case). Each allow statement also has what matching would otherwise be done for again and again
//! in policies:
//! - `grants`: the actions of `policies/lib/actions.json` that it allows (wildcards and `NotAction`
//!   resolved), in lower case, but for those that do nothing on its resources: `ecs:*` on the ARNs
//!   of log groups;
//! - `everything`: one of its resources matches every resource of its kind;
//! - `restricted`: it has a condition that restricts who, where from or when
//!   ([`conditions::restricts`]);
//! - `admin`: it allows every action on everything.

use crate::normalize::map::lookup::{Found, entry, lookup};
use crate::normalize::map::remade::{rest_of, same_place, unknown_like};
use crate::normalize::map::schema::{Dialect, Field, Rule, field};
use crate::normalize::map::template::Template;
use crate::normalize::map::walk::Walk;
use crate::normalize::read::conditions;
use crate::normalize::read::reach::{self, MayBeOwn, Reach};
use crate::normalize::read::stores;
use crate::source::Span;
use crate::value::{Cause, Data, Entry, List, ListKind, Map, MapKind, Text, Value};
use indexmap::IndexMap;
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

const fn part(name: &'static str, rule: Rule) -> Field {
    field(name, "", "", "", rule)
}

const PRINCIPALS: &[Field] = &[
    part("type", Rule::Id).good("\"Service\""),
    // A service whose role does nothing but set numbers.
    part("id", Rule::Id),
    part("account", Rule::Id),
    part("foreign", Rule::Bool).good("false"),
    part("provider", Rule::Id).good("\"saml\""),
];
const CONDITIONS: &[Field] = &[
    part("operator", Rule::Id),
    part("key", Rule::Lower),
    part("values", Rule::List(&Rule::Text)),
];

/// The canonical shape of a statement.
pub const FIELDS: &[Field] = &[
    part("sid", Rule::Id),
    part("effect", Rule::Lower).good("\"deny\""),
    part("actions", Rule::List(&Rule::Text)),
    part("not_actions", Rule::List(&Rule::Text)).good("null"),
    part("resources", Rule::List(&Rule::Text)),
    part("not_resources", Rule::List(&Rule::Text)).good("null"),
    part("principals", Rule::Objects(PRINCIPALS)),
    part("not_principals", Rule::Objects(PRINCIPALS)).good("null"),
    part("conditions", Rule::Objects(CONDITIONS))
        // One for each key that a check asks for.
        .good(
            "[{\"operator\": \"StringEquals\", \"key\": \"aws:principalorgid\", \"values\": [\"o-0\"]}, \
              {\"operator\": \"StringEquals\", \"key\": \"aws:sourceaccount\", \"values\": [\"123456789012\"]}, \
              {\"operator\": \"StringEquals\", \"key\": \"x:sub\", \"values\": [\"repo:x/x:ref:refs/heads/x\"]}, \
              {\"operator\": \"Bool\", \"key\": \"aws:multifactorauthpresent\", \"values\": [\"true\"]}, \
              {\"operator\": \"BoolIfExists\", \"key\": \"aws:multifactorauthpresent\", \"values\": [\"false\"]}]",
        ),
    part("grants", Rule::List(&Rule::Text)),
    part("everything", Rule::Bool).good("false"),
    part("restricted", Rule::Bool).good("true"),
    part("admin", Rule::Bool).good("false"),
];

/// The actions that checks name, in lower case.
pub static ACTIONS: LazyLock<Vec<String>> = LazyLock::new(|| {
    // An object, because every JSON file among the policies is merged into their data.
    let file: serde_json::Value =
        serde_json::from_str(include_str!("../../../policies/lib/actions.json"))
            .unwrap_or_default();
    let named: Vec<String> = file
        .get("iam_actions")
        .and_then(|list| serde_json::from_value(list.clone()).ok())
        .unwrap_or_default();
    named.into_iter().map(|action| action.to_ascii_lowercase()).collect()
});

/// Documents may take in others (`source_policy_documents`); no deeper than this.
const MAX_DEPTH: usize = 16;

/// A policy document as `{statements}`.
pub fn policy(walk: &mut Walk<'_>, value: &Value, path: &str) -> Value {
    let statements = statements(walk, value, path);
    if statements.is_null() {
        return statements;
    }
    let mut entries = IndexMap::new();
    let place = value.place.clone();
    entries.insert(Arc::from("statements"), Entry { key: None, value: statements });
    let mut policy = Value::map(entries, None);
    policy.place = place;
    policy
}

/// The statements of a policy document.
pub fn statements(walk: &mut Walk<'_>, value: &Value, path: &str) -> Value {
    document(walk, value, path, 0)
}

fn document(walk: &mut Walk<'_>, value: &Value, path: &str, depth: usize) -> Value {
    if depth > MAX_DEPTH {
        return unknown_like(value, Cause::limit("policy documents are nested too deeply"));
    }
    match &value.data {
        Data::Null => value.clone(),
        Data::Either(_) => walk.arms(value, |walk, arm| document(walk, arm, path, depth + 1)),
        Data::String(text) if text.text.trim().is_empty() => Value::null(value.place.span),
        Data::String(_) => match crate::syntax::json::decode(value) {
            Ok(decoded) => document(walk, &decoded, path, depth + 1),
            Err(error) => {
                let message =
                    format!("{}: {path} is not valid JSON: {error}", walk.resource.address);
                walk.problem(value, &message);
                unknown_like(value, Cause::wrong(format!("{path} is not valid JSON")))
            }
        },
        Data::Unknown(unknown) => {
            if (unknown.encoded.is_some() || unknown.pieces.len() > 1)
                && let Ok(decoded) = crate::syntax::json::decode(value)
                && decoded.as_unknown().is_none()
            {
                return document(walk, &decoded, path, depth + 1);
            }
            rendered(walk, value, path, depth).unwrap_or_else(|| value.clone())
        }
        Data::Map(map) => match entry(map, "Statement", Dialect::Ecs) {
            Some(found) => list_of(walk, &found.value, depth),
            None => Value::list(Vec::new(), value.place.span),
        },
        _ => walk.mismatch(value, path, "a policy document"),
    }
}

/// A reference to `data.aws_iam_policy_document.x.json` is that data source's document.
fn rendered(walk: &mut Walk<'_>, value: &Value, path: &str, depth: usize) -> Option<Value> {
    let reference = value
        .references()
        .iter()
        .find(|reference| matches!(&*reference.attribute, "json" | "minified_json"))?;
    let source = walk.index.find(&reference.to)?;
    if !source.source_type.ends_with("aws_iam_policy_document") {
        return None;
    }
    let mut items: Vec<Value> = Vec::new();
    for included in ["source_policy_documents", "source_json"] {
        include(walk, &source.values, included, path, depth, &mut items);
    }
    if let Some(Found { value: blocks, .. }) =
        lookup(&source.values, "statement", Dialect::Terraform)
    {
        match &blocks.data {
            Data::List(list) => items.extend(
                list.items
                    .iter()
                    .filter(|item| !item.is_null())
                    .map(|item| statement(walk, item, true)),
            ),
            _ => items.push(rest_of(&blocks)),
        }
    }
    for included in ["override_policy_documents", "override_json"] {
        include(walk, &source.values, included, path, depth, &mut items);
    }
    let mut statements = Value::list(by_sid(items), source.place.span);
    statements.place.chain = value.place.chain.clone();
    Some(statements)
}

/// Documents that another takes in.
fn include(
    walk: &mut Walk<'_>,
    values: &Value,
    key: &str,
    path: &str,
    depth: usize,
    items: &mut Vec<Value>,
) {
    let Some(found) = lookup(values, key, Dialect::Terraform) else { return };
    let documents: Vec<Value> = match &found.value.data {
        Data::List(list) => list.items.clone(),
        Data::Null => return,
        _ => vec![found.value.clone()],
    };
    for included in documents {
        let statements = document(walk, &included, path, depth + 1);
        match &statements.data {
            Data::List(list) => items.extend(list.items.iter().cloned()),
            Data::Null => {}
            _ => items.push(rest_of(&statements)),
        }
    }
}

/// A later statement replaces an earlier one of the same sid (AWS provider documentation,
/// aws_iam_policy_document).
fn by_sid(items: Vec<Value>) -> Vec<Value> {
    let mut out: Vec<Value> = Vec::with_capacity(items.len());
    for item in items {
        let sid = item.get("sid").and_then(Value::as_str).map(str::to_owned);
        let earlier = sid.and_then(|sid| {
            out.iter().position(|other| other.get("sid").and_then(Value::as_str) == Some(&sid))
        });
        match earlier {
            Some(at) => out[at] = item,
            None => out.push(item),
        }
    }
    out
}

/// `Statement`: a list or one statement.
fn list_of(walk: &mut Walk<'_>, value: &Value, depth: usize) -> Value {
    match &value.data {
        Data::List(list) => {
            let items = list
                .items
                .iter()
                .filter(|item| !item.is_null())
                .map(|item| item_of(walk, item))
                .filter(|item| !item.is_null());
            same_place(
                value,
                Data::List(Arc::new(List { kind: ListKind::Tuple, items: items.collect() })),
            )
        }
        Data::Either(_) if depth < MAX_DEPTH => {
            walk.arms(value, |walk, arm| list_of(walk, arm, depth + 1))
        }
        Data::Map(_) => {
            let item = item_of(walk, value);
            same_place(
                value,
                Data::List(Arc::new(List { kind: ListKind::Tuple, items: vec![item] })),
            )
        }
        Data::Null | Data::Unknown(_) => value.clone(),
        _ => walk.mismatch(value, "Statement", "a list of statements"),
    }
}

fn item_of(walk: &mut Walk<'_>, value: &Value) -> Value {
    match &value.data {
        Data::Either(_) => walk.arms(value, item_of),
        Data::Map(_) => statement(walk, value, false),
        Data::Null | Data::Unknown(_) => value.clone(),
        _ => walk.mismatch(value, "Statement", "a statement"),
    }
}

/// One statement, as JSON has it or (`block`) as the data source's block has it.
fn statement(walk: &mut Walk<'_>, value: &Value, block: bool) -> Value {
    let Data::Map(map) = &value.data else { return value.clone() };
    let dialect = if block { Dialect::Terraform } else { Dialect::Ecs };
    let find = |tf: &'static str, json: &'static str| {
        let key = if block { tf } else { json };
        lookup(value, key, dialect).filter(|found| !found.value.is_null())
    };
    let mut entries: IndexMap<Arc<str>, Entry> = IndexMap::new();
    let mut put = |name: &str, key, value: Value| {
        if !value.is_null() {
            entries.insert(Arc::from(name), Entry { key, value });
        }
    };
    if let Some(found) = find("sid", "Sid") {
        put("sid", found.key, walk.apply(Rule::Id, &found.value, dialect, "sid"));
    }
    match find("effect", "Effect") {
        Some(found) => {
            put("effect", found.key, walk.apply(Rule::Lower, &found.value, dialect, "effect"))
        }
        // The data source allows where nothing is said; a document without an effect is refused by
        // AWS.
        None if block => put("effect", None, Value::string("allow", value.place.span)),
        None => {}
    }
    for (name, tf, json) in [
        ("actions", "actions", "Action"),
        ("not_actions", "not_actions", "NotAction"),
        ("resources", "resources", "Resource"),
        ("not_resources", "not_resources", "NotResource"),
    ] {
        if let Some(found) = find(tf, json) {
            let empty = block && found.value.items().is_some_and(<[Value]>::is_empty);
            if !empty {
                let mut value = walk.apply(Rule::Many(&Rule::Text), &found.value, dialect, name);
                if name == "resources" {
                    stores::link(walk.index, &mut value);
                }
                put(name, found.key, value);
            }
        }
    }
    for (name, tf, json) in [
        ("principals", "principals", "Principal"),
        ("not_principals", "not_principals", "NotPrincipal"),
    ] {
        if let Some(found) = find(tf, json) {
            let value = conditions::principals(walk, &found.value, block);
            if !(block && value.items().is_some_and(<[Value]>::is_empty)) {
                put(name, found.key, value);
            }
        }
    }
    if let Some(found) = find("condition", "Condition") {
        let value = conditions::conditions(walk, &found.value, block);
        if !value.items().is_some_and(<[Value]>::is_empty) {
            put("conditions", found.key, value);
        }
    }
    let rest = map.rest.clone();
    if entries
        .get("effect")
        .and_then(|entry| entry.value.as_str())
        .is_none_or(|effect| effect == "allow")
    {
        let index = walk.index;
        add_facts(&mut entries, value, &|account| index.accounts().may_be_own(account));
    }
    same_place(value, Data::Map(Arc::new(Map { kind: MapKind::Object, entries, rest })))
}

/// `grants`, `everything`, `restricted`, `admin`.
pub fn add_facts(entries: &mut IndexMap<Arc<str>, Entry>, statement: &Value, own: MayBeOwn<'_>) {
    let span = statement.place.span;
    let (actions, not_actions) = (entries.get("actions"), entries.get("not_actions"));
    let named = patterns(actions.map(|entry| &entry.value));
    let excluded = patterns(not_actions.map(|entry| &entry.value));
    let services = services(entries.get("resources").map(|entry| &entry.value));
    let granted: Vec<Value> = ACTIONS
        .iter()
        .filter(|action| services.as_ref().is_none_or(|services| works_on(action, services)))
        .filter(|action| match not_actions {
            Some(_) => {
                excluded.open.is_none()
                    && !excluded.known.iter().any(|pattern| matches(pattern, action))
            }
            None => named.known.iter().any(|pattern| matches(pattern, action)),
        })
        .map(|action| {
            Value::string(
                action.as_str(),
                actions.or(not_actions).and_then(|entry| entry.value.place.span).or(span),
            )
        })
        .chain(named.open.iter().chain(&excluded.open).map(rest_of))
        .collect();
    let all_actions = named.known.iter().any(|pattern| matches!(pattern.as_str(), "*" | "*:*"));
    let everything = everything(entries.get("resources").map(|entry| &entry.value), own, span);
    let admin = match (all_actions, &everything.data, &named.open) {
        // Every action on every bucket is much, and not the account.
        _ if services.is_some() => Value::bool(false, span),
        (true, data, _) => same_place(&everything, data.clone()),
        (false, Data::Bool(false), _) | (false, _, None) => Value::bool(false, span),
        (false, _, Some(open)) => unknown_like(open, open.cause_or("its actions are not known")),
    };
    let restricted = match entries.get("conditions") {
        Some(entry) => conditions::restricts(&entry.value),
        None => Value::bool(false, span),
    };
    for (name, value) in [
        ("grants", Value::list(granted, span)),
        ("everything", everything),
        ("restricted", restricted),
        ("admin", admin),
    ] {
        entries.insert(Arc::from(name), Entry { key: None, value });
    }
}

/// The services that a statement's resources are of, where each is an ARN that says its own.
fn services(resources: Option<&Value>) -> Option<BTreeSet<String>> {
    let resources = resources?;
    let items = match &resources.data {
        Data::List(list) => list.items.as_slice(),
        _ => std::slice::from_ref(resources),
    };
    let service = |item: &Value| {
        let template = Template::of(item)?;
        let mut parts = template.text.strip_prefix("arn:")?.splitn(3, ':').skip(1);
        let (service, _rest) = (parts.next()?, parts.next()?);
        let literal = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        (!service.is_empty() && service.bytes().all(literal)).then(|| service.to_owned())
    };
    let services: Option<BTreeSet<String>> = items.iter().map(service).collect();
    services.filter(|services| !services.is_empty())
}

/// Whether an action does anything on resources of these services: most work on resources of their
/// own service alone (Service Authorization Reference). `ssm:SendCommand` works on instances,
/// `ssm:StartSession` on tasks, `sts:AssumeRole` on roles.
fn works_on(action: &str, services: &BTreeSet<String>) -> bool {
    let any = |others: &[&str]| others.iter().any(|other| services.contains(*other));
    match action.split_once(':') {
        Some(("s3", _)) => services.iter().any(|service| service.starts_with("s3")),
        Some(("rds-data", _)) => any(&["rds", "rds-data"]),
        Some(("ssm", _)) => any(&["ssm", "ec2", "ecs"]),
        Some(("sts", _)) => any(&["iam", "sts"]),
        Some((own, _)) => services.contains(own),
        None => true,
    }
}

/// Whether one of a statement's resources matches every resource of its kind.
fn everything(resources: Option<&Value>, own: MayBeOwn<'_>, span: Option<Span>) -> Value {
    let items = match resources.map(|resources| &resources.data) {
        Some(Data::List(list)) => list.items.as_slice(),
        _ => resources.map_or(&[][..], std::slice::from_ref),
    };
    let mut open: Option<&Value> = None;
    for item in items {
        match reach::of(item, own) {
            Reach::Everything => return Value::bool(true, span),
            Reach::Open if open.is_none() => open = Some(item),
            Reach::Open | Reach::Narrow => {}
        }
    }
    match open {
        Some(open) => unknown_like(open, open.cause_or("its resources are not known")),
        None => Value::bool(false, span),
    }
}

/// The known patterns of a list of actions in lower case, and what stands for those that are not
/// known.
struct Patterns {
    known: Vec<String>,
    open: Option<Value>,
}

fn patterns(value: Option<&Value>) -> Patterns {
    let mut found = Patterns { known: Vec::new(), open: None };
    let Some(value) = value else { return found };
    let items = match &value.data {
        Data::List(list) => list.items.as_slice(),
        _ => std::slice::from_ref(value),
    };
    for item in items {
        match &item.data {
            Data::String(Text { text, .. }) => found.known.push(text.to_ascii_lowercase()),
            _ => {
                found.open.get_or_insert_with(|| item.clone());
            }
        }
    }
    found
}

/// IAM's wildcards: `*` any characters, `?` one. Both sides in lower case. Linear in the text for
/// each star.
#[must_use]
pub fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut at, mut from) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    while from < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                back = Some((at, from));
                at += 1;
            }
            Some(byte) if *byte == b'?' || *byte == text[from] => {
                at += 1;
                from += 1;
            }
            _ => match back {
                Some((star, start)) => {
                    at = star + 1;
                    from = start + 1;
                    back = Some((star, start + 1));
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}
