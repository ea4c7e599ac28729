provider "aws" {
  region = "eu-west-1"
}
module "db" {
  source = "./db"
  for_each = toset(["a", "b"])
  name = each.key
}
data "aws_iam_policy_document" "d" {
  statement {
    actions = ["dynamodb:GetItem"]
    resources = concat([for m in module.db : m.arn], [for m in module.db : "${m.arn}/index/*"])
  }
}
resource "aws_iam_policy" "p" {
  policy = data.aws_iam_policy_document.d.json
}
