# What terraform-aws-modules/security-group makes of its arguments, in versions 3 to 6. Up to version 5 rules are lists, and may be
# names of known rules; version 6 takes maps with one source each.
defaults {
  create                   = true
  create_sg                = true
  security_group_id        = null
  name                     = null
  vpc_id                   = null
  ingress_rules            = []
  egress_rules             = []
  ingress_cidr_blocks      = []
  ingress_ipv6_cidr_blocks = []
  ingress_prefix_list_ids  = []
  ingress_with_cidr_blocks = []
  computed_ingress_with_cidr_blocks = []
  ingress_with_ipv6_cidr_blocks = []
  computed_ingress_with_ipv6_cidr_blocks = []
  ingress_with_source_security_group_id = []
  computed_ingress_with_source_security_group_id = []
  ingress_with_self = []
  computed_ingress_with_self = []
  computed_ingress_rules = []
  egress_cidr_blocks      = ["0.0.0.0/0"]
  egress_ipv6_cidr_blocks = ["::/0"]
  egress_prefix_list_ids  = []
  egress_with_cidr_blocks = []
  computed_egress_with_cidr_blocks = []
  egress_with_ipv6_cidr_blocks = []
  computed_egress_with_ipv6_cidr_blocks = []
  egress_with_source_security_group_id = []
  computed_egress_with_source_security_group_id = []
  egress_with_self = []
  computed_egress_with_self = []
  computed_egress_rules = []
}

unused {
  names = [
    "region", "description", "use_name_prefix", "revoke_rules_on_delete", "tags", "*_timeout", "timeouts", "putin_khuylo", "number_of_computed_*",
    "enable_exclusive_rules"
  ]
}

