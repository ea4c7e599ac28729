# Secrets that are handed in and printed in every plan.

variable "db_password" { # expect: sensitive-env-var-logging.parameter-not-hidden
  type = string
}

variable "api_token" { # expect: sensitive-env-var-logging.parameter-not-hidden
  description = "Handed in by the pipeline."
  type        = string
  sensitive   = false
}

variable "ClientSecret" { # expect: sensitive-env-var-logging.parameter-not-hidden
  type    = string
  default = null
}
