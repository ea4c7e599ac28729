package stride.repudiation.log_retention_misconfiguration_test

import data.stride.given_test as given
import data.stride.repudiation.log_retention_misconfiguration as threat

retention(values) := found if {
	found := threat.retention_too_short with input as given.one("logs.log_group", values)
}

test_retention_too_short if {
	given.paths(retention({"retention_in_days": 30})) == {["retention_in_days"]}
	count(retention({"retention_in_days": 364})) == 1
}

test_retention_of_three_months_is_worth_knowing if {
	severities(retention({"retention_in_days": 89})) == set()
	severities(retention({"retention_in_days": 90})) == {"info"}
	severities(retention({"retention_in_days": 180})) == {"info"}
}

severities(found) := {severity | some finding in found; severity := finding.facts.severity}

test_retention_too_short_quiet if {
	count(retention({"retention_in_days": 365})) == 0
	count(retention({"retention_in_days": 0})) == 0
	count(retention({})) == 0
	count(retention({"retention_in_days": 2, "log_group_class": "DELIVERY"})) == 0
}

deletable(values, lifecycle) := found if {
	group := object.union(given.resource("group", "logs.log_group", values), {"lifecycle": lifecycle})
	found := threat.log_group_deletable with input as given.document([group])
}

test_log_group_deletable if {
	given.paths(deletable({}, {})) == {["deletion_protection_enabled"]}
	count(deletable({"deletion_protection_enabled": false}, {"deletion_policy": "Delete"})) == 1
}

test_log_group_deletable_quiet if {
	count(deletable({"deletion_protection_enabled": true}, {})) == 0
	count(deletable({"skip_destroy": true}, {})) == 0
	count(deletable({}, {"prevent_destroy": true})) == 0
	count(deletable({}, {"deletion_policy": "Retain"})) == 0
	count(deletable({}, {"deletion_policy": "RetainExceptOnCreate"})) == 0
}

options(values) := found if {
	found := given.container({"log_configuration": {"log_driver": "awslogs", "options": values}})
}

test_log_group_auto_created if {
	given.paths(threat.log_group_auto_created) == {["containers", 0, "log_configuration", "options", "awslogs-create-group"]} with input as options({"awslogs-create-group": "true"})
	count(threat.log_group_auto_created) == 0 with input as options({"awslogs-create-group": "false"})
	count(threat.log_group_auto_created) == 0 with input as options({"awslogs-group": "true"})
}

test_lossy_log_delivery if {
	given.paths(threat.lossy_log_delivery) == {["containers", 0, "log_configuration", "options", "max-buffer-size"]} with input as options({"max-buffer-size": "64k"})
	count(threat.lossy_log_delivery) == 1 with input as options({"max-buffer-size": "1m", "mode": "non-blocking"})
	count(threat.lossy_log_delivery) == 1 with input as options({"max-buffer-size": "4194303"})
}

test_lossy_log_delivery_quiet if {
	count(threat.lossy_log_delivery) == 0 with input as options({"max-buffer-size": "4m"})
	count(threat.lossy_log_delivery) == 0 with input as options({"max-buffer-size": "1m", "mode": "blocking"})
	count(threat.lossy_log_delivery) == 0 with input as options({"mode": "non-blocking"})
}

log_bucket(values, sender) := found if {
	bucket := object.union(given.resource("bucket", "s3.bucket", values), {"derived": {"receives_logs": ["sender"]}})
	found := given.document([bucket, given.resource("sender", sender, {})])
}

test_mutable_log_bucket if {
	given.paths(threat.mutable_log_bucket) == {["versioning", "status"]} with input as log_bucket({}, "cloudtrail.trail")
	count(threat.mutable_log_bucket) == 1 with input as log_bucket({"versioning": {"status": "Suspended"}}, "elb.load_balancer")
	count(threat.mutable_log_bucket) == 1 with input as log_bucket({}, "ec2.flow_log")
	count(threat.mutable_log_bucket) == 1 with input as log_bucket({"object_lock_enabled": false}, "ecs.cluster")
}

test_mutable_log_bucket_quiet if {
	count(threat.mutable_log_bucket) == 0 with input as log_bucket({"versioning": {"status": "Enabled"}}, "cloudtrail.trail")
	count(threat.mutable_log_bucket) == 0 with input as log_bucket({"object_lock_enabled": true}, "cloudtrail.trail")
	count(threat.mutable_log_bucket) == 0 with input as log_bucket({}, "s3.bucket")
	count(threat.mutable_log_bucket) == 0 with input as object.union(log_bucket({}, "cloudtrail.trail"), {"unit": {"closed": false, "deployable": false}})
}
