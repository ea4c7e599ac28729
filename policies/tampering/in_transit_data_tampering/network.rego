# Load balancers, endpoints, and the way from the registry.
package stride.tampering.in_transit_data_tampering

import data.stride.lib
import data.stride.result

# METADATA
# title: TLS older than 1.2 accepted
# description: >-
#   The listener accepts TLS 1.0 or 1.1, which is also the default if it sets no security policy. Anyone on the network
#   path can downgrade the connection to a version whose ciphers can be broken.
# related_resources:
# - ref: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
#   description: Security policies for Application Load Balancers
# - ref: https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-security-policy-table.html
#   description: Predefined SSL security policies for Classic Load Balancers
# custom:
#   severity: medium
#   message: listener {resource} {fact.how}, so anyone on the network path can downgrade its connections
#   whether: listener {resource} accepts TLS 1.0 or 1.1
#   reads:
#     elb.listener:
#       protocol: HTTPS
#       ssl_policy: null
#       minimum_tls: "1.0"
#   subject: listener
#   targets: ["flow.ingress>load-balancer"]
#   basis: control
#   remediation:
#     fix: Set a security policy that requires TLS 1.2 or later
#     terraform: ssl_policy = "ELBSecurityPolicy-TLS13-1-2-2021-06"
#     cloudformation: 'SslPolicy: ELBSecurityPolicy-TLS13-1-2-2021-06'
#     cases:
#       cloudposse/alb:
#         fix: Set a security policy that requires TLS 1.2 or later
#         terraform: https_ssl_policy = "ELBSecurityPolicy-TLS13-1-2-2021-06"
#       classic-load-balancer:
#         fix: Give the listener a security policy that requires TLS 1.2 or later
#         terraform: |
#           resource "aws_load_balancer_policy" "tls" {
#             load_balancer_name = aws_elb.web.name
#             policy_name        = "tls-1-2"
#             policy_type_name   = "SSLNegotiationPolicyType"
#             policy_attribute {
#               name  = "Reference-Security-Policy"
#               value = "ELBSecurityPolicy-TLS-1-2-2017-01"
#             }
#           }
#           resource "aws_load_balancer_listener_policy" "tls" {
#             load_balancer_name = aws_elb.web.name
#             load_balancer_port = 443
#             policy_names       = [aws_load_balancer_policy.tls.policy_name]
#           }
#         cloudformation: |
#           Policies:
#             - PolicyName: tls-1-2
#               PolicyType: SSLNegotiationPolicyType
#               Attributes: [{Name: Reference-Security-Policy, Value: ELBSecurityPolicy-TLS-1-2-2017-01}]
#           Listeners:
#             - {Protocol: HTTPS, LoadBalancerPort: "443", InstancePort: "80", SSLCertificateId: !Ref Certificate, PolicyNames: [tls-1-2]}
#   edit:
#     terraform: {ssl_policy: ELBSecurityPolicy-TLS13-1-2-2021-06}
#     cloudformation: {SslPolicy: ELBSecurityPolicy-TLS13-1-2-2021-06}
#   peers: [CKV_AWS_103, CKV2_AWS_74, ELB.17]
#   mitre: [T1557]
#   cwe: [CWE-326, CWE-757]
#   security_hub: [ELB.17]
weak_tls_policy contains finding if {
	some listener in lib.of_type("elb.listener")
	listener.values.protocol in tls_protocols
	how := accepts_old_tls(listener.values)
	finding := result.facts(listener, ["ssl_policy"], {"how": how, "case": lib.kind_of_listener(listener)})
}

# SSL is what a classic load balancer calls TLS.
tls_protocols := {"HTTPS", "TLS", "SSL"}

# Without a policy it is ELBSecurityPolicy-2016-08, whatever creates the listener except the console.
accepts_old_tls(values) := "accepts TLS 1.0 (no security policy set)" if lib.missing(values, ["ssl_policy"])

accepts_old_tls(values) := concat("", ["accepts TLS ", values.minimum_tls, " (", values.ssl_policy, ")"]) if {
	lib.present(values, ["ssl_policy"])
	values.minimum_tls in {"1.0", "1.1"}
}

