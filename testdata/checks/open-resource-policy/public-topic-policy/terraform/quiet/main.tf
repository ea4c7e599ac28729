# One account, everybody for one account as AWS writes it, and nobody.

resource "aws_sns_topic" "account" {
  name = "account"
}

resource "aws_sns_topic_policy" "account" {
  arn = aws_sns_topic.account.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:root" }
      Action    = "sns:Publish"
      Resource  = "*"
    }]
  })
}

resource "aws_sns_topic" "bounded" {
  name = "bounded"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "sns:Publish"
      Resource  = "*"
      Condition = { StringEquals = { "AWS:SourceOwner" = "123456789012" } }
    }]
  })
}

resource "aws_sns_topic" "silent" {
  name = "silent"
}
