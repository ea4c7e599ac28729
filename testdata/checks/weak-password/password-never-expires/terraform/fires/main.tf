# Passwords that live long, or for ever.

provider "aws" {
  region = "eu-west-1"
}

resource "aws_iam_account_password_policy" "bad_0" {
  minimum_password_length      = 14
  require_lowercase_characters = true
  require_uppercase_characters = true
  require_numbers              = true
  require_symbols              = true
  password_reuse_prevention    = 24
  max_password_age             = 0 # expect: weak-password.password-never-expires
}

resource "aws_iam_account_password_policy" "bad_1" {
  minimum_password_length      = 14
  require_lowercase_characters = true
  require_uppercase_characters = true
  require_numbers              = true
  require_symbols              = true
  password_reuse_prevention    = 24
  max_password_age             = 91 # expect: weak-password.password-never-expires
}

resource "aws_iam_account_password_policy" "bad_2" {
  minimum_password_length      = 14
  require_lowercase_characters = true
  require_uppercase_characters = true
  require_numbers              = true
  require_symbols              = true
  password_reuse_prevention    = 24
  max_password_age             = 365 # expect: weak-password.password-never-expires
}

resource "aws_iam_account_password_policy" "missing" { # expect: weak-password.password-never-expires
  minimum_password_length      = 14
  require_lowercase_characters = true
  require_uppercase_characters = true
  require_numbers              = true
  require_symbols              = true
  password_reuse_prevention    = 24
}

variable "wanted" {
  type    = number
  default = 0 # expect: weak-password.password-never-expires
}

resource "aws_iam_account_password_policy" "defaulted" {
  minimum_password_length      = 14
  require_lowercase_characters = true
  require_uppercase_characters = true
  require_numbers              = true
  require_symbols              = true
  password_reuse_prevention    = 24
  max_password_age             = var.wanted
}
