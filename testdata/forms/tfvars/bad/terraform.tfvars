privileged               = true
readonly_root_filesystem = false

environment = {
  APP_ENV     = "production"
  DB_PASSWORD = "Kestrel-4471-flume"
}
