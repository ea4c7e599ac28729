# The caller's choice.

variable "mfa" {
  type = string
}

resource "aws_cognito_user_pool" "open" {
  name              = "open"
  mfa_configuration = var.mfa
}
