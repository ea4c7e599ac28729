resource "terraform_data" "counted" {
  count = 3
  input = "n${count.index}"
}
resource "terraform_data" "none" {
  count = 0
  input = "x"
}
resource "terraform_data" "mapped" {
  for_each = { a = 1, "b c" = 2 }
  input    = "${each.key}=${each.value}"
}
resource "terraform_data" "set" {
  for_each = toset(["x", "y"])
  input    = each.value == each.key
}
resource "terraform_data" "read" {
  input = [terraform_data.counted[1].input, terraform_data.mapped["a"].input, length(terraform_data.counted), keys(terraform_data.mapped)]
}
