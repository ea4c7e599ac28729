terraform {
  backend "s3" {}
}

resource "aws_s3_bucket" "logs" {
  bucket = "example-lb-logs"
}

resource "aws_lb" "main" {
  name     = "main"
  internal = true
  access_logs {
    bucket  = aws_s3_bucket.logs.id
    enabled = false
  }
}
