resource "terraform_data" "ops" {
  input = [true && false, true || false, !true, "true" && true, !("false" || false), true && !false || false]
}
resource "terraform_data" "equality" {
  input = ["a" == "a", 1 == "1", true == "true", null == null, [] == [], {} == {}, [1, 2] == [1, 2], { a = 1 } != { a = 2 }]
}
resource "terraform_data" "zero" {
  input = [can(1 / 0), can(0 / 0), can(tonumber("x")), can(null.x)]
}
