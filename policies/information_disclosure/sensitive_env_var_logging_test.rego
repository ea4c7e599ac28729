package stride.information_disclosure.sensitive_env_var_logging_test

import data.stride.given_test as given
import data.stride.information_disclosure.sensitive_env_var_logging as threat

secret_named(name, value) := found if {
	found := threat.secret_named_environment with input as given.environment([{"name": name, "value": value}])
}

test_secret_named_environment if {
	every name in ["DB_PASSWORD", "dbPassword", "PGPASSWORD", "API_TOKEN", "STRIPE_API_KEY", "apiKey", "CLIENT_SECRET", "AWS_ACCESS_KEY_ID", "MYSQL_PWD", "DB_PASS", "APP_KEY", "GITHUB_PAT", "DbPasswordV2", "JWT_SECRET_PROD", "BLOB_SAS", "SSH_PRIVATE_KEY", "GIT_CREDENTIALS", "ECS_ENGINE_AUTH_DATA"] {
		given.paths(secret_named(name, "correct-horse")) == {["containers", 0, "environment", 0, "value"]}
	}
}

test_secret_named_environment_is_mild_for_placeholders if {
	every value in ["CHANGEME", "<password>", "xxx", "change_me", "${DB_PASSWORD}", "your-password-here"] {
		[finding.facts.severity | some finding in secret_named("DB_PASSWORD", value)] == ["low"]
	}
}

test_secret_named_environment_quiet_by_name if {
	every name in ["TOKEN_TTL", "SECRET_ARN", "DB_PASSWORD_FILE", "TOKENIZER", "BYPASS", "PASSWORD_LENGTH", "SECRET_NAME", "TOKEN_URL", "KEY", "PWDX", "MAX_TOKENS", "COMPASS_MODE", "PASSWORD_HASHER", "DbPasswordSSMKey", "STRIPE_PUBLISHABLE_KEY", "CSRF_TOKEN", "SENTRY_DSN", "AzureWebJobsConnectionString", "PASSWORD_MYSQL"] {
		count(secret_named(name, "correct-horse")) == 0
	}
}

test_secret_named_environment_quiet_by_value if {
	every value in ["", "/run/secrets/db", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db", "true", "prod/payments/db", "https://id.example.com/reset", "tls.key", "op://vault/db"] {
		count(secret_named("DB_PASSWORD", value)) == 0
	}
	count(secret_named("MAX_TOKEN", "4096")) == 0
	count(secret_named("REFRESH_TOKEN", "30d")) == 0
}

# What the name leaves open the value decides.
test_secret_named_environment_by_value if {
	count(secret_named("POSTGRES_PASSWORD", "1234")) == 1
	count(secret_named("PASSWORD_MYSQL", "Zx81Spectrum")) == 1
	count(secret_named("DATABASE_CONNECTION_STRING", "Server=db;User Id=app;Password=hunter2;")) == 1
	count(secret_named("DATABASE_CONNECTION_STRING", "Server=db;Integrated Security=true")) == 0
	count(secret_named("AUTH_TOKEN", "https://app:hunter2@id.example.com")) == 1
}

test_secret_named_environment_quiet_for_references if {
	task := object.union(given.resource("task", "ecs.task_definition", {"containers": [{"name": "web", "environment": [{"name": "DB_PASSWORD", "value": "${aws_ssm_parameter.db.name}"}]}]}), {"refs": {"/containers/0/environment/0/value": [{"to": "aws_ssm_parameter.db", "attribute": "name"}]}})
	count(threat.secret_named_environment) == 0 with input as given.document([task])
}

credential(value) := found if {
	found := threat.credential_in_environment with input as given.environment([{"name": "SETTING", "value": value}])
}

