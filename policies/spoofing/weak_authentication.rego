# METADATA
# title: The application accepts callers it cannot identify
# description: >-
#   A program without authentication serves anyone who can reach it. Then one wrong network rule is enough to expose
#   the data to an attacker.
# related_resources:
# - ref: https://attack.mitre.org/techniques/T1190/
#   description: "MITRE ATT&CK T1190: Exploit Public-Facing Application"
# custom:
#   origin: ecs-article
#   actors: [end-user]
#   flow: "asset: Fargate container"
#   targets: [flow.ingress, element.ingress-end]
#   mitre: [T1190, T1078]
#   cwe: [CWE-306]
package stride.spoofing.weak_authentication

import data.stride.lib
import data.stride.result

# METADATA
# title: API method without authentication
# description: >-
#   The API does not require authentication for the method. Anyone who knows its URL can use what is behind it, and the
#   program must identify callers itself.
# related_resources:
# - ref: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html
#   description: Control and manage access to REST APIs in API Gateway
# - ref: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
#   description: Control and manage access to HTTP APIs in API Gateway
# custom:
#   severity: high
#   message: method {values.http_method} ({resource}) does not require authentication, so anyone who knows the URL can call it
#   unless: method {resource} requires authentication
#   reads:
#     apigateway.method:
#       authorization_type: NONE
#       http_method: "<worst>"
#       api_key_required: false
#       integration_type: HTTP_PROXY
#       api: "<worst>"
#       protocol: HTTP
#     apigateway.api:
#       endpoint_types: [REGIONAL]
#       protocol_type: HTTP
#   subject: apigateway.method
#   targets: [flow.ingress, element.ingress-end]
#   basis: control
#   remediation:
#     fix: Require authentication in API Gateway
#     terraform: authorization = "AWS_IAM"
#     cloudformation: 'AuthorizationType: AWS_IAM'
#   peers: [CKV_AWS_59, APIGateway.8]
#   mitre: [T1190]
#   cwe: [CWE-306]
#   security_hub: [APIGateway.8]
unauthenticated_api_method contains finding if {
	some method in lib.of_type("apigateway.method")
	lib.get(method.values, ["authorization_type"]) in {null, "NONE"}
	takes_requests(method)
	not method.values.integration_type == "MOCK"
	not asks_for_key(method)
	finding := result.at(method, ["authorization_type"])
}

# A method of a REST API that is not private.
takes_requests(method) if {
	not is_route(method)
	method.values.http_method != "OPTIONS"
	not method.derived.private == true
	not of_no_api(method)
}

# The API is not in the unit, and which one it is is not known: it may be a private one.
of_no_api(method) if {
	method.derived.private == null
	lib.missing(method.values, ["api"])
}

# A route of an HTTP API.
takes_requests(method) if {
	is_route(method)
	method.values.http_method in {"ANY", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}
	not method.derived.protocol == "WEBSOCKET"
}

# Both kinds of API have a route of this name, and only the HTTP one asks there.
takes_requests(method) if {
	is_route(method)
	method.values.http_method == "$default"
	serves_http(method)
}

# A WebSocket API asks when the connection is made, and never again; a route that is not known may be that one.
takes_requests(method) if {
	is_route(method)
	method.values.http_method in {"$connect", lib.worst}
}

serves_http(method) if method.derived.protocol == "HTTP"

# Of an API that an id names.
serves_http(method) if method.values.protocol == "HTTP"

serves_http(method) if method.values.api == lib.worst

# Only an HTTP API is described by a document.
serves_http(method) if method.source_type in {"aws_apigatewayv2_api", "AWS::ApiGatewayV2::Api"}

# A route of its own, or one that the API's document declares.
is_route(method) if {
	method.source_type in {"aws_apigatewayv2_route", "AWS::ApiGatewayV2::Route", "aws_apigatewayv2_api", "AWS::ApiGatewayV2::Api"}
}

# HTTP APIs have no keys, whatever their routes say.
asks_for_key(method) if {
	method.values.api_key_required == true
	not is_route(method)
}

asks_for_key(method) if {
	method.values.api_key_required == true
	method.values.http_method == "$connect"
}

# METADATA
# title: Authentication disabled
# description: >-
#   The variable tells the program to accept callers without authentication. Anyone who can reach its port has
#   administrator access.
# custom:
#   severity: high
#   message: environment variable {name} of container {container} disables authentication, so every caller gets administrator access
#   whether: environment variable {name} of container {container} disables authentication
#   reads:
#     ecs.task_definition:
#       "containers[].environment[].name": ALLOW_EMPTY_PASSWORD
#       "containers[].environment[].value": "<worst>"
#   subject: none
#   remediation:
#     fix: Remove the variable, and give the program a password from Secrets Manager
#     terraform: secrets = [{ name = "POSTGRES_PASSWORD", valueFrom = aws_secretsmanager_secret.db.arn }]
#     cloudformation: 'Secrets: [{Name: POSTGRES_PASSWORD, ValueFrom: !Ref DatabaseSecret}]'
#     task_definition: '"secrets": [{"name": "POSTGRES_PASSWORD", "valueFrom": "arn:aws:secretsmanager:<region>:<account>:secret:db"}]'
#   mitre: [T1190, T1078]
#   cwe: [CWE-306, CWE-258]
authentication_disabled_in_environment contains finding if {
	names := authentication_variables
	some task in lib.tasks
	some i, container in task.values.containers
	some j, entry in container.environment
	entry.name in names
	unauthenticated(entry.name, lower(trim_space(entry.value)))
	finding := result.at(task, ["containers", i, "environment", j, "value"])
}

authentication_variables := {
	"POSTGRES_HOST_AUTH_METHOD",
	"xpack.security.enabled",
	"MYSQL_ALLOW_EMPTY_PASSWORD",
	"MARIADB_ALLOW_EMPTY_ROOT_PASSWORD",
	"ALLOW_EMPTY_PASSWORD",
	"ALLOW_ANONYMOUS_LOGIN",
	"GF_AUTH_ANONYMOUS_ENABLED",
}

# These images ask whether the variable is set, not what it says.
unauthenticated(name, value) if {
	name in {"MYSQL_ALLOW_EMPTY_PASSWORD", "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD"}
	value != ""
}

unauthenticated(name, value) if {
	name == "POSTGRES_HOST_AUTH_METHOD"
	value in {"trust", lib.worst}
}

unauthenticated(name, value) if {
	name == "xpack.security.enabled"
	value in {"false", lib.worst}
}

unauthenticated(name, value) if {
	name in {"ALLOW_EMPTY_PASSWORD", "ALLOW_ANONYMOUS_LOGIN", "GF_AUTH_ANONYMOUS_ENABLED"}
	not value in {"", "0", "false", "no", "off"}
}
