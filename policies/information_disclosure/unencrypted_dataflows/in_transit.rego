# METADATA
# title: Unencrypted traffic or storage can be read
# description: >-
#   Anyone on the network path can read and change data that leaves a task unencrypted: another task in the network, a
#   compromised router, a mirrored port. Anyone who obtains the disk or a snapshot can read data that is unencrypted
#   at rest.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-network.html
#   description: Amazon ECS network security best practices
# custom:
#   origin: ecs-model
#   actors: [internal-attacker, end-user]
#   flow: "VPC -> EC2 Metadata Service (HTTP); every flow without TLS"
#   targets: [flow.clear, resource.host]
#   mitre: [T1040, T1557]
#   cwe: [CWE-319]
package stride.information_disclosure.unencrypted_dataflows

import data.stride.lib
import data.stride.result

# METADATA
# title: Listener without TLS
# description: >-
#   The load balancer accepts unencrypted requests from the internet and forwards them to the program. Anyone on the
#   network path can read sessions and passwords, and change requests and responses. Severity: high if a security group
#   of the load balancer opens the port to the internet, low if none opens it to anyone, otherwise medium.
# related_resources:
# - ref: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-https-listener.html
#   description: Create an HTTPS listener for your Application Load Balancer
# custom:
#   severity: high
#   message: "listener {resource} forwards traffic that arrives without TLS{fact.through}, so {fact.harm}"
#   whether: listener {resource} forwards traffic that arrives without TLS
#   reads:
#     elb.listener:
#       protocol: HTTP
#       port: 80
#       "default_actions[].type": forward
#       "rule_actions[].type": forward
#     elb.load_balancer:
#       internal: false
#       "security_groups[]": sg-0a1b2c3d4e5f60718
#     ec2.security_group:
#       "ingress[].protocol": tcp
#       "ingress[].from_port": 0
#       "ingress[].to_port": 65535
#       "ingress[].cidr_blocks[]": 0.0.0.0/0
#       "ingress[].ipv6_cidr_blocks[]": "::/0"
#   subject: elb.listener
#   targets: [flow.ingress]
#   remediation:
#     fix: Add an HTTPS listener that forwards to the target group, and change this listener to redirect to it
#     terraform: |
#       default_action {
#         type = "redirect"
#         redirect {
#           port        = "443"
#           protocol    = "HTTPS"
#           status_code = "HTTP_301"
#         }
#       }
#
#       resource "aws_lb_listener" "https" {
#         load_balancer_arn = aws_lb.web.arn
#         port              = 443
#         protocol          = "HTTPS"
#         ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
#         certificate_arn   = aws_acm_certificate.web.arn
#         default_action {
#           type             = "forward"
#           target_group_arn = aws_lb_target_group.web.arn
#         }
#       }
#     cloudformation: |
#       DefaultActions:
#         - Type: redirect
#           RedirectConfig: {Protocol: HTTPS, Port: "443", StatusCode: HTTP_301}
#
#       HttpsListener:
#         Type: AWS::ElasticLoadBalancingV2::Listener
#         Properties:
#           LoadBalancerArn: !Ref LoadBalancer
#           Port: 443
#           Protocol: HTTPS
#           SslPolicy: ELBSecurityPolicy-TLS13-1-2-2021-06
#           Certificates: [{CertificateArn: !Ref Certificate}]
#           DefaultActions: [{Type: forward, TargetGroupArn: !Ref TargetGroup}]
#     cases:
#       terraform-aws-modules/alb:
#         fix: "Forward requests on an HTTPS listener, and only redirect plain HTTP (since version 9: `redirect` alone, in the listener)"
#         terraform: |
#           action_type = "redirect"
#           redirect    = { port = "443", protocol = "HTTPS", status_code = "HTTP_301" }
#       cloudposse/alb:
#         fix: Forward requests on an HTTPS listener, and only redirect plain HTTP
#         terraform: |
#           https_enabled   = true
#           certificate_arn = aws_acm_certificate.web.arn
#           http_redirect   = true
#       classic-load-balancer:
#         fix: Replace the listener with one that terminates TLS (a classic load balancer cannot redirect)
#         terraform: |
#           listener {
#             lb_protocol        = "https"
#             lb_port            = 443
#             instance_protocol  = "http"
#             instance_port      = 80
#             ssl_certificate_id = aws_acm_certificate.web.arn
#           }
#         cloudformation: |
#           Listeners:
#             - {Protocol: HTTPS, LoadBalancerPort: "443", InstancePort: "80", SSLCertificateId: !Ref Certificate}
#       network-load-balancer:
#         fix: Terminate TLS at the listener (a network load balancer cannot redirect)
#         terraform: |
#           protocol        = "TLS"
#           port            = 443
#           ssl_policy      = "ELBSecurityPolicy-TLS13-1-2-2021-06"
#           certificate_arn = aws_acm_certificate.web.arn
#         cloudformation: |
#           Protocol: TLS
#           Port: 443
#           SslPolicy: ELBSecurityPolicy-TLS13-1-2-2021-06
#           Certificates: [{CertificateArn: !Ref Certificate}]
#   peers: [CKV_AWS_2, ELB.1, ELB.18, CKV2_AWS_20]
#   mitre: [T1040, T1557]
#   cwe: [CWE-319]
#   security_hub: [ELB.1, ELB.18]
plaintext_listener contains finding if {
	some listener in lib.of_type("elb.listener")
	plaintext(listener.values)
	forwards(listener.values)
	not listener.derived.internal == true
	rules := forwarding_rules(listener)
	more := {"case": lib.kind_of_listener(listener), "related": rules, "through": through(rules)}
	finding := result.facts(listener, ["protocol"], object.union(exposures[exposure(listener)], more))
}

