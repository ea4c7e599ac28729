
variable "b" { default = true }
variable "o" { 
  type = any
  default = { a = 1 } 
}
resource "terraform_data" "a" { input = var.b ? 1 : "x" }
resource "terraform_data" "b" { input = var.b ? ["a"] : [] }
resource "terraform_data" "c" { input = var.b ? { a = "x", b = 1 } : { a = 1, b = 2 } }
resource "terraform_data" "d" { input = var.b ? null : { a = 1 } }
resource "terraform_data" "e" { input = var.b ? [1, 2] : ["a", "b"] }
resource "terraform_data" "f" { input = (var.b ? ["a"] : toset(["b"])) }
resource "terraform_data" "g" { input = var.b ? var.o : {} }
resource "terraform_data" "h" { input = !var.b ? "no" : var.o.a > 0 ? "pos" : "neg" }
resource "terraform_data" "i" { input = { for k, v in (var.b ? { x = 1 } : {}) : k => v } }
resource "terraform_data" "j" { input = length(var.b ? [1] : []) }
resource "terraform_data" "k" { input = [var.b ? "a" : null, null] }
resource "terraform_data" "l" { input = var.b == "true" }
resource "terraform_data" "m" { input = "${var.b}" == "true" }
resource "terraform_data" "n" { input = var.b && "true" }
resource "terraform_data" "o" { input = { (var.b ? "on" : "off") = 1 } }
resource "terraform_data" "p" { input = var.o["a"] + "1" }
resource "terraform_data" "q" { input = [1, "a", true][1] }
resource "terraform_data" "r" { input = ([[1, 2], [3]])[*][0] }
resource "terraform_data" "s" { input = { a = { b = { c = [{ d = 5 }] } } }.a.b.c[0].d }
resource "terraform_data" "t" { input = [for o in [{ a = 1, b = 2 }] : { for k, v in o : upper(k) => v * 2 }] }
resource "terraform_data" "u" { input = [for k, v in { a = [1, 2], b = [] } : length(v) > 0 ? k : "-"] }
resource "terraform_data" "v" { input = tomap({ a = 1 }) == tomap({ a = 1 }) }
resource "terraform_data" "w" { input = tobool("false") ? 1 : 2 }
resource "terraform_data" "x" { input = 1 == 1.0 && "1" != 1 }
