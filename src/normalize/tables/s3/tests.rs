use crate::normalize::tests::Fixture;
use crate::unit::Presence;
use crate::value::{Cause, Condition};
use serde_json::{Value as Json, json};
use std::sync::Arc;

fn bucket(satellites: &[(&str, Json)]) -> Json {
    let mut fixture = Fixture::new("x");
    fixture.add("aws_s3_bucket", "this", &json!({"bucket": "app"}));
    for (source_type, values) in satellites {
        fixture.add(source_type, "this", values);
    }
    fixture.printed()["resources"]["aws_s3_bucket.this"]["values"].clone()
}

#[test]
fn a_bucket_is_one_document_from_blocks_of_old_satellites_and_properties() {
    let mut old = Fixture::new("x");
    old.add(
        "aws_s3_bucket",
        "this",
        &json!({"bucket": "app", "acl": "public-read", "versioning": [{"enabled": true, "mfa_delete": null}],
            "object_lock_configuration": [{"object_lock_enabled": "Enabled", "rule": [{"default_retention": [{"mode": "GOVERNANCE"}]}]}]}),
    );
    let old = old.printed()["resources"]["aws_s3_bucket.this"]["values"].clone();
    let new = bucket(&[
        (
            "aws_s3_bucket_acl",
            json!({"bucket": {"$ref": ["aws_s3_bucket.this", "id"]}, "acl": "public-read"}),
        ),
        (
            "aws_s3_bucket_versioning",
            json!({"bucket": "app", "versioning_configuration": [{"status": "Enabled"}]}),
        ),
        (
            "aws_s3_bucket_object_lock_configuration",
            json!({"bucket": "arn:aws:s3:::app", "rule": [{"default_retention": [{"mode": "GOVERNANCE"}]}]}),
        ),
    ]);
    let mut template = Fixture::new("x");
    template.add(
        "AWS::S3::Bucket",
        "This",
        &json!({"BucketName": "app", "AccessControl": "PublicRead", "VersioningConfiguration": {"Status": "Enabled"},
            "ObjectLockEnabled": true, "ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE"}}}}),
    );
    let template = template.printed()["resources"]["This"]["values"].clone();
    for key in ["name", "acl", "versioning", "object_lock_rule", "object_lock_enabled"] {
        assert_eq!(old[key], new[key], "{key}");
        assert_eq!(template[key], new[key], "{key}");
    }
    assert_eq!(new["object_lock_enabled"], true);
    assert_eq!(new["versioning"], json!({"status": "Enabled"}));
}

#[test]
fn two_satellites_of_one_condition_are_two_arms() {
    let mut fixture = Fixture::new("x");
    fixture.add("aws_s3_bucket", "this", &json!({"bucket": "app", "acl": "private"}));
    let condition = Arc::new(Condition {
        id: "c1".into(),
        text: "var.public".into(),
        reason: Cause::NoDefault { variable: "var.public".into() },
    });
    for (name, acl, holds) in [("a", "public-read", true), ("b", "authenticated-read", false)] {
        let satellite =
            fixture.add("aws_s3_bucket_acl", name, &json!({"bucket": "app", "acl": acl}));
        satellite.presence = Presence::If(condition.clone(), holds);
    }
    let printed = fixture.printed();
    let acl = &printed["resources"]["aws_s3_bucket.this"]["values"]["acl"];
    let arms: Vec<Json> = acl["$either"].as_array().unwrap().clone();
    assert_eq!(arms[0], "public-read");
    assert!(arms[1].to_string().contains("authenticated-read"), "{acl}");
}

#[test]
fn what_opens_a_bucket_elsewhere_is_judged_on_its_own() {
    let document = json!(
        "{\"Statement\": {\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"s3:GetObject\", \"Resource\": \"*\"}}"
    );
    let mut fixture = Fixture::new("x");
    fixture.add("aws_s3_bucket", "this", &json!({"bucket": "app"}));
    fixture.add("aws_s3_bucket_policy", "own", &json!({"bucket": "app", "policy": document}));
    fixture.add(
        "aws_s3_bucket_policy",
        "other",
        &json!({"bucket": "somebody-elses", "policy": document}),
    );
    fixture.add(
        "AWS::S3::BucketPolicy",
        "Other",
        &json!({"Bucket": "somebody-elses", "PolicyDocument": {"Statement": []}}),
    );
    fixture.add(
        "aws_s3_bucket_acl",
        "other",
        &json!({"bucket": {"$unknown": "var.bucket has no default"}, "acl": "public-read"}),
    );
    let printed = fixture.printed();
    let ty = |id: &str| printed["resources"][id]["type"].clone();
    assert_eq!(ty("aws_s3_bucket_policy.own"), "aws_s3_bucket_policy");
    assert_eq!(ty("aws_s3_bucket_policy.other"), "s3.bucket_policy");
    assert_eq!(ty("Other"), "s3.bucket_policy");
    assert_eq!(ty("aws_s3_bucket_acl.other"), "s3.bucket_acl");
    let statement =
        &printed["resources"]["aws_s3_bucket_policy.other"]["values"]["policy"]["statements"][0];
    assert_eq!(statement["principals"], json!([{"type": "*", "id": "*"}]));
}