test_credential_in_environment if {
	given.paths(credential("AKIAIOSFODNN7EXAMPLE")) == {["containers", 0, "environment", 0, "value"]}
	every value in [
		"ASIAIOSFODNN7EXAMPLE",
		"-----BEGIN RSA PRIVATE KEY-----\nMIIE",
		"-----BEGIN PRIVATE KEY-----\nMIIE",
		concat("", ["ghp", "_0123456789abcdefghijklmnopqrstuvwxyz"]),
		concat("", ["xoxb", "-123456789012-abcdefghij"]),
		concat("", ["sk", "_live_0123456789abcdef"]),
		"postgres://app:correct-horse@db.internal:5432/app",
		"redis://:correct-horse@cache.internal",
	] {
		count(credential(value)) == 1
	}
}

test_credential_in_environment_quiet if {
	every value in ["AKIASHORT", "XAKIAIOSFODNN7EXAMPLE", "-----BEGIN CERTIFICATE-----", "https://api.example.com/a:b@c", "postgres://app@db.internal/app", "postgres://app:${PASSWORD}@db.internal/app", "user:password"] {
		count(credential(value)) == 0
	}
}

flow(entry, marks, edges) := found if {
	task := object.union(given.resource("task", "ecs.task_definition", {"containers": [{"name": "web", "environment": [entry]}]}), {
		"marks": {"/containers/0/environment/0/value": marks},
		"refs": {"/containers/0/environment/0/value": edges},
	})
	found := threat.secret_flows_into_environment with input as given.document([task])
}

test_secret_flows_into_environment if {
	given.paths(flow({"name": "URL"}, ["sensitive"], [])) == {["containers", 0, "environment", 0, "value"]}
	count(flow({"name": "URL", "value": "x"}, ["secret-source"], [])) == 1
	count(flow({"name": "DB_PASSWORD"}, [], [{"to": "module.db.random_string.password", "attribute": "result"}])) == 1
	count(flow({"name": "DB_PASSWORD"}, [], [{"to": "var.db", "attribute": ""}])) == 1
	count(flow({"name": "DB"}, [], [{"to": "var.db_password", "attribute": ""}])) == 1
}

test_secret_flows_into_environment_quiet if {
	count(flow({"name": "DB_PASSWORD", "value": "x"}, ["default", "volatile"], [])) == 0
	count(flow({"name": "SUFFIX"}, [], [{"to": "random_string.suffix", "attribute": "result"}])) == 0
	count(flow({"name": "REGION"}, [], [{"to": "var.region", "attribute": ""}])) == 0
	count(flow({"name": "DB_PASSWORD"}, [], [{"to": "aws_ssm_parameter.db", "attribute": "name"}])) == 0
}

command(words) := found if {
	found := threat.secret_in_command with input as given.container({"command": words})
}

test_secret_in_command if {
	given.paths(command(["server", "--password", "correct-horse"])) == {["containers", 0, "command", 2]}
	given.paths(command(["server", "--db-password=correct-horse"])) == {["containers", 0, "command", 1]}
	every words in [["sh", "-c", "server --api-key abc123 --port 80"], ["java", "-Dspring.datasource.password=correct-horse"], ["redis-server", "--requirepass", "correct-horse"], ["server", "--token=abc123"], ["server", "--dsn", "postgres://app:correct-horse@db/app"]] {
		count(command(words)) == 1
	}
	given.paths(threat.secret_in_command) == {["containers", 0, "entry_point", 1]} with input as given.container({"entry_point": ["server", "--token=abc123"]})
}

test_secret_in_command_quiet if {
	every words in [["server", "--password-file", "/run/secret"], ["server", "--password=$DB_PASSWORD"], ["sh", "-c", "server --token ${TOKEN}"], ["server", "--token", "--verbose"], ["server", "--token-ttl=3600"], ["server", "--password", "/run/secrets/db"], ["server", "--password=true"], ["echo", "password"], ["sh", "-c", "server --password $(cat /run/secret)"]] {
		count(command(words)) == 0
	}
}

dumped(values) := found if {
	found := threat.environment_dumped_to_log with input as given.container(values)
}

