locals {
  t = "Hello $${name}!"
  k = "kk"
  o = { a = 1 }
  m = { k = "v" }
  l = [{ b = { c = 1 } }, { b = { c = 2 } }]
}
terraform {
  required_providers {
    terraform = {
      source = "terraform.io/builtin/terraform"
    }
  }
}

resource "terraform_data" "s0" {
  input = tostring(1.1 * 1.1)
}

resource "terraform_data" "s1" {
  input = tostring(1.1 + 2.2)
}

resource "terraform_data" "s2" {
  input = tostring(0.1 + 0.2)
}

resource "terraform_data" "s3" {
  input = tostring(1.3 - 0.1)
}

resource "terraform_data" "s4" {
  input = tostring(0.7 * 3)
}

resource "terraform_data" "s5" {
  input = tostring(1.1 * 10)
}

resource "terraform_data" "s6" {
  input = tostring(2.5 * 4)
}

resource "terraform_data" "s7" {
  input = tostring(1e-3 * 1e3)
}

resource "terraform_data" "s8" {
  input = tostring(0.1 * 0.1)
}

resource "terraform_data" "s9" {
  input = tostring(3.3 / 1.1)
}

resource "terraform_data" "s10" {
  input = tostring(1.005 * 1000)
}

resource "terraform_data" "s11" {
  input = tostring(100 * 1.1)
}

resource "terraform_data" "s12" {
  input = tostring(0.3 - 0.1)
}

resource "terraform_data" "s13" {
  input = tostring(1.15 + 2.30)
}

resource "terraform_data" "s14" {
  input = tostring(4.35 * 100)
}

resource "terraform_data" "s15" {
  input = tostring(sum([1.1, 2.2, 3.3]))
}

resource "terraform_data" "s16" {
  input = tostring(pow(1.1, 2))
}

resource "terraform_data" "s17" {
  input = tostring(max(1.1, 1.10))
}

resource "terraform_data" "s18" {
  input = tostring(1.1 * 1.1 == 1.21)
}

resource "terraform_data" "s19" {
  input = tostring(0.1 + 0.2 == 0.3)
}

resource "terraform_data" "s20" {
  input = tostring(floor(4.35 * 100))
}

resource "terraform_data" "s21" {
  input = tostring(ceil(1.1 * 10))
}

resource "terraform_data" "s22" {
  input = tostring(1.1 % 0.1)
}

resource "terraform_data" "s23" {
  input = tostring(format("%v", 1.1 * 1.1))
}

resource "terraform_data" "s24" {
  input = tostring(jsonencode(1.1 * 1.1))
}

resource "terraform_data" "s25" {
  input = tostring(-1.1)
}

resource "terraform_data" "s26" {
  input = tostring(abs(-1.1))
}

resource "terraform_data" "s27" {
  input = tostring(1.1 * 2 > 2.2)
}

resource "terraform_data" "s28" {
  input = tostring([1.10, 1.1][0] == 1.1)
}

resource "terraform_data" "s29" {
  input = tostring(jsondecode("1.1") * 1.1)
}

resource "terraform_data" "s30" {
  input = tostring(tonumber("1.1") * 1.1)
}

resource "terraform_data" "s31" {
  input = tostring(0.1 * 3 == 0.3)
}

resource "terraform_data" "s32" {
  input = tostring(1 - 0.9)
}

resource "terraform_data" "s33" {
  input = tostring(1 - 0.9 == 0.1)
}

resource "terraform_data" "s34" {
  input = tostring(123456789012345678901234567890 * 10)
}

resource "terraform_data" "s35" {
  input = tostring(1234567890123456789012345678901234567890 - 1)
}

resource "terraform_data" "s36" {
  input = tostring(-123456789012345678901234567890)
}

resource "terraform_data" "s37" {
  input = tostring(jsonencode({ a = 123456789012345678901234567890 }))
}

resource "terraform_data" "s38" {
  input = tostring(tostring(99999999999999999999999999))
}

resource "terraform_data" "s39" {
  input = tostring(99999999999999999999999999 == 99999999999999999999999999)
}

resource "terraform_data" "s40" {
  input = tostring(99999999999999999999999999 > 99999999999999999999999998)
}

resource "terraform_data" "s41" {
  input = tostring(max(99999999999999999999999999, 99999999999999999999999998))
}

resource "terraform_data" "s42" {
  input = tostring(abs(-99999999999999999999999999))
}

resource "terraform_data" "s43" {
  input = tostring(99999999999999999999999999 % 10)
}

resource "terraform_data" "s44" {
  input = tostring(floor(99999999999999999999999999.9))
}

resource "terraform_data" "s45" {
  input = tostring(ceil(99999999999999999999999999.1))
}

resource "terraform_data" "s46" {
  input = tostring(18446744073709551615)
}

resource "terraform_data" "s47" {
  input = tostring(18446744073709551616)
}

resource "terraform_data" "s48" {
  input = tostring(9223372036854775807 + 1)
}

resource "terraform_data" "s49" {
  input = tostring(-9223372036854775808 - 1)
}

resource "terraform_data" "s50" {
  input = tostring(0.1 + 0.2)
}

resource "terraform_data" "s51" {
  input = tostring(1.0)
}

resource "terraform_data" "s52" {
  input = tostring(100 / 8)
}

resource "terraform_data" "s53" {
  input = tostring(1 / 3 * 3)
}

resource "terraform_data" "s54" {
  input = tostring(1e30)
}

resource "terraform_data" "s55" {
  input = tostring(1.5e-7)
}