# The rules that forward where the listener itself does not.
forwarding_rules(listener) := sort([id |
	not forwards_itself(listener.values)
	some id in listener.satellites
	rule := input.resources[id]
	rule.type == "elb.listener_rule"
	some action in rule.values.actions
	hands_on(action.type)
])

through(rules) := "" if count(rules) == 0

through(rules) := concat("", [" through `", rules[0], "`"]) if count(rules) == 1

through(rules) := concat("", [" through ", format_int(count(rules), 10), " rules"]) if count(rules) > 1

forwards_itself(values) if count(object.get(values, "default_actions", [])) == 0

forwards_itself(values) if {
	some action in values.default_actions
	hands_on(action.type)
}

# An Application Load Balancer's listener without a protocol is an HTTP one (AWS provider documentation, aws_lb_listener); a gateway
# load balancer's has neither protocol nor port.
plaintext(values) if {
	lib.missing(values, ["protocol"])
	lib.present(values, ["port"])
}

plaintext(values) if values.protocol == "HTTP"

# What is sent through any other port may be encrypted by the two ends.
plaintext(values) if {
	values.protocol in {"TCP", "UDP", "TCP_UDP"}
	values.port == 80
}

forwards(values) if count(object.get(values, "default_actions", [])) == 0

forwards(values) if {
	some list in ["default_actions", "rule_actions"]
	some action in values[list]
	hands_on(action.type)
}

hands_on(type) if type == "forward"

hands_on(type) if startswith(type, "authenticate-")

exposures := {
	"open": {"severity": "high", "harm": "anyone on the network path can read and change it"},
	"narrow": {"severity": "medium", "harm": "anyone on the network path can read and change it"},
	"elsewhere": {"severity": "medium", "harm": "anyone on the network path can read and change it"},
	"shut": {"severity": "low", "harm": "it is readable as soon as a security group opens the port"},
}

# Whether the internet reaches the load balancer is not known where it or its security groups are not in the unit.
exposure(listener) := reach if {
	listener.derived.internal == false
	is_number(listener.values.port)
	balancer := input.resources[listener.derived.load_balancer]
	reach := lib.reach_of_port(balancer, ["security_groups"], listener.values.port)
}

exposure(listener) := "elsewhere" if {
	listener.derived.internal == false
	not has_port(listener)
}

has_port(listener) if is_number(listener.values.port)

exposure(listener) := "elsewhere" if not listener.derived.internal == false