test_environment_dumped_to_log if {
	every words in [["printenv"], ["env"], ["sh", "-c", "env"], ["sh", "-c", "env | sort; ./server"], ["sh", "-c", "set -ex; ./server"], ["bash", "-x", "start.sh"], ["sh", "-ecx", "./server"], ["sh", "-c", "export -p && ./server"], ["/bin/sh", "-c", "cd /app && printenv && ./server"], ["sh", "-c", "set -o xtrace\n./server"]] {
		given.paths(dumped({"command": words})) == {["containers", 0, "command"]}
	}
	given.paths(dumped({"entry_point": ["sh", "-c"], "command": ["env"]})) == {["containers", 0, "command"]}
}

test_environment_dumped_to_log_quiet if {
	every words in [["env", "FOO=1", "./server"], ["/usr/bin/env", "python", "app.py"], ["sh", "-c", "env FOO=1 ./server"], ["sh", "-c", "set -e; ./server"], ["./server", "--mode", "env"], ["sh", "-c", "set +x; ./server"], ["sh", "-c", "./printenvironment"], ["sh", "-c", "./server -x"], ["bash", "-c", "./server"]] {
		count(dumped({"command": words})) == 0
	}
}

log_options(values) := found if {
	found := threat.secret_in_log_options with input as given.container({"log_configuration": {"log_driver": "splunk", "options": values}})
}

test_secret_in_log_options if {
	given.paths(log_options({"splunk-token": "c0ffee"})) == {["containers", 0, "log_configuration", "options", "splunk-token"]}
	every key in ["apikey", "api_key", "license_key", "licenseKey", "http_passwd", "shared_key", "password"] {
		count(log_options({key: "c0ffee"})) == 1
	}
}

test_secret_in_log_options_quiet if {
	count(log_options({"splunk-token": ""})) == 0
	count(log_options({"splunk-url": "https://splunk.internal", "splunk-format": "raw"})) == 0
}

test_query_parameters_logged if {
	given.paths(threat.query_parameters_logged) == {["service_connect_configuration", "access_log_configuration", "include_query_parameters"]} with input as given.one("ecs.service", {"service_connect_configuration": {"access_log_configuration": {"include_query_parameters": "ENABLED"}}})
	count(threat.query_parameters_logged) == 0 with input as given.one("ecs.service", {"service_connect_configuration": {"access_log_configuration": {"include_query_parameters": "DISABLED"}}})
	count(threat.query_parameters_logged) == 0 with input as given.one("ecs.service", {"service_connect_configuration": {"access_log_configuration": {"format": "JSON"}}})
}

variable(name, values) := found if {
	found := given.resource("var.it", "terraform.variable", object.union({"name": name}, values))
}

default_of(name, values) := found if {
	found := threat.secret_default_value with input as given.document([variable(name, values)])
}

test_secret_default_value if {
	every name in ["db_password", "api_token", "AWS_ACCESS_KEY_ID", "client_secret", "ssh_private_key"] {
		given.paths(default_of(name, {"type": "string", "default": "correct-horse"})) == {["default"]}
	}
	count(default_of("db_password", {"default": "correct-horse"})) == 1
	given.paths(default_of("settings", {"type": "map(string)", "default": {"user": "app", "db_password": "correct-horse"}})) == {["default", "db_password"]}
}

test_secret_default_value_is_mild_for_placeholders if {
	[finding.facts.severity | some finding in default_of("db_password", {"type": "string", "default": "CHANGEME"})] == ["low"]
}

test_secret_default_value_quiet_by_name if {
	every name in ["create_password", "enable_secret", "password_length", "secret_arn", "secret_kms_key", "token_ssm_key", "secrets_stack", "password_dir", "token_image", "secret_endpoint", "tokenizer", "manage_master_user_password"] {
		count(default_of(name, {"type": "string", "default": "correct-horse"})) == 0
	}
}

