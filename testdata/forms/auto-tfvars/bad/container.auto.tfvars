privileged = true

environment = {
  APP_ENV     = "production"
  DB_PASSWORD = "Kestrel-4471-flume"
}
