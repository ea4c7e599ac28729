# The caller gives the token or the users.

variable "token" {
  type      = string
  sensitive = true
}

variable "groups" {
  type = list(string)
}

resource "aws_elasticache_replication_group" "token" {
  replication_group_id       = "token"
  description                = "sessions"
  node_type                  = "cache.t4g.small"
  engine                     = "valkey"
  num_cache_clusters         = 2
  transit_encryption_enabled = true
  auth_token                 = var.token
}

resource "aws_elasticache_replication_group" "users" {
  replication_group_id       = "users"
  description                = "sessions"
  node_type                  = "cache.t4g.small"
  engine                     = "valkey"
  num_cache_clusters         = 2
  transit_encryption_enabled = true
  user_group_ids             = var.groups
}
