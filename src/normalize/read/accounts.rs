//! Whose account: whether a principal is a whole account other than the one that the unit is
//! deployed to.

use crate::normalize::map::accounts::is_account;
use crate::normalize::map::index::Index;
use crate::normalize::map::remade::unknown_like;
use crate::normalize::map::template::{HOLE, Template};
use crate::value::{Cause, Value};

/// What a principal's id says about the account: `true` for the whole of another account, `false`
/// for the whole of the unit's own; null where it means less or more than one account.
pub fn foreign(index: &Index<'_>, id: &Value) -> Value {
    let Some(template) = Template::of(id) else { return Value::null(None) };
    let text = template.text.as_str();
    let unknown = || unknown_like(&plain(id), id.cause_or("its account is not known"));
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
    unknown_like(
        &plain(id),
        Cause::outside(format!("{account} may be the account that this code is deployed to")),
    )
}

/// Whether a value that is not known is the account that the unit is deployed to.
pub fn is_own(value: &Value) -> bool {
    let asked = value.references().iter().any(|reference| {
        reference.to.contains("data.aws_caller_identity.") && &*reference.attribute == "account_id"
    });
    asked
        || value.as_unknown().is_some_and(|unknown| {
            unknown.pieces.is_empty() && unknown.reason.is_pseudo("AWS::AccountId")
        })
}
