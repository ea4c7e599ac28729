# An instance, and a launch configuration.

resource "aws_instance" "host" {
  ami                         = "ami-0123456789abcdef0"
  associate_public_ip_address = false
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
  root_block_device {
    encrypted = false # expect: unencrypted-dataflows.container-host-disk-not-encrypted
  }
  ebs_block_device {
    device_name = "/dev/xvdcz"
    encrypted   = true
  }
}

resource "aws_launch_configuration" "host" {
  image_id                    = "ami-0123456789abcdef0"
  instance_type               = "t3.large"
  associate_public_ip_address = false
  user_data_base64 = base64encode(<<-EOT
    #!/bin/bash
    echo ECS_CLUSTER=main >> /etc/ecs/ecs.config
    echo ECS_AWSVPC_BLOCK_IMDS=true >> /etc/ecs/ecs.config
  EOT
  )
  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }
  root_block_device {
    encrypted = false # expect: unencrypted-dataflows.container-host-disk-not-encrypted
  }
}
