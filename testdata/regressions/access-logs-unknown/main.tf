terraform {
  backend "s3" {}
}

variable "access_logs" {
  type = bool
}

resource "aws_s3_bucket" "logs" {
  bucket = "example-lb-logs"
}

resource "aws_lb" "main" {
  name     = "main"
  internal = true
  access_logs {
    bucket  = aws_s3_bucket.logs.id
    enabled = var.access_logs
  }
}
