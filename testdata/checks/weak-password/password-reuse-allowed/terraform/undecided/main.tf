# The caller decides how many passwords are remembered.

variable "wanted" {
  type = number
}

provider "aws" {
  region = "eu-west-1"
}

resource "aws_iam_account_password_policy" "this" {
  minimum_password_length      = 14
  require_lowercase_characters = true
  require_uppercase_characters = true
  require_numbers              = true
  require_symbols              = true
  password_reuse_prevention    = var.wanted
  max_password_age             = 90
}
