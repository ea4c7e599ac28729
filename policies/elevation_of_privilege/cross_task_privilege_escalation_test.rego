package stride.elevation_of_privilege.cross_task_privilege_escalation_test

import data.stride.elevation_of_privilege.cross_task_privilege_escalation as threat
import data.stride.given_test as given

test_host_network_mode if {
	given.paths(threat.host_network_mode) == {["network_mode"]} with input as given.task({"network_mode": "host"})
}

test_host_network_mode_quiet if {
	every mode in ["awsvpc", "bridge", "none"] {
		count(threat.host_network_mode) == 0 with input as given.task({"network_mode": mode})
	}
	count(threat.host_network_mode) == 0 with input as given.task({})
}
