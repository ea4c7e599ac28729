variable "a" {
  type    = list(
  default = 1
}

variable "b" {
  type = object({a = optional()})
}

resource "aws_ecs_task_definition" "a" {
  count                 = "x"
  for_each              = 1
  family                = {}
  container_definitions = 1
  volume                = "x"
}
