//! An API's resource policy (SAM specification, "ResourcePolicyStatement"): who may call it from
//! where, as the API says and as the events of functions do.

use super::api::{kind, present};
use super::grants::At;
use crate::cloudformation::stack::Stack;
use crate::unit::Resource;
use crate::value::Value;

/// Lists of accounts: who may call, and who may not.
const ACCOUNTS: [(&str, &str); 2] =
    [("AwsAccountWhitelist", "Allow"), ("AwsAccountBlacklist", "Deny")];

/// Lists of places, as the conditions under which all others, or they, are denied.
const PLACES: [(&str, &str, &str); 8] = [
    ("IpRangeWhitelist", "NotIpAddress", "aws:SourceIp"),
    ("IpRangeBlacklist", "IpAddress", "aws:SourceIp"),
    ("SourceVpcBlacklist", "StringEquals", ""),
    ("IntrinsicVpcBlacklist", "StringEquals", "aws:SourceVpc"),
    ("IntrinsicVpceBlacklist", "StringEquals", "aws:SourceVpce"),
    ("SourceVpcWhitelist", "StringNotEquals", ""),
    ("IntrinsicVpcWhitelist", "StringNotEquals", "aws:SourceVpc"),
    ("IntrinsicVpceWhitelist", "StringNotEquals", "aws:SourceVpce"),
];

impl Stack<'_> {
    /// The policy of an API that says one, or to which an event does.
    pub(super) fn resource_policy(&mut self, api: &Resource, http: bool) -> Option<Value> {
        let of_api = api.values.get("Auth").and_then(|auth| present(auth, "ResourcePolicy"));
        let mut said: Vec<Value> = of_api.cloned().into_iter().collect();
        said.extend(self.said_by_events(&api.name, http));
        let first = At::of(said.first()?);
        let mut statements = Vec::new();
        for policy in &said {
            if policy.entries().is_none() {
                return Some(Value::unknown(
                    policy.cause_or("the API's policy is not known"),
                    policy.place.span,
                ));
            }
            listed(policy, &mut statements);
            if let Some(own) = present(policy, "CustomStatements") {
                statements.extend(own.items().map_or_else(|| vec![own.clone()], <[Value]>::to_vec));
            }
        }
        Some(first.map(vec![
            ("Version", first.text("2012-10-17")),
            ("Statement", first.list(statements)),
        ]))
    }

    /// What events say of the API that they call.
    fn said_by_events(&mut self, api: &str, http: bool) -> Vec<Value> {
        let kind = kind(http);
        let source = if http { "HttpApi" } else { "Api" };
        let resources = self.root.get("Resources").and_then(Value::entries).cloned();
        let mut out = Vec::new();
        for body in resources.into_iter().flatten().map(|(_, entry)| entry.value) {
            let events = body.get("Properties").and_then(|own| own.get("Events"));
            for event in events.and_then(Value::entries).into_iter().flat_map(|all| all.values()) {
                let written = event.value.get("Properties");
                let policy = written.and_then(|own| own.get("Auth")?.get("ResourcePolicy"));
                let named = written.and_then(|own| own.get(kind.named_by));
                let target = match named {
                    Some(named) => named.get("Ref").unwrap_or(named).as_str(),
                    None => Some(kind.implicit),
                };
                if event.value.get("Type").and_then(Value::as_str) == Some(source)
                    && target == Some(api)
                    && let Some(policy) = policy.cloned()
                {
                    out.push(self.value(&policy));
                }
            }
        }
        out
    }
}

/// The statements of the lists.
fn listed(policy: &Value, statements: &mut Vec<Value>) {
    let statement = |at: &At, effect: &str, principal: Value| {
        vec![
            ("Effect", at.text(effect)),
            ("Principal", principal),
            ("Action", at.text("execute-api:Invoke")),
            ("Resource", at.text("execute-api:/*")),
        ]
    };
    for (name, effect) in ACCOUNTS {
        let Some(list) = present(policy, name) else { continue };
        let at = At::of(list);
        let principal = at.map(vec![("AWS", list.clone())]);
        statements.push(at.map(statement(&at, effect, principal)));
    }
    let mut everybody = false;
    for (name, operator, key) in PLACES {
        let Some(list) = present(policy, name) else { continue };
        let at = At::of(list);
        if !std::mem::replace(&mut everybody, true) {
            statements.push(at.map(statement(&at, "Allow", at.text("*"))));
        }
        let keys = match key {
            // Networks and their endpoints stand in one list.
            "" => {
                let of = |ends: bool| -> Vec<Value> {
                    let end = |id: &Value| id.as_str().is_some_and(|id| id.starts_with("vpce-"));
                    let all = list.items().unwrap_or_default().iter();
                    all.filter(|id| end(id) == ends).cloned().collect()
                };
                [("aws:SourceVpc", of(false)), ("aws:SourceVpce", of(true))]
                    .into_iter()
                    .filter(|(_, ids)| !ids.is_empty())
                    .map(|(key, ids)| (key, at.list(ids)))
                    .collect()
            }
            key => vec![(key, list.clone())],
        };
        let mut denied = statement(&at, "Deny", at.text("*"));
        denied.push(("Condition", at.map(vec![(operator, at.map(keys))])));
        statements.push(at.map(denied));
    }
}
