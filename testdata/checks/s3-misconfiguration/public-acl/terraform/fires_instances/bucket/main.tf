variable "name" {
  type = string
}

variable "acl" {
  type    = string
  default = "private"
}

resource "aws_s3_bucket" "this" {
  count = 1

  bucket = var.name
}

resource "aws_s3_bucket_logging" "this" {
  bucket        = aws_s3_bucket.this[0].id
  target_bucket = "central-logs"
  target_prefix = "this/"
}

resource "aws_s3_bucket_acl" "this" {
  count = 1

  bucket = one(aws_s3_bucket.this[*].id)
  acl    = var.acl
}

output "id" {
  value = aws_s3_bucket.this[0].id
}
