# An Express Mode service, which describes its container without a task definition.

resource "aws_ecs_express_gateway_service" "web" {
  service_name            = "web"
  cluster                 = "main"
  cpu                     = "512"
  memory                  = "1024"
  task_role_arn           = "arn:aws:iam::123456789012:role/web"
  execution_role_arn      = "arn:aws:iam::123456789012:role/execution"
  infrastructure_role_arn = "arn:aws:iam::123456789012:role/infrastructure"

  primary_container {
    image          = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:latest" # expect: container-image-tampering.latest-image-tag
    container_port = 8080

    environment {
      name  = "LOG_LEVEL"
      value = "info"
    }
  }
}
