package stride.repudiation.detection_disabled_test

import data.stride.given_test as given
import data.stride.repudiation.detection_disabled as threat

cluster(values) := given.resource("cluster", "ecs.cluster", values)

service(launch) := object.union(given.resource("service", "ecs.service", {}), {"derived": {"launch": launch, "cluster": "cluster"}})

excluded := cluster({"tags": {"GuardDutyManaged": "false"}})

test_cluster_excluded_from_runtime_monitoring if {
	found := threat.cluster_excluded_from_runtime_monitoring with input as given.document([excluded])
	given.paths(found) == {["tags", "GuardDutyManaged"]}
	every launch in ["FARGATE", "BOTH", "unknown"] {
		count(threat.cluster_excluded_from_runtime_monitoring) == 1 with input as given.document([excluded, service(launch)])
	}
	every launch in ["EC2", "EXTERNAL", "MANAGED_INSTANCES"] {
		count(threat.cluster_excluded_from_runtime_monitoring) == 0 with input as given.document([excluded, service(launch)])
	}
	every tags in [{}, {"GuardDutyManaged": "true"}, {"Managed": "false"}] {
		count(threat.cluster_excluded_from_runtime_monitoring) == 0 with input as given.document([cluster({"tags": tags})])
	}
}

test_detector_disabled if {
	found := threat.detector_disabled with input as given.one("guardduty.detector", {"enable": false})
	given.paths(found) == {["enable"]}
	every values in [{}, {"enable": true}] {
		count(threat.detector_disabled) == 0 with input as given.one("guardduty.detector", values)
	}
}

detector(features) := given.resource("detector", "guardduty.detector", {"enable": true, "features": features})

agent(status) := {"name": "RUNTIME_MONITORING", "status": "ENABLED", "additional_configuration": [
	{"name": "EC2_AGENT_MANAGEMENT", "status": "DISABLED"},
	{"name": "ECS_FARGATE_AGENT_MANAGEMENT", "status": status},
]}

test_runtime_monitoring_disabled if {
	off := [{"name": "S3_DATA_EVENTS", "status": "ENABLED"}, {"name": "RUNTIME_MONITORING", "status": "DISABLED"}]
	found := threat.runtime_monitoring_disabled with input as given.document([cluster({}), detector(off)])
	given.paths(found) == {["features", 1, "status"]}
	without := threat.runtime_monitoring_disabled with input as given.document([cluster({}), detector([agent("DISABLED")])])
	given.paths(without) == {["features", 0, "additional_configuration", 1, "status"]}
	elsewhere := threat.runtime_monitoring_disabled with input as given.document([cluster({"runtime_monitoring": "DISABLED"})])
	given.paths(elsewhere) == {["runtime_monitoring"]}
}

test_runtime_monitoring_disabled_quiet if {
	every features in [[], [agent("ENABLED")], [{"name": "S3_DATA_EVENTS", "status": "DISABLED"}]] {
		count(threat.runtime_monitoring_disabled) == 0 with input as given.document([cluster({}), detector(features)])
	}
	# No tasks to watch, and nothing that watches: detector-disabled says that.
	off := [{"name": "RUNTIME_MONITORING", "status": "DISABLED"}]
	count(threat.runtime_monitoring_disabled) == 0 with input as given.document([detector(off)])
	suspended := given.resource("detector", "guardduty.detector", {"enable": false, "features": off})
	count(threat.runtime_monitoring_disabled) == 0 with input as given.document([cluster({}), suspended])
	count(threat.runtime_monitoring_disabled) == 0 with input as given.document([cluster({})])
}

principal(type, statement) := given.one(type, {"policies": [{"kind": "inline", "statements": [statement]}]})

allow(action, extra) := object.union({"effect": "allow", "actions": ["ecs:listtasks", action], "grants": [action], "everything": true, "restricted": false}, extra)

test_task_can_disable_detection if {
	every type in ["iam.role", "iam.user", "iam.group"] {
		found := threat.task_can_disable_detection with input as principal(type, allow("guardduty:updatedetector", {}))
		given.paths(found) == {["policies", 0, "statements", 0, "actions", 1]}
	}
	found := threat.task_can_disable_detection with input as given.one("iam.policy", {"statements": [allow("securityhub:disablesecurityhub", {})]})
	given.paths(found) == {["statements", 0, "actions", 1]}
	every statement in [
		allow("guardduty:getfindings", {}),
		allow("guardduty:deletedetector", {"everything": false}),
		allow("guardduty:deletedetector", {"restricted": true}),
		allow("guardduty:deletedetector", {"effect": "deny"}),
	] {
		count(threat.task_can_disable_detection) == 0 with input as principal("iam.role", statement)
	}
}
