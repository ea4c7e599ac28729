# The caller brings the credentials, or a part of the script.

variable "auth" {
  type      = string
}

variable "further" {
  type = string
}

resource "aws_launch_template" "auth" {
  name_prefix = "auth-"
  image_id    = "ami-0abcdef1234567890"
  metadata_options {
    http_tokens = "required"
  }
  user_data = base64encode("#!/bin/bash\necho 'ECS_ENGINE_AUTH_DATA=${var.auth}' >> /etc/ecs/ecs.config\n")
}

resource "aws_instance" "further" {
  ami = "ami-0abcdef1234567890"
  metadata_options {
    http_tokens = "required"
  }
  user_data = <<-EOT
    #!/bin/bash
    ${var.further}
  EOT
}
