# Passwords that come back.

provider "aws" {
  region = "eu-west-1"
}

resource "aws_iam_account_password_policy" "bad_0" {
  minimum_password_length      = 14
  require_lowercase_characters = true
  require_uppercase_characters = true
  require_numbers              = true
  require_symbols              = true
  password_reuse_prevention    = 5 # expect: weak-password.password-reuse-allowed
  max_password_age             = 90
}

resource "aws_iam_account_password_policy" "bad_1" {
  minimum_password_length      = 14
  require_lowercase_characters = true
  require_uppercase_characters = true
  require_numbers              = true
  require_symbols              = true
  password_reuse_prevention    = 0 # expect: weak-password.password-reuse-allowed
  max_password_age             = 90
}

resource "aws_iam_account_password_policy" "bad_2" {
  minimum_password_length      = 14
  require_lowercase_characters = true
  require_uppercase_characters = true
  require_numbers              = true
  require_symbols              = true
  password_reuse_prevention    = 23 # expect: weak-password.password-reuse-allowed
  max_password_age             = 90
}

resource "aws_iam_account_password_policy" "missing" { # expect: weak-password.password-reuse-allowed
  minimum_password_length      = 14
  require_lowercase_characters = true
  require_uppercase_characters = true
  require_numbers              = true
  require_symbols              = true
  max_password_age             = 90
}

variable "wanted" {
  type    = number
  default = 5 # expect: weak-password.password-reuse-allowed
}

resource "aws_iam_account_password_policy" "defaulted" {
  minimum_password_length      = 14
  require_lowercase_characters = true
  require_uppercase_characters = true
  require_numbers              = true
  require_symbols              = true
  password_reuse_prevention    = var.wanted
  max_password_age             = 90
}
