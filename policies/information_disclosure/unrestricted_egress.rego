# METADATA
# title: A compromised task sends data to any destination
# description: >-
#   Malicious code in a task must connect out, to receive commands and to send out the data it found. If the security
#   groups of the task allow all outbound traffic, nothing stops it.
# related_resources:
# - ref: https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
#   description: Security group rules
# custom:
#   origin: extension
#   actors: [internal-attacker]
#   flow: "tasks in the VPC -> internet"
#   targets: [element.workload]
#   mitre: [T1048, T1567]
#   cwe: [CWE-923]
package stride.information_disclosure.unrestricted_egress

import data.stride.lib
import data.stride.result

# METADATA
# title: Egress open to the world
# description: >-
#   The group lets its tasks connect to every port of every address. An attacker who runs code in one of them can send
#   out data over any protocol.
# custom:
#   severity: low
#   message: security group {resource} lets tasks connect to any address on any port, so an attacker in a task can send data anywhere
#   whether: security group {resource} lets tasks connect to any address on any port
#   subject: task_group
#   reads:
#     ecs.service:
#       "network_configuration.security_groups[]": null
#     ec2.instance: &hosts
#       "user_data_settings[].name": ECS_CLUSTER
#       "security_groups[]": null
#     ec2.launch_template: *hosts
#     autoscaling.launch_configuration: *hosts
#     aws_autoscaling_group:
#       "launch_template[].id": "<worst>"
#       launch_configuration: "<worst>"
#       "mixed_instances_policy[].launch_template[].launch_template_specification[].launch_template_id": "<worst>"
#     AWS::AutoScaling::AutoScalingGroup:
#       launch_template.launch_template_id: "<worst>"
#       launch_configuration_name: "<worst>"
#     aws_ecs_capacity_provider:
#       "auto_scaling_group_provider[].auto_scaling_group_arn": "<worst>"
#     AWS::ECS::CapacityProvider:
#       auto_scaling_group_provider.auto_scaling_group_arn: "<worst>"
#     ec2.security_group:
#       "egress[].protocol": all
#       "egress[].from_port": 0
#       "egress[].to_port": 65535
#       "egress[].cidr_blocks[]": 0.0.0.0/0
#       "egress[].ipv6_cidr_blocks[]": ::/0
#   remediation:
#     fix: Allow only the ports and networks that are needed
#     terraform: |
#       egress {
#         protocol    = "tcp"
#         from_port   = 443
#         to_port     = 443
#         cidr_blocks = ["0.0.0.0/0"]
#       }
#     cloudformation: |
#       SecurityGroupEgress:
#         - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}
#     cases:
#       aws_security_group_rule:
#         fix: Allow only the ports and networks that are needed
#         terraform: |
#           protocol  = "tcp"
#           from_port = 443
#           to_port   = 443
#       aws_vpc_security_group_egress_rule:
#         fix: Allow only the ports and networks that are needed
#         terraform: |
#           ip_protocol = "tcp"
#           from_port   = 443
#           to_port     = 443
#       terraform-aws-modules/security-group:
#         fix: Allow only the ports and networks that are needed
#         terraform: egress_rules = ["https-443-tcp"]
#       terraform-aws-modules/ecs//modules/service:
#         fix: Allow only the ports and networks that are needed
#         terraform: |
#           security_group_egress_rules = {
#             https = {
#               ip_protocol = "tcp"
#               from_port   = 443
#               to_port     = 443
#               cidr_ipv4   = "0.0.0.0/0"
#             }
#           }
#       cloudposse/ecs-alb-service-task:
#         fix: Disable the rule for all egress, and add a group that allows what the tasks need
#         terraform: |
#           enable_all_egress_rule = false
#           security_group_ids     = [aws_security_group.egress.id]
#       cloudposse/ecs-web-app:
#         fix: Disable the rule for all egress, and add a group that allows what the tasks need
#         terraform: |
#           enable_all_egress_rule = false
#           ecs_security_group_ids = [aws_security_group.egress.id]
#   peers: [CKV_AWS_382]
#   opt_in: true
#   mitre: [T1048, T1567]
#   cwe: [CWE-923]
egress_open_to_world contains finding if {
	some group in of_services
	some i, rule in group.values.egress
	said := every_port(rule)
	open_range(rule)
	finding := result.at(group, ["egress", i, said])
}

# Without a rule of its own a group lets everything out, but for Terraform, whose provider takes that rule away (AWS provider
# documentation, `aws_security_group`).
egress_open_to_world contains finding if {
	some group in of_services
	group.source_type == "AWS::EC2::SecurityGroup"
	lib.missing(group.values, ["egress"])
	lib.closed(group)
	finding := result.at(group, ["egress"])
}

open_range(rule) if "0.0.0.0/0" in rule.cidr_blocks

open_range(rule) if "::/0" in rule.ipv6_cidr_blocks

# What of the rule says that it holds every port: that is what is to be narrowed.
every_port(rule) := "protocol" if rule.protocol == "all"

every_port(rule) := "to_port" if {
	rule.protocol == "tcp"
	rule.from_port <= 1
	rule.to_port == 65535
}

# The groups that services of the unit name, and those of the hosts: a task without a network interface of its own goes out by its host's.
of_services := found if {
	ids := {group.id | some group in named_groups}
	found := [group | some group in lib.of_type("ec2.security_group"); group.id in ids]
}

named_groups contains group if {
	some service in lib.services
	some group in lib.groups_of(service, ["network_configuration", "security_groups"])
}

named_groups contains group if {
	some host in lib.container_hosts
	some group in lib.groups_of(host, ["security_groups"])
}

# METADATA
# title: Tasks in the VPC's default security group
# description: >-
#   The service sets no security group, so its tasks get the VPC's default one. By default, its members can reach each
#   other on all ports, and the internet if a route exists.
# custom:
#   severity: medium
#   message: service {resource} sets no security group, so its tasks join the VPC's default group and can reach every other member
#   unless: service {resource} sets a security group
#   reads:
#     ecs.service:
#       network_configuration.security_groups: null
#   quiet:
#     ecs.service:
#       network_configuration.security_groups: [sg-0]
#   subject: none
#   remediation:
#     fix: Give the service its own security group
#     terraform: |
#       network_configuration {
#         subnets         = var.private_subnets
#         security_groups = [aws_security_group.app.id]
#       }
#     cloudformation: |
#       NetworkConfiguration:
#         AwsvpcConfiguration:
#           Subnets: !Ref PrivateSubnets
#           SecurityGroups: [!Ref AppGroup]
#     task_definition: '"securityGroups": ["sg-0123456789abcdef0"]'
#   mitre: [T1048, T1210]
#   cwe: [CWE-923, CWE-276]
default_group_used contains finding if {
	some service in lib.services
	lib.present(service.values, ["network_configuration"])
	names_no_group(service)
	finding := result.at(service, ["network_configuration", "security_groups"])
}

names_no_group(service) if lib.missing(service.values, ["network_configuration", "security_groups"])

# An empty list that was written. One that a caller fills, or that is made of what is elsewhere, may not be empty in the end.
names_no_group(service) if {
	path := ["network_configuration", "security_groups"]
	service.values.network_configuration.security_groups == []
	not lib.marked(service, path, "default")
	not lib.refers(service, path)
	not lib.refers(service, array.concat(path, [0]))
}
