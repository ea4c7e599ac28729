# METADATA
# title: Application flaws are reachable from the internet
# description: >-
#   A flaw in the application is worth what its reach is worth. A task with an address of its own on the internet, or a port that
#   is open to everybody, lets anybody try every flaw of the program and of its libraries.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-network.html
#   description: Amazon ECS network security best practices
# custom:
#   stride: elevation-of-privilege
#   threat: vulnerable-application-code
#   origin: ecs-article
#   actors: [end-user]
#   flow: "asset: Fargate container"
#   mitre: [T1190]
#   cwe: [CWE-668]
package stride.elevation_of_privilege.vulnerable_application_code

import data.stride.lib
import data.stride.result

# METADATA
# title: Public IP address assigned to tasks
# description: >-
#   Every task of the service gets an address on the internet. Whoever finds it talks to the program without a load balancer, a
#   firewall or a log in between, wherever a security group leaves a port open.
# custom:
#   severity: high
#   message: service {resource} gives its tasks public IP addresses, so the internet reaches them directly, past any load balancer
#   reads:
#     ecs.service:
#       network_configuration.assign_public_ip: true
#   remediation:
#     terraform: |
#       Place the tasks in private subnets, behind a load balancer and a NAT gateway or endpoints:
#           network_configuration {
#             subnets          = aws_subnet.private[*].id
#             assign_public_ip = false
#           }
#     cloudformation: |
#       Place the tasks in private subnets, behind a load balancer and a NAT gateway or endpoints:
#           NetworkConfiguration:
#             AwsvpcConfiguration: {AssignPublicIp: DISABLED, Subnets: !Ref PrivateSubnets}
#     task_definition: |
#       In the service definition, place the tasks in private subnets:
#           "networkConfiguration": {"awsvpcConfiguration": {"assignPublicIp": "DISABLED", "subnets": ["subnet-0a1b2c3d4e5f60718"]}}
#   peers: [CKV_AWS_333, ECS.2]
#   mitre: [T1190, T1133]
#   cwe: [CWE-668]
#   security_hub: [ECS.2]
public_ip_assigned contains finding if {
	some service in lib.services
	service.values.network_configuration.assign_public_ip == true
	finding := result.at(service, ["network_configuration", "assign_public_ip"])
}