test_secret_default_value_quiet_by_value if {
	every value in ["", "true", "/run/secrets/db", "./secret.pem", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db", "alias/secrets", "registry.example/team/vault:1.2"] {
		count(default_of("db_password", {"type": "string", "default": value})) == 0
	}
	count(default_of("db_password", {"type": "string"})) == 0
	count(default_of("db_password", {"type": "string", "default": "12345"})) == 1
	count(default_of("api_token", {"type": "string", "default": "12345"})) == 0
	count(default_of("db_password", {"type": "number", "default": 5})) == 0
	count(default_of("db_password", {"type": "list(string)", "default": ["correct-horse"]})) == 0
}

parameter(name, values) := found if {
	found := given.document([given.resource("Parameters/It", "cloudformation.parameter", object.union({"name": name, "type": "String"}, values))])
}

test_secret_default_value_of_a_parameter if {
	found := threat.secret_default_value with input as parameter("DbPassword", {"default": "correct-horse", "no_echo": true})
	given.paths(found) == {["default"]}
	count(threat.secret_default_value) == 0 with input as parameter("DbPassword", {"type": "AWS::SSM::Parameter::Value<String>", "default": "db-password"})
}

not_hidden(name, values) := found if {
	found := threat.parameter_not_hidden with input as given.document([variable(name, values)])
}

test_parameter_not_hidden if {
	given.paths(not_hidden("db_password", {"type": "string"})) == {["name"]}
	given.paths(not_hidden("db_password", {"type": "string", "default": "changeme"})) == {["default"]}
	count(not_hidden("db_password", {"type": "string", "default": "/prod/db/password"})) == 0
	count(not_hidden("repository_credentials", {"type": "string", "description": "Name or ARN of a secret"})) == 0
	count(not_hidden("bucket_encryption_key", {"type": "string", "description": "The AWS KMS master key ID"})) == 0
	count(not_hidden("db_password", {"type": "string", "description": "Password of the database user"})) == 1
	count(not_hidden("db_password", {"type": "string", "sensitive": false})) == 1
}

test_parameter_not_hidden_quiet if {
	count(not_hidden("db_password", {"type": "string", "sensitive": true})) == 0
	count(not_hidden("db_password", {"type": "string", "ephemeral": true})) == 0
	count(not_hidden("create_password", {"type": "string"})) == 0
	count(not_hidden("db_password_arn", {"type": "string"})) == 0
	count(not_hidden("db_password", {"type": "bool"})) == 0
	inner := object.union(variable("db_password", {"type": "string"}), {"marks": {"/value": ["sensitive"]}})
	count(threat.parameter_not_hidden) == 0 with input as given.document([inner])
}

test_parameter_not_hidden_in_cloudformation if {
	count(threat.parameter_not_hidden) == 1 with input as parameter("DbPassword", {})
	count(threat.parameter_not_hidden) == 1 with input as parameter("DbPassword", {"no_echo": false, "allowed_values": ["a", "true"]})
	count(threat.parameter_not_hidden) == 0 with input as parameter("DbPassword", {"no_echo": true})
	count(threat.parameter_not_hidden) == 0 with input as parameter("MasterPassword", {"allowed_values": ["true", "false"]})
	count(threat.parameter_not_hidden) == 0 with input as parameter("DbPassword", {"type": "AWS::SSM::Parameter::Name"})
}

user_data(values) := found if {
	found := threat.secret_in_user_data with input as given.one("ec2.instance", values)
}

test_secret_in_user_data if {
	given.paths(user_data({"user_data_lines": ["#!/bin/bash", "export KEY=AKIAIOSFODNN7EXAMPLE"]})) == {["user_data_lines", 1]}
	count(user_data({"user_data_lines": ["-----BEGIN RSA PRIVATE KEY-----"]})) == 1
	settings := [{"name": "ECS_ENGINE_AUTH_TYPE", "value": "docker"}, {"name": "ECS_ENGINE_AUTH_DATA", "value": "{\"r\":{\"password\":\"correct\"}}"}]
	given.paths(user_data({"user_data_settings": settings})) == {["user_data_settings", 1, "value"]}
}

