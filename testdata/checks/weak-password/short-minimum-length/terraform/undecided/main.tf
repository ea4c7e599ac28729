# The caller decides how long passwords are.

variable "wanted" {
  type = number
}

provider "aws" {
  region = "eu-west-1"
}

resource "aws_iam_account_password_policy" "this" {
  minimum_password_length      = var.wanted
  require_lowercase_characters = true
  require_uppercase_characters = true
  require_numbers              = true
  require_symbols              = true
  password_reuse_prevention    = 24
  max_password_age             = 90
}
