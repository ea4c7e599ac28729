resource "terraform_data" "precedence" {
  input = [1 + 2 * 3, (1 + 2) * 3, -2 * -3, 2 - -2, 10 / 4, 7 % 3, -7 % 3, 7 % -3, 1 % 0, 5.5 % 2]
}
resource "terraform_data" "big" {
  input = [9223372036854775807 + 1, tostring(12345678901234567890 * 10), 0.1 + 0.2, 1e3, 1 / 3 * 3]
}
resource "terraform_data" "texts" {
  input = ["2" * "3", "1.50" + 0, -"4"]
}
resource "terraform_data" "compared" {
  input = [1 < 2, 2 <= 2, "10" > "9", 3 >= 4, 1 == 1.0]
}
