//! Whose account: whether a principal is a whole account other than the one that the unit is
//! deployed to.

use crate::normalize::map::index::Index;
use crate::normalize::map::remade::unknown_like;
use crate::normalize::map::template::{HOLE, Template};
use crate::unit::{Resource, ResourceKind};
use crate::value::{Data, Value};
use std::collections::BTreeSet;

/// The accounts that a unit speaks of.
#[derive(Debug, Default)]
pub struct Accounts {
    /// Its own, as far as its providers say: `allowed_account_ids`, the role they assume (AWS
    /// provider documentation).
    own: BTreeSet<String>,
    /// All that appear in it: in ARNs, in registry hosts, and as text of their own.
    seen: BTreeSet<String>,
}

/// What a principal's id says about the account: `true` for the whole of another account, `false`
/// for the whole of the unit's own; null where it means less or more than one account.
pub fn foreign(index: &Index<'_>, id: &Value) -> Value {
    let Some(template) = Template::of(id) else { return Value::null(None) };
    let text = template.text.as_str();
    let unknown = || {
        unknown_like(
            &plain(id),
            id.as_unknown().map_or("its account is not known", |unknown| &unknown.reason),
        )
    };
    let known = |holds: bool| Value::bool(holds, id.place.span);
    if is_account(text) {
        return of_known(index, id, text);
    }
    if let Some(rest) = text.strip_prefix("arn:") {
        let parts: Vec<&str> = rest.splitn(5, ':').collect();
        let [_, _, _, account, resource] = parts.as_slice() else {
            return if rest.contains(HOLE) { unknown() } else { Value::null(None) };
        };
        return match *resource {
            "root" if is_account(account) => of_known(index, id, account),
            "root" if account.contains(HOLE) => {
                let at = text.len() - account.len() - ":root".len();
                if template.hole_at(at).is_some_and(is_own) { known(false) } else { unknown() }
            }
            resource if resource.starts_with(HOLE) => unknown(),
            _ => Value::null(None),
        };
    }
    if !text.contains(HOLE) {
        return Value::null(None);
    }
    if is_own(id) {
        return known(false);
    }
    // A role, a user, or whoever runs Terraform: less than an account.
    let names_a_principal = |to: &str| {
        ["aws_iam_role.", "aws_iam_user.", "data.aws_caller_identity."]
            .iter()
            .any(|ty| to.contains(ty))
            || is_principal(index, to)
    };
    if id.references().iter().any(|reference| names_a_principal(&reference.to)) {
        Value::null(None)
    } else {
        unknown()
    }
}

fn is_principal(index: &Index<'_>, address: &str) -> bool {
    index.find(address).is_some_and(|found| {
        matches!(found.source_type.as_str(), "AWS::IAM::Role" | "AWS::IAM::User")
    })
}

/// The value's place without its edges: they are the principal's, not those of what is derived from
/// it.
fn plain(value: &Value) -> Value {
    let mut plain = value.clone();
    plain.refs = None;
    plain
}

fn of_known(index: &Index<'_>, id: &Value, account: &str) -> Value {
    let accounts = index.accounts();
    if !accounts.own.is_empty() {
        return Value::bool(!accounts.own.contains(account), id.place.span);
    }
    if accounts.seen.iter().any(|seen| seen != account) {
        return Value::bool(true, id.place.span);
    }
    unknown_like(&plain(id), &format!("{account} may be the account that this unit is deployed to"))
}

/// Whether a value that is not known is the account that the unit is deployed to.
fn is_own(value: &Value) -> bool {
    let asked = value.references().iter().any(|reference| {
        reference.to.contains("data.aws_caller_identity.") && &*reference.attribute == "account_id"
    });
    asked
        || value.as_unknown().is_some_and(|unknown| {
            unknown.pieces.is_empty() && unknown.reason.starts_with("AWS::AccountId ")
        })
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

impl Accounts {
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
