# METADATA
# title: Application flaws are reachable from the internet
# description: >-
#   How much harm an application flaw can do depends on who can reach it. If a task has a public IP address or a port
#   open to the internet, anyone can try every flaw in the program and its libraries.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-network.html
#   description: Amazon ECS network security best practices
# custom:
#   origin: ecs-article
#   actors: [end-user]
#   flow: "asset: Fargate container"
#   targets: [flow.ingress, element.ingress-end]
#   mitre: [T1190]
#   cwe: [CWE-668]
package stride.elevation_of_privilege.vulnerable_application_code

import data.stride.lib
import data.stride.result

# METADATA
# title: Public IP address assigned to tasks
# description: >-
#   Every task of the service gets a public IP address, with no load balancer, web ACL or access log in front of it.
#   Only its security groups keep callers out. Severity: high if one of them lets the whole internet in, medium if one
#   is defined outside this code, otherwise low. Tasks in private subnets pull images and send logs through a NAT gateway
#   or VPC endpoints.
# custom:
#   severity: high
#   message: service {resource} gives its tasks public IP addresses, {fact.reach}
#   whether: service {resource} gives its tasks public IP addresses
#   subject: "ecs.service:network_configuration"
#   reads:
#     ecs.service:
#       network_configuration.assign_public_ip: true
#       "network_configuration.security_groups[]": sg-0a1b2c3d4e5f60718
#     ec2.security_group:
#       "ingress[].protocol": tcp
#       "ingress[].from_port": 0
#       "ingress[].to_port": 65535
#       "ingress[].cidr_blocks[]": 0.0.0.0/0
#       "ingress[].ipv6_cidr_blocks[]": "::/0"
#   remediation:
#     fix: Assign no public IP address, and use subnets with a route to a NAT gateway, or with VPC endpoints for ECR, S3 and CloudWatch Logs
#     terraform: |
#       network_configuration {
#         subnets          = aws_subnet.private[*].id
#         security_groups  = [aws_security_group.tasks.id]
#         assign_public_ip = false
#       }
#     cloudformation: |
#       NetworkConfiguration:
#         AwsvpcConfiguration:
#           AssignPublicIp: DISABLED
#           Subnets: !Ref PrivateSubnets
#           SecurityGroups: [!Ref TaskSecurityGroup]
#     task_definition: '"networkConfiguration": {"awsvpcConfiguration": {"assignPublicIp": "DISABLED", "subnets": ["subnet-0a1b2c3d4e5f60718"], "securityGroups": ["sg-0a1b2c3d4e5f60718"]}}'
#   edit:
#     unsafe: true
#     terraform: {network_configuration: {assign_public_ip: false}}
#     cloudformation: {NetworkConfiguration: {AwsvpcConfiguration: {AssignPublicIp: DISABLED}}}
#     task_definition: {networkConfiguration: {awsvpcConfiguration: {assignPublicIp: DISABLED}}}
#   peers: [CKV_AWS_333, ECS.2]
#   mitre: [T1190, T1133]
#   cwe: [CWE-668]
#   security_hub: [ECS.2]
public_ip_assigned contains finding if {
	some service in lib.services
	service.values.network_configuration.assign_public_ip == true
	facts := guarded_by_groups[lib.reach(service, ["network_configuration", "security_groups"])]
	finding := result.facts(service, ["network_configuration", "assign_public_ip"], facts)
}

# An address is worth what the security groups let through to it.
guarded_by_groups := {
	"open": {"severity": "high", "reach": "and a security group lets the whole internet in"},
	"elsewhere": {"severity": "medium", "reach": "so only security groups outside this code keep the internet out"},
	"closed": {"severity": "low", "reach": "so one open rule would expose them if their subnets are public"},
}

# METADATA
# title: Container host with a public IP address
# description: >-
#   Each instance that containers run on gets an address that the internet can reach. One open security group rule then
#   exposes a task on the host's network, a published port or the programs of the host to the internet.
# custom:
#   severity: medium
#   message: "{resource} gives container hosts public IP addresses, so only security groups keep the internet out of all their tasks"
#   whether: "{resource} gives container hosts public IP addresses"
#   subject: ["ec2.instance:associate_public_ip_address?", "ec2.launch_template:associate_public_ip_address", "autoscaling.launch_configuration:associate_public_ip_address?"]
#   reads:
#     ec2.instance: &hosts
#       "user_data_settings[].name": ECS_CLUSTER
#       associate_public_ip_address: true
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
#   remediation:
#     fix: Place the hosts in private subnets, without public addresses
#     terraform: |
#       network_interfaces {
#         associate_public_ip_address = false
#         security_groups             = [aws_security_group.hosts.id]
#       }
#     cloudformation: |
#       NetworkInterfaces:
#         - {DeviceIndex: 0, AssociatePublicIpAddress: false, Groups: [!Ref HostSecurityGroup]}
#   peers: [CKV_AWS_88, EC2.9, EC2.25, AutoScaling.5]
#   mitre: [T1190, T1133]
#   cwe: [CWE-668]
#   security_hub: [EC2.9, EC2.25, AutoScaling.5]
container_host_public_address contains finding if {
	some machine in lib.container_hosts
	machine.values.associate_public_ip_address == true
	finding := result.at(machine, ["associate_public_ip_address"])
}

