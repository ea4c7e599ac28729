variable "partition" {}
resource "aws_iam_group_policy_attachment" "g" {
  group = "ops"
  policy_arn = "arn:${var.partition}:iam::aws:policy/AdministratorAccess"
}
resource "aws_iam_user_policy_attachment" "u" {
  user = "bob"
  policy_arn = format("arn:%s:iam::aws:policy/AdministratorAccess", var.partition)
}
