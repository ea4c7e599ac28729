# METADATA
# title: A broad execution role lets tasks act as AWS services
# description: >-
#   The execution role pulls images, reads secrets and writes logs for the task; the task role is the program's own.
#   Where the two are one, or either may do too much, code in the task acts as the service that started it.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-roles.html
#   description: "IAM roles in Amazon ECS: best practices"
# custom:
#   stride: elevation-of-privilege
#   threat: service-role-misuse
#   origin: ecs-model
#   actors: [internal-attacker]
#   flow: "Fargate Scheduler -> Container Registry, CloudWatch Logs (execution role)"
#   mitre: [T1078.004]
#   cwe: [CWE-250, CWE-269]
package stride.elevation_of_privilege.service_role_misuse

import data.stride.lib
import data.stride.result

# METADATA
# title: Task role is the execution role
# description: >-
#   Code in the task has the permissions that the agent needs to start it: to pull every image and to read every secret
#   the role may read, also those that were never meant for this container.
# custom:
#   severity: medium
#   message: task definition {values.family} runs its program with the execution role, so an intruder pulls the images and reads the secrets that role may
#   reads:
#     ecs.task_definition:
#       task_role: "<worst>"
#       execution_role: "<worst>"
#   remediation:
#     terraform: |
#       Give the program a role of its own:
#           task_role_arn      = aws_iam_role.app_task.arn
#           execution_role_arn = aws_iam_role.app_execution.arn
#     cloudformation: |
#       Give the program a role of its own:
#           TaskRoleArn: !GetAtt AppTaskRole.Arn
#           ExecutionRoleArn: !GetAtt AppExecutionRole.Arn
#     task_definition: |
#       Give the program a role of its own:
#           "taskRoleArn": "arn:aws:iam::123456789012:role/app-task",
#           "executionRoleArn": "arn:aws:iam::123456789012:role/app-execution"
#   peers: [CKV_AWS_249]
#   mitre: [T1078.004, T1552]
#   cwe: [CWE-250]
task_role_is_execution_role contains finding if {
	some task in lib.tasks
	lib.same_role(lib.role(task, "task_role"), lib.role(task, "execution_role"))
	finding := result.at(task, ["task_role"])
}
