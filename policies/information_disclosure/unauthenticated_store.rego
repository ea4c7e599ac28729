# METADATA
# title: A cache, broker or search domain answers anyone who can reach it
# description: >-
#   Tasks keep sessions, queues and indexes in stores in their VPC. A store that does not require a password, or accepts
#   unencrypted connections, relies on the network alone. Any task, instance or function that can reach it can read and
#   change what it holds.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth.html
#   description: Authentication in Amazon ElastiCache
# - ref: https://docs.aws.amazon.com/opensearch-service/latest/developerguide/fgac.html
#   description: Fine-grained access control in Amazon OpenSearch Service
# custom:
#   origin: extension
#   actors: [internal-attacker]
#   flow: "tasks in the VPC -> ElastiCache, MemoryDB, OpenSearch, Amazon MQ"
#   targets: [element.cache, element.search, element.broker, "flow.data>cache", "flow.data>search", "flow.data>broker"]
#   mitre: [T1213.006, T1040]
#   cwe: [CWE-306]
package stride.information_disclosure.unauthenticated_store

import data.stride.lib
import data.stride.result

# METADATA
# title: Cache without authentication
# description: >-
#   The cache has neither a token nor user groups, so it answers every client that can reach its port. An attacker in
#   any task in the VPC can read the sessions of all users, or plant new ones.
# custom:
#   severity: medium
#   message: cache {resource} does not require authentication, so anyone who can reach it can read and change what it holds
#   unless: cache {resource} requires authentication
#   reads:
#     elasticache.replication_group:
#       auth_token: null
#       user_group_ids: null
#       global_replication_group_id: null
#       engine: redis
#   basis: control
#   remediation:
#     fix: "Require clients to authenticate with an AUTH token or, from Redis 6 on, a user group (for a cache that exists, enable TLS in an earlier update)"
#     terraform: |
#       transit_encryption_enabled = true
#       user_group_ids             = [aws_elasticache_user_group.app.user_group_id]
#     cloudformation: |
#       TransitEncryptionEnabled: true
#       UserGroupIds: [!Ref AppUserGroup]
#     cases:
#       serverless:
#         fix: Require clients to authenticate through a user group
#         terraform: user_group_id = aws_elasticache_user_group.app.user_group_id
#         cloudformation: 'UserGroupId: !Ref AppUserGroup'
#   peers: [CKV_AWS_31, ElastiCache.6]
#   security_hub: [ElastiCache.6]
#   mitre: [T1213.006]
#   cwe: [CWE-306]
cache_without_authentication contains finding if {
	some cache in lib.of_type("elasticache.replication_group")
	not serverless(cache)
	lib.missing(cache.values, ["auth_token"])
	without_users(cache)
	not of_global_datastore(cache)
	finding := result.at(cache, ["auth_token"])
}

# A serverless cache takes users only, and Memcached none.
cache_without_authentication contains finding if {
	some cache in lib.of_type("elasticache.replication_group")
	serverless(cache)
	cache.values.engine in {"redis", "valkey"}
	without_users(cache)
	finding := result.facts(cache, ["user_group_ids"], {"case": "serverless"})
}

serverless(cache) if cache.source_type in {"aws_elasticache_serverless_cache", "AWS::ElastiCache::ServerlessCache"}

without_users(cache) if count(object.get(cache.values, "user_group_ids", [])) == 0

# A member of a global datastore has the settings of its primary, which may be in another region's unit.
of_global_datastore(cache) if lib.present(cache.values, ["global_replication_group_id"])

