# The caller decides on the tag.

variable "watched" {
  type = string
}

resource "aws_ecs_cluster" "main" {
  name = "main"
  setting {
    name  = "containerInsights"
    value = "enabled"
  }
  tags = {
    GuardDutyManaged = var.watched
  }
}
