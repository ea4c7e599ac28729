package stride.information_disclosure.weak_communication_encryption_test

import data.stride.given_test as given
import data.stride.information_disclosure.weak_communication_encryption as threat

connect(configuration) := found if {
	found := threat.service_connect_without_tls with input as given.one("ecs.service", {"service_connect_configuration": configuration})
}

test_service_connect_without_tls if {
	given.paths(connect({"enabled": true, "services": [{"port_name": "http", "tls": {"role_arn": "r"}}, {"port_name": "grpc"}]})) == {["service_connect_configuration", "services", 1, "tls"]}
}

test_service_connect_without_tls_quiet if {
	count(connect({"enabled": false, "services": [{"port_name": "http"}]})) == 0
	count(connect({"enabled": true})) == 0
	count(connect({"enabled": true, "services": [{"port_name": "http", "tls": {"role_arn": "r"}}]})) == 0
}

test_mesh_discontinued if {
	every type in ["appmesh.virtual_node", "appmesh.virtual_gateway"] {
		given.paths(threat.mesh_discontinued) == {[]} with input as given.one(type, {"listeners": [{"tls": {"mode": "STRICT"}}]})
	}
	count(threat.mesh_discontinued) == 0 with input as given.one("aws_appmesh_mesh", {})
}
