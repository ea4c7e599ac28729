package stride.information_disclosure.s3_misconfiguration_test

import data.stride.given_test as given
import data.stride.information_disclosure.s3_misconfiguration as threat

bucket(values) := found if found := given.one("s3.bucket", values)

open(document) := found if {
	found := object.union(document, {"unit": object.union(document.unit, {"closed": false, "deployable": false})})
}

test_public_acl if {
	given.paths(threat.public_acl) == {["acl"]} with input as bucket({"acl": "public-read"})
	count(threat.public_acl) == 1 with input as bucket({"acl": "public-read-write"})
	count(threat.public_acl) == 1 with input as bucket({"acl": "authenticated-read"})
	given.paths(threat.public_acl) == {["grants", 1, "grantee_uri"]} with input as bucket({"grants": [
		{"grantee_uri": "http://acs.amazonaws.com/groups/s3/LogDelivery"},
		{"grantee_uri": "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"},
	]})
	count(threat.public_acl) == 1 with input as given.one("s3.bucket_acl", {"acl": "public-read"})
}

test_public_acl_quiet if {
	count(threat.public_acl) == 0 with input as bucket({})
	count(threat.public_acl) == 0 with input as bucket({"acl": "private"})
	count(threat.public_acl) == 0 with input as bucket({"acl": "log-delivery-write"})
	count(threat.public_acl) == 0 with input as bucket({"grants": [{"permission": "READ"}]})
}

statement(changes) := found if {
	found := object.union({"effect": "allow", "principals": [{"type": "*", "id": "*"}], "restricted": false}, changes)
}

policy(changes) := found if found := bucket({"policy": {"statements": [statement(changes)]}})

test_public_bucket_policy if {
	given.paths(threat.public_bucket_policy) == {["policy", "statements", 0, "principals", 0, "id"]} with input as policy({})
	count(threat.public_bucket_policy) == 1 with input as policy({"principals": [{"type": "AWS", "id": "*"}]})
	count(threat.public_bucket_policy) == 1 with input as given.one("s3.bucket_policy", {"policy": {"statements": [statement({})]}})
}

test_public_bucket_policy_quiet if {
	count(threat.public_bucket_policy) == 0 with input as policy({"restricted": true})
	count(threat.public_bucket_policy) == 0 with input as policy({"effect": "deny"})
	count(threat.public_bucket_policy) == 0 with input as policy({"principals": [{"type": "AWS", "id": "arn:aws:iam::123456789012:root"}]})
	count(threat.public_bucket_policy) == 0 with input as policy({"principals": [{"type": "Service", "id": "cloudfront.amazonaws.com"}]})
}

blocked := {"block_public_acls": true, "block_public_policy": true, "ignore_public_acls": true, "restrict_public_buckets": true}

block(changes) := found if found := bucket({"public_access_block": object.union(blocked, changes)})

test_public_access_not_blocked if {
	given.paths(threat.public_access_not_blocked) == {["public_access_block", "block_public_policy"]} with input as block({"block_public_policy": false})
	count(threat.public_access_not_blocked) == 2 with input as block({"block_public_policy": false, "ignore_public_acls": false})
	given.paths(threat.public_access_not_blocked) == {["public_access_block"]} with input as bucket({"public_access_block": {"block_public_acls": true}})
	given.paths(threat.public_access_not_blocked) == {["block_public_acls"]} with input as given.one("s3.bucket_public_access_block", object.union(blocked, {"block_public_acls": false}))
	given.paths(threat.public_access_not_blocked) == {[]} with input as given.one("s3.bucket_public_access_block", {"block_public_acls": true})
}

test_public_access_not_blocked_quiet if {
	count(threat.public_access_not_blocked) == 0 with input as bucket({})
	count(threat.public_access_not_blocked) == 0 with input as block({})
}

in_account(values) := found if {
	own := given.resource("bucket", "s3.bucket", {"public_access_block": object.union(blocked, {"block_public_acls": false})})
	found := given.document([own, given.resource("account", "s3.account_public_access_block", values)])
}

