//! Taking values out of values: attributes, indexes, splats.

use super::either::{inherit, unknown_from, with_refs};
use super::expr::fail;
use super::loops::rest;
use super::{Eval, Evaluator};
use crate::source::Span;
use crate::syntax::hcl::ast::Access;
use crate::terraform::convert::{convert, type_of};
use crate::terraform::instance::Scope;
use crate::terraform::limits::MAX_VALUE_DEPTH;
use crate::terraform::open_keys;
use crate::value::{Data, List, ListKind, Marks, Reference, Step, StepKind, Type, Unknown, Value};
use std::sync::Arc;

/// The resource whose whole object a value is.
fn resource_of(value: &Value) -> Option<&Reference> {
    value.references().iter().find(|reference| reference.attribute.is_empty())
}

/// An attribute of a resource that is not written: known after apply.
fn computed(resource: &Reference, name: &str, span: Option<Span>) -> Value {
    let mut value = Value::reference(resource.to.clone(), name, span);
    // One attribute of one resource is the same wherever it is read.
    if let Data::Unknown(unknown) = &mut value.data
        && !resource.to.contains("[*]")
    {
        Arc::make_mut(unknown).identity = Some(format!("{}.{name}", resource.to).into());
    }
    value.marked(computed_marks(&resource.to, name))
}

/// Resources that a value went through, from attribute to attribute, that are kept: so many nearest to
/// its origin, and so many nearest to where it is read. What lies between stands in neither place.
const MAX_WAY: usize = 8;

/// A value that is read out of a resource: of a long way through resources, both ends.
fn with_ends_of_way(mut value: Value) -> Value {
    let refs = value.references();
    let read = |step: &&Step| step.kind == StepKind::Attribute;
    let long = refs.len() > 2 * MAX_WAY
        && value.place.steps().filter(read).take(MAX_WAY).count() == MAX_WAY;
    if !long {
        return value;
    }
    let ends = refs[..MAX_WAY].iter().chain(&refs[refs.len() - MAX_WAY..]).cloned();
    let ends: Vec<Reference> = ends.collect();
    value.refs = Some(ends.into());
    value
}

/// Whether a provider may compute attributes of a resource's object. `terraform_data` takes its
/// input as it is.
fn computes(value: &Value) -> bool {
    let data = |reference: &Reference| reference.to.split('.').any(|part| part == "terraform_data");
    resource_of(value).is_some_and(|reference| !data(reference))
}

/// Whether an address is a module's, not a resource's.
fn is_module(address: &str) -> bool {
    let stem = address.split('[').next().unwrap_or(address);
    let mut parts = stem.rsplit('.');
    let _ = parts.next();
    parts.next() == Some("module")
}

/// Marks of attributes that providers compute: secrets by nature.
fn computed_marks(address: &str, name: &str) -> Marks {
    let mut parts = address.split('[').next().unwrap_or(address).rsplit('.');
    let (_, ty) = (parts.next(), parts.next().unwrap_or_default());
    let data = parts.next() == Some("data");
    let secret = match (ty, name) {
        ("random_password", "result" | "bcrypt_hash")
        | (
            "aws_secretsmanager_random_password" | "aws_secretsmanager_secret_version",
            "random_password" | "secret_string" | "secret_binary",
        )
        | (
            "tls_private_key",
            "private_key_pem" | "private_key_openssh" | "private_key_pem_pkcs8",
        )
        | ("aws_iam_access_key", "secret" | "ses_smtp_password_v4")
        | ("aws_key_pair", "private_key")
        | (
            "aws_ecr_authorization_token" | "aws_ecrpublic_authorization_token",
            "password" | "authorization_token",
        )
        | ("aws_eks_cluster_auth", "token")
        | (
            "aws_rds_cluster" | "aws_db_instance" | "aws_redshift_cluster" | "aws_docdb_cluster",
            "master_password" | "password",
        )
        | ("aws_elasticache_replication_group", "auth_token")
        | ("random_bytes", "base64" | "hex")
        | (
            "vault_generic_secret" | "vault_kv_secret_v2" | "vault_kv_secret",
            "data" | "data_json",
        )
        | ("aws_kms_secrets", "plaintext")
        | ("sops_file", "data" | "raw") => true,
        ("aws_ssm_parameter", "value") => return if data { Marks::SENSITIVE } else { Marks::NONE },
        ("random_string", "result") => return Marks::NONE,
        _ => false,
    };
    if secret { Marks::SECRET_SOURCE } else { Marks::NONE }
}

