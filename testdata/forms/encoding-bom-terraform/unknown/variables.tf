variable "privileged" {
  description = "Run the application container privileged"
  type        = bool
}

variable "readonly_root_filesystem" {
  description = "Mount the root file system of the application container read-only"
  type        = bool
}

variable "db_login" {
  description = "What the application logs in to the database with"
  type        = string
}
