# What is fetched when the instance starts, and what only looks like a credential.

data "aws_secretsmanager_secret_version" "registry" {
  secret_id = "registry-auth"
}

resource "aws_instance" "fetched" {
  ami = "ami-0abcdef1234567890"
  metadata_options {
    http_tokens = "required"
  }
  user_data = <<-EOT
    #!/bin/bash
    AUTH=$(aws secretsmanager get-secret-value --secret-id registry-auth --query SecretString --output text)
    echo ECS_ENGINE_AUTH_TYPE=docker >> /etc/ecs/ecs.config
    echo "ECS_ENGINE_AUTH_DATA=$AUTH" >> /etc/ecs/ecs.config
    echo ECS_ENGINE_AUTH_DATA=$(cat /root/auth.json) >> /etc/ecs/ecs.config
    echo ECS_ENGINE_AUTH_DATA= >> /etc/ecs/ecs.config
    export KEY_PREFIX=AKIA
    echo "-----BEGIN CERTIFICATE-----"
  EOT
}

resource "aws_launch_template" "read" {
  name_prefix = "read-"
  image_id    = "ami-0abcdef1234567890"
  metadata_options {
    http_tokens = "required"
  }
  user_data = base64encode("#!/bin/bash\necho 'ECS_ENGINE_AUTH_DATA=${data.aws_secretsmanager_secret_version.registry.secret_string}' >> /etc/ecs/ecs.config\n")
}
