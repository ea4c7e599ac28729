terraform {
  backend "s3" {}
}

data "aws_caller_identity" "me" {}

resource "aws_ecs_task_definition" "orders" {
  family = "orders"
  task_role_arn = "arn:aws:iam::${data.aws_caller_identity.me.account_id}:role/orders"
  container_definitions = jsonencode([
    { name = "orders", image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/orders:1.4.2", user = "1000", cpu = 256, memory = 512 },
  ])
}

resource "aws_ecs_task_definition" "billing" {
  family = "billing"
  task_role_arn = "arn:aws:iam::${data.aws_caller_identity.me.account_id}:role/billing"
  container_definitions = jsonencode([
    { name = "billing", image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/billing:1.4.2", user = "1000", cpu = 256, memory = 512 },
  ])
}
