provider "aws" {
  region = "eu-west-1"
}

resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  container_definitions    = jsonencode([module.container.json_map_object])
}

module "encoded" {
  source          = "cloudposse/ecs-container-definition/aws"
  version         = "0.61.2"
  container_name  = "encoded"
  container_image = "httpd:2.4"
}

resource "aws_ecs_task_definition" "encoded" {
  family                   = "encoded"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  container_definitions    = module.encoded.json_map_encoded_list
}
