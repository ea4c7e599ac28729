variable "s" {
  type    = string
  default = 5
}
variable "n" {
  type    = number
  default = "1.5"
}
variable "b" {
  type    = bool
  default = "true"
}
variable "l" {
  type    = list(string)
  default = [1, true, "x"]
}
variable "set" {
  type    = set(number)
  default = ["2", 1, 2]
}
variable "m" {
  type    = map(string)
  default = { a = 1, b = false }
}
variable "o" {
  type    = object({ a = string })
  default = { a = 1, extra = 2 }
}
variable "t" {
  type    = tuple([string, number])
  default = [1, "2"]
}
variable "any" {
  type    = any
  default = [1, "a"]
}
resource "terraform_data" "all" {
  input = [var.s, var.n, var.b, var.l, var.m, var.o, var.t, var.any]
}
resource "terraform_data" "set" {
  input = sort([for x in var.set : tostring(x)])
}
resource "terraform_data" "made" {
  input = [tolist([1, "2"]), tomap({ a = 1, b = "x" }), tostring(true), tobool("false"), tonumber("7")]
}
