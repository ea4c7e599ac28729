# The caller decides.

variable "watched" {
  type = bool
}

resource "aws_guardduty_detector" "this" {
  enable = var.watched
}
