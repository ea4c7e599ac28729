data "aws_region" "current" {}

data "aws_region" "other" {
  region = "eu-west-2"
}

resource "aws_launch_template" "lt" {
  name = "${data.aws_region.current.name}-node"
  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }
}

resource "aws_instance" "node" {
  launch_template {
    name = "${data.aws_region.current.name}-node"
  }
}

resource "aws_cloudwatch_log_group" "app" {
  name              = "/ecs/${data.aws_region.current.name}/app"
  retention_in_days = 400
}

resource "aws_ecs_task_definition" "app" {
  family = "app"
  container_definitions = jsonencode([{
    name  = "app"
    image = "nginx"
    logConfiguration = {
      logDriver = "awslogs"
      options   = { "awslogs-create-group" = "true", "awslogs-group" = "/ecs/${data.aws_region.current.name}/app" }
    }
    }, {
    name  = "other"
    image = "nginx"
    logConfiguration = {
      logDriver = "awslogs"
      options   = { "awslogs-create-group" = "true", "awslogs-group" = "/other/${data.aws_region.other.name}/app" }
    }
  }])
}
