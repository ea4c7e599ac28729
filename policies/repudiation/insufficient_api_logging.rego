# METADATA
# title: API calls and network traffic are not fully logged, or the logs are not protected
# description: >-
#   CloudTrail records who called the ECS API. Load balancers and flow logs record who reached the tasks. An action that
#   is not logged, or whose log can be changed, can be denied.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/logging-using-cloudtrail.html
#   description: Log Amazon ECS API calls using AWS CloudTrail
# - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html
#   description: Security best practices in AWS CloudTrail
# custom:
#   origin: ecs-model
#   actors: [privileged-attacker]
#   flow: "AWS API -> ECS Control Plane"
#   targets: [flow.control, element.load-balancer, boundary.vpc]
#   mitre: [T1685.002]
#   cwe: [CWE-778]
package stride.repudiation.insufficient_api_logging

import data.stride.lib
import data.stride.result

# METADATA
# title: Trail with logging disabled
# description: >-
#   The trail exists but records nothing. Anyone who registers a task definition, starts a task or opens an ECS Exec
#   session leaves no record in it, although the trail appears to be in place.
# custom:
#   severity: high
#   message: trail {resource} has logging disabled, so it does not record who calls the ECS API
#   whether: trail {resource} has logging disabled
#   reads:
#     cloudtrail.trail:
#       enable_logging: false
#   basis: control
#   remediation:
#     terraform: |
#       Remove the argument, or set it to its default:
#           enable_logging = true
#     cloudformation: |
#       Enable logging:
#           IsLogging: true
#   edit:
#     terraform: {enable_logging: true}
#     cloudformation: {IsLogging: true}
#   peers: [CKV_AWS_251]
#   mitre: [T1685.002]
#   cwe: [CWE-778]
trail_logging_disabled contains finding if {
	some trail in trails
	trail.values.enable_logging == false
	finding := result.at(trail, ["enable_logging"])
}

# METADATA
# title: Single-region trail
# description: >-
#   No trail records the calls in all regions. An attacker can start tasks in another region, where nothing is recorded.
# custom:
#   severity: medium
#   message: trail {resource} records only one region and no other trail records more, so calls in other regions are not logged
#   unless: trail {resource} records all regions
#   reads:
#     cloudtrail.trail:
#       is_multi_region_trail: false
#   basis: control
#   remediation:
#     fix: Record all regions
#     terraform: |
#       is_multi_region_trail         = true
#       include_global_service_events = true
#     cloudformation: |
#       IsMultiRegionTrail: true
#       IncludeGlobalServiceEvents: true
#   edit:
#     terraform: {is_multi_region_trail: true}
#     cloudformation: {IsMultiRegionTrail: true}
#   peers: [CKV_AWS_67, CloudTrail.1]
#   mitre: [T1685.002, T1535]
#   cwe: [CWE-778]
#   security_hub: [CloudTrail.1]
trail_not_multi_region contains finding if {
	count([trail | some trail in trails; trail.values.is_multi_region_trail == true]) == 0
	trail := trails[0]
	finding := result.at(trail, ["is_multi_region_trail"])
}

# METADATA
# title: Trail without log file validation
# description: >-
#   Without digest files no one can prove that a log file is the one that CloudTrail wrote. Anyone who can write to the
#   bucket can change or remove records without being detected.
# custom:
#   severity: medium
#   message: trail {resource} does not write digest files, so no one can prove that its records are unchanged
#   unless: trail {resource} writes digest files
#   reads:
#     cloudtrail.trail:
#       enable_log_file_validation: false
#   basis: control
#   remediation:
#     fix: Enable log file validation
#     terraform: enable_log_file_validation = true
#     cloudformation: 'EnableLogFileValidation: true'
#   edit:
#     terraform: {enable_log_file_validation: true}
#     cloudformation: {EnableLogFileValidation: true}
#   peers: [CKV_AWS_36, CloudTrail.4]
#   mitre: [T1565.001, T1070]
#   cwe: [CWE-353]
#   security_hub: [CloudTrail.4]
trail_log_validation_disabled contains finding if {
	some trail in trails
	not trail.values.enable_log_file_validation == true
	finding := result.at(trail, ["enable_log_file_validation"])
}

