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
