# The caller decides.

variable "rotated" {
  type = bool
}

resource "aws_kms_key" "data" {
  description = "data"
  enable_key_rotation = var.rotated
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::123456789012:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
    ]
  })
}
