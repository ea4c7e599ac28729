# Who sends is the caller's.

variable "who" {
  type = string
}

resource "aws_sqs_queue" "asked" {
  name = "asked"
}

resource "aws_sqs_queue_policy" "asked" {
  queue_url = aws_sqs_queue.asked.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = var.who }
      Action    = "sqs:SendMessage"
      Resource  = "*"
    }]
  })
}
