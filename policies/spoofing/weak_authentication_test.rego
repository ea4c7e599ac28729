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

method(source, values, derived) := found if {
	own := object.union(given.resource("method", "apigateway.method", values), {"source_type": source, "derived": object.union({"private": false, "protocol": null}, derived)})
	found := threat.unauthenticated_api_method with input as given.document([own])
}

rest(values, derived) := found if found := method("aws_api_gateway_method", values, derived)

route(values, derived) := found if found := method("aws_apigatewayv2_route", values, derived)

test_unauthenticated_api_method if {
	given.paths(rest({"authorization_type": "NONE", "http_method": "GET"}, {"protocol": "REST"})) == {["authorization_type"]}
	count(rest({"http_method": "ANY"}, {})) == 1
	count(rest({"authorization_type": "NONE", "http_method": "POST", "api_key_required": false, "integration_type": "AWS_PROXY"}, {})) == 1
	count(route({"http_method": "GET"}, {"protocol": "HTTP"})) == 1
	count(route({"http_method": "POST", "api_key_required": true}, {"protocol": "HTTP"})) == 1
	count(route({"http_method": "$default"}, {"protocol": "HTTP"})) == 1
	count(route({"http_method": "$connect"}, {"protocol": "WEBSOCKET"})) == 1
	count(method("AWS::ApiGatewayV2::Api", {"http_method": "$default"}, {})) == 1
}

test_unauthenticated_api_method_quiet if {
	count(rest({"authorization_type": "AWS_IAM", "http_method": "GET"}, {})) == 0
	count(rest({"authorization_type": "NONE", "http_method": "OPTIONS"}, {})) == 0
	count(rest({"authorization_type": "NONE", "http_method": "GET", "api_key_required": true}, {})) == 0
	count(rest({"authorization_type": "NONE", "http_method": "GET", "integration_type": "MOCK"}, {})) == 0
	count(rest({"authorization_type": "NONE", "http_method": "GET"}, {"private": true})) == 0
	count(route({"authorization_type": "JWT", "http_method": "GET"}, {"protocol": "HTTP"})) == 0
	count(route({"http_method": "$default"}, {"protocol": "WEBSOCKET"})) == 0
	count(route({"http_method": "$default"}, {})) == 0
	count(route({"http_method": "SENDMESSAGE"}, {"protocol": "WEBSOCKET"})) == 0
	count(route({"http_method": "$connect", "api_key_required": true}, {"protocol": "WEBSOCKET"})) == 0
}
