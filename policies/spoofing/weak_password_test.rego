package stride.spoofing.weak_password_test

import data.stride.given_test as given
import data.stride.spoofing.weak_password as threat

policy(values) := found if {
	document := given.one("iam.account_password_policy", values)
	found := object.union(document, {"settings": object.union(document.settings, {"min_password_length": 14})})
}

test_short_minimum_length if {
	given.paths(threat.short_minimum_length) == {["minimum_password_length"]} with input as policy({"minimum_password_length": 13})
	count(threat.short_minimum_length) == 1 with input as policy({})
	count(threat.short_minimum_length) == 0 with input as policy({"minimum_password_length": 14})
}

classes := {"require_lowercase_characters": true, "require_uppercase_characters": true, "require_numbers": true, "require_symbols": true}

test_missing_character_classes if {
	given.paths(threat.missing_character_classes) == {["require_symbols"]} with input as policy(object.union(classes, {"require_symbols": false}))
	count(threat.missing_character_classes) == 2 with input as policy(object.union(classes, {"require_symbols": false, "require_numbers": false}))
	given.paths(threat.missing_character_classes) == {[]} with input as policy({"require_symbols": true})
	count(threat.missing_character_classes) == 0 with input as policy(classes)
}

test_password_reuse_allowed if {
	given.paths(threat.password_reuse_allowed) == {["password_reuse_prevention"]} with input as policy({"password_reuse_prevention": 23})
	count(threat.password_reuse_allowed) == 1 with input as policy({})
	count(threat.password_reuse_allowed) == 0 with input as policy({"password_reuse_prevention": 24})
}

test_password_never_expires if {
	given.paths(threat.password_never_expires) == {["max_password_age"]} with input as policy({"max_password_age": 0})
	count(threat.password_never_expires) == 1 with input as policy({})
	count(threat.password_never_expires) == 1 with input as policy({"max_password_age": 91})
	count(threat.password_never_expires) == 0 with input as policy({"max_password_age": 90})
}
