package stride.tampering.in_transit_data_tampering_test

import data.stride.given_test as given
import data.stride.tampering.in_transit_data_tampering as threat

variable(name, value) := found if {
	found := threat.tls_verification_disabled with input as given.environment([{"name": name, "value": value}])
}

test_tls_verification_disabled_by_variable if {
	given.paths(variable("NODE_TLS_REJECT_UNAUTHORIZED", "0")) == {["containers", 0, "environment", 0, "value"]}
	count(variable("PYTHONHTTPSVERIFY", "0")) == 1
	count(variable("GIT_SSL_NO_VERIFY", "1")) == 1
	count(variable("VAULT_SSL_VERIFY", "False")) == 1
	count(variable("CONSUL_TLS_VERIFY", "no")) == 1
}

test_tls_verification_disabled_quiet_by_variable if {
	count(variable("NODE_TLS_REJECT_UNAUTHORIZED", "1")) == 0
	count(variable("GIT_SSL_NO_VERIFY", "false")) == 0
	count(variable("VAULT_SSL_VERIFY", "true")) == 0
	count(variable("VAULT_SSL_VERIFY_DEPTH", "0")) == 0
}

test_tls_verification_disabled_by_command if {
	every text in ["curl -k https://api", "curl -fsSk https://api", "curl https://api --insecure", "wget -q --no-check-certificate https://api"] {
		given.paths(threat.tls_verification_disabled) == {["containers", 0, "command"]} with input as given.container({"command": ["sh", "-c", text]})
	}
	count(threat.tls_verification_disabled) == 1 with input as given.container({"command": ["curl", "-k", "https://api"]})
}

test_tls_verification_disabled_quiet_by_command if {
	every text in ["curl --key k.pem https://api", "curl -o key https://api", "curl https://api | grep -k x", "wget https://api", "curl -H key https://api"] {
		count(threat.tls_verification_disabled) == 0 with input as given.container({"command": ["sh", "-c", text]})
	}
}

provider(values) := found if {
	found := threat.provider_tls_disabled with input as given.one("provider.aws", values)
}

test_provider_tls_disabled if {
	given.paths(provider({"insecure": true})) == {["insecure"]}
	given.paths(provider({"endpoints": {"ecs": "http://proxy.example.com:8080", "s3": "HTTP://10.0.0.7", "sts": "https://sts.example.com"}})) == {["endpoints", "ecs"], ["endpoints", "s3"]}
}

test_provider_tls_disabled_quiet if {
	count(provider({})) == 0
	count(provider({"insecure": false})) == 0
	every host in ["localhost:4566", "127.0.0.1:4566", "[::1]:4566", "host.docker.internal:4566", "localstack:4566", "s3.localhost.localstack.cloud:4566", "localhost.localstack.cloud:4566"] {
		count(provider({"endpoints": {"s3": concat("", ["http://", host])}})) == 0
	}
	count(provider({"endpoints": {"s3": "https://s3.example.com"}})) == 0
}

module_source(values) := found if {
	found := threat.plaintext_module_source with input as given.one("terraform.module", values)
}

test_plaintext_module_source if {
	given.paths(module_source({"source": "http://example.com/m.zip", "scheme": "http"})) == {["scheme"]}
	count(module_source({"source": "git::HTTP://example.com/m.git", "scheme": "HTTP"})) == 1
}

test_plaintext_module_source_quiet if {
	count(module_source({"source": "https://example.com/m.zip", "scheme": "https"})) == 0
	count(module_source({"source": "./m"})) == 0
	count(module_source({"source": "git::ssh://git@example.com/m.git", "scheme": "ssh"})) == 0
}

backend(values) := found if {
	found := threat.plaintext_state_backend with input as given.one("terraform.backend", values)
}

test_plaintext_state_backend if {
	given.paths(backend({"kind": "http", "address": "http://state.example.com", "lock_address": "http://state.example.com/lock", "unlock_address": "https://state.example.com"})) == {["address"], ["lock_address"]}
	given.paths(backend({"kind": "http", "address": "https://state.example.com", "skip_cert_verification": true})) == {["skip_cert_verification"]}
	given.paths(backend({"kind": "s3", "insecure": true, "endpoints": {"s3": "http://minio.example.com:9000"}})) == {["insecure"], ["endpoints", "s3"]}
}

test_plaintext_state_backend_quiet if {
	count(backend({"kind": "http", "address": "http://127.0.0.1:8080", "lock_address": "http://localhost/lock"})) == 0
	count(backend({"kind": "s3", "endpoints": {"s3": "http://localhost:9000", "dynamodb": "https://dynamodb.example.com"}})) == 0
	count(backend({"kind": "s3", "address": "http://state.example.com", "skip_cert_verification": true})) == 0
	count(backend({"kind": "http", "address": "https://state.example.com", "insecure": true})) == 0
	count(backend({"kind": "local"})) == 0
}

tls(values) := found if {
	found := threat.weak_tls_policy with input as given.one("elb.listener", values)
}

test_weak_tls_policy if {
	every protocol in ["HTTPS", "TLS", "SSL"] {
		given.paths(tls({"protocol": protocol})) == {["ssl_policy"]}
	}
	count(tls({"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-2016-08", "minimum_tls": "1.0"})) == 1
	count(tls({"protocol": "TLS", "ssl_policy": "ELBSecurityPolicy-FS-1-1-2019-08", "minimum_tls": "1.1"})) == 1
}

test_weak_tls_policy_quiet if {
	count(tls({"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-TLS13-1-2-2021-06", "minimum_tls": "1.2"})) == 0
	count(tls({"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-TLS13-1-3-2021-06", "minimum_tls": "1.3"})) == 0
	count(tls({"protocol": "HTTPS", "ssl_policy": "one-of-my-own"})) == 0
	every protocol in ["HTTP", "TCP", "UDP", "TCP_UDP"] {
		count(tls({"protocol": protocol})) == 0
	}
	count(tls({})) == 0
}

