package stride.information_disclosure.unencrypted_dataflows_test

import data.stride.given_test as given
import data.stride.information_disclosure.unencrypted_dataflows as threat

efs(volume) := found if {
	found := threat.efs_transit_encryption_disabled with input as given.task({"volumes": [{"name": "scratch"}, {"name": "data", "efs_volume_configuration": volume}]})
}

test_efs_transit_encryption_disabled if {
	given.paths(efs({"file_system_id": "fs-1"})) == {["volumes", 1, "efs_volume_configuration", "transit_encryption"]}
	count(efs({"file_system_id": "fs-1", "transit_encryption": "DISABLED"})) == 1
}

test_efs_transit_encryption_disabled_quiet if {
	count(efs({"file_system_id": "fs-1", "transit_encryption": "ENABLED"})) == 0
}
