variable "kept" {
  type    = string
  default = "d"
}
variable "never" {
  type     = string
  default  = "d"
  nullable = false
}
module "child" {
  source = "./child"
  a      = null
  b      = null
}
resource "terraform_data" "child" {
  input = module.child
}
resource "terraform_data" "coalesced" {
  input = [coalesce(null, "", "x"), coalescelist([], [1]), try(null.a, "t"), var.kept, var.never]
}
resource "terraform_data" "listed" {
  input = [for x in ["a", null] : x == null]
}
resource "terraform_data" "compact" {
  input = compact(["a", "", null, "b"])
}
