# The account encrypts by default.

resource "aws_ebs_encryption_by_default" "this" {
  enabled = true
}

resource "aws_launch_template" "hosts" {
  name     = "hosts"
  image_id = "ami-0123456789abcdef0"
  user_data = base64encode(<<-EOT
    #!/bin/bash
    echo ECS_CLUSTER=main >> /etc/ecs/ecs.config
    echo ECS_AWSVPC_BLOCK_IMDS=true >> /etc/ecs/ecs.config
  EOT
  )
  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }
  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      volume_size = 30
    }
  }
}
