variable "services" {
  type = map(object({
    image = string
    cpu   = optional(number, 256)
    env   = optional(map(string), {})
    log = optional(object({
      driver = optional(string, "awslogs")
      level  = optional(string)
    }), {})
    ports = optional(list(object({ port = number, proto = optional(string, "tcp") })), [])
  }))
  default = {
    web = { image = "a", ports = [{ port = "80" }, { port = 53, proto = "udp" }] }
    job = { image = "b", cpu = null, env = { A = 1, B = true }, log = { level = "warn" } }
  }
}
resource "terraform_data" "all" {
  input = var.services
}
resource "terraform_data" "one" {
  input = [var.services["job"].cpu, var.services.web.log.driver, var.services.job.env["A"]]
}
