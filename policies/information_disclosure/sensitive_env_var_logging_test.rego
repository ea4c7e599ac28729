package stride.information_disclosure.sensitive_env_var_logging_test

import data.stride.given_test as given
import data.stride.information_disclosure.sensitive_env_var_logging as threat

secret_named(name, value) := found if {
	found := threat.secret_named_environment with input as given.environment([{"name": name, "value": value}])
}

test_secret_named_environment if {
	every name in ["DB_PASSWORD", "dbPassword", "PGPASSWORD", "API_TOKEN", "STRIPE_API_KEY", "apiKey", "CLIENT_SECRET", "AWS_ACCESS_KEY_ID", "MYSQL_PWD", "AzureWebJobsConnectionString", "SENTRY_DSN", "BLOB_SAS", "SSH_PRIVATE_KEY", "GIT_CREDENTIALS", "ECS_ENGINE_AUTH_DATA"] {
		given.paths(secret_named(name, "correct-horse")) == {["containers", 0, "environment", 0, "value"]}
	}
}

test_secret_named_environment_is_mild_for_placeholders if {
	every value in ["CHANGEME", "<password>", "xxx", "change_me", "${DB_PASSWORD}", "your-password-here"] {
		[finding.facts.severity | some finding in secret_named("DB_PASSWORD", value)] == ["low"]
	}
}

test_secret_named_environment_quiet_by_name if {
	every name in ["TOKEN_TTL", "SECRET_ARN", "DB_PASSWORD_FILE", "TOKENIZER", "BYPASS", "PASSWORD_LENGTH", "SECRET_NAME", "TOKEN_URL", "KEY", "PWDX", "MAX_TOKENS", "COMPASS_MODE"] {
		count(secret_named(name, "correct-horse")) == 0
	}
}

test_secret_named_environment_quiet_by_value if {
	every value in ["", "/run/secrets/db", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db", "true"] {
		count(secret_named("DB_PASSWORD", value)) == 0
	}
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
