variable "services" {
  description = "Settings of each service, by name"
  type = map(object({
    image      = optional(string, "123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop/app@sha256:4f1c7d0e9a2b5c6d8e3f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0d")
    privileged = optional(bool, false)
    readonly   = optional(bool, true)
    login      = optional(string)
  }))

  default = {
    app = {}
  }
}
