# Whether the key is on is the caller's choice.

variable "status" {
  type = string
}

resource "aws_iam_access_key" "pipeline" {
  user   = "pipeline"
  status = var.status
}
