//! The accounts that a unit speaks of.

use crate::normalize::map::template::Template;
use crate::unit::{Resource, ResourceKind};
use crate::value::{Data, Value};
use std::collections::BTreeSet;

/// The accounts that a unit speaks of.
#[derive(Debug, Default)]
pub struct Accounts {
    /// Its own, as far as its providers say: `allowed_account_ids`, the role they assume (AWS
    /// provider documentation).
    pub own: BTreeSet<String>,
    /// All that appear in it: in ARNs, in registry hosts, and as text of their own.
    pub seen: BTreeSet<String>,
}

/// Whether a text is an account's id.
#[must_use]
pub fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

impl Accounts {
    /// Whether the unit may be deployed to this account: its providers name no other.
    #[must_use]
    pub fn may_be_own(&self, account: &str) -> bool {
        self.own.is_empty() || self.own.contains(account)
    }

    /// The accounts in the values of all resources.
    #[must_use]
    pub fn of(resources: &[Resource]) -> Accounts {
        let mut accounts = Accounts::default();
        for resource in resources {
            collect(&resource.values, &mut accounts.seen, 0);
            if resource.kind == ResourceKind::Provider {
                for key in ["allowed_account_ids", "assume_role"] {
                    if let Some(value) = resource.values.get(key) {
                        collect(value, &mut accounts.own, 0);
                    }
                }
            }
        }
        accounts
    }
}

/// Values are nested no deeper than their source, which the parsers bound.
const MAX_DEPTH: usize = 250;

fn collect(value: &Value, found: &mut BTreeSet<String>, depth: usize) {
    if depth > MAX_DEPTH {
        return;
    }
    match &value.data {
        Data::String(text) => in_text(&text.text, found),
        Data::Number(number) => in_text(&number.to_string(), found),
        Data::List(list) => list.items.iter().for_each(|item| collect(item, found, depth + 1)),
        Data::Map(map) => {
            map.entries.values().for_each(|entry| collect(&entry.value, found, depth + 1))
        }
        Data::Either(either) => [&either.then, &either.otherwise]
            .into_iter()
            .for_each(|arm| collect(arm, found, depth + 1)),
        Data::Unknown(unknown) => {
            if let Some(encoded) = &unknown.encoded {
                collect(encoded, found, depth + 1);
            }
            if let Some(template) = Template::of(value) {
                in_text(&template.text, found);
            }
        }
        Data::Null | Data::Bool(_) => {}
    }
}

/// Twelve digits that are a text of their own, stand between colons as in an ARN, or begin the host
/// of a registry.
fn in_text(text: &str, found: &mut BTreeSet<String>) {
    if is_account(text) {
        found.insert(text.to_owned());
        return;
    }
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let end = bytes[at..]
            .iter()
            .position(|byte| !byte.is_ascii_digit())
            .map_or(bytes.len(), |length| at + length);
        let rest = &text[end..];
        let in_arn = text[..at].ends_with(':') && rest.starts_with(':');
        if end - at == 12
            && (in_arn || rest.starts_with(".dkr.ecr.") || rest.starts_with(".dkr-ecr."))
        {
            found.insert(text[at..end].to_owned());
        }
        at = end;
    }
}
