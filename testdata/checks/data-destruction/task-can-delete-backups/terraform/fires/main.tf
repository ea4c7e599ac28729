# Recovery points of the account, old versions of objects, and how long they are kept.

resource "aws_s3_bucket" "assets" {
  bucket = "acme-assets"
}

resource "aws_s3_bucket_versioning" "assets" {
  bucket = aws_s3_bucket.assets.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_public_access_block" "assets" {
  bucket                  = aws_s3_bucket.assets.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_logging" "assets" {
  bucket        = aws_s3_bucket.assets.id
  target_bucket = "acme-logs"
  target_prefix = "assets/"
}

resource "aws_iam_role" "task" {
  name = "task"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = ["ecs-tasks.amazonaws.com"] }
        Action    = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role_policy" "task" {
  role = aws_iam_role.task.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["backup:DeleteRecoveryPoint"] # expect: data-destruction.task-can-delete-backups
        Resource = "*"
      },
      {
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:DeleteObject*"] # expect: data-destruction.task-can-delete-backups
        Resource = "${aws_s3_bucket.assets.arn}/*"
      },
      {
        Effect   = "Allow"
        Action   = ["s3:PutLifecycleConfiguration"] # expect: data-destruction.task-can-delete-backups
        Resource = "arn:aws:s3:::acme-assets"
      },
    ]
  })
}

resource "aws_ecs_task_definition" "this" {
  family                   = "planner"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "256"
  memory                   = "512"
  execution_role_arn       = "arn:aws:iam::123456789012:role/planner-execution"
  task_role_arn            = aws_iam_role.task.arn
  container_definitions = jsonencode([
    {
      name                   = "planner"
      image                  = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/planner@sha256:4c1d3a5e7f90b2c4d6e8fa0c1b3d5f7092a4c6e8d0b1f3a5c7e9d1b3f5a70921"
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
        options   = { "awslogs-group" = "/ecs/planner", "awslogs-region" = "eu-west-1", "awslogs-stream-prefix" = "planner" }
      }
    },
  ])
}
