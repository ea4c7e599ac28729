# Everybody publishes.

resource "aws_sns_topic" "apart" {
  name = "apart"
}

resource "aws_sns_topic_policy" "apart" {
  arn = aws_sns_topic.apart.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*" # expect: open-resource-policy.public-topic-policy
      Action    = "sns:Publish"
      Resource  = "*"
    }]
  })
}

resource "aws_sns_topic" "listed" {
  name = "listed"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = ["*"] } # expect: open-resource-policy.public-topic-policy
      Action    = "sns:Publish"
      Resource  = "*"
    }]
  })
}

resource "aws_sns_topic_policy" "elsewhere" {
  arn = "arn:aws:sns:eu-west-1:123456789012:orders"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*" # expect: open-resource-policy.public-topic-policy
      Action    = "sns:Publish"
      Resource  = "*"
    }]
  })
}