# METADATA
# title: Images pulled over the internet
# description: >-
#   The tasks have no public IP address, and their network lacks an endpoint that an image pull needs. Image pulls need
#   the registry's API, the registry itself and the bucket with the layers. The pull leaves the network through a
#   gateway, where no endpoint policy limits whose images can be pulled.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
#   description: Amazon ECR interface VPC endpoints
# custom:
#   severity: low
#   message: "{resource} has no endpoint for {fact.missing}, so the images of its services are pulled over the internet"
#   unless: "{resource} has the endpoints that image pulls need"
#   reads:
#     ec2.vpc: {}
#     ec2.vpc_endpoint:
#       service: other
#       vpc: vpc-0a1b2c3d4e5f60718
#     ecs.service:
#       network_configuration.assign_public_ip: false
#       "network_configuration.subnets[]": "<worst>"
#       task_definition: "<worst>"
#     ecs.task_definition:
#       "containers[].image.registry_kind": ecr-private
#   subject: none
#   targets: [flow.pull]
#   remediation:
#     fix: Add VPC endpoints for ecr.api, ecr.dkr and s3
#     terraform: |
#       resource "aws_vpc_endpoint" "ecr" {
#         for_each            = toset(["ecr.api", "ecr.dkr"])
#         vpc_id              = aws_vpc.main.id
#         service_name        = "com.amazonaws.${data.aws_region.current.region}.${each.key}"
#         vpc_endpoint_type   = "Interface"
#         private_dns_enabled = true
#         subnet_ids          = aws_subnet.private[*].id
#         security_group_ids  = [aws_security_group.endpoints.id]
#       }
#       resource "aws_vpc_endpoint" "s3" {
#         vpc_id          = aws_vpc.main.id
#         service_name    = "com.amazonaws.${data.aws_region.current.region}.s3"
#         route_table_ids = aws_route_table.private[*].id
#       }
#     cloudformation: |
#       ApiEndpoint:
#         Type: AWS::EC2::VPCEndpoint
#         Properties:
#           VpcId: !Ref Vpc
#           ServiceName: !Sub com.amazonaws.${AWS::Region}.ecr.api
#           VpcEndpointType: Interface
#           PrivateDnsEnabled: true
#           SubnetIds: !Ref PrivateSubnets
#           SecurityGroupIds: [!Ref EndpointSecurityGroup]
#       RegistryEndpoint:
#         Type: AWS::EC2::VPCEndpoint
#         Properties:
#           VpcId: !Ref Vpc
#           ServiceName: !Sub com.amazonaws.${AWS::Region}.ecr.dkr
#           VpcEndpointType: Interface
#           PrivateDnsEnabled: true
#           SubnetIds: !Ref PrivateSubnets
#           SecurityGroupIds: [!Ref EndpointSecurityGroup]
#       S3Endpoint:
#         Type: AWS::EC2::VPCEndpoint
#         Properties:
#           VpcId: !Ref Vpc
#           ServiceName: !Sub com.amazonaws.${AWS::Region}.s3
#           RouteTableIds: [!Ref PrivateRouteTable]
#   peers: [EC2.55, EC2.56]
#   mitre: [T1557]
#   cwe: [CWE-923]
#   security_hub: [EC2.55, EC2.56]
image_pull_leaves_vpc contains finding if {
	some vpc in lib.of_type("ec2.vpc")
	pulling := object.keys(object.get(pulling_in, vpc.id, {})) | pulling_in_the_only_one
	count(pulling) > 0
	missing := [name | some name in ["ecr.api", "ecr.dkr", "s3"]; not reached(vpc, name)]
	count(missing) > 0
	lib.closed(vpc)
	facts := {"missing": concat(", ", missing), "related": sort([id | some id in pulling])}
	finding := result.facts(vpc, [], facts)
}

# A service without a network configuration runs on the network of its instances.
pulls_from_ecr(service) if {
	is_object(service.values.network_configuration)
	lib.effective(service, ["network_configuration", "assign_public_ip"]) == false
	ecr_images(service)
}

ecr_images(service) if {
	some container in lib.ref(service, ["task_definition"]).values.containers
	container.image.registry_kind == "ecr-private"
}

# A task definition that is not known may name any image.
ecr_images(service) if service.values.task_definition == lib.worst

# The services that pull from ECR, by their network.
pulling_in := object.union_n([{vpc: {service.id: true}} |
	some service in lib.services
	pulls_from_ecr(service)
	some vpc in networks(service)
])

# Subnets that lead to no network of the unit are taken for those of its only one.
pulling_in_the_only_one := {service.id |
	count(lib.of_type("ec2.vpc")) == 1
	some service in lib.services
	pulls_from_ecr(service)
	count(service.values.network_configuration.subnets) > 0
	not foreign(service)
}

foreign(service) if {
	some subnet in subnets(service)
	regex.match(`(^|\.)data\.`, subnet)
}

# The networks that a service's subnets belong to.
networks(service) := found if {
	found := {id |
		some subnet in subnets(service)
		some edges in input.resources[subnet].refs
		some edge in edges
		id := edge.to
		input.resources[id].type == "ec2.vpc"
	}
}

subnets(service) := found if {
	found := {id |
		some pointer in object.keys(service.refs)
		startswith(pointer, "/network_configuration/subnets")
		some edge in service.refs[pointer]
		id := edge.to
	}
}

reached(vpc, name) if {
	some service in [name, "*"]
	some home in [vpc.id, "*"]
	concat(" ", [service, home]) in endpoints
}

# The services of the endpoints there are, each with its network.
endpoints := {concat(" ", [endpoint.values.service, home]) |
	some endpoint in lib.of_type("ec2.vpc_endpoint")
	some home in homes(endpoint)
}

homes(endpoint) := {edge.to | some edge in lib.edges(endpoint, ["vpc"])} | {"*" | endpoint.values.vpc == "*"}

