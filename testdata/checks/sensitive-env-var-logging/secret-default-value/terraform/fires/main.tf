# A secret as the default of a string, or of an entry of a map. They are hidden from plans; in the source they are not.

variable "db_password" {
  type      = string
  default   = "correct-horse-battery" # expect: sensitive-env-var-logging.secret-default-value
  sensitive = true
}

variable "apiToken" {
  default   = "3f9a0c77" # expect: sensitive-env-var-logging.secret-default-value
  sensitive = true
}

variable "settings" {
  type = map(string)
  default = {
    log_level       = "info"
    CLIENT_SECRET   = "battery-staple" # expect: sensitive-env-var-logging.secret-default-value
    client_secret_arn = "a"
  }
}

variable "session_secret" {
  type      = string
  default   = "CHANGEME" # expect: sensitive-env-var-logging.secret-default-value
  sensitive = true
}

module "database" {
  source = "./database"
}
