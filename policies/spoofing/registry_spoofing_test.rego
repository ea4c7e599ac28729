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

test_unqualified_image if {
	given.paths(threat.unqualified_image) == {["containers", 0, "image"]} with input as given.image({"raw": "nginx:1", "path": "nginx", "tag": "1"})
	count(threat.unqualified_image) == 1 with input as given.image({"path": "grafana/grafana"})
}

test_unqualified_image_quiet if {
	count(threat.unqualified_image) == 0 with input as given.image({"registry": "docker.io", "path": "nginx"})
	count(threat.unqualified_image) == 0 with input as given.image({"tag": "1"})
	count(threat.unqualified_image) == 0 with input as given.container({})
}

test_insecure_registry if {
	every host in ["10.0.0.5", "10.0.0.5:8443", "[fd00::5]:443", "localhost:5001", "registry.internal:5000", "registry.internal:80"] {
		count(threat.insecure_registry) == 1 with input as given.image({"registry": host, "path": "app"})
	}
	count(threat.insecure_registry) == 1 with input as given.image({"scheme": "http", "registry": "registry.internal", "path": "app"})
}

test_insecure_registry_quiet if {
	every host in ["registry.internal", "registry.internal:8080", "registry.internal:5001", "localhost.example.com", "10.0.0.5.example.com"] {
		count(threat.insecure_registry) == 0 with input as given.image({"scheme": "https", "registry": host, "path": "app"})
	}
	count(threat.insecure_registry) == 0 with input as given.image({"path": "nginx", "tag": "80"})
}

test_missing_registry_credentials if {
	given.paths(threat.missing_registry_credentials) == {["containers", 0, "repository_credentials"]} with input as given.image({"registry": "registry.example.com", "path": "app"})
}

test_missing_registry_credentials_quiet if {
	every host in ["123456789012.dkr.ecr.eu-west-1.amazonaws.com", "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", "123456789012.dkr-ecr.eu-west-1.on.aws", "quay.io", "public.ecr.aws", "docker.io"] {
		count(threat.missing_registry_credentials) == 0 with input as given.image({"registry": host, "path": "app"})
	}
	count(threat.missing_registry_credentials) == 0 with input as given.image({"path": "nginx"})
	count(threat.missing_registry_credentials) == 0 with input as given.container({"image": {"registry": "registry.example.com"}, "repository_credentials": {"credentials_parameter": "registry"}})
}

upstream(values) := found if {
	found := threat.untrusted_pull_through_upstream with input as given.one("ecr.pull_through_cache_rule", values)
}

test_untrusted_pull_through_upstream if {
	given.paths(upstream({"upstream_registry_url": "registry.example.com"})) == {["upstream_registry_url"]}
	given.paths(upstream({"upstream_registry_url": "https://registry-1.docker.io"})) == {["credential_arn"]}
	every url in ["ghcr.io", "registry.gitlab.com", "team.azurecr.io"] {
		given.paths(upstream({"upstream_registry_url": url})) == {["credential_arn"]}
	}
}

test_untrusted_pull_through_upstream_quiet if {
	every url in ["public.ecr.aws", "quay.io", "registry.k8s.io", "123456789012.dkr.ecr.eu-west-1.amazonaws.com"] {
		count(upstream({"upstream_registry_url": url})) == 0
	}
	count(upstream({"upstream_registry_url": "registry-1.docker.io", "credential_arn": "secret"})) == 0
}

test_foreign_registry_account if {
	given.paths(threat.foreign_registry_account) == {["containers", 0, "image"]} with input as given.image({"account": "210987654321"})
}

test_foreign_registry_account_quiet if {
	count(threat.foreign_registry_account) == 0 with input as given.image({"account": "763104351884"})
	count(threat.foreign_registry_account) == 0 with input as given.image({"registry": "quay.io"})
	count(threat.foreign_registry_account) == 0 with input as object.union(given.image({"account": "210987654321"}), {"settings": {"trusted_accounts": ["123456789012"]}})
	task := object.union(given.resource("task", "ecs.task_definition", {"containers": [{"name": "web", "image": {"account": "210987654321"}}]}), {"refs": {"/containers/0/image": [{"to": "aws_ecr_repository.app", "attribute": "repository_url"}]}})
	count(threat.foreign_registry_account) == 0 with input as given.document([task])
}
