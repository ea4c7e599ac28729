# Who has the policy is the caller's choice.

variable "users" {
  type = list(string)
}

resource "aws_iam_user" "ann" {
  name = "ann"
}

resource "aws_iam_policy_attachment" "list" {
  name       = "list"
  users      = var.users
  policy_arn = "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"
}
