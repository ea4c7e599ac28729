# Shells that nobody records.

resource "aws_ecs_cluster" "main" {
  name = "main"

  setting {
    name  = "containerInsights"
    value = "enhanced"
  }

  configuration {

    execute_command_configuration {
      kms_key_id = "arn:aws:kms:eu-west-1:123456789012:key/1a2b3c4d"
      logging    = "NONE" # expect: task-execution-ambiguity.unaudited-execute-command
    }
  }
}