# METADATA
# title: Traffic to targets without TLS
# description: >-
#   The load balancer terminates TLS and connects to its targets unencrypted. An attacker on the network can read and
#   change all requests to the application.
# related_resources:
# - ref: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html
#   description: Target groups for Application Load Balancers
# custom:
#   severity: low
#   message: target group {resource} sends requests to its targets over HTTP, so an attacker on the network can read and change the traffic
#   whether: target group {resource} sends requests to its targets over HTTP
#   targets: [flow.ingress]
#   reads:
#     elb.target_group:
#       protocol: HTTP
#       "targets[]": null
#       "autoscaling_groups[]": null
#     ecs.service:
#       "load_balancers[].target_group_arn": "<worst>"
#       "load_balancers[].alternate_target_group_arn": "<worst>"
#     aws_codedeploy_deployment_group:
#       "load_balancer_info[].target_group_pair_info[].target_group[].name": "<worst>"
#     AWS::CodeDeploy::DeploymentGroup:
#       "load_balancer_info.target_group_pair_info_list[].target_groups[].name": "<worst>"
#   quiet:
#     ecs.service:
#       "load_balancers[].target_group_arn": "<worst>"
#   subject: elb.target_group
#   remediation:
#     fix: Let the targets serve HTTPS
#     terraform: protocol = "HTTPS"
#     cloudformation: 'Protocol: HTTPS'
#     cases:
#       terraform-aws-modules/alb:
#         fix: Let the targets serve HTTPS (`backend_protocol` up to version 8)
#         terraform: protocol = "HTTPS"
#       cloudposse/alb: &named
#         fix: Let the targets serve HTTPS
#         terraform: target_group_protocol = "HTTPS"
#       cn-terraform/ecs-alb: *named
#       cloudposse/ecs-web-app:
#         fix: Let the targets serve HTTPS
#         terraform: alb_ingress_protocol = "HTTPS"
#   peers: [CKV_AWS_378]
#   opt_in: true
#   mitre: [T1040, T1557]
#   cwe: [CWE-319]
plaintext_target_group contains finding if {
	some group in lib.of_type("elb.target_group")
	group.values.protocol == "HTTP"
	not without_targets(group)
	finding := result.at(group, ["protocol"])
}

# The services of the unit register their tasks in other groups, and nobody else can name this one.
without_targets(group) if {
	lib.missing(group.values, ["targets"])
	lib.missing(group.values, ["autoscaling_groups"])
	lib.closed(group)
	count(targets_of_services) > 0
	not group.id in targets_of_services
	not group.id in targets_of_deployments
}

targets_of_services contains id if {
	some service in lib.services
	some i
	_ := service.values.load_balancers[i]
	some name in ["target_group_arn", "alternate_target_group_arn"]
	group := lib.ref(service, ["load_balancers", i, name])
	id := group.id
}

targets_of_deployments contains id if {
	some type in ["aws_codedeploy_deployment_group", "AWS::CodeDeploy::DeploymentGroup"]
	some deployment in lib.of_type(type)
	some links in deployment.refs
	some edge in links
	id := edge.to
}

# METADATA
# title: EFS volume without encryption in transit
# description: >-
#   The files of the volume cross the network unencrypted over NFS. Anyone on the network path between the task and the
#   file system can read and change them.
# custom:
#   severity: high
#   message: EFS volume {name} is mounted without encryption in transit, so anyone on the network path can read and change its files
#   unless: EFS volume {name} is mounted with encryption in transit
#   reads:
#     ecs.task_definition:
#       "volumes[].efs_volume_configuration.transit_encryption": DISABLED
#   subject: ecs.task_definition
#   targets: [flow.mount]
#   basis: control
#   remediation:
#     fix: Mount the file system over TLS
#     terraform: |
#       efs_volume_configuration {
#         file_system_id     = aws_efs_file_system.data.id
#         transit_encryption = "ENABLED"
#       }
#     cloudformation: |
#       EFSVolumeConfiguration:
#         FilesystemId: !Ref FileSystem
#         TransitEncryption: ENABLED
#     task_definition: '"efsVolumeConfiguration": {"fileSystemId": "fs-0123456789abcdef0", "transitEncryption": "ENABLED"}'
#   edit:
#     terraform: {efs_volume_configuration: {transit_encryption: ENABLED}}
#     cloudformation: {EFSVolumeConfiguration: {TransitEncryption: ENABLED}}
#     task_definition: {efsVolumeConfiguration: {transitEncryption: ENABLED}}
#   peers: [CKV_AWS_97, ECS.18]
#   mitre: [T1040, T1557]
#   cwe: [CWE-319]
#   security_hub: [ECS.18]
efs_transit_encryption_disabled contains finding if {
	some task in lib.tasks
	some i, volume in task.values.volumes
	is_object(volume.efs_volume_configuration)
	path := ["volumes", i, "efs_volume_configuration", "transit_encryption"]
	lib.effective(task, path) == "DISABLED"
	finding := result.at(task, path)
}

