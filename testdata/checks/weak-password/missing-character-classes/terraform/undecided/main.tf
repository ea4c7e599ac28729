# The caller decides about symbols.

variable "symbols" {
  type = bool
}

provider "aws" {
  region = "eu-west-1"
}

resource "aws_iam_account_password_policy" "this" {
  minimum_password_length      = 14
  require_lowercase_characters = true
  require_uppercase_characters = true
  require_numbers              = true
  require_symbols              = var.symbols
  password_reuse_prevention    = 24
  max_password_age             = 90
}
