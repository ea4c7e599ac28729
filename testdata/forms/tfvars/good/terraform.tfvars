privileged               = false
readonly_root_filesystem = true

environment = {
  APP_ENV = "production"
}

secrets = {
  DB_PASSWORD = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop/db-Ab12Cd"
}
