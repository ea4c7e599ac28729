# One role for tasks and instances.

resource "aws_iam_role" "app" {
  name = "app"
  assume_role_policy = jsonencode({ # expect: service-role-misuse.mixed-service-trust
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = ["ecs-tasks.amazonaws.com", "ec2.amazonaws.com"] }
        Action    = "sts:AssumeRole"
      },
    ]
  })
}
