# The service is blocked for tasks, or the instance joins no cluster.

resource "aws_instance" "blocked" {
  ami = "ami-0abcdef1234567890"
  metadata_options {
    http_tokens = "required"
  }
  user_data = <<-EOT
    #!/bin/bash
    cat <<'CONFIG' >> /etc/ecs/ecs.config
    ECS_CLUSTER=prod
    ECS_AWSVPC_BLOCK_IMDS=true
    CONFIG
  EOT
}

resource "aws_launch_template" "blocked" {
  name_prefix = "blocked-"
  image_id    = "ami-0abcdef1234567890"
  metadata_options {
    http_tokens = "required"
  }
  user_data = base64encode(join("\n", [
    "#!/bin/bash",
    "echo -e \"ECS_CLUSTER=prod\\nECS_AWSVPC_BLOCK_IMDS=true\" >> /etc/ecs/ecs.config",
  ]))
}

resource "aws_instance" "windows" {
  ami = "ami-0abcdef1234567890"
  metadata_options {
    http_tokens = "required"
  }
  user_data = <<-EOT
    <powershell>
    Initialize-ECSAgent -Cluster prod -EnableTaskENI `
      -AwsvpcBlockIMDS
    </powershell>
  EOT
}

resource "aws_instance" "no_cluster" {
  ami = "ami-0abcdef1234567890"
  metadata_options {
    http_tokens = "required"
  }
  user_data = <<-EOT
    #!/bin/bash
    # ECS_CLUSTER=prod
    echo "no cluster: ECS_CLUSTER is not set"
  EOT
}

resource "aws_instance" "bottlerocket" {
  ami = "ami-0abcdef1234567890"
  metadata_options {
    http_tokens = "required"
  }
  user_data = <<-EOT
    [settings.ecs]
    cluster = "prod"
  EOT
}
