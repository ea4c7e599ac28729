locals {
  containers = jsonencode([
    {
      name       = "app"
      image      = "nginx"
      privileged = true
    },
    {
      name  = "worker"
      image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/worker:1.4.2"
    },
  ])
}

module "service" {
  source                = "example/ecs-service/aws"
  version               = "1.5.3"
  family                = "app"
  container_definitions = local.containers
}

module "named" {
  source = "example/fargate/aws"
  container_definitions = {
    web = {
      image                  = "httpd:latest"
      readonlyRootFilesystem = false
    }
  }
}

# What is no container is none.
module "other" {
  source                = "example/other/aws"
  container_definitions = { web = { enabled = true } }
}
