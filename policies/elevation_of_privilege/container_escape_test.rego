package stride.elevation_of_privilege.container_escape_test

import data.stride.elevation_of_privilege.container_escape as threat
import data.stride.given_test as given

test_privileged_container if {
	given.paths(threat.privileged_container) == {["containers", 0, "privileged"]} with input as given.container({"privileged": true})
}

test_privileged_container_names_the_container_that_is if {
	containers := [{"name": "web", "privileged": false}, {"name": "agent", "privileged": true}]
	given.paths(threat.privileged_container) == {["containers", 1, "privileged"]} with input as given.task({"containers": containers})
}

test_privileged_container_quiet if {
	count(threat.privileged_container) == 0 with input as given.container({"privileged": false})
	count(threat.privileged_container) == 0 with input as given.container({})
}

test_root_user_named if {
	every user in ["root", "0", "root:staff", "0:0"] {
		given.paths(threat.root_user) == {["containers", 0, "user"]} with input as given.container({"user": user})
	}
}

test_root_user_missing if {
	count(threat.root_user) == 1 with input as given.container({})
	count(threat.root_user) == 1 with input as given.container({"user": ""})
}

test_root_user_quiet if {
	every user in ["1000", "1000:0", "app", "rootless", "0123"] {
		count(threat.root_user) == 0 with input as given.container({"user": user})
	}
}

test_root_user_skips_windows if {
	count(threat.root_user) == 0 with input as given.windows_task({"containers": [{"name": "web"}]})
}
