variable "master_password" {
  type      = string
  sensitive = true
  default   = "correct-horse" # expect: sensitive-env-var-logging.secret-default-value
}
