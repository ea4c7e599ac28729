package stride.lib_test

import data.stride.lib

closed(unit) if lib.closed({"id": "aws_vpc.main"}) with input as {"unit": unit}

test_closed if closed({"closed": true, "deployable": true, "opaque": []})

test_closed_in_an_adverse_world if closed({"closed": true, "deployable": false, "opaque": []})

test_open_in_a_library if not closed({"closed": false, "deployable": false, "opaque": []})

test_closed_where_no_caller_can_name_it if {
	closed({"closed": false, "deployable": false, "opaque": [], "alone": ["aws_vpc.main"]})
}

test_closed_where_nothing_opaque_names_it if {
	closed({"closed": false, "deployable": true, "opaque": [{"address": "module.far", "source": "x", "inputs": ["aws_vpc.other"]}]})
}

test_open_where_something_opaque_names_it if {
	not closed({"closed": false, "deployable": true, "opaque": [{"address": "module.far", "source": "x", "inputs": ["aws_vpc.main"]}]})
}