# METADATA
# title: Endpoint policy open to anyone
# description: >-
#   The endpoint policy allows every action to every principal. An attacker who runs code in a task can use it to reach
#   buckets and registries in the attacker's own account. That traffic looks legitimate.
# related_resources:
# - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
#   description: Control access to VPC endpoints using endpoint policies
# custom:
#   severity: low
#   message: endpoint {resource} has a policy that allows everything to every principal, so a task can use it to reach external accounts
#   whether: endpoint {resource} has a policy that allows everything to every principal
#   reads:
#     ec2.vpc_endpoint:
#       "policy.statements[].effect": allow
#       "policy.statements[].actions[]": "*"
#       "policy.statements[].everything": true
#       "policy.statements[].principals[].type": "*"
#       "policy.statements[].principals[].id": "*"
#       "policy.statements[].restricted": false
#   remediation:
#     fix: Allow only the organisation's principals, and only what tasks need
#     terraform: |
#       condition {
#         test     = "StringEquals"
#         variable = "aws:PrincipalOrgID"
#         values   = ["o-a1b2c3d4e5"]
#       }
#     cloudformation: 'Condition: {StringEquals: {"aws:PrincipalOrgID": o-a1b2c3d4e5}}'
#   opt_in: true
#   mitre: [T1537, T1567]
#   cwe: [CWE-284]
open_endpoint_policy contains finding if {
	some endpoint in lib.of_type("ec2.vpc_endpoint")
	some i, statement in endpoint.values.policy.statements
	lib.open_to_world(statement)
	statement.everything == true
	some action in statement.actions
	action in {"*", "*:*"}
	finding := result.at(endpoint, ["policy", "statements", i])
}

# METADATA
# title: Request smuggling tolerated
# description: >-
#   The load balancer forwards requests that it and the program can parse differently. An attacker can hide a second
#   request in one. It then bypasses rules and authentication, or its response goes to another client.
# related_resources:
# - ref: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-options.html#desync-mitigation-mode
#   description: Desync mitigation mode
# custom:
#   severity: low
#   message: load balancer {resource} forwards ambiguous requests (desync mode monitor), so an attacker can smuggle requests past its rules
#   whether: load balancer {resource} forwards ambiguous requests
#   reads:
#     elb.load_balancer:
#       load_balancer_type: application
#       'attributes["routing.http.desync_mitigation_mode"]': monitor
#   subject: none
#   targets: [flow.ingress]
#   remediation:
#     fix: Reject ambiguous requests
#     terraform: desync_mitigation_mode = "defensive"
#     cloudformation: |
#       LoadBalancerAttributes:
#         - {Key: routing.http.desync_mitigation_mode, Value: defensive}
#   edit:
#     terraform: {desync_mitigation_mode: defensive}
#     cloudformation: {LoadBalancerAttributes: [{Key: routing.http.desync_mitigation_mode, Value: defensive}]}
#   peers: [CKV_AWS_328, ELB.12]
#   mitre: [T1190]
#   cwe: [CWE-444]
#   security_hub: [ELB.12]
request_smuggling_tolerated contains finding if {
	some balancer in lib.of_type("elb.load_balancer")
	lib.effective(balancer, ["load_balancer_type"]) == "application"
	path := ["attributes", "routing.http.desync_mitigation_mode"]
	mode := lib.get(balancer.values, path)
	is_string(mode)
	lower(mode) == "monitor"
	finding := result.at(balancer, path)
}

# METADATA
# title: Invalid headers forwarded
# description: >-
#   The load balancer forwards headers whose names are not valid HTTP. A lenient program may read them as different
#   headers. An attacker can then forge headers that proxies and authentication rely on.
# related_resources:
# - ref: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#load-balancer-attributes
#   description: Application Load Balancer attributes
# custom:
#   severity: low
#   message: load balancer {resource} forwards HTTP headers with invalid names, so a program that parses them leniently may trust forged ones
#   whether: load balancer {resource} forwards HTTP headers with invalid names
#   reads:
#     elb.load_balancer:
#       load_balancer_type: application
#       'attributes["routing.http.drop_invalid_header_fields.enabled"]': null
#   subject: none
#   targets: [flow.ingress]
#   basis: control
#   remediation:
#     fix: Drop invalid headers
#     terraform: drop_invalid_header_fields = true
#     cloudformation: |
#       LoadBalancerAttributes:
#         - {Key: routing.http.drop_invalid_header_fields.enabled, Value: "true"}
#   edit:
#     terraform: {drop_invalid_header_fields: true}
#     cloudformation: {LoadBalancerAttributes: [{Key: routing.http.drop_invalid_header_fields.enabled, Value: "true"}]}
#   peers: [CKV_AWS_131, ELB.4]
#   opt_in: true
#   mitre: [T1190]
#   cwe: [CWE-444]
#   security_hub: [ELB.4]
invalid_headers_accepted contains finding if {
	some balancer in lib.of_type("elb.load_balancer")
	lib.effective(balancer, ["load_balancer_type"]) == "application"
	path := ["attributes", "routing.http.drop_invalid_header_fields.enabled"]
	lib.get(balancer.values, path) in {null, "false"}
	finding := result.at(balancer, path)
}
