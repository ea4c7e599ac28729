resource "terraform_data" "unified" {
  input = [true ? 1 : "two", false ? "a" : 2, true ? null : "x", false ? [] : [1]]
}
resource "terraform_data" "maps" {
  input = true ? { a = 1 } : { a = 2 }
}
resource "terraform_data" "nested" {
  input = 1 > 2 ? "a" : 2 > 3 ? "b" : "c"
}
resource "terraform_data" "tuples" {
  input = true ? tolist(["a", "b"]) : tolist([])
}
