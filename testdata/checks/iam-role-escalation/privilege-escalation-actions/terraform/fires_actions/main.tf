# The finding stands at the action that escalates, not at the list.

resource "aws_iam_policy" "list" {
  name = "list"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Action = [
        "iam:ListUsers",
        "iam:CreateAccessKey",
        "iam:GetUser",
      ]
      Resource = "*" # expect: iam-role-escalation.privilege-escalation-actions
    }]
  })
}
