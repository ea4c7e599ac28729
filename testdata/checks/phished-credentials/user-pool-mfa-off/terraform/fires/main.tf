# Nothing said, and turned off.

resource "aws_cognito_user_pool" "silent" { # expect: phished-credentials.user-pool-mfa-off
  name = "silent"
}

resource "aws_cognito_user_pool" "off" {
  name              = "off"
  mfa_configuration = "OFF" # expect: phished-credentials.user-pool-mfa-off
}
