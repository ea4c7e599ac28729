terraform {
  backend "s3" {}
}
variable "prefix" {
  type = string
}
variable "cpu" {
  type = number
}
resource "aws_iam_role" "task" {
  name               = "${var.prefix}-task"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }] })
}
resource "aws_iam_role" "exec" {
  name               = "${var.prefix}-exec"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }] })
}
resource "aws_ecs_task_definition" "a" {
  family                = "a"
  cpu                   = var.cpu
  task_role_arn         = aws_iam_role.task.arn
  execution_role_arn    = aws_iam_role.exec.arn
  container_definitions = jsonencode([{ name = "a", image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1.4.2" }])
}
resource "aws_ecs_task_definition" "b" {
  family                = "b"
  task_role_arn         = aws_iam_role.exec.arn
  container_definitions = jsonencode([{ name = "a", image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1.4.2" }])
}
