package stride.information_disclosure.unauthenticated_store_test

import data.stride.given_test as given
import data.stride.information_disclosure.unauthenticated_store as threat

of(source, type, values) := found if {
	found := given.document([object.union(given.resource("it", type, values), {"source_type": source})])
}

group(values) := of("aws_elasticache_replication_group", "elasticache.replication_group", values)

serverless(values) := found if {
	encrypted := object.union({"transit_encryption_enabled": true}, values)
	found := of("aws_elasticache_serverless_cache", "elasticache.replication_group", encrypted)
}

cluster(values) := given.one("elasticache.cluster", values)

user(values) := given.one("elasticache.user", values)

memorydb(values) := given.one("memorydb.cluster", values)

domain(values) := given.one("opensearch.domain", values)

statement(restricted) := {"effect": "allow", "principals": [{"type": "*", "id": "*"}], "restricted": restricted}

test_cache_without_authentication if {
	found := threat.cache_without_authentication with input as group({"engine": "redis"})
	given.paths(found) == {["auth_token"]}
	count(threat.cache_without_authentication) == 1 with input as group({"user_group_ids": []})
	served := threat.cache_without_authentication with input as serverless({"engine": "valkey"})
	given.paths(served) == {["user_group_ids"]}
}

test_cache_without_authentication_quiet if {
	every values in [{"auth_token": "x"}, {"user_group_ids": ["app"]}, {"global_replication_group_id": "global"}] {
		count(threat.cache_without_authentication) == 0 with input as group(values)
	}
	every values in [{"engine": "memcached"}, {"engine": "valkey", "user_group_ids": ["app"]}, {}] {
		count(threat.cache_without_authentication) == 0 with input as serverless(values)
	}
}

test_cache_without_tls if {
	every values in [{"transit_encryption_enabled": false}, {"engine": "redis"}] {
		found := threat.cache_without_tls with input as group(values)
		given.paths(found) == {["transit_encryption_enabled"]}
	}
	some half in threat.cache_without_tls with input as group({"transit_encryption_enabled": true, "transit_encryption_mode": "preferred"})
	half.path == ["transit_encryption_mode"]
	half.facts.severity == "low"
	some one in threat.cache_without_tls with input as cluster({"engine": "redis"})
	one.facts.case == "single-node"
	some cached in threat.cache_without_tls with input as cluster({"engine": "memcached", "transit_encryption_enabled": false})
	not cached.facts.case
}

test_cache_without_tls_quiet if {
	every values in [
		{"transit_encryption_enabled": true},
		{"transit_encryption_enabled": true, "transit_encryption_mode": "required"},
		{"global_replication_group_id": "global"},
	] {
		count(threat.cache_without_tls) == 0 with input as group(values)
	}
	count(threat.cache_without_tls) == 0 with input as serverless({"engine": "valkey"})
	count(threat.cache_without_tls) == 0 with input as cluster({"replication_group": "cache"})
	count(threat.cache_without_tls) == 0 with input as cluster({"engine": "memcached", "transit_encryption_enabled": true})
}

# Not encrypted at all is told once, whatever the mode says.
test_cache_without_tls_once if {
	count(threat.cache_without_tls) == 1 with input as group({"transit_encryption_enabled": false, "transit_encryption_mode": "preferred"})
}

test_cache_user_without_password if {
	found := threat.cache_user_without_password with input as user({"no_password_required": true, "access_string": "on ~* +@all"})
	given.paths(found) == {["no_password_required"]}
	mode := threat.cache_user_without_password with input as user({"authentication_mode": {"type": "no-password-required"}, "access_string": "on ~app* -@all +get"})
	given.paths(mode) == {["authentication_mode", "type"]}
	count(threat.cache_user_without_password) == 1 with input as user({"no_password_required": true, "authentication_mode": {"type": "no-password-required"}})
	count(threat.cache_user_without_password) == 1 with input as user({"no_password_required": true, "access_string": "on ~off* +@all"})
}

