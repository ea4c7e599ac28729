# Switched on, and by default.

resource "aws_guardduty_detector" "this" {
  enable = true
}

resource "aws_guardduty_detector" "ireland" {
  provider = aws.ireland
}
