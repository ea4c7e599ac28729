# Classes that are switched off, that nobody names, and that a map leaves out.

provider "aws" {
  region = "eu-west-1"
}

resource "aws_iam_account_password_policy" "off" {
  minimum_password_length      = 14
  require_lowercase_characters = true
  require_uppercase_characters = true
  require_numbers              = "false" # expect: weak-password.missing-character-classes
  require_symbols              = false # expect: weak-password.missing-character-classes
  password_reuse_prevention    = 24
  max_password_age             = 90
}

resource "aws_iam_account_password_policy" "missing" { # expect: weak-password.missing-character-classes
  minimum_password_length      = 14
  require_lowercase_characters = true
  require_numbers              = true
  require_symbols              = true
  password_reuse_prevention    = 24
  max_password_age             = 90
}

resource "aws_iam_account_password_policy" "null" { # expect: weak-password.missing-character-classes
  minimum_password_length      = 14
  require_uppercase_characters = true
  require_numbers              = true
  require_symbols              = null
  password_reuse_prevention    = 24
  max_password_age             = 90
}

variable "classes" {
  type = map(bool)
  default = {
    symbols = false # expect: weak-password.missing-character-classes
    numbers = true
  }
}

resource "aws_iam_account_password_policy" "mapped" {
  minimum_password_length      = 14
  require_lowercase_characters = true
  require_uppercase_characters = true
  require_numbers              = var.classes["numbers"]
  require_symbols              = var.classes["symbols"]
  password_reuse_prevention    = 24
  max_password_age             = 90
}
