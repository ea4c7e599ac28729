# What is safe is said, or something else is.

resource "aws_launch_template" "safe" {
  name_prefix = "safe-"
  image_id    = "ami-0abcdef1234567890"
  metadata_options {
    http_tokens = "required"
  }
  user_data = base64encode(<<-EOT
    #!/bin/bash
    cat <<'CONFIG' >> /etc/ecs/ecs.config
    ECS_CLUSTER=prod
    ECS_AWSVPC_BLOCK_IMDS=true
    ECS_ALLOW_OFFHOST_INTROSPECTION_ACCESS=false
    ECS_ENABLE_TASK_IAM_ROLE=true
    ECS_ENABLE_TASK_IAM_ROLE_NETWORK_HOST=false
    # ECS_ENABLE_TASK_IAM_ROLE=false
    CONFIG
  EOT
  )
}

resource "aws_instance" "windows" {
  ami = "ami-0abcdef1234567890"
  metadata_options {
    http_tokens = "required"
  }
  user_data = "<powershell>Initialize-ECSAgent -Cluster prod -EnableTaskIAMRole -AwsvpcBlockIMDS</powershell>"
}