/// `value.name`.
pub(in crate::terraform) fn attribute_of(value: &Value, name: &str, span: Option<Span>) -> Eval {
    match &value.data {
        Data::Map(map) => match map.entries.get(name) {
            // Null is as good as not written: the provider may compute the attribute.
            Some(entry) if entry.value.is_null() && computes(value) => match resource_of(value) {
                Some(resource) => Ok(inherit(computed(resource, name, span), value)),
                None => Ok(inherit(entry.value.clone(), value)),
            },
            Some(entry) => {
                let child = inherit(entry.value.clone(), value);
                Ok(match resource_of(value) {
                    Some(resource) => {
                        let reference =
                            Reference { to: resource.to.clone(), attribute: Arc::from(name) };
                        let read = format!("{}.{name}", resource.to);
                        let child = with_ends_of_way(child);
                        with_refs(child.marked(computed_marks(&resource.to, name)), &[reference])
                            .through(StepKind::Attribute, read, span)
                    }
                    None => child,
                })
            }
            None => match (resource_of(value), &map.rest) {
                (Some(resource), Some(_)) => Ok(inherit(computed(resource, name, span), value)),
                (_, Some(reason)) => {
                    let mut unknown = unknown_from([value], span);
                    unknown.data = Value::unknown(reason.clone(), span).data;
                    Ok(unknown)
                }
                _ => fail(format!("there is no attribute `{name}` here"), span),
            },
        },
        Data::Unknown(unknown) => Ok(match resource_of(value) {
            Some(resource) => {
                let mut attribute = inherit(computed(resource, name, span), value);
                // An output of a module that was not read: why it was not says more than that it is
                // known after apply.
                if is_module(&resource.to) {
                    attribute.data = Value::unknown(unknown.reason.clone(), span).data;
                }
                attribute
            }
            None => of_state(
                below(value, unknown, span, |ty| match ty {
                    Type::Object(attributes) => attributes.get(name).cloned(),
                    Type::Map(item) => Some((**item).clone()),
                    _ => None,
                }),
                Some(name),
            ),
        }),
        Data::Null => fail(format!("null has no attribute `{name}`"), span),
        Data::List(list)
            if list
                .items
                .iter()
                .all(|item| item.as_unknown().is_some_and(|unknown| unknown.rest))
                && !list.items.is_empty() =>
        {
            Ok(unknown_from([value], span))
        }
        Data::List(_) => {
            fail(format!("a list has no attribute `{name}`: an index or a splat is missing"), span)
        }
        _ => fail(format!("this value has no attribute `{name}`"), span),
    }
}

/// Something in a value that is not known: its reason, and its type where the whole's is declared.
fn below(
    value: &Value,
    unknown: &Unknown,
    span: Option<Span>,
    ty: impl Fn(&Type) -> Option<Type>,
) -> Value {
    let ty = ty(&unknown.ty).unwrap_or_default();
    let data = Data::Unknown(Arc::new(Unknown { ty, ..Unknown::because(unknown.reason.clone()) }));
    Value {
        data,
        place: crate::value::Place {
            span: span.or(value.place.span),
            chain: value.place.chain.clone(),
        },
        marks: value.marks,
        refs: value.refs.clone(),
    }
}

/// What is read out of the outputs of another state, called by its name: two outputs are two values.
/// `name`: where it is known.
fn of_state(mut value: Value, name: Option<&str>) -> Value {
    let of_outputs = |reference: &Reference| {
        reference.to.contains("data.terraform_remote_state.")
            && (&*reference.attribute == "outputs" || reference.attribute.starts_with("outputs."))
    };
    if let [reference] = value.references()
        && of_outputs(reference)
    {
        let attribute = format!("{}.{}", reference.attribute, name.unwrap_or("*"));
        let (to, attribute) = (reference.to.clone(), Arc::from(attribute));
        value.refs = Some(Arc::from([Reference { to, attribute }]));
    }
    value
}

/// What the model of a module keeps under a word is written nowhere: the word says it.
fn at_word(child: Value, word: &Value) -> Value {
    if child.place.span.is_some() || word.place.span.is_none() {
        return child;
    }
    standing_at(child, word, MAX_VALUE_DEPTH)
}

fn standing_at(mut value: Value, word: &Value, left: u32) -> Value {
    let Some(left) = left.checked_sub(1) else { return value };
    value.place = word.place.clone();
    match &mut value.data {
        Data::List(list) => {
            let items = &mut Arc::make_mut(list).items;
            items.iter_mut().for_each(|item| *item = standing_at(item.clone(), word, left));
        }
        Data::Map(map) => {
            for entry in Arc::make_mut(map).entries.values_mut() {
                entry.value = standing_at(entry.value.clone(), word, left);
            }
        }
        _ => {}
    }
    value
}

