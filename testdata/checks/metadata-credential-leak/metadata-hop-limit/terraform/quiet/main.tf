# One hop, the default, or no metadata service at all.

resource "aws_instance" "one" {
  ami = "ami-0abcdef1234567890"
  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }
}

resource "aws_instance" "default" {
  ami = "ami-0abcdef1234567890"
  metadata_options {
    http_tokens = "required"
  }
}

resource "aws_launch_template" "disabled" {
  name_prefix = "nodes-"
  image_id    = "ami-0abcdef1234567890"
  metadata_options {
    http_endpoint               = "disabled"
    http_put_response_hop_limit = 2
  }
}
