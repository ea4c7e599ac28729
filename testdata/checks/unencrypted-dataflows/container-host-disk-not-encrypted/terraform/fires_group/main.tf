# A capacity provider manages the group that starts with it.

resource "aws_launch_template" "hosts" {
  name     = "hosts"
  image_id = "ami-0123456789abcdef0"
  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }
  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      volume_size = 30
      encrypted   = false # expect: unencrypted-dataflows.container-host-disk-not-encrypted
    }
  }
}

resource "aws_autoscaling_group" "hosts" {
  min_size = 1
  max_size = 3
  launch_template {
    id      = aws_launch_template.hosts.id
    version = "$Latest"
  }
}

resource "aws_ecs_capacity_provider" "hosts" {
  name = "hosts"
  auto_scaling_group_provider {
    auto_scaling_group_arn = aws_autoscaling_group.hosts.arn
  }
}
