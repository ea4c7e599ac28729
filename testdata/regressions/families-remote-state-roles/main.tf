terraform {
  backend "s3" {}
}

data "terraform_remote_state" "iam" {
  backend = "s3"
  config = {
    bucket = "example-terraform-state"
    key    = "iam/terraform.tfstate"
    region = "eu-west-1"
  }
}

resource "aws_ecs_task_definition" "orders" {
  family = "orders"
  task_role_arn = data.terraform_remote_state.iam.outputs.orders_role_arn
  container_definitions = jsonencode([
    { name = "orders", image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/orders:1.4.2", user = "1000", cpu = 256, memory = 512 },
  ])
}

resource "aws_ecs_task_definition" "billing" {
  family = "billing"
  task_role_arn = data.terraform_remote_state.iam.outputs.billing_role_arn
  container_definitions = jsonencode([
    { name = "billing", image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/billing:1.4.2", user = "1000", cpu = 256, memory = 512 },
  ])
}
