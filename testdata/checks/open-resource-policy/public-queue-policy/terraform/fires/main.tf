# Everybody sends.

resource "aws_sqs_queue" "apart" {
  name = "apart"
}

resource "aws_sqs_queue_policy" "apart" {
  queue_url = aws_sqs_queue.apart.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*" # expect: open-resource-policy.public-queue-policy
      Action    = "sqs:SendMessage"
      Resource  = "*"
    }]
  })
}

resource "aws_sqs_queue" "listed" {
  name = "listed"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = ["*"] } # expect: open-resource-policy.public-queue-policy
      Action    = "sqs:SendMessage"
      Resource  = "*"
    }]
  })
}

resource "aws_sqs_queue_policy" "elsewhere" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/123456789012/orders"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*" # expect: open-resource-policy.public-queue-policy
      Action    = "sqs:SendMessage"
      Resource  = "*"
    }]
  })
}
