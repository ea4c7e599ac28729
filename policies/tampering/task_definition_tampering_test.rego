package stride.tampering.task_definition_tampering_test

import data.stride.given_test as given
import data.stride.tampering.task_definition_tampering as threat

test_writable_root_filesystem if {
	given.paths(threat.writable_root_filesystem) == {["containers", 0, "readonly_root_filesystem"]} with input as given.container({"readonly_root_filesystem": false})
	given.paths(threat.writable_root_filesystem) == {["containers", 0, "readonly_root_filesystem"]} with input as given.container({})
}

test_writable_root_filesystem_quiet if {
	count(threat.writable_root_filesystem) == 0 with input as given.container({"readonly_root_filesystem": true})
	count(threat.writable_root_filesystem) == 0 with input as given.windows_task({"containers": [{"name": "web"}]})
}
