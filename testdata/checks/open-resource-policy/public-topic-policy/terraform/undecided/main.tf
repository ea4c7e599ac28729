# Who publishes is the caller's.

variable "who" {
  type = string
}

resource "aws_sns_topic" "asked" {
  name = "asked"
}

resource "aws_sns_topic_policy" "asked" {
  arn = aws_sns_topic.asked.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = var.who }
      Action    = "sns:Publish"
      Resource  = "*"
    }]
  })
}
