# METADATA
# title: ECS API rate limits are exhausted
# description: >-
#   The ECS API throttles calls per account. A task that can call it in a loop, or an unauthenticated API in front of
#   it, can use up that limit. Deployments, scaling and the replacement of failed tasks then fail.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html
#   description: "Request throttling for the Amazon ECS API"
# custom:
#   origin: ecs-model
#   actors: [internal-attacker, end-user]
#   flow: "DevOps User -> AWS API (ECS API calls)"
#   targets: [flow.api, "flow.aws-api@task-role", element.api-gateway]
#   mitre: [T1499, T1498]
#   cwe: [CWE-770, CWE-400]
package stride.denial_of_service.ecs_api_flooding

import data.stride.lib
import data.stride.result

# METADATA
# title: Task can call the ECS API
# description: >-
#   The task can start, stop or change tasks in any cluster. An attacker who runs code in it can call the API until the
#   account is throttled, or stop running services.
# custom:
#   severity: medium
#   message: "{statement} lets a task start, stop or change any task, so an attacker in it can stop every service"
#   whether: "{resource} lets a task start, stop or change any task"
#   reads:
#     iam.role:
#       "policies[].kind": inline
#       "policies[].source": null
#       "policies[].statements[].effect": allow
#       "policies[].statements[].grants[]": "ecs:runtask"
#       "policies[].statements[].actions[]": "ecs:runtask"
#       "policies[].statements[].everything": true
#       "policies[].statements[].resources": ["*"]
#       "policies[].statements[].restricted": false
#       passed_to_tasks: true
#     iam.policy:
#       "statements[].effect": allow
#       "statements[].grants[]": "ecs:runtask"
#       "statements[].actions[]": "ecs:runtask"
#       "statements[].everything": true
#       "statements[].resources": ["*"]
#       "statements[].restricted": false
#   subject: task_role
#   targets: ["flow.aws-api@task-role"]
#   remediation:
#     shared: [aws-managed-policy]
#     fix: Restrict the statement to the cluster and the tasks it needs
#     terraform: |
#       statement {
#         actions   = ["ecs:RunTask"]
#         resources = ["arn:aws:ecs:eu-west-1:123456789012:task-definition/import:*"]
#         condition {
#           test     = "ArnEquals"
#           variable = "ecs:cluster"
#           values   = ["arn:aws:ecs:eu-west-1:123456789012:cluster/jobs"]
#         }
#       }
#     cloudformation: |
#       - Effect: Allow
#         Action: ["ecs:RunTask"]
#         Resource: arn:aws:ecs:eu-west-1:123456789012:task-definition/import:*
#         Condition: {ArnEquals: {"ecs:cluster": "arn:aws:ecs:eu-west-1:123456789012:cluster/jobs"}}
#   yields_to:
#   - excessive-iam-permissions.wildcard-action
#   - excessive-iam-permissions.administrator-policy-attached
#   - excessive-iam-permissions.full-access-policy-attached
#   - iam-role-escalation.privilege-escalation-actions
#   - task-definition-tampering.unrestricted-task-registration
#   mitre: [T1499.003, T1496]
#   cwe: [CWE-770, CWE-250]
task_can_call_ecs_api contains finding if {
	some role in lib.roles
	lib.task_role(role)
	some item in lib.allowed_to(role)
	lib.unrestricted(item.statement)
	lib.grants_any(item.statement, {"ecs:runtask", "ecs:starttask", "ecs:stoptask", "ecs:updateservice"})
	finding := result.of_statement(item, lib.resource_path(item))
}

# METADATA
# title: API stage without throttling
# description: >-
#   Only the account-level limit restricts calls to this stage. One caller can use up that limit for every API in the
#   region, and overload the tasks and AWS APIs behind the stage.
# custom:
#   severity: low
#   message: API stage {resource} has no throttling, so one caller can use up the account-level limit for every API
#   unless: API stage {resource} throttles its callers
#   reads:
#     apigateway.stage:
#       throttling_rate_limit: null
#       throttling_burst_limit: null
#       usage_plan_throttled: false
#   basis: control
#   remediation:
#     fix: Throttle all methods of the stage
#     terraform: |
#       resource "aws_api_gateway_method_settings" "all" {
#         rest_api_id = aws_api_gateway_rest_api.this.id
#         stage_name  = aws_api_gateway_stage.this.stage_name
#         method_path = "*/*"
#         settings {
#           throttling_rate_limit  = 50
#           throttling_burst_limit = 100
#         }
#       }
#     cloudformation: 'MethodSettings: [{HttpMethod: "*", ResourcePath: "/*", ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100}]'
#     cases:
#       http-api:
#         fix: Throttle all routes of the stage
#         terraform: |
#           default_route_settings {
#             throttling_rate_limit  = 50
#             throttling_burst_limit = 100
#           }
#         cloudformation: 'DefaultRouteSettings: {ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100}'
#   mitre: [T1499.002]
#   cwe: [CWE-770]
unthrottled_api_stage contains finding if {
	some stage in lib.of_type("apigateway.stage")
	unlimited(stage, "throttling_rate_limit")
	unlimited(stage, "throttling_burst_limit")
	not stage.values.usage_plan_throttled == true
	settled(stage)
	finding := result.facts(stage, ["throttling_rate_limit"], kind_of_api(stage))
}

# HTTP and WebSocket APIs have settings of their own.
kind_of_api(stage) := {"case": "http-api"} if is_http_api(stage)

kind_of_api(stage) := {} if not is_http_api(stage)

is_http_api(stage) if regex.match(`apigatewayv2|httpapi|websocket`, lower(stage.source_type))

unlimited(stage, limit) if lib.missing(stage.values, [limit])

# Terraform's way to say that there is none.
unlimited(stage, limit) if stage.values[limit] < 0

# The settings of a REST API's stage and its usage plan may stand elsewhere; those of an HTTP or WebSocket API are the stage's own.
settled(stage) if lib.closed(stage)

settled(stage) if contains(lower(stage.source_type), "apigatewayv2")
