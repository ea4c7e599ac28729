resource "aws_ecs_cluster" "a" {
  name = "a"
}

resource "aws_ecs_cluster" {{

resource "aws_ecs_cluster" "c" {
  name = "c"
}
