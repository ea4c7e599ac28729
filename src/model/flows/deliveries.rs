//! R19: what AWS delivers from one place to another: logs of access, streams, notifications,
//! mappings.

use crate::model::draft::flow;
use crate::model::drawing::Drawing;
use crate::model::read::{self, Switch};
use crate::model::v1::{Certainty, Flow};
use crate::model::world::At;

/// Attributes that name what data is delivered to.
const DELIVERIES: &[(&str, &[&str])] = &[
    ("firehose.stream", &["buckets.*", "search_domain"]),
    ("s3.bucket", &["notifications.*.target"]),
    ("sns.topic", &["subscriptions.*.endpoint"]),
    (
        "lambda.function",
        &["on_success", "on_failure", "dead_letter_target", "event_sources.*.on_failure"],
    ),
];

/// Attributes that name where data is taken from, with the switch beside each.
const SOURCES: &[(&str, &str, &str)] =
    &[("lambda.function", "event_sources.*", "source"), ("firehose.stream", "", "source")];

pub(super) fn draw(drawing: &mut Drawing<'_>) {
    balancers(drawing);
    trails(drawing);
    for (ty, paths) in DELIVERIES {
        for at in drawing.world.of_type(ty).to_vec() {
            for path in *paths {
                delivered(drawing, at, path);
            }
        }
    }
    for (ty, list, path) in SOURCES {
        for at in drawing.world.of_type(ty).to_vec() {
            taken(drawing, at, list, path);
        }
    }
    flow_logs(drawing);
}

fn line(kind: &'static str, from: &str, to: &str) -> Flow {
    flow("R19", kind, from, to).to_aws().carrying(if kind == "audit" { "logs" } else { "records" })
}

/// The elements that a value refers to.
fn targets(drawing: &mut Drawing<'_>, unit: usize, value: &crate::value::Value) -> Vec<String> {
    let found = drawing.world.targets(unit, value);
    found.into_iter().filter_map(|at| drawing.element(at)).collect()
}

fn balancers(drawing: &mut Drawing<'_>) {
    let world = drawing.world;
    for at in world.of_type("elb.load_balancer").to_vec() {
        for logs in world.find(at, "access_logs") {
            let classic = read::text(world.values(at), "load_balancer_type") == Some("classic");
            let sure = match read::switch(logs.value, "enabled") {
                Some(Switch::On) => Certainty::Stated,
                Some(Switch::Open) => Certainty::Undecided,
                None if classic => Certainty::Stated,
                Some(Switch::Off) | None => continue,
            };
            let Some(from) = drawing.element(at) else { continue };
            for bucket in read::find(logs.value, "bucket") {
                let to = super::logs::target(drawing, at.unit, bucket.value, "bucket");
                if let Some(to) = to {
                    let evidence = world.proof(at, &logs.value.place, "access-logs");
                    drawing.draft.flow(
                        line("audit", &from, &to).sure(sure).proved(evidence).when(logs.when),
                    );
                }
            }
        }
    }
}

fn trails(drawing: &mut Drawing<'_>) {
    let world = drawing.world;
    for at in world.of_type("cloudtrail.trail").to_vec() {
        let Some(from) = drawing.element(at) else { continue };
        let sure = match read::switch(world.values(at), "enable_logging") {
            Some(Switch::Off) => continue,
            Some(Switch::Open) => Certainty::Undecided,
            Some(Switch::On) | None => Certainty::Stated,
        };
        for (path, kind) in
            [("s3_bucket_name", "bucket"), ("cloud_watch_logs_group_arn", "log-group")]
        {
            for arm in world.find(at, path) {
                if let Some(to) = super::logs::target(drawing, at.unit, arm.value, kind) {
                    let evidence = world.proof(at, &arm.value.place, "trail");
                    drawing
                        .draft
                        .flow(line("audit", &from, &to).sure(sure).proved(evidence).when(arm.when));
                }
            }
        }
    }
}

fn delivered(drawing: &mut Drawing<'_>, at: At, path: &str) {
    let world = drawing.world;
    for arm in world.find(at, path) {
        let Some(from) = drawing.element(at) else { continue };
        for to in targets(drawing, at.unit, arm.value) {
            let evidence = world.proof(at, &arm.value.place, "delivery");
            drawing.draft.flow(line("data", &from, &to).proved(evidence).when(arm.when));
        }
    }
}

fn taken(drawing: &mut Drawing<'_>, at: At, list: &str, path: &str) {
    let world = drawing.world;
    let entries = if list.is_empty() { read::arms(world.values(at)) } else { world.find(at, list) };
    for entry in entries {
        let sure = match read::switch(entry.value, "enabled") {
            Some(Switch::Off) => continue,
            Some(Switch::Open) => Certainty::Undecided,
            Some(Switch::On) | None => Certainty::Stated,
        };
        for arm in read::find(entry.value, path) {
            let Some(to) = drawing.element(at) else { continue };
            for from in targets(drawing, at.unit, arm.value) {
                let evidence = world.proof(at, &arm.value.place, "mapping");
                drawing.draft.flow(
                    line("data", &from, &to)
                        .sure(sure)
                        .proved(evidence)
                        .when(entry.when.or(arm.when)),
                );
            }
        }
    }
}

/// Flow logs are a property of their VPC.
fn flow_logs(drawing: &mut Drawing<'_>) {
    let world = drawing.world;
    for at in world.of_type("ec2.flow_log").to_vec() {
        for arm in world.find(at, "resource") {
            let Some(vpc) = drawing.network.vpc_of(&mut drawing.draft, at.unit, arm.value) else {
                continue;
            };
            let evidence = world.header(at, "flow-log");
            if let Some(own) = drawing.draft.boundaries.get_mut(&vpc) {
                own.properties.insert("flow_logs", true.into());
                own.evidence.extend(evidence);
            }
        }
    }
}
