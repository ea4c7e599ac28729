
variable "svc" {
  type = list(object({
    name = string
    port = optional(number, 80)
    tags = optional(map(string), {})
    health = optional(object({ path = optional(string, "/"), codes = optional(set(string), ["200"]) }), {})
    logs = optional(object({ group = string, days = optional(number) }))
    cmd = optional(list(any))
  }))
  default = [{ name = "a" }, { name = "b", port = "8080", health = { path = null }, logs = { group = 5 } }, { name = "c", tags = null, health = null, cmd = ["x", 1] }]
}
resource "terraform_data" "all" { input = var.svc }
resource "terraform_data" "one" {
  for_each = { for s in var.svc : s.name => s }
  input = "${each.key}:${each.value.port}:${each.value.health == null ? "none" : each.value.health.path}"
}
resource "terraform_data" "logs" { input = [for s in var.svc : try(s.logs.days, "no")] }
