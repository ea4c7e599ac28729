# Buckets with the record of calls, requests, traffic and shells, and no memory.

provider "aws" {
  region = "eu-west-1"
}

resource "aws_s3_bucket" "trail" { # expect: log-retention-misconfiguration.mutable-log-bucket, s3-misconfiguration.versioning-disabled
  bucket = "trail"
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
  bucket = "balancer-logs"

  versioning {
    enabled = false # expect: log-retention-misconfiguration.mutable-log-bucket, s3-misconfiguration.versioning-disabled
  }
}

resource "aws_lb" "this" {
  name     = "this"
  internal = true
  subnets  = ["subnet-0a", "subnet-0b"]

  access_logs {
    bucket  = "balancer-logs"
    enabled = true
  }
}

resource "aws_s3_bucket" "flow" { # expect: log-retention-misconfiguration.mutable-log-bucket, s3-misconfiguration.versioning-disabled
  bucket = "flow"
}

resource "aws_flow_log" "this" {
  vpc_id               = "vpc-0123456789abcdef0"
  traffic_type         = "ALL"
  log_destination_type = "s3"
  log_destination      = "${aws_s3_bucket.flow.arn}/network"
}

resource "aws_s3_bucket" "shell" {
  bucket = "shell"
}

resource "aws_s3_bucket_versioning" "shell" {
  bucket = aws_s3_bucket.shell.id

  versioning_configuration {
    status = "Suspended" # expect: log-retention-misconfiguration.mutable-log-bucket, s3-misconfiguration.versioning-disabled
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
        s3_bucket_name               = aws_s3_bucket.shell.bucket
        s3_bucket_encryption_enabled = true
      }
    }
  }
}