# METADATA
# title: Subnet that assigns public IP addresses
# description: >-
#   Every instance that starts in the subnet gets a public IP address unless it opts out. That includes container
#   hosts.
# custom:
#   severity: low
#   message: subnet {resource} assigns a public IP address to each instance that does not opt out, so the internet may reach it
#   whether: subnet {resource} assigns each instance a public IP address
#   targets: [flow.ingress, element.ingress-end]
#   reads:
#     ec2.subnet:
#       map_public_ip_on_launch: true
#   remediation:
#     fix: Give hosts in the subnet a NAT gateway or VPC endpoints, and public addresses only to the instances that need one
#     terraform: map_public_ip_on_launch = false
#     cloudformation: 'MapPublicIpOnLaunch: false'
#   peers: [CKV_AWS_130, EC2.15]
#   opt_in: true
#   mitre: [T1133]
#   cwe: [CWE-668]
#   security_hub: [EC2.15]
subnet_assigns_public_addresses contains finding if {
	some subnet in lib.of_type("ec2.subnet")
	subnet.values.map_public_ip_on_launch == true
	finding := result.at(subnet, ["map_public_ip_on_launch"])
}

# METADATA
# title: Public load balancer without a web ACL
# description: >-
#   Anyone can send any request to the application. No web ACL blocks known attacks, or a new attack before the
#   application is patched.
# related_resources:
# - ref: https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-associating-aws-resource.html
#   description: Associating protection with an AWS resource
# custom:
#   severity: low
#   message: load balancer {resource} is public and has no web ACL, so requests reach the application unfiltered
#   whether: load balancer {resource} is public and has no web ACL
#   reads:
#     elb.load_balancer:
#       load_balancer_type: application
#       internal: false
#     wafv2.web_acl_association:
#       resource: arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/other/0123456789abcdef
#   subject: internet_facing
#   targets: [flow.ingress]
#   basis: control
#   remediation:
#     fix: Associate a web ACL with the load balancer
#     terraform: |
#       resource "aws_wafv2_web_acl_association" "web" {
#         resource_arn = aws_lb.web.arn
#         web_acl_arn  = aws_wafv2_web_acl.web.arn
#       }
#     cloudformation: |
#       WebAclAssociation:
#         Type: AWS::WAFv2::WebACLAssociation
#         Properties: {ResourceArn: !Ref LoadBalancer, WebACLArn: !GetAtt WebAcl.Arn}
#     cases:
#       terraform-aws-modules/alb:
#         fix: Associate a web ACL with the load balancer (since version 9; version 8 takes `web_acl_arn` alone)
#         terraform: |
#           associate_web_acl = true
#           web_acl_arn       = aws_wafv2_web_acl.web.arn
#       cloudposse/alb:
#         fix: Associate a web ACL with the load balancer
#         terraform: |
#           resource "aws_wafv2_web_acl_association" "web" {
#             resource_arn = module.alb.alb_arn
#             web_acl_arn  = aws_wafv2_web_acl.web.arn
#           }
#   peers: [CKV2_AWS_28, ELB.16]
#   mitre: [T1190]
#   cwe: [CWE-693]
#   security_hub: [ELB.16]
public_load_balancer_without_waf contains finding if {
	some balancer in lib.of_type("elb.load_balancer")
	lib.effective(balancer, ["load_balancer_type"]) == "application"
	lib.effective(balancer, ["internal"]) == false
	not guarded(balancer)
	lib.closed(balancer)
	finding := result.at(balancer, [])
}

guarded(balancer) if balancer.id in guarded_by_name

guarded(_) if any_guarded

guarded_by_name := {id |
	some association in lib.of_type("wafv2.web_acl_association")
	some edge in lib.edges(association, ["resource"])
	id := edge.to
}

# An association whose resource is not known may be any one's.
any_guarded if {
	some association in lib.of_type("wafv2.web_acl_association")
	association.values.resource == "*"
}