# METADATA
# title: Cache without TLS
# description: >-
#   Commands, values and passwords cross the network unencrypted. Anyone on the network path can steal passwords and
#   data, or change the responses.
# custom:
#   severity: medium
#   message: cache {resource} {fact.how}, so anyone on the network path can read and change its traffic
#   whether: cache {resource} accepts unencrypted connections
#   reads:
#     elasticache.replication_group:
#       transit_encryption_enabled: false
#       transit_encryption_mode: preferred
#       global_replication_group_id: null
#     elasticache.cluster:
#       transit_encryption_enabled: false
#       replication_group: null
#       engine: memcached
#   subject: [elasticache.replication_group, elasticache.cluster]
#   basis: control
#   remediation:
#     fix: "Encrypt connections to the cache (of a replication group that exists, first with the mode preferred; before Redis 7.0.5, and for Memcached, this replaces the cache, which starts empty)"
#     terraform: transit_encryption_enabled = true
#     cloudformation: 'TransitEncryptionEnabled: true'
#     cases:
#       preferred-mode:
#         fix: Refuse unencrypted connections once all clients use TLS
#         terraform: transit_encryption_mode = "required"
#         cloudformation: 'TransitEncryptionMode: required'
#       single-node:
#         fix: Replace the single node with a replication group, which can encrypt connections, and use its primary endpoint (the new cache starts empty)
#         terraform: |
#           resource "aws_elasticache_replication_group" "cache" {
#             replication_group_id       = "cache"
#             description                = "sessions"
#             engine                     = "valkey"
#             node_type                  = "cache.t4g.small"
#             num_cache_clusters         = 1
#             subnet_group_name          = aws_elasticache_subnet_group.cache.name
#             security_group_ids         = [aws_security_group.cache.id]
#             transit_encryption_enabled = true
#             user_group_ids             = [aws_elasticache_user_group.app.user_group_id]
#           }
#         cloudformation: |
#           Cache:
#             Type: AWS::ElastiCache::ReplicationGroup
#             Properties:
#               ReplicationGroupDescription: sessions
#               Engine: valkey
#               CacheNodeType: cache.t4g.small
#               NumCacheClusters: 1
#               AutomaticFailoverEnabled: false
#               CacheSubnetGroupName: !Ref CacheSubnets
#               SecurityGroupIds: [!Ref CacheSecurityGroup]
#               TransitEncryptionEnabled: true
#               UserGroupIds: [!Ref AppUserGroup]
#   peers: [CKV_AWS_30, ElastiCache.5]
#   security_hub: [ElastiCache.5]
#   mitre: [T1040]
#   cwe: [CWE-319]
cache_without_tls contains finding if {
	some cache in lib.of_type("elasticache.replication_group")
	plaintext(cache)
	finding := result.facts(cache, ["transit_encryption_enabled"], {"how": "does not encrypt connections"})
}

cache_without_tls contains finding if {
	some cache in lib.of_type("elasticache.replication_group")
	cache.values.transit_encryption_mode == "preferred"
	not plaintext(cache)
	finding := result.facts(cache, ["transit_encryption_mode"], {"how": "accepts unencrypted connections too", "case": "preferred-mode", "severity": "low"})
}

# The clusters of a replication group follow it.
cache_without_tls contains finding if {
	some cache in lib.of_type("elasticache.cluster")
	not cache.values.transit_encryption_enabled == true
	lib.missing(cache.values, ["replication_group"])
	details := object.union({"how": "does not encrypt connections"}, case_of(cache))
	finding := result.facts(cache, ["transit_encryption_enabled"], details)
}

# Off unless it is asked for (ElastiCache API, CreateReplicationGroup).
plaintext(cache) if cache.values.transit_encryption_enabled == false

plaintext(cache) if {
	lib.missing(cache.values, ["transit_encryption_enabled"])
	not of_global_datastore(cache)
}

# A cluster on its own encrypts Memcached alone.
case_of(cache) := {} if lib.get(cache.values, ["engine"]) == "memcached"

case_of(cache) := {"case": "single-node"} if not lib.get(cache.values, ["engine"]) == "memcached"

