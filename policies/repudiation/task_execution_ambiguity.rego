# METADATA
# title: Actions cannot be attributed to one task or role
# description: >-
#   When something was done from a task, the record has to say which task, which container and which role did it. Without logs,
#   with shared roles or unrecorded shells, the person who did it can deny it.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-logging-and-monitoring.html
#   description: Amazon ECS logging and monitoring best practices
# custom:
#   stride: repudiation
#   threat: task-execution-ambiguity
#   origin: ecs-model
#   actors: [internal-attacker, privileged-attacker]
#   flow: "Fargate Scheduler -> VPC; VPC -> CloudWatch Logs"
#   mitre: [T1562.008]
#   cwe: [CWE-778]
package stride.repudiation.task_execution_ambiguity

import data.stride.lib
import data.stride.result

# METADATA
# title: Container without log configuration
# description: >-
#   The container's output goes nowhere on Fargate and stays on the instance on EC2, where it ends with it. What an intruder
#   did in the container leaves no trace.
# custom:
#   severity: medium
#   message: container {name} has no log configuration, so what is done in it leaves no trace
#   reads:
#     ecs.task_definition:
#       "containers[].log_configuration": null
#   remediation:
#     terraform: |
#       Send the container's output to a log group:
#           logConfiguration = {
#             logDriver = "awslogs"
#             options   = { awslogs-group = aws_cloudwatch_log_group.app.name, awslogs-region = var.region, awslogs-stream-prefix = "app" }
#           }
#     cloudformation: |
#       Send the container's output to a log group:
#           LogConfiguration:
#             LogDriver: awslogs
#             Options: {awslogs-group: !Ref LogGroup, awslogs-region: !Ref AWS::Region, awslogs-stream-prefix: app}
#     task_definition: |
#       Send the container's output to a log group:
#           "logConfiguration": {
#             "logDriver": "awslogs",
#             "options": {"awslogs-group": "/ecs/app", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "app"}
#           }
#   peers: [ECS.9]
#   mitre: [T1562.008]
#   cwe: [CWE-778]
#   security_hub: [ECS.9]
missing_log_configuration contains finding if {
	some task in lib.tasks
	some i, container in task.values.containers
	lib.missing(container, ["log_configuration"])
	finding := result.at(task, ["containers", i, "log_configuration"])
}
