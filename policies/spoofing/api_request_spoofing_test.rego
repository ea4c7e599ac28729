package stride.spoofing.api_request_spoofing_test

import data.stride.given_test as given
import data.stride.spoofing.api_request_spoofing as threat

provider(values) := found if {
	found := threat.static_provider_credentials with input as given.one("provider.aws", values)
}

test_static_provider_credentials if {
	given.paths(provider({"access_key": "AKIAEXAMPLE", "secret_key": "wJalr"})) == {["access_key"], ["secret_key"]}
	given.paths(provider({"access_key": "test", "secret_key": "wJalr"})) == {["secret_key"]}
	count(provider({"secret_key": "testing-is-no-dummy"})) == 1
	count(provider({"secret_key": "wJalr", "endpoints": {"s3": "http://localhost:4566", "ecs": "https://ecs.eu-west-1.amazonaws.com"}})) == 1
}

test_static_provider_credentials_quiet if {
	count(provider({"region": "eu-west-1"})) == 0
	count(provider({"access_key": "", "secret_key": ""})) == 0
	count(provider({"access_key": "test", "secret_key": "Mock_Secret_Key"})) == 0
	count(provider({"access_key": "fakekey", "secret_key": "dummy"})) == 0
	count(provider({"secret_key": "wJalr", "endpoints": {"s3": "http://localhost:4566", "ecs": "http://127.0.0.1:4566"}})) == 0
	count(provider({"secret_key": "wJalr", "endpoints": {"s3": "http://s3.localhost.localstack.cloud:4566"}})) == 0
	referring := object.union(given.resource("p", "provider.aws", {"secret_key": "${aws_iam_access_key.ci.secret}"}), {"refs": {"/secret_key": [{"to": "aws_iam_access_key.ci", "attribute": "secret"}]}})
	count(threat.static_provider_credentials) == 0 with input as given.document([referring])
}

key(values) := found if {
	found := threat.long_lived_access_key with input as given.one("iam.access_key", values)
}

test_long_lived_access_key if {
	given.paths(key({"user": "ci"})) == {[]}
	count(key({"user": "ci", "status": "Active"})) == 1
}

test_long_lived_access_key_quiet if {
	count(key({"user": "ci", "status": "Inactive"})) == 0
}

trust(statement) := found if {
	found := given.one("iam.role", {"trust_policy": {"statements": [object.union({"effect": "allow", "restricted": false}, statement)]}})
}

everybody(statement) := found if {
	found := threat.wildcard_trust_principal with input as trust(statement)
}

test_wildcard_trust_principal if {
	given.paths(everybody({"principals": [{"type": "*", "id": "*"}]})) == {["trust_policy", "statements", 0, "principals", 0, "id"]}
	given.paths(everybody({"principals": [{"type": "Service", "id": "ecs-tasks.amazonaws.com"}, {"type": "AWS", "id": "*"}]})) == {["trust_policy", "statements", 0, "principals", 1, "id"]}
}

test_wildcard_trust_principal_quiet if {
	count(everybody({"principals": [{"type": "AWS", "id": "*"}], "restricted": true})) == 0
	count(everybody({"principals": [{"type": "AWS", "id": "*"}], "effect": "deny"})) == 0
	count(everybody({"principals": [{"type": "AWS", "id": "arn:aws:iam::123456789012:root"}]})) == 0
	count(everybody({"principals": [{"type": "Federated", "id": "*"}]})) == 0
}

federated(provider, conditions) := found if {
	principal := {"type": "Federated", "id": "x", "provider": provider}
	found := threat.oidc_trust_without_subject with input as trust({"principals": [principal], "conditions": conditions})
}

subject(operator, values) := found if {
	found := {"operator": operator, "key": "token.actions.githubusercontent.com:sub", "values": values}
}

audience := {"operator": "StringEquals", "key": "token.actions.githubusercontent.com:aud", "values": ["sts.amazonaws.com"]}

test_oidc_trust_without_subject if {
	given.paths(federated("oidc", [])) == {["trust_policy", "statements", 0, "conditions"]}
	count(federated("oidc", [audience])) == 1
	count(federated("oidc", [subject("StringNotLike", ["repo:other/*"])])) == 1
	given.paths(federated("oidc", [audience, subject("StringLike", ["repo:org/app:*", "repo:*"])])) == {["trust_policy", "statements", 0, "conditions", 1, "values", 1]}
	every pattern in ["*", "repo:*", "repo:*/app:*", "project_path:*", "?*"] {
		count(federated("oidc", [subject("ForAnyValue:StringLike", [pattern])])) == 1
	}
}

test_oidc_trust_without_subject_quiet if {
	count(federated("oidc", [subject("StringLike", ["repo:org/*"])])) == 0
	count(federated("oidc", [subject("StringEquals", ["repo:org/app:ref:refs/heads/main"])])) == 0
	count(federated("oidc", [subject("StringEquals", ["repo:*"])])) == 0
	count(federated("oidc", [subject("StringLike", ["*"]), subject("StringEqualsIgnoreCase", ["repo:org/app:environment:live"])])) == 0
	count(federated("oidc", [subject("StringLike", ["system:serviceaccount:*:reader"])])) == 0
	count(federated("saml", [])) == 0
	count(federated("built-in", [])) == 0
}

