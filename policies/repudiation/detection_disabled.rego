# METADATA
# title: Detection does not cover what runs in the task
# description: >-
#   GuardDuty sees what a program does at run time: the processes it starts, the files it opens, the addresses it
#   connects to. If it is disabled, or a task can disable it, an attacker is less likely to be noticed, and little shows
#   afterwards what was done.
# related_resources:
# - ref: https://docs.aws.amazon.com/guardduty/latest/ug/how-runtime-monitoring-works-ecs-fargate.html
#   description: How GuardDuty Runtime Monitoring works with Fargate
# - ref: https://attack.mitre.org/techniques/T1685/
#   description: "MITRE ATT&CK T1685: Disable or Modify Tools"
# custom:
#   origin: extension
#   actors: [internal-attacker, privileged-attacker]
#   flow: "VPC -> GuardDuty (runtime monitoring)"
#   targets: [resource.ecs.cluster, resource.guardduty.detector, resource.principal]
#   mitre: [T1685]
#   cwe: [CWE-778]
package stride.repudiation.detection_disabled

import data.stride.lib
import data.stride.result

# METADATA
# title: Cluster excluded from Runtime Monitoring
# description: >-
#   The tag GuardDutyManaged with the value false keeps GuardDuty's agent out of every Fargate task of the cluster, even
#   if Runtime Monitoring is enabled for the account. GuardDuty then does not report what an attacker runs in these
#   tasks.
# custom:
#   severity: medium
#   message: cluster {resource} is excluded from GuardDuty Runtime Monitoring, so GuardDuty does not see what an attacker runs in its tasks
#   whether: cluster {resource} is excluded from GuardDuty Runtime Monitoring
#   reads:
#     ecs.cluster:
#       tags.GuardDutyManaged: "false"
#     ecs.service:
#       launch_type: FARGATE
#       capacity_provider_strategy: null
#   quiet:
#     ecs.service:
#       launch_type: EC2
#   subject: none
#   remediation:
#     fix: Remove the tag from the cluster, or set it to true
#     terraform: |
#       tags = { GuardDutyManaged = "true" }
#     cloudformation: |
#       Tags:
#         - {Key: GuardDutyManaged, Value: "true"}
#     task_definition: '"tags": [{"key": "GuardDutyManaged", "value": "true"}]'
#   mitre: [T1685]
#   cwe: [CWE-778]
cluster_excluded_from_runtime_monitoring contains finding if {
	some cluster in lib.clusters
	lower(cluster.values.tags.GuardDutyManaged) == "false"
	not on_instances_alone(cluster)
	finding := result.at(cluster, ["tags", "GuardDutyManaged"])
}

# The tag is for Fargate: an instance has a tag of its own.
on_instances_alone(cluster) if {
	launches := [service.derived.launch | some service in lib.services; service.derived.cluster == cluster.id]
	count(launches) > 0
	every launch in launches {
		launch in {"EC2", "EXTERNAL", "MANAGED_INSTANCES"}
	}
}

# METADATA
# title: GuardDuty detector disabled
# description: >-
#   While the detector is disabled, GuardDuty analyzes no flow logs, DNS queries, CloudTrail events or runtime events.
#   Misuse of a task's stolen credentials, for example, goes unnoticed.
# custom:
#   severity: medium
#   message: GuardDuty detector {resource} is disabled, so it reports neither an attacker in a task nor the use of stolen credentials
#   unless: GuardDuty detector {resource} is enabled
#   reads:
#     guardduty.detector:
#       enable: false
#   basis: control
#   remediation:
#     fix: Enable the detector
#     terraform: enable = true
#     cloudformation: 'Enable: true'
#   peers: [CKV_AWS_238, GuardDuty.1]
#   security_hub: [GuardDuty.1]
#   mitre: [T1685]
#   cwe: [CWE-778]
detector_disabled contains finding if {
	some detector in detectors
	detector.values.enable == false
	finding := result.at(detector, ["enable"])
}

detectors := found if found := lib.of_type("guardduty.detector")

