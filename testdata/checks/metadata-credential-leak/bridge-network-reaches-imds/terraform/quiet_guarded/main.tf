# Every host keeps its answers to itself.

resource "aws_ecs_task_definition" "this" {
  family                   = "encoder"
  requires_compatibilities = ["EC2"]
  cpu                      = "256"
  memory                   = "512"
  execution_role_arn       = "arn:aws:iam::123456789012:role/encoder-execution"
  task_role_arn            = "arn:aws:iam::123456789012:role/encoder-task"
  container_definitions = jsonencode([
    {
      name                   = "encoder"
      image                  = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/encoder@sha256:4c1d3a5e7f90b2c4d6e8fa0c1b3d5f7092a4c6e8d0b1f3a5c7e9d1b3f5a70921"
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
        options   = { "awslogs-group" = "/ecs/encoder", "awslogs-region" = "eu-west-1", "awslogs-stream-prefix" = "encoder" }
      }
    },
  ])
}

resource "aws_launch_template" "hosts" {
  name_prefix = "hosts"
  image_id    = "ami-0a1b2c3d4e5f60718"
  user_data   = base64encode("#!/bin/bash\necho ECS_CLUSTER=main >> /etc/ecs/ecs.config\necho ECS_AWSVPC_BLOCK_IMDS=true >> /etc/ecs/ecs.config\n")
  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }
}
