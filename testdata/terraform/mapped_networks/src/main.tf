resource "terraform_data" "subnets" {
  input = [
    cidrsubnet("::ffff:192.168.0.0/112", 8, 6), cidrsubnet("::ffff:10.0.0.0/100", 4, 3), cidrsubnet("::ffff:0:0/90", 8, 6), cidrsubnet("::/90", 8, 6),
    try(cidrsubnets("::ffff:10.0.0.0/112", 4, 4), "refused"), try(cidrsubnets("::ffff:10.0.0.0/112", 4), "refused"),
  ]
}

resource "terraform_data" "hosts" {
  input = [
    cidrhost("::ffff:10.0.0.0/104", 5), cidrhost("::ffff:10.0.0.0/104", 0), cidrhost("::ffff:10.0.0.0/112", -1), cidrhost("::ffff:10.0.0.0/90", 5),
    try(cidrhost("::ffff:10.0.0.0/112", 70000), "refused"),
  ]
}

resource "terraform_data" "masks" {
  input = [cidrnetmask("::ffff:10.0.0.0/104"), try(cidrnetmask("::/90"), "refused")]
}
