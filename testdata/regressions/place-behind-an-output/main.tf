provider "aws" {
  region = "eu-west-1"
}

module "ecr" {
  source = "./ecr"
}

module "outer" {
  source = "./outer"
}

module "task" {
  source = "./task"
  repo   = module.ecr.url
}

resource "aws_ecs_task_definition" "own" {
  family = "own"
  container_definitions = jsonencode([{
    name                   = "own"
    image                  = module.outer.url
    user                   = "1000"
    readonlyRootFilesystem = true
    logConfiguration       = { logDriver = "awslogs", options = {} }
  }])
}
