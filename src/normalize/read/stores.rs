//! The stores of the unit that a policy statement's resources name by a literal ARN. A reference to
//! one is an edge as it is.

use crate::normalize::map::index::Index;
use crate::normalize::map::template::Template;
use crate::value::{Data, Value};
use std::sync::Arc;

/// The types of stores, by the service of their ARNs.
const STORES: &[(&str, &[&str])] = &[
    ("dynamodb", &["dynamodb.table"]),
    ("elasticache", &["elasticache.replication_group"]),
    ("rds", &["rds.db_cluster"]),
    ("s3", &["s3.bucket"]),
    ("secretsmanager", &["secretsmanager.secret"]),
    ("sqs", &["sqs.queue"]),
];

/// Adds an edge to each resource that is the ARN of a store of the unit.
pub fn link(index: &Index<'_>, resources: &mut Value) {
    let Data::List(list) = &mut resources.data else { return };
    for item in &mut Arc::make_mut(list).items {
        if let Some(types) = types_of(item) {
            index.link(item, types);
        }
    }
}

fn types_of(item: &Value) -> Option<&'static [&'static str]> {
    let template = Template::of(item)?;
    let service = template.text.strip_prefix("arn:")?.split(':').nth(1)?;
    STORES.iter().find(|(name, _)| *name == service).map(|(_, types)| *types)
}

#[cfg(test)]
mod tests {
    use crate::normalize::tests::Fixture;
    use serde_json::json;

    #[test]
    fn an_arn_leads_to_the_store_that_it_names() {
        let mut fixture = Fixture::new("x");
        fixture.add("aws_s3_bucket", "assets", &json!({"bucket": "assets"}));
        fixture.add("aws_dynamodb_table", "orders", &json!({"name": "orders"}));
        fixture.add("aws_sqs_queue", "orders", &json!({"name": "orders"}));
        let resources = [
            ("arn:aws:s3:::assets", Some("aws_s3_bucket.assets")),
            ("arn:aws:s3:::assets/*", Some("aws_s3_bucket.assets")),
            (
                "arn:aws:dynamodb:eu-west-1:123456789012:table/orders",
                Some("aws_dynamodb_table.orders"),
            ),
            ("arn:aws:dynamodb:*:*:table/orders/index/*", Some("aws_dynamodb_table.orders")),
            ("arn:aws:sqs:eu-west-1:123456789012:orders", Some("aws_sqs_queue.orders")),
            ("arn:aws:sqs:eu-west-1:123456789012:others", None),
            ("arn:aws:sns:eu-west-1:123456789012:orders", None),
            ("assets", None),
            ("*", None),
        ];
        let named: Vec<&str> = resources.iter().map(|(arn, _)| *arn).collect();
        fixture.add(
            "aws_iam_role_policy",
            "p",
            &json!({"role": "app", "policy": json!({"Statement": [
                {"Effect": "Allow", "Action": "*", "Resource": named},
            ]}).to_string()}),
        );
        fixture.add("aws_iam_role", "app", &json!({"name": "app"}));
        let refs = fixture.printed()["resources"]["aws_iam_role.app"]["refs"].clone();
        for (index, (arn, wanted)) in resources.iter().enumerate() {
            let found = &refs[format!("/policies/0/statements/0/resources/{index}")][0]["to"];
            assert_eq!(found.as_str(), *wanted, "{arn}");
        }
    }
}
