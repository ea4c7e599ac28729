terraform {
  backend "s3" {}
}

variable "client" {
  type = string
}

resource "aws_ecs_task_definition" "web" {
  family = "web"
  container_definitions = jsonencode([{
    name        = "web"
    image       = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1.4.2"
    environment = [{ name = "${var.client}_SSL_VERIFY", value = "false" }]
  }])
}
