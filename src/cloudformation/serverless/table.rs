//! A simple table (SAM specification, `AWS::Serverless::SimpleTable`): one key, and payment by
//! request unless it says otherwise.

use super::grants::At;
use super::set;
use crate::unit::Resource;
use crate::value::{Data, Value};
use std::sync::Arc;

/// How the types of the key are spelled in SAM and in DynamoDB.
const TYPES: [(&str, &str); 3] = [("String", "S"), ("Number", "N"), ("Binary", "B")];

/// Gives the table the key schema, the attribute and the billing mode that the transform makes.
pub(super) fn simple(table: &mut Resource) {
    let key = table.values.get("PrimaryKey").cloned().filter(|key| !key.is_null());
    let at = At::of(key.as_ref().unwrap_or(&table.values));
    let part = |name: &str| key.as_ref().and_then(|key| key.get(name)).cloned();
    let (name, ty) = match &key {
        // A key of which nothing is known may have any name.
        Some(key) if key.as_unknown().is_some() => (key.clone(), key.clone()),
        _ => (
            part("Name").unwrap_or_else(|| at.text("id")),
            part("Type").map_or_else(
                || at.text("S"),
                |ty| match TYPES.iter().find(|(sam, _)| ty.as_str() == Some(sam)) {
                    Some((_, own)) => Value { data: at.text(own).data, ..ty },
                    None => ty,
                },
            ),
        ),
    };
    let attribute = at.map(vec![("AttributeName", name.clone()), ("AttributeType", ty)]);
    let schema = at.map(vec![("AttributeName", name), ("KeyType", at.text("HASH"))]);
    set(&mut table.values, "AttributeDefinitions", at.list(vec![attribute]));
    set(&mut table.values, "KeySchema", at.list(vec![schema]));
    if table.values.get("ProvisionedThroughput").is_none_or(Value::is_null) {
        set(&mut table.values, "BillingMode", at.text("PAY_PER_REQUEST"));
    }
    if let Data::Map(map) = &mut table.values.data {
        Arc::make_mut(map).entries.shift_remove("PrimaryKey");
    }
}
