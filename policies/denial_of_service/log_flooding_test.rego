package stride.denial_of_service.log_flooding_test

import data.stride.denial_of_service.log_flooding as threat
import data.stride.given_test as given

unset(values) := found if {
	found := threat.retention_unset with input as given.one("logs.log_group", values)
}

test_retention_unset if {
	given.paths(unset({})) == {["retention_in_days"]}
	count(unset({"retention_in_days": 0})) == 1
}

test_retention_unset_quiet if {
	count(unset({"retention_in_days": 1})) == 0
	count(unset({"log_group_class": "DELIVERY"})) == 0
}

logging(driver, options) := found if {
	found := given.container({"log_configuration": {"log_driver": driver, "options": options}})
}

test_blocking_log_driver if {
	given.paths(threat.blocking_log_driver) == {["containers", 0, "log_configuration", "options", "mode"]} with input as logging("awslogs", {"mode": "blocking"})
	task := given.resource("task", "ecs.task_definition", {"containers": [{"name": "web", "log_configuration": {"log_driver": "awslogs"}}]})
	setting := given.resource("setting", "aws_ecs_account_setting_default", {"name": "defaultLogDriverMode", "value": "blocking"})
	count(threat.blocking_log_driver) == 1 with input as given.document([task, setting])
}

test_blocking_log_driver_quiet if {
	count(threat.blocking_log_driver) == 0 with input as logging("awslogs", {"mode": "non-blocking"})
	count(threat.blocking_log_driver) == 0 with input as logging("awslogs", {})
	count(threat.blocking_log_driver) == 0 with input as given.container({})
}

test_unrotated_local_log if {
	given.paths(threat.unrotated_local_log) == {["containers", 0, "log_configuration", "options", "max-size"]} with input as logging("json-file", {"max-file": "3"})
	count(threat.unrotated_local_log) == 1 with input as given.container({"log_configuration": {"log_driver": "json-file"}})
}

test_unrotated_local_log_quiet if {
	count(threat.unrotated_local_log) == 0 with input as logging("json-file", {"max-size": "10m"})
	count(threat.unrotated_local_log) == 0 with input as logging("awslogs", {})
}

level(name, value) := found if {
	found := threat.debug_log_level with input as given.environment([{"name": name, "value": value}])
}

test_debug_log_level if {
	given.paths(level("LOG_LEVEL", "debug")) == {["containers", 0, "environment", 0, "value"]}
	every entry in [["APP_LOG_LEVEL", "TRACE"], ["LOGLEVEL", "Debug"], ["SPRING_LOGGING_LEVEL", "debug"], ["RUST_LOG", "info,app::db=trace"], ["RUST_LOG", "debug"], ["DEBUG", "1"], ["DEBUG", "true"], ["DEBUG", "*"]] {
		count(level(entry[0], entry[1])) == 1
	}
}

test_debug_log_level_quiet if {
	every entry in [["LOG_LEVEL", "info"], ["DEBUG", "0"], ["DEBUG", "false"], ["DEBUG_PORT", "1"], ["RUST_LOG", "info,debugger=warn"], ["CATALOG_LEVEL", "debug"], ["LOG_FORMAT", "debug"]] {
		count(level(entry[0], entry[1])) == 0
	}
}
