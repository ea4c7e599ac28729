# Who may assume it is the caller's choice.

variable "principal" {
  type = string
}

resource "aws_iam_role" "open" {
  name = "open"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = var.principal }
        Action    = "sts:AssumeRole"
      },
    ]
  })
}
