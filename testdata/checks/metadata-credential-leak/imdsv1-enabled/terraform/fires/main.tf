# Tokens are optional, or nobody demands them: the second is a mild finding, because the account or the image may.

resource "aws_instance" "optional" {
  ami = "ami-0abcdef1234567890"
  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "optional" # expect: metadata-credential-leak.imdsv1-enabled
  }
}

resource "aws_launch_template" "optional" {
  name_prefix = "nodes-"
  image_id    = data.aws_ssm_parameter.al2023.value
  metadata_options {
    http_tokens = var.tokens
  }
}

variable "tokens" {
  type    = string
  default = "optional" # expect: metadata-credential-leak.imdsv1-enabled
}

resource "aws_launch_configuration" "silent" { # expect: metadata-credential-leak.imdsv1-enabled
  name_prefix   = "nodes-"
  image_id      = "ami-0abcdef1234567890"
  instance_type = "t3.large"
}

resource "aws_instance" "silent" {
  ami = data.aws_ami.amazon_linux_2.id
  metadata_options { # expect: metadata-credential-leak.imdsv1-enabled
    instance_metadata_tags = "enabled"
  }
}

# What the template lacks is said at the template, once.
resource "aws_launch_template" "silent" { # expect: metadata-credential-leak.imdsv1-enabled
  name_prefix = "silent-"
  image_id    = data.aws_ami.amazon_linux_2.id
}

resource "aws_instance" "from_silent" {
  launch_template {
    id = aws_launch_template.silent.id
  }
}

data "aws_ssm_parameter" "al2023" {
  name = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"
}

data "aws_ami" "amazon_linux_2" {
  most_recent = true
  owners      = ["amazon"]
  filter {
    name   = "name"
    values = ["amzn2-ami-ecs-hvm-*-x86_64-ebs"]
  }
}
