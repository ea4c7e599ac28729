# Passwords that are tried through.

provider "aws" {
  region = "eu-west-1"
}

resource "aws_iam_account_password_policy" "bad_0" {
  minimum_password_length      = 8 # expect: weak-password.short-minimum-length
  require_lowercase_characters = true
  require_uppercase_characters = true
  require_numbers              = true
  require_symbols              = true
  password_reuse_prevention    = 24
  max_password_age             = 90
}

resource "aws_iam_account_password_policy" "bad_1" {
  minimum_password_length      = 13 # expect: weak-password.short-minimum-length
  require_lowercase_characters = true
  require_uppercase_characters = true
  require_numbers              = true
  require_symbols              = true
  password_reuse_prevention    = 24
  max_password_age             = 90
}

resource "aws_iam_account_password_policy" "bad_2" {
  minimum_password_length      = "6" # expect: weak-password.short-minimum-length
  require_lowercase_characters = true
  require_uppercase_characters = true
  require_numbers              = true
  require_symbols              = true
  password_reuse_prevention    = 24
  max_password_age             = 90
}

resource "aws_iam_account_password_policy" "missing" { # expect: weak-password.short-minimum-length
  require_lowercase_characters = true
  require_uppercase_characters = true
  require_numbers              = true
  require_symbols              = true
  password_reuse_prevention    = 24
  max_password_age             = 90
}

variable "wanted" {
  type    = number
  default = 8 # expect: weak-password.short-minimum-length
}

resource "aws_iam_account_password_policy" "defaulted" {
  minimum_password_length      = var.wanted
  require_lowercase_characters = true
  require_uppercase_characters = true
  require_numbers              = true
  require_symbols              = true
  password_reuse_prevention    = 24
  max_password_age             = 90
}
