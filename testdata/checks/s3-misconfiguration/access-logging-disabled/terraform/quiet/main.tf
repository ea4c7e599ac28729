# Logging inline and beside the bucket, and buckets that are there for logs.

provider "aws" {
  region = "eu-west-1"
}

resource "aws_s3_bucket" "inline" {
  bucket = "inline"

  versioning {
    enabled = true
  }

  logging {
    target_bucket = aws_s3_bucket.logs.id
    target_prefix = "inline/"
  }
}

resource "aws_s3_bucket" "beside" {
  bucket = "beside"
}

resource "aws_s3_bucket_versioning" "beside" {
  bucket = aws_s3_bucket.beside.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_logging" "beside" {
  bucket        = aws_s3_bucket.beside.id
  target_bucket = "central-logs"
  target_prefix = "beside/"
}

resource "aws_s3_bucket" "logs" {
  bucket = "logs"
}

resource "aws_s3_bucket_versioning" "logs" {
  bucket = aws_s3_bucket.logs.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket" "central" {
  bucket = "central"
  acl    = "log-delivery-write"

  versioning {
    enabled = true
  }
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

data "aws_iam_policy_document" "trail" {
  statement {
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.trail.arn}/AWSLogs/*"]

    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }
  }
}

resource "aws_s3_bucket_policy" "trail" {
  bucket = aws_s3_bucket.trail.id
  policy = data.aws_iam_policy_document.trail.json
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
    bucket  = aws_s3_bucket.balancer.id
    enabled = true
  }
}

resource "aws_s3_bucket" "each" {
  for_each = toset(["a", "b"])

  bucket = "each-${each.key}"

  versioning {
    enabled = true
  }
}

resource "aws_s3_bucket_logging" "each" {
  for_each = aws_s3_bucket.each

  bucket        = each.value.id
  target_bucket = "central-logs"
  target_prefix = "each/"
}
