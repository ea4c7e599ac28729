# What tasks run on: operating system, launch type, agent, and defaults of the account.
package stride.lib

# Task definitions that run on Windows. Linux is assumed where nothing says otherwise.
windows(task) if task.derived.os == "windows"

# Task definitions that can run on Fargate only: everything that names them, or their own compatibilities, says so.
fargate_only(task) if task.derived.launch == "FARGATE"

# Task definitions of Express Mode services, which offer neither a user nor a read-only root file system (ECS API,
# CreateExpressGatewayService).
express(task) if task.source_type in {"aws_ecs_express_gateway_service", "AWS::ECS::ExpressGatewayService"}

# The account-wide default that the unit itself sets for a name (`containerInsights`, `defaultLogDriverMode`); undefined when it
# sets none.
account_setting(name) := value if {
	some setting in of_type("aws_ecs_account_setting_default")
	setting.values.name == name
	value := lower(setting.values.value)
}

# Whether the log driver makes the program wait: it says so, or says nothing and the account's default does.
blocking(options) if lower(options.mode) == "blocking"

blocking(options) if {
	missing(options, ["mode"])
	account_setting("defaultLogDriverMode") == "blocking"
}

# What the ECS agent takes for true and for false in its configuration (Go's strconv.ParseBool).
agent_true(text) if text in {"1", "t", "T", "true", "TRUE", "True"}

agent_false(text) if text in {"0", "f", "F", "false", "FALSE", "False"}
