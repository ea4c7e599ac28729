# The caller chooses the tokens, or the image.

variable "tokens" {
  type = string
}

variable "image" {
  type = string
}

resource "aws_instance" "tokens" {
  ami = "ami-0abcdef1234567890"
  metadata_options {
    http_tokens = var.tokens
  }
}

resource "aws_launch_template" "image" {
  name_prefix = "nodes-"
  image_id    = var.image
}

resource "aws_instance" "elsewhere" {
  launch_template {
    name = "a-template-of-another-unit"
  }
}
