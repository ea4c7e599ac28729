resource "terraform_data" "e0" {
  input = yamldecode("2020-01-01")
}

resource "terraform_data" "e1" {
  input = yamldecode("2020-1-1")
}

resource "terraform_data" "e2" {
  input = yamldecode("2020-01-01T10:00:00Z")
}

resource "terraform_data" "e3" {
  input = yamldecode("2020-01-01t10:00:00.5+02:00")
}

resource "terraform_data" "e4" {
  input = yamldecode("2020-01-01 10:00:00")
}

resource "terraform_data" "e5" {
  input = yamldecode("2020-01-01 10:00:00 -5")
}

resource "terraform_data" "e6" {
  input = yamldecode("2001-12-14 21:59:43.10 -5")
}

resource "terraform_data" "e7" {
  input = yamldecode("2020-13-01")
}

resource "terraform_data" "e8" {
  input = yamldecode("\"2020-01-01\"")
}

resource "terraform_data" "e9" {
  input = yamldecode("2020-01-01T10:00:00")
}

resource "terraform_data" "e10" {
  input = yamldecode("2020-01-01T1:2:3Z")
}

resource "terraform_data" "e11" {
  input = yamldecode("2020-01-01 10:00:00.123")
}

resource "terraform_data" "e12" {
  input = yamldecode("20-01-01")
}

resource "terraform_data" "e13" {
  input = yamldecode("2020-01-01:")
}

resource "terraform_data" "e14" {
  input = yamldecode("{2020-01-01: a}")
}

resource "terraform_data" "e15" {
  input = yamldecode("!!timestamp 2020-01-01")
}

resource "terraform_data" "e16" {
  input = yamldecode("!!str 2020-01-01")
}

resource "terraform_data" "e17" {
  input = yamldecode("12:30:45")
}

resource "terraform_data" "e18" {
  input = yamldecode("0b101")
}

resource "terraform_data" "e19" {
  input = yamldecode("0o17")
}

resource "terraform_data" "e20" {
  input = yamldecode("017")
}

resource "terraform_data" "e21" {
  input = yamldecode("1e3")
}

resource "terraform_data" "e25" {
  input = yamldecode("+1")
}

resource "terraform_data" "e26" {
  input = yamldecode("0x1F")
}

resource "terraform_data" "e27" {
  input = yamldecode("1_000")
}

resource "terraform_data" "e28" {
  input = yamldecode("y")
}

resource "terraform_data" "e29" {
  input = yamldecode("on")
}

resource "terraform_data" "e30" {
  input = yamldecode("No")
}

resource "terraform_data" "e31" {
  input = yamldecode("TRUE")
}

resource "terraform_data" "e32" {
  input = yamldecode("True")
}

resource "terraform_data" "e33" {
  input = yamldecode("!!int \"5\"")
}

resource "terraform_data" "e34" {
  input = yamldecode("!!float 5")
}

resource "terraform_data" "e35" {
  input = yamldecode("!!bool \"true\"")
}

resource "terraform_data" "e36" {
  input = yamldecode("!!null x")
}

resource "terraform_data" "e37" {
  input = yamldecode("!!binary aGk=")
}

resource "terraform_data" "e38" {
  input = yamldecode("<<")
}

resource "terraform_data" "e39" {
  input = yamldecode("=")
}

resource "terraform_data" "e40" {
  input = yamldecode("{<<: {a: 1}, b: 2}")
}

resource "terraform_data" "e43" {
  input = yamldecode("-0")
}

resource "terraform_data" "e44" {
  input = yamldecode("0.10")
}

resource "terraform_data" "e45" {
  input = yamldecode("1e-2")
}

resource "terraform_data" "e46" {
  input = yamldecode("? a")
}

resource "terraform_data" "e48" {
  input = yamldecode("{a: 1, a: 2}")
}

resource "terraform_data" "e49" {
  input = yamldecode("~")
}

resource "terraform_data" "e50" {
  input = yamldecode("Null")
}

resource "terraform_data" "e51" {
  input = yamldecode("Off")
}

resource "terraform_data" "e52" {
  input = yamldecode("1.")
}

resource "terraform_data" "e53" {
  input = yamldecode(".5")
}

resource "terraform_data" "e54" {
  input = yamldecode("-.5")
}

resource "terraform_data" "e55" {
  input = yamldecode("1e")
}

resource "terraform_data" "e56" {
  input = yamldecode("0x")
}

resource "terraform_data" "e57" {
  input = yamldecode("\"\\x41\"")
}

resource "terraform_data" "e58" {
  input = yamldecode("'it''s'")
}

resource "terraform_data" "e59" {
  input = yamldecode("[a, b: c]")
}

resource "terraform_data" "e60" {
  input = yamldecode("{a, b}")
}

resource "terraform_data" "e61" {
  input = yamldecode("--- a")
}

resource "terraform_data" "e63" {
  input = yamldecode("a: b # c")
}

resource "terraform_data" "e64" {
  input = yamldecode("a #b")
}

resource "terraform_data" "e65" {
  input = yamldecode("a:b")
}

resource "terraform_data" "e66" {
  input = yamldecode("http://x")
}

resource "terraform_data" "e67" {
  input = yamldecode("- - 1")
}

resource "terraform_data" "e70" {
  input = yamldecode("null")
}

resource "terraform_data" "e71" {
  input = yamldecode("[]")
}

resource "terraform_data" "e72" {
  input = yamldecode("{}")
}

resource "terraform_data" "e73" {
  input = yamldecode("1.0")
}

resource "terraform_data" "e74" {
  input = yamldecode("123456789012345678901234567890")
}

resource "terraform_data" "e75" {
  input = yamldecode("0.1")
}

resource "terraform_data" "e76" {
  input = yamldecode("[1, 2, a]")
}

resource "terraform_data" "e78" {
  input = yamldecode("!!seq [a]")
}

resource "terraform_data" "e79" {
  input = yamldecode("!!map {a: b}")
}

resource "terraform_data" "e81" {
  input = yamldecode("0b2")
}

resource "terraform_data" "e82" {
  input = yamldecode("-0x10")
}

resource "terraform_data" "e83" {
  input = yamldecode("+0.5")
}

resource "terraform_data" "e84" {
  input = yamldecode("1__0")
}

resource "terraform_data" "e85" {
  input = yamldecode("_1")
}

resource "terraform_data" "e86" {
  input = yamldecode("1_")
}