locals {
  make   = var.create && (var.since_6 || var.create_sg)
  listed = var.create && !var.since_6
  mapped = var.create && var.since_6
  id     = local.make ? aws_security_group.this[0].id : var.security_group_id
  ingress_lists = {
    cidr_blocks = var.ingress_with_cidr_blocks
    ipv6_cidr_blocks = var.ingress_with_ipv6_cidr_blocks
    source_security_group_id = var.ingress_with_source_security_group_id
    self = var.ingress_with_self
  }
  ingress_computed = {
    cidr_blocks = var.computed_ingress_with_cidr_blocks
    ipv6_cidr_blocks = var.computed_ingress_with_ipv6_cidr_blocks
    source_security_group_id = var.computed_ingress_with_source_security_group_id
    self = var.computed_ingress_with_self
  }
  egress_lists = {
    cidr_blocks = var.egress_with_cidr_blocks
    ipv6_cidr_blocks = var.egress_with_ipv6_cidr_blocks
    source_security_group_id = var.egress_with_source_security_group_id
    self = var.egress_with_self
  }
  egress_computed = {
    cidr_blocks = var.computed_egress_with_cidr_blocks
    ipv6_cidr_blocks = var.computed_egress_with_ipv6_cidr_blocks
    source_security_group_id = var.computed_egress_with_source_security_group_id
    self = var.computed_egress_with_self
  }
  known = {
    "activemq-5671-tcp" = [5671, 5671, "tcp"], "activemq-8883-tcp" = [8883, 8883, "tcp"], "activemq-61614-tcp" = [61614, 61614, "tcp"],
    "activemq-61617-tcp" = [61617, 61617, "tcp"], "activemq-61619-tcp" = [61619, 61619, "tcp"], "alertmanager-9093-tcp" = [9093, 9093, "tcp"],
    "alertmanager-9094-tcp" = [9094, 9094, "tcp"], "carbon-line-in-tcp" = [2003, 2003, "tcp"], "carbon-line-in-udp" = [2003, 2003, "udp"],
    "carbon-pickle-tcp" = [2013, 2013, "tcp"], "carbon-admin-tcp" = [2004, 2004, "tcp"], "carbon-gui-udp" = [8081, 8081, "tcp"],
    "cassandra-clients-tcp" = [9042, 9042, "tcp"], "cassandra-thrift-clients-tcp" = [9160, 9160, "tcp"], "cassandra-jmx-tcp" = [7199, 7199, "tcp"],
    "consul-tcp" = [8300, 8300, "tcp"], "consul-grpc-tcp" = [8502, 8502, "tcp"], "consul-grpc-tcp-tls" = [8503, 8503, "tcp"],
    "consul-webui-http-tcp" = [8500, 8500, "tcp"], "consul-webui-https-tcp" = [8501, 8501, "tcp"], "consul-dns-tcp" = [8600, 8600, "tcp"],
    "consul-dns-udp" = [8600, 8600, "udp"], "consul-serf-lan-tcp" = [8301, 8301, "tcp"], "consul-serf-lan-udp" = [8301, 8301, "udp"],
    "consul-serf-wan-tcp" = [8302, 8302, "tcp"], "consul-serf-wan-udp" = [8302, 8302, "udp"], "docker-swarm-mngmt-tcp" = [2377, 2377, "tcp"],
    "docker-swarm-node-tcp" = [7946, 7946, "tcp"], "docker-swarm-node-udp" = [7946, 7946, "udp"], "docker-swarm-overlay-udp" = [4789, 4789, "udp"],
    "dns-udp" = [53, 53, "udp"], "dns-tcp" = [53, 53, "tcp"], "etcd-client-tcp" = [2379, 2379, "tcp"], "etcd-peer-tcp" = [2380, 2380, "tcp"],
    "ntp-udp" = [123, 123, "udp"], "elasticsearch-rest-tcp" = [9200, 9200, "tcp"], "elasticsearch-java-tcp" = [9300, 9300, "tcp"],
    "grafana-tcp" = [3000, 3000, "tcp"], "graphite-webui" = [80, 80, "tcp"], "graphite-8125-udp" = [8125, 8125, "udp"],
    "http-80-tcp" = [80, 80, "tcp"], "http-8080-tcp" = [8080, 8080, "tcp"], "https-443-tcp" = [443, 443, "tcp"],
    "https-8443-tcp" = [8443, 8443, "tcp"], "ipsec-500-udp" = [500, 500, "udp"], "ipsec-4500-udp" = [4500, 4500, "udp"],
    "kafka-broker-tcp" = [9092, 9092, "tcp"], "kafka-broker-tls-tcp" = [9094, 9094, "tcp"], "kafka-broker-sasl-scram-tcp" = [9096, 9096, "tcp"],
    "kafka-broker-sasl-iam-tcp" = [9098, 9098, "tcp"], "kafka-jmx-exporter-tcp" = [11001, 11001, "tcp"],
    "kafka-node-exporter-tcp" = [11002, 11002, "tcp"], "kibana-tcp" = [5601, 5601, "tcp"], "kubernetes-api-tcp" = [6443, 6443, "tcp"],
    "ldap-tcp" = [389, 389, "tcp"], "ldaps-tcp" = [636, 636, "tcp"], "logstash-tcp" = [5044, 5044, "tcp"], "loki-grafana" = [3100, 3100, "tcp"],
    "memcached-tcp" = [11211, 11211, "tcp"], "minio-tcp" = [9000, 9000, "tcp"], "mongodb-27017-tcp" = [27017, 27017, "tcp"],
    "mongodb-27018-tcp" = [27018, 27018, "tcp"], "mongodb-27019-tcp" = [27019, 27019, "tcp"], "mysql-tcp" = [3306, 3306, "tcp"],
    "mssql-tcp" = [1433, 1433, "tcp"], "mssql-udp" = [1434, 1434, "udp"], "mssql-analytics-tcp" = [2383, 2383, "tcp"],
    "mssql-broker-tcp" = [4022, 4022, "tcp"], "nfs-tcp" = [2049, 2049, "tcp"], "nomad-http-tcp" = [4646, 4646, "tcp"],
    "nomad-rpc-tcp" = [4647, 4647, "tcp"], "nomad-serf-tcp" = [4648, 4648, "tcp"], "nomad-serf-udp" = [4648, 4648, "udp"],
    "openvpn-udp" = [1194, 1194, "udp"], "openvpn-tcp" = [943, 943, "tcp"], "openvpn-https-tcp" = [443, 443, "tcp"],
    "postgresql-tcp" = [5432, 5432, "tcp"], "puppet-tcp" = [8140, 8140, "tcp"], "puppetdb-tcp" = [8081, 8081, "tcp"],
    "prometheus-http-tcp" = [9090, 9090, "tcp"], "prometheus-pushgateway-http-tcp" = [9091, 9091, "tcp"],
    "prometheus-node-exporter-http-tcp" = [9100, 9100, "tcp"], "promtail-http" = [9080, 9080, "tcp"], "oracle-db-tcp" = [1521, 1521, "tcp"],
    "rabbitmq-4369-tcp" = [4369, 4369, "tcp"], "rabbitmq-5671-tcp" = [5671, 5671, "tcp"], "rabbitmq-5672-tcp" = [5672, 5672, "tcp"],
    "rabbitmq-15672-tcp" = [15672, 15672, "tcp"], "rabbitmq-25672-tcp" = [25672, 25672, "tcp"], "rdp-tcp" = [3389, 3389, "tcp"],
    "rdp-udp" = [3389, 3389, "udp"], "redis-tcp" = [6379, 6379, "tcp"], "redshift-tcp" = [5439, 5439, "tcp"], "saltstack-tcp" = [4505, 4506, "tcp"],
    "smtp-tcp" = [25, 25, "tcp"], "smtp-submission-587-tcp" = [587, 587, "tcp"], "smtps-465-tcp" = [465, 465, "tcp"],
    "solr-tcp" = [8983, 8987, "tcp"], "splunk-indexer-tcp" = [9997, 9997, "tcp"], "splunk-web-tcp" = [8000, 8000, "tcp"],
    "splunk-splunkd-tcp" = [8089, 8089, "tcp"], "splunk-hec-tcp" = [8088, 8088, "tcp"], "squid-proxy-tcp" = [3128, 3128, "tcp"],
    "ssh-tcp" = [22, 22, "tcp"], "vault-tcp" = [8200, 8200, "tcp"], "web-jmx-tcp" = [1099, 1099, "tcp"], "winrm-http-tcp" = [5985, 5985, "tcp"],
    "winrm-https-tcp" = [5986, 5986, "tcp"], "zabbix-server" = [10051, 10051, "tcp"], "zabbix-proxy" = [10051, 10051, "tcp"],
    "zabbix-agent" = [10050, 10050, "tcp"], "zipkin-query-tcp" = [9411, 9411, "tcp"], "zipkin-web-tcp" = [8080, 8080, "tcp"],
    "zookeeper-2181-tcp" = [2181, 2181, "tcp"], "zookeeper-2182-tls-tcp" = [2182, 2182, "tcp"], "zookeeper-2888-tcp" = [2888, 2888, "tcp"],
    "zookeeper-3888-tcp" = [3888, 3888, "tcp"], "zookeeper-jmx-tcp" = [7199, 7199, "tcp"], "all-all" = [-1, -1, "-1"], "all-tcp" = [0, 65535, "tcp"],
    "all-udp" = [0, 65535, "udp"], "all-icmp" = [-1, -1, "icmp"], "all-ipv6-icmp" = [-1, -1, "58"],
  }
}

