# The second service is the caller's.

variable "service" {
  type = string
}

resource "aws_iam_role" "app" {
  name = "app"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = ["ecs-tasks.amazonaws.com", var.service] }
        Action    = "sts:AssumeRole"
      },
    ]
  })
}
