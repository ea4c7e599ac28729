package stride.spoofing.registry_spoofing_test

import data.stride.given_test as given
import data.stride.spoofing.registry_spoofing as threat

test_untrusted_registry if {
	given.paths(threat.untrusted_registry) == {["containers", 0, "image"]} with input as given.image({"registry": "registry.example.com", "path": "team/app", "tag": "1"})
}

test_untrusted_registry_is_mild_where_it_is_well_known if {
	every host in ["quay.io", "docker.io", "ghcr.io"] {
		[finding.facts.severity | some finding in threat.untrusted_registry] == ["low"] with input as given.image({"registry": host, "path": "team/app"})
	}
	count(threat.untrusted_registry) == 1 with input as given.image({"registry": "public.ecr.aws", "path": "somebody/app"})
}

test_untrusted_registry_quiet if {
	count(threat.untrusted_registry) == 0 with input as given.image({"registry": "123456789012.dkr.ecr.eu-west-1.amazonaws.com", "account": "123456789012", "path": "app"})
	count(threat.untrusted_registry) == 0 with input as given.image({"registry": "public.ecr.aws", "path": "docker/library/nginx"})
	count(threat.untrusted_registry) == 0 with input as given.image({"registry": "public.ecr.aws", "path": "aws-observability/aws-otel-collector"})
	count(threat.untrusted_registry) == 0 with input as given.image({"path": "library/nginx"})
}

test_untrusted_registry_waits_for_the_path if {
	count(threat.untrusted_registry) == 0 with input as given.image({"registry": "public.ecr.aws", "tag": "1"})
	count(threat.untrusted_registry) == 1 with input as given.image({"registry": "registry.example.com", "tag": "1"})
}

test_untrusted_registry_knows_trusted_accounts if {
	image := {"registry": "123456789012.dkr.ecr.eu-west-1.amazonaws.com", "account": "123456789012", "path": "app"}
	count(threat.untrusted_registry) == 1 with input as object.union(given.image(image), {"settings": {"trusted_accounts": ["210987654321"]}})
	count(threat.untrusted_registry) == 0 with input as object.union(given.image(image), {"settings": {"trusted_accounts": ["123456789012"]}})
}