# METADATA
# title: Endpoint without TLS
# description: >-
#   The program is configured to connect to another host unencrypted. Anyone on the network path can read and change
#   the traffic, including credentials.
# custom:
#   severity: medium
#   message: environment variable {name} of container {container} points to an endpoint without TLS, so anyone on the network path can read its traffic
#   whether: environment variable {name} of container {container} points to an endpoint without TLS
#   reads:
#     ecs.task_definition:
#       "containers[].environment[].value": http://api.example.com
#       "containers[].environment[].url.scheme": http
#       "containers[].environment[].url.host": api.example.com
#       "containers[].name": app
#   subject: ecs.task_definition
#   targets: [flow.data, flow.peer]
#   remediation:
#     fix: Use the endpoint's TLS scheme and port
#     cases:
#       redis:
#         fix: Enable encryption in transit in the cache, and use its TLS scheme
#         terraform: environment = [{ name = "REDIS_URL", value = "rediss://cache.internal:6379" }]
#         cloudformation: 'Environment: [{Name: REDIS_URL, Value: "rediss://cache.internal:6379"}]'
#         task_definition: '"environment": [{"name": "REDIS_URL", "value": "rediss://cache.internal:6379"}]'
#       amqp:
#         fix: Use the broker's TLS scheme and port
#         terraform: environment = [{ name = "BROKER_URL", value = "amqps://broker.internal:5671" }]
#         cloudformation: 'Environment: [{Name: BROKER_URL, Value: "amqps://broker.internal:5671"}]'
#         task_definition: '"environment": [{"name": "BROKER_URL", "value": "amqps://broker.internal:5671"}]'
#     terraform: environment = [{ name = "API_URL", value = "https://api.internal" }]
#     cloudformation: 'Environment: [{Name: API_URL, Value: "https://api.internal"}]'
#     task_definition: '"environment": [{"name": "API_URL", "value": "https://api.internal"}]'
#   mitre: [T1040, T1557]
#   cwe: [CWE-319]
plaintext_endpoint_in_environment contains finding if {
	some task in lib.tasks
	beside := names_of(task)
	some i, container in task.values.containers
	some j, entry in container.environment
	path := ["containers", i, "environment", j, "value"]
	in_the_clear(task, beside, path, entry)
	finding := result.facts(task, path, {"case": case_of(entry)})
}

# Each protocol has a name of its own for its encrypted form.
case_of(entry) := scheme_of(entry) if scheme_of(entry) in {"redis", "amqp"}

case_of(entry) := "http" if not scheme_of(entry) in {"redis", "amqp"}

scheme_of(entry) := object.get(entry, ["url", "scheme"], "")

in_the_clear(_, beside, _, entry) if {
	contains(entry.value, "://")
	some url in regex.find_n(`(^|[\s,;])(http|ws|ftp|redis|amqp|mqtt|ldap|nats)://[^\s,;]+`, lower(entry.value), -1)
	elsewhere(beside, lib.url_host(trim(url, " ,;\t\n")))
}

in_the_clear(_, _, _, entry) if {
	contains(lower(entry.value), "ssl")
	regex.match(`(^|[^a-z])(sslmode=disable|usessl=false)($|[^a-z])`, lower(entry.value))
}

# Of a value that is not known as a whole, the scheme and the host may be.
in_the_clear(_, beside, _, entry) if {
	entry.url.scheme in clear_schemes
	elsewhere(beside, lower(entry.url.host))
}

in_the_clear(task, _, path, entry) if {
	entry.url.scheme in clear_schemes
	lib.missing(entry.url, ["host"])
	lib.refers(task, path)
}

clear_schemes := {"http", "ws", "ftp", "redis", "amqp", "mqtt", "ldap", "nats"}

# Not the task itself, its metadata service, an address to listen on, or the name of an XML namespace.
elsewhere(beside, host) if {
	lib.known_host(host)
	not lib.loopback(host)
	not host in {"+", "*", "0.0.0.0", "::"}
	not link_local(host)
	not names_a_schema(host)
	not another_container(beside, host)
}

link_local(host) if startswith(host, "fe80:")

link_local(host) if {
	startswith(host, "169.254.")
	regex.match(`^169\.254\.[0-9]+\.[0-9]+$`, host)
}

names_a_schema(host) if host in {"www.w3.org", "java.sun.com", "ns.adobe.com", "purl.org"}

names_a_schema(host) if {
	some start in ["schema.", "schemas.", "xmlns."]
	startswith(host, start)
}

# A container whose name is not known may have this one.
another_container(beside, host) if {
	beside.unknown > 0
	not contains(host, ".")
}

another_container(beside, host) if host in beside.known

# The names of a task's containers, and how many have an unknown one.
names_of(task) := found if {
	containers := object.get(task.values, "containers", [])
	found := {
		"known": {lower(container.name) | some container in containers},
		"unknown": count([1 | some container in containers; lib.missing(container, ["name"])]),
	}
}
