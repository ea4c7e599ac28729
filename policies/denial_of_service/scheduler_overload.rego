# METADATA
# title: Rapid creation and deletion of tasks overwhelms the scheduler
# description: >-
#   The scheduler starts and stops tasks as fast as it is asked to. Tasks that fail and restart, or definitions that
#   change on every run, keep it busy. Other services then have to wait, and API limits are used up.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
#   description: How the Amazon ECS deployment circuit breaker detects failures
# custom:
#   origin: ecs-model
#   actors: [internal-attacker]
#   flow: "ECS Control Plane -> Fargate Scheduler (schedule task launch)"
#   targets: [flow.schedule, flow.scale, flow.run]
#   mitre: [T1499]
#   cwe: [CWE-400]
package stride.denial_of_service.scheduler_overload

import data.stride.lib
import data.stride.result

# METADATA
# title: Deployment without a circuit breaker
# description: >-
#   ECS keeps retrying a deployment whose tasks cannot start, at growing intervals. One broken image, whether broken by
#   mistake or by an attacker, keeps the scheduler starting tasks until someone stops the deployment.
# custom:
#   severity: low
#   message: service {resource} has no deployment circuit breaker, so ECS keeps starting tasks from a broken image
#   unless: service {resource} has a deployment circuit breaker
#   reads:
#     ecs.service:
#       deployment_controller.type: ECS
#       deployment_configuration.strategy: ROLLING
#       deployment_circuit_breaker.enable: false
#   basis: control
#   remediation:
#     fix: Enable the deployment circuit breaker
#     terraform: |
#       deployment_circuit_breaker {
#         enable   = true
#         rollback = true
#       }
#     cloudformation: |
#       DeploymentConfiguration:
#         DeploymentCircuitBreaker: {Enable: true, Rollback: true}
#     task_definition: '"deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": true, "rollback": true}}'
#     cases:
#       terraform-aws-modules/ecs//modules/service:
#         fix: Enable the deployment circuit breaker
#         terraform: |
#           deployment_circuit_breaker = {
#             enable   = true
#             rollback = true
#           }
#       cloudposse/ecs-alb-service-task: &flags
#         fix: Enable the deployment circuit breaker
#         terraform: |
#           circuit_breaker_deployment_enabled = true
#           circuit_breaker_rollback_enabled   = true
#       cloudposse/ecs-web-app: *flags
#   edit:
#     terraform: {deployment_circuit_breaker: {enable: true, rollback: true}}
#     cloudformation: {DeploymentConfiguration: {DeploymentCircuitBreaker: {Enable: true, Rollback: true}}}
#     task_definition: {deploymentConfiguration: {deploymentCircuitBreaker: {enable: true, rollback: true}}}
#   mitre: [T1499]
#   cwe: [CWE-400]
circuit_breaker_disabled contains finding if {
	some service in lib.services
	lib.effective(service, ["deployment_controller", "type"]) == "ECS"
	lib.effective(service, ["deployment_configuration", "strategy"]) == "ROLLING"
	lib.effective(service, ["deployment_circuit_breaker", "enable"]) == false
	finding := result.at(service, ["deployment_circuit_breaker", "enable"])
}

# METADATA
# title: No health check grace period
# description: >-
#   A task that starts slowly fails its first health checks and is replaced. A little extra load at the right time can
#   keep the service restarting its tasks.
# custom:
#   severity: low
#   message: service {resource} has no health check grace period, so ECS may keep replacing tasks that start slowly
#   unless: service {resource} has a health check grace period
#   reads:
#     ecs.service:
#       health_check_grace_period_seconds: 0
#       "load_balancers[].target_group_arn": arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/app/0123456789abcdef
#   remediation:
#     fix: Set a health check grace period
#     terraform: health_check_grace_period_seconds = 60
#     cloudformation: 'HealthCheckGracePeriodSeconds: 60'
#     task_definition: '"healthCheckGracePeriodSeconds": 60'
#   opt_in: true
#   mitre: [T1499]
#   cwe: [CWE-400]
missing_health_check_grace contains finding if {
	some service in lib.services
	count(service.values.load_balancers) > 0
	lib.effective(service, ["health_check_grace_period_seconds"]) == 0
	finding := result.at(service, ["health_check_grace_period_seconds"])
}