test_secret_in_user_data_quiet if {
	count(user_data({"user_data_lines": ["echo AKIA", "-----BEGIN CERTIFICATE-----"]})) == 0
	every value in ["", "$AUTH", "${AUTH}", "$(aws secretsmanager get-secret-value)", "{\"r\":{\"password\":\"$PASSWORD\"}}", "`cat auth`"] {
		count(user_data({"user_data_settings": [{"name": "ECS_ENGINE_AUTH_DATA", "value": value}]})) == 0
	}
	count(user_data({"user_data_settings": [{"name": "ECS_ENGINE_AUTH_TYPE", "value": "docker"}]})) == 0
}

received(entry, parameter_values) := found if {
	task := object.union(given.resource("task", "ecs.task_definition", {"containers": [{"name": "web", "secrets": [entry]}]}), {"refs": {"/containers/0/secrets/0/value_from": [{"to": "parameter", "attribute": "arn"}]}})
	found := threat.plaintext_ssm_secret with input as given.document([task, given.resource("parameter", "ssm.parameter", parameter_values)])
}

test_plaintext_ssm_secret if {
	found := received({"name": "DB_PASSWORD", "value_from": "x"}, {"name": "/app/db", "type": "String"})
	{[finding.resource, finding.path] | some finding in found} == {["parameter", ["type"]]}
	count(received({"name": "DB", "value_from": "x"}, {"name": "/app/db_password", "type": "StringList"})) == 1
}

test_plaintext_ssm_secret_quiet if {
	count(received({"name": "DB_PASSWORD", "value_from": "x"}, {"name": "/app/db", "type": "SecureString"})) == 0
	count(received({"name": "DB_HOST", "value_from": "x"}, {"name": "/app/host", "type": "String"})) == 0
	count(received({"name": "DB_PASSWORD_LENGTH", "value_from": "x"}, {"name": "/app/length", "type": "String"})) == 0
}

plain(values) := found if {
	found := threat.plaintext_parameter with input as given.one("ssm.parameter", values)
}

test_plaintext_parameter if {
	given.paths(plain({"name": "/app/db_password", "type": "String", "value": "correct-horse"})) == {["value"]}
	[finding.facts.severity | some finding in plain({"name": "/app/db_password", "type": "String", "value": "changeme"})] == ["low"]
	generated := object.union(given.resource("it", "ssm.parameter", {"name": "db_password", "type": "String", "value": "${random_password.x.result}"}), {"refs": {"/value": [{"to": "random_password.x", "attribute": "result"}]}, "marks": {"/value": ["hidden", "secret-source"]}})
	count(threat.plaintext_parameter) == 1 with input as given.document([generated])
}

