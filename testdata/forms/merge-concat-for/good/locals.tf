locals {
  common_environment = {
    APP_ENV = "production"
  }
  service_environment = {}
  service_secrets = {
    DB_PASSWORD = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop/db-Ab12Cd"
  }

  environment = merge(local.common_environment, local.service_environment)

  container_defaults = {
    cpu                    = 256
    memory                 = 512
    essential              = true
    user                   = "10001:10001"
    privileged             = false
    readonlyRootFilesystem = true
    linuxParameters = {
      initProcessEnabled = true
      capabilities       = { drop = ["ALL"] }
    }
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        "awslogs-group"         = "/ecs/shop-app"
        "awslogs-region"        = "eu-central-1"
        "awslogs-stream-prefix" = "app"
      }
    }
  }

  app_container = merge(local.container_defaults, {
    name         = "app"
    image        = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop/app@sha256:4f1c7d0e9a2b5c6d8e3f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0d"
    privileged   = false
    portMappings = [{ containerPort = 8080, hostPort = 8080, protocol = "tcp" }]
    environment  = [for name, value in local.environment : { name = name, value = value }]
    secrets      = [for name, arn in local.service_secrets : { name = name, valueFrom = arn }]
  })

  sidecars = []
}
