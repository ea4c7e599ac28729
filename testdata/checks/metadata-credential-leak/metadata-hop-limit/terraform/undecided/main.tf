# The caller chooses the limit.

variable "hops" {
  type = number
}

resource "aws_launch_template" "this" {
  name_prefix = "nodes-"
  image_id    = "ami-0abcdef1234567890"
  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = var.hops
  }
}