# METADATA
# title: Trail without a customer managed KMS key
# description: >-
#   The log files are encrypted with a key that S3 manages, so permission to read the bucket is enough to read them. A
#   KMS key requires a second permission, and its use is logged.
# custom:
#   severity: low
#   message: trail {resource} has no customer managed KMS key, so access to its bucket is enough to read every API call
#   unless: trail {resource} has a customer managed KMS key
#   reads:
#     cloudtrail.trail:
#       kms_key_id: null
#   basis: control
#   remediation:
#     fix: Encrypt with a customer managed KMS key that CloudTrail can use
#     terraform: kms_key_id = aws_kms_key.trail.arn
#     cloudformation: 'KMSKeyId: !GetAtt TrailKey.Arn'
#   peers: [CKV_AWS_35, CloudTrail.2]
#   mitre: [T1530]
#   cwe: [CWE-311]
#   security_hub: [CloudTrail.2]
trail_not_encrypted_with_kms contains finding if {
	some trail in trails
	lib.missing(trail.values, ["kms_key_id"])
	finding := result.at(trail, ["kms_key_id"])
}

# METADATA
# title: Management events excluded
# description: >-
#   Every call to the ECS API is a management event. The trails exclude read events, write events, or both. A changed
#   service or an exported task definition then cannot be traced to anyone.
# related_resources:
# - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
#   description: Logging management events
# custom:
#   severity: high
#   message: trail {resource} excludes management events that no other trail here records, so some calls to the ECS API are not logged
#   whether: trail {resource} excludes management events
#   reads:
#     cloudtrail.trail:
#       "event_selectors[].include_management_events": false
#       "event_selectors[].read_write_type": ReadOnly
#       "advanced_event_selectors[].field_selectors[].field": readOnly
#       "advanced_event_selectors[].field_selectors[].equals": ["true"]
#       enable_logging: false
#   remediation:
#     fix: Record both read and write events
#     terraform: |
#       event_selector {
#         include_management_events = true
#         read_write_type           = "All"
#       }
#     cloudformation: |
#       EventSelectors:
#         - IncludeManagementEvents: true
#           ReadWriteType: All
#   mitre: [T1685.002]
#   cwe: [CWE-778]
management_events_excluded contains finding if {
	not recorded
	trail := trails[0]
	lib.closed(trail)
	some selectors in ["event_selectors", "advanced_event_selectors"]
	count(object.get(trail.values, [selectors], [])) > 0
	finding := result.at(trail, [selectors])
}

trails := found if found := lib.of_type("cloudtrail.trail")

# Some trail of the unit has every management event. The others need not: their selectors may be for data events.
recorded if {
	some trail in trails
	not trail.values.enable_logging == false
	lib.records_everything(trail)
}

# METADATA
# title: Trail not delivered to CloudWatch Logs
# description: >-
#   The trail's files arrive in a bucket minutes later, where no alarm sees them. With a log group, a metric filter or
#   an alarm can report a stopped service or an unknown task at once.
# custom:
#   severity: low
#   message: trail {resource} is not delivered to CloudWatch Logs, so no metric filter or alarm can act on it
#   unless: trail {resource} is delivered to CloudWatch Logs
#   reads:
#     cloudtrail.trail:
#       cloud_watch_logs_group_arn: null
#   basis: control
#   remediation:
#     fix: Deliver events to a log group, with a role that can write to it
#     terraform: |
#       cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.trail.arn}:*"
#       cloud_watch_logs_role_arn  = aws_iam_role.trail.arn
#     cloudformation: |
#       CloudWatchLogsLogGroupArn: !GetAtt TrailLogs.Arn
#       CloudWatchLogsRoleArn: !GetAtt TrailRole.Arn
#   peers: [CKV2_AWS_10, CloudTrail.5]
#   mitre: [T1685.002]
#   cwe: [CWE-778]
#   security_hub: [CloudTrail.5]
trail_not_delivered_to_cloudwatch contains finding if {
	some trail in trails
	lib.missing(trail.values, ["cloud_watch_logs_group_arn"])
	finding := result.at(trail, ["cloud_watch_logs_group_arn"])
}