test_plaintext_parameter_quiet if {
	every values in [
		{"name": "/app/db_password", "type": "SecureString", "value": "correct-horse"},
		{"name": "/app/db_host", "type": "String", "value": "db.internal"},
		{"name": "/app/db_password", "type": "String", "value": ""},
		{"name": "/app/secret_arn", "type": "String", "value": "something"},
		{"name": "/app/db_password", "type": "String", "value": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db"},
	] {
		count(plain(values)) == 0
	}
	other := object.union(given.resource("it", "ssm.parameter", {"name": "db_password", "type": "String", "value": "${aws_db_instance.x.address}"}), {"refs": {"/value": [{"to": "aws_db_instance.x", "attribute": "address"}]}, "marks": {"/value": ["hidden"]}})
	count(threat.plaintext_parameter) == 0 with input as given.document([other])
}

written(value) := found if {
	found := threat.literal_secret_value with input as given.one("secretsmanager.secret", {"name": "db", "secret_string": value})
}

test_literal_secret_value if {
	every value in ["correct-horse", "{\"username\":\"app\",\"password\":\"correct-horse\"}", "{\"host\":\"db.internal\"}", "{not json"] {
		given.paths(written(value)) == {["secret_string"]}
	}
}

test_literal_secret_value_quiet if {
	every value in ["", "changeme", "<password>", "{\"username\":\"app\",\"password\":\"CHANGEME\"}", "{\"password\":\"\"}", "{}"] {
		count(written(value)) == 0
	}
	generated := object.union(given.resource("it", "secretsmanager.secret", {"secret_string": "${random_password.x.result}"}), {"refs": {"/secret_string": [{"to": "random_password.x", "attribute": "result"}]}})
	count(threat.literal_secret_value) == 0 with input as given.document([generated])
}

build(entry) := found if {
	found := threat.secret_in_build_environment with input as given.one("codebuild.project", {"environment": {"environment_variables": [entry]}})
}

test_secret_in_build_environment if {
	given.paths(build({"name": "REGISTRY_PASSWORD", "value": "correct-horse"})) == {["environment", "environment_variables", 0, "value"]}
	count(build({"name": "REGISTRY_PASSWORD", "value": "correct-horse", "type": "PLAINTEXT"})) == 1
	[finding.facts.severity | some finding in build({"name": "API_TOKEN", "value": "CHANGEME"})] == ["low"]
}

test_secret_in_build_environment_quiet if {
	count(build({"name": "REGISTRY_PASSWORD", "value": "registry/password", "type": "PARAMETER_STORE"})) == 0
	count(build({"name": "REGISTRY_PASSWORD", "value": "registry:password", "type": "SECRETS_MANAGER"})) == 0
	count(build({"name": "REGION", "value": "eu-west-1"})) == 0
	count(build({"name": "TOKEN_URL", "value": "https://id.example/token"})) == 0
	count(build({"name": "REGISTRY_PASSWORD", "value": ""})) == 0
}

environment_from(id, name, value) := found if {
	values := {"containers": [{"name": "web", "environment": [{"name": name, "value": value}]}]}
	found := object.union(given.resource("task", "ecs.task_definition", values), {"refs": {"/containers/0/environment/0/value": [{"to": id, "attribute": "result"}]}})
}

test_secret_flows_into_environment_of_a_random_string if {
	count(threat.secret_flows_into_environment) == 1 with input as given.document([environment_from("random_string.db_password", "APP_CONFIG", "x=${random_string.db_password.result}")])
	count(threat.secret_flows_into_environment) == 0 with input as given.document([environment_from("random_string.suffix", "APP_CONFIG", "x=${random_string.suffix.result}")])
	database := object.union(given.resource("db", "rds.db_instance", {}), {"refs": {"/master_user_password": [{"to": "random_string.suffix", "attribute": "result"}]}})
	text := given.resource("random_string.suffix", "random_string", {})
	count(threat.secret_flows_into_environment) == 1 with input as given.document([environment_from("random_string.suffix", "APP_CONFIG", "x=${random_string.suffix.result}"), database, text])
}

started(values) := found if {
	found := threat.secret_in_command with input as given.container(values)
}

test_secret_in_command_of_a_health_check if {
	found := started({"health_check": {"command": ["CMD-SHELL", "mysqladmin --password=hunter2x ping"]}})
	found == {{"resource": "task", "path": ["containers", 0, "health_check", "command", 1], "facts": {"done": "checked"}}}
}

test_secret_in_command_of_curl if {
	count(started({"command": ["curl", "-u", "app:hunter2x", "http://localhost/"]})) == 1
	count(started({"health_check": {"command": ["CMD-SHELL", "curl -sf -u app:hunter2x http://localhost/ || exit 1"]}})) == 1
	count(started({"command": ["curl", "-u", "app:$PASSWORD", "http://localhost/"]})) == 0
	count(started({"command": ["psql", "-u", "app:hunter2x"]})) == 0
	count(started({"command": ["sh", "-c", "curl -u \"$USER:$PASSWORD\" http://localhost/"]})) == 0
	count(started({"command": ["sh", "-c", "id -u app:staff; curl http://localhost:8080/"]})) == 0
}

test_credential_in_a_docker_label if {
	found := threat.credential_in_environment with input as given.container({"docker_labels": {"traefik.auth": "AKIAIOSFODNN7EXAMPLF", "team": "web"}})
	found == {{"resource": "task", "path": ["containers", 0, "docker_labels", "traefik.auth"], "facts": {"what": "a Docker label"}}}
}
