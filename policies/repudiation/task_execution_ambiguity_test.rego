package stride.repudiation.task_execution_ambiguity_test

import data.stride.given_test as given
import data.stride.repudiation.task_execution_ambiguity as threat

test_missing_log_configuration if {
	given.paths(threat.missing_log_configuration) == {["containers", 0, "log_configuration"]} with input as given.container({})
}

test_missing_log_configuration_quiet if {
	count(threat.missing_log_configuration) == 0 with input as given.container({"log_configuration": {"log_driver": "awslogs"}})
	count(threat.missing_log_configuration) == 0 with input as given.container({"log_configuration": {}})
}
