terraform {
  backend "s3" {}
}

variable "container_insights" {
  type = string
}

resource "aws_ecs_account_setting_default" "insights" {
  name  = "containerInsights"
  value = var.container_insights
}

resource "aws_ecs_cluster" "main" {
  name = "main"
}