# METADATA
# title: Cache user without a password
# description: >-
#   The user is enabled and does not require a password. A client that gives its name, or no name if it is the default
#   user, has the user's commands in every cache of its group.
# custom:
#   severity: high
#   message: cache user {resource} does not require a password, so anyone who can reach a cache of its group has its permissions
#   unless: cache user {resource} requires a password
#   reads:
#     elasticache.user:
#       no_password_required: true
#       authentication_mode.type: no-password-required
#       access_string: on ~* +@all
#   remediation:
#     fix: Let the user authenticate with IAM
#     terraform: |
#       authentication_mode {
#         type = "iam"
#       }
#     cloudformation: 'AuthenticationMode: {Type: iam}'
#   mitre: [T1078]
#   cwe: [CWE-306, CWE-258]
cache_user_without_password contains finding if {
	some user in lib.of_type("elasticache.user")
	user.values.no_password_required == true
	not switched_off(user)
	finding := result.at(user, ["no_password_required"])
}

cache_user_without_password contains finding if {
	some user in lib.of_type("elasticache.user")
	user.values.authentication_mode.type == "no-password-required"
	not user.values.no_password_required == true
	not switched_off(user)
	finding := result.at(user, ["authentication_mode", "type"])
}

switched_off(user) if {
	words := split(lower(object.get(user.values, "access_string", "")), " ")
	"off" in words
	not "on" in words
}

# METADATA
# title: MemoryDB cluster open to anyone
# description: >-
#   The open-access ACL has one user without a password and with every command. A cluster without TLS cannot use any
#   other ACL. Any client in the network can read and change all keys.
# custom:
#   severity: medium
#   message: MemoryDB cluster {resource} {fact.how}
#   whether: MemoryDB cluster {resource} is open to anyone
#   reads:
#     memorydb.cluster:
#       acl_name: open-access
#       tls_enabled: false
#   basis: control
#   remediation:
#     fix: Encrypt connections (enabling TLS replaces the cluster), and use an ACL whose users must authenticate
#     terraform: |
#       acl_name    = aws_memorydb_acl.app.name
#       tls_enabled = true
#     cloudformation: |
#       ACLName: !Ref AppAcl
#       TLSEnabled: true
#   peers: [CKV_AWS_202]
#   mitre: [T1213.006, T1040]
#   cwe: [CWE-306, CWE-319]
memorydb_open_access contains finding if {
	some cluster in lib.of_type("memorydb.cluster")
	cluster.values.acl_name == "open-access"
	finding := result.facts(cluster, ["acl_name"], {"how": "uses the open-access ACL, so anyone who can reach it can read and change all keys without a password"})
}

memorydb_open_access contains finding if {
	some cluster in lib.of_type("memorydb.cluster")
	cluster.values.tls_enabled == false
	finding := result.facts(cluster, ["tls_enabled"], {"how": "does not encrypt connections, so anyone on the network path can read and change its traffic"})
}

# METADATA
# title: Search domain open to unsigned requests
# description: >-
#   The domain's access policy allows anyone, and fine-grained access control, which would require users to
#   authenticate, is disabled. Anyone who can reach the domain's endpoint can read, change and delete every document. If
#   the domain is not in a VPC, its endpoint is public.
# custom:
#   severity: critical
#   message: search domain {resource} accepts unsigned requests {fact.where}, so anyone there can read and delete its indexes
#   whether: search domain {resource} accepts unsigned requests
#   reads:
#     opensearch.domain:
#       "access_policies.statements[].effect": allow
#       "access_policies.statements[].principals[].type": "*"
#       "access_policies.statements[].principals[].id": "*"
#       "access_policies.statements[].restricted": false
#       advanced_security_options.enabled: false
#       vpc_options.subnet_ids: null
#   remediation:
#     fix: Restrict the policy to the roles that need the domain
#     terraform: |
#       principals {
#         type        = "AWS"
#         identifiers = [aws_iam_role.task.arn]
#       }
#     cloudformation: 'Principal: {AWS: !GetAtt TaskRole.Arn}'
#   peers: [CKV_AWS_137, Opensearch.2, Opensearch.7]
#   security_hub: [Opensearch.2, Opensearch.7]
#   mitre: [T1213.006, T1530]
#   cwe: [CWE-306, CWE-284]
search_domain_open contains finding if {
	some domain in lib.of_type("opensearch.domain")
	not domain.values.advanced_security_options.enabled == true
	details := surroundings(domain)
	some i, statement in domain.values.access_policies.statements
	lib.open_to_world(statement)
	finding := result.facts(domain, ["access_policies", "statements", i, "principals"], details)
}

