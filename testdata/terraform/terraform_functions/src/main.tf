terraform {
  required_providers {
    terraform = {
      source = "terraform.io/builtin/terraform"
    }
  }
}

resource "terraform_data" "expressions" {
  input = [
    provider::terraform::encode_expr({
      a = [1, "x\n\"${"$"}{b}"], b = {}, "c d" = null, "true" = false, e = { f = 1 }, g = [], "ü" = "ü\u0001", l = "a\\b\tc"
    }),
    provider::terraform::encode_expr(toset(["b", "a"])), provider::terraform::encode_expr([1.5, -2]), provider::terraform::encode_expr("x"),
    provider::terraform::encode_expr("%%{ if"),
  ]
}

resource "terraform_data" "variables" {
  input = [
    provider::terraform::encode_tfvars({ abc = 1, z = { q = 1, long = 2 }, b = "x", n = null, "l" = [1] }),
    provider::terraform::decode_tfvars("a = 1\nb = [1,\"x\"]\n"),
    try(provider::terraform::decode_tfvars("a = var.x\n"), "refused"), try(provider::terraform::encode_tfvars({ "a b" = 1 }), "refused"),
  ]
}

resource "terraform_data" "provisioned" {
  count = 1
  input = "v"
  provisioner "local-exec" {
    command    = "echo ${self.input}"
    when       = destroy
    on_failure = continue
  }
}
