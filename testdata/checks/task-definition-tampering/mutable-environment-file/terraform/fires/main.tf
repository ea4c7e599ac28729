# No versions, versions suspended, an object of the unit; the bucket by reference and by name.

resource "aws_s3_bucket" "plain" { # expect: s3-misconfiguration.versioning-disabled
  bucket = "example-plain"
}

resource "aws_s3_bucket_public_access_block" "plain" {
  bucket                  = aws_s3_bucket.plain.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

data "aws_iam_policy_document" "plain" {
  statement {
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.plain.arn, "${aws_s3_bucket.plain.arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "plain" {
  bucket = aws_s3_bucket.plain.id
  policy = data.aws_iam_policy_document.plain.json
}

resource "aws_s3_bucket_logging" "plain" {
  bucket        = aws_s3_bucket.plain.id
  target_bucket = "example-access-logs"
  target_prefix = "plain/"
}

resource "aws_s3_bucket" "paused" {
  bucket = "example-paused"
}

resource "aws_s3_bucket_public_access_block" "paused" {
  bucket                  = aws_s3_bucket.paused.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

data "aws_iam_policy_document" "paused" {
  statement {
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.paused.arn, "${aws_s3_bucket.paused.arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "paused" {
  bucket = aws_s3_bucket.paused.id
  policy = data.aws_iam_policy_document.paused.json
}

resource "aws_s3_bucket_logging" "paused" {
  bucket        = aws_s3_bucket.paused.id
  target_bucket = "example-access-logs"
  target_prefix = "paused/"
}

resource "aws_s3_bucket_versioning" "paused" {
  bucket = aws_s3_bucket.paused.id
  versioning_configuration {
    status = "Suspended" # expect: s3-misconfiguration.versioning-disabled
  }
}

resource "aws_s3_object" "settings" {
  bucket = aws_s3_bucket.plain.id
  key    = "planner.env"
  source = "planner.env"
}

resource "aws_ecs_task_definition" "this" {
  family                   = "planner"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "256"
  memory                   = "512"
  execution_role_arn       = "arn:aws:iam::123456789012:role/planner-execution"
  task_role_arn            = "arn:aws:iam::123456789012:role/planner"
  container_definitions = jsonencode([
    {
      name                   = "planner"
      image                  = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/planner@sha256:4c1d3a5e7f90b2c4d6e8fa0c1b3d5f7092a4c6e8d0b1f3a5c7e9d1b3f5a70921"
      essential              = true
      cpu                    = 128
      memory                 = 256
      user                   = "1000:1000"
      readonlyRootFilesystem = true
      environmentFiles = [
        { type = "s3", value = "${aws_s3_bucket.plain.arn}/planner.env" }, # expect: task-definition-tampering.mutable-environment-file
        { type = "s3", value = "arn:aws:s3:::example-paused/planner.env" }, # expect: task-definition-tampering.mutable-environment-file
        { type = "s3", value = aws_s3_object.settings.arn }, # expect: task-definition-tampering.mutable-environment-file
      ]
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
