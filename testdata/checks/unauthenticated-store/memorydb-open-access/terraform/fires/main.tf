# No user, and no encryption.

resource "aws_memorydb_cluster" "open" {
  name      = "open"
  node_type = "db.t4g.small"
  acl_name  = "open-access" # expect: unauthenticated-store.memorydb-open-access
}

resource "aws_memorydb_cluster" "plain" {
  name      = "plain"
  node_type = "db.t4g.small"
  acl_name  = "open-access" # expect: unauthenticated-store.memorydb-open-access

  tls_enabled = false # expect: unauthenticated-store.memorydb-open-access
}
