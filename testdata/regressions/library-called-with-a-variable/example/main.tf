variable "containers" {
  type = string
}

module "app" {
  source     = "../"
  containers = var.containers
}