foreign(principal, conditions) := found if {
	full := object.union({"type": "AWS", "id": "arn:aws:iam::210987654321:root"}, principal)
	found := threat.cross_account_trust_without_external_id with input as trust({"principals": [full], "conditions": conditions})
}

test_cross_account_trust_without_external_id if {
	given.paths(foreign({"foreign": true}, [])) == {["trust_policy", "statements", 0, "principals", 0, "id"]}
	count(foreign({"foreign": true}, [{"operator": "Bool", "key": "aws:multifactorauthpresent", "values": ["false"]}])) == 1
	count(foreign({"foreign": true}, [{"operator": "BoolIfExists", "key": "aws:multifactorauthpresent", "values": ["true"]}])) == 1
	count(foreign({"foreign": true}, [{"operator": "IpAddress", "key": "aws:sourceip", "values": ["203.0.113.0/24"]}])) == 1
}

test_cross_account_trust_without_external_id_quiet if {
	count(foreign({}, [])) == 0
	count(foreign({"foreign": false}, [])) == 0
	every key in ["sts:externalid", "aws:principalorgid", "aws:principalorgpaths", "aws:principalarn", "aws:sourceaccount"] {
		count(foreign({"foreign": true}, [{"operator": "StringEquals", "key": key, "values": ["x"]}])) == 0
	}
	count(foreign({"foreign": true}, [{"operator": "Bool", "key": "aws:multifactorauthpresent", "values": ["True"]}])) == 0
	count(foreign({"foreign": true}, [{"operator": "NumericLessThan", "key": "aws:multifactorauthage", "values": ["3600"]}])) == 0
}

mutating(conditions) := found if {
	found := {"effect": "allow", "actions": ["ecs:RunTask"], "grants": ["ecs:runtask"], "conditions": conditions}
}

holding(type, statement) := found if {
	found := given.one(type, {"policies": [{"kind": "inline", "statements": [statement]}]})
}

test_ecs_mutation_without_mfa if {
	given.paths(threat.ecs_mutation_without_mfa) == {["policies", 0, "statements", 0, "actions", 0]} with input as holding("iam.user", mutating([]))
	count(threat.ecs_mutation_without_mfa) == 1 with input as holding("iam.group", mutating([{"operator": "StringEquals", "key": "aws:requestedregion", "values": ["eu-west-1"]}]))
	count(threat.ecs_mutation_without_mfa) == 1 with input as holding("iam.user", mutating([{"operator": "IpAddress", "key": "aws:sourceip", "values": ["0.0.0.0/0"]}]))
}

# A policy of the unit is named once, with everybody whom it reaches; people outside the unit are people too.
test_ecs_mutation_without_mfa_in_a_shared_policy if {
	statement := mutating([])
	policy := object.union(given.resource("policy", "iam.policy", {"statements": [statement]}), {"derived": {"holders": ["ann", "bob"]}})
	people := [given.resource(name, "iam.user", {"policies": [{"kind": "customer_managed", "source": "policy", "statements": [statement]}]}) | some name in ["ann", "bob"]]
	findings := threat.ecs_mutation_without_mfa with input as given.document(array.concat([policy], people))
	findings == {{"resource": "policy", "path": ["statements", 0, "actions", 0], "facts": {"related": ["ann", "bob"]}}}
	count(threat.ecs_mutation_without_mfa) == 1 with input as given.one("iam.policy", {"users": ["carl"], "statements": [statement]})
}

test_ecs_mutation_without_mfa_quiet if {
	count(threat.ecs_mutation_without_mfa) == 0 with input as holding("iam.role", mutating([]))
	count(threat.ecs_mutation_without_mfa) == 0 with input as given.one("iam.policy", {"roles": ["deploy"], "statements": [mutating([])]})
	count(threat.ecs_mutation_without_mfa) == 0 with input as holding("iam.user", mutating([{"operator": "Bool", "key": "aws:multifactorauthpresent", "values": ["true"]}]))
	count(threat.ecs_mutation_without_mfa) == 0 with input as holding("iam.user", mutating([{"operator": "IpAddress", "key": "aws:sourceip", "values": ["203.0.113.0/24"]}]))
	count(threat.ecs_mutation_without_mfa) == 0 with input as holding("iam.user", mutating([{"operator": "StringEquals", "key": "aws:sourcevpce", "values": ["vpce-1"]}]))
	count(threat.ecs_mutation_without_mfa) == 0 with input as holding("iam.user", {"effect": "allow", "grants": ["ecs:stoptask"]})
}

backend(values) := found if {
	found := threat.static_backend_credentials with input as given.one("terraform.backend", values)
}

test_static_backend_credentials if {
	given.paths(backend({"kind": "s3", "access_key": "AKIAEXAMPLE", "secret_key": "wJalr", "token": "IQoJ"})) == {["access_key"], ["secret_key"], ["token"]}
	given.paths(backend({"kind": "http", "username": "ci", "password": "test"})) == {["password"]}
	count(backend({"kind": "http", "address": "http://localhost:8080", "password": "hunter2"})) == 1
}

test_static_backend_credentials_quiet if {
	count(backend({"kind": "s3", "bucket": "state"})) == 0
	count(backend({"kind": "http", "username": "ci", "password": ""})) == 0
	count(backend({"kind": "s3", "access_key": "mock_access_key", "secret_key": "test"})) == 0
	count(backend({"kind": "s3", "access_key": "local", "secret_key": "local", "endpoints": {"s3": "http://localhost:9000"}})) == 0
}
