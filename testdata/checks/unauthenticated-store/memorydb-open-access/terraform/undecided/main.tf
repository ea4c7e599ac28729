# The caller names the list.

variable "acl" {
  type = string
}

resource "aws_memorydb_cluster" "named" {
  name      = "named"
  node_type = "db.t4g.small"
  acl_name  = var.acl
}
