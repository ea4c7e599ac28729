# A token, users, a member of a global datastore, and Memcached, which knows no users.

resource "random_password" "token" {
  length  = 32
  special = false
}

resource "aws_elasticache_replication_group" "token" {
  replication_group_id       = "token"
  description                = "sessions"
  node_type                  = "cache.t4g.small"
  engine                     = "valkey"
  num_cache_clusters         = 2
  transit_encryption_enabled = true
  auth_token                 = random_password.token.result
}

resource "aws_elasticache_replication_group" "users" {
  replication_group_id       = "users"
  description                = "sessions"
  node_type                  = "cache.t4g.small"
  engine                     = "valkey"
  num_cache_clusters         = 2
  transit_encryption_enabled = true
  user_group_ids             = [aws_elasticache_user_group.app.user_group_id]
}

resource "aws_elasticache_user_group" "app" {
  engine        = "valkey"
  user_group_id = "app"
}

resource "aws_elasticache_replication_group" "member" {
  replication_group_id        = "member"
  description                 = "sessions"
  global_replication_group_id = "ldgnf-sessions"
}

resource "aws_elasticache_serverless_cache" "users" {
  engine        = "valkey"
  name          = "sessions"
  user_group_id = aws_elasticache_user_group.app.user_group_id
}

resource "aws_elasticache_serverless_cache" "memcached" {
  engine = "memcached"
  name   = "pages"
}
