//! What watches an account's workloads: detectors of GuardDuty.

use crate::normalize::map::schema::{Entries, Field, Rule, satellite, two};
use crate::normalize::map::table::Table;
use crate::normalize::map::walk::Walk;
use crate::unit::ResourceKind;
use crate::value::{Cause, Entry, Value};
use std::sync::Arc;

const ADDITIONAL: &[Field] = &[
    two("name", "=", "Name", Rule::Upper).good("\"EC2_AGENT_MANAGEMENT\""),
    two("status", "=", "Status", Rule::Upper).good("\"ENABLED\""),
];
const FEATURE: &[Field] = &[
    two("name", "=", "Name", Rule::Upper).good("\"S3_DATA_EVENTS\""),
    two("status", "=", "Status", Rule::Upper).good("\"ENABLED\""),
    two("additional_configuration", "=", "AdditionalConfiguration", Rule::Objects(ADDITIONAL))
        .good("[]"),
];
const DETECTOR: &[Field] = &[
    two("enable", "=", "Enable", Rule::Bool).good("true"),
    two("features", "aws_guardduty_detector_feature:", "Features", Rule::Objects(FEATURE))
        .good("[]"),
    two("tags", "=", "Tags", Rule::FreeMap),
];

/// The source types that are read as `guardduty.detector`.
const SOURCES: &[&str] = &["aws_guardduty_detector", "AWS::GuardDuty::Detector"];

/// Whether the tasks of a cluster are watched is said by the detector of the account, which mostly
/// belongs to another unit: it is not known where this one has none.
pub fn cluster(walk: &mut Walk<'_>, entries: &mut Entries) {
    let detector = SOURCES
        .iter()
        .flat_map(|source| walk.index.of_source(source))
        .any(|found| found.kind == ResourceKind::Managed);
    if detector || walk.resource.kind != ResourceKind::Managed {
        return;
    }
    let value = Value::unknown(
        Cause::outside("the GuardDuty detector of the account is not in this code"),
        walk.resource.place.span,
    );
    entries.insert(Arc::from("runtime_monitoring"), Entry { key: None, value });
}

/// The family's tables.
pub const TABLES: &[Table] = &[Table::new("guardduty.detector", SOURCES, "", DETECTOR)
    .satellites(&[satellite("aws_guardduty_detector_feature", "detector_id")])];

#[cfg(test)]
mod tests {
    use crate::normalize::tests::{Fixture, one};
    use serde_json::json;

    #[test]
    fn a_detector_reads_alike() {
        let mut fixture = Fixture::new("x");
        fixture.add("aws_guardduty_detector", "this", &json!({"enable": true}));
        fixture.add(
            "aws_guardduty_detector_feature",
            "runtime",
            &json!({
                "detector_id": {"$ref": ["aws_guardduty_detector.this", "id"]},
                "name": "RUNTIME_MONITORING",
                "status": "ENABLED",
                "additional_configuration": [{"name": "ECS_FARGATE_AGENT_MANAGEMENT", "status": "DISABLED"}],
            }),
        );
        let terraform = &fixture.printed()["resources"]["aws_guardduty_detector.this"];
        let cloudformation = one(
            "AWS::GuardDuty::Detector",
            &json!({"Enable": true, "Features": [{
                "Name": "RUNTIME_MONITORING",
                "Status": "ENABLED",
                "AdditionalConfiguration": [{"Name": "ECS_FARGATE_AGENT_MANAGEMENT", "Status": "DISABLED"}],
            }]}),
        );
        assert_eq!(terraform["type"], "guardduty.detector");
        assert_eq!(terraform["values"]["enable"], true);
        for path in
            ["/features/0/name", "/features/0/status", "/features/0/additional_configuration"]
        {
            let values = [&terraform["values"], &cloudformation["values"]];
            assert_eq!(values[0].pointer(path), values[1].pointer(path), "{path}");
            assert!(values[0].pointer(path).is_some(), "{path}");
        }
    }

    #[test]
    fn a_cluster_without_a_detector_beside_it_may_be_watched_or_not() {
        let alone = one("aws_ecs_cluster", &json!({"name": "c"}));
        assert!(alone["values"]["runtime_monitoring"]["$unknown"].is_string(), "{alone}");
        let mut fixture = Fixture::new("x");
        fixture.add("aws_ecs_cluster", "c", &json!({"name": "c"}));
        fixture.add("aws_guardduty_detector", "d", &json!({}));
        let beside = &fixture.printed()["resources"]["aws_ecs_cluster.c"];
        assert!(beside["values"].get("runtime_monitoring").is_none(), "{beside}");
    }
}
