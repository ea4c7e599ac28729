# Tokens are demanded: by the instance, its template or its image; or nothing answers.

resource "aws_instance" "required" {
  ami = "ami-0abcdef1234567890"
  metadata_options {
    http_tokens = "required"
  }
}

resource "aws_instance" "no_endpoint" {
  ami = "ami-0abcdef1234567890"
  metadata_options {
    http_endpoint = "disabled"
    http_tokens   = "optional"
  }
}

resource "aws_launch_template" "required" {
  name_prefix = "nodes-"
  image_id    = "ami-0abcdef1234567890"
  metadata_options {
    http_tokens = "required"
  }
}

resource "aws_instance" "from_template" {
  metadata_options {
    instance_metadata_tags = "enabled"
  }
  launch_template {
    id      = aws_launch_template.required.id
    version = "$Latest"
  }
}

resource "aws_launch_template" "al2023" {
  name_prefix = "al2023-"
  image_id    = jsondecode(data.aws_ssm_parameter.al2023.value)["image_id"]
}

resource "aws_launch_template" "bottlerocket" {
  name_prefix = "bottlerocket-"
  image_id    = "resolve:ssm:/aws/service/bottlerocket/aws-ecs-2/x86_64/latest/image_id"
}

resource "aws_instance" "al2023" {
  ami = data.aws_ami.al2023.id
}

data "aws_ssm_parameter" "al2023" {
  name = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended"
}

data "aws_ami" "al2023" {
  most_recent = true
  owners      = ["amazon"]
  filter {
    name   = "name"
    values = ["al2023-ami-ecs-hvm-*-x86_64"]
  }
}
