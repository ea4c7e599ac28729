# METADATA
# title: Service-to-service traffic without TLS
# description: >-
#   Services of one application trust one another by network location. Without TLS between them, an attacker on the
#   network can listen to all of them and impersonate any of them.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-tls.html
#   description: Encrypt Amazon ECS Service Connect traffic
# custom:
#   origin: ecs-article
#   actors: [internal-attacker]
#   flow: "asset: Fargate container"
#   targets: [flow.peer, subjects]
#   mitre: [T1040, T1557]
#   cwe: [CWE-319]
package stride.information_disclosure.weak_communication_encryption

import data.stride.lib
import data.stride.result

# METADATA
# title: Service Connect without TLS
# description: >-
#   Service Connect sends the service's traffic between its proxies unencrypted. An attacker on the network can read it
#   and impersonate the service.
# custom:
#   severity: low
#   message: service {resource} offers a Service Connect endpoint without TLS, so anyone on the network path can read and change its traffic
#   unless: the Service Connect endpoint of service {resource} uses TLS
#   reads:
#     ecs.service:
#       service_connect_configuration.enabled: true
#       "service_connect_configuration.services[].tls": null
#   subject: "ecs.service:service_connect_configuration.enabled"
#   basis: control
#   remediation:
#     fix: Add TLS to the Service Connect service
#     terraform: |
#       tls {
#         issuer_cert_authority {
#           aws_pca_authority_arn = aws_acmpca_certificate_authority.internal.arn
#         }
#         role_arn = aws_iam_role.service_connect_tls.arn
#       }
#     cloudformation: |
#       Services:
#         - PortName: http
#           Tls:
#             IssuerCertificateAuthority: {AwsPcaAuthorityArn: !Ref InternalAuthority}
#             RoleArn: !GetAtt ServiceConnectTlsRole.Arn
#     task_definition: '"services": [{"portName": "http", "tls": {"issuerCertificateAuthority": {"awsPcaAuthorityArn": "<authority>"}, "roleArn": "<role>"}}]'
#   mitre: [T1040, T1557]
#   cwe: [CWE-319]
service_connect_without_tls contains finding if {
	some service in lib.services
	service.values.service_connect_configuration.enabled == true
	some i, endpoint in service.values.service_connect_configuration.services
	lib.missing(endpoint, ["tls"])
	finding := result.at(service, ["service_connect_configuration", "services", i, "tls"])
}

# METADATA
# title: App Mesh discontinued
# description: >-
#   AWS discontinued App Mesh on 30 September 2026. Traffic that the mesh encrypted between services is now unencrypted
#   or no longer flows. An attacker on the network can read unencrypted traffic.
# related_resources:
# - ref: https://aws.amazon.com/blogs/containers/migrating-from-aws-app-mesh-to-amazon-ecs-service-connect/
#   description: Migrating from AWS App Mesh to Amazon ECS Service Connect
# custom:
#   severity: low
#   message: "{resource} belongs to App Mesh, which AWS discontinued on 30 September 2026, so the TLS it promises no longer exists"
#   whether: "{resource} belongs to App Mesh"
#   reads:
#     appmesh.virtual_node: {}
#     appmesh.virtual_gateway: {}
#   subject: [appmesh.virtual_node, appmesh.virtual_gateway]
#   remediation:
#     fix: Use ECS Service Connect with TLS
#     terraform: |
#       service_connect_configuration {
#         enabled = true
#         service {
#           port_name = "http"
#           tls {
#             issuer_cert_authority {
#               aws_pca_authority_arn = aws_acmpca_certificate_authority.internal.arn
#             }
#             role_arn = aws_iam_role.service_connect_tls.arn
#           }
#         }
#       }
#     cloudformation: |
#       ServiceConnectConfiguration:
#         Enabled: true
#         Services:
#           - PortName: http
#             Tls:
#               IssuerCertificateAuthority: {AwsPcaAuthorityArn: !Ref InternalAuthority}
#               RoleArn: !GetAtt ServiceConnectTlsRole.Arn
#   mitre: [T1040, T1557]
#   cwe: [CWE-319, CWE-1104]
mesh_discontinued contains finding if {
	some type in ["appmesh.virtual_node", "appmesh.virtual_gateway"]
	some resource in lib.of_type(type)
	finding := result.at(resource, [])
}
