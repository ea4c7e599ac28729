variable "name" {
  type = string
}

variable "suffix" {
  default = "logs"
}

# An output gives it out.
resource "aws_s3_bucket" "given" {
  count = 1
}

output "buckets" {
  value = { all = [for bucket in aws_s3_bucket.given : bucket.id] }
}

# The caller chose its name, or a part of it.
resource "aws_s3_bucket" "named" {
  bucket = "${var.name}-artifacts"
}

resource "aws_s3_bucket" "named_by_default" {
  bucket = "acme-${var.suffix}"
}
