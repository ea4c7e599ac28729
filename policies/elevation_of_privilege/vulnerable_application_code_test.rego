package stride.elevation_of_privilege.vulnerable_application_code_test

import data.stride.elevation_of_privilege.vulnerable_application_code as threat
import data.stride.given_test as given

assigned(configuration) := found if {
	found := threat.public_ip_assigned with input as given.one("ecs.service", {"network_configuration": configuration})
}

test_public_ip_assigned if {
	given.paths(assigned({"assign_public_ip": true})) == {["network_configuration", "assign_public_ip"]}
}

test_public_ip_assigned_quiet if {
	count(assigned({"assign_public_ip": false})) == 0
	count(assigned({"subnets": ["subnet-1"]})) == 0
}
