terraform {
  backend "s3" {}
}

resource "aws_iam_user_policy_attachment" "legacy" {
  user       = "legacy-admin"
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}

resource "aws_iam_group_policy_attachment" "ops" {
  group      = "ops"
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
