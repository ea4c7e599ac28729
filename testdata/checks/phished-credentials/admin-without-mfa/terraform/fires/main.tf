# A group by its own policy, one by AWS's, one by a shared policy.

resource "aws_iam_group" "own" {
  name = "own"
}

resource "aws_iam_group_policy" "own" {
  group = aws_iam_group.own.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "*" # expect: phished-credentials.admin-without-mfa, excessive-iam-permissions.wildcard-action
        Resource = "*"
      },
    ]
  })
}

resource "aws_iam_group" "attached" {
  name = "attached"
}

resource "aws_iam_group_policy_attachment" "attached" {
  group      = aws_iam_group.attached.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess" # expect: phished-credentials.admin-without-mfa, excessive-iam-permissions.administrator-policy-attached
}

resource "aws_iam_group_policy_attachment" "shared" {
  group      = aws_iam_group.attached.name
  policy_arn = aws_iam_policy.shared.arn
}

resource "aws_iam_policy" "shared" {
  name = "shared"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["*:*"] # expect: phished-credentials.admin-without-mfa, excessive-iam-permissions.wildcard-action
        Resource = ["*"]
      },
    ]
  })
}
