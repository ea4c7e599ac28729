# Off: said, by default, on a node of its own; or only preferred.

resource "aws_elasticache_replication_group" "silent" { # expect: unauthenticated-store.cache-without-tls
  replication_group_id = "silent"
  description          = "sessions"
  node_type            = "cache.t4g.small"
  engine               = "valkey"
  num_cache_clusters   = 2
  user_group_ids       = ["app"]
}

resource "aws_elasticache_replication_group" "off" {
  replication_group_id = "off"
  description          = "sessions"
  node_type            = "cache.t4g.small"
  engine               = "valkey"
  num_cache_clusters   = 2
  user_group_ids       = ["app"]

  transit_encryption_enabled = false # expect: unauthenticated-store.cache-without-tls
}

resource "aws_elasticache_replication_group" "preferred" {
  replication_group_id = "preferred"
  description          = "sessions"
  node_type            = "cache.t4g.small"
  engine               = "valkey"
  num_cache_clusters   = 2
  user_group_ids       = ["app"]

  transit_encryption_enabled = true
  transit_encryption_mode    = "preferred" # expect: unauthenticated-store.cache-without-tls
}

resource "aws_elasticache_cluster" "node" { # expect: unauthenticated-store.cache-without-tls
  cluster_id      = "node"
  engine          = "redis"
  node_type       = "cache.t4g.small"
  num_cache_nodes = 1
}

resource "aws_elasticache_cluster" "pages" {
  cluster_id                 = "pages"
  engine                     = "memcached"
  node_type                  = "cache.t4g.small"
  num_cache_nodes            = 2
  transit_encryption_enabled = false # expect: unauthenticated-store.cache-without-tls
}
