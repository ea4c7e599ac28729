# More tasks than anybody needs, one time as the default of a variable.

variable "max_tasks" {
  type    = number
  default = 5000 # expect: resource-exhaustion.unbounded-autoscaling
}

resource "aws_appautoscaling_target" "web" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/main/web"
  min_capacity       = 2
  max_capacity       = 101 # expect: resource-exhaustion.unbounded-autoscaling
}

resource "aws_appautoscaling_target" "api" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/main/web"
  min_capacity       = 2
  max_capacity       = var.max_tasks
}
