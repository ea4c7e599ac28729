# One account, everybody of one topic, and nobody.

resource "aws_sqs_queue" "account" {
  name = "account"
}

resource "aws_sqs_queue_policy" "account" {
  queue_url = aws_sqs_queue.account.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:root" }
      Action    = "sqs:SendMessage"
      Resource  = "*"
    }]
  })
}

resource "aws_sqs_queue" "bounded" {
  name = "bounded"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "sqs:SendMessage"
      Resource  = "*"
      Condition = { ArnEquals = { "aws:SourceArn" = "arn:aws:sns:eu-west-1:123456789012:orders" } }
    }]
  })
}

resource "aws_sqs_queue" "silent" {
  name = "silent"
}
