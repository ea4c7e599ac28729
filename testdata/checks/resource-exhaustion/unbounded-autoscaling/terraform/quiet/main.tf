# As many as allowed, and what is no service.

resource "aws_appautoscaling_target" "web" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/main/web"
  min_capacity       = 2
  max_capacity       = 100
}

resource "aws_appautoscaling_target" "table" {
  service_namespace  = "dynamodb"
  scalable_dimension = "dynamodb:table:ReadCapacityUnits"
  resource_id        = "table/orders"
  min_capacity       = 2
  max_capacity       = 40000
}
