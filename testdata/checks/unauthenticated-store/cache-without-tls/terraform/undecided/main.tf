# The caller chooses.

variable "encrypted" {
  type = bool
}

resource "aws_elasticache_replication_group" "chosen" {
  replication_group_id = "chosen"
  description          = "sessions"
  node_type            = "cache.t4g.small"
  engine               = "valkey"
  num_cache_clusters   = 2
  user_group_ids       = ["app"]

  transit_encryption_enabled = var.encrypted
}

resource "aws_elasticache_cluster" "pages" {
  cluster_id                 = "pages"
  engine                     = "memcached"
  node_type                  = "cache.t4g.small"
  num_cache_nodes            = 2
  transit_encryption_enabled = var.encrypted
}
