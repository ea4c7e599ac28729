# Secrets in plain parameters: written out, from where secrets come from, or still to be written.

resource "aws_ssm_parameter" "written" {
  name  = "/billing/db_password"
  type  = "String"
  value = "correct-horse-battery" # expect: sensitive-env-var-logging.plaintext-parameter
}

resource "aws_ssm_parameter" "insecure" {
  name           = "/billing/api_keys"
  type           = "StringList"
  insecure_value = "3f9a0c77,9ac2" # expect: sensitive-env-var-logging.plaintext-parameter
}

resource "random_password" "db" {
  length = 32
}

resource "aws_ssm_parameter" "generated" {
  name  = "/billing/client-secret"
  type  = "String"
  value = random_password.db.result # expect: sensitive-env-var-logging.plaintext-parameter
}

resource "aws_ssm_parameter" "placeholder" {
  name  = "/billing/api_token"
  type  = "String"
  value = "changeme" # expect: sensitive-env-var-logging.plaintext-parameter
  lifecycle {
    ignore_changes = [value]
  }
}