resource "aws_security_group" "this" {
  count  = local.make ? 1 : 0
  name   = var.name
  vpc_id = var.vpc_id
}

resource "aws_security_group_rule" "ingress_rules" {
  count             = local.listed ? length(concat(var.ingress_rules, var.computed_ingress_rules)) : 0
  security_group_id = local.id
  type              = "ingress"
  from_port         = local.known[concat(var.ingress_rules, var.computed_ingress_rules)[count.index]][0]
  to_port           = local.known[concat(var.ingress_rules, var.computed_ingress_rules)[count.index]][1]
  protocol          = local.known[concat(var.ingress_rules, var.computed_ingress_rules)[count.index]][2]
  cidr_blocks       = var.ingress_cidr_blocks
  ipv6_cidr_blocks  = var.ingress_ipv6_cidr_blocks
  prefix_list_ids   = var.ingress_prefix_list_ids
}

resource "aws_security_group_rule" "ingress_with_cidr_blocks" {
  for_each          = { for k, v in concat(local.ingress_lists.cidr_blocks, local.ingress_computed.cidr_blocks) : k => v if local.listed }
  security_group_id = local.id
  type              = "ingress"
  from_port         = try(each.value.from_port, local.known[each.value.rule][0])
  to_port           = try(each.value.to_port, local.known[each.value.rule][1])
  protocol          = try(each.value.protocol, local.known[each.value.rule][2])
  cidr_blocks       = compact(split(",", try(each.value.cidr_blocks, join(",", var.ingress_cidr_blocks))))
  prefix_list_ids   = var.ingress_prefix_list_ids
}

