# Nobody logs in.

resource "aws_elasticache_replication_group" "open" { # expect: unauthenticated-store.cache-without-authentication
  replication_group_id       = "open"
  description                = "sessions"
  node_type                  = "cache.t4g.small"
  engine                     = "valkey"
  num_cache_clusters         = 2
  transit_encryption_enabled = true
}

resource "aws_elasticache_replication_group" "empty" { # expect: unauthenticated-store.cache-without-authentication
  replication_group_id       = "empty"
  description                = "sessions"
  node_type                  = "cache.t4g.small"
  engine                     = "valkey"
  num_cache_clusters         = 2
  transit_encryption_enabled = true
  user_group_ids             = [] # the same
}

resource "aws_elasticache_serverless_cache" "serverless" { # expect: unauthenticated-store.cache-without-authentication
  engine = "valkey"
  name   = "sessions"
}
