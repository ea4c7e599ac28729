# The unit itself demands tokens wherever nothing else is said.

resource "aws_ec2_instance_metadata_defaults" "this" {
  http_tokens = "required"
}

resource "aws_instance" "silent" {
  ami = "ami-0abcdef1234567890"
}
