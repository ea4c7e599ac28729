data "aws_iam_policy_document" "dashboard" {
  statement {
    actions   = ["*", "logs:PutLogEvents"]
    resources = ["arn:aws:s3:::*"]
  }
}

resource "aws_iam_role" "dashboard" {
  name               = "dashboard"
  assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }] })
}

resource "aws_iam_role_policy" "dashboard" {
  role   = aws_iam_role.dashboard.id
  policy = data.aws_iam_policy_document.dashboard.json
}
