# METADATA
# title: Rapid creation and deletion of tasks overwhelms the scheduler
# description: >-
#   The scheduler starts and stops tasks as fast as its orders come. Tasks that fail and are started again, or
#   definitions that change at every run, keep it busy until other services wait for it and the API's limits are used
#   up.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
#   description: How the Amazon ECS deployment circuit breaker detects failures
# custom:
#   stride: denial-of-service
#   threat: scheduler-overload
#   origin: ecs-model
#   actors: [internal-attacker]
#   flow: "ECS Control Plane -> Fargate Scheduler (schedule task launch)"
#   mitre: [T1499]
#   cwe: [CWE-400]
package stride.denial_of_service.scheduler_overload

import data.stride.lib
import data.stride.result

# METADATA
# title: Deployment without a circuit breaker
# description: >-
#   A deployment whose tasks cannot start is tried again and again. One bad image, or one that an attacker broke, keeps
#   the scheduler starting tasks for hours.
# custom:
#   severity: low
#   message: service {resource} has no deployment circuit breaker, so tasks that cannot start are started again without end
#   reads:
#     ecs.service:
#       deployment_controller.type: ECS
#       deployment_configuration.strategy: ROLLING
#       deployment_circuit_breaker.enable: false
#   remediation:
#     terraform: |
#       Turn the circuit breaker on:
#           deployment_circuit_breaker {
#             enable   = true
#             rollback = true
#           }
#     cloudformation: |
#       Turn the circuit breaker on:
#           DeploymentConfiguration:
#             DeploymentCircuitBreaker: {Enable: true, Rollback: true}
#     task_definition: |
#       Turn the circuit breaker on:
#           "deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": true, "rollback": true}}
#   peers: []
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
# title: No grace period for health checks
# description: >-
#   A task that starts slowly fails its first checks, is stopped and started again. A little extra load at the right
#   time keeps the service restarting for ever.
# custom:
#   severity: low
#   message: service {resource} gives its tasks no time before health checks count, so slow starts turn into endless restarts
#   reads:
#     ecs.service:
#       health_check_grace_period_seconds: 0
#       "load_balancers[].target_group_arn": arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/app/0123456789abcdef
#   remediation:
#     terraform: |
#       Give the tasks time to start:
#           health_check_grace_period_seconds = 60
#     cloudformation: |
#       Give the tasks time to start:
#           HealthCheckGracePeriodSeconds: 60
#     task_definition: |
#       Give the tasks time to start:
#           "healthCheckGracePeriodSeconds": 60
#   peers: []
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
# title: Changes at every run
# description: >-
#   A value that is new at every run replaces the service's tasks at every run, whether anything changed or not. Whoever
#   can start the pipeline restarts production, over and over.
# custom:
#   severity: low
#   message: "{resource} holds a value that is new at every run, so every run replaces all of its tasks"
#   reads:
#     ecs.service:
#       "triggers.*": 2026-01-01T00:00:00Z
#       "tags.*": 2026-01-01T00:00:00Z
#     ecs.task_definition:
#       "containers[].environment[].value": 2026-01-01T00:00:00Z
#       "tags.*": 2026-01-01T00:00:00Z
#   remediation:
#     terraform: |
#       Trigger on what changed:
#           triggers = {
#             configuration = filemd5("${path.module}/app.conf")
#           }
#   peers: []
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
