# The principals are in other stacks: named by a literal, a variable, a data source, and the partition is not known.

provider "aws" {
  region = "eu-west-1"
}

variable "role_name" {
  type = string
}

data "aws_partition" "current" {}

data "aws_iam_role" "existing" {
  name = "existing"
}

resource "aws_iam_role_policy_attachment" "literal" {
  role       = "deployer"
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess" # expect: excessive-iam-permissions.administrator-policy-attached
}

resource "aws_iam_role_policy_attachment" "variable" {
  role       = var.role_name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess" # expect: excessive-iam-permissions.administrator-policy-attached
}

resource "aws_iam_role_policy_attachment" "looked_up" {
  role       = data.aws_iam_role.existing.name
  policy_arn = "arn:aws:iam::aws:policy/IAMFullAccess" # expect: excessive-iam-permissions.administrator-policy-attached
}

resource "aws_iam_role_policy_attachment" "each" {
  for_each   = toset(["arn:${data.aws_partition.current.partition}:iam::aws:policy/AdministratorAccess"]) # expect: excessive-iam-permissions.administrator-policy-attached
  role       = "deployer"
  policy_arn = each.value
}
