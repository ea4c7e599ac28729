locals {
  a = "${jsonencode({a = 
}

resource "aws_ecs_cluster" "b" {
  name = "b"
}
