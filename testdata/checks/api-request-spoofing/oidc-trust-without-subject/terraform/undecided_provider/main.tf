# What kind of provider it is is the caller's choice.

variable "provider_arn" {
  type = string
}

resource "aws_iam_role" "open" {
  name = "open"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Federated = var.provider_arn }
        Action    = "sts:AssumeRoleWithWebIdentity"
      },
    ]
  })
}
