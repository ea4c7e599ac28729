# Credentials in scripts, whatever way they are written.

resource "aws_instance" "plain" {
  ami = "ami-0abcdef1234567890"
  metadata_options {
    http_tokens = "required"
  }
  user_data = <<-EOT
    #!/bin/bash
    export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE # expect: sensitive-env-var-logging.secret-in-user-data
    export AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
    aws s3 cp s3://${var.bucket}/app .
    cat <<'KEY' > /root/.ssh/id_rsa
    -----BEGIN RSA PRIVATE KEY----- # expect: sensitive-env-var-logging.secret-in-user-data
    MIIEowIBAAKCAQEAvC0mB1oaVgN9fSx3rB0nZxkqk0oT
    -----END RSA PRIVATE KEY-----
    KEY
  EOT
}

variable "bucket" {
  type = string
}

resource "aws_launch_template" "agent" {
  name_prefix = "agent-"
  image_id    = "ami-0abcdef1234567890"
  metadata_options {
    http_tokens = "required"
  }
  user_data = base64encode(<<-EOT
    #!/bin/bash
    cat <<'CONFIG' >> /etc/ecs/ecs.config
    ECS_AWSVPC_BLOCK_IMDS=true
    ECS_CLUSTER=prod
    ECS_ENGINE_AUTH_TYPE=docker
    ECS_ENGINE_AUTH_DATA={"https://registry.example/v1/":{"username":"ci","password":"correct-horse"}} # expect: sensitive-env-var-logging.secret-in-user-data
    CONFIG
  EOT
  )
}

resource "aws_instance" "literal" {
  ami = "ami-0abcdef1234567890"
  metadata_options {
    http_tokens = "required"
  }
  user_data_base64 = "IyEvYmluL2Jhc2gKZXhwb3J0IEFXU19BQ0NFU1NfS0VZX0lEPUFLSUFJT1NGT0ROTjdFWEFNUExFCmV4cG9ydCBBV1NfU0VDUkVUX0FDQ0VTU19LRVk9d0phbHJYVXRuRkVNSWJQeFJmaUNZRVhBTVBMRUtFWQo=" # expect: sensitive-env-var-logging.secret-in-user-data
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
    [Environment]::SetEnvironmentVariable("ECS_ENGINE_AUTH_DATA", '{"registry.example":{"auth":"Y2k6Y29ycmVjdC1ob3JzZQ=="}}', "Machine") # expect: sensitive-env-var-logging.secret-in-user-data
    $env:AWS_ACCESS_KEY_ID = "AKIAIOSFODNN7EXAMPLE" # expect: sensitive-env-var-logging.secret-in-user-data
    </powershell>
  EOT
}
