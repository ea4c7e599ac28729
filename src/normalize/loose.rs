//! Policy documents that no resource of the unit takes: handed to a module that was not read, or to
//! nobody. What they allow stands where they are written, whoever holds it in the end.
//!
//! A document without principals is what a role or a user may do. One with principals belongs to a
//! resource, and of which kind is not known: `kms:*` on `*` is right in a key's policy.

use super::map::index::Index;
use super::map::schema::Dialect;
use super::map::table::Table;
use super::map::walk::Walk;
use super::read::{READERS, statement};
use super::tables;
use crate::source::Problem;
use crate::tree::Tree;
use crate::unit::{Resource, ResourceKind};
use crate::value::{Cause, Data, Entry, Value};
use indexmap::IndexMap;
use std::collections::HashSet;
use std::sync::Arc;

/// The data source that a policy document is written as.
const DOCUMENT: &str = "aws_iam_policy_document";

/// Deepest argument of a module call that is looked into.
const MAX_DEPTH: usize = 8;

/// What the unit's resources refer to, other than in a call of a module that was not read.
#[must_use]
pub fn taken(resources: &[Resource]) -> HashSet<&str> {
    let mut referred = Referred::default();
    for resource in resources {
        match resource.kind {
            ResourceKind::Managed | ResourceKind::Data | ResourceKind::Provider => {
                referred.within(&resource.values, 0)
            }
            ResourceKind::Backend
            | ResourceKind::Module
            | ResourceKind::Variable
            | ResourceKind::Parameter => {}
        }
    }
    referred.found
}

/// What values refer to.
#[derive(Default)]
struct Referred<'v> {
    found: HashSet<&'v str>,
    /// Parts that several values share: what is made of a value twice over, and again of that, is
    /// small, and has no end for who goes along every way.
    seen: HashSet<*const ()>,
}

impl<'v> Referred<'v> {
    fn within(&mut self, value: &'v Value, depth: usize) {
        if depth > 200 {
            return;
        }
        self.found.extend(value.references().iter().map(|reference| &*reference.to));
        match &value.data {
            Data::List(list) if self.is_new(list) => {
                list.items.iter().for_each(|item| self.within(item, depth + 1));
            }
            Data::Map(map) if self.is_new(map) => {
                map.entries.values().for_each(|entry| self.within(&entry.value, depth + 1));
            }
            Data::Either(either) if self.is_new(either) => {
                self.within(&either.then, depth + 1);
                self.within(&either.otherwise, depth + 1);
            }
            Data::Unknown(unknown) if self.is_new(unknown) => {
                if let Some(encoded) = &unknown.encoded {
                    self.within(encoded, depth + 1);
                }
            }
            _ => {}
        }
    }

    /// Whether a part that is shared is met for the first time.
    fn is_new<T>(&mut self, part: &Arc<T>) -> bool {
        Arc::strong_count(part) == 1 || self.seen.insert(Arc::as_ptr(part).cast())
    }
}

/// The documents in a resource: the document that a data source is, or those among the arguments of
/// a call.
#[must_use]
pub fn documents(resource: &Resource, taken: &HashSet<&str>) -> Vec<Resource> {
    let made = |address: String, document: Value| Resource {
        address,
        kind: ResourceKind::Managed,
        values: document,
        lifecycle: Value::map(IndexMap::new(), resource.place.span),
        ..resource.clone()
    };
    match resource.kind {
        ResourceKind::Data if resource.source_type == DOCUMENT => {
            if taken.contains(resource.address.as_str()) {
                return Vec::new();
            }
            let own = Value::reference(resource.address.as_str(), "json", resource.place.span);
            vec![made(resource.address.clone(), own)]
        }
        ResourceKind::Module => {
            let mut found = Vec::new();
            for (name, entry) in resource.values.entries().into_iter().flatten() {
                if !matches!(&**name, "source" | "version") {
                    arguments(&entry.value, &format!("{}.{name}", resource.address), 0, &mut found);
                }
            }
            found.into_iter().map(|(address, document)| made(address, document)).collect()
        }
        _ => Vec::new(),
    }
}

/// Values that are policy documents as they stand: JSON, or objects that a module makes JSON of.
fn arguments(value: &Value, at: &str, depth: usize, found: &mut Vec<(String, Value)>) {
    if depth > MAX_DEPTH {
        return;
    }
    match &value.data {
        Data::Map(map) if map.entries.contains_key("Statement") => {
            found.push((at.to_owned(), value.clone()));
        }
        Data::Map(map) => {
            for (name, entry) in &map.entries {
                arguments(&entry.value, &format!("{at}.{name}"), depth + 1, found);
            }
        }
        Data::List(list) => {
            for (index, item) in list.items.iter().enumerate() {
                arguments(item, &format!("{at}[{index}]"), depth + 1, found);
            }
        }
        Data::String(text) if text.text.contains("\"Statement\"") => {
            found.push((at.to_owned(), value.clone()));
        }
        Data::Unknown(unknown)
            if unknown
                .encoded
                .as_ref()
                .is_some_and(|encoded| encoded.get("Statement").is_some()) =>
        {
            found.push((at.to_owned(), value.clone()));
        }
        _ => {}
    }
}

/// A document's table and canonical values. `None`: nothing of it can be read.
#[must_use]
pub fn read(
    tree: &Tree,
    index: &Index<'_>,
    document: &Resource,
) -> Option<(&'static Table, Value, Vec<Problem>)> {
    let mut walk = Walk::new(tree, index, &READERS, document, Dialect::Terraform);
    let statements = statement::statements(&mut walk, &document.values, "policy");
    let known = statements.items().filter(|items| !items.is_empty())?;
    let of_resource = known
        .iter()
        .any(|item| ["principals", "not_principals"].iter().any(|key| item.get(key).is_some()));
    let mut entries = IndexMap::new();
    let mut put = |name: &str, value| entries.insert(Arc::from(name), Entry { key: None, value });
    let span = document.place.span;
    let table = if of_resource {
        let mut policy = IndexMap::new();
        policy.insert(Arc::from("statements"), Entry { key: None, value: statements });
        let cause = Cause::outside("what this policy belongs to is not in this code");
        put("kind", Value::unknown(cause, span));
        put("policy", Value::map(policy, span));
        tables::table("iam.resource_policy")?
    } else {
        put("statements", statements);
        tables::table("iam.policy")?
    };
    Some((table, Value::map(entries, span), walk.problems))
}
