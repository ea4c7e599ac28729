package stride.repudiation.insufficient_api_logging_test

import data.stride.given_test as given
import data.stride.repudiation.insufficient_api_logging as threat

trail(values) := found if found := given.one("cloudtrail.trail", values)

test_trail_logging_disabled if {
	given.paths(threat.trail_logging_disabled) == {["enable_logging"]} with input as trail({"enable_logging": false})
	count(threat.trail_logging_disabled) == 0 with input as trail({"enable_logging": true})
	count(threat.trail_logging_disabled) == 0 with input as trail({})
}

test_trail_not_multi_region if {
	given.paths(threat.trail_not_multi_region) == {["is_multi_region_trail"]} with input as trail({})
	count(threat.trail_not_multi_region) == 1 with input as trail({"is_multi_region_trail": false, "is_organization_trail": true})
	count(threat.trail_not_multi_region) == 0 with input as trail({"is_multi_region_trail": true})
}

test_trail_log_validation_disabled if {
	given.paths(threat.trail_log_validation_disabled) == {["enable_log_file_validation"]} with input as trail({})
	count(threat.trail_log_validation_disabled) == 1 with input as trail({"enable_log_file_validation": false})
	count(threat.trail_log_validation_disabled) == 0 with input as trail({"enable_log_file_validation": true})
}

test_trail_not_encrypted_with_kms if {
	given.paths(threat.trail_not_encrypted_with_kms) == {["kms_key_id"]} with input as trail({})
	count(threat.trail_not_encrypted_with_kms) == 1 with input as trail({"kms_key_id": ""})
	count(threat.trail_not_encrypted_with_kms) == 0 with input as trail({"kms_key_id": "alias/trail"})
}

test_trail_not_delivered_to_cloudwatch if {
	given.paths(threat.trail_not_delivered_to_cloudwatch) == {["cloud_watch_logs_group_arn"]} with input as trail({})
	count(threat.trail_not_delivered_to_cloudwatch) == 0 with input as trail({"cloud_watch_logs_group_arn": "arn:aws:logs:eu-west-1:123456789012:log-group:trail:*"})
}

excluded(all) := found if {
	resources := [given.resource(name, "cloudtrail.trail", all[name]) | some name in sort(object.keys(all))]
	found := threat.management_events_excluded with input as given.document(resources)
}

selected(selectors) := found if found := excluded({"a": {"event_selectors": selectors}})

advanced(fields) := found if {
	selectors := [{"field_selectors": [field | some name in object.keys(fields); field := {"field": name, "equals": fields[name]}]}]
	found := excluded({"a": {"advanced_event_selectors": selectors}})
}

test_management_events_excluded if {
	given.paths(selected([{"include_management_events": false}])) == {["event_selectors"]}
	count(selected([{"read_write_type": "ReadOnly"}])) == 1
	count(selected([{"read_write_type": "WriteOnly", "include_management_events": true}])) == 1
	count(selected([{"read_write_type": "ReadOnly"}, {"read_write_type": "WriteOnly", "include_management_events": false}])) == 1
	given.paths(advanced({"eventCategory": ["Data"], "resources.type": ["AWS::S3::Object"]})) == {["advanced_event_selectors"]}
	count(advanced({"eventCategory": ["Management"], "readOnly": ["false"]})) == 1
}

# Two trails that both leave them out are one finding, on the first.
test_management_events_excluded_once if {
	found := excluded({"a": {"event_selectors": [{"include_management_events": false}]}, "b": {"event_selectors": [{"read_write_type": "ReadOnly"}]}})
	count(found) == 1
	some finding in found
	finding.resource == "a"
}

test_management_events_excluded_quiet if {
	count(excluded({"a": {}})) == 0
	count(selected([{}])) == 0
	count(selected([{"read_write_type": "All", "include_management_events": true}])) == 0
	count(selected([{"read_write_type": "ReadOnly"}, {"read_write_type": "WriteOnly"}])) == 0
	count(selected([{"include_management_events": false}, {"read_write_type": "All"}])) == 0
	count(advanced({"eventCategory": ["Management"]})) == 0
	count(advanced({"eventCategory": ["Management"], "eventSource": ["kms.amazonaws.com"]})) == 0
	count(excluded({"a": {"event_selectors": [{"include_management_events": false}]}, "b": {}})) == 0
}

test_management_events_excluded_undecided_where_others_may_add_a_trail if {
	open := object.union(trail({"event_selectors": [{"include_management_events": false}]}), {"unit": {"closed": false, "deployable": false}})
	count(threat.management_events_excluded) == 0 with input as open
}

