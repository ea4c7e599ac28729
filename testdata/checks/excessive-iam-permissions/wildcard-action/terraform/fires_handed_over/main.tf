# A document without principals is what somebody may do, whoever it is handed to.

provider "aws" {
  region = "eu-west-1"
}

data "aws_iam_policy_document" "all" {
  statement {
    actions   = ["*"] # expect: excessive-iam-permissions.wildcard-action
    resources = ["*"]
  }
}

module "role" {
  source  = "example/role/aws"
  version = "1.0.0"
  policy  = data.aws_iam_policy_document.all.json
}
