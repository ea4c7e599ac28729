# The caller decides about records.

variable "exec_logging" {
  type = string
}

resource "aws_ecs_cluster" "main" {
  name = "main"

  setting {
    name  = "containerInsights"
    value = "enhanced"
  }

  configuration {

    execute_command_configuration {
      kms_key_id = "arn:aws:kms:eu-west-1:123456789012:key/1a2b3c4d"
      logging    = var.exec_logging
    }
  }
}
