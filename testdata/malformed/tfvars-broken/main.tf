variable "a" {
  type = map(number)
}

resource "aws_ecs_cluster" "b" {
  name = var.a["x"]
}