# METADATA
# title: Port open to the internet
# description: >-
#   The whole internet can reach a port that is not a web port. A database, a shell, an administration page or a debugger
#   may listen there. An attacker who finds it can try exploits and guess passwords.
# related_resources:
# - ref: https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
#   description: Security group rules
# custom:
#   severity: high
#   message: "{resource} lets the whole internet reach {fact.ports}, so anyone can attack the service behind it"
#   whether: "{resource} opens a port to the whole internet"
#   reads:
#     ec2.security_group:
#       "ingress[].protocol": tcp
#       "ingress[].from_port": 0
#       "ingress[].to_port": 65535
#       "ingress[].cidr_blocks[]": 0.0.0.0/0
#       "ingress[].ipv6_cidr_blocks[]": "::/0"
#   remediation:
#     fix: Restrict who can connect (or add the port to web_ports under [settings] in stridelint.toml)
#     terraform: |
#       ingress {
#         protocol        = "tcp"
#         from_port       = 8080
#         to_port         = 8080
#         security_groups = [aws_security_group.load_balancer.id]
#       }
#     cloudformation: |
#       SecurityGroupIngress:
#         - {IpProtocol: tcp, FromPort: 8080, ToPort: 8080, SourceSecurityGroupId: !Ref LoadBalancerSecurityGroup}
#     cases:
#       load-balancer:
#         fix: Open only the ports that users need, and let its listeners use them (or restrict cidr ranges to the networks of the users)
#         terraform: |
#           ingress {
#             protocol    = "tcp"
#             from_port   = 443
#             to_port     = 443
#             cidr_blocks = ["0.0.0.0/0"]
#           }
#         cloudformation: |
#           SecurityGroupIngress:
#             - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}
#       remote-access:
#         fix: Restrict the source to your own networks, or remove the rule and use Session Manager
#         terraform: |
#           ingress {
#             protocol    = "tcp"
#             from_port   = 22
#             to_port     = 22
#             cidr_blocks = ["203.0.113.0/24"]
#           }
#         cloudformation: |
#           SecurityGroupIngress:
#             - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 203.0.113.0/24}
#       tunnel:
#         fix: Allow only the networks that use the tunnel (or add the port to web_ports under [settings] in stridelint.toml)
#         terraform: |
#           ingress {
#             protocol    = "udp"
#             from_port   = 1194
#             to_port     = 1194
#             cidr_blocks = ["203.0.113.0/24"]
#           }
#         cloudformation: |
#           SecurityGroupIngress:
#             - {IpProtocol: udp, FromPort: 1194, ToPort: 1194, CidrIp: 203.0.113.0/24}
#       every-port:
#         fix: Open only the ports that are needed, and only to the sources that need them
#         terraform: |
#           ingress {
#             protocol        = "tcp"
#             from_port       = 8080
#             to_port         = 8080
#             security_groups = [aws_security_group.load_balancer.id]
#           }
#         cloudformation: |
#           SecurityGroupIngress:
#             - {IpProtocol: tcp, FromPort: 8080, ToPort: 8080, SourceSecurityGroupId: !Ref LoadBalancerSecurityGroup}
#   peers: [CKV_AWS_24, CKV_AWS_25, CKV_AWS_277, EC2.18, EC2.19]
#   mitre: [T1190, T1133]
#   cwe: [CWE-668]
#   security_hub: [EC2.18, EC2.19]
ingress_open_to_world contains finding if {
	some group in lib.of_type("ec2.security_group")
	some open in group.derived.open_ingress
	rule := group.values.ingress[open.rule]
	rule.protocol in {"tcp", "udp", "all"}
	beyond_the_web(rule)
	facts := {"ports": ports(rule), "severity": severity_of(group, rule), "case": case_of(group, rule)}
	finding := result.facts(group, ["ingress", open.rule, open.field, open.index], facts)
}

# An inverted range holds no port.
beyond_the_web(rule) if {
	size := (rule.to_port - rule.from_port) + 1
	web := [port | some port in input.settings.web_ports; port >= rule.from_port; port <= rule.to_port]
	size > count(web)
}

ports(rule) := text if {
	rule.from_port == rule.to_port
	text := concat(" ", ["port", format_int(rule.from_port, 10)])
}

ports(rule) := text if {
	rule.from_port < rule.to_port
	not every_port(rule)
	text := concat(" ", ["ports", format_int(rule.from_port, 10), "to", format_int(rule.to_port, 10)])
}

ports(rule) := "every port" if every_port(rule)

every_port(rule) if {
	rule.from_port <= 1
	rule.to_port == 65535
}

case_of(_, rule) := "tunnel" if tunnel(rule)

# To let it admit a load balancer would be to let it admit itself.
case_of(group, rule) := "load-balancer" if {
	not tunnel(rule)
	balancers_only(group)
}

case_of(group, rule) := "every-port" if {
	every_port(rule)
	not balancers_only(group)
}

