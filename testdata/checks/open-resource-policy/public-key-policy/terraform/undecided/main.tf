# Who decrypts is the caller's.

variable "who" {
  type = string
}

resource "aws_kms_key" "asked" {
  description = "asked"
}

resource "aws_kms_key_policy" "asked" {
  key_id = aws_kms_key.asked.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = var.who }
      Action    = "kms:*"
      Resource  = "*"
    }]
  })
}
