# The caller sets the bound.

variable "max_tasks" {
  type = number
}

resource "aws_appautoscaling_target" "web" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/main/web"
  min_capacity       = 2
  max_capacity       = var.max_tasks
}
