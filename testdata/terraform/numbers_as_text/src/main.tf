resource "terraform_data" "text" {
  input = ["${1}", "${1.50}", "${1e2}", "${0.1}", "${100000000000000000000}", "${1 / 4}"]
}
resource "terraform_data" "json" {
  input = jsonencode({ a = 1.0, b = 1e2, c = 0.25, d = [1, "1", true, null] })
}
resource "terraform_data" "parsed" {
  input = [tonumber("1e2"), tonumber("-0.5")]
}
