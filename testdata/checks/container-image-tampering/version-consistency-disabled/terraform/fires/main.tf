# A tag that may mean two images in one deployment.

resource "aws_ecs_task_definition" "this" {
  family                   = "pricing"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "256"
  memory                   = "512"
  execution_role_arn       = "arn:aws:iam::123456789012:role/pricing-execution"
  task_role_arn            = "arn:aws:iam::123456789012:role/pricing-task"
  container_definitions = jsonencode([
    {
      name                   = "pricing"
      image                  = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/pricing:2.0" # expect: container-image-tampering.image-not-pinned-by-digest
      essential              = true
      cpu                    = 128
      memory                 = 256
      user                   = "1000:1000"
      readonlyRootFilesystem = true
      linuxParameters = {
        capabilities = {
          drop = ["ALL"]
        }
      }
      healthCheck = {
        command = ["CMD-SHELL", "/app/healthy || exit 1"]
      }
      logConfiguration = {
        logDriver = "awslogs"
        options   = { "awslogs-group" = "/ecs/pricing", "awslogs-region" = "eu-west-1", "awslogs-stream-prefix" = "pricing" }
      }
      versionConsistency = "disabled" # expect: container-image-tampering.version-consistency-disabled
    },
  ])
}
