# Each of these instances joins a cluster, whatever way its user data is written, and none of them blocks the metadata service.

resource "aws_ecs_cluster" "prod" {
  name = "prod"
  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_instance" "plain" {
  ami = "ami-0abcdef1234567890"
  metadata_options {
    http_tokens = "required"
  }
  user_data = <<-EOT
    #!/bin/bash
    echo ECS_CLUSTER=${aws_ecs_cluster.prod.name} >> /etc/ecs/ecs.config # expect: metadata-credential-leak.imds-reachable-from-tasks
    echo ECS_AWSVPC_BLOCK_IMDS=false >> /etc/ecs/ecs.config
  EOT
}

resource "aws_launch_template" "encoded" {
  name_prefix = "encoded-"
  image_id    = "ami-0abcdef1234567890"
  metadata_options {
    http_tokens = "required"
  }
  user_data = base64encode(<<-EOT
    #!/bin/bash
    cat <<'CONFIG' >> /etc/ecs/ecs.config
    ECS_CLUSTER=${aws_ecs_cluster.prod.id} # expect: metadata-credential-leak.imds-reachable-from-tasks
    # ECS_AWSVPC_BLOCK_IMDS=true
    CONFIG
  EOT
  )
}

resource "aws_instance" "literal" {
  ami = "ami-0abcdef1234567890"
  metadata_options {
    http_tokens = "required"
  }
  user_data_base64 = "IyEvYmluL2Jhc2gKZWNobyBFQ1NfQ0xVU1RFUj1wcm9kID4+IC9ldGMvZWNzL2Vjcy5jb25maWcK" # expect: metadata-credential-leak.imds-reachable-from-tasks
}

resource "aws_launch_configuration" "template" {
  name_prefix   = "template-"
  image_id      = "ami-0abcdef1234567890"
  instance_type = "t3.large"
  metadata_options {
    http_tokens = "required"
  }
  user_data = templatefile("${path.module}/agent.sh.tftpl", { cluster = aws_ecs_cluster.prod.name })
}

resource "aws_launch_template" "parts" {
  name_prefix = "parts-"
  image_id    = "ami-0abcdef1234567890"
  metadata_options {
    http_tokens = "required"
  }
  user_data = data.cloudinit_config.parts.rendered
}

data "cloudinit_config" "parts" {
  gzip          = true
  base64_encode = true
  part {
    content_type = "text/cloud-config"
    content      = "repo_update: true"
  }
  part {
    content_type = "text/x-shellscript"
    content      = <<-EOT
      #!/bin/bash
      echo 'ECS_CLUSTER=prod' >> /etc/ecs/ecs.config # expect: metadata-credential-leak.imds-reachable-from-tasks
    EOT
  }
}

resource "aws_instance" "windows" {
  ami = "ami-0abcdef1234567890"
  metadata_options {
    http_tokens = "required"
  }
  user_data = <<-EOT
    <powershell>
    Import-Module ECSTools
    Initialize-ECSAgent -Cluster 'prod' -EnableTaskIAMRole -EnableTaskENI # expect: metadata-credential-leak.imds-reachable-from-tasks
    </powershell>
  EOT
}
