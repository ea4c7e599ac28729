resource "aws_iam_policy" "deploy" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Action = [
        "ecs:DescribeServices",
        "ecs:UpdateService",
        "ecs:RegisterTaskDefinition",
      ]
      Resource = "*"
    }]
  })
}

resource "aws_iam_policy" "move" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["ecs:UpdateService"]
      Resource = "arn:aws:ecs:*:*:service/*"
    }]
  })
}

data "aws_iam_policy_document" "read" {
  statement {
    actions = [
      "logs:PutLogEvents",
      "ssm:GetParameter",
      "ssm:GetParameters",
    ]
    resources = [ # of the reader
      "arn:aws:logs:*:*:log-group:app",
      "*",
    ]
  }
}

resource "aws_iam_policy" "read" {
  policy = data.aws_iam_policy_document.read.json
}
