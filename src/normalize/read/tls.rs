//! Which TLS versions a listener accepts, by the name of its security policy (Elastic Load
//! Balancing user guides, "Security policies for your Application Load Balancer", "... Network Load
//! Balancer" and "Predefined SSL security policies for Classic Load Balancers").

use crate::normalize::map::index::Index;
use crate::normalize::map::remade::{same_place, unknown_like};
use crate::normalize::map::schema::Entries;
use crate::normalize::map::walk::Walk;
use crate::unit::Resource;
use crate::value::{Cause, Data, Entry, Text, Value};
use std::sync::Arc;

/// Puts `minimum_tls` beside `ssl_policy`: the oldest version that the policy accepts; unknown for
/// a policy that no table names.
pub fn listener(walk: &mut Walk<'_>, entries: &mut Entries) {
    let Some(entry) = entries.get("ssl_policy").cloned() else { return };
    let value = walk.arms(&entry.value, |_, arm| minimum(arm));
    entries.insert(Arc::from("minimum_tls"), Entry { key: entry.key, value });
}

fn minimum(policy: &Value) -> Value {
    let Data::String(text) = &policy.data else { return policy.clone() };
    match oldest_version(&text.text) {
        Some(version) => {
            same_place(policy, Data::String(Text { text: Arc::from(version), parts: None }))
        }
        None => unknown_like(
            policy,
            Cause::outside("it is not known which TLS versions this security policy accepts"),
        ),
    }
}

/// The oldest TLS version of a predefined policy. A policy of which this says nothing (RFC 9151,
/// one's own) is not known.
fn oldest_version(policy: &str) -> Option<&'static str> {
    let name = policy.strip_prefix("ELBSecurityPolicy-")?;
    // The version stands behind the family: `TLS13-1-2-2021-06`, `FS-1-1-2019-08`.
    for family in ["TLS13-", "TLS-", "FS-"] {
        let Some(rest) = name.strip_prefix(family) else { continue };
        for (version, text) in [("1-0-", "1.0"), ("1-1-", "1.1"), ("1-2-", "1.2"), ("1-3-", "1.3")]
        {
            if rest.starts_with(version) {
                return Some(text);
            }
        }
    }
    // The oldest policies are named by their date.
    let dated = ["2011-", "2014-", "2015-", "2016-"]
        .iter()
        .any(|year| name.strip_prefix(year).is_some_and(|month| month.len() == 2));
    (dated || name == "FS-2018-06").then_some("1.0")
}

/// The attribute of a classic load balancer's negotiation policy that names a predefined one.
const PREDEFINED: &str = "Reference-Security-Policy";

/// The security policy that a listener of a classic load balancer is given; `None`: none, so that
/// it has AWS's default.
#[must_use]
pub fn classic_policy(index: &Index<'_>, balancer: &Resource, listener: &Value) -> Option<Value> {
    if balancer.source_type == "aws_elb" {
        terraform_policy(index, balancer, listener)
    } else {
        template_policy(balancer, listener)
    }
}

fn custom(span: Option<crate::source::Span>) -> Value {
    Value::unknown(
        Cause::outside("a custom security policy decides which TLS versions it accepts"),
        span,
    )
}

/// In CloudFormation a listener names policies, which its load balancer holds.
fn template_policy(balancer: &Resource, listener: &Value) -> Option<Value> {
    let names = listener.get("PolicyNames")?;
    let Some(names) = names.items() else {
        return (!names.is_null()).then(|| custom(names.place.span));
    };
    let held = balancer.values.get("Policies").and_then(Value::items).unwrap_or_default();
    let mut given = None;
    for name in names {
        let policy = held.iter().find(|policy| {
            name.as_str().is_some()
                && policy.get("PolicyName").and_then(Value::as_str) == name.as_str()
        });
        let Some(policy) = policy else {
            given.get_or_insert_with(|| custom(name.place.span));
            continue;
        };
        match policy.get("PolicyType").and_then(Value::as_str) {
            Some("SSLNegotiationPolicyType") => {
                return Some(referenced(policy, "Attributes", "Name", "Value"));
            }
            Some(_) => {}
            None => drop(given.get_or_insert_with(|| custom(policy.place.span))),
        }
    }
    given
}

/// In Terraform a resource of its own ties a policy to a port of the load balancer.
fn terraform_policy(index: &Index<'_>, balancer: &Resource, listener: &Value) -> Option<Value> {
    let own_port = listener.get("lb_port").and_then(port);
    let mut given = None;
    for policy in index.satellites_of(&balancer.address) {
        let (key, own) = match policy.source_type.as_str() {
            "aws_lb_ssl_negotiation_policy" => ("lb_port", true),
            "aws_load_balancer_listener_policy" => ("load_balancer_port", false),
            _ => continue,
        };
        let at = policy.values.get(key).and_then(port);
        if at.is_some() && own_port.is_some() && at != own_port {
            continue;
        }
        let certain = own && at.is_some() && own_port.is_some();
        given = Some(if certain {
            referenced(&policy.values, "attribute", "name", "value")
        } else {
            custom(policy.place.span)
        });
    }
    let unlinked = ["aws_lb_ssl_negotiation_policy", "aws_load_balancer_listener_policy"];
    given.or_else(|| {
        unlinked.iter().find_map(|ty| index.unlinked(ty, "elb.load_balancer")).map(|address| {
            Value::unknown(Cause::MayBelong { address: address.into() }, listener.place.span)
        })
    })
}

/// The predefined policy that a negotiation policy names among its attributes.
fn referenced(policy: &Value, attributes: &str, name: &str, value: &str) -> Value {
    let found = policy
        .get(attributes)
        .and_then(Value::items)
        .unwrap_or_default()
        .iter()
        .find(|item| item.get(name).and_then(Value::as_str) == Some(PREDEFINED))
        .and_then(|item| item.get(value).cloned());
    found.unwrap_or_else(|| custom(policy.place.span))
}

/// A port, as a number or as text.
fn port(value: &Value) -> Option<i64> {
    value
        .as_number()
        .and_then(crate::value::Number::as_i64)
        .or_else(|| value.as_str()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::oldest_version;

    #[test]
    fn policies_by_their_names() {
        for (name, version) in [
            ("ELBSecurityPolicy-2016-08", Some("1.0")),
            ("ELBSecurityPolicy-2015-05", Some("1.0")),
            ("ELBSecurityPolicy-FS-2018-06", Some("1.0")),
            ("ELBSecurityPolicy-FS-1-1-2019-08", Some("1.1")),
            ("ELBSecurityPolicy-FS-1-2-Res-2020-10", Some("1.2")),
            ("ELBSecurityPolicy-TLS-1-1-2017-01", Some("1.1")),
            ("ELBSecurityPolicy-TLS-1-2-Ext-2018-06", Some("1.2")),
            ("ELBSecurityPolicy-TLS13-1-0-FIPS-2023-04", Some("1.0")),
            ("ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09", Some("1.2")),
            ("ELBSecurityPolicy-TLS13-1-3-2021-06", Some("1.3")),
            ("ELBSecurityPolicy-RFC9151-2025-01", None),
            ("ELBSecurityPolicy-2016", None),
            ("my-policy", None),
        ] {
            assert_eq!(oldest_version(name), version, "{name}");
        }
    }
}
