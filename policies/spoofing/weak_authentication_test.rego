package stride.spoofing.weak_authentication_test

import data.stride.given_test as given
import data.stride.spoofing.weak_authentication as threat

variable(name, value) := found if {
	found := threat.authentication_disabled_in_environment with input as given.environment([{"name": name, "value": value}])
}

test_authentication_disabled_in_environment if {
	given.paths(variable("POSTGRES_HOST_AUTH_METHOD", "trust")) == {["containers", 0, "environment", 0, "value"]}
	every entry in [["MYSQL_ALLOW_EMPTY_PASSWORD", "yes"], ["MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", "1"], ["ALLOW_EMPTY_PASSWORD", "yes"], ["ALLOW_ANONYMOUS_LOGIN", "true"], ["xpack.security.enabled", "False"], ["GF_AUTH_ANONYMOUS_ENABLED", "true"]] {
		count(variable(entry[0], entry[1])) == 1
	}
}

test_authentication_disabled_in_environment_quiet if {
	every entry in [["POSTGRES_HOST_AUTH_METHOD", "scram-sha-256"], ["ALLOW_EMPTY_PASSWORD", "no"], ["xpack.security.enabled", "true"], ["GF_AUTH_ANONYMOUS_ENABLED", "false"], ["MYSQL_ALLOW_EMPTY_PASSWORD", ""]] {
		count(variable(entry[0], entry[1])) == 0
	}
}
