# What is typed lies in the log as it is.

resource "aws_ecs_cluster" "main" {
  name = "main"

  setting {
    name  = "containerInsights"
    value = "enhanced"
  }

  configuration {

    execute_command_configuration {
      kms_key_id = "arn:aws:kms:eu-west-1:123456789012:key/1a2b3c4d"
      logging    = "OVERRIDE"

      log_configuration {
        cloud_watch_log_group_name     = "/ecs/exec"
        cloud_watch_encryption_enabled = false # expect: task-execution-ambiguity.unencrypted-execute-command-log
      }
    }
  }
}