# METADATA
# title: Tasks replaced on every run
# description: >-
#   A value that is new on every run replaces the service's tasks on every run, even when nothing else changed. Anyone
#   who can start the pipeline can keep restarting production.
# custom:
#   severity: low
#   message: "{resource} holds a value that is new on every run, so every run replaces all of its tasks"
#   whether: "{resource} holds a value that is new on every run"
#   reads:
#     ecs.service:
#       "triggers.*": 2026-01-01T00:00:00Z
#       "tags.*": 2026-01-01T00:00:00Z
#     ecs.task_definition:
#       "containers[].environment[].value": 2026-01-01T00:00:00Z
#       "tags.*": 2026-01-01T00:00:00Z
#   remediation:
#     fix: Trigger a redeployment only when its inputs change
#     terraform: |
#       triggers = {
#         configuration = filemd5("${path.module}/app.conf")
#       }
#   mitre: [T1499]
#   cwe: [CWE-400]
perpetual_redeployment contains finding if {
	some type in ["ecs.service", "ecs.task_definition"]
	some resource in lib.of_type(type)
	some pointer, marks in resource.marks
	"volatile" in marks
	regex.match(`^/(triggers|tags)(/|$)|^/containers/[0-9]+/environment(/|$)`, pointer)
	finding := result.at(resource, lib.path_of(pointer))
}

# METADATA
# title: Task started every minute
# description: >-
#   The schedule starts a task every minute. Tasks that hang, or that an attacker slows down, pile up. They use up task
#   quota, subnet addresses and API limits.
# related_resources:
# - ref: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
#   description: Schedule types in EventBridge Scheduler
# custom:
#   severity: low
#   message: "{resource} starts a task every minute ({value}), so hung tasks pile up until the quota is used up"
#   whether: "{resource} starts a task every minute"
#   reads:
#     events.rule:
#       schedule_expression: rate(1 minute)
#       state: ENABLED
#       "targets[].ecs_parameters.task_definition": app
#     scheduler.schedule:
#       schedule_expression: rate(1 minute)
#       state: ENABLED
#       target.ecs_parameters.task_definition: app
#   subject: [events.rule, scheduler.schedule]
#   targets: [flow.run]
#   remediation:
#     fix: Run the task less often, or run it as a service that waits between jobs
#     terraform: schedule_expression = "rate(15 minutes)"
#     cloudformation: 'ScheduleExpression: rate(15 minutes)'
#   mitre: [T1499]
#   cwe: [CWE-400]
high_frequency_schedule contains finding if {
	some type in ["events.rule", "scheduler.schedule"]
	some schedule in lib.of_type(type)
	every_minute(lower(trim_space(schedule.values.schedule_expression)))
	enabled(schedule.values)
	starts_tasks(schedule.values)
	finding := result.at(schedule, ["schedule_expression"])
}

every_minute(expression) if regex.match(`^rate\(\s*1\s+minutes?\s*\)$`, expression)

every_minute(expression) if regex.match(`^cron\(\s*(\*|\*/1|0/1|0-59)\s`, expression)

enabled(values) if lib.missing(values, ["state"])

# Rules have two further words for it (ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS).
enabled(values) if startswith(values.state, "ENABLED")

starts_tasks(values) if is_object(values.target.ecs_parameters)

starts_tasks(values) if {
	some target in values.targets
	is_object(target.ecs_parameters)
}

# METADATA
# title: Scaling cooldown too short
# description: >-
#   The service removes tasks before the last scaling step takes effect. An attacker can send an oscillating load, which
#   keeps starting and stopping tasks. Adding tasks quickly does no harm.
# related_resources:
# - ref: https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html
#   description: How target tracking scaling for Application Auto Scaling works
# custom:
#   severity: low
#   message: scaling policy {resource} waits only {value} seconds between steps, so an oscillating load can keep starting and stopping tasks
#   unless: scaling policy {resource} waits long enough between steps
#   reads:
#     appautoscaling.policy:
#       service_namespace: ecs
#       target_tracking.scale_in_cooldown: 0
#       step.cooldown: 0
#   subject: appautoscaling.policy
#   targets: [flow.scale]
#   remediation:
#     fix: Let each step take effect before tasks are removed (or lower min_scaling_cooldown under [settings] in stridelint.toml)
#     terraform: |
#       target_tracking_scaling_policy_configuration {
#         scale_in_cooldown  = 300
#         scale_out_cooldown = 60
#       }
#     cloudformation: 'TargetTrackingScalingPolicyConfiguration: {ScaleInCooldown: 300, ScaleOutCooldown: 60}'
#   mitre: [T1499]
#   cwe: [CWE-400]
aggressive_scaling contains finding if {
	some policy in lib.of_type("appautoscaling.policy")
	policy.values.service_namespace == "ecs"
	some path in [["target_tracking", "scale_in_cooldown"], ["step", "cooldown"]]
	cooldown := lib.get(policy.values, path)
	is_number(cooldown)
	cooldown < input.settings.min_scaling_cooldown
	finding := result.at(policy, path)
}
