variable "cluster" {}
variable "services" {
  type = map(object({ image = string, privileged = optional(bool, true) }))
  default = {}
}
resource "aws_ecs_task_definition" "t" {
  for_each = var.services
  family = each.key
  container_definitions = jsonencode([{ name = each.key, image = each.value.image, privileged = true }])
}
