# The caller chooses the setting.

variable "introspection" {
  type = string
}

resource "aws_launch_template" "this" {
  name_prefix = "nodes-"
  image_id    = "ami-0abcdef1234567890"
  metadata_options {
    http_tokens = "required"
  }
  user_data = base64encode(<<-EOT
    #!/bin/bash
    echo ECS_ALLOW_OFFHOST_INTROSPECTION_ACCESS=${var.introspection} >> /etc/ecs/ecs.config
  EOT
  )
}