# METADATA
# title: Runtime Monitoring disabled for tasks
# description: >-
#   Without Runtime Monitoring and its agent for Fargate, GuardDuty sees the network traffic and the API calls of a
#   task. It does not see which processes an attacker starts there and which files they open. Most accounts enable
#   Runtime Monitoring outside the code of their tasks. The check is undecided in such code.
# custom:
#   severity: low
#   message: "{fact.how}, so GuardDuty does not see what an attacker runs in a task"
#   unless: GuardDuty Runtime Monitoring is enabled for {resource}
#   reads:
#     guardduty.detector:
#       enable: true
#       "features[].name": RUNTIME_MONITORING
#       "features[].status": DISABLED
#       "features[].additional_configuration[].name": ECS_FARGATE_AGENT_MANAGEMENT
#       "features[].additional_configuration[].status": DISABLED
#     ecs.cluster:
#       runtime_monitoring: DISABLED
#   quiet:
#     guardduty.detector:
#       enable: false
#   subject: guardduty.detector
#   basis: control
#   remediation:
#     fix: Enable Runtime Monitoring with the agent for Fargate
#     terraform: |
#       resource "aws_guardduty_detector_feature" "runtime" {
#         detector_id = aws_guardduty_detector.this.id
#         name        = "RUNTIME_MONITORING"
#         status      = "ENABLED"
#         additional_configuration {
#           name   = "ECS_FARGATE_AGENT_MANAGEMENT"
#           status = "ENABLED"
#         }
#       }
#     cloudformation: |
#       Features:
#         - Name: RUNTIME_MONITORING
#           Status: ENABLED
#           AdditionalConfiguration: [{Name: ECS_FARGATE_AGENT_MANAGEMENT, Status: ENABLED}]
#   peers: [GuardDuty.12]
#   security_hub: [GuardDuty.12]
#   mitre: [T1685]
#   cwe: [CWE-778]
runtime_monitoring_disabled contains finding if {
	count(lib.clusters) > 0
	some detector in detectors
	not detector.values.enable == false
	some i, feature in detector.values.features
	feature.name == "RUNTIME_MONITORING"
	feature.status == "DISABLED"
	finding := result.facts(detector, ["features", i, "status"], {"how": "the detector has Runtime Monitoring disabled"})
}

runtime_monitoring_disabled contains finding if {
	count(lib.clusters) > 0
	some detector in detectors
	not detector.values.enable == false
	some i, feature in detector.values.features
	feature.name == "RUNTIME_MONITORING"
	feature.status == "ENABLED"
	some j, part in feature.additional_configuration
	part.name == "ECS_FARGATE_AGENT_MANAGEMENT"
	part.status == "DISABLED"
	facts := {"how": "the detector does not manage its agent on Fargate"}
	finding := result.facts(detector, ["features", i, "additional_configuration", j, "status"], facts)
}

# The detector of another unit.
runtime_monitoring_disabled contains finding if {
	some cluster in lib.clusters
	cluster.values.runtime_monitoring == "DISABLED"
	facts := {"how": "the account of the cluster has Runtime Monitoring disabled"}
	finding := result.facts(cluster, ["runtime_monitoring"], facts)
}

# METADATA
# title: Permission to disable GuardDuty or Security Hub
# description: >-
#   The statement allows deleting or suspending the GuardDuty detector, detaching the account from its administrator
#   account, hiding findings behind a filter, or disabling Security Hub. An attacker who gets the permission can disable
#   detection before doing anything else.
# custom:
#   severity: high
#   message: "{statement} allows {fact.action}, so anyone with this permission can disable detection before an attack"
#   whether: "{resource} allows disabling GuardDuty or Security Hub"
#   reads:
#     iam.role: &same
#       "policies[].kind": inline
#       "policies[].source": null
#       "policies[].statements[].effect": allow
#       "policies[].statements[].grants[]": "guardduty:deletedetector"
#       "policies[].statements[].actions[]": "guardduty:deletedetector"
#       "policies[].statements[].everything": true
#       "policies[].statements[].restricted": false
#     iam.user: *same
#     iam.group: *same
#     iam.policy:
#       "statements[].effect": allow
#       "statements[].grants[]": "guardduty:deletedetector"
#       "statements[].actions[]": "guardduty:deletedetector"
#       "statements[].everything": true
#       "statements[].restricted": false
#   subject: [iam.role, iam.user, iam.group]
#   targets: [resource.principal]
#   remediation:
#     shared: [aws-managed-policy]
#     fix: Allow only reading the findings
#     terraform: |
#       statement {
#         actions   = ["guardduty:ListDetectors", "guardduty:ListFindings", "guardduty:GetFindings"]
#         resources = ["*"]
#       }
#     cloudformation: |
#       - Effect: Allow
#         Action: ["guardduty:ListDetectors", "guardduty:ListFindings", "guardduty:GetFindings"]
#         Resource: "*"
#   yields_to:
#   - excessive-iam-permissions.wildcard-action
#   - excessive-iam-permissions.administrator-policy-attached
#   - excessive-iam-permissions.full-access-policy-attached
#   - iam-role-escalation.privilege-escalation-actions
#   mitre: [T1685]
#   cwe: [CWE-250, CWE-778]
task_can_disable_detection contains finding if {
	some item in lib.allowed
	lib.unrestricted(item.statement)
	actions := [action | some action in switches; action in item.statement.grants]
	count(actions) > 0
	facts := {"related": item.related, "action": lib.spelled(actions[0])}
	finding := result.facts(item.resource, lib.action_path(item, {actions[0]}), facts)
}

# The one that says most first.
switches := [
	"guardduty:deletedetector", "guardduty:updatedetector", "guardduty:disassociatefromadministratoraccount",
	"securityhub:disablesecurityhub", "guardduty:createfilter",
]
