# The caller's part of the script may block the service, or join the cluster.

variable "further" {
  type = string
}

variable "script" {
  type = string
}

resource "aws_launch_template" "further" {
  name_prefix = "further-"
  image_id    = "ami-0abcdef1234567890"
  metadata_options {
    http_tokens = "required"
  }
  user_data = base64encode(<<-EOT
    #!/bin/bash
    echo ECS_CLUSTER=prod >> /etc/ecs/ecs.config
    ${var.further}
  EOT
  )
}

resource "aws_instance" "script" {
  ami = "ami-0abcdef1234567890"
  metadata_options {
    http_tokens = "required"
  }
  user_data = var.script
}
