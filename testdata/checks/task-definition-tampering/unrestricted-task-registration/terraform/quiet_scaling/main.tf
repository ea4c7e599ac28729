# The role of the service that scales, as AWS writes it and by hand.

resource "aws_iam_role" "scaling" {
  name = "scaling"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = ["application-autoscaling.amazonaws.com"] }
        Action    = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role_policy" "scaling" {
  role = aws_iam_role.scaling.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["ecs:DescribeServices", "ecs:UpdateService"]
        Resource = "*"
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "scaling" {
  role       = aws_iam_role.scaling.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceAutoscaleRole"
}
