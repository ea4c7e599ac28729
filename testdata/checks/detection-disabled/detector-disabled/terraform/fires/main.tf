# Suspended.

resource "aws_guardduty_detector" "this" {
  enable = false # expect: detection-disabled.detector-disabled
}
