# The group and the role have the policies.

resource "aws_iam_user" "ann" {
  name = "ann"
}

resource "aws_iam_user_group_membership" "ann" {
  user   = aws_iam_user.ann.name
  groups = [aws_iam_group.people.name]
}

resource "aws_iam_group" "people" {
  name = "people"
}

resource "aws_iam_group_policy" "people" {
  group = aws_iam_group.people.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = "arn:aws:s3:::example-assets/*"
      },
    ]
  })
}

resource "aws_iam_policy_attachment" "list" {
  name       = "list"
  users      = []
  groups     = [aws_iam_group.people.name]
  roles      = ["reader"]
  policy_arn = "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"
}
