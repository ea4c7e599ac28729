resource "terraform_data" "lists" {
  input = [for i, x in ["a", "b", "c"] : "${i}${x}" if x != "b"]
}
resource "terraform_data" "objects" {
  input = { for k, v in { b = 2, a = 1 } : upper(k) => v * 10 }
}
resource "terraform_data" "grouped" {
  input = { for w in ["apple", "avocado", "bean"] : substr(w, 0, 1) => w... }
}
resource "terraform_data" "sets" {
  input = [for x in toset(["b", "a", "b"]) : x]
}
resource "terraform_data" "nested" {
  input = flatten([for a in [1, 2] : [for b in ["x", "y"] : "${a}${b}"]])
}
resource "terraform_data" "order" {
  input = [for k, v in { z = 1, a = 2, M = 3 } : k]
}
resource "terraform_data" "empty" {
  input = [[for x in [] : x], { for x in [] : x => x }]
}