test_cache_user_without_password_quiet if {
	count(threat.cache_user_without_password) == 0 with input as user({"authentication_mode": {"type": "iam"}, "access_string": "on ~* +@all"})
	count(threat.cache_user_without_password) == 0 with input as user({"authentication_mode": {"type": "password"}, "access_string": "on ~* +@all"})
	count(threat.cache_user_without_password) == 0 with input as user({"no_password_required": true, "access_string": "off -@all"})
	count(threat.cache_user_without_password) == 0 with input as user({"no_password_required": true, "access_string": "off ~* +@all"})
}

test_memorydb_open_access if {
	found := threat.memorydb_open_access with input as memorydb({"acl_name": "open-access"})
	given.paths(found) == {["acl_name"]}
	plain := threat.memorydb_open_access with input as memorydb({"acl_name": "open-access", "tls_enabled": false})
	given.paths(plain) == {["acl_name"], ["tls_enabled"]}
}

test_memorydb_open_access_quiet if {
	count(threat.memorydb_open_access) == 0 with input as memorydb({"acl_name": "app"})
	count(threat.memorydb_open_access) == 0 with input as memorydb({"acl_name": "open-access-not", "tls_enabled": true})
}

test_search_domain_open if {
	open := {"access_policies": {"statements": [statement(false)]}}
	some public in threat.search_domain_open with input as domain(open)
	public.path == ["access_policies", "statements", 0, "principals"]
	not public.facts.severity
	some inside in threat.search_domain_open with input as domain(object.union(open, {"vpc_options": {"subnet_ids": ["subnet-1"]}}))
	inside.facts.severity == "high"
	count(threat.search_domain_open) == 1 with input as domain(object.union(open, {"advanced_security_options": {"enabled": false}}))
}

test_search_domain_open_quiet if {
	count(threat.search_domain_open) == 0 with input as domain({})
	count(threat.search_domain_open) == 0 with input as domain({"access_policies": {"statements": [statement(true)]}})
	count(threat.search_domain_open) == 0 with input as domain({"access_policies": {"statements": [statement(false)]}, "advanced_security_options": {"enabled": true}})
	role := {"effect": "allow", "principals": [{"type": "AWS", "id": "arn:aws:iam::123456789012:role/app"}], "restricted": false}
	denied := object.union(statement(false), {"effect": "deny"})
	count(threat.search_domain_open) == 0 with input as domain({"access_policies": {"statements": [role, denied]}})
}

test_search_domain_plaintext if {
	found := threat.search_domain_plaintext with input as domain({})
	given.paths(found) == {["domain_endpoint_options", "enforce_https"], ["node_to_node_encryption", "enabled"]}
	said := domain({"domain_endpoint_options": {"enforce_https": false}, "node_to_node_encryption": {"enabled": true}})
	count(threat.search_domain_plaintext) == 1 with input as said
	silent := domain({"domain_endpoint_options": {"tls_security_policy": "Policy-Min-TLS-1-2-2019-07"}, "node_to_node_encryption": {"enabled": true}})
	count(threat.search_domain_plaintext) == 1 with input as given.in_cloudformation(silent)
	count(threat.search_domain_plaintext) == 0 with input as silent
}

test_search_domain_plaintext_quiet if {
	encrypted := domain({"domain_endpoint_options": {"enforce_https": true}, "node_to_node_encryption": {"enabled": true}})
	count(threat.search_domain_plaintext) == 0 with input as encrypted
	count(threat.search_domain_plaintext) == 0 with input as given.in_cloudformation(encrypted)
}

test_broker_public if {
	found := threat.broker_public with input as given.one("mq.broker", {"publicly_accessible": true})
	given.paths(found) == {["publicly_accessible"]}
}

test_broker_public_quiet if {
	count(threat.broker_public) == 0 with input as given.one("mq.broker", {"publicly_accessible": false})
	count(threat.broker_public) == 0 with input as given.one("mq.broker", {})
}
