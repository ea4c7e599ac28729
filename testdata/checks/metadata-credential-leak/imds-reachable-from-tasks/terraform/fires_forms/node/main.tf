variable "script" {
  type = string
}

resource "aws_launch_template" "this" {
  name_prefix = "node-"
  image_id    = "ami-0abcdef1234567890"
  metadata_options {
    http_tokens = "required"
  }
  user_data = base64encode(var.script)
}
