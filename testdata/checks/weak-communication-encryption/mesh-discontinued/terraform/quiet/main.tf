# A mesh without anything in it promises nothing, and Service Connect has TLS of its own.

resource "aws_appmesh_mesh" "main" {
  name = "main"
}
