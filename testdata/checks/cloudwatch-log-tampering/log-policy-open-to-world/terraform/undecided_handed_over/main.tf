# Who holds the document is known to the module that it is handed to, and that is not here.

provider "aws" {
  region = "eu-west-1"
}

data "aws_iam_policy_document" "open" {
  statement {
    actions   = ["*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}

module "store" {
  source  = "example/store/aws"
  version = "1.0.0"
  policy  = data.aws_iam_policy_document.open.json
}
