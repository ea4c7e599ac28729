data "terraform_remote_state" "iam" {
  backend = "s3"
  config = {
    bucket = "states"
    key    = "iam"
    region = "eu-west-1"
  }
}

resource "aws_ecs_task_definition" "two" {
  family             = "two"
  task_role_arn      = data.terraform_remote_state.iam.outputs.task_role
  execution_role_arn = data.terraform_remote_state.iam.outputs.execution_role
}

resource "aws_ecs_task_definition" "of_two_names" {
  family             = "of-two-names"
  task_role_arn      = data.terraform_remote_state.iam.outputs.roles["task"]
  execution_role_arn = data.terraform_remote_state.iam.outputs.roles["execution"]
}

resource "aws_ecs_task_definition" "one" {
  family             = "one"
  task_role_arn      = data.terraform_remote_state.iam.outputs.roles["both"] # the same
  execution_role_arn = data.terraform_remote_state.iam.outputs.roles["both"]
}
