# Users of a list, and TLS: said and by default.

resource "aws_memorydb_cluster" "said" {
  name      = "said"
  node_type = "db.t4g.small"
  acl_name  = aws_memorydb_acl.app.id

  tls_enabled = true
}

resource "aws_memorydb_cluster" "silent" {
  name      = "silent"
  node_type = "db.t4g.small"
  acl_name  = "app"
}

resource "aws_memorydb_acl" "app" {
  name       = "app"
  user_names = ["app"]
}