/// `value[index]`.
pub(in crate::terraform) fn index_of(value: &Value, index: &Value, span: Option<Span>) -> Eval {
    if index.is_null() {
        return fail("an index is null", span);
    }
    match &value.data {
        Data::Null => fail("null cannot be indexed", span),
        Data::Unknown(unknown) => Ok(match resource_of(value) {
            Some(_) => Value { data: value.data.clone(), ..value.clone() },
            None => of_state(
                below(value, unknown, span, |ty| match ty {
                    Type::List(item) | Type::Map(item) | Type::Set(item) => Some((**item).clone()),
                    Type::Object(attributes) => attributes.get(index.as_str()?).cloned(),
                    _ => None,
                }),
                index.as_str(),
            ),
        }),
        // An instance whose key is not known is found again under that same key.
        Data::Map(map)
            if index.as_unknown().is_some()
                && map.entries.contains_key(&open_keys::held_under(index)) =>
        {
            attribute_of(value, &open_keys::held_under(index), span)
        }
        _ if index.has_unknown() => Ok(typed_items(unknown_from([index, value], span), value)),
        Data::Map(_) => match convert(index.clone(), &Type::String) {
            Ok(key) => match key.as_str() {
                Some(key) => match value.get(key) {
                    Some(_) => {
                        let child = attribute_of(value, key, span);
                        child.map(|child| at_word(child, index).marked(secrecy(index)))
                    }
                    None if missing_instance(value) => {
                        fail(format!("there is no instance \"{key}\""), span)
                    }
                    None => attribute_of(value, key, span),
                },
                None => Ok(unknown_from([index], span)),
            },
            Err(_) => fail("a map's key must be a string", span),
        },
        Data::List(list) if list.kind == ListKind::Set => fail("a set has no indexes", span),
        Data::List(list) => {
            let Some(number) = convert(index.clone(), &Type::Number)
                .ok()
                .and_then(|index| index.as_number().and_then(crate::value::Number::as_i64))
            else {
                return fail("a list's index must be a whole number", span);
            };
            // Behind the known items there may be any number of further ones.
            let known = list.items.iter().position(is_rest).unwrap_or(list.items.len());
            match usize::try_from(number) {
                Ok(at) if at < known => {
                    Ok(inherit(list.items[at].clone(), value).marked(secrecy(index)))
                }
                Ok(_) => match list.items.get(known) {
                    Some(further) => Ok(plain_item(further, span)),
                    None => fail(
                        match known {
                            0 => format!("there is no item {number}: the list is empty"),
                            _ => {
                                format!("there is no item {number}: the list ends at {}", known - 1)
                            }
                        },
                        span,
                    ),
                },
                Err(_) => fail(format!("the index {number} is negative"), span),
            }
        }
        _ => fail("only a list or a map can be indexed", span),
    }
}

fn secrecy(index: &Value) -> Marks {
    Marks(index.marks.0 & Marks::SENSITIVE.0)
}

fn typed_items(mut unknown: Value, of: &Value) -> Value {
    let ty = match type_of(of) {
        Type::List(item) | Type::Map(item) | Type::Set(item) => *item,
        _ => return unknown,
    };
    if let Data::Unknown(found) = &unknown.data {
        let mut found = (**found).clone();
        found.ty = ty;
        unknown.data = Data::Unknown(Arc::new(found));
    }
    unknown
}

/// The instances of a resource with `for_each`, all of them known: no instance is computed later.
fn missing_instance(value: &Value) -> bool {
    matches!(&value.data, Data::Map(map) if map.rest.is_none())
}

fn is_rest(item: &Value) -> bool {
    item.as_unknown().is_some_and(|unknown| unknown.rest)
}

/// One of any number of further items.
fn plain_item(further: &Value, span: Option<Span>) -> Value {
    let mut item = further.clone();
    if let Data::Unknown(unknown) = &further.data {
        item.data = Data::Unknown(Arc::new(Unknown { rest: false, ..(**unknown).clone() }));
    }
    item.place.span = item.place.span.or(span);
    item
}

impl Evaluator<'_> {
    /// `value[*]...`, `value.*...`: of every item of a list; a single value counts as a list of
    /// one, null as an empty list.
    pub(super) fn splat(
        &self,
        value: &Value,
        inner: &[Access],
        span: Option<Span>,
        scope: &Scope,
    ) -> Eval {
        let items = match &value.data {
            Data::Null => Vec::new(),
            Data::List(list) => list.items.clone(),
            Data::Unknown(unknown) => {
                let one = !matches!(
                    unknown.ty,
                    Type::Any | Type::List(_) | Type::Set(_) | Type::Tuple(_)
                );
                if one { vec![value.clone()] } else { vec![rest(value, unknown.reason.clone())] }
            }
            _ => vec![value.clone()],
        };
        let mut results = Vec::with_capacity(items.len());
        for item in items {
            let item =
                if matches!(value.data, Data::List(_)) { inherit(item, value) } else { item };
            if is_rest(&item) {
                let Data::Unknown(unknown) = &item.data else { continue };
                let reason = unknown.reason.clone();
                let taken = self
                    .accesses(plain_item(&item, span), inner, span, scope)
                    .unwrap_or_else(|_| item.clone());
                let mut further = rest(&item, reason);
                further.refs = taken.refs.clone();
                results.push(further);
                continue;
            }
            results.push(self.soft(self.accesses(item, inner, span, scope), span)?);
        }
        let kind = if matches!(&value.data, Data::List(list) if list.kind != ListKind::Tuple) {
            ListKind::List
        } else {
            ListKind::Tuple
        };
        Ok(Value::new(Data::List(Arc::new(List { kind, items: results })), span))
    }
}