resource "aws_security_group_rule" "ingress_with_ipv6_cidr_blocks" {
  for_each          = { for k, v in concat(local.ingress_lists.ipv6_cidr_blocks, local.ingress_computed.ipv6_cidr_blocks) : k => v if local.listed }
  security_group_id = local.id
  type              = "ingress"
  from_port         = try(each.value.from_port, local.known[each.value.rule][0])
  to_port           = try(each.value.to_port, local.known[each.value.rule][1])
  protocol          = try(each.value.protocol, local.known[each.value.rule][2])
  ipv6_cidr_blocks  = compact(split(",", try(each.value.ipv6_cidr_blocks, join(",", var.ingress_ipv6_cidr_blocks))))
  prefix_list_ids   = var.ingress_prefix_list_ids
}

resource "aws_security_group_rule" "ingress_with_source_security_group_id" {
  for_each          = { for k, v in concat(local.ingress_lists.source_security_group_id, local.ingress_computed.source_security_group_id) : k => v if local.listed }
  security_group_id = local.id
  type              = "ingress"
  from_port         = try(each.value.from_port, local.known[each.value.rule][0])
  to_port           = try(each.value.to_port, local.known[each.value.rule][1])
  protocol          = try(each.value.protocol, local.known[each.value.rule][2])
  source_security_group_id = each.value.source_security_group_id
  prefix_list_ids   = var.ingress_prefix_list_ids
}

resource "aws_security_group_rule" "ingress_with_self" {
  for_each          = { for k, v in concat(local.ingress_lists.self, local.ingress_computed.self) : k => v if local.listed }
  security_group_id = local.id
  type              = "ingress"
  from_port         = try(each.value.from_port, local.known[each.value.rule][0])
  to_port           = try(each.value.to_port, local.known[each.value.rule][1])
  protocol          = try(each.value.protocol, local.known[each.value.rule][2])
  self              = try(coalesce(each.value.self, true), true)
  prefix_list_ids   = var.ingress_prefix_list_ids
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each                     = { for k, v in var.ingress_rules : k => v if local.mapped }
  security_group_id            = local.id
  ip_protocol                  = try(coalesce(each.value.ip_protocol, "tcp"), "tcp")
  from_port                    = try(coalesce(each.value.from_port, each.value.to_port), each.value.from_port, each.value.to_port, null)
  to_port                      = try(coalesce(each.value.to_port, each.value.from_port), each.value.to_port, each.value.from_port, null)
  cidr_ipv4                    = try(each.value.cidr_ipv4, null)
  cidr_ipv6                    = try(each.value.cidr_ipv6, null)
  prefix_list_id               = try(each.value.prefix_list_id, null)
  referenced_security_group_id = try(each.value.referenced_security_group_id == "self" ? local.id : each.value.referenced_security_group_id, null)
}

resource "aws_security_group_rule" "egress_rules" {
  count             = local.listed ? length(concat(var.egress_rules, var.computed_egress_rules)) : 0
  security_group_id = local.id
  type              = "egress"
  from_port         = local.known[concat(var.egress_rules, var.computed_egress_rules)[count.index]][0]
  to_port           = local.known[concat(var.egress_rules, var.computed_egress_rules)[count.index]][1]
  protocol          = local.known[concat(var.egress_rules, var.computed_egress_rules)[count.index]][2]
  cidr_blocks       = var.egress_cidr_blocks
  ipv6_cidr_blocks  = var.egress_ipv6_cidr_blocks
  prefix_list_ids   = var.egress_prefix_list_ids
}