# METADATA
# title: Load balancer without access logs
# description: >-
#   Without access logs, the load balancer records neither the client address nor the request. After an attack on the
#   tasks behind it, only their own logs are left.
# related_resources:
# - ref: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html
#   description: Access logs for your Application Load Balancer
# custom:
#   severity: low
#   message: load balancer {resource} does not keep access logs, so an attack on it cannot be traced to its source
#   unless: load balancer {resource} keeps access logs
#   reads:
#     elb.load_balancer:
#       load_balancer_type: application
#       access_logs.enabled: false
#     elb.listener:
#       protocol: TLS
#   basis: control
#   remediation:
#     terraform: |
#       Send access logs to a bucket whose policy lets Elastic Load Balancing write to it, and set `enabled`:
#           access_logs {
#             bucket  = aws_s3_bucket.logs.id
#             enabled = true
#           }
#     cloudformation: |
#       Send access logs to a bucket whose policy lets Elastic Load Balancing write to it:
#           LoadBalancerAttributes:
#             - {Key: access_logs.s3.enabled, Value: "true"}
#             - {Key: access_logs.s3.bucket, Value: !Ref Logs}
#     cases:
#       terraform-aws-modules/alb:
#         fix: Send access logs to a bucket whose policy lets Elastic Load Balancing write to it
#         terraform: access_logs = { bucket = aws_s3_bucket.logs.id, enabled = true }
#       classic-load-balancer:
#         fix: Send access logs to a bucket whose policy lets Elastic Load Balancing write to it
#         terraform: access_logs { bucket = aws_s3_bucket.logs.id }
#         cloudformation: 'AccessLoggingPolicy: {Enabled: true, S3BucketName: !Ref Logs}'
#   peers: [CKV_AWS_91, ELB.5]
#   mitre: [T1685.002]
#   cwe: [CWE-778]
#   security_hub: [ELB.5]
load_balancer_access_logs_disabled contains finding if {
	some balancer in lib.of_type("elb.load_balancer")
	can_log(balancer)
	not logs(balancer)
	finding := result.facts(balancer, ["access_logs", "enabled"], {"case": kind_of(balancer)})
}

kind_of(balancer) := concat("", [lib.get(balancer.values, ["load_balancer_type"]), "-load-balancer"]) if lib.present(balancer.values, ["load_balancer_type"])

kind_of(balancer) := "application-load-balancer" if lib.missing(balancer.values, ["load_balancer_type"])

can_log(balancer) if lib.get(balancer.values, ["load_balancer_type"]) in {null, "application", "classic"}

# A network load balancer writes access logs for its TLS listeners alone (Elastic Load Balancing, "Access logs for your Network Load
# Balancer").
can_log(balancer) if {
	balancer.values.load_balancer_type == "network"
	balancer.id in ends_of_tls
}

ends_of_tls := {id |
	some listener in lib.of_type("elb.listener")
	listener.values.protocol == "TLS"
	id := listener.derived.load_balancer
}

logs(balancer) if balancer.values.access_logs.enabled == true

# A classic load balancer logs where a bucket is named, unless that is switched off.
logs(balancer) if {
	balancer.values.load_balancer_type == "classic"
	lib.present(balancer.values, ["access_logs"])
	not balancer.values.access_logs.enabled == false
}

# METADATA
# title: API stage without access logs
# description: >-
#   Without access logs, the stage does not record who called the API. The tasks see the gateway's address, not the
#   caller's. CloudTrail records changes to the API, not the calls to it.
# custom:
#   severity: low
#   message: API stage {resource} writes no access logs, so it keeps no record of who called the API in front of the tasks
#   unless: API stage {resource} writes access logs
#   reads:
#     apigateway.stage:
#       access_log_destination: null
#   subject: apigateway.stage
#   basis: control
#   remediation:
#     fix: Send the access logs to a log group
#     terraform: |
#       access_log_settings {
#         destination_arn = aws_cloudwatch_log_group.api.arn
#         format          = jsonencode({ requestId = "$context.requestId", ip = "$context.identity.sourceIp", status = "$context.status" })
#       }
#     cloudformation: |
#       AccessLogSetting:
#         DestinationArn: !GetAtt ApiLogs.Arn
#         Format: '{"requestId":"$context.requestId","ip":"$context.identity.sourceIp","status":"$context.status"}'
#   peers: [CKV_AWS_76, CKV_AWS_95, APIGateway.1, APIGateway.9]
#   security_hub: [APIGateway.1, APIGateway.9]
#   mitre: [T1685.002]
#   cwe: [CWE-778]
api_access_logs_disabled contains finding if {
	some stage in lib.of_type("apigateway.stage")
	lib.missing(stage.values, ["access_log_destination"])
	finding := result.at(stage, ["access_log_destination"])
}

