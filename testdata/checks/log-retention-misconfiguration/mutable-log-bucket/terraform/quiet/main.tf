# Buckets with evidence that keep it, by versions and by locks.

provider "aws" {
  region = "eu-west-1"
}

resource "aws_s3_bucket" "trail" {
  bucket = "trail"
}

resource "aws_s3_bucket_versioning" "trail" {
  bucket = aws_s3_bucket.trail.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_cloudtrail" "this" {
  name                       = "this"
  s3_bucket_name             = aws_s3_bucket.trail.id
  is_multi_region_trail      = true
  enable_log_file_validation = true
  kms_key_id                 = "alias/trail"
  cloud_watch_logs_group_arn = "arn:aws:logs:eu-west-1:123456789012:log-group:trail:*"
  cloud_watch_logs_role_arn  = "arn:aws:iam::123456789012:role/trail"
}

resource "aws_s3_bucket" "balancer" {
  bucket = "balancer"

  versioning {
    enabled = true
  }
}

resource "aws_lb" "this" {
  name     = "this"
  internal = true
  subnets  = ["subnet-0a", "subnet-0b"]

  access_logs {
    bucket  = aws_s3_bucket.balancer.bucket
    enabled = true
  }
}

resource "aws_s3_bucket" "flow" {
  bucket = "flow"

  object_lock_enabled = true
}

resource "aws_flow_log" "this" {
  vpc_id               = "vpc-0123456789abcdef0"
  traffic_type         = "ALL"
  log_destination_type = "s3"
  log_destination      = aws_s3_bucket.flow.arn
}

resource "aws_s3_bucket" "shell" {
  bucket = "shell"
}

resource "aws_s3_bucket_object_lock_configuration" "shell" {
  bucket = aws_s3_bucket.shell.id

  rule {
    default_retention {
      mode = "GOVERNANCE"
      days = 90
    }
  }
}

resource "aws_ecs_cluster" "this" {
  name = "this"

  setting {
    name  = "containerInsights"
    value = "enabled"
  }

  configuration {
    execute_command_configuration {
      kms_key_id = "alias/exec"
      logging    = "OVERRIDE"

      log_configuration {
        s3_bucket_name               = "shell"
        s3_bucket_encryption_enabled = true
      }
    }
  }
}
