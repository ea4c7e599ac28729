# Names that say something about a secret, and values that are none.

variable "db_password" {
  type      = string
  sensitive = true
}

variable "api_token" {
  type      = string
  default   = null
  sensitive = true
}

variable "client_secret" {
  type      = string
  default   = ""
  sensitive = true
}

variable "create_secret" {
  type    = string
  default = "always"
}

variable "password_length" {
  type    = number
  default = 32
}

variable "token_ttl" {
  type    = string
  default = "15m"
}

variable "secret_arn" {
  type    = string
  default = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf"
}

variable "secrets_kms_key" {
  type    = string
  default = "alias/secrets"
}

variable "token_service_image" {
  type    = string
  default = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/tokens:1.2"
}

variable "ssh_private_key" {
  type      = string
  default   = "~/.ssh/id_ed25519"
  sensitive = true
}

variable "secret" {
  type      = string
  default   = "registry.example/vault:1.2"
  sensitive = true
}

variable "tokenizer" {
  type    = string
  default = "whitespace"
}