# A network with a subnet, a service of an image from ECR in it, and endpoints to the services that are named.
network(endpoints, service, image) := found if {
	vpc := given.resource("vpc", "ec2.vpc", {})
	subnet := object.union(given.resource("subnet", "aws_subnet", {}), {"refs": {"/vpc_id": [{"to": "vpc", "attribute": "id"}]}})
	task := given.ec2_task({"containers": [{"name": "web", "image": {"registry_kind": image}}]})
	own := object.union(given.resource("service", "ecs.service", {"network_configuration": service}), {"refs": {
		"/task_definition": [{"to": "task", "attribute": "arn"}],
		"/network_configuration/subnets/0": [{"to": "subnet", "attribute": "id"}],
	}})
	to := [endpoint |
		some name in endpoints
		endpoint := object.union(given.resource(name, "ec2.vpc_endpoint", {"service": name, "vpc": "vpc"}), {"refs": {"/vpc": [{"to": "vpc", "attribute": "id"}]}})
	]
	found := given.document(array.concat([vpc, subnet, task, own], to))
}

private_service := {"subnets": ["subnet"]}

test_image_pull_leaves_vpc if {
	findings := threat.image_pull_leaves_vpc with input as network(["ecr.dkr", "logs"], private_service, "ecr-private")
	findings == {{"resource": "vpc", "path": [], "facts": {"missing": "ecr.api, s3", "related": ["service"]}}}
	count(threat.image_pull_leaves_vpc) == 1 with input as network([], {"subnets": ["subnet"], "assign_public_ip": false}, "ecr-private")
}

test_image_pull_leaves_vpc_of_literal_subnets if {
	vpc := given.resource("vpc", "ec2.vpc", {})
	task := given.ec2_task({"containers": [{"name": "web", "image": {"registry_kind": "ecr-private"}}]})
	own := object.union(given.resource("service", "ecs.service", {"network_configuration": private_service}), {"refs": {"/task_definition": [{"to": "task", "attribute": "arn"}]}})
	other := given.resource("other", "ec2.vpc", {})
	count(threat.image_pull_leaves_vpc) == 1 with input as given.document([vpc, task, own])
	count(threat.image_pull_leaves_vpc) == 0 with input as given.document([vpc, other, task, own])
}

test_image_pull_leaves_vpc_quiet if {
	count(threat.image_pull_leaves_vpc) == 0 with input as network(["ecr.api", "ecr.dkr", "s3"], private_service, "ecr-private")
	count(threat.image_pull_leaves_vpc) == 0 with input as network([], private_service, "ecr-public")
	count(threat.image_pull_leaves_vpc) == 0 with input as network([], {"subnets": ["subnet"], "assign_public_ip": true}, "ecr-private")
	count(threat.image_pull_leaves_vpc) == 0 with input as given.in_library(network([], private_service, "ecr-private"))
}

endpoint_policy(statement) := found if {
	found := threat.open_endpoint_policy with input as given.one("ec2.vpc_endpoint", {"policy": {"statements": [statement]}})
}

everybody := {"effect": "allow", "actions": ["*"], "principals": [{"type": "*", "id": "*"}], "everything": true, "restricted": false}

test_open_endpoint_policy if {
	given.paths(endpoint_policy(everybody)) == {["policy", "statements", 0]}
	count(endpoint_policy(object.union(everybody, {"principals": [{"type": "AWS", "id": "*"}]}))) == 1
}

test_open_endpoint_policy_quiet if {
	count(threat.open_endpoint_policy) == 0 with input as given.one("ec2.vpc_endpoint", {"service_name": "com.amazonaws.eu-west-1.s3"})
	count(endpoint_policy(object.union(everybody, {"effect": "deny"}))) == 0
	count(endpoint_policy(object.union(everybody, {"restricted": true}))) == 0
	count(endpoint_policy(object.union(everybody, {"everything": false}))) == 0
	count(endpoint_policy(object.union(everybody, {"actions": ["s3:*"]}))) == 0
	count(endpoint_policy(object.union(everybody, {"principals": [{"type": "AWS", "id": "123456789012"}]}))) == 0
}

test_request_smuggling_tolerated if {
	mode := "routing.http.desync_mitigation_mode"
	given.paths(threat.request_smuggling_tolerated) == {["attributes", mode]} with input as given.one("elb.load_balancer", {"attributes": {mode: "monitor"}})
	count(threat.request_smuggling_tolerated) == 0 with input as given.one("elb.load_balancer", {"attributes": {mode: "defensive"}})
	count(threat.request_smuggling_tolerated) == 0 with input as given.one("elb.load_balancer", {"load_balancer_type": "network", "attributes": {mode: "monitor"}})
	count(threat.request_smuggling_tolerated) == 0 with input as given.one("elb.load_balancer", {})
}

test_invalid_headers_accepted if {
	drop := "routing.http.drop_invalid_header_fields.enabled"
	given.paths(threat.invalid_headers_accepted) == {["attributes", drop]} with input as given.one("elb.load_balancer", {})
	count(threat.invalid_headers_accepted) == 1 with input as given.one("elb.load_balancer", {"load_balancer_type": "application", "attributes": {drop: "false"}})
	count(threat.invalid_headers_accepted) == 0 with input as given.one("elb.load_balancer", {"attributes": {drop: "true"}})
	count(threat.invalid_headers_accepted) == 0 with input as given.one("elb.load_balancer", {"load_balancer_type": "gateway"})
}