case_of(group, rule) := case_of_port(rule.from_port) if {
	not tunnel(rule)
	not every_port(rule)
	not balancers_only(group)
}

case_of_port(port) := "remote-access" if port in {22, 3389}

case_of_port(port) := "port" if not port in {22, 3389}

# A tunnel asks every caller for a key of its own, and is made for the internet.
severity_of(_, rule) := "low" if tunnel(rule)

# What stands behind a load balancer's port is chosen by its listeners.
severity_of(group, rule) := "medium" if {
	not tunnel(rule)
	balancers_only(group)
}

severity_of(group, rule) := "high" if {
	not tunnel(rule)
	not balancers_only(group)
}

# IKE, IPsec through NAT, L2TP, OpenVPN and WireGuard.
tunnel(rule) if {
	rule.protocol == "udp"
	rule.from_port == rule.to_port
	rule.from_port in {500, 4500, 1701, 1194, 51820}
}

balancers_only(group) if {
	count(group.derived.load_balancers) > 0
	count(group.derived.services) == 0
	count(group.derived.others) == 0
}

# METADATA
# title: Scheduled task exposed
# description: >-
#   The scheduled task has a public IP address or has ECS Exec enabled. Anyone on the internet may reach it, or anyone
#   allowed to call ecs:ExecuteCommand can open a shell in it. A task that runs for minutes is rarely watched.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/tasks-scheduled-eventbridge-scheduler.html
#   description: Using Amazon EventBridge Scheduler to schedule Amazon ECS tasks
# custom:
#   severity: high
#   message: "{resource} starts a task and {fact.way}"
#   whether: "{resource} starts a task with a public IP address or ECS Exec"
#   reads:
#     events.rule:
#       "targets[].ecs_parameters.network_configuration.assign_public_ip": true
#       "targets[].ecs_parameters.network_configuration.security_groups[]": sg-0a1b2c3d4e5f60718
#       "targets[].ecs_parameters.enable_execute_command": true
#     scheduler.schedule:
#       target.ecs_parameters.network_configuration.assign_public_ip: true
#       "target.ecs_parameters.network_configuration.security_groups[]": sg-0a1b2c3d4e5f60718
#       target.ecs_parameters.enable_execute_command: true
#     ec2.security_group:
#       "ingress[].protocol": tcp
#       "ingress[].from_port": 0
#       "ingress[].to_port": 65535
#       "ingress[].cidr_blocks[]": 0.0.0.0/0
#       "ingress[].ipv6_cidr_blocks[]": "::/0"
#   subject: [events.rule, scheduler.schedule]
#   remediation:
#     fix: Start the task in private subnets, without a public IP address and without ECS Exec
#     terraform: |
#       enable_execute_command = false
#       network_configuration {
#         subnets          = aws_subnet.private[*].id
#         assign_public_ip = false
#       }
#     cloudformation: |
#       EcsParameters:
#         EnableExecuteCommand: false
#         NetworkConfiguration:
#           AwsVpcConfiguration: {AssignPublicIp: DISABLED, Subnets: !Ref PrivateSubnets}
#   peers: [ECS.16]
#   mitre: [T1190, T1133]
#   cwe: [CWE-668]
#   security_hub: [ECS.16]
scheduled_task_exposed contains finding if {
	some rule in lib.of_type("events.rule")
	some i, target in rule.values.targets
	some path in ways_in
	lib.get(target.ecs_parameters, path) == true
	parameters := ["targets", i, "ecs_parameters"]
	facts := way_in(rule, parameters, path)
	finding := result.facts(rule, array.concat(parameters, path), facts)
}

scheduled_task_exposed contains finding if {
	some schedule in lib.of_type("scheduler.schedule")
	some path in ways_in
	lib.get(schedule.values.target.ecs_parameters, path) == true
	facts := way_in(schedule, ["target", "ecs_parameters"], path)
	finding := result.facts(schedule, array.concat(["target", "ecs_parameters"], path), facts)
}

ways_in := [["network_configuration", "assign_public_ip"], ["enable_execute_command"]]

# A shell wants a permission, an address wants a security group that lets callers through.
way_in(_, _, ["enable_execute_command"]) := {"severity": "medium", "way": "enables ECS Exec, so anyone allowed to call ecs:ExecuteCommand can open a shell in it"}

way_in(starter, parameters, ["network_configuration", "assign_public_ip"]) := facts if {
	guarded := guarded_by_groups[lib.reach(starter, array.concat(parameters, ["network_configuration", "security_groups"]))]
	facts := {"severity": guarded.severity, "way": concat("", ["gives it a public IP address, ", replace(guarded.reach, "expose them if their", "expose it if its")])}
}