resource "aws_security_group_rule" "egress_with_cidr_blocks" {
  for_each          = { for k, v in concat(local.egress_lists.cidr_blocks, local.egress_computed.cidr_blocks) : k => v if local.listed }
  security_group_id = local.id
  type              = "egress"
  from_port         = try(each.value.from_port, local.known[each.value.rule][0])
  to_port           = try(each.value.to_port, local.known[each.value.rule][1])
  protocol          = try(each.value.protocol, local.known[each.value.rule][2])
  cidr_blocks       = compact(split(",", try(each.value.cidr_blocks, join(",", var.egress_cidr_blocks))))
  prefix_list_ids   = var.egress_prefix_list_ids
}

resource "aws_security_group_rule" "egress_with_ipv6_cidr_blocks" {
  for_each          = { for k, v in concat(local.egress_lists.ipv6_cidr_blocks, local.egress_computed.ipv6_cidr_blocks) : k => v if local.listed }
  security_group_id = local.id
  type              = "egress"
  from_port         = try(each.value.from_port, local.known[each.value.rule][0])
  to_port           = try(each.value.to_port, local.known[each.value.rule][1])
  protocol          = try(each.value.protocol, local.known[each.value.rule][2])
  ipv6_cidr_blocks  = compact(split(",", try(each.value.ipv6_cidr_blocks, join(",", var.egress_ipv6_cidr_blocks))))
  prefix_list_ids   = var.egress_prefix_list_ids
}

resource "aws_security_group_rule" "egress_with_source_security_group_id" {
  for_each          = { for k, v in concat(local.egress_lists.source_security_group_id, local.egress_computed.source_security_group_id) : k => v if local.listed }
  security_group_id = local.id
  type              = "egress"
  from_port         = try(each.value.from_port, local.known[each.value.rule][0])
  to_port           = try(each.value.to_port, local.known[each.value.rule][1])
  protocol          = try(each.value.protocol, local.known[each.value.rule][2])
  source_security_group_id = each.value.source_security_group_id
  prefix_list_ids   = var.egress_prefix_list_ids
}

resource "aws_security_group_rule" "egress_with_self" {
  for_each          = { for k, v in concat(local.egress_lists.self, local.egress_computed.self) : k => v if local.listed }
  security_group_id = local.id
  type              = "egress"
  from_port         = try(each.value.from_port, local.known[each.value.rule][0])
  to_port           = try(each.value.to_port, local.known[each.value.rule][1])
  protocol          = try(each.value.protocol, local.known[each.value.rule][2])
  self              = try(coalesce(each.value.self, true), true)
  prefix_list_ids   = var.egress_prefix_list_ids
}

resource "aws_vpc_security_group_egress_rule" "this" {
  for_each                     = { for k, v in var.egress_rules : k => v if local.mapped }
  security_group_id            = local.id
  ip_protocol                  = try(coalesce(each.value.ip_protocol, "tcp"), "tcp")
  from_port                    = try(coalesce(each.value.from_port, each.value.to_port), each.value.from_port, each.value.to_port, null)
  to_port                      = try(coalesce(each.value.to_port, each.value.from_port), each.value.to_port, each.value.from_port, null)
  cidr_ipv4                    = try(each.value.cidr_ipv4, null)
  cidr_ipv6                    = try(each.value.cidr_ipv6, null)
  prefix_list_id               = try(each.value.prefix_list_id, null)
  referenced_security_group_id = try(each.value.referenced_security_group_id == "self" ? local.id : each.value.referenced_security_group_id, null)
}
output "security_group_id" { value = local.id }
output "this_security_group_id" { value = local.id }
output "id" { value = local.id }
output "security_group_arn" { value = try(aws_security_group.this[0].arn, null) }
output "arn" { value = try(aws_security_group.this[0].arn, null) }
output "security_group_name" { value = try(aws_security_group.this[0].name, null) }
output "this_security_group_name" { value = try(aws_security_group.this[0].name, null) }
output "name" { value = try(aws_security_group.this[0].name, null) }
output "security_group_vpc_id" { value = try(aws_security_group.this[0].vpc_id, null) }
output "this_security_group_vpc_id" { value = try(aws_security_group.this[0].vpc_id, null) }
output "vpc_id" { value = try(aws_security_group.this[0].vpc_id, null) }
