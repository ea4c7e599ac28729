//! How far a resource pattern of a policy statement reaches: whether it matches every resource of
//! the kind that an action works on.
//!
//! An identity's policy opens another account only where that account does, so the caller's own
//! account in an ARN narrows nothing, nor do partition and region.

use crate::normalize::map::accounts::is_account;
use crate::normalize::map::template::{HOLE, Template};
use crate::normalize::read::accounts;
use crate::value::Value;

/// Whether the unit may be deployed to an account.
pub type MayBeOwn<'a> = &'a dyn Fn(&str) -> bool;

/// How far a pattern reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Every resource of a kind.
    Everything,
    /// Less.
    Narrow,
    /// That depends on what is not known.
    Open,
}

/// What stands before the resource in ARNs: `role/app`, `secret:app`. A pattern `role*` is one of
/// these with everything behind it.
const KINDS: &[&str] = &[
    "cluster",
    "function",
    "key",
    "log-group",
    "parameter",
    "repository",
    "role",
    "secret",
    "service",
    "table",
    "task",
    "task-definition",
    "trail",
    "user",
];

/// How far an item of `Resource` reaches.
#[must_use]
pub fn of(item: &Value, own: MayBeOwn<'_>) -> Reach {
    let Some(template) = Template::of(item) else { return Reach::Open };
    let text = template.text.as_str();
    if !text.is_empty() && text.bytes().all(|byte| byte == b'*') {
        return Reach::Everything;
    }
    if text.starts_with(HOLE) {
        return if is_declared(template.hole_at(0)) { Reach::Narrow } else { Reach::Open };
    }
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let ["arn", _, service, _, account, resource] = parts.as_slice() else {
        // `arn:aws:s3*`, `arn:*`: a wildcard that swallows the rest.
        let swallows = text.starts_with("arn:") && text.ends_with('*') && !text.contains('/');
        return match (swallows, text.contains(HOLE)) {
            (_, true) => Reach::Open,
            (true, false) => Reach::Everything,
            (false, false) => Reach::Narrow,
        };
    };
    let offset = text.len() - resource.len();
    let of_account = of_account(&template, account, offset - account.len() - 1, own);
    let of_resource = match specific(service, resource) {
        None => Reach::Everything,
        Some(specific) => of_name(&template, specific, text.len() - specific.len()),
    };
    match (of_account, of_resource) {
        (Reach::Narrow, _) | (_, Reach::Narrow) => Reach::Narrow,
        (Reach::Open, _) | (_, Reach::Open) => Reach::Open,
        (Reach::Everything, Reach::Everything) => Reach::Everything,
    }
}

/// Whether an account is, or may be, the unit's own.
fn of_account(template: &Template<'_>, account: &str, at: usize, own: MayBeOwn<'_>) -> Reach {
    if account.chars().all(|c| c == '*') {
        Reach::Everything
    } else if account.len() == HOLE.len_utf8() && account.starts_with(HOLE) {
        match template.hole_at(at) {
            Some(hole) if accounts::is_own(hole) => Reach::Everything,
            _ => Reach::Open,
        }
    } else if account.contains(HOLE) {
        Reach::Open
    } else if is_account(account) && own(account) {
        Reach::Everything
    } else {
        Reach::Narrow
    }
}

/// The part of an ARN's resource that tells one from another of its kind. `None`: nothing does.
fn specific<'t>(service: &str, resource: &'t str) -> Option<&'t str> {
    // A bucket's name stands where other services write the kind.
    if service == "s3" {
        return Some(resource);
    }
    if KINDS.contains(&resource.trim_end_matches('*')) && resource.ends_with('*') {
        return None;
    }
    match resource.split_once(['/', ':']) {
        // An alias is no key: no action that reads or decrypts works on it.
        Some(("alias", _)) if service == "kms" => Some("alias"),
        Some((kind, _)) if kind.contains(['*', HOLE]) => Some(resource),
        Some((_, rest)) => Some(rest),
        None => Some(resource),
    }
}

fn of_name(template: &Template<'_>, name: &str, at: usize) -> Reach {
    let streams = name.replace(":log-stream:", "::");
    let plain = |c: char| !matches!(c, '*' | '?' | '/' | ':' | HOLE);
    if streams.chars().any(plain) {
        return Reach::Narrow;
    }
    let mut holes = name.char_indices().filter(|(_, c)| *c == HOLE).peekable();
    if holes.peek().is_some() {
        let declared = holes.any(|(offset, _)| is_declared(template.hole_at(at + offset)));
        return if declared { Reach::Narrow } else { Reach::Open };
    }
    if name.contains('*') { Reach::Everything } else { Reach::Narrow }
}

