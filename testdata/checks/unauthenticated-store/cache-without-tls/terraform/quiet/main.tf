# On, also by what the group or a serverless cache says.

resource "aws_elasticache_replication_group" "on" {
  replication_group_id = "on"
  description          = "sessions"
  node_type            = "cache.t4g.small"
  engine               = "valkey"
  num_cache_clusters   = 2
  user_group_ids       = ["app"]

  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
}

resource "aws_elasticache_cluster" "replica" {
  cluster_id           = "replica"
  replication_group_id = aws_elasticache_replication_group.on.id
}

resource "aws_elasticache_cluster" "pages" {
  cluster_id                 = "pages"
  engine                     = "memcached"
  engine_version             = "1.6.22"
  node_type                  = "cache.t4g.small"
  num_cache_nodes            = 2
  transit_encryption_enabled = true
}

resource "aws_elasticache_serverless_cache" "serverless" {
  engine        = "valkey"
  name          = "sessions"
  user_group_id = "app"
}

resource "aws_elasticache_replication_group" "member" {
  replication_group_id        = "member"
  description                 = "sessions"
  global_replication_group_id = "ldgnf-sessions"
}
