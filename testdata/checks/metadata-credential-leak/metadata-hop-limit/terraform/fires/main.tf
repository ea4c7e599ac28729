# Two hops let the answers into containers.

locals {
  hops = 3
}

resource "aws_instance" "two" {
  ami = "ami-0abcdef1234567890"
  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 2 # expect: metadata-credential-leak.metadata-hop-limit
  }
}

resource "aws_launch_template" "three" {
  name_prefix = "nodes-"
  image_id    = "ami-0abcdef1234567890"
  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = "64" # expect: metadata-credential-leak.metadata-hop-limit
  }
}

resource "aws_launch_configuration" "module" {
  name_prefix   = "nodes-"
  image_id      = "ami-0abcdef1234567890"
  instance_type = "t3.large"
  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = var.hops
  }
}

variable "hops" {
  type    = number
  default = 2 # expect: metadata-credential-leak.metadata-hop-limit
}
