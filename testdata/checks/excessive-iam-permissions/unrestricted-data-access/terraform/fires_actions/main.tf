# The finding stands at the action that reads, not at the list.

resource "aws_iam_policy" "list" {
  name = "list"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Action = [
        "sqs:ReceiveMessage",
        "S3:Get*",
        "kms:Decrypt",
      ]
      Resource = "*" # expect: excessive-iam-permissions.unrestricted-data-access
    }]
  })
}

data "aws_iam_policy_document" "blocks" {
  statement {
    actions = [
      "sqs:ReceiveMessage",
      "dynamodb:Query",
    ]
    resources = ["*"] # expect: excessive-iam-permissions.unrestricted-data-access
  }
}

resource "aws_iam_policy" "blocks" {
  name   = "blocks"
  policy = data.aws_iam_policy_document.blocks.json
}