surroundings(domain) := {"where": "from its VPC", "severity": "high"} if in_vpc(domain)

surroundings(domain) := {"where": "from the internet"} if not in_vpc(domain)

in_vpc(domain) if count(domain.values.vpc_options.subnet_ids) > 0

# METADATA
# title: Search domain without enforced TLS
# description: >-
#   Requests over plain HTTP, or data that nodes copy to each other, cross the network unencrypted. Anyone on the
#   network path can read and change documents and passwords.
# custom:
#   severity: medium
#   message: search domain {resource} {fact.how}, so anyone on the network path can read and change its traffic
#   unless: search domain {resource} encrypts its traffic
#   reads:
#     opensearch.domain:
#       domain_endpoint_options.enforce_https: false
#       node_to_node_encryption.enabled: false
#       "vpc_options.security_group_ids[]": sg-0a1b2c3d4e5f60718
#     ec2.security_group:
#       "ingress[].protocol": tcp
#       "ingress[].from_port": 0
#       "ingress[].to_port": 65535
#   subject: opensearch.domain
#   basis: control
#   remediation:
#     fix: Require HTTPS
#     terraform: |
#       domain_endpoint_options {
#         enforce_https       = true
#         tls_security_policy = "Policy-Min-TLS-1-2-2019-07"
#       }
#     cloudformation: |
#       DomainEndpointOptions:
#         EnforceHTTPS: true
#         TLSSecurityPolicy: Policy-Min-TLS-1-2-2019-07
#     cases:
#       nodes:
#         fix: Encrypt the traffic between nodes
#         terraform: |
#           node_to_node_encryption {
#             enabled = true
#           }
#         cloudformation: 'NodeToNodeEncryptionOptions: {Enabled: true}'
#   peers: [CKV_AWS_83, CKV_AWS_6, Opensearch.3, Opensearch.8]
#   security_hub: [Opensearch.3, Opensearch.8]
#   mitre: [T1040]
#   cwe: [CWE-319]
search_domain_plaintext contains finding if {
	some domain in lib.of_type("opensearch.domain")
	answers_http(domain)
	not lib.reach_of_port(domain, ["vpc_options", "security_group_ids"], 80) == "shut"
	finding := result.facts(domain, ["domain_endpoint_options", "enforce_https"], {"how": "accepts plain HTTP"})
}

search_domain_plaintext contains finding if {
	some domain in lib.of_type("opensearch.domain")
	not domain.values.node_to_node_encryption.enabled == true
	finding := result.facts(domain, ["node_to_node_encryption", "enabled"], {"how": "does not encrypt traffic between its nodes", "case": "nodes"})
}

answers_http(domain) if domain.values.domain_endpoint_options.enforce_https == false

answers_http(domain) if lib.missing(domain.values, ["domain_endpoint_options"])

# In a block that is given, the AWS provider sends true where nothing is said (its documentation, `enforce_https`).
answers_http(domain) if {
	lib.source != "terraform"
	lib.missing(domain.values, ["domain_endpoint_options", "enforce_https"])
}

# METADATA
# title: Broker reachable from the internet
# description: >-
#   The name of a publicly accessible broker resolves to a public IP address. Anyone can try passwords on its console
#   and protocols, or exploit a flaw in the engine.
# custom:
#   severity: high
#   message: broker {resource} is publicly accessible, so anyone on the internet can try its passwords
#   whether: broker {resource} is publicly accessible
#   reads:
#     mq.broker:
#       publicly_accessible: true
#   remediation:
#     fix: Keep the broker inside the VPC
#     terraform: publicly_accessible = false
#     cloudformation: 'PubliclyAccessible: false'
#   peers: [CKV_AWS_69]
#   mitre: [T1190, T1133]
#   cwe: [CWE-284, CWE-668]
broker_public contains finding if {
	some broker in lib.of_type("mq.broker")
	broker.values.publicly_accessible == true
	finding := result.at(broker, ["publicly_accessible"])
}