# METADATA
# title: VPC without flow logs
# description: >-
#   Without flow logs, the network does not record which addresses communicated. An internal scan, or data exfiltration,
#   leaves few traces.
# related_resources:
# - ref: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html
#   description: Logging IP traffic using VPC Flow Logs
# custom:
#   severity: low
#   message: VPC {resource} has no flow log, so the network keeps no record of which addresses its resources communicated with
#   unless: VPC {resource} has a flow log
#   reads:
#     ec2.vpc: {}
#     ec2.flow_log:
#       resource: vpc-00000000000000000
#   basis: control
#   remediation:
#     fix: Enable flow logs for the whole VPC
#     terraform: |
#       resource "aws_flow_log" "vpc" {
#         vpc_id          = aws_vpc.this.id
#         traffic_type    = "ALL"
#         log_destination = aws_cloudwatch_log_group.flow.arn
#         iam_role_arn    = aws_iam_role.flow.arn
#       }
#     cloudformation: |
#       FlowLog:
#         Type: AWS::EC2::FlowLog
#         Properties:
#           ResourceType: VPC
#           ResourceId: !Ref Vpc
#           TrafficType: ALL
#           LogGroupName: !Ref FlowLogs
#           DeliverLogsPermissionArn: !GetAtt FlowRole.Arn
#     cases:
#       terraform-aws-modules/vpc:
#         fix: Enable flow logs for the whole VPC
#         terraform: |
#           enable_flow_log                      = true
#           create_flow_log_cloudwatch_log_group = true
#           create_flow_log_cloudwatch_iam_role  = true
#       cloudposse/vpc: &beside
#         fix: Enable flow logs for the whole VPC
#         terraform: |
#           resource "aws_flow_log" "vpc" {
#             vpc_id          = module.vpc.vpc_id
#             traffic_type    = "ALL"
#             log_destination = aws_cloudwatch_log_group.flow.arn
#             iam_role_arn    = aws_iam_role.flow.arn
#           }
#       cn-terraform/networking: *beside
#   peers: [CKV2_AWS_11, EC2.6]
#   mitre: [T1685.002]
#   cwe: [CWE-778]
#   security_hub: [EC2.6]
vpc_flow_logs_disabled contains finding if {
	some vpc in lib.of_type("ec2.vpc")
	not watched(vpc)
	lib.closed(vpc)
	finding := result.at(vpc, [])
}

watched(vpc) if vpc.id in watched_by_name

watched(_) if any_watched

watched_by_name := {id |
	some log in lib.of_type("ec2.flow_log")
	some edge in lib.edges(log, ["resource"])
	id := edge.to
}

# A name that is neither a reference nor an id may be that of any VPC.
any_watched if {
	some log in lib.of_type("ec2.flow_log")
	not lib.refers(log, ["resource"])
	named := lib.get(log.values, ["resource"])
	is_string(named)
	not regex.match(`^[a-z]+-(attach-)?[0-9a-f]{8,17}$`, named)
}

# METADATA
# title: Permission to stop or change any trail
# description: >-
#   Anyone with this permission can disable a trail before an attack, and enable it again afterwards.
# custom:
#   severity: high
#   message: "{statement} allows stopping or changing any trail, so anyone with this permission can disable logging before an attack"
#   whether: "{resource} allows stopping or changing any trail"
#   reads:
#     iam.role: &same
#       "policies[].kind": inline
#       "policies[].source": null
#       "policies[].statements[].effect": allow
#       "policies[].statements[].grants": ["cloudtrail:stoplogging"]
#       "policies[].statements[].actions": ["cloudtrail:StopLogging"]
#       "policies[].statements[].everything": true
#       "policies[].statements[].restricted": false
#     iam.user: *same
#     iam.group: *same
#     iam.policy:
#       "statements[].effect": allow
#       "statements[].grants": ["cloudtrail:stoplogging"]
#       "statements[].actions": ["cloudtrail:StopLogging"]
#       "statements[].everything": true
#       "statements[].restricted": false
#   subject: [iam.role, iam.user, iam.group]
#   targets: [flow.control]
#   remediation:
#     shared: [aws-managed-policy]
#     fix: Allow only read actions here, and leave changes to the role that manages the trail
#     terraform: |
#       statement {
#         actions   = ["cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus", "cloudtrail:LookupEvents"]
#         resources = ["*"]
#       }
#     cloudformation: |
#       - Effect: Allow
#         Action: [cloudtrail:DescribeTrails, cloudtrail:GetTrailStatus, cloudtrail:LookupEvents]
#         Resource: "*"
#   yields_to:
#   - excessive-iam-permissions.wildcard-action
#   - excessive-iam-permissions.administrator-policy-attached
#   - excessive-iam-permissions.full-access-policy-attached
#   - iam-role-escalation.privilege-escalation-actions
#   mitre: [T1685.002, T1098]
#   cwe: [CWE-250, CWE-269]
unrestricted_trail_control contains finding if {
	some item in lib.allowed
	lib.unrestricted(item.statement)
	lib.grants_any(item.statement, controls)
	finding := result.at(item.resource, lib.action_path(item, controls))
}

controls := {"cloudtrail:stoplogging", "cloudtrail:deletetrail", "cloudtrail:updatetrail", "cloudtrail:puteventselectors"}
