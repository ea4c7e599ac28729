# The only account that the unit speaks of may be its own.

resource "aws_iam_role" "root" {
  name = "root"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::210987654321:root" }
        Action    = "sts:AssumeRole"
      },
    ]
  })
}
