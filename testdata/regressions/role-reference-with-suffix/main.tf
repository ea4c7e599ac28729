terraform {
  backend "s3" {}
}

resource "aws_iam_role" "shared" {
  name = "orders"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
    }]
  })
}

resource "aws_ecs_task_definition" "orders" {
  family = "orders"
  task_role_arn      = aws_iam_role.shared.arn
  execution_role_arn = "${aws_iam_role.shared.arn}-exec"
  container_definitions = jsonencode([
    { name = "orders", image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/orders:1.4.2", user = "1000", cpu = 256, memory = 512 },
  ])
}