#[test]
fn what_a_satellite_says_stands_where_the_satellite_says_it() {
    let mut fixture = Fixture::new("bucket status Suspended");
    fixture.add("aws_s3_bucket", "this", &json!({"bucket": "app"}));
    fixture.add(
        "aws_s3_bucket_versioning",
        "this",
        &json!({"bucket": "app", "versioning_configuration": [{"status": "Suspended"}]}),
    );
    let (document, _) = fixture.document();
    assert_eq!(fixture.text_at(&document, "aws_s3_bucket.this", "/versioning/status"), "Suspended");
}

#[test]
fn a_name_that_is_not_known_belongs_to_whoever_has_the_same_one() {
    let name = |variable: &str| json!({"$pieces": [{"$unknown": format!("{variable} has no default")}, "-logs"]});
    let mut fixture = Fixture::new("x");
    fixture.add("aws_s3_bucket", "a", &json!({"bucket": name("var.a")}));
    fixture.add("aws_s3_bucket", "b", &json!({"bucket": name("var.b")}));
    let status = json!([{"status": "Enabled"}]);
    fixture.add(
        "aws_s3_bucket_versioning",
        "a",
        &json!({"bucket": name("var.a"), "versioning_configuration": status}),
    );
    fixture.add("aws_cloudtrail", "a", &json!({"s3_bucket_name": name("var.b")}));
    let printed = fixture.printed();
    assert_eq!(
        printed["resources"]["aws_s3_bucket.a"]["values"]["versioning"],
        json!({"status": "Enabled"})
    );
    assert_eq!(printed["resources"]["aws_s3_bucket.b"]["values"].get("versioning"), None);
    assert_eq!(
        printed["resources"]["aws_cloudtrail.a"]["refs"]["/s3_bucket_name"][0]["to"],
        "aws_s3_bucket.b"
    );
}

#[test]
fn what_the_bucket_says_stands_before_what_somebody_may_say_of_it() {
    let unlinked = json!({"bucket": {"$unknown": "var.bucket has no default"}, "versioning_configuration": [{"status": "Enabled"}]});
    let mut fixture = Fixture::new("x");
    fixture.add(
        "aws_s3_bucket",
        "old",
        &json!({"bucket": "old", "versioning": [{"enabled": false}]}),
    );
    fixture.add("aws_s3_bucket", "new", &json!({"bucket": "new"}));
    fixture.add("aws_s3_bucket_versioning", "any", &unlinked);
    let printed = fixture.printed();
    assert_eq!(
        printed["resources"]["aws_s3_bucket.old"]["values"]["versioning"],
        json!({"status": "Disabled"})
    );
    let new = &printed["resources"]["aws_s3_bucket.new"]["values"]["versioning"];
    assert!(new["$unknown"].as_str().unwrap().contains("may belong to it"), "{new}");
}

#[test]
fn notifications_name_their_targets() {
    let mut fixture = Fixture::new("x");
    let own = |address: &str, attribute: &str| json!({"$ref": [address, attribute]});
    fixture.add("aws_s3_bucket", "b", &json!({"bucket": "b"}));
    fixture.add("aws_sqs_queue", "q", &json!({"name": "q"}));
    fixture.add("aws_lambda_function", "f", &json!({"function_name": "f"}));
    fixture.add(
        "aws_s3_bucket_notification",
        "n",
        &json!({
            "bucket": own("aws_s3_bucket.b", "id"),
            "eventbridge": true,
            "lambda_function": [{"lambda_function_arn": own("aws_lambda_function.f", "arn"), "events": ["s3:ObjectCreated:*"]}],
            "queue": [{"queue_arn": own("aws_sqs_queue.q", "arn"), "events": ["s3:ObjectCreated:*"]}],
        }),
    );
    fixture.add(
        "AWS::S3::Bucket",
        "B",
        &json!({"NotificationConfiguration": {
            "EventBridgeConfiguration": {"EventBridgeEnabled": true},
            "LambdaConfigurations": [{"Function": own("aws_lambda_function.f", "Arn"), "Event": "s3:ObjectCreated:*"}],
            "QueueConfigurations": [{"Queue": own("aws_sqs_queue.q", "Arn"), "Event": "s3:ObjectCreated:*"}],
        }}),
    );
    let found = fixture.printed()["resources"].clone();
    for bucket in ["aws_s3_bucket.b", "B"] {
        let (values, refs) = (&found[bucket]["values"], &found[bucket]["refs"]);
        assert_eq!(values["eventbridge"], true, "{bucket}");
        assert_eq!(refs["/notifications/0/target"][0]["to"], "aws_lambda_function.f");
        assert_eq!(refs["/notifications/1/target"][0]["to"], "aws_sqs_queue.q");
        assert_eq!(values["notifications"][1]["events"], json!(["s3:ObjectCreated:*"]));
    }
}
