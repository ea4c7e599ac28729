# The agent answers other machines, or gives tasks no roles.

resource "aws_launch_template" "introspection" {
  name_prefix = "introspection-"
  image_id    = "ami-0abcdef1234567890"
  metadata_options {
    http_tokens = "required"
  }
  user_data = base64encode(<<-EOT
    #!/bin/bash
    cat <<'CONFIG' >> /etc/ecs/ecs.config
    ECS_AWSVPC_BLOCK_IMDS=true
    ECS_ALLOW_OFFHOST_INTROSPECTION_ACCESS=true # expect: container-escape.agent-hardening-disabled
    CONFIG
  EOT
  )
}

resource "aws_instance" "roles" {
  ami = "ami-0abcdef1234567890"
  metadata_options {
    http_tokens = "required"
  }
  user_data = <<-EOT
    #cloud-config
    write_files:
    - path: /etc/ecs/ecs.config
      content: |
        ECS_AWSVPC_BLOCK_IMDS=true
        ECS_ENABLE_TASK_IAM_ROLE=${var.task_roles}
  EOT
}

variable "task_roles" {
  type    = bool
  default = false # expect: container-escape.agent-hardening-disabled
}

resource "aws_launch_configuration" "windows" {
  name_prefix   = "windows-"
  image_id      = "ami-0abcdef1234567890"
  instance_type = "t3.large"
  metadata_options {
    http_tokens = "required"
  }
  user_data = <<-EOT
    <powershell>
    [Environment]::SetEnvironmentVariable("ECS_ALLOW_OFFHOST_INTROSPECTION_ACCESS", $TRUE, "Machine") # expect: container-escape.agent-hardening-disabled
    Initialize-ECSAgent -Cluster prod -AwsvpcBlockIMDS -EnableTaskIAMRole:$false # expect: container-escape.agent-hardening-disabled
    </powershell>
  EOT
}