/// Whether what is not known is what a resource says of itself: its ARN, its id, its name. What a
/// module that was not read, or a nested stack, gives as an output may be anything.
fn is_declared(hole: Option<&Value>) -> bool {
    hole.is_some_and(|hole| {
        hole.references().iter().any(|reference| {
            let attribute = reference.attribute.to_ascii_lowercase();
            let plain = !attribute.contains('.') && reference.is_of_resource();
            plain
                && (matches!(&*attribute, "id" | "ref" | "name" | "bucket" | "family")
                    || attribute.ends_with("arn"))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Cause, Data, Marks, Piece, Place, Unknown};
    use std::sync::Arc;

    fn reach(text: &str) -> Reach {
        of(&Value::string(text, None), &|account| account != "999999999999")
    }

    #[test]
    fn what_narrows_a_pattern_and_what_does_not() {
        for pattern in [
            "*",
            "arn:*",
            "arn:aws:s3*",
            "arn:aws:iam::111122223333:role/*",
            "arn:aws:iam::*:role/*",
            "arn:aws:iam::111122223333:*",
            "arn:aws:secretsmanager:eu-west-1:111122223333:secret:*",
            "arn:aws:ssm:*:*:parameter/*",
            "arn:aws:ssm:eu-west-1:111122223333:parameter*",
            "arn:aws:kms:eu-west-1:111122223333:key/*",
            "arn:aws:dynamodb:*:111122223333:table/*",
            "arn:aws:s3:::*",
            "arn:aws-cn:s3:::*/*",
            "arn:*:logs:*:*:*",
            "arn:aws:logs:eu-west-1:111122223333:log-group:*:log-stream:*",
            "arn:aws:ecs:eu-west-1:111122223333:service/*/*",
            "arn:aws:ecs:eu-west-1:111122223333:task-definition/*:*",
            "arn:aws:ecs:eu-west-1:*:*",
        ] {
            assert_eq!(reach(pattern), Reach::Everything, "{pattern}");
        }
        for pattern in [
            "",
            "role",
            "arn:aws:iam::*:role/Deploy",
            "arn:aws:iam::111122223333:role/app-*",
            "arn:aws:iam::aws:policy/*",
            "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/*",
            "arn:aws:ssm:eu-west-1:111122223333:parameter/app/*",
            "arn:aws:ssm:eu-west-1:111122223333:parameters*",
            "arn:aws:kms:eu-west-1:111122223333:alias/*",
            "arn:aws:s3:::logs/*",
            "arn:aws:s3:::logs-*",
            "arn:aws:logs:eu-west-1:111122223333:log-group:/ecs/*",
            "arn:aws:iam::111122223333:role/?",
            "arn:aws:iam::11112222*:role/*",
            "arn:aws:iam::999999999999:role/*",
        ] {
            assert_eq!(reach(pattern), Reach::Narrow, "{pattern}");
        }
    }

    /// A text of known and unknown pieces: `{}` is one that is not known.
    fn with_hole(text: &str, hole: &Value) -> Value {
        let mut pieces = Vec::new();
        for (index, known) in text.split("{}").enumerate() {
            if index > 0 {
                pieces.push(Piece::Unknown(hole.clone()));
            }
            if !known.is_empty() {
                pieces.push(Piece::Known {
                    text: Arc::from(known),
                    place: Place::default(),
                    marks: Marks::default(),
                    encoded: None,
                });
            }
        }
        let unknown = Unknown {
            pieces,
            ..Unknown::because(Cause::NoDefault { variable: Arc::from("var.x") })
        };
        Value::new(Data::Unknown(Arc::new(unknown)), None)
    }

    #[test]
    fn what_is_not_known_leaves_it_open() {
        let hole = Value::unknown(Cause::NoDefault { variable: Arc::from("var.x") }, None);
        for (pattern, wanted) in [
            ("{}", Reach::Open),
            ("arn:aws:iam::{}:role/*", Reach::Open),
            ("arn:aws:iam::{}:role/app", Reach::Narrow),
            ("arn:{}:kms:{}:111122223333:key/*", Reach::Everything),
            ("arn:aws:iam::111122223333:role/{}", Reach::Open),
            ("arn:aws:iam::111122223333:role/{}-app", Reach::Narrow),
            ("arn:aws:s3:::{}/*", Reach::Open),
            ("arn:aws:{}", Reach::Open),
        ] {
            assert_eq!(of(&with_hole(pattern, &hole), &|_| true), wanted, "{pattern}");
        }
    }
}
