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