# The account's block holds whatever the bucket's says.
test_public_access_blocked_for_the_account if {
	count(threat.public_access_not_blocked) == 0 with input as in_account(blocked)
	count(threat.public_access_not_blocked) == 0 with input as in_account({"block_public_acls": true})
	count(threat.public_access_not_blocked) == 1 with input as in_account({"block_public_policy": true})
}

test_public_access_block_undeclared if {
	given.paths(threat.public_access_block_undeclared) == {["public_access_block"]} with input as bucket({})
	count(threat.public_access_block_undeclared) == 0 with input as block({"block_public_acls": false})
	count(threat.public_access_block_undeclared) == 0 with input as open(bucket({}))
	account := given.resource("account", "s3.account_public_access_block", blocked)
	count(threat.public_access_block_undeclared) == 0 with input as given.document([given.resource("bucket", "s3.bucket", {}), account])
}

test_versioning_disabled if {
	given.paths(threat.versioning_disabled) == {["versioning", "status"]} with input as bucket({})
	count(threat.versioning_disabled) == 1 with input as bucket({"versioning": {"status": "Suspended"}})
	count(threat.versioning_disabled) == 1 with input as bucket({"versioning": {"status": "Disabled"}})
	count(threat.versioning_disabled) == 1 with input as open(bucket({"versioning": {"status": "Suspended"}}))
}

test_versioning_disabled_quiet if {
	count(threat.versioning_disabled) == 0 with input as bucket({"versioning": {"status": "Enabled"}})
	count(threat.versioning_disabled) == 0 with input as bucket({"object_lock_enabled": true})
	count(threat.versioning_disabled) == 0 with input as open(bucket({}))
}

receiving(values, from) := found if {
	found := given.document([object.union(given.resource("it", "s3.bucket", values), {"derived": {"receives_logs": from}})])
}

test_access_logging_disabled if {
	given.paths(threat.access_logging_disabled) == {["logging", "target_bucket"]} with input as receiving({}, [])
	count(threat.access_logging_disabled) == 1 with input as receiving({"logging": {"target_prefix": "x"}}, [])
}

test_access_logging_disabled_quiet if {
	count(threat.access_logging_disabled) == 0 with input as receiving({"logging": {"target_bucket": "logs"}}, [])
	count(threat.access_logging_disabled) == 0 with input as receiving({}, ["trail"])
	count(threat.access_logging_disabled) == 0 with input as receiving({"acl": "log-delivery-write"}, [])
	count(threat.access_logging_disabled) == 0 with input as receiving({"grants": [{"grantee_uri": "http://acs.amazonaws.com/groups/s3/LogDelivery"}]}, [])
	delivery := statement({"principals": [{"type": "Service", "id": "delivery.logs.amazonaws.com"}]})
	count(threat.access_logging_disabled) == 0 with input as receiving({"policy": {"statements": [delivery]}}, [])
	count(threat.access_logging_disabled) == 0 with input as open(receiving({}, []))
}

denied(effect, key, value) := found if {
	found := policy({"effect": effect, "conditions": [{"operator": "Bool", "key": key, "values": [value]}]})
}

test_plaintext_requests_allowed if {
	given.paths(threat.plaintext_requests_allowed) == {["policy"]} with input as bucket({})
	count(threat.plaintext_requests_allowed) == 1 with input as policy({})
	count(threat.plaintext_requests_allowed) == 1 with input as open(policy({}))
	count(threat.plaintext_requests_allowed) == 1 with input as denied("deny", "aws:securetransport", "true")
	count(threat.plaintext_requests_allowed) == 1 with input as denied("allow", "aws:securetransport", "false")
}

test_plaintext_requests_allowed_quiet if {
	count(threat.plaintext_requests_allowed) == 0 with input as denied("deny", "aws:securetransport", "false")
	count(threat.plaintext_requests_allowed) == 0 with input as open(bucket({}))
}
