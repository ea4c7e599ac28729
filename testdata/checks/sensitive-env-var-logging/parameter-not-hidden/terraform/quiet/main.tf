# Hidden, kept out of the plan altogether, no string, or no secret. A module's variable is as sensitive as what it is given.

variable "db_password" {
  type      = string
  sensitive = true
}

variable "api_token" {
  type      = string
  ephemeral = true
}

variable "create_password" {
  type = string
}

variable "enable_secret_rotation" {
  type = string
}

variable "client_secret_name" {
  type = string
}

variable "token_ttl" {
  type = string
}

variable "has_password" {
  type = bool
}

variable "compass" {
  type = string
}

module "database" {
  source          = "./database"
  master_password = var.db_password
}