balancer(values) := found if found := given.one("elb.load_balancer", values)

test_load_balancer_access_logs_disabled if {
	given.paths(threat.load_balancer_access_logs_disabled) == {["access_logs", "enabled"]} with input as balancer({})
	count(threat.load_balancer_access_logs_disabled) == 1 with input as balancer({"load_balancer_type": "application", "access_logs": {"bucket": "logs"}})
	count(threat.load_balancer_access_logs_disabled) == 1 with input as balancer({"access_logs": {"bucket": "logs", "enabled": false}})
	count(threat.load_balancer_access_logs_disabled) == 1 with input as balancer({"load_balancer_type": "classic"})
	count(threat.load_balancer_access_logs_disabled) == 1 with input as balancer({"load_balancer_type": "classic", "access_logs": {"enabled": false}})
}

test_load_balancer_access_logs_disabled_quiet if {
	count(threat.load_balancer_access_logs_disabled) == 0 with input as balancer({"access_logs": {"bucket": "logs", "enabled": true}})
	count(threat.load_balancer_access_logs_disabled) == 0 with input as balancer({"load_balancer_type": "classic", "access_logs": {"bucket": "logs"}})
	count(threat.load_balancer_access_logs_disabled) == 0 with input as balancer({"load_balancer_type": "gateway"})
	count(threat.load_balancer_access_logs_disabled) == 0 with input as balancer({"load_balancer_type": "network"})
}

network(protocol, owner) := found if {
	listener := object.union(given.resource("listener", "elb.listener", {"protocol": protocol}), {"derived": {"load_balancer": owner}})
	found := given.document([given.resource("it", "elb.load_balancer", {"load_balancer_type": "network"}), listener])
}

test_load_balancer_access_logs_of_tls_listeners if {
	count(threat.load_balancer_access_logs_disabled) == 1 with input as network("TLS", "it")
	count(threat.load_balancer_access_logs_disabled) == 0 with input as network("TCP", "it")
	count(threat.load_balancer_access_logs_disabled) == 0 with input as network("TLS", "other")
}

vpc(logs) := found if {
	resources := [log |
		some name in object.keys(logs)
		log := object.union(given.resource(name, "ec2.flow_log", {"resource": name}), {"refs": logs[name]})
	]
	found := given.document(array.concat([given.resource("vpc", "ec2.vpc", {})], resources))
}

test_vpc_flow_logs_disabled if {
	given.paths(threat.vpc_flow_logs_disabled) == {[]} with input as vpc({})
	count(threat.vpc_flow_logs_disabled) == 1 with input as vpc({"vpc-0123456789abcdef0": {}})
	count(threat.vpc_flow_logs_disabled) == 1 with input as vpc({"${subnet.id}": {"/resource": [{"to": "subnet", "attribute": "id"}]}})
}

test_vpc_flow_logs_disabled_quiet if {
	count(threat.vpc_flow_logs_disabled) == 0 with input as vpc({"${vpc.id}": {"/resource": [{"to": "vpc", "attribute": "id"}]}})
	count(threat.vpc_flow_logs_disabled) == 0 with input as vpc({"stridelint-unknown-0": {}})
	count(threat.vpc_flow_logs_disabled) == 0 with input as object.union(vpc({}), {"unit": {"closed": false, "deployable": false}})
}

statement(changes) := found if {
	own := object.union({"effect": "allow", "actions": ["cloudtrail:*"], "grants": ["cloudtrail:stoplogging"], "everything": true, "restricted": false}, changes)
	found := given.one("iam.policy", {"statements": [own]})
}

test_unrestricted_trail_control if {
	given.paths(threat.unrestricted_trail_control) == {["statements", 0, "actions", 0]} with input as statement({})
	count(threat.unrestricted_trail_control) == 1 with input as statement({"grants": ["cloudtrail:puteventselectors"]})
}

test_unrestricted_trail_control_quiet if {
	count(threat.unrestricted_trail_control) == 0 with input as statement({"everything": false})
	count(threat.unrestricted_trail_control) == 0 with input as statement({"restricted": true})
	count(threat.unrestricted_trail_control) == 0 with input as statement({"grants": ["logs:deleteloggroup"]})
	count(threat.unrestricted_trail_control) == 0 with input as statement({"effect": "deny"})
}

test_api_access_logs_disabled if {
	found := threat.api_access_logs_disabled with input as given.one("apigateway.stage", {"stage_name": "live"})
	given.paths(found) == {["access_log_destination"]}
	count(threat.api_access_logs_disabled) == 0 with input as given.one("apigateway.stage", {"access_log_destination": "arn"})
}
